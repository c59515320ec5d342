package sts

import (
	"cmp"
	"fmt"

	"preau/socle/directory/feed"
)

// The most that is taken of one school. What is taught comes after who teaches:
// a school's staff is held in memory until the file ends.
const (
	maxStaff    = 5000
	maxGroups   = 10_000
	maxServices = 100_000
	maxNames    = 20_000 // subjects and MEF
	maxWarnings = 5000   // an import shows fewer
)

// content is all that the files say of a school.
type content struct {
	file     string
	uai      string
	school   *feed.School
	groups   []feed.Group
	listed   map[feed.Ref]int // a group's place in groups
	mefs     []*feed.MEF
	subjects []*feed.Subject
	staff    []*feed.Staff
	byKey    map[string]*feed.Staff
	services []service
	heads    []head
	warnings []feed.Warning
	week     timetable
	strange  map[string]bool // functions warned of
}

// service is a subject taught to a group by somebody.
type service struct {
	feed.Course
	teacher *element
}

// head is the charge of a form teacher, for a time.
type head struct {
	staff       *feed.Staff
	division    string
	from, until string
	line        int
}

// load reads both files.
func (s *Set) load() (*content, error) {
	c := &content{file: s.down.member.Name, uai: s.down.uai, listed: map[feed.Ref]int{}, byKey: map[string]*feed.Staff{}, strange: map[string]bool{}}
	c.week = timetable{weeks: map[string][]int{}, known: map[string]*feed.Lesson{}}
	var full error
	warned, err := s.down.each(func(e *element) {
		if full == nil {
			full = c.take(e)
		}
	}, "UAJ", "MATIERE", "MEF", "INDIVIDU", "SUPPLEANT", "DIVISION", "GROUPE")
	if err == nil {
		err = full
	}
	if err == nil && c.school == nil {
		err = lacking(c.file, errEnd, "<UAJ>, qui dit l’établissement")
	}
	if err == nil && len(c.staff) == 0 {
		err = feed.Refuse(c.file, 0, "ce fichier ne nomme aucune personne : refaites l’export de STS-Web, année en cours")
	}
	if err != nil {
		return nil, err
	}
	c.warnings = append(c.warnings, warned...)
	c.school.Groups = c.groups
	c.link()
	if s.up != nil {
		err = c.beside(s.up)
	}
	return c, err
}

// take reads one record of STS-Web's file.
func (c *content) take(e *element) error {
	switch e.name {
	case "UAJ":
		c.describe(e)
	case "MATIERE":
		c.subject(e)
	case "MEF":
		c.mef(e)
	case "INDIVIDU", "SUPPLEANT":
		c.person(e)
	case "DIVISION":
		c.group(e, feed.Division)
	case "GROUPE":
		c.group(e, feed.Teaching)
	}
	for _, full := range []struct {
		n, most int
		what    string
	}{{len(c.staff), maxStaff, "personnes"}, {len(c.listed), maxGroups, "divisions et groupes"}, {len(c.services), maxServices, "services"}, {len(c.subjects) + len(c.mefs), maxNames, "matières et MEF"}, {len(c.heads), maxStaff, "professeurs principaux"}} {
		if full.n > full.most {
			return feed.Refuse(c.file, e.line, fmt.Sprintf("ce fichier compte plus de %d %s pour un seul établissement : il est abîmé, refaites l’export", full.most, full.what))
		}
	}
	return nil
}

// subject reads a MATIERE.
func (c *content) subject(e *element) {
	s := &feed.Subject{Place: c.place(e.line), Code: e.attr("CODE"), Name: e.one("LIBELLE_EDITION", "LIBELLE_LONG", "LIBELLE_COURT")}
	if s.Code == "" {
		c.warn(e.line, "une matière sans code est laissée de côté")
		return
	}
	c.subjects = append(c.subjects, s)
}

// mef reads a MEF.
func (c *content) mef(e *element) {
	m := &feed.MEF{Place: c.place(e.line), Code: e.attr("CODE"), Name: e.one("LIBELLE_EDITION", "LIBELLE_LONG"), Level: e.one("FORMATION")}
	if m.Code == "" {
		c.warn(e.line, "un MEF sans code est laissé de côté")
		return
	}
	c.mefs = append(c.mefs, m)
}

// link gives everybody what they teach and the divisions in their charge.
func (c *content) link() {
	type given struct {
		who *feed.Staff
		feed.Course
	}
	told := map[given]bool{}
	for _, s := range c.services {
		who := c.find(s.teacher)
		if who == nil {
			c.warn(s.teacher.line, fmt.Sprintf("l’enseignant %.40s d’un service n’est pas parmi les personnes du fichier : le service est laissé de côté", s.teacher.attr("ID")))
			continue
		}
		who.Teacher = true
		switch v := (given{who, s.Course}); {
		case told[v]:
		case s.Subject == "":
			who.Teaches = append(who.Teaches, s.Ref)
		default:
			who.Courses = append(who.Courses, s.Course)
		}
		told[given{who, s.Course}] = true
	}
	for i, h := range c.heads {
		r := feed.Ref{School: c.uai, Kind: feed.Division, Code: h.division}
		switch _, known := c.listed[r]; {
		case !known:
			c.warn(h.line, fmt.Sprintf("la division %.40s, dont %.60s est professeur principal, n’est pas dans le fichier : laissée de côté", h.division, h.staff.Family))
		case !c.followed(i):
			h.staff.FormOf = append(h.staff.FormOf, r)
		}
	}
	heads := 0
	for _, p := range c.staff {
		if len(p.Functions) > 0 && p.Functions[0].Code == "DIR" {
			heads++
		}
	}
	if heads > 1 {
		c.warn(0, fmt.Sprintf("%d personnes ont la fonction de direction : STS-Web ne dit pas qui dirige et qui est adjoint, corrigez-le dans l’annuaire ou importez aussi l’AAF", heads))
	}
}

// followed tells that somebody else took a form teacher's charge over.
func (c *content) followed(i int) bool {
	h := c.heads[i]
	for _, o := range c.heads {
		if o.division == h.division && o.staff != h.staff && h.until != "" && o.from > h.until {
			return true
		}
	}
	return false
}

// records are those of the school, in the order of the feed.
func (c *content) records() []feed.Record {
	all := []feed.Record{c.school}
	for _, m := range c.mefs {
		all = append(all, m)
	}
	for _, s := range c.subjects {
		all = append(all, s)
	}
	for _, p := range c.staff {
		all = append(all, p)
	}
	for _, r := range c.week.rooms {
		all = append(all, r)
	}
	for _, l := range c.week.lessons {
		all = append(all, l)
	}
	return all
}

// beside reads the timetable software's file: the week, and what it names that
// STS-Web does not, which is warned of.
func (c *content) beside(p *probe) error {
	told := map[string]bool{}
	say := func(e *element, known bool, what string) {
		if !known && !told[what] && len(told) < maxWarnings {
			told[what] = true
			c.warnings = append(c.warnings, feed.Warning{
				Place: feed.Place{File: p.member.Name, Line: e.line}, Says: what + ", que nomme l’emploi du temps, n’est pas dans " + c.file + " : refaites l’export de STS-Web",
			})
		}
	}
	taught := func(e *element) {
		for _, s := range e.all("SERVICES", "SERVICE") {
			for _, t := range s.all("ENSEIGNANTS", "ENSEIGNANT") {
				say(t, c.find(t) != nil, fmt.Sprintf("l’enseignant %.40s", t.attr("ID")))
			}
		}
	}
	var full error
	var group func(e *element)
	group = func(e *element) {
		kind, what := feed.Division, "la division"
		if e.name == "GROUPE" {
			kind, what = feed.Teaching, "le groupe"
		}
		ref := feed.Ref{School: c.uai, Kind: kind, Code: e.attr("CODE")}
		_, known := c.listed[ref]
		if known && full == nil {
			full = c.taught(p, e, ref)
		}
		say(e, known, fmt.Sprintf("%s %.40s", what, e.attr("CODE")))
		taught(e)
		for _, g := range e.all("GROUPES", "GROUPE") {
			group(g)
		}
	}
	warned, err := p.each(func(e *element) {
		switch e.name {
		case "INDIVIDU":
			say(e, c.find(e) != nil, fmt.Sprintf("l’enseignant %.40s", e.attr("ID")))
		case "ALTERNANCE":
			c.week.alternance(e)
		case "SALLE_COURS":
			c.week.room(e, feed.Place{File: p.member.Name, Line: e.line}, c.uai)
		default:
			group(e)
		}
	}, "INDIVIDU", "ALTERNANCE", "SALLE_COURS", "DIVISION", "GROUPE")
	c.warnings = append(c.warnings, warned...)
	c.timed(p)
	return cmp.Or(err, full)
}

func (c *content) place(line int) feed.Place { return feed.Place{File: c.file, Line: line} }

func (c *content) warn(line int, says string) {
	if len(c.warnings) < maxWarnings {
		c.warnings = append(c.warnings, feed.Warning{Place: c.place(line), Says: says})
	}
}
