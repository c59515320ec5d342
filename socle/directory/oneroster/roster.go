package oneroster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// The most that is taken of one set. People stand in one table and their classes
// in another: all but what is known of people is held in memory.
const (
	maxOrgs        = 20_000
	maxClasses     = 200_000
	maxEnrollments = 3_000_000
	maxPeople      = 500_000
	maxHeight      = 10 // organisations over one another
)

// roster is a set without what is known of its people.
type roster struct {
	file     string // of the organisations
	orgs     map[string]*org
	schools  map[string]*feed.School // by org
	sessions map[string]string       // the school year that a session is in
	year     string
	courses  map[string]*feed.Subject
	subjects []*feed.Subject
	listed   map[string]bool // codes of subjects
	classes  map[string]*class
	enrolled map[string][]enrolled // by user
	posts    map[string][]post     // by user, of who is in the table of users
	adults   map[string][]string   // of a pupil: the guardians who name them
	facts    map[string]fact       // by user
	present  map[string]bool       // who is in the table of users, with an account
	kinds    map[string]int        // of people
	places   int                   // in classes
	delta    bool                  // these are changes
	stubs    map[string]*feed.School
	gone     []*feed.Gone
	warnings []feed.Warning
}

// org is an organisation, a school among others.
type org struct {
	id, name, kind, identifier, above string
	line                              int
}

// class is a class of OneRoster: a division or a group, and the subject that is
// taught there.
type class struct {
	feed.Ref
	id, name, subject string
	file              string
	years             []string
	aside             bool
	line              int
}

// enrolled is somebody's place in a class.
type enrolled struct {
	class   *class
	role    string
	primary bool
}

// post is what somebody is in an organisation.
type post struct{ role, org string }

// fact is what the table of demographics says of somebody.
type fact struct{ birth, civility string }

// load reads all tables but what is known of people.
func (s *Set) load() (*roster, error) {
	r := &roster{
		file: cmp.Or(s.members[orgs].Name, s.members[manifest].Name), orgs: map[string]*org{}, schools: map[string]*feed.School{}, sessions: map[string]string{}, courses: map[string]*feed.Subject{},
		listed: map[string]bool{}, classes: map[string]*class{}, enrolled: map[string][]enrolled{}, posts: map[string][]post{},
		delta: s.header.Delta, stubs: map[string]*feed.School{}, adults: map[string][]string{}, facts: map[string]fact{}, present: map[string]bool{}, kinds: map[string]int{},
	}
	inUsers := s.members[roles].Name == ""
	for _, step := range []struct {
		table    string
		required []string
		fn       func(row) error
		after    func()
	}{
		{orgs, []string{"sourcedId", "name", "type"}, r.org, r.school},
		{sessions, []string{"sourcedId", "startDate"}, r.session, nil},
		{courses, []string{"sourcedId", "title"}, r.course, nil},
		{classes, []string{"sourcedId", "title", "schoolSourcedId"}, r.class, r.arrange},
		{enrollments, []string{"classSourcedId", "userSourcedId", "role"}, r.enroll, nil},
		{roles, []string{"userSourcedId", "role", "orgSourcedId"}, r.role, nil},
		{demographic, []string{"sourcedId"}, r.fact, nil},
		{persons, s.personsHave(inUsers), func(row row) error { return r.hat(row, inUsers) }, nil},
	} {
		m := s.members[step.table]
		if m.Name != "" {
			required := step.required
			if step.table == demographic {
				required = nil // 1.0 has userSourcedId
			}
			warned, err := each(m, required, step.fn, r.deleted(step.table))
			if step.table != persons { // which is read again
				r.warnings = append(r.warnings, warned...)
			}
			if err != nil {
				return nil, err
			}
		}
		if step.after != nil {
			step.after()
		}
	}
	return r, nil
}

// personsHave are the columns that the table of users must have.
func (s *Set) personsHave(withRoles bool) []string {
	if withRoles && !s.header.Delta {
		return []string{"sourcedId", "givenName", "familyName", "role", "orgSourcedIds"}
	}
	return []string{"sourcedId", "givenName", "familyName"}
}

// full refuses what is more than is taken.
func full(r row, n, most int, what string) error {
	if n < most {
		return nil
	}
	return feed.Refuse(r.t.file, r.line, fmt.Sprintf("ce lot compte plus de %d %s : importez-le en plusieurs fois", most, what))
}

// id is the key of a row that has not come yet; empty when there is none.
func id[V any](r row, known map[string]V, what string) string {
	v := r.of("sourcedId")
	_, twice := known[v]
	switch {
	case v == "":
		r.t.warn(r.line, what+" sans sourcedId : la ligne est laissée de côté")
	case twice:
		r.t.warn(r.line, fmt.Sprintf("%s %.60s : sourcedId qui vient deux fois, la première fois compte", what, v))
		return ""
	}
	return v
}

// org reads an organisation.
func (r *roster) org(row row) error {
	if v := id(row, r.orgs, "organisation"); v != "" {
		r.orgs[v] = &org{v, row.of("name"), strings.ToLower(row.of("type")), row.of("identifier"), row.of("parentSourcedId"), row.line}
	}
	return full(row, len(r.orgs), maxOrgs, "organisations")
}

// school lists the schools among the organisations.
func (r *roster) school() {
	for _, id := range slices.Sorted(maps.Keys(r.orgs)) {
		if o := r.orgs[id]; o.kind == "school" {
			r.addSchool(o)
		}
	}
}

// addSchool lists a school, with its UAI if it has one.
func (r *roster) addSchool(o *org) {
	v := &feed.School{Place: feed.Place{File: r.file, Line: o.line}, Key: o.id, Name: o.name, Kind: "other"}
	for _, kind := range []string{"college", "lycee", "ecole"} {
		if strings.Contains(text.SortKey(o.name), kind) {
			v.Kind = kind
			break
		}
	}
	for _, s := range []string{o.identifier, o.id} {
		uai, form, check := feed.UAI(s)
		if !form || v.UAI != "" {
			continue
		}
		if v.UAI = uai; !check {
			r.warn(o.line, fmt.Sprintf("la lettre de l’UAI %s ne correspond pas à ses chiffres : vérifiez-la", uai))
		}
	}
	if v.Name == "" {
		v.Name = cmp.Or(v.UAI, o.id)
	}
	r.schools[o.id] = v
}

// schoolOf is the school that an organisation is, or is in; nil when there is none.
func (r *roster) schoolOf(id string) *feed.School {
	for range maxHeight {
		if v := r.schools[id]; v != nil {
			return v
		}
		o := r.orgs[id]
		if o == nil {
			return r.stub(id)
		}
		id = o.above
	}
	return nil
}

// root is the organisation over all others, and whether there are several.
func (r *roster) root() (id string, several bool) {
	var all []string
	for v, o := range r.orgs {
		if r.orgs[o.above] == nil {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return "", false
	}
	return slices.Min(all), len(all) > 1
}

// named looks at the schools that have no UAI. Nobody can tell whose the people
// are where there are several.
func (r *roster) named() error {
	var without []*feed.School
	for _, id := range slices.Sorted(maps.Keys(r.schools)) {
		if v := r.schools[id]; v.UAI == "" {
			without = append(without, v)
		}
	}
	const mend = "écrivez-le dans la colonne identifier de orgs.csv"
	switch {
	case len(without) > 1 && len(without) == len(r.schools):
		return feed.Refuse(r.file, 0, fmt.Sprintf("ce lot est de %d établissements et aucun n’a d’UAI (7 chiffres et une lettre) : %s", len(without), mend))
	case len(without) == 1 && len(r.schools) == 1:
		r.warn(without[0].Line, fmt.Sprintf("l’établissement « %.80s » n’a pas d’UAI : %s, ou dites en important pour quel établissement est ce lot (-school UAI)", without[0].Name, mend))
		return nil
	}
	for _, v := range without {
		r.warn(v.Line, fmt.Sprintf("l’établissement « %.80s » n’a pas d’UAI : il est laissé de côté, avec ses personnes ; %s", v.Name, mend))
	}
	return nil
}

// warn warns of an organisation.
func (r *roster) warn(line int, says string) {
	r.warnings = append(r.warnings, feed.Warning{Place: feed.Place{File: r.file, Line: line}, Says: says})
}
