package undo

import (
	"encoding/json"
	"fmt"
	"slices"

	"preau/base/db"
)

// image is a row over the whole of a run: as it was before the run first wrote
// it, and as the run left it. No list is no row.
type image struct {
	table         table
	key           []string
	before, after []string
	now           []string // as it is today
	person        string
}

// images are the rows that a run wrote to a school, and whom it made there.
func images(t db.Queryer, run, school string) (all []*image, fresh []string, err error) {
	at := map[string]*image{}
	for r, err := range t.Rows(`SELECT name, key, before, after, person FROM directory_import_undo WHERE run = ? AND school = ? ORDER BY n`, run, school) {
		var m *image
		if err == nil {
			m, err = read(r)
		}
		if err != nil {
			return nil, nil, err
		}
		if m.before == nil && m.after == nil {
			fresh = append(fresh, m.person)
			continue
		}
		if earlier := at[m.table.name+joined(m.key)]; earlier != nil {
			earlier.after = m.after
			continue
		}
		at[m.table.name+joined(m.key)] = m
		all = append(all, m)
	}
	return all, fresh, today(t, all)
}

// read reads what is kept of a row, and what more the query asks for.
func read(r db.Row, more ...any) (*image, error) {
	var name, key, before, after string
	m := &image{}
	if err := r.Scan(append([]any{&name, &key, &before, &after, &m.person}, more...)...); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		text string
		list *[]string
	}{{key, &m.key}, {before, &m.before}, {after, &m.after}} {
		if part.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(part.text), part.list); err != nil {
			return nil, fmt.Errorf("read a row to undo: %w", err)
		}
	}
	var err error
	m.table, err = of(name)
	return m, err
}

// today reads the rows as they are.
func today(t db.Queryer, all []*image) error {
	for _, x := range tables {
		var keys [][]string
		for _, m := range all {
			if m.table.name == x.name {
				keys = append(keys, m.key)
			}
		}
		found, err := x.read(t, keys)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.table.name == x.name {
				m.now = found[joined(m.key)]
				m.before, m.after = m.padded(m.before), m.padded(m.after)
			}
		}
	}
	return nil
}

// padded is a row with the columns that the table has been given since: as they
// are today, so that nothing is done to them.
func (m *image) padded(row []string) []string {
	if n := len(row); row != nil && n < len(m.now) {
		return append(row[:n:n], m.now[n:]...)
	}
	return row
}

// back is what becomes of a row that is there before and after: the row that
// goes back, and the columns that somebody changed since, which stay.
func (m *image) back() (row []string, since []int) {
	row = slices.Clone(m.now)
	for i := range row {
		switch {
		case m.before[i] == m.after[i] || m.now[i] == m.before[i]:
		case m.now[i] == m.after[i]:
			row[i] = m.before[i]
		default:
			since = append(since, i)
		}
	}
	return row, since
}

// does says what undoing does to the row.
func (m *image) does() action {
	switch {
	case m.before == nil && m.now != nil:
		return remove
	case m.after == nil && m.now == nil && m.before != nil:
		return bring
	case m.before != nil && m.after != nil && m.now != nil:
		if row, _ := m.back(); joined(row) != joined(m.now) {
			return change
		}
	}
	return nothing
}

type action byte

const (
	nothing action = iota
	remove
	bring
	change
)
