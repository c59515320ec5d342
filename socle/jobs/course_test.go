package jobs

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"preau/base/db"
)

// A job that fails is tried again, later and later, then kept as failed; Retry
// gives it all its tries again.
func TestRetries(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		var begun atomic.Int32
		var mended atomic.Bool
		run(t, &Runner{DB: d, Now: c.now, Jobs: []Job{{Name: "mail", Do: func(*Work) error {
			begun.Add(1)
			if mended.Load() {
				return nil
			}
			return errors.New("le relais ne répond pas")
		}}}})
		id := enqueue(t, d, "mail", "x")
		for n := 1; n < tries; n++ {
			s := await(t, d, id, "waiting", func(s Status) bool { return s.State == Ready && s.Attempts == n })
			wait, least := s.RunAt.Sub(c.now()), time.Second<<n*3/4
			if wait < least || wait > 2*least {
				t.Errorf("try %d waits %v, want about %v", n, wait, time.Second<<n)
			}
			if s.Error != "le relais ne répond pas" {
				t.Errorf("says %q", s.Error)
			}
			c.add(wait)
		}
		s := await(t, d, id, "failed", is(Failed))
		if int(begun.Load()) != tries || s.Finished.IsZero() {
			t.Errorf("begun %d times, want %d: %+v", begun.Load(), tries, s)
		}
		mended.Store(true)
		write(t, d, func(x *db.Tx) error {
			ok, err := Retry(x, id)
			if err == nil && !ok {
				err = errors.New("not retried")
			}
			return err
		})
		await(t, d, id, "done", is(Done))
	})
}

// What trying again does not mend fails at once; a panic is told in words.
func TestFailsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		run(t, &Runner{DB: d, Jobs: []Job{
			{Name: "final", Do: func(*Work) error { return Final(errors.New("fichier illisible")) }},
			{Name: "payload", Do: func(w *Work) error { return w.Payload(new(int)) }},
			{Name: "panic", Do: func(*Work) error { panic("oh") }},
		}})
		ids := []string{enqueue(t, d, "final", nil), enqueue(t, d, "payload", "words"), enqueue(t, d, "panic", nil)}
		if s := await(t, d, ids[0], "failed", is(Failed)); s.Error != "fichier illisible" || s.Attempts != 1 {
			t.Errorf("got %+v", s)
		}
		if s := await(t, d, ids[1], "failed", is(Failed)); !strings.HasPrefix(s.Error, "read the payload of payload") {
			t.Errorf("got %+v", s)
		}
		s := await(t, d, ids[2], "failed once", func(s Status) bool { return s.Attempts == 1 && s.State == Ready })
		if s.Error != "Le traitement a rencontré une erreur du programme." {
			t.Errorf("got %+v", s)
		}
	})
}

func TestStop(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		stop := func(id string) (ok bool) {
			write(t, d, func(x *db.Tx) (err error) {
				ok, err = Stop(x, id)
				return err
			})
			return ok
		}
		waiting := enqueue(t, d, "unknown", nil)
		if !stop(waiting) || get(t, d, waiting).State != Stopped || stop(waiting) {
			t.Error("a job that waits is not stopped at once, or twice")
		}
		// Stopped from outside while the runner sleeps: the topic wakes it.
		run(t, &Runner{DB: d, poll: time.Hour, Jobs: []Job{{Name: "long", Do: notes(100_000, nil)}}})
		id := enqueue(t, d, "long", nil)
		await(t, d, id, "moving", func(s Status) bool { return s.State == Running && s.Done > 2 })
		if !stop(id) {
			t.Fatal("not stopped")
		}
		s := await(t, d, id, "stopped", is(Stopped))
		if got := noted(t, d, id); int64(len(got)) != s.Done || s.Done == 100_000 {
			t.Errorf("%d rows, %d said", len(got), s.Done)
		}
	})
}

// A process that ends hands its jobs back at their cursors, without counting the
// try; the next goes on.
func TestShutdown(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		stop := run(t, &Runner{DB: d, Jobs: []Job{{Name: "long", Do: notes(40, func(*Work, int) error {
			time.Sleep(5 * time.Millisecond)
			return nil
		})}}})
		id := enqueue(t, d, "long", nil)
		await(t, d, id, "moving", func(s Status) bool { return len(noted(t, d, id)) > 3 })
		stop()
		if s := get(t, d, id); s.State != Ready || s.Attempts != 0 || len(noted(t, d, id)) == 40 {
			t.Fatalf("after the end: %+v", s)
		}
		run(t, &Runner{DB: d, Jobs: []Job{{Name: "long", Do: notes(40, nil)}}})
		await(t, d, id, "done", is(Done))
		if got := noted(t, d, id); len(got) != 40 || len(slices.Compact(got)) != 40 {
			t.Errorf("rows %v, want each step once", got)
		}
	})
}

// A job that does not ask whether it is stopped has its context ended.
func TestShutdownHard(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		begun := make(chan struct{})
		stop := run(t, &Runner{DB: d, grace: 50 * time.Millisecond, Jobs: []Job{{Name: "deaf", Do: func(w *Work) error {
			close(begun)
			<-w.Context().Done()
			return context.Cause(w.Context())
		}}}})
		id := enqueue(t, d, "deaf", nil)
		<-begun
		stop()
		if s := get(t, d, id); s.State != Ready || s.Error != "" {
			t.Errorf("after the end: %+v", s)
		}
	})
}

// Two processes with the same recur run it once an hour, and once for the
// hours in which neither was there.
func TestRecurring(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		c := newClock() // 10:20
		var ran atomic.Int32
		hourly := []Job{{Name: "sweep", Every: time.Hour, Do: func(*Work) error { ran.Add(1); return nil }}}
		stops := []func(){run(t, &Runner{DB: d, Now: c.now, Jobs: hourly}), run(t, &Runner{DB: d, Now: c.now, Jobs: hourly})}
		rows := func(state State) int64 {
			return number1(t, d, `SELECT COUNT(*) FROM jobs_job WHERE state = ?`, state)
		}
		reach := func(done int64) {
			t.Helper()
			for end := time.Now().Add(5 * time.Second); rows(Done) != done || rows(Ready) != 1; time.Sleep(2 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("%d done and %d ready, want %d and 1", rows(Done), rows(Ready), done)
				}
			}
		}
		reach(0)
		if at := number1(t, d, `SELECT run_at FROM jobs_job`); at != time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC).UnixMilli() {
			t.Errorf("planned at %v, want 11:00", time.UnixMilli(at).UTC())
		}
		c.add(40 * time.Minute) // 11:00
		reach(1)
		for _, stop := range stops {
			stop()
		}
		c.add(5 * time.Hour)
		run(t, &Runner{DB: d, Now: c.now, Jobs: hourly})
		reach(2)
		if ran.Load() != 2 {
			t.Errorf("ran %d times, want 2", ran.Load())
		}
	})
}

func TestList(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for range 3 {
			enqueue(t, d, "a", nil)
			time.Sleep(2 * time.Millisecond)
		}
		last := enqueue(t, d, "b", nil)
		list := func(f Filter) (all []Status) {
			err := d.Read(t.Context(), func(x *db.Tx) (err error) {
				all, err = List(x, f)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		all := list(Filter{})
		if len(all) != 4 || all[0].ID != last {
			t.Fatalf("got %+v, want four, the newest first", all)
		}
		for _, tt := range []struct {
			filter Filter
			want   int
		}{
			{Filter{Name: "a"}, 3},
			{Filter{Name: "a", Limit: 2}, 2},
			{Filter{State: Failed}, 0},
			{Filter{School: "0750001A", State: Ready}, 4},
			{Filter{School: "0750002B"}, 0},
			{Filter{Before: all[1].Created}, 2},
		} {
			if got := len(list(tt.filter)); got != tt.want {
				t.Errorf("%+v: %d jobs, want %d", tt.filter, got, tt.want)
			}
		}
	})
}

func TestLeft(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 20, 0, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		s       Status
		want    time.Duration
		ok      bool
		percent int
	}{
		{"a third in a minute", Status{State: Running, Done: 100, Total: 300, Started: now.Add(-time.Minute)}, 2 * time.Minute, true, 33},
		{"counted from the last start", Status{State: Running, Done: 200, doneBefore: 100, Total: 300, Started: now.Add(-time.Minute)}, time.Minute, true, 66},
		{"no total", Status{State: Running, Done: 100, Started: now.Add(-time.Minute)}, 0, false, -1},
		{"not yet moved", Status{State: Running, Total: 300, Started: now.Add(-time.Minute)}, 0, false, 0},
		{"just begun", Status{State: Running, Done: 1, Total: 300, Started: now}, 0, false, 0},
		{"waiting", Status{State: Ready, Done: 100, Total: 300}, 0, false, 33},
		{"done", Status{State: Done}, 0, false, 100},
	} {
		got, ok := tt.s.Left(now)
		if got != tt.want || ok != tt.ok || tt.s.Percent() != tt.percent {
			t.Errorf("%s: %v, %v, %d %%; want %v, %v, %d %%", tt.name, got, ok, tt.s.Percent(), tt.want, tt.ok, tt.percent)
		}
	}
}

func TestBackoff(t *testing.T) {
	for n, want := range map[int]time.Duration{1: 2 * time.Second, 5: 32 * time.Second, 9: 10 * time.Minute, 80: 10 * time.Minute} {
		if got := backoff(n); got < want*3/4 || got > want*5/4 {
			t.Errorf("after %d tries: %v, want about %v", n, got, want)
		}
	}
}

func TestSettings(t *testing.T) {
	do := func(*Work) error { return nil }
	for name, jobs := range map[string][]Job{
		"none": {}, "no name": {{Do: do}}, "no Do": {{Name: "a"}}, "twice": {{Name: "a", Do: do}, {Name: "a", Do: do}},
	} {
		if err := (&Runner{Jobs: jobs}).Run(t.Context()); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A thousand small jobs, each with one row and its cursor: the figure is printed.
func TestThroughput(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		many(t, d, "small", 1000)
		begun := time.Now()
		stop := run(t, &Runner{DB: d, Workers: 8, Jobs: []Job{{Name: "small", Do: notes(1, nil)}}})
		for number1(t, d, `SELECT COUNT(*) FROM jobs_job WHERE state <> 'done'`) > 0 {
			if time.Since(begun) > time.Minute {
				t.Fatal("not done within a minute")
			}
			time.Sleep(10 * time.Millisecond)
		}
		took := time.Since(begun)
		stop()
		if n := number1(t, d, `SELECT COUNT(*) FROM jobs_note`); n != 1000 {
			t.Errorf("%d rows, want 1000", n)
		}
		t.Logf("1,000 small jobs in %v: %.0f a second, 8 workers", took.Round(time.Millisecond), 1000/took.Seconds())
	})
}
