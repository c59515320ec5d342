package db_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/base/db"
	"preau/base/db/dbtest"
)

// TestPlan tells a query an index serves from one that reads its whole table.
func TestPlan(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		scan := map[string]string{"sqlite": "SCAN thing", "postgres": "Seq Scan on thing"}[d.Engine()]
		for query, want := range map[string]bool{
			"SELECT n FROM thing WHERE id = ?":   false,
			"SELECT n FROM thing WHERE note = ?": true,
		} {
			plan, err := d.Plan(ctx, query, "a")
			if err != nil || strings.Contains(plan, scan) != want {
				t.Errorf("%s: %v\n%s", query, err, plan)
			}
		}
		if _, err := d.Plan(ctx, "SELECT nothing FROM nowhere"); err == nil {
			t.Error("a wrong query was planned")
		}
	})
}

func TestBackup(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t))
	must(t, d.Migrate(ctx, set(stepOne)))
	must(t, d.Write(ctx, func(x *db.Tx) error {
		_, err := x.Exec("INSERT INTO a_one (id) VALUES ('x')")
		return err
	}))
	path := filepath.Join(t.TempDir(), "copy.db")
	must(t, d.Backup(ctx, path))
	if err := d.Backup(ctx, path); !errors.Is(err, os.ErrExist) {
		t.Errorf("a backup over another: %v", err)
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %s", info.Mode())
	}
	c := dbtest.Open(t, path)
	must(t, c.Check(ctx))
	must(t, c.Read(ctx, func(x *db.Tx) error {
		ids, err := db.Strings(x, "SELECT id FROM a_one")
		if len(ids) != 1 {
			t.Errorf("the backup has %q", ids)
		}
		return err
	}))
	if err := dbtest.Open(t, dbtest.Postgres(t)).Backup(ctx, path); !errors.Is(err, db.ErrUnsupported) {
		t.Errorf("a backup of PostgreSQL: %v", err)
	}
}

func TestCheck(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) { must(t, d.Check(ctx)) })
	at := dbtest.SQLite(t)
	d := dbtest.Open(t, at)
	must(t, d.Migrate(ctx, set(stepOne, stepTwo)))
	must(t, d.Close())
	f, err := os.OpenFile(at, os.O_RDWR, 0)
	must(t, err)
	info, err := f.Stat()
	must(t, err)
	_, err = f.WriteAt(make([]byte, 4096), info.Size()-4096) // the last page, emptied
	must(t, errors.Join(err, f.Close()))
	if err := dbtest.Open(t, at).Check(ctx); err == nil {
		t.Error("a damaged file passes")
	}
}

// TestClone copies a PostgreSQL database by its template.
func TestClone(t *testing.T) {
	first := dbtest.Postgres(t)
	d := dbtest.Open(t, first)
	must(t, d.Migrate(ctx, set(stepOne)))
	must(t, d.Close())
	c := dbtest.Open(t, dbtest.Clone(t, first))
	tables, err := c.Schema(ctx)
	if err != nil || len(tables) != 2 {
		t.Errorf("the copy has %v, %v", tables, err)
	}
}
