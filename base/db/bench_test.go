package db_test

import (
	"fmt"
	"testing"

	"preau/base/db"
	"preau/base/db/dbtest"
)

// engines runs a benchmark on both engines, over 1,000 things.
func engines(b *testing.B, fn func(b *testing.B, d *db.DB)) {
	for engine, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(engine, func(b *testing.B) {
			d := dbtest.Open(b, url(b))
			table(b, d)
			must(b, d.Write(ctx, func(x *db.Tx) error {
				rows := make([][]any, 1000)
				for i := range rows {
					rows[i] = []any{fmt.Sprintf("%04d", i), i, true, "a note of some length"}
				}
				return x.Insert("thing", []string{"id", "n", "yes", "note"}, rows)
			}))
			b.ReportAllocs()
			fn(b, d)
		})
	}
}

// BenchmarkPage reads as a home page does: 8 queries, 125 rows of 4 columns.
func BenchmarkPage(b *testing.B) {
	type thing struct {
		id, note string
		n        int
		yes      bool
	}
	scan := func(r db.Row) (v thing, err error) { return v, r.Scan(&v.id, &v.note, &v.n, &v.yes) }
	engines(b, func(b *testing.B, d *db.DB) {
		for b.Loop() {
			must(b, d.Read(ctx, func(x *db.Tx) error {
				for q := range 8 {
					all, err := db.All(x, scan, "SELECT id, note, n, yes FROM thing WHERE id >= ? ORDER BY id LIMIT ?", fmt.Sprintf("%04d", 100*q), 16-q/7*3)
					if err != nil || len(all) < 13 {
						return fmt.Errorf("%d rows: %w", len(all), err)
					}
				}
				return nil
			}))
		}
	})
}

// BenchmarkRoll writes a roll call: 30 rows by Insert.
func BenchmarkRoll(b *testing.B) {
	engines(b, func(b *testing.B, d *db.DB) {
		for b.Loop() {
			must(b, d.Write(ctx, func(x *db.Tx) error {
				rows := make([][]any, 30)
				for i := range rows {
					rows[i] = []any{db.NewID(), i, true, "absent"}
				}
				return x.Insert("thing", []string{"id", "n", "yes", "note"}, rows)
			}))
		}
	})
}
