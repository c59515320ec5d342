package jobs

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/text"
)

func TestCatalogue(t *testing.T) {
	if err := text.Check(); err != nil {
		t.Fatal(err)
	}
}

// A job exists exactly when the transaction that asks for it is committed; it
// reads its payload, reports, and leaves no payload behind.
func TestOutbox(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		undone := errors.New("undone")
		err := d.Write(t.Context(), func(x *db.Tx) error {
			if _, err := Enqueue(x, "hello", nil, "", ""); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		type ask struct{ Name string }
		run(t, &Runner{DB: d, poll: time.Hour, Jobs: []Job{{Name: "hello", Do: func(w *Work) error {
			var a ask
			if err := w.Payload(&a); err != nil {
				return err
			}
			w.Progress(3, 3, "Bonjour "+a.Name)
			return w.Report(ask{a.Name + " saluée"})
		}}}})
		id := enqueue(t, d, "hello", ask{"Inès"})
		s := await(t, d, id, "done", is(Done))
		var said ask
		if ok, err := s.Reported(&said); err != nil || !ok || said.Name != "Inès saluée" {
			t.Errorf("report %q, %v", s.Report, err)
		}
		if s.Says != "Bonjour Inès" || s.Percent() != 100 || s.By != "p-1" || s.School != "0750001A" || s.Finished.IsZero() {
			t.Errorf("got %+v", s)
		}
		if n := number1(t, d, `SELECT COUNT(*) FROM jobs_job`); n != 1 {
			t.Errorf("%d jobs, want the committed one only", n)
		}
		if n := number1(t, d, `SELECT COUNT(*) FROM jobs_job WHERE payload <> ''`); n != 0 {
			t.Error("the payload of a finished job is still there")
		}
	})
}

// Two runners over one database never do one job twice, and do them all.
func TestTwoRunners(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var mu sync.Mutex
		times := map[string]int{}
		job := Job{Name: "count", Do: func(w *Work) error {
			mu.Lock()
			times[w.ID()]++
			mu.Unlock()
			return nil
		}}
		ids := many(t, d, "count", 200)
		run(t, &Runner{DB: d, Jobs: []Job{job}, Workers: 3})
		run(t, &Runner{DB: d, Jobs: []Job{job}, Workers: 3})
		for _, id := range ids {
			await(t, d, id, "done", is(Done))
		}
		mu.Lock()
		defer mu.Unlock()
		for _, id := range ids {
			if times[id] != 1 {
				t.Errorf("job %s was done %d times", id, times[id])
			}
		}
	})
}

// The process that holds a job hangs in the middle. Once its lease is over another
// goes on at the cursor; when the first wakes up, its write is refused.
func TestKilled(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		asleep, wake := make(chan struct{}), make(chan struct{})
		late := make(chan error, 1)
		hang := notes(6, func(_ *Work, step int) error {
			if step == 3 {
				close(asleep)
				<-wake
			}
			return nil
		})
		run(t, &Runner{DB: d, Now: c.now, Workers: 1, Jobs: []Job{{Name: "long", Do: func(w *Work) error {
			err := hang(w)
			late <- err
			return err
		}}}})
		id := enqueue(t, d, "long", nil)
		<-asleep
		c.add(lease - time.Second)
		run(t, &Runner{DB: d, Now: c.now, Jobs: []Job{{Name: "long", Do: notes(6, nil)}}})
		time.Sleep(100 * time.Millisecond)
		if s := get(t, d, id); s.State != Running || s.Done != 3 {
			t.Fatalf("within its lease: %+v", s)
		}
		c.add(2 * time.Second)
		await(t, d, id, "done", is(Done))
		close(wake)
		if err := <-late; !errors.Is(err, errLost) {
			t.Errorf("the first process' late write: %v, want refused", err)
		}
		if got := noted(t, d, id); !slices.Equal(got, []int{0, 1, 2, 3, 4, 5}) {
			t.Errorf("rows %v, want each step once", got)
		}
		if s := get(t, d, id); s.State != Done {
			t.Errorf("after the late write: %+v", s)
		}
	})
}

// A job whose process dies each time before it moves on fails after some tries.
func TestDiesAlways(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		id := enqueue(t, d, "killer", nil)
		write(t, d, func(x *db.Tx) error {
			_, err := x.Exec(`UPDATE jobs_job SET state = 'running', taken = 'dead', lease_until = 1, attempts = ?`, tries)
			return err
		})
		run(t, &Runner{DB: d, Jobs: []Job{{Name: "killer", Do: func(*Work) error { return nil }}}})
		s := await(t, d, id, "failed", is(Failed))
		if want := "Le traitement s’est interrompu 8 fois sans avancer."; s.Error != want {
			t.Errorf("says %q, want %q", s.Error, want)
		}
	})
}
