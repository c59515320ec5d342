package directory

import (
	"fmt"
	"slices"

	"preau/base/db"
	"preau/base/text"
)

// Writer is the transaction that the directory is written in: a *db.Tx, or the
// counter's own.
type Writer interface {
	db.Queryer
	Exec(query string, args ...any) (int64, error)
	Insert(table string, columns []string, rows [][]any) error
	Publish(topic string)
}

// Named has somebody sorted and found, in all their schools, by the name that
// they have now.
func Named(t Writer, person ID) error {
	v, err := typed(t, person)
	if err != nil {
		return err
	}
	key := text.SortKey(v["family_name"] + " " + v["first_name"])
	for _, q := range []string{
		`UPDATE directory_person SET sort_key = ?, version = version + 1 WHERE id = ?`,
		`UPDATE directory_tie SET sort_key = ? WHERE person = ?`,
		`UPDATE directory_member SET sort_key = ? WHERE person = ?`,
	} {
		if _, err := t.Exec(q, key, person); err != nil {
			return fmt.Errorf("name a person: %w", err)
		}
	}
	schools, err := db.Strings(t, `SELECT DISTINCT school FROM directory_word WHERE person = ? UNION SELECT school FROM directory_tie WHERE person = ?`, person, person)
	for _, s := range schools {
		if err == nil {
			err = Findable(t, ID(s), person)
		}
		t.Publish("directory:" + s)
	}
	t.Publish("person:" + string(person))
	return err
}

// Findable has somebody found in a school by the words of the name that they have
// now, and by none when they have no place in it.
func Findable(t Writer, school, person ID) error {
	if _, err := t.Exec(`DELETE FROM directory_word WHERE school = ? AND person = ?`, school, person); err != nil {
		return fmt.Errorf("index a person: %w", err)
	}
	name, _, err := db.First(t, func(r db.Row) (name string, err error) { return name, r.Scan(&name) },
		`SELECT first_name || ' ' || family_name || ' ' || birth_name FROM directory_person p WHERE id = ? AND EXISTS (
			SELECT 1 FROM directory_tie t WHERE t.person = p.id AND t.school = ?)`, person, school)
	if err != nil {
		return fmt.Errorf("index a person: %w", err)
	}
	words := text.Words(name)
	slices.Sort(words)
	var rows [][]any
	for _, w := range slices.Compact(words) {
		rows = append(rows, []any{school, w, person})
	}
	if err := t.Insert("directory_word", []string{"school", "word", "person"}, rows); err != nil {
		return fmt.Errorf("index a person: %w", err)
	}
	return nil
}

// Here says that somebody is in a school again: from when they left, the time
// until they are erased is counted.
func Here(t Writer, person ID) error {
	if _, err := t.Exec(`UPDATE directory_person SET left_at = 0 WHERE id = ? AND left_at <> 0`, person); err != nil {
		return fmt.Errorf("note that a person is here: %w", err)
	}
	t.Publish("person:" + string(person))
	return nil
}
