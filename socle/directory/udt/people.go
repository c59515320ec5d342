package udt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// here is the key of the school, which the set does not name.
const here = "udt"

// school is what is read of a set: one school is small enough for memory.
type school struct {
	at       feed.Place // of the table that was read last
	warnings []feed.Warning
	begins   string // the days of the pupils' year
	ends     string
	starts   []int // ISO weeks in which another timetable begins
	holidays [][2]string

	subjects []*feed.Subject
	staff    []*feed.Staff
	pupils   map[string]*feed.Pupil // by code
	rooms    []*feed.Room
	lessons  []*feed.Lesson
	listed   []feed.Group

	taught  map[string]bool // codes of subjects
	byCode  map[string]*feed.Staff
	byEPJ   map[string]*feed.Staff
	roomOf  map[string]string
	class   map[string]string       // code: of the division in the feed
	part    map[string]string       // division and code: of the group in the feed
	joined  map[string]string       // code of a regroupement: of the group
	unions  map[string][]string     // division and code of a group: the regroupements that it is in
	taken   map[string]bool         // keys of people
	minutes map[string][2]int       // site, day and number of a half sequence
	spots   map[string]spot         // by fiche
	weeks   []int                   // of the table of lines that is read
	beside  map[string][]string     // by line: who else is there
	entries []entry                 // of that table
	known   map[string]*feed.Lesson // by all but their weeks
	when    map[*feed.Lesson][]int
}

func newSchool() *school {
	return &school{
		pupils: map[string]*feed.Pupil{}, taught: map[string]bool{}, byCode: map[string]*feed.Staff{}, byEPJ: map[string]*feed.Staff{}, roomOf: map[string]string{},
		class: map[string]string{}, part: map[string]string{}, joined: map[string]string{}, unions: map[string][]string{}, taken: map[string]bool{},
		minutes: map[string][2]int{}, spots: map[string]spot{}, known: map[string]*feed.Lesson{}, when: map[*feed.Lesson][]int{},
	}
}

// teacher reads a prof. Who has no subject is of the staff.
func (s *school) teacher(r row) {
	p := feed.Person{
		Place: r.place(), Family: r.of("nom"), First: r.of("prenom"), Civility: feed.Civility(r.of("civilite")), Email: strings.ToLower(r.of("mail")),
		BirthDate: s.day(r, "date_naissance"),
	}
	if p.Family == "" && p.First == "" || r.of("code") == "" {
		r.warn("un enseignant n’a ni nom ni prénom, ou pas de code : laissé de côté")
		return
	}
	epj := r.of("epj")
	if p.Key = "epj:" + epj; epj == "" {
		p.Key = plain(&p)
	}
	if !s.take(r, &p) {
		return
	}
	v := &feed.Staff{Person: p, School: here, Teacher: r.of("code_matppl") != ""}
	if v.Teacher {
		v.Functions = []feed.Function{teaching}
	}
	s.staff = append(s.staff, v)
	s.byCode[r.of("code")], s.byEPJ[epj] = v, v
}

// teaching is the function of who teaches.
var teaching = feed.Function{School: here, Code: "ENS", Label: "Enseignement"}

// plain is the key of who has no number that is good for the next set.
func plain(p *feed.Person) string {
	return "nom:" + text.SortKey(p.Family+" "+p.First) + ":" + p.BirthDate
}

// take takes the key of somebody; false when somebody before has it.
func (s *school) take(r row, p *feed.Person) bool {
	if s.taken[p.Key] {
		r.warn(fmt.Sprintf("rien ne distingue cette personne (%.40s) d’une autre de la table : elle est laissée de côté", p.Family))
		return false
	}
	s.taken[p.Key] = true
	return true
}

// day is a day, jj/mm/aaaa; one that does not exist is warned of.
func (s *school) day(r row, name string) string {
	v := r.of(name)
	d, ok := feed.FrenchDay(v)
	if v != "" && !ok {
		r.warn(fmt.Sprintf("« %.40s » n’est pas un jour (jj/mm/aaaa) : laissé de côté", v))
	}
	return d
}

// subject reads a mat.
func (s *school) subject(r row) {
	code := r.of("code")
	if code == "" || s.taught[code] {
		r.warn("une matière sans code, ou qui vient deux fois, est laissée de côté")
		return
	}
	s.taught[code] = true
	s.subjects = append(s.subjects, &feed.Subject{Place: r.place(), Code: code, Name: r.of("libelle")})
}

// division reads a div. The code of the administration (code_gep) is the one
// that other sources have.
func (s *school) division(r row) {
	code := r.of("code")
	if code == "" {
		r.warn("une division sans code est laissée de côté")
		return
	}
	s.class[code] = cmp.Or(r.of("code_gep"), code)
	s.list(feed.Group{Kind: feed.Division, Code: s.class[code], Name: cmp.Or(r.of("libelle"), s.class[code])})
}

// group reads a gpe: a part of a division.
func (s *school) group(r row) {
	div, code := r.of("code_div"), r.of("code")
	if code == "" || s.class[div] == "" {
		r.warn(fmt.Sprintf("le groupe « %.20s » est d’une division « %.20s » qui n’est pas dans le lot : laissé de côté", code, div))
		return
	}
	name := cmp.Or(r.of("code_sts"), div+" Gr "+code)
	s.part[div+"\n"+code] = name
	s.list(feed.Group{Kind: feed.Teaching, Code: name, Name: name, Divisions: []string{s.class[div]}})
}

// union reads a rgpmt: a division, or a part of one, that others join.
func (s *school) union(r row) {
	code, name, div := r.of("code"), r.of("nom"), r.of("code_div")
	if code == "" || name == "" || s.class[div] == "" {
		r.warn("un regroupement sans code, sans nom ou d’une division qui n’est pas dans le lot est laissé de côté")
		return
	}
	s.joined[code] = name
	at := div + "\n" + r.of("code_gpe")
	s.unions[at] = append(s.unions[at], name)
	s.list(feed.Group{Kind: feed.Teaching, Code: name, Name: name, Divisions: []string{s.class[div]}})
}

// list lists a division or a group; two of one code are one.
func (s *school) list(g feed.Group) {
	i := slices.IndexFunc(s.listed, func(o feed.Group) bool { return o.Kind == g.Kind && o.Code == g.Code })
	if i < 0 {
		s.listed = append(s.listed, g)
		return
	}
	for _, d := range g.Divisions {
		if !slices.Contains(s.listed[i].Divisions, d) {
			s.listed[i].Divisions = append(s.listed[i].Divisions, d)
		}
	}
}

// pupil reads an eleve.
func (s *school) pupil(r row) {
	p := feed.Person{Place: r.place(), Family: r.of("nom"), First: r.of("prenom"), BirthDate: s.day(r, "naissance")}
	if p.Family == "" && p.First == "" || r.of("code") == "" {
		r.warn("un élève n’a ni nom ni prénom, ou pas de code : laissé de côté")
		return
	}
	if p.Key = plain(&p); s.take(r, &p) {
		s.pupils[r.of("code")] = &feed.Pupil{Person: p, School: here}
	}
}

// member reads an ele_gpe: a pupil in a division, in a part of it, and in the
// regroupements that the one or the other is in.
func (s *school) member(r row) {
	if r.of("theorique") == "0" || r.of("semaines") == "0" {
		return
	}
	v, div, gpe := s.pupils[r.of("ele")], r.of("code_div"), r.of("gpe")
	switch {
	case v == nil:
		r.warn(fmt.Sprintf("un groupe a pour élève %.20s, qui n’est pas dans le lot : laissé de côté", r.of("ele")))
		return
	case s.class[div] == "":
		r.warn(fmt.Sprintf("un élève est d’une division « %.20s » qui n’est pas dans le lot : laissé de côté", div))
		return
	}
	add := func(kind, code string) {
		if ref := (feed.Ref{School: here, Kind: kind, Code: code}); code != "" && !slices.Contains(v.Groups, ref) {
			v.Groups = append(v.Groups, ref)
		}
	}
	add(feed.Division, s.class[div])
	for _, name := range s.unions[div+"\n"] {
		add(feed.Teaching, name)
	}
	if gpe == "" {
		return
	}
	if s.part[div+"\n"+gpe] == "" {
		r.warn(fmt.Sprintf("un élève est d’un groupe « %.20s » qui n’est pas dans le lot : laissé de côté", gpe))
	}
	add(feed.Teaching, s.part[div+"\n"+gpe])
	for _, name := range s.unions[div+"\n"+gpe] {
		add(feed.Teaching, name)
	}
}
