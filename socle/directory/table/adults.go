package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// adult is a guardian, with the pupils whom they answer for.
type adult struct {
	feed.Guardian
	id     string
	wards  []*feed.Pupil
	kinds  []string // who they are to each
	orders []int
}

// ward reads what a pupil's row says of a guardian.
func (g *gathering) ward(l *line, who string, p *feed.Pupil) {
	a := &adult{Guardian: feed.Guardian{Person: l.person(who)}}
	if a.Family == "" && a.First == "" {
		if a.Email != "" || a.Phone != "" || a.Mobile != "" {
			l.warn("un responsable n’a pas de nom : il est laissé de côté")
		}
		return
	}
	order := 1
	if who == secondGuardian {
		order = 2
	}
	g.answer(a, p, kinship(cmp.Or(l.of(who, Link), l.kin[who]), a.Civility), order)
}

// guardian reads a row of guardians. The pupil is known by the key, the INE or
// the name; a child of the same name is another family's, and who is not certain
// is nobody.
func (g *gathering) guardian(l *line) {
	a := &adult{Guardian: feed.Guardian{Person: l.person("")}, id: l.of("", ID)}
	if !l.named(&a.Person) {
		return
	}
	a.BirthDate = l.day("", Birth, "la date de naissance")
	if len(g.pupils) == 0 {
		l.warn("ce lot n’a pas de tableau d’élèves : sans lui, ce responsable n’est rattaché à personne et n’est pas importé")
		return
	}
	found := g.find(l)
	switch len(found) {
	case 1:
		g.answer(a, found[0], kinship(l.of("", Link), a.Civility), len(found[0].Links)+1)
	case 0:
		l.warn("l’élève de ce responsable n’est pas dans le tableau des élèves : la ligne est laissée de côté")
	default:
		l.warn(fmt.Sprintf("ce responsable peut être celui de l’un de %d élèves du même nom : la ligne est laissée de côté, reliez-les à la main", len(found)))
	}
}

// find finds the pupil whom a guardian's row names.
func (g *gathering) find(l *line) (found []*feed.Pupil) {
	if id := l.of(child, ID); id != "" {
		if p := g.byKey["#"+id]; p != nil {
			return []*feed.Pupil{p}
		}
		return nil
	}
	if ine := l.ine(child); ine != "" {
		for _, p := range g.pupils {
			if p.INE == ine {
				return []*feed.Pupil{p}
			}
		}
		return nil
	}
	who := l.person(child)
	born, class := l.day(child, Birth, "la date de naissance de l’enfant"), l.of(child, Class)
	for _, p := range g.byName[nameKey(&who)] {
		inClass := slices.ContainsFunc(p.Groups, func(r feed.Ref) bool { return text.SortKey(r.Code) == text.SortKey(class) })
		if (born == "" || p.BirthDate == born) && (class == "" || inClass) {
			found = append(found, p)
		}
	}
	return found
}

// answer notes that an adult answers for a pupil. One of the same name who is
// reached at the same place, or has the same key, is the same.
func (g *gathering) answer(a *adult, p *feed.Pupil, link string, order int) {
	g.holds[feed.KindGuardian] = true
	name := nameKey(&a.Person)
	for _, b := range g.byAdult[name] {
		if a.same(b) {
			b.fill(&a.Person)
			if !slices.Contains(b.wards, p) {
				b.wards, b.kinds, b.orders = append(b.wards, p), append(b.kinds, link), append(b.orders, order)
			}
			return
		}
	}
	a.wards, a.kinds, a.orders = []*feed.Pupil{p}, []string{link}, []int{order}
	g.byAdult[name] = append(g.byAdult[name], a)
	g.adults = append(g.adults, a)
}

// same tells that two adults of one name are one.
func (a *adult) same(b *adult) bool {
	if a.id != "" || b.id != "" {
		return a.id == b.id
	}
	if a.Civility != "" && b.Civility != "" && (a.Civility == "M.") != (b.Civility == "M.") {
		return false
	}
	shared := func(x, y string) bool { return x != "" && x == y }
	return shared(a.Email, b.Email) || shared(a.Mobile, b.Mobile) || shared(a.Phone, b.Phone) || shared(text.SortKey(a.Street), text.SortKey(b.Street)) && a.PostalCode == b.PostalCode
}

// fill completes what another row did not say.
func (a *adult) fill(p *feed.Person) {
	for _, v := range [][2]*string{{&a.Civility, &p.Civility}, {&a.Email, &p.Email}, {&a.Phone, &p.Phone}, {&a.Mobile, &p.Mobile}, {&a.Work, &p.Work}} {
		if *v[0] == "" {
			*v[0] = *v[1]
		}
	}
	if a.Street == "" && a.Town == "" {
		a.Street, a.PostalCode, a.Town, a.Country = p.Street, p.PostalCode, p.Town, p.Country
	}
}

// linked gives the guardians their keys, and the pupils their links.
//
// A name alone would one day be given to a parent who comes after another of the
// same name, and addresses change: the key is the name with that of the eldest
// child, as in the package onde.
func (g *gathering) linked() (all []*feed.Guardian) {
	known := map[string]bool{}
	for _, a := range g.adults {
		eldest := slices.MinFunc(a.wards, func(x, y *feed.Pupil) int {
			return strings.Compare(x.BirthDate+"|"+text.SortKey(x.First), y.BirthDate+"|"+text.SortKey(y.First))
		})
		a.Key = "R|" + nameKey(&a.Person) + "|" + strings.ToLower(a.Civility) + "|" + nameKey(&eldest.Person) + "|" + eldest.BirthDate
		if a.id != "" {
			a.Key = "R#" + a.id
		}
		for i, p := range a.wards {
			if !slices.ContainsFunc(p.Links, func(l feed.Link) bool { return l.Guardian == a.Key }) {
				p.Links = append(p.Links, feed.Link{Guardian: a.Key, Link: a.kinds[i], Level: level(a.kinds[i]), Order: a.orders[i]})
			}
		}
		if !known[a.Key] {
			known[a.Key] = true
			all = append(all, &a.Guardian)
		}
	}
	return all
}

// level is what somebody may know of a pupil: a table of guardians is of the legal
// ones, but a grandmother in it is somebody to call.
func level(link string) string {
	if link == "family" {
		return feed.Contact
	}
	return feed.Legal
}

// kinship is who somebody is to a pupil.
func kinship(says, civil string) string {
	words := text.SortKey(says)
	among := func(some ...string) bool {
		return slices.ContainsFunc(some, func(w string) bool { return strings.Contains(words, w) })
	}
	switch {
	case among("grand", "beau", "belle", "oncle", "tante", "frere", "soeur", "famille"):
		return "family"
	case among("pere", "father", "papa"):
		return "father"
	case among("mere", "mother", "maman"):
		return "mother"
	case among("parent") && civil == "M.":
		return "father"
	case among("parent") && civil != "":
		return "mother"
	case among("tuteur", "tutrice", "guardian"):
		return "tutor"
	case among("aide sociale"), words == "ase":
		return "child_welfare"
	case among("lui meme", "elle meme", "majeur"):
		return "self"
	}
	return "other"
}
