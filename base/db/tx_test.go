package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/base/db"
)

var errNo = errors.New("no")

func insert(x *db.Tx, id string) error {
	_, err := x.Exec("INSERT INTO thing (id) VALUES (?)", id)
	return err
}

// TestRollback has writes fail in each way there is: nothing of them is kept,
// what was to run After does not, and the next write goes well.
func TestRollback(t *testing.T) {
	for name, fails := range map[string]func(x *db.Tx) error{
		"error":            func(*db.Tx) error { return errNo },
		"panic":            func(*db.Tx) error { panic(errNo) },
		"error swallowed":  func(x *db.Tx) error { _ = insert(x, "a"); return nil },
		"query swallowed":  func(x *db.Tx) error { _, _ = db.Strings(x, "SELECT nothing FROM nowhere"); return nil },
		"wrong parameters": func(x *db.Tx) error { _, err := x.Exec("UPDATE thing SET n = ?", 1, 2); return err },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, d *db.DB) {
				after := false
				err := outcome(func() error {
					return d.Write(ctx, func(x *db.Tx) error {
						x.After(func() { after = true })
						if err := insert(x, "a"); err != nil {
							return err
						}
						return fails(x)
					})
				})
				if err == nil || after {
					t.Errorf("error %v, After run: %v", err, after)
				}
				must(t, d.Write(ctx, func(x *db.Tx) error { return insert(x, "b") }))
				if n := count(t, d); n != 1 {
					t.Errorf("%d rows, not the one", n)
				}
			})
		})
	}
}

// outcome is fn's error or its panic.
func outcome(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return fn()
}

// TestFailedTxStays has a Tx whose statement failed refuse what follows.
func TestFailedTxStays(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(ctx, func(x *db.Tx) error {
			if err := errors.Join(insert(x, "a"), insert(x, "a")); !errors.Is(err, db.ErrUnique) {
				t.Errorf("the same key twice: %v", err)
			}
			return insert(x, "b")
		})
		if !errors.Is(err, db.ErrUnique) || !strings.Contains(err.Error(), "INSERT INTO thing") {
			t.Errorf("a statement after a failed one: %v", err)
		}
	})
}

func TestTxKept(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var kept *db.Tx
		must(t, d.Write(ctx, func(x *db.Tx) error { kept = x; return insert(x, "a") }))
		if err := insert(kept, "b"); err == nil {
			t.Error("a Tx writes after its end")
		}
	})
}

// TestIterators breaks answers off early and runs statements between rows.
func TestIterators(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Write(ctx, func(x *db.Tx) error {
			rows := make([][]any, 100)
			for i := range rows {
				rows[i] = []any{fmt.Sprintf("%03d", i), i}
			}
			return x.Insert("thing", []string{"id", "n"}, rows)
		}))
		const list = "SELECT id FROM thing ORDER BY id"
		must(t, d.Read(ctx, func(x *db.Tx) error {
			for range 3 {
				for _, err := range x.Rows(list) {
					must(t, err)
					break
				}
			}
			if yes, err := db.Exists(x, "SELECT 1 FROM thing WHERE n = ?", 99); !yes || err != nil {
				t.Errorf("row 99 exists: %v, %v", yes, err)
			}
			if n := x.Statements(); n != 4 {
				t.Errorf("%d statements counted, not 4", n)
			}
			return nil
		}))
		must(t, d.Write(ctx, func(x *db.Tx) error {
			seen := 0
			for r, err := range x.Rows(list) {
				must(t, err)
				all, err := db.Strings(x, list) // the same text, within
				must(t, err)
				var id string
				must(t, r.Scan(&id))
				must(t, insert(x, "new "+id))
				if want := 100 + seen; len(all) != want {
					t.Fatalf("%d rows within, not %d", len(all), want)
				}
				seen++
			}
			if seen != 100 {
				t.Errorf("%d rows seen, not the 100 there were", seen)
			}
			return nil
		}))
		if n := count(t, d); n != 200 {
			t.Errorf("%d rows, not 200", n)
		}
	})
}

// TestHugeInsert writes 20,000 rows and none of 1,001 when one is wrong.
func TestHugeInsert(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		rows := make([][]any, 20_000)
		for i := range rows {
			rows[i] = []any{db.NewID(), i, i%2 == 0, float64(i) / 2, nil}
		}
		columns := []string{"id", "n", "yes", "share", "note"}
		begun := time.Now()
		must(t, d.Write(ctx, func(x *db.Tx) error { return x.Insert("thing", columns, rows) }))
		t.Logf("%s: 20,000 rows in %s", d.Engine(), time.Since(begun))
		err := d.Write(ctx, func(x *db.Tx) error {
			return x.Insert("thing", columns, append([][]any{{"first", 1, true, 0.0, nil}}, rows[:1000]...))
		})
		if !errors.Is(err, db.ErrUnique) {
			t.Errorf("rows that are there already: %v", err)
		}
		err = d.Write(ctx, func(x *db.Tx) error { return x.Insert("thing", columns, [][]any{{"short"}}) })
		if err == nil {
			t.Error("a row with too few values went in")
		}
		if n := count(t, d); n != len(rows) {
			t.Errorf("%d rows, not %d", n, len(rows))
		}
	})
}

// TestSnapshot has a read not see what is written while it reads.
func TestSnapshot(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Read(ctx, func(x *db.Tx) error {
			before, _, err := db.First(x, number, "SELECT count(*) FROM thing")
			must(t, err)
			must(t, d.Write(ctx, func(x *db.Tx) error { return insert(x, "a") }))
			after, _, err := db.First(x, number, "SELECT count(*) FROM thing")
			if before != after {
				t.Errorf("%d rows, then %d", before, after)
			}
			return err
		}))
	})
}

// TestCancelledRead ends a query that would take for ever.
func TestCancelledRead(t *testing.T) {
	const forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"
	each(t, func(t *testing.T, d *db.DB) {
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		begun := time.Now()
		err := d.Read(short, func(x *db.Tx) error {
			_, _, err := db.First(x, number, forever)
			return err
		})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) > 3*time.Second {
			t.Errorf("after %s: %v", time.Since(begun), err)
		}
		for range 8 { // each connection still serves
			if n := count(t, d); n != 0 {
				t.Errorf("%d rows, not 0", n)
			}
		}
	})
}

func TestClosed(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		begun := time.Now()
		must(t, d.Close())
		if took := time.Since(begun); took > time.Second {
			t.Errorf("closing a database at rest took %s", took)
		}
		for name, do := range map[string]func(context.Context, func(*db.Tx) error) error{"Read": d.Read, "Write": d.Write} {
			if err := do(ctx, func(x *db.Tx) error { return errNo }); !errors.Is(err, db.ErrClosed) {
				t.Errorf("%s after Close: %v", name, err)
			}
		}
	})
}

// TestChangedTable reads with a statement prepared before its table changed.
func TestChangedTable(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		all := func(x *db.Tx) error {
			_, err := db.Exists(x, "SELECT * FROM thing")
			return err
		}
		for range 10 {
			must(t, d.Read(ctx, all))
		}
		must(t, d.Write(ctx, func(x *db.Tx) error {
			_, err := x.Exec("ALTER TABLE thing ADD COLUMN more TEXT NOT NULL DEFAULT ''")
			return err
		}))
		for range 10 {
			must(t, d.Read(ctx, all))
		}
	})
}

func TestTopicTooLong(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(ctx, func(x *db.Tx) error { x.Publish(strings.Repeat("x", 201)); return nil }); err == nil {
			t.Error("a topic of 201 bytes was published")
		}
	})
}

// TestManyTexts runs more different statements than a connection keeps prepared.
func TestManyTexts(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Write(ctx, func(x *db.Tx) error { return insert(x, "a") }))
		must(t, d.Read(ctx, func(x *db.Tx) error {
			for i := range 1200 {
				n, _, err := db.First(x, number, fmt.Sprintf("SELECT %d FROM thing WHERE id = ?", i), "a")
				if err != nil || n != i {
					return fmt.Errorf("text %d answers %d: %w", i, n, err)
				}
			}
			return nil
		}))
	})
}
