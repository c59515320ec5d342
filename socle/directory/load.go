package directory

import (
	"slices"

	"preau/base/day"
	"preau/base/db"
)

// Load reads a person with the ties that hold on today, the groups and the
// wards. It reports false when nobody has that id.
func Load(q db.Queryer, id ID, today day.Day) (*Person, bool, error) {
	p, ok, err := db.First(q, scanPerson, `
		SELECT id, first_name, family_name, civility, sort_key, birth_date, email
		FROM directory_person WHERE id = ?`, id)
	if err != nil || !ok {
		return nil, false, err
	}
	if p.Ties, err = ties(q, id, today); err != nil {
		return nil, false, err
	}
	if p.Groups, err = members(q, id); err != nil {
		return nil, false, err
	}
	p.Wards, err = wards(q, id, today)
	return p, true, err
}

func scanPerson(r db.Row) (*Person, error) {
	p := new(Person)
	return p, r.Scan(&p.ID, &p.First, &p.Family, &p.Civility, &p.SortKey, &p.BirthDate, &p.Mail)
}

func ties(q db.Queryer, id ID, today day.Day) ([]Tie, error) {
	all, err := db.All(q, func(r db.Row) (t Tie, err error) {
		return t, r.Scan(&t.School, &t.Role, &t.Title, &t.Until)
	}, `
		SELECT school, role, title, until_day FROM directory_tie
		WHERE person = ? AND (from_day = '' OR from_day <= ?) AND (until_day = '' OR until_day >= ?)
		ORDER BY school`, id, today, today)
	slices.SortStableFunc(all, func(a, b Tie) int {
		return slices.Index(Roles, a.Role) - slices.Index(Roles, b.Role)
	})
	return all, err
}

func scanMember(r db.Row) (m Member, err error) {
	return m, r.Scan(&m.Group, &m.School, &m.Kind, &m.Part, &m.Name)
}

func members(q db.Queryer, id ID) ([]Member, error) {
	return db.All(q, scanMember, `
		SELECT g.id, g.school, g.kind, m.part, g.name
		FROM directory_member m JOIN directory_group g ON g.id = m.group_id
		WHERE m.person = ? ORDER BY g.kind, g.sort_key`, id)
}

// wards reads the pupils for whom id answers and whom the school's record lets
// id see, but for those of age who object, with the groups and schools of each.
func wards(q db.Queryer, id ID, today day.Day) ([]Ward, error) {
	all, err := db.All(q, func(r db.Row) (w Ward, err error) {
		return w, r.Scan(&w.Pupil, &w.First, &w.Family, &w.Level, &w.MaySee)
	}, `
		SELECT p.id, p.first_name, p.family_name, g.level, g.may_see
		FROM directory_guardian g JOIN directory_person p ON p.id = g.pupil
		WHERE g.guardian = ? AND g.may_see AND NOT (p.alone AND p.birth_date <> '' AND p.birth_date <= ?)
		ORDER BY p.birth_date, p.sort_key`, id, Adults(today))
	if err != nil || len(all) == 0 {
		return all, err
	}
	for row, err := range q.Rows(`
		SELECT m.person, g.id, g.school, g.kind, m.part, g.name
		FROM directory_guardian w
		JOIN directory_member m ON m.person = w.pupil AND m.part = 'pupil'
		JOIN directory_group g ON g.id = m.group_id
		WHERE w.guardian = ? AND w.may_see ORDER BY g.kind, g.sort_key`, id) {
		if err != nil {
			return nil, err
		}
		var pupil ID
		var m Member
		if err := row.Scan(&pupil, &m.Group, &m.School, &m.Kind, &m.Part, &m.Name); err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(all, func(w Ward) bool { return w.Pupil == pupil }); i >= 0 {
			all[i].Groups = append(all[i].Groups, m)
		}
	}
	return all, wardSchools(q, id, all)
}

func wardSchools(q db.Queryer, id ID, all []Ward) error {
	for row, err := range q.Rows(`
		SELECT t.person, t.school FROM directory_guardian w
		JOIN directory_tie t ON t.person = w.pupil AND t.role = 'pupil'
		WHERE w.guardian = ? AND w.may_see`, id) {
		if err != nil {
			return err
		}
		var pupil, school ID
		if err := row.Scan(&pupil, &school); err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(w Ward) bool { return w.Pupil == pupil }); i >= 0 {
			all[i].Schools = append(all[i].Schools, school)
		}
	}
	return nil
}

// LoadSchool reads a school by its UAI.
func LoadSchool(q db.Queryer, id ID) (School, bool, error) {
	return db.First(q, scanSchool, `SELECT `+schoolColumns+` FROM directory_school WHERE id = ?`, id)
}

// Schools reads every school, by name.
func Schools(q db.Queryer) ([]School, error) {
	return db.All(q, scanSchool, `SELECT `+schoolColumns+` FROM directory_school ORDER BY name, id`)
}

const schoolColumns = `id, name, kind, street, postal_code, town, phone, email, academy, zone, week_a, colour, logo, version`

func scanSchool(r db.Row) (s School, err error) {
	return s, r.Scan(&s.ID, &s.Name, &s.Kind, &s.Street, &s.PostalCode, &s.Town, &s.Phone, &s.Email,
		&s.Academy, &s.Zone, &s.WeekA, &s.Colour, &s.Logo, &s.Version)
}
