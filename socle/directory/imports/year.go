package imports

import (
	"strconv"

	"preau/base/db"
	"preau/socle/school/calendar"
)

// term is a stretch of a school year.
type term struct{ name, first, last string }

// usualYear are the days of a school year as the calendar of the school's zone
// has them; of a year that no calendar knows yet, the usual ones. The school
// sets its own.
func usualYear(academy, year string) (first, last string, terms []term) {
	zone, ok := calendar.ZoneOf(academy)
	if !ok {
		zone = calendar.A
	}
	from, until, err := calendar.Bounds(zone, year)
	known, unknown := calendar.Terms(zone, year)
	if err == nil && unknown == nil {
		for _, k := range known {
			terms = append(terms, term{k.Name, string(k.From), string(k.Until)})
		}
		return string(from), string(until), terms
	}
	n, err := strconv.Atoi(year)
	if err != nil {
		n = 0
	}
	next := strconv.Itoa(n + 1)
	first, last = year+"-09-01", next+"-07-04"
	return first, last, []term{
		{"1er trimestre", first, year + "-11-30"}, {"2e trimestre", year + "-12-01", next + "-02-28"}, {"3e trimestre", next + "-03-01", last},
	}
}

// writeYear opens the school year where none runs, or where the one that runs
// is another: Stage has asked.
func (p *plan) writeYear(t *db.Tx) error {
	if p.running == p.run.Year {
		return nil
	}
	academy := p.own.Academy
	if p.school != nil {
		academy = p.school.Academy
	}
	first, last, terms := usualYear(academy, p.run.Year)
	if _, err := t.Exec(`UPDATE school_year SET state = 'over' WHERE school = ? AND state = 'running'`, p.unit.school); err != nil {
		return err
	}
	if _, err := t.Exec(`INSERT INTO school_year (school, year, first_day, last_day, state) VALUES (?, ?, ?, ?, 'running')
		ON CONFLICT (school, year) DO UPDATE SET state = 'running'`, p.unit.school, p.run.Year, first, last); err != nil {
		return err
	}
	var rows [][]any
	for i, k := range terms {
		rows = append(rows, []any{p.unit.school, p.run.Year, i + 1, k.name, k.first, k.last})
	}
	return upsert(t, "school_term (school, year, number, name, first_day, last_day)", "ON CONFLICT (school, year, number) DO NOTHING", rows)
}
