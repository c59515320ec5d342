// Package columns asks what the columns of a school's tables are, and remembers
// it for the school.
package columns

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/directory/table"
)

// Question is what is asked of the tables of an import. It holds values of them:
// it goes once it is answered.
type Question struct {
	Tables  []table.Look  `json:"tables"`
	Mapping table.Mapping `json:"mapping"` // as guessed, or as the school said before
	Known   []string      `json:"known"`   // the marks of tables that the school has linked before
}

// Recall puts what the school said before in the place of what was guessed.
func (q *Question) Recall(r db.Queryer, school directory.ID) error {
	before, err := Remembered(r, string(school), q.Tables)
	for mark, s := range before {
		q.Mapping[mark], q.Known = s, append(q.Known, mark)
	}
	return err
}

// Remembered is what a school said of the columns of tables that look so, of
// those of which it said something.
func Remembered(q db.Queryer, school string, looks []table.Look) (table.Mapping, error) {
	m := table.Mapping{}
	for _, l := range looks {
		said, err := db.Strings(q, `SELECT sheet FROM admin_import_mapping WHERE school = ? AND mark = ?`, school, l.Mark)
		if err != nil {
			return nil, err
		}
		if len(said) == 0 {
			continue
		}
		var s table.Sheet
		if err := json.Unmarshal([]byte(said[0]), &s); err != nil {
			return nil, fmt.Errorf("read what columns are: %w", err)
		}
		if len(s.Columns) == len(l.Columns) {
			m[l.Mark] = s
		}
	}
	return m, nil
}

// Remember keeps what a school said of the columns of its tables.
func Remember(t *socle.Tx, school directory.ID, said table.Mapping, now time.Time) error {
	for mark, s := range said {
		body, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("keep what columns are: %w", err)
		}
		if _, err := t.Exec(`INSERT INTO admin_import_mapping (school, mark, sheet, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (school, mark) DO UPDATE SET sheet = excluded.sheet, at = excluded.at`, school, mark, string(body), now.UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

// Form is what the columns are said to be; the other fields of a table bear its
// number, from 0.
type Form struct {
	Marks []string `form:"tableau"`
}

// The names of the fields of a table, and of a column.
func kindField(t int) string      { return "sorte-" + strconv.Itoa(t) }
func completeField(t int) string  { return "complet-" + strconv.Itoa(t) }
func columnField(t, c int) string { return "colonne-" + strconv.Itoa(t) + "-" + strconv.Itoa(c) }

// untaken is the answer that a table or a column is not to be taken.
const untaken = "rien"

// taken is an answer, empty when it is not to be taken.
func taken(answer string) string {
	if answer == untaken {
		return ""
	}
	return answer
}

// Said is what the form says of all tables, or what is wrong in it.
func (q *Question) Said(c *socle.Call, f Form) (table.Mapping, error) {
	said, wrong, some := table.Mapping{}, socle.Invalid{}, false
	for n, look := range q.Tables {
		if n >= len(f.Marks) || f.Marks[n] != look.Mark {
			return nil, socle.Wrong("", c.T("admin.import.link.moved"))
		}
		s, bad := q.sheet(c, n)
		said[look.Mark], wrong, some = s, append(wrong, bad...), some || s.Kind != ""
	}
	if len(wrong) == 0 && !some {
		wrong = socle.Wrong(kindField(0), c.T("admin.import.link.none"))
	}
	return said, wrong.Or()
}

// sheet is what the form says of a table, with what is wrong in it.
func (q *Question) sheet(c *socle.Call, n int) (table.Sheet, socle.Invalid) {
	s := table.Sheet{Kind: taken(c.Typed(kindField(n))), Complete: c.Typed(completeField(n)) != "", Columns: make([]table.Meaning, len(q.Tables[n].Columns))}
	if s.Kind != "" && !slices.Contains(table.Kinds, s.Kind) {
		return s, socle.Wrong(kindField(n), c.T("admin.import.link.no_kind"))
	}
	for i := range s.Columns {
		s.Columns[i] = table.Meaning(taken(c.Typed(columnField(n, i))))
	}
	var wrong socle.Invalid
	for _, p := range s.Problems() {
		field := kindField(n)
		if p.Column >= 0 {
			field = columnField(n, p.Column)
		}
		wrong = append(wrong, socle.Wrong(field, c.T("admin.import.link."+p.What))...)
	}
	return s, wrong
}
