package imports

import (
	"cmp"
	"slices"

	"preau/socle/directory/feed"
)

// What follows reads a record of a delivery of changes over one that is whole:
// what it tells replaces, what it leaves out stays.

// asPerson is what the directory holds of somebody, as a feed says it.
func asPerson(f fields) feed.Person {
	t := f.text
	return feed.Person{
		Civility: t[0], Family: t[fieldFamily], First: t[fieldFirst], Birth: t[3], Others: t[4], BirthDate: t[5], Email: t[fieldEmail],
		Phone: t[fieldPhone], Mobile: t[fieldMobile], Work: t[10], Street: t[fieldStreet], PostalCode: t[12], Town: t[13], Country: t[14],
		SMS: f.sms, Address: f.address,
	}
}

// asPupil is what the directory holds of a pupil, but the groups and guardians:
// they are compared only when they are told.
func (s *scene) asPupil(id string) *feed.Pupil {
	b := s.board[id]
	return &feed.Pupil{
		Person: asPerson(s.people[id]), School: s.unit.key, MEF: b.mef, Board: b.board, Status: b.status,
		Scholarship: b.scholarship, Transport: b.transport, Entered: b.entered, Left: b.left,
	}
}

// overPerson reads a person over another.
func overPerson(before, now feed.Person) feed.Person {
	f := fieldsOf(&now).over(fieldsOf(&before))
	p := asPerson(f)
	p.Place, p.Key, p.Part = now.Place, now.Key, now.Part
	if before.Key != "" {
		p.Part = before.Part.With(now.Part)
	}
	if !now.Part.Says("SMS") {
		p.SMS = before.SMS
	}
	if !now.Part.Says("Address") {
		p.Address = before.Address
	}
	return p
}

// overPupil reads a pupil over another.
func overPupil(before, now *feed.Pupil) *feed.Pupil {
	v := *now
	v.Person = overPerson(before.Person, now.Person)
	v.INE, v.Local = cmp.Or(now.INE, before.INE), cmp.Or(now.Local, before.Local)
	for _, f := range []struct {
		name   string
		now    *string
		before string
	}{
		{"School", &v.School, before.School},
		{"MEF", &v.MEF, before.MEF},
		{"Board", &v.Board, before.Board},
		{"Status", &v.Status, before.Status},
		{"Entered", &v.Entered, before.Entered},
		{"Left", &v.Left, before.Left},
	} {
		if !now.Part.Says(f.name) {
			*f.now = f.before
		}
	}
	v.School = cmp.Or(v.School, before.School)
	if !now.Part.Says("Scholarship") {
		v.Scholarship = before.Scholarship
	}
	if !now.Part.Says("Transport") {
		v.Transport = before.Transport
	}
	if !now.Part.Says("Links") && len(now.Links) == 0 {
		v.Links = before.Links
	}
	v.Groups = overRefs("Groups", now.Part, before.Groups, now.Groups)
	return &v
}

// overStaff reads somebody of the staff over another.
func overStaff(before, now *feed.Staff) *feed.Staff {
	v := *now
	v.Person = overPerson(before.Person, now.Person)
	if v.Teacher = v.Teacher || before.Teacher; !now.Part.Says("School") || v.School == "" {
		v.School = before.School
	}
	if !now.Part.Says("Functions") && len(now.Functions) == 0 {
		v.Functions = before.Functions
	}
	if !now.Part.Says("FormOf") && len(now.FormOf) == 0 {
		v.FormOf = before.FormOf
	}
	v.Teaches = overRefs("Teaches", now.Part, before.Teaches, now.Teaches)
	v.Courses = slices.Clone(now.Courses)
	for _, c := range before.Courses {
		if !now.Part.SaysOf("Courses", c.Kind) {
			v.Courses = append(v.Courses, c)
		}
	}
	return &v
}

// overRefs reads the groups of a field over others, kind by kind. Those of a kind
// that is not told as a whole come beside them.
func overRefs(name string, part feed.Part, before, now []feed.Ref) []feed.Ref {
	all := slices.Clone(now)
	for _, r := range before {
		if !part.SaysOf(name, r.Kind) {
			all = append(all, r)
		}
	}
	return all
}
