package db

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
	"zombiezen.com/go/sqlite"
)

// A statement is prepared once, whatever values its parameters have from one
// run to the next.
func TestPreparedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "preau.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := openConn(path, 1024, false)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx := t.Context()
	for _, q := range []string{
		`CREATE TABLE thing (id TEXT PRIMARY KEY, kind TEXT, n BIGINT)`,
		`CREATE INDEX thing_kind ON thing (kind, n)`,
		`WITH RECURSIVE x (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < 2000)
			INSERT INTO thing SELECT 'id' || i, 'kind' || (i % 50), i % 7 FROM x`,
		`ANALYZE`,
	} {
		if _, err := c.exec(ctx, q, nil); err != nil {
			t.Fatal(err)
		}
	}
	const query = `SELECT id FROM thing WHERE kind = ? AND n > ? AND id <> ? ORDER BY n LIMIT ?`
	for i := range 20 {
		args := []any{fmt.Sprintf("kind%d", i), int64(i % 3), fmt.Sprint("id", i), int64(1 + i%5)}
		rows, err := c.query(ctx, query, args)
		if err != nil {
			t.Fatal(err)
		}
		if more, err := rows.next(); err != nil || !more {
			t.Fatal(more, err)
		}
		rows.close()
	}
	if n := prepares(c.Conn); n != 0 {
		t.Errorf("prepared %d times again", n)
	}
	// The same text, as it is written.
	s, err := c.Prepare(query)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		bind(s, 1, []any{"kind1", int64(1), "id1", int64(i + 1)})
		if err := drain(s); err != nil {
			t.Fatal(err)
		}
	}
	if prepares(c.Conn) == 0 {
		t.Error("SQLite does not prepare again any more: pinned may go")
	}
}

// prepares counts how often SQLite prepared the statements of a connection again
// by itself; the driver has no word for it.
func prepares(c *sqlite.Conn) (n int32) {
	v := reflect.ValueOf(c).Elem()
	tls, conn := (*libc.TLS)(v.FieldByName("tls").UnsafePointer()), uintptr(v.FieldByName("conn").Uint())
	for s := lib.Xsqlite3_next_stmt(tls, conn, 0); s != 0; s = lib.Xsqlite3_next_stmt(tls, conn, s) {
		n += lib.Xsqlite3_stmt_status(tls, s, lib.SQLITE_STMTSTATUS_REPREPARE, 0)
	}
	return n
}
