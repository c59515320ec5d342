package db_test

import (
	"testing"

	"preau/base/db"
	"preau/base/db/dbtest"
)

// The engine is told what its tables hold, and compiles no statement.
func TestAnalyze(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		must(t, d.Write(ctx, func(x *db.Tx) error {
			return x.Insert("thing", []string{"id", "n"}, [][]any{{"a", 1}, {"b", 2}, {"c", 3}})
		}))
		known := `SELECT stat FROM sqlite_stat1 WHERE tbl = 'thing' AND stat LIKE '3 %'`
		if d.Engine() == "postgres" {
			known = `SELECT 1 FROM pg_class WHERE relname = 'thing' AND reltuples = 3 AND current_setting('jit') = 'off'`
		}
		must(t, d.Analyze(ctx))
		must(t, d.Read(ctx, func(x *db.Tx) error {
			ok, err := db.Exists(x, known)
			if err == nil && !ok {
				t.Error("the rows were not counted")
			}
			return err
		}))
	})
}
