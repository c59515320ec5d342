// Package retention is how long the school keeps what it knows about people, and
// what becomes of it: each table that names a person declares a Keep, and from
// these follow the nightly sweep, the person's own copy of their data (GDPR
// article 15), their erasure (article 17) and the register of processing
// (article 30).
//
// Rows of the school's record (registers, reports, sanctions) are public
// archives (code du patrimoine, art. L212-2): they are never deleted here, only
// counted for the bordereau d'élimination that the head signs once the archives
// have given their visa.
package retention

import (
	"embed"

	"preau/base/db"
	"preau/base/text"
)

//go:embed catalogue
var catalogue embed.FS

var words = text.Register("retention", catalogue)

// Moment is when the time of a Keep begins to run.
type Moment string

// The moments.
const (
	EndOfYear Moment = "year"    // 31 August after the school year in the column At
	Left      Moment = "left"    // when the first owner leaves (directory_person.left_at)
	Closed    Moment = "closed"  // the instant in the column At; 0: not closed, kept
	Written   Moment = "written" // the instant in the column At
)

// Period is a length of time on the calendar of Paris.
type Period struct{ Years, Months, Days int }

// Policy is what becomes of a row when one of its owners other than the first is
// forgotten.
type Policy string

// The policies.
const (
	Blank Policy = "blank" // the column is emptied
	Stay  Policy = "stay"  // the column goes on naming a person who has no name any more
	Drop  Policy = "drop"  // the row goes: a tie between two people is nothing without either
)

// Keep is how long the rows of a table are kept, whose they are, and why.
type Keep struct {
	Owners []string // columns that name a person; the first says whose row it is
	From   Moment
	// At is the column that From reads: for Written and Closed a BIGINT of
	// milliseconds; for EndOfYear a TEXT, the year of its September, "2026"
	// ("year" when At is empty); none for Left.
	At     string
	For    Period
	Others Policy // needed where there are several owners
	Record bool   // part of the school's record: never deleted by the sweep or by forgetting
	// Hold says that rows may be put on hold (a complaint, a trial): those whose
	// BOOLEAN column "hold" is true are neither swept nor forgotten.
	Hold  bool
	Why   string // ground for the register, in French
	Label string // title in the person's export, in French
	// Columns are the headings of the export, in French, by column. Only these
	// columns are exported; nil: all, under their names.
	Columns map[string]string
}

// Table is a table's name and its Keep.
type Table struct {
	Name string
	Keep
}

// People is the table of persons, which the others' owners refer to.
const People = "directory_person"

// Rows of its own kind that a person leaves when only the record still names
// them: what identifies them stays until the record goes.
var identity = []string{"id", "civility", "family_name", "first_name", "birth_name", "other_names", "birth_date", "sort_key"}

// Keeps are those of socle/jobs, which knows nothing of this package.
func Keeps() map[string]Keep {
	return map[string]Keep{"jobs_job": {
		Owners: []string{"by_person"}, From: Closed, At: "finished_at", For: Period{Days: 30},
		Why:   "Suivi et reprise des traitements demandés (intérêt légitime : exploitation du service)",
		Label: "Traitements demandés",
		Columns: map[string]string{
			"name": "Traitement", "state": "État", "says": "Avancement", "created_at": "Demandé le", "finished_at": "Terminé le",
		},
	}}
}

// Rules are checked Keeps over a schema: what sweeping, exporting and forgetting
// go by.
type Rules struct {
	schema map[string]db.Table
	tables []Table // those that are referred to come after those that refer to them
	refs   map[string][]ref
}

// ref is a column that refers to a table's primary key.
type ref struct {
	table, column string
	null          bool // it may be NULL
}

// Tables are the tables with their Keeps, in an order in which their rows can be
// deleted.
func (r *Rules) Tables() []Table { return r.tables }

// Count is a number of rows of a table.
type Count struct {
	Table, Label string
	Rows         int64
}
