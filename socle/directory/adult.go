package directory

import (
	"fmt"

	"preau/base/day"
	"preau/base/db"
)

// Adults is the last birth date of those who are of age on today: 18 years (Code
// civil, art. 414).
func Adults(today day.Day) day.Day {
	y, _, _ := today.Date()
	return day.Day(fmt.Sprintf("%04d%s", y-18, string(today)[4:]))
}

// Adult reports whether the person is of age on today.
func (p *Person) Adult(today day.Day) bool {
	return p.BirthDate != "" && day.Day(p.BirthDate) <= Adults(today)
}

// Alone reports whether a pupil who is of age has closed what is theirs to their
// guardians. Until then these go on seeing it: a pupil of age is their own
// guardian, and parents who keep an adult child are told unless the child objects
// (circulaire n° 74-325 du 13 septembre 1974; RGPD, art. 21: both cited from
// memory, the texts were not at hand).
func Alone(q db.Queryer, pupil ID, today day.Day) (bool, error) {
	return db.Exists(q, `SELECT 1 FROM directory_person WHERE id = ? AND alone AND birth_date <> '' AND birth_date <= ?`, pupil, Adults(today))
}

// SetAlone closes what is a pupil's to their guardians, or opens it again, at
// once.
func SetAlone(t Writer, q db.Queryer, pupil ID, alone bool) error {
	if _, err := t.Exec(`UPDATE directory_person SET alone = ?, version = version + 1 WHERE id = ?`, alone, pupil); err != nil {
		return err
	}
	guardians, err := db.Strings(q, `SELECT guardian FROM directory_guardian WHERE pupil = ? ORDER BY guardian`, pupil)
	for _, id := range append(guardians, string(pupil)) {
		t.Publish("person:" + id)
	}
	return err
}
