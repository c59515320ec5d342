// Package imports brings feeds into the directory, whatever their format.
//
// An import has three steps. Stage reads the files into rows of its own and
// computes what would change; nobody sees anything yet. Then people look at the
// differences (Differences), leave some out (Leave), settle the doubtful
// (Settle). Apply makes the changes, one school after the other, each in one
// transaction: an import that is killed leaves whole schools, and Resume goes
// on. The difference of a school is computed again just before it is applied, so
// that what was done meanwhile is not undone, and the second run of the same
// files changes nothing.
//
// People are known by their key in the feed's source, then by their national
// number (INE), then by what they look like: who is surely the same is joined,
// everybody else who looks alike is a doubt that a person settles (alike.go).
// What a source that knows better said of somebody is not changed by a lesser one
// (Format.Rank). Nobody is deleted: who is missing from a complete feed is
// leaving, until they come back or the retention rules end it.
package imports

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Limits of an import.
const (
	maxWarnings = 1000 // kept and shown; the others are counted
	batchRows   = 2000 // staged in one transaction
	maxRetries  = 3    // of a school that another import changed meanwhile
	// HeldShare is the part of a school's people, in percent, beyond which
	// departures wait for a person's yes.
	HeldShare = 10
)

// Format is a way in: it tells whether files are its own, and reads them.
//
// Of two formats the one of the higher Rank knows better: what it said of
// somebody, a lower one completes and does not change. Equals follow each other.
type Format struct {
	Name  string
	Rank  int
	Knows func(*source.Set) (bool, error)
	Open  func(*source.Set) (feed.Reader, error)
}

// Engine imports. Its functions may be nil.
type Engine struct {
	DB      *db.DB
	Formats []Format
	// Journal writes the journal's line of a school, in its transaction.
	Journal func(t *db.Tx, run Run, school string, n Counts) error
	// OnApplied is told the people new to the directory, in the transaction
	// that makes them.
	OnApplied func(t *db.Tx, school string, people []string) error
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Options of an import.
type Options struct {
	School string // UAI: only this school is imported; it takes the people of a feed that names no school
	Year   string // "2026": the files are of this year, whatever they say
	// Bound says that whoever imports reaches School alone: whom the directory
	// knows only elsewhere is neither shown nor touched, but a doubt that somebody
	// who reaches them settles.
	Bound bool
	// Run is the run's id, made when empty. What an earlier try left under it goes.
	Run string
}

// The states of a run, in order.
const (
	Reading  = "reading" // being staged; what a kill leaves here is dropped
	Ready    = "ready"   // staged, compared
	Applying = "applying"
	Stopped  = "stopped" // between two schools, by a person: Apply goes on, Resume does not
	Applied  = "applied"
)

// Run is one import.
type Run struct {
	ID        string
	Format    string
	Source    string // the space of the keys
	Year      string // September's
	Generated string // the day the files were made; may be empty
	Complete  bool
	Delta     bool   // a delivery of changes
	Covers    string // kinds of people, between commas
	Only      string // a UAI, or nothing
	Bound     bool   // as in Options
	State     string
	Warnings  int // all of them; the first are kept
	At, Ended int64
}

// Counts are numbers of people.
type Counts struct {
	New      int `json:"new"`
	Changed  int `json:"changed"`
	Leaving  int `json:"leaving"`
	Same     int `json:"same"`
	Doubtful int `json:"doubtful"`
}

func (e *Engine) now() time.Time {
	if e.Now == nil {
		return time.Now()
	}
	return e.Now()
}

func (e *Engine) today() string { return string(day.Of(e.now())) }

const runColumns = `run, format, source, year, generated, complete, covers, only_one, bound, state, warnings, at, ended, delta`

func scanRun(r db.Row) (run Run, err error) {
	return run, r.Scan(&run.ID, &run.Format, &run.Source, &run.Year, &run.Generated, &run.Complete, &run.Covers, &run.Only, &run.Bound, &run.State, &run.Warnings, &run.At, &run.Ended, &run.Delta)
}

// ErrNoRun is a run that does not exist.
var ErrNoRun = errors.New("there is no such import")

// Find reads a run.
func Find(q db.Queryer, id string) (Run, error) {
	run, ok, err := db.First(q, scanRun, `SELECT `+runColumns+` FROM directory_import WHERE run = ?`, id)
	if err == nil && !ok {
		err = ErrNoRun
	}
	return run, err
}

// Runs lists the latest runs, the latest first.
func Runs(q db.Queryer, limit int) ([]Run, error) {
	return db.All(q, scanRun, `SELECT `+runColumns+` FROM directory_import ORDER BY at DESC, run DESC LIMIT ?`, limit)
}

// Stage reads paths into a new run and computes its differences. The directory
// is not touched. The error is a *feed.Error when what was given is refused.
func (e *Engine) Stage(ctx context.Context, paths []string, o Options) (Run, error) {
	if err := e.sweep(ctx); err != nil {
		return Run{}, err
	}
	set, err := source.Open(paths...)
	if err != nil {
		return Run{}, err
	}
	run, err := e.stage(ctx, set, o)
	if closed := set.Close(); err == nil {
		err = closed
	}
	if err != nil && run.ID != "" {
		// The run is dropped even when the import was told to stop.
		return Run{}, errors.Join(err, e.Drop(context.WithoutCancel(ctx), run.ID))
	}
	return run, err
}

func (e *Engine) stage(ctx context.Context, set *source.Set, o Options) (Run, error) {
	if y, err := strconv.Atoi(o.Year); o.Year != "" && (err != nil || y < 2000 || y > 2100) {
		return Run{}, &feed.Error{Says: fmt.Sprintf("l’année « %.10s » s’écrit par son mois de septembre : 2026", o.Year)}
	}
	r, name, err := e.open(set)
	if err != nil {
		return Run{}, err
	}
	h := r.Header()
	run := Run{
		ID: o.Run, Format: name, Source: h.Source, Year: h.Year, Generated: h.Generated, Complete: h.Complete, Delta: h.Delta,
		Covers: strings.Join(h.Covers, ","), Only: strings.ToUpper(o.School), Bound: o.Bound, State: Reading, At: e.now().UnixMilli(),
	}
	if h.Nameless {
		run.Source += ":" + run.Only
	} else if run.Source, err = e.space(ctx, run.Source); err != nil {
		return Run{}, err
	}
	if run.ID == "" {
		run.ID = db.NewID()
	}
	if o.Year != "" {
		run.Year = o.Year
	}
	if run.Year == "" {
		run.Year = feed.SchoolYear(e.today())
	}
	if err := e.DB.Write(ctx, func(t *db.Tx) error {
		if err := Drop(t, run.ID); err != nil {
			return err
		}
		_, err := t.Exec(`INSERT INTO directory_import (`+runColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			run.ID, run.Format, run.Source, run.Year, run.Generated, run.Complete, run.Covers, run.Only, run.Bound, run.State, 0, run.At, 0, run.Delta)
		return err
	}); err != nil {
		return Run{}, err
	}
	s := &stager{engine: e, run: &run, subjects: map[string]bool{}, halves: map[string]bool{}}
	if err := s.read(ctx, r); err != nil {
		return run, err
	}
	if err := e.DB.Analyze(ctx, "directory_import_row", "directory_import_at"); err != nil {
		return run, err
	}
	if err := s.rejoin(ctx); err != nil {
		return run, err
	}
	if err := s.check(ctx, o); err != nil {
		return run, err
	}
	return run, e.compareAll(ctx, &run)
}

// open reads a set as its format does.
func (e *Engine) open(set *source.Set) (feed.Reader, string, error) {
	f, err := e.Format(set)
	if err != nil {
		return nil, "", err
	}
	r, err := f.Open(set)
	return r, f.Name, err
}

// rank is the rank of the format that a source of keys is of: "aaf:9" of "aaf".
// The school's own, and keys of no format, have none.
func (e *Engine) rank(of string) int {
	name, _, _ := strings.Cut(of, ":")
	for _, f := range e.Formats {
		if f.Name == name {
			return f.Rank
		}
	}
	return 0
}

// sweep drops what a kill left half read: nothing of it was ever shown.
func (e *Engine) sweep(ctx context.Context) error {
	var dead []string
	err := e.DB.Read(ctx, func(t *db.Tx) (err error) {
		dead, err = db.Strings(t, `SELECT run FROM directory_import WHERE state = ? AND at < ?`, Reading, e.now().Add(-6*time.Hour).UnixMilli())
		return err
	})
	for _, id := range dead {
		if err == nil {
			err = e.Drop(ctx, id)
		}
	}
	return err
}

// Drop removes a run that is not wanted, with all that was staged for it. What
// it applied stays.
func (e *Engine) Drop(ctx context.Context, id string) error {
	return e.DB.Write(ctx, func(t *db.Tx) error { return Drop(t, id) })
}

// Drop is [Engine.Drop] within a transaction.
func Drop(t Writer, id string) error {
	for _, table := range []string{"row", "at", "school", "diff", "warning", "lesson", "undo"} {
		if _, err := t.Exec(`DELETE FROM directory_import_`+table+` WHERE run = ?`, id); err != nil {
			return err
		}
	}
	_, err := t.Exec(`DELETE FROM directory_import WHERE run = ?`, id)
	return err
}
