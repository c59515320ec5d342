package undo

import (
	"encoding/json"
	"fmt"
	"time"

	"preau/base/db"
)

// Record keeps what an import is about to write to a school. It is opened in the
// transaction of the writing, before, and closed in it, after.
type Record struct {
	run, school string
	at          int64
	tables      []table
	keys        map[string][][]string
	before      map[string]map[string][]string
	fresh       []string
}

// Rows are the keys of rows, by table.
type Rows map[string][][]string

// Add adds the key of a row of a table.
func (r Rows) Add(table string, key ...string) { r[table] = append(r[table], key) }

// Open reads rows as they are. Fresh are the people whom the import makes: their
// rows need no record of their own, since undoing takes them away with the person.
func Open(t *db.Tx, run, school string, rows Rows, fresh []string, now time.Time) (*Record, error) {
	r := &Record{run: run, school: school, at: now.UnixMilli(), keys: map[string][][]string{}, before: map[string]map[string][]string{}, fresh: fresh}
	for _, x := range tables {
		keys := once(rows[x.name])
		if len(keys) == 0 {
			continue
		}
		found, err := x.read(t, keys)
		if err != nil {
			return nil, err
		}
		r.tables, r.keys[x.name], r.before[x.name] = append(r.tables, x), keys, found
	}
	return r, nil
}

// once is a list of keys without repetitions.
func once(keys [][]string) (all [][]string) {
	seen := map[string]bool{}
	for _, k := range keys {
		if w := joined(k); !seen[w] {
			seen[w], all = true, append(all, k)
		}
	}
	return all
}

// Close reads the rows again and keeps those that changed.
func (r *Record) Close(t *db.Tx) error {
	n, _, err := db.First(t, func(row db.Row) (n int64, err error) { return n, row.Scan(&n) },
		`SELECT coalesce(max(n), -1) + 1 FROM directory_import_undo WHERE run = ? AND school = ?`, r.run, r.school)
	if err != nil {
		return err
	}
	var rows [][]any
	add := func(name string, key, before, after []string, person string) error {
		row := []any{r.run, r.school, n, r.at, name}
		for _, list := range [][]string{key, before, after} {
			text, err := written(list)
			if err != nil {
				return err
			}
			row = append(row, text)
		}
		rows, n = append(rows, append(row, person)), n+1
		return nil
	}
	for _, id := range r.fresh {
		if err := add(People, []string{id}, nil, nil, id); err != nil {
			return err
		}
	}
	for _, x := range r.tables {
		after, err := x.read(t, r.keys[x.name])
		if err != nil {
			return err
		}
		for _, key := range r.keys[x.name] {
			was, is := r.before[x.name][joined(key)], after[joined(key)]
			if joined(was) == joined(is) && (was == nil) == (is == nil) {
				continue
			}
			if err := add(x.name, key, was, is, x.whose(key, was, is)); err != nil {
				return err
			}
		}
	}
	return t.Insert("directory_import_undo", []string{"run", "school", "n", "at", "name", "key", "before", "after", "person"}, rows)
}

// written is a list as it is kept; no list is no text.
func written(list []string) (string, error) {
	if list == nil {
		return "", nil
	}
	text, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("keep a row: %w", err)
	}
	return string(text), nil
}

// whose is the person that a row is first of all about, "" for nobody.
func (x table) whose(key []string, rows ...[]string) string {
	switch x.name {
	case People:
		return key[0]
	case Members:
		return key[1]
	case Ties, Pupils, Links, Work, Fields:
		return key[0]
	}
	for _, row := range rows {
		for i, c := range x.rest {
			if row != nil && (c.name == "person" || c.name == "teacher") {
				return row[i]
			}
		}
	}
	return ""
}
