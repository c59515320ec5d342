package oneroster

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// jobs are what the standard's roles of staff are to the directory. Only who
// teaches and who heads a school is more than an agent: OneRoster's other words
// do not say what somebody may see in a French school.
var jobs = map[string]feed.Function{
	"teacher":               {Code: "ENS", Label: "Enseignement"},
	"principal":             {Code: "DIR", Label: "Direction"},
	"administrator":         {Code: "ADMINISTRATOR", Label: "Administration"},
	"siteadministrator":     {Code: "ADMINISTRATOR", Label: "Administration"},
	"districtadministrator": {Code: "ADMINISTRATOR", Label: "Administration"},
	"systemadministrator":   {Code: "ADMINISTRATOR", Label: "Administration"},
	"aide":                  {Code: "AIDE", Label: "Aide"},
	"proctor":               {Code: "PROCTOR", Label: "Surveillance"},
	"counselor":             {Code: "COUNSELOR", Label: "Conseil"},
}

// ties are what the standard's roles of relatives are to the directory. It does
// not tell a mother from a father.
var ties = map[string]feed.Link{
	"parent":   {Link: "other", Level: feed.Legal},
	"guardian": {Link: "tutor", Level: feed.Legal},
	"relative": {Link: "family", Level: feed.Contact},
}

// kindOf is the kind of people that a role is of; empty when it is not known.
func kindOf(role string) string {
	switch {
	case role == "student":
		return feed.KindPupil
	case ties[role].Link != "":
		return feed.KindGuardian
	case jobs[role].Code != "":
		return feed.KindStaff
	}
	return ""
}

// role reads what somebody is in an organisation (1.2).
func (r *roster) role(row row) error {
	key := row.of("userSourcedId")
	r.post(row, key, row.of("role"), row.of("orgSourcedId"))
	return full(row, len(r.posts), maxPeople, "personnes")
}

// post notes what somebody is.
func (r *roster) post(row row, key, role, org string) {
	p := post{strings.ToLower(role), org}
	if kindOf(p.role) == "" {
		row.t.warn(row.line, fmt.Sprintf("le rôle « %.40s » n’est pas de OneRoster : il est laissé de côté", role))
		return
	}
	if len(r.posts[key]) < maxList && !slices.Contains(r.posts[key], p) {
		r.posts[key] = append(r.posts[key], p)
	}
}

// fact reads the birth date and the sex of somebody.
func (r *roster) fact(row row) error {
	key := cmp.Or(row.of("sourcedId"), row.of("userSourcedId"))
	if key != "" {
		r.facts[key] = fact{
			birth:    row.day("birthDate", "la date de naissance"),
			civility: map[string]string{"male": "M.", "female": "Mme"}[strings.ToLower(row.of("sex"))],
		}
	}
	return full(row, len(r.facts), maxPeople, "personnes")
}

// hat reads what a person is, before all are read: what 1.1 has of roles, and
// whom a guardian names.
func (r *roster) hat(row row, withRoles bool) error {
	key := row.of("sourcedId")
	if key == "" || disabled(row) || r.present[key] {
		return nil
	}
	r.present[key] = true
	if withRoles && (!r.delta || row.of("role") != "") {
		at := row.list("orgSourcedIds")
		if len(at) == 0 {
			at = []string{""} // a parent may be of no school
		}
		for _, org := range at {
			r.post(row, key, row.of("role"), org)
		}
	}
	for kind := range r.hats(key) {
		r.kinds[kind]++
	}
	if len(r.hats(key)[feed.KindGuardian]) > 0 {
		for _, pupil := range row.list("agentSourcedIds") {
			if len(r.adults[pupil]) < maxList {
				r.adults[pupil] = append(r.adults[pupil], key)
			}
		}
	}
	return full(row, len(r.present), maxPeople, "personnes")
}

// disabled tells that an account is not to be.
func disabled(row row) bool { return strings.EqualFold(row.of("enabledUser"), "false") }

// hats are somebody's posts by the kind of people.
func (r *roster) hats(key string) map[string][]post {
	all := map[string][]post{}
	for _, p := range r.posts[key] {
		all[kindOf(p.role)] = append(all[kindOf(p.role)], p)
	}
	return all
}

var errStop = errors.New("no more is wanted")

// people gives everybody, each once for each kind of people that they are.
func (s *Set) people(yield func(feed.Record, error) bool) {
	seen := map[string]bool{}
	var warned []feed.Warning
	var err error
	if m := s.members[persons]; m.Name != "" {
		warned, err = each(m, nil, func(row row) error {
			for _, v := range s.roster.person(row, seen) {
				if !yield(v, nil) {
					return errStop
				}
			}
			return nil
		}, s.roster.ignored())
	}
	if errors.Is(err, errStop) {
		return
	}
	for _, v := range s.roster.unnamed(seen) {
		if err == nil && !yield(v, nil) {
			return
		}
	}
	for _, v := range s.roster.gone {
		if err == nil && !yield(v, nil) {
			return
		}
	}
	for i := range warned {
		if !yield(&warned[i], nil) {
			return
		}
	}
	if err != nil {
		yield(nil, err)
	}
}

// person reads a row of the table of users.
func (r *roster) person(row row, seen map[string]bool) []feed.Record {
	key := id(row, seen, "personne")
	switch {
	case key == "":
		return nil
	case disabled(row):
		row.t.note(row.line, "comptes désactivés (enabledUser) : %d, laissés de côté")
		return nil
	}
	seen[key] = true
	p := feed.Person{
		Place: feed.Place{File: row.t.file, Line: row.line}, Key: key, Part: everything(r.delta), Family: row.of("familyName"), First: row.of("givenName"),
		Civility: r.facts[key].civility, BirthDate: r.facts[key].birth,
		Email: strings.ToLower(row.of("email")), Phone: feed.Phone(row.of("phone")), Mobile: feed.Phone(row.of("sms")),
	}
	if v := row.of("middleName"); v != "" {
		p.Others = strings.TrimSpace(p.First + " " + v)
	}
	if p.Family == "" && p.First == "" {
		row.t.warn(row.line, fmt.Sprintf("la personne %.60s n’a ni nom ni prénom : elle est laissée de côté", key))
		return nil
	}
	hats := r.hats(key)
	if r.delta && len(hats) == 0 {
		return r.somebody(p, row)
	}
	var all []feed.Record
	if len(hats[feed.KindStaff]) > 0 {
		if v := r.staff(p, hats[feed.KindStaff]); v != nil {
			all = append(all, v)
		}
	}
	if len(hats[feed.KindGuardian]) > 0 {
		all = append(all, &feed.Guardian{Person: p})
	}
	if len(hats[feed.KindPupil]) > 0 {
		if v := r.pupil(p, hats[feed.KindPupil]); v.School != "" {
			v.INE = row.ine()
			for _, agent := range append(row.list("agentSourcedIds"), r.adults[key]...) {
				r.link(row, v, agent)
			}
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		row.t.note(row.line, "personnes qui ne sont dans aucun établissement : %d, laissées de côté")
	}
	r.astray(row, key, hats)
	return all
}

// astray warns of places in classes that somebody has and cannot take.
func (r *roster) astray(row row, key string, hats map[string][]post) {
	for _, e := range r.enrolled[key] {
		switch kind := kindOf(e.role); {
		case e.role != "teacher" && e.role != "student":
			row.t.note(row.line, "inscriptions qui ne sont ni d’un élève ni d’un enseignant : %d, laissées de côté")
		case len(hats[kind]) == 0:
			row.t.note(row.line, "inscriptions dont le rôle n’est pas celui de la personne : %d, laissées de côté")
		}
	}
}

// staff makes somebody who works in schools; nil when it is in none.
func (r *roster) staff(p feed.Person, posts []post) *feed.Staff {
	v := &feed.Staff{Person: p}
	for _, at := range posts {
		school := r.schoolOf(at.org)
		if school == nil {
			continue
		}
		f := jobs[at.role]
		f.School = school.Key
		v.School = cmp.Or(v.School, school.Key)
		if !slices.Contains(v.Functions, f) {
			v.Functions = append(v.Functions, f)
		}
		v.Teacher = v.Teacher || f.Code == "ENS"
	}
	for _, e := range r.enrolled[p.Key] {
		switch {
		case e.role != "teacher":
			continue
		case e.class.subject == "":
			v.Teaches = append(v.Teaches, e.class.Ref)
		default:
			v.Courses = append(v.Courses, feed.Course{Ref: e.class.Ref, Subject: e.class.subject})
		}
		if e.primary && e.class.Kind == feed.Division {
			v.FormOf = append(v.FormOf, e.class.Ref)
		}
		v.School, v.Teacher = cmp.Or(v.School, e.class.School), true
	}
	if v.School == "" {
		return nil
	}
	return v
}

// pupil makes a pupil, but their guardians. It has no school when they are in
// none.
func (r *roster) pupil(p feed.Person, posts []post) *feed.Pupil {
	v := &feed.Pupil{Person: p}
	for _, at := range posts {
		if school := r.schoolOf(at.org); school != nil {
			v.School = cmp.Or(v.School, school.Key)
		}
	}
	for _, e := range r.enrolled[p.Key] {
		if e.role == "student" && !slices.Contains(v.Groups, e.class.Ref) {
			v.Groups = append(v.Groups, e.class.Ref)
			v.School = cmp.Or(v.School, e.class.School)
		}
	}
	return v
}

// link adds a guardian, whichever of the two names the other.
func (r *roster) link(row row, v *feed.Pupil, agent string) {
	switch {
	case slices.ContainsFunc(v.Links, func(l feed.Link) bool { return l.Guardian == agent }):
	case !r.tie(v, agent):
		row.t.note(row.line, "proches (agentSourcedIds) qui ne sont ni parents ni responsables, ou pas dans le lot : %d, laissés de côté")
	}
}

// tie adds a guardian who is in the lot; false when they are not.
func (r *roster) tie(v *feed.Pupil, agent string) bool {
	adult := r.hats(agent)[feed.KindGuardian]
	if len(adult) == 0 || !r.present[agent] {
		return false
	}
	l := ties[adult[0].role]
	l.Guardian, l.Code, l.Order = agent, adult[0].role, len(v.Links)+1
	v.Links = append(v.Links, l)
	return true
}
