package directory

import (
	"preau/base/day"
	"preau/base/db"
)

// Rentree is how many days after the first of the school year nobody of the
// staff loses access by missing alone: the files of September are late.
const Rentree = 28

// MaxGrace is the longest that somebody missing from the files may keep access,
// in days.
const MaxGrace = 30

// reopened is how many days the access that was closed may be given back with
// all that was there: before the account goes.
const reopened = 90

// Leaver is a place in a school that ends because the files miss somebody or say
// that they left, or that has ended so.
type Leaver struct {
	Person  ID      `json:"person"`
	School  ID      `json:"school"`
	Name    string  `json:"name"`
	Role    Role    `json:"role"`
	Title   string  `json:"title"`
	Since   day.Day `json:"since"`   // missing since; empty: the file says the day
	LeftDay day.Day `json:"leftDay"` // the day that the file says
	Closes  day.Day `json:"closes"`  // the first day without access
	Closed  bool    `json:"closed"`
}

const leavers = `
	SELECT t.person, t.school, p.first_name || ' ' || p.family_name, t.role, t.title, t.leaving_since, t.until_day,
		COALESCE(u.left_day, ''), s.grace, COALESCE(y.first_day, '')
	FROM directory_tie t
	JOIN directory_person p ON p.id = t.person
	JOIN directory_school s ON s.id = t.school
	LEFT JOIN directory_pupil u ON u.person = t.person AND u.school = t.school AND t.role = 'pupil'
	LEFT JOIN school_year y ON y.school = t.school AND y.state = 'running'
	WHERE `

// Leavers are those who leave a school, and those whose access was closed there
// lately, by name.
func Leavers(q db.Queryer, school ID, today day.Day) ([]Leaver, error) {
	return db.All(q, scanLeaver(today), leavers+`t.school = ? AND (
			(t.until_day = '' OR t.until_day >= ?) AND t.kept_on = '' AND (t.leaving_since <> '' OR u.left_day <> '')
			OR t.until_day <> '' AND t.until_day < ? AND t.until_day >= ? AND t.leaving_since <> '')
		ORDER BY t.sort_key, t.person, t.role`, school, today, today, today.Add(-reopened))
}

// Leaving are the places that somebody is about to lose.
func Leaving(q db.Queryer, person ID, today day.Day) ([]Leaver, error) {
	return db.All(q, scanLeaver(today), leavers+`t.person = ? AND (t.until_day = '' OR t.until_day >= ?) AND t.kept_on = ''
			AND (t.leaving_since <> '' OR u.left_day <> '')
		ORDER BY t.school, t.role`, person, today)
}

func scanLeaver(today day.Day) func(db.Row) (Leaver, error) {
	return func(r db.Row) (l Leaver, err error) {
		var until, first day.Day
		var grace int
		if err := r.Scan(&l.Person, &l.School, &l.Name, &l.Role, &l.Title, &l.Since, &until, &l.LeftDay, &grace, &first); err != nil {
			return l, err
		}
		if until != "" {
			l.Closes = until.Add(1)
		}
		l.Closed = until != "" && until < today
		if l.Closed {
			return l, nil
		}
		sooner := func(d day.Day) {
			if l.Closes == "" || d < l.Closes {
				l.Closes = d
			}
		}
		if l.LeftDay != "" {
			sooner(l.LeftDay.Add(1))
		}
		if l.Since != "" {
			end := l.Since.Add(grace)
			if first != "" && l.Role != Pupil && l.Role != Guardian {
				end = max(end, first.Add(Rentree))
			}
			sooner(end)
		}
		l.Closes = max(l.Closes, today)
		return l, nil
	}
}

// Stays keeps a place that was about to end, or gives back one that ended: the next files without that person
// end it no more, until they had them once.
func (l Leaver) Stays(t Writer, today day.Day) error {
	if _, err := t.Exec(`UPDATE directory_tie SET leaving_since = '', kept_on = ?, until_day = CASE WHEN until_day < ? THEN '' ELSE until_day END
		WHERE person = ? AND school = ? AND role = ?`, today, today, l.Person, l.School, l.Role); err != nil {
		return err
	}
	return Here(t, l.Person)
}

// Ends ends a place now.
func (l Leaver) Ends(t Writer, today day.Day) error {
	_, err := t.Exec(`UPDATE directory_tie SET until_day = ?, leaving_since = CASE WHEN leaving_since = '' THEN CAST(? AS TEXT) ELSE leaving_since END
		WHERE person = ? AND school = ? AND role = ?`, today.Add(-1), today, l.Person, l.School, l.Role)
	t.Publish("person:" + string(l.Person))
	return err
}
