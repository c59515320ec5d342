package onde

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// child is a child that a guardian's row names.
type child struct{ usage, family, first, class string }

// children are those of a row: the same four columns come again and again.
func (r *row) children() []child {
	var all []child
	var c child
	seen := map[string]bool{}
	end := func() {
		if c.usage+c.family+c.first != "" {
			all = append(all, c)
		}
		c, seen = child{}, map[string]bool{}
	}
	for i, meaning := range r.columns {
		to := map[string]*string{"kidUsage": &c.usage, "kidFamily": &c.family, "kidFirst": &c.first, "kidClass": &c.class}[meaning]
		if to == nil {
			continue
		}
		if seen[meaning] {
			end()
		}
		seen[meaning] = true
		if i < len(r.cells) {
			*to = r.cells[i]
		}
	}
	end()
	return all
}

// named is how people read who a child is.
func (c child) named() string {
	return strings.TrimSpace(c.first + " " + cmp.Or(c.usage, c.family))
}

// find finds a child among the pupils: by name, and by class where both tables
// tell it. A guardian given a child of the same name would read what is another
// family's: whoever is not certain is nobody.
func (g *gathering) find(r *row, c child) *pupil {
	var found []*pupil
	for _, name := range once(nameKey(cmp.Or(c.family, c.usage), c.first), nameKey(cmp.Or(c.usage, c.family), c.first)) {
		for _, p := range g.byName[name] {
			if !slices.Contains(found, p) && (c.class == "" || len(p.classes) == 0 || slices.Contains(p.classes, classKey(c.class))) {
				found = append(found, p)
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0]
	case 0:
		r.warn(fmt.Sprintf("l’enfant %.60s (classe « %.40s ») n’est pas dans la table des élèves : le lien est laissé de côté", c.named(), c.class))
	default:
		r.warn(fmt.Sprintf("l’enfant %.60s (classe « %.40s ») peut être l’un de %d élèves : le lien est laissé de côté, faites-le à la main", c.named(), c.class, len(found)))
	}
	return nil
}

// guardian reads a row of guardians.
//
// The key, like a teacher's, begins with a capital: a pupil's is folded. It is
// the name with that of the eldest child whom the school has: a name alone would
// one day be given to a parent who comes after another of the same name, an
// e-mail address is shared by couples and changes. The child is one by name and
// birth date, not by INE, so that the key stays when a table gains that column.
// It changes when the eldest leaves; the other children, whom both then have,
// tell who it is.
func (g *gathering) guardian(r *row) {
	person, ok := r.person()
	if !ok {
		return
	}
	children := r.children()
	if len(children) == 0 {
		r.warn("ce responsable n’a pas d’enfant : il est laissé de côté")
		return
	}
	if g.set.tables[pupils] == nil {
		c := children[0]
		g.adult(r, person, nameKey(cmp.Or(c.family, c.usage), c.first))
		return
	}
	var found []*pupil
	for _, c := range children {
		if p := g.find(r, c); p != nil && !p.gone && !slices.Contains(found, p) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return
	}
	eldest := slices.MinFunc(found, func(a, b *pupil) int {
		return cmp.Or(strings.Compare(a.BirthDate, b.BirthDate), strings.Compare(text.SortKey(a.First), text.SortKey(b.First)))
	})
	key := g.adult(r, person, eldest.name()+"|"+eldest.BirthDate)
	for _, p := range found {
		if !slices.ContainsFunc(p.Links, func(l feed.Link) bool { return l.Guardian == key }) {
			// ONDE's guardians are the legal ones; it does not say who they are to the child.
			p.Links = append(p.Links, feed.Link{Guardian: key, Link: "other", Level: feed.Legal, Order: len(p.Links) + 1})
		}
	}
}

// adult adds a guardian and gives their key. Two of the same name, of the same
// child, are told apart by their civility; else they are one, and the first row
// counts.
func (g *gathering) adult(r *row, p feed.Person, child string) string {
	civility := fold(p.Civility)
	if civility == "mlle" {
		civility = "mme"
	}
	p.Key = "R|" + nameKey(cmp.Or(p.Birth, p.Family), p.First) + "|" + civility + "|" + child
	before := g.known[p.Key]
	if before == nil {
		g.known[p.Key] = &feed.Guardian{Person: p}
		g.adults = append(g.adults, g.known[p.Key])
		return p.Key
	}
	if now, was := p, before.Person; now.Email != was.Email || now.Mobile != was.Mobile || now.Street != was.Street {
		r.warn(fmt.Sprintf("ce responsable vient une seconde fois, différent (d’abord ligne %d) : la première ligne compte", was.Line))
	}
	return p.Key
}

// teacher reads a row of teachers.
//
// The key is the name: ONDE gives nothing else that stays, and a school has no
// two teachers of one name for long. One who has two classes has two rows.
func (g *gathering) teacher(r *row) {
	p, ok := r.person()
	if !ok {
		return
	}
	p.Key = "E|" + nameKey(cmp.Or(p.Birth, p.Family), p.First)
	s := g.byStaff[p.Key]
	if s == nil {
		s = &feed.Staff{Person: p, School: School}
		g.byStaff[p.Key] = s
		g.staff = append(g.staff, s)
	}
	class := r.one("class")
	says := text.SortKey(r.one("function"))
	head := r.yes("head") || strings.Contains(says, "directeur") || strings.Contains(says, "directrice")
	if head {
		work(s, feed.Function{School: School, Code: "DIR", Label: "DIRECTION D'ECOLE"})
	}
	code, label := trade(says, r.one("function"))
	if head && class == "" {
		return
	}
	if head {
		code, label = "ENS", "ENSEIGNEMENT"
	}
	work(s, feed.Function{School: School, Code: code, Label: label})
	s.Teacher = s.Teacher || code == "ENS"
	if class == "" {
		return
	}
	if len(g.classes) > 0 && !g.classes[classKey(class)] {
		r.warn(fmt.Sprintf("aucun élève n’est dans la classe « %.40s » de cette table : vérifiez son nom", class))
	}
	ref := feed.Ref{School: School, Kind: feed.Division, Code: class}
	if !slices.Contains(s.Teaches, ref) {
		s.Teaches = append(s.Teaches, ref)
		if code == "ENS" {
			s.FormOf = append(s.FormOf, ref)
		}
	}
}

// work adds a function, once.
func work(s *feed.Staff, f feed.Function) {
	if !slices.Contains(s.Functions, f) {
		s.Functions = append(s.Functions, f)
	}
}

// trade is the ministry's code of what somebody does in a primary school.
func trade(says, function string) (code, label string) {
	switch {
	case strings.Contains(says, "aesh"), strings.Contains(says, "avs"), strings.Contains(says, "accompagn"):
		return "AEH", function
	case strings.Contains(says, "psy"):
		return "ORI", function
	case strings.Contains(says, "atsem"), strings.Contains(says, "agent"):
		return "", function
	}
	return "ENS", cmp.Or(function, "ENSEIGNEMENT")
}
