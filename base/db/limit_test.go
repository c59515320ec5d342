package db_test

import (
	"context"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
)

// A statement that is cut short on PostgreSQL leaves its connection in use: the
// next page finds what it has prepared.
func TestLimitKeepsConnection(t *testing.T) {
	d := dbtest.Open(t, dbtest.Postgres(t)+"&pool_max_conns=1")
	backend := func() (pid int) {
		must(t, d.Read(ctx, func(x *db.Tx) (err error) {
			pid, _, err = db.First(x, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, `SELECT pg_backend_pid()`)
			return err
		}))
		return pid
	}
	before, begun := backend(), time.Now()
	err := d.Read(ctx, func(x *db.Tx) error {
		short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		return x.Limit(short, func() error {
			_, err := db.Exists(x, `SELECT 1 WHERE pg_sleep(10) IS NULL`)
			return err
		})
	})
	if err == nil || time.Since(begun) > 5*time.Second {
		t.Errorf("not cut short: %v after %s", err, time.Since(begun))
	}
	if after := backend(); after != before {
		t.Errorf("another connection: %d after %d", after, before)
	}
}
