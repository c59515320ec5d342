package oneroster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// session reads the school year that a session is in.
func (r *roster) session(row row) error {
	v := id(row, r.sessions, "période")
	if d := row.day("startDate", "la date de début"); v != "" && d != "" {
		r.sessions[v] = feed.SchoolYear(d)
	}
	return full(row, len(r.sessions), maxOrgs, "périodes")
}

// course reads a course: the subject of the classes that follow it.
func (r *roster) course(row row) error {
	if v := id(row, r.courses, "cours"); v != "" {
		r.courses[v] = &feed.Subject{
			Place: feed.Place{File: row.t.file, Line: row.line}, Code: cmp.Or(row.of("courseCode"), v), Name: cmp.Or(row.of("title"), row.of("courseCode")),
		}
	}
	return full(row, len(r.courses), maxClasses, "cours")
}

// class reads a class. One of the kind homeroom is a division.
func (r *roster) class(row row) error {
	v := id(row, r.classes, "classe")
	if v == "" {
		return nil
	}
	c := &class{id: v, file: row.t.file, name: cmp.Or(row.of("title"), row.of("classCode")), line: row.line}
	c.Kind, c.Code = feed.Teaching, cmp.Or(row.of("classCode"), c.name)
	if strings.EqualFold(row.of("classType"), "homeroom") {
		c.Kind = feed.Division
	}
	if school := r.seat(row); school != nil {
		c.School = school.Key
	} else {
		row.t.note(row.line, "classes dont l’établissement n’est pas dans orgs.csv : %d, laissées de côté")
		c.aside = true
	}
	for _, t := range row.list("termSourcedIds") {
		if y := r.sessions[t]; y != "" {
			c.years = append(c.years, y)
		}
	}
	r.subjectOf(c, row)
	r.classes[v] = c
	return full(row, len(r.classes), maxClasses, "classes")
}

// seat is the school of a class: an organisation that has classes is one.
func (r *roster) seat(row row) *feed.School {
	at := row.of("schoolSourcedId")
	if school := r.schoolOf(at); school != nil {
		return school
	}
	o := r.orgs[at]
	if o == nil {
		return nil
	}
	r.warn(o.line, fmt.Sprintf("l’organisation « %.80s » est dite « %.40s » et a des classes : elle est prise pour un établissement", o.name, o.kind))
	r.addSchool(o)
	return r.schools[at]
}

// subjectOf is what is taught in a class: its course, or the first of the
// subjects that it names itself.
func (r *roster) subjectOf(c *class, row row) {
	of := row.of("courseSourcedId")
	if s := r.courses[of]; s != nil {
		c.subject = s.Code
		r.addSubject(s)
		return
	}
	names, codes := row.list("subjects"), row.list("subjectCodes")
	switch {
	case len(codes) > 0 && len(names) > 0:
		c.subject = codes[0]
		r.addSubject(&feed.Subject{Place: feed.Place{File: row.t.file, Line: row.line}, Code: codes[0], Name: names[0]})
	case len(codes) > 0:
		c.subject = codes[0]
	default:
		c.subject = of
	}
}

// addSubject lists a subject that is taught, once.
func (r *roster) addSubject(s *feed.Subject) {
	if !r.listed[s.Code] {
		r.listed[s.Code] = true
		r.subjects = append(r.subjects, s)
	}
}

// arrange keeps the classes of the year that most are of, gives each a code of
// its own, and lists them in their schools.
func (r *roster) arrange() {
	votes := map[string]int{}
	for _, c := range r.classes {
		for _, y := range slices.Compact(slices.Sorted(slices.Values(c.years))) {
			votes[y]++
		}
	}
	for _, y := range slices.Sorted(maps.Values(r.sessions)) {
		if r.year == "" || votes[y] >= votes[r.year] {
			r.year = y
		}
	}
	all := slices.SortedFunc(maps.Values(r.classes), func(a, b *class) int { return cmp.Compare(a.line, b.line) })
	codes, other := map[feed.Ref]int{}, 0
	for _, c := range all {
		if len(c.years) > 0 && !slices.Contains(c.years, r.year) {
			c.aside = true
			other++
		}
		if !c.aside {
			c.Code = cmp.Or(c.Code, c.id)
			codes[c.Ref]++
		}
	}
	if other > 0 {
		says := fmt.Sprintf("classes d’une autre année que %s : %d, laissées de côté", r.year, other)
		r.warnings = append(r.warnings, feed.Warning{Place: feed.Place{File: all[0].file}, Says: says})
	}
	for _, c := range all {
		if c.aside {
			continue
		}
		if codes[c.Ref] > 1 {
			c.Code = c.id // the code is of several: the key is not
		}
		school := r.at(c.School)
		school.Groups = append(school.Groups, feed.Group{Kind: c.Kind, Code: c.Code, Name: cmp.Or(c.name, c.Code)})
	}
}

// enroll reads somebody's place in a class.
func (r *roster) enroll(row row) error {
	c, key := r.classes[row.of("classSourcedId")], row.of("userSourcedId")
	switch {
	case c == nil:
		row.t.note(row.line, "inscriptions dans une classe qui n’est pas dans classes.csv : %d, laissées de côté")
	case len(r.enrolled[key]) == maxList:
		row.t.note(row.line, "inscriptions d’une personne qui en a plus de mille : %d, laissées de côté")
	case key != "" && !c.aside:
		r.places++
		r.enrolled[key] = append(r.enrolled[key], enrolled{c, strings.ToLower(row.of("role")), truth(row.of("primary"))})
	}
	return full(row, r.places, maxEnrollments, "inscriptions")
}

// truth is a boolean of the standard, in any letters.
func truth(v string) bool { return strings.EqualFold(v, "true") || v == "1" }
