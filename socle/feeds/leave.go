package feeds

import (
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/socle/audit"
	"preau/socle/directory"
)

// absent are the ties whose time is over in the schools of one delay: those
// marked as leaving for that many days, and pupils whom their file says have
// left. A tie that ends by itself (a substitute, a partner) is not one of them,
// nor one that the school keeps.
const absent = `FROM directory_tie WHERE (until_day = '' OR until_day >= ?) AND kept_on = ''
	AND school IN (SELECT id FROM directory_school WHERE grace = ?) AND (
	leaving_since <> '' AND leaving_since <= ? AND (role IN ('pupil', 'guardian') OR NOT EXISTS (
		SELECT 1 FROM school_year y WHERE y.school = directory_tie.school AND y.state = 'running' AND y.first_day > ?))
	OR role = 'pupil' AND EXISTS (
		SELECT 1 FROM directory_pupil u WHERE u.person = directory_tie.person AND u.school = directory_tie.school AND u.left_day <> '' AND u.left_day < ?))`

// Leave ends the access of those who left, and says so in the journal of each
// school; it notes since when somebody is in no school any more, from which the
// rules of retention count. Nothing is erased: a feed or a person of the school
// that brings somebody back finds all as it was.
func Leave(t *db.Tx, today day.Day, now time.Time) error {
	delays, err := db.All(t, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, `SELECT DISTINCT grace FROM directory_school ORDER BY grace`)
	ended := map[string]int{}
	for _, grace := range delays {
		if err == nil {
			err = leaveAfter(t, grace, today, ended)
		}
	}
	if err != nil {
		return err
	}
	for school, n := range ended {
		t.Publish("directory:" + school)
		if err := audit.Append(t, audit.Entry{
			School: school, At: now, Role: "import", Did: "import", OnKind: "school", OnID: school,
			Says: "accès fermés de ceux qui sont partis : {0}", Refs: []audit.Ref{count(n)},
		}); err != nil {
			return err
		}
	}
	return gone(t, today)
}

// leaveAfter ends what is over in the schools that wait grace days, and counts
// it for each.
func leaveAfter(t *db.Tx, grace int, today day.Day, ended map[string]int) error {
	args := []any{today, grace, today.Add(-grace), today.Add(-directory.Rentree), today}
	found := false
	for r, err := range t.Rows(`SELECT school, person `+absent, args...) {
		var school, person string
		if err == nil {
			err = r.Scan(&school, &person)
		}
		if err != nil {
			return err
		}
		found = true
		ended[school]++
		t.Publish("person:" + person)
	}
	if !found {
		return nil
	}
	_, err := t.Exec(`UPDATE directory_tie SET until_day = ?, leaving_since = CASE WHEN leaving_since = '' THEN CAST(? AS TEXT) ELSE leaving_since END
		WHERE (person, school, role) IN (SELECT person, school, role `+absent+`)`, append([]any{today.Add(-1), today}, args...)...)
	return err
}

// gone notes the day on which those who are in no school any more left the last.
func gone(t *db.Tx, today day.Day) error {
	type leaver struct {
		person directory.ID
		since  day.Day
	}
	all, err := db.All(t, func(r db.Row) (l leaver, err error) { return l, r.Scan(&l.person, &l.since) }, `
		SELECT t.person, MAX(CASE WHEN t.leaving_since <> '' THEN t.leaving_since ELSE t.until_day END)
		FROM directory_tie t JOIN directory_person p ON p.id = t.person
		WHERE p.left_at = 0 AND NOT EXISTS (SELECT 1 FROM directory_tie o WHERE o.person = t.person AND (o.until_day = '' OR o.until_day >= ?))
		GROUP BY t.person ORDER BY t.person LIMIT 5000`, today)
	for _, l := range all {
		if err == nil {
			_, err = t.Exec(`UPDATE directory_person SET left_at = ? WHERE id = ?`, l.since.Time().UnixMilli(), l.person)
		}
	}
	return err
}
