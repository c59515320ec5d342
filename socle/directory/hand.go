package directory

import (
	"fmt"
	"slices"
	"strings"

	"preau/base/db"
)

// Hand is the source of what a school typed itself: no feed writes over it.
const Hand = "hand"

// Typed are the columns of a person that a school may type itself.
var Typed = []string{
	"civility", "family_name", "first_name", "birth_name", "birth_date", "email", "phone", "mobile", "street", "postal_code", "town", "country",
}

// Field is whose a value of a person's record is.
type Field struct {
	Name   string
	Source string // Hand, or a feed's
	Said   string // what the files say instead of what was typed
	By     ID     // who typed it
	At     int64  // when, in milliseconds
}

// Fields are the values of a person that are not the best source's.
func Fields(q db.Queryer, person ID) ([]Field, error) {
	return db.All(q, func(r db.Row) (f Field, err error) {
		return f, r.Scan(&f.Name, &f.Source, &f.Said, &f.By, &f.At)
	}, `SELECT field, source, said, by_id, at FROM directory_field WHERE person = ? ORDER BY field`, person)
}

// Type writes values by hand: from now on they are the school's, and a feed
// that says otherwise is only noted. values are by column of [Typed].
func Type(t Writer, person, by ID, values map[string]string, at int64) error {
	before, err := typed(t, person)
	if err != nil {
		return err
	}
	for _, c := range Typed {
		v, given := values[c]
		if !given || v == before[c] && !moves(c, values, before) {
			continue
		}
		if _, err := t.Exec(`UPDATE directory_person SET `+c+` = ? WHERE id = ?`, v, person); err != nil {
			return fmt.Errorf("type a field: %w", err)
		}
		if _, err := t.Exec(`INSERT INTO directory_field (person, field, source, said, by_id, at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (person, field) DO UPDATE SET source = excluded.source, by_id = excluded.by_id, at = excluded.at,
			said = CASE WHEN directory_field.source = excluded.source THEN directory_field.said ELSE excluded.said END`, person, c, Hand, before[c], by, at); err != nil {
			return fmt.Errorf("type a field: %w", err)
		}
	}
	return Named(t, person)
}

// address are the columns that are one value: who types a street has typed the town.
var address = []string{"street", "postal_code", "town", "country"}

// moves tells whether a column is of an address of which another part changes.
func moves(column string, values, before map[string]string) bool {
	return slices.Contains(address, column) && slices.ContainsFunc(address, func(c string) bool {
		v, given := values[c]
		return given && v != before[c]
	})
}

// Untype gives a value back to the files: what they said last stands again.
func Untype(t Writer, person ID, field string) error {
	if !slices.Contains(Typed, field) {
		return fmt.Errorf("no field %q", field)
	}
	n, err := t.Exec(`UPDATE directory_person SET `+field+` = (SELECT said FROM directory_field WHERE person = ? AND field = ? AND source = ?)
		WHERE id = ? AND EXISTS (SELECT 1 FROM directory_field WHERE person = ? AND field = ? AND source = ?)`,
		person, field, Hand, person, person, field, Hand)
	if err != nil || n == 0 {
		return err
	}
	if _, err := t.Exec(`DELETE FROM directory_field WHERE person = ? AND field = ?`, person, field); err != nil {
		return err
	}
	return Named(t, person)
}

// typed are the values of the columns of [Typed].
func typed(q db.Queryer, person ID) (map[string]string, error) {
	values := make([]string, len(Typed))
	_, _, err := db.First(q, func(r db.Row) (bool, error) {
		dest := make([]any, len(values))
		for i := range values {
			dest[i] = &values[i]
		}
		return true, r.Scan(dest...)
	}, `SELECT `+strings.Join(Typed, ", ")+` FROM directory_person WHERE id = ?`, person)
	all := map[string]string{}
	for i, c := range Typed {
		all[c] = values[i]
	}
	return all, err
}
