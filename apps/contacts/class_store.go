package contacts

import (
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// group is the group the view is on.
func group(v *socle.View) (Class, error) {
	k, ok, err := db.First(v, func(r db.Row) (k Class, err error) { return k, r.Scan(&k.ID, &k.Name, &k.Kind) },
		`SELECT id, name, kind FROM directory_group WHERE id = ?`, v.On())
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	return k, err
}

// taught is who teaches what to the group, by subject.
func taught(v *socle.View) ([]Course, error) {
	return db.All(v, scanCourse, courses+`c.group_id = ? AND c.year = g.year ORDER BY s.name, p.sort_key`, v.On())
}

const member = `SELECT p.id, p.first_name, p.family_name FROM directory_member m JOIN directory_person p ON p.id = m.person`

func scanMember(role directory.Role, team bool) func(db.Row) (Line, error) {
	return func(r db.Row) (Line, error) {
		l := Line{Role: role, Team: team}
		return l, r.Scan(&l.Person, &l.First, &l.Family)
	}
}

// formTeachers are the professeurs principaux of the group.
func formTeachers(v *socle.View, team bool) ([]Line, error) {
	return db.All(v, scanMember(directory.Teacher, team),
		member+` WHERE m.group_id = ? AND m.part = 'form_teacher' ORDER BY m.sort_key, p.id`, v.On())
}

// pupils are those of the group whom the reader finds.
func pupils(v, people *socle.View) ([]Line, error) {
	where, args := people.Within(rights.People, "t")
	return db.All(v, scanMember(directory.Pupil, false), member+`
		JOIN directory_tie t ON t.person = m.person AND t.school = m.school AND t.role = 'pupil'
		WHERE m.group_id = ? AND m.part = 'pupil' AND `+where+` ORDER BY m.sort_key, p.id`, append([]any{v.On()}, args...)...)
}

// classmates are the first names of the other pupils of the group, where the
// school lets the families read them.
func classmates(v *socle.View, known []Line) ([]string, error) {
	u, err := under(v, readClassmates)
	if err != nil || u == nil {
		return nil, err
	}
	if ok, err := reaches(v, u); err != nil || !ok {
		return nil, err
	}
	names, err := db.Strings(v, `SELECT p.first_name FROM directory_member m JOIN directory_person p ON p.id = m.person
		WHERE m.group_id = ? AND m.part = 'pupil' ORDER BY p.first_name, p.id`, v.On())
	return without(names, known), err
}

// families are the guardians of the group's pupils with how to reach them, each
// under the pupil's name.
func families(v *socle.View) ([]Reachable, []string, error) {
	var of []string
	all, err := db.All(v, func(r db.Row) (g Reachable, err error) {
		var pupil string
		err = r.Scan(append([]any{&pupil, &g.Person, &g.First, &g.Family, &g.Link, &g.Level, &g.Order, &g.Receives}, g.Coords.fields()...)...)
		of = append(of, pupil)
		return g, err
	}, `SELECT u.first_name || ' ' || u.family_name, p.id, p.first_name, p.family_name, w.link, w.level, w.contact_order,
			w.contact AND w.may_receive, `+coordColumns+`
		FROM directory_member m JOIN directory_person u ON u.id = m.person
		JOIN directory_guardian w ON w.pupil = m.person JOIN directory_person p ON p.id = w.guardian
		WHERE m.group_id = ? AND m.part = 'pupil' ORDER BY m.sort_key, w.contact_order, p.id`, v.On())
	return all, of, err
}
