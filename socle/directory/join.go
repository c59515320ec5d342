package directory

import (
	"fmt"
	"strings"

	"preau/base/db"
)

// filled are the columns of a person that a join takes from gone where keep has
// none.
var filled = []string{
	"civility", "birth_name", "other_names", "birth_date", "email", "phone", "mobile", "work_phone", "street", "postal_code", "town", "country",
}

// Join makes one person of two records of the same human being: what the files
// and the groups say of gone is said of keep, and gone goes. It is for people
// who have made nothing yet: what an application keeps of gone stays where it
// is, and refuses the join by its reference.
func Join(t *db.Tx, keep, gone ID) error {
	if err := fill(t, keep, gone); err != nil {
		return fmt.Errorf("join people: %w", err)
	}
	moves := []string{
		`UPDATE directory_key SET person = ? WHERE person = ?`,
		`UPDATE directory_tie SET person = ? WHERE person = ? AND NOT EXISTS (
			SELECT 1 FROM directory_tie o WHERE o.person = ? AND o.school = directory_tie.school AND o.role = directory_tie.role)`,
		`UPDATE directory_guardian SET guardian = ? WHERE guardian = ? AND NOT EXISTS (
			SELECT 1 FROM directory_guardian o WHERE o.guardian = ? AND o.pupil = directory_guardian.pupil)`,
		`UPDATE directory_member SET person = ? WHERE person = ? AND NOT EXISTS (
			SELECT 1 FROM directory_member o WHERE o.person = ? AND o.group_id = directory_member.group_id AND o.part = directory_member.part)`,
		`UPDATE directory_word SET person = ? WHERE person = ? AND NOT EXISTS (
			SELECT 1 FROM directory_word o WHERE o.person = ? AND o.school = directory_word.school AND o.word = directory_word.word)`,
	}
	for i, q := range moves {
		args := []any{keep, gone, keep}
		if i == 0 {
			args = args[:2]
		}
		if _, err := t.Exec(q, args...); err != nil {
			return fmt.Errorf("join people: %w", err)
		}
	}
	for _, column := range []struct{ table, column string }{
		{"directory_tie", "person"},
		{"directory_guardian", "guardian"},
		{"directory_member", "person"},
		{"directory_word", "person"},
		{"directory_function", "person"},
		{"directory_person", "id"},
	} {
		if _, err := t.Exec(`DELETE FROM `+column.table+` WHERE `+column.column+` = ?`, gone); err != nil {
			return fmt.Errorf("join people: %w", err)
		}
	}
	Touch(t, keep)
	Touch(t, gone)
	return nil
}

// fill gives keep what only gone has.
func fill(t *db.Tx, keep, gone ID) error {
	sets, args := make([]string, len(filled)), make([]any, 0, len(filled)+1)
	for i, c := range filled {
		sets[i] = c + ` = CASE WHEN ` + c + ` <> '' THEN ` + c + ` ELSE (SELECT g.` + c + ` FROM directory_person g WHERE g.id = ?) END`
		args = append(args, gone)
	}
	_, err := t.Exec(`UPDATE directory_person SET `+strings.Join(sets, ", ")+` WHERE id = ?`, append(args, keep)...)
	return err
}
