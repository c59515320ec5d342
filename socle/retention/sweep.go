package retention

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/jobs"
)

// batch bounds the rows that one write of the sweep removes, their dependants
// aside.
const batch = 500

// Swept is the report of a sweep.
type Swept struct {
	Removed []Count
	Reduced int64         // people of whom only what identifies them in the record is left
	Record  []Elimination // rows of the record whose time has passed, for the head to sign away
}

// Elimination is a line of the bordereau d'élimination.
type Elimination struct {
	School            string // UAI, "" where the table has no column school
	Table, Label, Why string
	From, Until       string // first and last school year, by their September
	Rows              int64
}

// Job is the nightly sweep.
func (r *Rules) Job() jobs.Job {
	return jobs.Job{
		Name: "retention", Title: words.T(context.Background(), "retention.job"), Every: 24 * time.Hour,
		Do: func(w *jobs.Work) error { return r.sweep(w) },
	}
}

// sweep goes table by table; its cursor is the table it is at, its report grows
// with each write.
func (r *Rules) sweep(w *jobs.Work) error {
	var s Swept
	if _, err := w.Reported(&s); err != nil {
		return err
	}
	n := counts{}
	for _, c := range s.Removed {
		n[c.Table] = c.Rows
	}
	first := max(0, slices.IndexFunc(r.tables, func(t Table) bool { return t.Name == w.Cursor() }))
	for i, tab := range r.tables[first:] {
		w.Progress(int64(first+i), int64(len(r.tables)), words.T(w.Context(), "retention.sweep", tab.Label))
		for more := true; more; {
			if w.Stopped() {
				return nil
			}
			var one Step
			err := w.Write(func(t *db.Tx) (err error) {
				if one, err = r.Step(t, tab, w.Now()); err != nil {
					return err
				}
				sum := s
				sum.Removed, sum.Reduced = r.list(merged(n, one.removed)), s.Reduced+one.reduced
				if err := w.Report(sum); err != nil {
					return err
				}
				return w.Save(t, tab.Name)
			})
			if err != nil {
				return err
			}
			n, s.Reduced, more = merged(n, one.removed), s.Reduced+one.reduced, one.More
		}
	}
	s.Removed = r.list(n)
	err := w.Read(func(t *db.Tx) (err error) {
		s.Record, err = r.Due(t, w.Now())
		return err
	})
	if err != nil {
		return err
	}
	w.Progress(int64(len(r.tables)), int64(len(r.tables)), "")
	return w.Report(s)
}

func merged(a, b counts) counts {
	sum := counts{}
	for _, n := range []counts{a, b} {
		for table, rows := range n {
			sum[table] += rows
		}
	}
	return sum
}

// Step is what one write of a sweep did.
type Step struct {
	More    bool // there are rows left to remove
	removed counts
	reduced int64
}

// Step removes up to 500 rows of a table whose time has passed by now, and what
// refers to them. Rows of the record and rows on hold stay.
func (r *Rules) Step(t *db.Tx, tab Table, now time.Time) (Step, error) {
	s := Step{removed: counts{}}
	if tab.Record {
		return s, nil
	}
	where, args := tab.past(tab.Name, now)
	if tab.Name == People {
		return r.people(t, where, args)
	}
	key := r.key(tab.Name)
	where = fmt.Sprintf("(%s) IN (SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT %d)",
		key, key, tab.Name, r.guarded(tab.Name, where), key, batch)
	if err := r.remove(t, tab.Name, where, args, s.removed); err != nil {
		return s, fmt.Errorf("sweep: %w", err)
	}
	s.More = s.removed[tab.Name] >= batch
	return s, nil
}

// past is the condition that a row's time has passed.
func (k Keep) past(table string, now time.Time) (where string, args []any) {
	limit := k.For.before(now)
	at := table + "." + k.at()
	switch k.From {
	case EndOfYear:
		return at + " <> '' AND " + at + " <= ?", []any{lastYear(limit)}
	case Left:
		left := "left_at > 0 AND left_at <= ?"
		if table != People {
			left = table + "." + k.Owners[0] + " IN (SELECT id FROM " + People + " WHERE " + left + ")"
		}
		return left, []any{limit.UnixMilli()}
	}
	return at + " > 0 AND " + at + " <= ?", []any{limit.UnixMilli()}
}

// people removes those who left long ago and whom nothing names any more. Of
// those whom the record still names, all goes but what identifies them there.
func (r *Rules) people(t *db.Tx, where string, args []any) (Step, error) {
	s := Step{removed: counts{}}
	gone := where
	for _, c := range r.named() {
		gone += fmt.Sprintf(" AND NOT EXISTS (SELECT 1 FROM %s WHERE %s.%s = %s.id)", c.table, c.table, c.column, People)
	}
	const some = " WHERE id IN (SELECT id FROM " + People + " WHERE %s ORDER BY id LIMIT %d)"
	n, err := t.Exec("DELETE FROM "+People+fmt.Sprintf(some, gone, batch), args...)
	if err != nil {
		return s, fmt.Errorf("sweep people: %w", err)
	}
	s.removed[People] = n
	var set, full []string
	for _, c := range r.schema[People].Columns {
		if c.Type == "TEXT" && !slices.Contains(identity, c.Name) {
			set, full = append(set, c.Name+" = ''"), append(full, c.Name+" <> ''")
		}
	}
	if set != nil {
		s.reduced, err = t.Exec("UPDATE "+People+" SET "+strings.Join(set, ", ")+
			fmt.Sprintf(some, where+" AND ("+strings.Join(full, " OR ")+")", batch), args...)
	}
	if err != nil {
		return s, fmt.Errorf("sweep people: %w", err)
	}
	s.More = n >= batch || s.reduced >= batch
	return s, nil
}

// Due is what the record holds past its time, school by school, for the
// bordereau d'élimination. Rows on hold are not in it.
func (r *Rules) Due(q db.Queryer, now time.Time) (all []Elimination, err error) {
	for _, tab := range r.tables {
		if !tab.Record {
			continue
		}
		lines, err := r.due(q, tab, now)
		if err != nil {
			return nil, fmt.Errorf("list what the record may lose: %w", err)
		}
		all = append(all, lines...)
	}
	return all, nil
}

func (r *Rules) due(q db.Queryer, tab Table, now time.Time) ([]Elimination, error) {
	where, args := tab.past(tab.Name, now)
	if tab.Hold {
		where += " AND NOT " + tab.Name + ".hold"
	}
	school := "''"
	if typeOf(r.schema[tab.Name], "school") != "" {
		school = tab.Name + ".school"
	}
	at := tab.Name + "." + tab.at()
	if tab.From == Left {
		at = "(SELECT left_at FROM " + People + " WHERE id = " + tab.Name + "." + tab.Owners[0] + ")"
	}
	query := fmt.Sprintf(`SELECT school, MIN(at), MAX(at), COUNT(*) FROM (SELECT %s AS school, %s AS at FROM %s WHERE %s) AS past
		GROUP BY school ORDER BY school`, school, at, tab.Name, where)
	return db.All(q, func(row db.Row) (e Elimination, err error) {
		e = Elimination{Table: tab.Name, Label: tab.Label, Why: tab.Why}
		if tab.From == EndOfYear {
			return e, row.Scan(&e.School, &e.From, &e.Until, &e.Rows)
		}
		var first, last int64
		err = row.Scan(&e.School, &first, &last, &e.Rows)
		e.From, e.Until = yearOf(first), yearOf(last)
		return e, err
	}, query, args...)
}
