package db_test

import (
	"context"
	"errors"
	"testing"

	"preau/base/db"
	"preau/base/db/dbtest"
)

var ctx = context.Background()

// each runs fn on both engines, over a table of things.
func each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		fn(t, d)
	})
}

// table makes the table of things.
func table(t testing.TB, d *db.DB) {
	t.Helper()
	must(t, d.Write(ctx, func(x *db.Tx) error {
		_, err := x.Exec(`CREATE TABLE thing (
			id    TEXT PRIMARY KEY,
			n     BIGINT NOT NULL DEFAULT 0,
			yes   BOOLEAN NOT NULL DEFAULT FALSE,
			share DOUBLE PRECISION NOT NULL DEFAULT 0,
			note  TEXT)`)
		return err
	}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// count counts the rows of thing.
func count(t testing.TB, d *db.DB) int {
	t.Helper()
	var n int
	must(t, d.Read(ctx, func(x *db.Tx) (err error) {
		n, _, err = db.First(x, number, "SELECT count(*) FROM thing")
		return err
	}))
	return n
}

func number(r db.Row) (n int, err error) { return n, r.Scan(&n) }

func TestWriteThenRead(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Write(ctx, func(x *db.Tx) error {
			n, err := x.Exec("INSERT INTO thing (id, n, yes, share) VALUES (?, ?, ?, ?), (?, 2, FALSE, 0)", "é?", 1<<40, true, 0.5, "b")
			if n != 2 {
				t.Errorf("Exec touched %d rows, not 2", n)
			}
			return err
		}))
		must(t, d.Read(ctx, func(x *db.Tx) error {
			ids, err := db.Strings(x, "SELECT id FROM thing WHERE n > ? OR id = 'b' ORDER BY id", 3)
			if len(ids) != 2 || ids[0] != "b" || ids[1] != "é?" {
				t.Errorf("ids are %q", ids)
			}
			return err
		}))
	})
}

func TestUniqueAndReadOnly(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		add := func(x *db.Tx) error {
			_, err := x.Exec("INSERT INTO thing (id) VALUES (?)", "a")
			return err
		}
		must(t, d.Write(ctx, add))
		if err := d.Write(ctx, add); !errors.Is(err, db.ErrUnique) {
			t.Errorf("a second row of the same key: %v", err)
		}
		if err := d.Read(ctx, add); !errors.Is(err, db.ErrReadOnly) {
			t.Errorf("Exec in a Read: %v", err)
		}
		err := d.Read(ctx, func(x *db.Tx) error {
			_, err := db.Strings(x, "INSERT INTO thing (id) VALUES ('z') RETURNING id")
			return err
		})
		if !errors.Is(err, db.ErrReadOnly) {
			t.Errorf("a query that writes in a Read: %v", err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows, not 1", n)
		}
	})
}
