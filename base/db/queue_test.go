package db_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
)

// TestCancelledInQueue has a write whose context ends while it waits leave the
// queue at once, and never run.
func TestCancelledInQueue(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t))
	held, release := make(chan struct{}), make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		err := d.Write(ctx, func(x *db.Tx) error {
			close(held)
			<-release
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-held
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	err := d.Write(short, func(*db.Tx) error {
		t.Error("a write ran that nobody waits for")
		return nil
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a write whose context ended in the queue: %v", err)
	}
	close(release)
	group.Wait()
	must(t, d.Write(ctx, func(x *db.Tx) error { return nil }))
}

// TestGoexit has a write's goroutine end in the middle, as t.FailNow does.
func TestGoexit(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var group sync.WaitGroup
		group.Go(func() {
			_ = d.Write(ctx, func(x *db.Tx) error {
				_ = insert(x, "a")
				runtime.Goexit()
				return nil
			})
		})
		group.Wait()
		must(t, d.Write(ctx, func(x *db.Tx) error { return insert(x, "b") }))
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows, not 1", n)
		}
	})
}

// TestConflict has writers add to one number at once, each after having read it:
// PostgreSQL asks some to begin again, and nothing is lost.
func TestConflict(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Write(ctx, func(x *db.Tx) error { return insert(x, "a") }))
		add := func(x *db.Tx) error {
			n, _, err := db.First(x, number, "SELECT n FROM thing WHERE id = 'a'")
			if err != nil {
				return err
			}
			time.Sleep(2 * time.Millisecond) // long enough for the others to read the same
			if _, err := x.Exec("UPDATE thing SET n = ? WHERE id = 'a'", n+1); err != nil {
				return errors.New(strings.ToUpper(err.Error())) // which hides the engine's
			}
			return nil
		}
		var group sync.WaitGroup
		for _, write := range []func(context.Context, func(*db.Tx) error) error{d.Write, d.WriteSerial, d.Write, d.WriteSerial} {
			group.Go(func() {
				for range 10 {
					if err := write(ctx, add); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		must(t, d.Read(ctx, func(x *db.Tx) error {
			n, _, err := db.First(x, number, "SELECT n FROM thing")
			if n != 40 {
				t.Errorf("40 were added, %d are there", n)
			}
			return err
		}))
		if s := d.Stats(); d.Engine() == "postgres" && s.Retries == 0 {
			t.Error("no retry was counted")
		}
	})
}

// TestSkipLocked has eight takers empty a queue: each row is taken once.
func TestSkipLocked(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Write(ctx, func(x *db.Tx) error {
			rows := make([][]any, 200)
			for i := range rows {
				rows[i] = []any{db.NewID()}
			}
			return x.Insert("thing", []string{"id"}, rows)
		}))
		taken := make(chan string, 400)
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for more := true; more; {
					var ids []string
					err := d.WriteQueue(ctx, func(x *db.Tx) (err error) {
						ids, err = db.Strings(x, `DELETE FROM thing WHERE id IN (
							SELECT id FROM thing ORDER BY id LIMIT 5 `+db.SkipLocked+`) RETURNING id`)
						return err
					})
					if err != nil {
						t.Error(err)
					}
					for _, id := range ids {
						taken <- id
					}
					more = len(ids) > 0
				}
			})
		}
		group.Wait()
		if n := len(taken); n != 200 {
			t.Errorf("%d taken, not 200", n)
		}
	})
}

// TestDeferredKey has one write of a shared commit break a deferred foreign key:
// the others are committed all the same.
func TestDeferredKey(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t))
	must(t, d.Write(ctx, func(x *db.Tx) error {
		_, err := x.Exec("CREATE TABLE thing (id TEXT PRIMARY KEY, up TEXT REFERENCES thing DEFERRABLE INITIALLY DEFERRED)")
		return err
	}))
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			err := d.Write(ctx, func(x *db.Tx) error {
				var up any
				if i == 25 {
					up = "nobody"
				}
				_, err := x.Exec("INSERT INTO thing (id, up) VALUES (?, ?)", db.NewID(), up)
				return err
			})
			if (err != nil) != (i == 25) {
				t.Errorf("write %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if n := count(t, d); n != 49 {
		t.Errorf("%d rows, not 49", n)
	}
}

// TestFull fills a database that may not grow: the write that does not fit is
// ErrFull, those beside it and reading go on.
func TestFull(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t))
	must(t, d.Write(ctx, func(x *db.Tx) error {
		if _, err := x.Exec("CREATE TABLE thing (id TEXT PRIMARY KEY, note TEXT)"); err != nil {
			return err
		}
		_, err := x.Exec("PRAGMA max_page_count = 40")
		return err
	}))
	var group sync.WaitGroup
	for i := range 30 {
		group.Go(func() {
			note := "small"
			if i%10 == 5 {
				note = strings.Repeat("large", 100_000)
			}
			err := d.Write(ctx, func(x *db.Tx) error {
				_, err := x.Exec("INSERT INTO thing (id, note) VALUES (?, ?)", db.NewID(), note)
				return err
			})
			if i%10 == 5 && !errors.Is(err, db.ErrFull) || i%10 != 5 && err != nil {
				t.Errorf("write %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if n := count(t, d); n != 27 {
		t.Errorf("%d rows, not 27", n)
	}
}

// TestNested refuses what would hang.
func TestNested(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(ctx, func(x *db.Tx) error {
			return d.WriteQueue(x.Context(), func(*db.Tx) error { return nil })
		})
		if err == nil {
			t.Error("a write ran within a write")
		}
	})
}

// TestCloseWhileWaiting closes the database while one write runs and others wait:
// the first is committed, each of the others is committed or refused, none hangs.
func TestCloseWhileWaiting(t *testing.T) {
	at := dbtest.SQLite(t)
	d := dbtest.Open(t, at)
	table(t, d)
	held, release := make(chan struct{}), make(chan struct{})
	done := make(chan bool, 21)
	go func() {
		done <- d.Write(ctx, func(x *db.Tx) error {
			close(held)
			<-release
			return insert(x, "first")
		}) == nil
	}()
	<-held
	for range 20 {
		go func() {
			err := d.Write(ctx, func(x *db.Tx) error { return insert(x, db.NewID()) })
			if err != nil && !errors.Is(err, db.ErrClosed) {
				t.Error(err)
			}
			done <- err == nil
		}()
	}
	time.AfterFunc(20*time.Millisecond, func() { close(release) })
	must(t, d.Close())
	committed := 0
	for range 21 {
		if <-done {
			committed++
		}
	}
	if n := count(t, dbtest.Open(t, at)); n != committed || n == 0 {
		t.Errorf("%d rows, %d writes said to be done", n, committed)
	}
}
