package edt

import (
	"fmt"
	"math"
	"strconv"

	"preau/socle/directory/feed"
)

// addSubject reads a Matiere.
func (s *shape) addSubject(e element) {
	v := &feed.Subject{Place: s.place(e.line), Code: e.attr("Code"), Name: e.attr("Libelle")}
	if v.Code == "" || e.ident() == "" {
		s.warn(e.line, "une matière sans code est laissée de côté")
		return
	}
	s.subjects = append(s.subjects, v)
	s.subject[e.ident()] = v.Code
}

// addStaff reads a Professeur or a Personnel.
func (s *shape) addStaff(e element) {
	p, ok := s.person(e, "un enseignant ou un personnel")
	if !ok {
		return
	}
	p.BirthDate = s.day(e, "DateNaissance", "la date de naissance")
	v := &feed.Staff{Person: p, School: s.uai, Teacher: e.name == "Professeur"}
	if v.Teacher {
		v.Functions = []feed.Function{{School: s.uai, Code: "ENS", Label: "Enseignement"}}
		if id := e.ident(); id != "" && s.teacher[id] == nil {
			s.teacher[id] = v
		}
	}
	keys := candidates(e, staffKeys)
	s.names.count(keys)
	s.staff, s.numbers = append(s.staff, v), append(s.numbers, keys)
}

// keys gives the staff their keys, once the numbers of all are counted. Whom
// nothing tells from somebody before is left aside.
func (s *shape) keys() {
	before := map[string]*feed.Staff{}
	var kept []*feed.Staff
	for i, v := range s.staff {
		v.Key = s.names.best(s.numbers[i], plain(&v.Person), s.file, v.Line)
		if before[v.Key] != nil {
			s.warn(v.Line, fmt.Sprintf("rien ne distingue cette personne (%.40s) d’une autre du fichier : elle est laissée de côté", v.Family))
			continue
		}
		before[v.Key] = v
		kept = append(kept, v)
	}
	s.staff = kept
}

// attends reads who is in a lesson, and in which weeks: a mask of school weeks.
func (s *shape) attends(e element) {
	if e.name == "Matiere" {
		s.lesson.subject = e.ident()
		return
	}
	p := present{kind: e.name, ident: e.ident(), weeks: math.MaxUint64}
	mask := e.attr("Semaines")
	if mask == "" {
		mask = e.attr("SemainesInclusion")
	}
	if n, err := strconv.ParseUint(mask, 10, 64); err == nil {
		p.weeks = n
	} else if mask != "" {
		s.warn(e.line, fmt.Sprintf("les semaines « %.40s » d’un cours ne sont pas un nombre : toutes sont prises", mask))
	}
	switch e.name {
	case "Professeur":
		s.lesson.teachers = append(s.lesson.teachers, p)
	case "Salle":
		s.lesson.rooms = append(s.lesson.rooms, p)
	case "Classe", "PartieDeClasse", "Groupe":
		s.lesson.audience = append(s.lesson.audience, p)
	}
}

// end closes an element: a lesson tells who teaches what to whom, where the
// teacher and the pupils are there in the same weeks.
func (s *shape) end(depth int, name, _ string) error {
	if depth != 3 || name != "Cours" || s.section != "Cours" {
		return nil
	}
	for _, t := range s.lesson.teachers {
		for _, a := range s.lesson.audience {
			c := course{kind: a.kind, ident: a.ident, subject: s.lesson.subject, teacher: t.ident}
			if t.weeks&a.weeks != 0 && !s.known[c] {
				s.known[c] = true
				s.courses = append(s.courses, taught{c, s.lesson.line})
			}
		}
	}
	s.lessons = append(s.lessons, s.lesson)
	return nil
}

// teach gives every teacher their courses.
func (s *shape) teach() {
	type given struct {
		who *feed.Staff
		feed.Course
	}
	told := map[given]bool{}
	for _, c := range s.courses {
		who, subject := s.teacher[c.teacher], s.subject[c.subject]
		ref, found := s.ref(c.kind, c.ident)
		switch {
		case who == nil:
			s.lost(c.line, "un cours a pour professeur", c.teacher)
		case !found:
			s.lost(c.line, "un cours a pour élèves "+c.kind, c.ident)
		case subject == "":
			s.lost(c.line, "un cours a pour matière", c.subject)
			who.Teaches = append(who.Teaches, ref)
		default:
			v := given{who, feed.Course{Ref: ref, Subject: subject}}
			if !told[v] {
				who.Courses = append(who.Courses, v.Course)
			}
			told[v] = true
		}
	}
}

// ref is the division or the group that an ident is. A part of a class is the
// group that is made of it alone, or its class.
func (s *shape) ref(kind, ident string) (feed.Ref, bool) {
	division := func(class string) (feed.Ref, bool) {
		return feed.Ref{School: s.uai, Kind: feed.Division, Code: s.class[class]}, s.class[class] != ""
	}
	switch kind {
	case "Classe":
		return division(ident)
	case "Groupe":
		i, ok := s.byIdent[ident]
		if !ok {
			return feed.Ref{}, false
		}
		return s.teaching(i), true
	}
	if i, ok := s.sole[ident]; ok {
		return s.teaching(i), true
	}
	return division(s.partOf[ident])
}

func (s *shape) teaching(i int) feed.Ref {
	return feed.Ref{School: s.uai, Kind: feed.Teaching, Code: s.groups[i].name}
}
