package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
)

const (
	// maxStatements bounds the prepared statements each connection keeps.
	maxStatements = 512
	// patience is how long a write waits for another process's.
	patience = 30 * time.Second
)

// conn is one SQLite connection and its prepared statements. One goroutine at a
// time uses it.
type conn struct {
	*sqlite.Conn
	prepared map[string]*sqlite.Stmt
}

// openConn opens a connection to an existing file; a reader's refuses to write.
func openConn(path string, cacheKiB int, reader bool) (*conn, error) {
	s, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s.SetBusyTimeout(patience)
	c := &conn{Conn: s, prepared: make(map[string]*sqlite.Stmt)}
	pragmas := []string{
		"journal_mode = wal",
		"synchronous = full",
		"foreign_keys = on",
		"journal_size_limit = 67108864",
		"analysis_limit = 10000", // any limit: without one ANALYZE keeps samples of values, and see pinned
		fmt.Sprintf("cache_size = -%d", cacheKiB),
	}
	if reader {
		pragmas = append(pragmas, "query_only = on")
	}
	for _, p := range pragmas {
		if err := c.run("PRAGMA " + p); err != nil {
			s.Close()
			return nil, fmt.Errorf("open %s: %s: %w", path, p, err)
		}
	}
	return c, nil
}

// pinned keeps SQLite from preparing a statement again at each run. It does so
// when a parameter that its planner looked at changes: that of LIMIT, unless a sign
// stands before it, and those it compared with ANALYZE's samples. Clearing
// parameters changes them too, so that they stay bound until the next run.
var pinned = strings.NewReplacer("LIMIT ?", "LIMIT +?")

// prepare returns the statement of query, kept from its first use on.
func (c *conn) prepare(query string) (*sqlite.Stmt, error) {
	if s := c.prepared[query]; s != nil {
		return s, nil
	}
	if len(c.prepared) >= maxStatements {
		c.evict()
	}
	s, err := c.Conn.Prepare(pinned.Replace(query))
	if err != nil {
		return nil, err
	}
	c.prepared[query] = s
	return s, nil
}

// evict forgets any one statement: none is in use, since a Tx has one cursor at
// a time and has just given it up.
func (c *conn) evict() {
	for query, s := range c.prepared {
		delete(c.prepared, query)
		s.Finalize()
		return
	}
}

// run runs a statement of our own, whose rows do not matter.
func (c *conn) run(query string) error {
	s, err := c.prepare(query)
	if err != nil {
		return err
	}
	return drain(s)
}

// rollback undoes the transaction, if there is one.
func (c *conn) rollback() error {
	if c.AutocommitEnabled() {
		return nil
	}
	return c.run("ROLLBACK")
}

// number runs a statement that answers one whole number.
func (c *conn) number(query string) (int64, error) {
	s, err := c.prepare(query)
	if err != nil {
		return 0, err
	}
	defer s.Reset()
	if _, err := s.Step(); err != nil {
		return 0, err
	}
	return s.ColumnInt64(0), nil
}

func drain(s *sqlite.Stmt) error {
	for {
		more, err := s.Step()
		if err != nil || !more {
			return errors.Join(err, s.Reset())
		}
	}
}

// exec implements session.
func (c *conn) exec(_ context.Context, query string, args []any) (int64, error) {
	s, err := c.bound(query, args)
	if err != nil {
		return 0, err
	}
	if err := drain(s); err != nil {
		return 0, err
	}
	if !touches(query) {
		return 0, nil
	}
	return int64(c.Changes()), nil
}

// touches reports whether query leaves a count of rows: other statements leave
// the count of the one before.
func touches(query string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch strings.ToUpper(strings.TrimSpace(word)) {
	case "CREATE", "DROP", "ALTER", "PRAGMA", "ANALYZE", "SELECT", "REINDEX":
		return false
	}
	return true
}

// query implements session.
func (c *conn) query(_ context.Context, query string, args []any) (cursor, error) {
	s, err := c.bound(query, args)
	if err != nil {
		return nil, err
	}
	return liteCursor{s}, nil
}

func (c *conn) bound(query string, args []any) (*sqlite.Stmt, error) {
	s, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	if n := s.BindParamCount(); n != len(args) {
		return nil, fmt.Errorf("%d parameters for %d marks", len(args), n)
	}
	bind(s, 1, args)
	return s, nil
}

// bind gives a statement its parameters from number first on.
func bind(s *sqlite.Stmt, first int, args []any) {
	for i, a := range args {
		switch v := a.(type) {
		case nil:
			s.BindNull(first + i)
		case int64:
			s.BindInt64(first+i, v)
		case float64:
			s.BindFloat(first+i, v)
		case bool:
			s.BindBool(first+i, v)
		case string:
			s.BindText(first+i, v)
		case []byte:
			s.BindBytes(first+i, v)
		}
	}
}

// insert implements session: one statement, run for each row.
func (c *conn) insert(ctx context.Context, table string, columns []string, rows [][]any) error {
	s, err := c.prepare(insertText(table, columns, 1))
	if err != nil {
		return err
	}
	for i, r := range rows {
		args, err := values(i, r, columns)
		if err != nil {
			return err
		}
		bind(s, 1, args)
		if err := drain(s); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
		if err := ctx.Err(); err != nil && i%1000 == 999 {
			return err
		}
	}
	return nil
}

// liteCursor is an answer of SQLite that is being read.
type liteCursor struct{ s *sqlite.Stmt }

func (c liteCursor) next() (bool, error) { return c.s.Step() }

func (c liteCursor) close() { c.s.Reset() }

func (c liteCursor) width() int { return c.s.ColumnCount() }

func (c liteCursor) cell(i int) (cell, error) {
	switch c.s.ColumnType(i) {
	case sqlite.TypeInteger:
		return cell{kind: whole, whole: c.s.ColumnInt64(i)}, nil
	case sqlite.TypeFloat:
		return cell{kind: real, real: c.s.ColumnFloat(i)}, nil
	case sqlite.TypeText:
		return cell{kind: words, words: c.s.ColumnText(i)}, nil
	case sqlite.TypeBlob:
		b := make([]byte, c.s.ColumnLen(i))
		c.s.ColumnBytes(i, b)
		return cell{kind: raw, raw: b}, nil
	}
	return cell{}, nil
}
