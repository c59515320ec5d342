// Package undo takes back what an import did to the directory.
//
// While an import is applied, a [Record] keeps each row that it writes, as it was
// and as it became, in the same transaction. Undoing puts back what is still as
// the import left it; what somebody changed since stays, and is told. Those whom
// the import made go: whoever has signed in since only loses the place, with all
// that they made, so that another import finds them again by their keys.
//
// The latest import of a school is undone first: an older one only after it.
package undo

import (
	"errors"
	"time"

	"preau/base/db"
	"preau/socle/retention"
)

// Days is how long an import can be undone.
const Days = 30

// The states of a run that is being undone, beside those of the imports.
const (
	Undoing = "undoing"
	Undone  = "undone"
)

// Why an import cannot be undone.
var (
	ErrNothing = errors.New("the import changed nothing, or too long ago")
	ErrLater   = errors.New("a later import of the same school must be undone first")
	ErrState   = errors.New("the import is not applied")
)

// Undo undoes imports.
type Undo struct {
	DB    *db.DB
	Rules *retention.Rules
	// Journal writes the journal's line of a school, in its transaction.
	Journal func(t *db.Tx, run, school string, n Counts) error
	Now     func() time.Time
}

// Counts are the people of an undoing.
type Counts struct {
	Removed  int `json:"removed"`  // new with the import, and never came
	Closed   int `json:"closed"`   // new with the import, and came: they lose the place
	Restored int `json:"restored"` // get back what they were
	Kept     int `json:"kept"`     // of whom something was changed since, and stays
}

// Line is what undoing does to one person, or to the school (Person is empty).
type Line struct {
	School  string   `json:"school"`
	Person  string   `json:"person"`
	Name    string   `json:"name"`
	What    string   `json:"what"` // Removed, Closed, Restored or Kept
	Changes []Change `json:"changes"`
}

// What becomes of a person.
const (
	Removed  = "removed"
	Closed   = "closed"
	Restored = "restored"
	Kept     = "kept"
)

// Change is one field that goes back; the fields are those of a difference of
// an import.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// May tells whether a run can be undone: nil, [ErrState], [ErrNothing] or
// [ErrLater].
func May(q db.Queryer, run string) error {
	state, found, err := db.First(q, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, `SELECT state FROM directory_import WHERE run = ?`, run)
	if err != nil {
		return err
	}
	if !found || state != "applied" && state != "stopped" && state != Undoing {
		return ErrState
	}
	any, err := db.Exists(q, `SELECT 1 FROM directory_import_undo WHERE run = ?`, run)
	if err != nil {
		return err
	}
	if !any {
		return ErrNothing
	}
	later, err := Later(q, run)
	if err == nil && len(later) > 0 {
		return ErrLater
	}
	return err
}

// Later lists the runs that must be undone before one, the latest first.
func Later(q db.Queryer, run string) ([]string, error) {
	return db.Strings(q, `SELECT o.run FROM (SELECT school, max(at) AS at FROM directory_import_undo WHERE run = ? GROUP BY school) mine
		JOIN directory_import_undo o ON o.school = mine.school AND o.at > mine.at AND o.run <> ?
		JOIN directory_import r ON r.run = o.run AND r.state <> 'undone' GROUP BY o.run ORDER BY max(o.at) DESC`, run, run)
}

// Runs lists the runs that changed somebody, the latest first.
func Runs(q db.Queryer, person string) ([]string, error) {
	return db.Strings(q, `SELECT run FROM directory_import_undo WHERE person = ? GROUP BY run ORDER BY max(at) DESC`, person)
}
