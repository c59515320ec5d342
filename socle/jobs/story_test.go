package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
)

// each runs a story on both engines, with the package's table and, for jobs that
// write, a table of notes.
func each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Migrate(t.Context(), Schema); err != nil {
			t.Fatal(err)
		}
		write(t, d, func(x *db.Tx) error {
			_, err := x.Exec(`CREATE TABLE jobs_note (job TEXT NOT NULL, n BIGINT NOT NULL)`)
			return err
		})
		fn(t, d)
	})
}

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func enqueue(t *testing.T, d *db.DB, name string, payload any) (id string) {
	t.Helper()
	write(t, d, func(x *db.Tx) (err error) {
		id, err = Enqueue(x, name, payload, "p-1", "0750001A")
		return err
	})
	return id
}

// clock is a clock that tests move. Real time does not pass on it.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ms.Store(time.Date(2026, 11, 24, 10, 20, 0, 0, time.UTC).UnixMilli())
	return c
}

func (c *clock) now() time.Time      { return time.UnixMilli(c.ms.Load()) }
func (c *clock) add(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// run starts a runner that looks often; stop ends it and waits for it.
func run(t *testing.T, r *Runner) (stop func()) {
	t.Helper()
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
	if r.poll == 0 {
		r.poll = 20 * time.Millisecond
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func get(t *testing.T, d *db.DB, id string) (s Status) {
	t.Helper()
	err := d.Read(t.Context(), func(x *db.Tx) (err error) {
		var ok bool
		if s, ok, err = Get(x, id); err == nil && !ok {
			err = errors.New("no such job")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func await(t *testing.T, d *db.DB, id, what string, ok func(Status) bool) Status {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		s := get(t, d, id)
		if ok(s) {
			return s
		}
		if time.Now().After(end) {
			t.Fatalf("job never %s: %+v", what, s)
		}
	}
}

func is(want State) func(Status) bool { return func(s Status) bool { return s.State == want } }

func number1(t *testing.T, d *db.DB, query string, args ...any) (n int64) {
	t.Helper()
	err := d.Read(t.Context(), func(x *db.Tx) (err error) {
		n, _, err = db.First(x, number, query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func many(t *testing.T, d *db.DB, name string, n int) (ids []string) {
	t.Helper()
	write(t, d, func(x *db.Tx) error {
		ids = nil
		for range n {
			id, err := Enqueue(x, name, nil, "", "")
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	return ids
}

// notes writes a row for each of n steps, with the cursor beside it.
func notes(n int, before func(w *Work, step int) error) func(*Work) error {
	return func(w *Work) error {
		from, _ := strconv.Atoi(w.Cursor())
		for i := from; i < n; i++ {
			if w.Stopped() {
				return nil
			}
			if before != nil {
				if err := before(w, i); err != nil {
					return err
				}
			}
			w.Progress(int64(i+1), int64(n), fmt.Sprintf("Étape %d", i+1))
			err := w.Write(func(t *db.Tx) error {
				if _, err := t.Exec(`INSERT INTO jobs_note (job, n) VALUES (?, ?)`, w.ID(), i); err != nil {
					return err
				}
				return w.Save(t, strconv.Itoa(i+1))
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

func noted(t *testing.T, d *db.DB, id string) (all []int) {
	t.Helper()
	err := d.Read(t.Context(), func(x *db.Tx) (err error) {
		all, err = db.All(x, func(r db.Row) (n int, err error) { return n, r.Scan(&n) },
			`SELECT n FROM jobs_note WHERE job = ? ORDER BY n`, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
