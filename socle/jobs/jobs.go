// Package jobs is the work that goes on after the page has answered: an import,
// a retention run, a mail to send. A job is a row of jobs_job, written in the
// transaction that asks for it (the outbox): it exists exactly when that
// transaction is committed.
//
// Any process over the database may take a job, for the length of a lease that
// it renews. When the process dies the lease runs out, another takes the job and
// goes on at the cursor that the first had saved with its rows. A job's writes
// all carry the proof that it still holds the job, so that it is never done twice
// at once; work between two saved cursors may be done again, which Do must bear.
//
// Leases are compared with the machines' clocks, which must agree within some
// seconds.
package jobs

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"preau/base/db"
	"preau/base/text"
)

//go:embed migrations
var migrations embed.FS

//go:embed catalogue
var catalogue embed.FS

var words = text.Register("jobs", catalogue)

// Schema is the package's own table.
var Schema = db.Set{Name: "jobs", FS: migrations}

// Topic is published when there may be a job to take or one to stop.
const Topic = "jobs"

// Of is the topic published when a job moves on: its page listens to it.
func Of(id string) string { return "job:" + id }

// maxPayload bounds a job's payload, report and cursor, in bytes of JSON: large
// data goes to base/blob, its ref into the payload.
const maxPayload = 1 << 20

// Job is a kind of work.
type Job struct {
	Name  string        // "import", unique in the program
	Title string        // what the page of jobs calls it, in French
	Every time.Duration // how often it runs by itself; 0: only when enqueued
	// Do does the work, from w.Cursor on. It returns nil when the work is
	// finished, or when w.Stopped says to leave off. An error has it tried again
	// later, from its cursor, unless it is Final.
	Do func(w *Work) error
}

// State is where a job stands.
type State string

// The states of a job. Failed and stopped jobs are kept and shown, and can be
// run again with Retry.
const (
	Ready   State = "ready"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
	Stopped State = "stopped"
)

// errFinal marks an error that trying again does not mend.
type errFinal struct{ error }

func (e errFinal) Unwrap() error { return e.error }

// Final says that trying again is of no use: the job fails at once. It is nil
// for nil.
func Final(err error) error {
	if err == nil {
		return nil
	}
	return errFinal{err}
}

func final(err error) bool {
	var f errFinal
	return errors.As(err, &f)
}

// Enqueue asks for a job in the caller's transaction, as soon as possible. The
// payload is kept as JSON, "" for nil. by is the person who asks, school the UAI
// of the school it is for; either may be "".
func Enqueue(t *db.Tx, name string, payload any, by, school string) (id string, err error) {
	return EnqueueAt(t, time.Time{}, name, payload, by, school)
}

// EnqueueAt is Enqueue for work that must not begin before an instant; the zero
// one is at once, whatever the clock of the Runner.
func EnqueueAt(t *db.Tx, at time.Time, name string, payload any, by, school string) (id string, err error) {
	body, err := encode(payload)
	if err != nil {
		return "", fmt.Errorf("enqueue %s: %w", name, err)
	}
	id = db.NewID()
	runAt := int64(0)
	if !at.IsZero() {
		runAt = at.UnixMilli()
	}
	_, err = t.Exec(`INSERT INTO jobs_job (id, key, name, payload, state, run_at, by_person, school, created_at)
		VALUES (?, ?, ?, ?, 'ready', ?, ?, ?, ?)`,
		id, id, name, body, runAt, by, school, time.Now().UnixMilli())
	if err != nil {
		return "", fmt.Errorf("enqueue %s: %w", name, err)
	}
	t.Publish(Topic)
	return id, nil
}

func encode(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	if len(b) > maxPayload {
		return "", fmt.Errorf("%d bytes of JSON, at most %d", len(b), maxPayload)
	}
	return string(b), nil
}

func decode(s string, v any) error {
	if s == "" {
		return errors.New("there is none")
	}
	return json.Unmarshal([]byte(s), v)
}
