package edt

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// reading is the second reading: the pupils and their guardians.
type reading struct {
	*shape
	yield   func(feed.Record, error) bool
	file    *file // of this reading
	section string
	made    map[string][]int  // kind and ident of a class or a part: the groups made of it
	used    map[string]bool   // keys of pupils
	adults  map[string]adult  // ident: who that was
	owners  map[string]string // key of a guardian: their name
	strange int               // national numbers that are none
	at      int               // line of the first

	pupil *feed.Pupil // that is open
	stays []stay
	fresh []*feed.Guardian // theirs who were not told before
}

// adult is a guardian who was seen.
type adult struct{ key, name string }

// stay is the time of a pupil in a class or in a part of one.
type stay struct {
	kind, ident string
	until       string
	line        int
}

// people gives the pupils, each after their guardians.
func (s *Set) people(yield func(feed.Record, error) bool) {
	r := &reading{
		shape: s.shape, yield: yield, file: &file{name: s.member.Name}, made: map[string][]int{},
		used: map[string]bool{}, adults: map[string]adult{}, owners: map[string]string{},
	}
	for i, g := range s.shape.groups {
		for _, id := range g.parts {
			r.made["PartieDeClasse "+id] = append(r.made["PartieDeClasse "+id], i)
		}
		for _, id := range g.classes {
			r.made["Classe "+id] = append(r.made["Classe "+id], i)
		}
	}
	_, err := walk(s.member, r.begin, r.end)
	if r.strange > 0 {
		r.file.warn(r.at, fmt.Sprintf("numéros nationaux qui n’ont pas 11 caractères : %d, qui ne sont pas pris pour des INE", r.strange))
	}
	switch {
	case errors.Is(err, errSeen):
	case err != nil:
		yield(nil, err)
	default:
		r.tell()
	}
}

// begin reads an element of a pupil.
func (r *reading) begin(e element) error {
	r.file = e.file
	switch e.depth {
	case 2:
		r.section = e.name
	case 3:
		if r.section == "Eleves" && e.name == "Eleve" {
			r.open(e)
		}
	case 4:
		if r.pupil == nil {
			return nil
		}
		switch e.name {
		case "Responsable":
			r.guardian(e)
		case "Classe", "PartieDeClasse":
			r.stays = append(r.stays, stay{e.name, e.ident(), r.file.day(e, "DateSortie", "la date de sortie"), e.line})
		}
	}
	return nil
}

// open begins a pupil. Whom nothing tells from another is left aside.
func (r *reading) open(e element) {
	r.pupil, r.stays, r.fresh = nil, r.stays[:0], nil
	p, ok := r.file.person(e, "un élève")
	if !ok {
		return
	}
	p.BirthDate = r.file.day(e, "DateNaissance", "la date de naissance")
	p.Civility = map[string]string{"Masculin": "M.", "Feminin": "Mme"}[e.attr("Sexe")]
	keys := candidates(e, pupilKeys)
	p.Key = r.names.best(keys, plain(&p), r.file, e.line)
	if r.used[p.Key] {
		r.file.warn(e.line, fmt.Sprintf("rien ne distingue cet élève (%.40s) d’un autre du fichier : il est laissé de côté", p.Family))
		return
	}
	r.used[p.Key] = true
	r.pupil = &feed.Pupil{Person: p, School: r.uai}
	if ine := strings.TrimPrefix(keys[0], "ine:"); r.names[keys[0]] == 1 && len(ine) == 11 {
		r.pupil.INE = ine
	} else if r.names[keys[0]] == 1 {
		if r.strange++; r.at == 0 {
			r.at = e.line
		}
	}
	if r.names[keys[1]] == 1 {
		r.pupil.Local = e.attr("IDSconet")
	}
}

// guardian reads a Responsable of the pupil.
func (r *reading) guardian(e element) {
	p, ok := r.file.person(e, "un responsable")
	if !ok {
		return
	}
	key, known := r.adultKey(e, &p)
	if !known {
		p.Key, p.Town, p.Civility = key, e.attr("Ville"), civility(e.attr("Civilite"))
		var lines []string
		for _, name := range []string{"Adresse1", "Adresse2", "Adresse3", "Adresse4"} {
			if v := e.attr(name); v != "" {
				lines = append(lines, v)
			}
		}
		p.Street = strings.Join(lines, ", ")
		r.fresh = append(r.fresh, &feed.Guardian{Person: p})
	}
	if slices.ContainsFunc(r.pupil.Links, func(l feed.Link) bool { return l.Guardian == key }) {
		r.file.warn(e.line, "un responsable est cité deux fois pour le même élève : la première fois compte")
		return
	}
	// The file says who answers for a pupil, never what they are to them.
	l := feed.Link{Guardian: key, Code: e.attr("RespLegal"), Link: "other", Level: feed.Legal, Order: len(r.pupil.Links) + 1}
	if l.Code != "1" && l.Code != "2" {
		l.Level = feed.Contact
		r.file.warn(e.line, fmt.Sprintf("le niveau de responsabilité « %.20s » n’est pas connu : la personne est notée comme simple contact", l.Code))
	}
	r.pupil.Links = append(r.pupil.Links, l)
}

// adultKey is the key of a guardian, and whether they were told before: brothers
// and sisters name the same ident.
func (r *reading) adultKey(e element, p *feed.Person) (key string, known bool) {
	id, name := e.ident(), folded(p)
	if a, seen := r.adults[id]; seen && a.name == name {
		return a.key, true
	}
	free := func(key string) bool {
		owner, taken := r.owners[key]
		return r.names[key] == 0 && (!taken || owner == name)
	}
	if key = candidates(e, [][2]string{{"IDPN", "pn:"}})[0]; key == "" || !free(key) {
		key = "nom:" + name + ":" + r.pupil.Key
	}
	_, known = r.owners[key]
	r.owners[key] = name
	if id != "" {
		r.adults[id] = adult{key, name}
	}
	return key, known
}

// civility is a person's; that of a couple is nobody's.
func civility(s string) string {
	switch s {
	case "M.", "M", "Mr":
		return "M."
	case "Mme", "Mlle", "Mme.":
		return "Mme"
	}
	return ""
}

// end tells a pupil who is whole.
func (r *reading) end(depth int, name, _ string) error {
	if depth != 3 || name != "Eleve" || r.pupil == nil {
		return nil
	}
	r.place()
	for _, g := range r.fresh {
		if !r.yield(g, nil) {
			return errSeen
		}
	}
	if !r.tell() || !r.yield(r.pupil, nil) {
		return errSeen
	}
	r.pupil = nil
	return nil
}

// tell gives the warnings so far.
func (r *reading) tell() bool {
	for i := range r.file.warnings {
		if !r.yield(&r.file.warnings[i], nil) {
			return false
		}
	}
	r.file.warnings = nil
	return true
}

// place puts the pupil in the class and the groups that they are in last: a file
// keeps those of before. A pupil who is in none until the end of the year left
// the school on the last day.
func (r *reading) place() {
	last := ""
	for _, s := range r.stays {
		if s.until == "" {
			s.until = r.ends
		}
		last = max(last, s.until)
	}
	if last < r.ends && len(r.stays) > 0 {
		r.pupil.Left = last
	}
	for _, s := range r.stays {
		if s.until != "" && s.until < last {
			continue
		}
		division, part := s.ident, s.kind == "PartieDeClasse"
		if part {
			division = r.partOf[s.ident]
		}
		if r.class[division] == "" {
			r.lostStay(s)
			continue
		}
		if !part {
			r.pupil.Groups = add(r.pupil.Groups, feed.Ref{School: r.uai, Kind: feed.Division, Code: r.class[division]})
		}
		for _, i := range r.made[s.kind+" "+s.ident] {
			r.pupil.Groups = add(r.pupil.Groups, r.teaching(i))
		}
	}
}

// lostStay warns, once, of a class that the file does not describe.
func (r *reading) lostStay(s stay) {
	says := fmt.Sprintf("des élèves sont dans l’élément %s %.20s, qui n’est pas dans le fichier : laissé de côté", s.kind, s.ident)
	if !r.told[says] {
		r.told[says] = true
		r.file.warn(s.line, says)
	}
}
