package contacts

import (
	"slices"

	"preau/base/day"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
)

// agreed is the SQL of agrees for the column of a person; it takes the school
// year twice.
func agreed(column string) string {
	return `EXISTS (SELECT 1 FROM contacts_consent y WHERE y.person = ` + column + ` AND y.year = ? AND y.ended_at = 0 AND y.given)
		AND NOT EXISTS (SELECT 1 FROM contacts_consent n WHERE n.person = ` + column + ` AND n.year = ? AND n.ended_at = 0 AND NOT n.given)`
}

// identity is what rules need to know of the person that a view is on.
type identity struct {
	first, family, birth string
	pupil                bool
	schools              []directory.ID
}

func (i identity) in(school directory.ID) bool { return slices.Contains(i.schools, school) }

// identify reads the identity of the person the view is on.
func identify(v *socle.View) (identity, error) {
	var id identity
	for row, err := range v.Rows(`SELECT p.first_name, p.family_name, p.birth_date, t.school, t.role
		FROM directory_person p JOIN directory_tie t ON t.person = p.id WHERE p.id = ?`, v.On()) {
		var school directory.ID
		var role directory.Role
		if err == nil {
			err = row.Scan(&id.first, &id.family, &id.birth, &school, &role)
		}
		if err != nil {
			return id, err
		}
		id.pupil = id.pupil || role == directory.Pupil
		id.schools = append(id.schools, school)
	}
	if id.schools == nil {
		return id, socle.ErrNotFound
	}
	return id, nil
}

// answers are what was said of the person's picture for a year, latest first.
func answers(v *socle.View, year string) ([]Answer, error) {
	return db.All(v, func(r db.Row) (a Answer, err error) {
		return a, r.Scan(&a.Given, &a.Giver, &a.Name, &a.How, &a.Paper, &a.Noted, &a.At, &a.EndedAt)
	}, `
		SELECT c.given, c.giver, g.first_name || ' ' || g.family_name, c.how, c.paper_day, b.first_name || ' ' || b.family_name, c.at, c.ended_at
		FROM contacts_consent c JOIN directory_person g ON g.id = c.giver JOIN directory_person b ON b.id = c.by_person
		WHERE c.person = ? AND c.year = ? ORDER BY c.at DESC, c.id DESC`, v.On(), year)
}

// givers are those who may answer for the person: the legal guardians of a
// minor pupil, the person otherwise.
func givers(v *socle.View, id identity, today day.Day) ([]Tie, error) {
	if !id.pupil || adult(id.birth, today) {
		return []Tie{{Person: v.On(), First: id.first, Family: id.family}}, nil
	}
	all, err := guardians(v)
	return slices.DeleteFunc(all, func(t Tie) bool { return t.Level != directory.Legal }), err
}

// answer ends the giver's last answer for the year and writes the new one.
func answer(t *socle.Tx, a Answer, year string) error {
	if _, err := t.Exec(`UPDATE contacts_consent SET ended_at = ? WHERE person = ? AND year = ? AND giver = ? AND ended_at = 0`,
		a.At, t.On(), year, a.Giver); err != nil {
		return err
	}
	_, err := t.Exec(`INSERT INTO contacts_consent (id, person, school, year, given, giver, how, paper_day, by_person, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), t.On(), t.School(), year, a.Given, a.Giver, a.How, a.Paper, t.Who().ID, a.At)
	return err
}

// picture is the stored picture of the person, when it may be shown in year.
func picture(v *socle.View, year string) (small, large string, ok bool, err error) {
	both, ok, err := db.First(v, func(r db.Row) (b [2]string, err error) { return b, r.Scan(&b[0], &b[1]) },
		`SELECT x.small, x.large FROM contacts_picture x WHERE x.person = ? AND `+agreed("x.person"), v.On(), year, year)
	return both[0], both[1], ok, err
}

func hasPicture(v *socle.View) (bool, error) {
	return db.Exists(v, `SELECT 1 FROM contacts_picture WHERE person = ?`, v.On())
}

// removePicture takes the picture of the person away, bytes included.
func removePicture(t *socle.Tx) error {
	both, ok, err := db.First(t, func(r db.Row) (b [2]string, err error) { return b, r.Scan(&b[0], &b[1]) },
		`SELECT small, large FROM contacts_picture WHERE person = ?`, t.On())
	if err != nil || !ok {
		return err
	}
	for _, hash := range both {
		if err := t.Detach(hash, pictures, t.On()); err != nil {
			return err
		}
	}
	_, err = t.Exec(`DELETE FROM contacts_picture WHERE person = ?`, t.On())
	return err
}
