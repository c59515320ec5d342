package db

import (
	"context"
	"errors"
	"iter"
	"slices"
)

// maxTopic is in bytes: PostgreSQL's notices hold 8,000 in all.
const maxTopic = 200

var errTopic = errors.New("a topic is at most 200 bytes of text")

// errOver answers whoever kept a Tx longer than its transaction.
var errOver = errors.New("the transaction is over")

// Tx is a transaction. It belongs to the goroutine that was given it, until the
// function it was given to returns.
//
// A statement that fails ends the transaction's usefulness on both engines, as
// PostgreSQL has it: what follows fails alike and nothing is committed, whatever
// fn returns.
type Tx struct {
	ctx      context.Context
	session  session
	counts   *counters
	readonly bool
	over     bool
	failed   error // the first failure of a statement
	live     *stream
	after    []func()
	topics   []string
	n        int
}

// session is a connection inside a transaction. At most one of its cursors is
// open at a time.
type session interface {
	exec(ctx context.Context, query string, args []any) (int64, error)
	query(ctx context.Context, query string, args []any) (cursor, error)
	insert(ctx context.Context, table string, columns []string, rows [][]any) error
}

// cursor is an answer that is being read.
type cursor interface {
	cells
	next() (bool, error)
	close()
}

// Context is the context the transaction was begun with.
func (t *Tx) Context() context.Context { return t.ctx }

// Statements is how many statements the transaction has run so far.
func (t *Tx) Statements() int { return t.n }

// After has f run once the transaction is committed, and not otherwise. It runs
// before Write returns, in the same goroutine.
func (t *Tx) After(f func()) { t.after = append(t.after, f) }

// Publish delivers topic to the subscribers of every process over this database
// once the transaction is committed. A topic is delivered once a transaction. One
// of more than 200 bytes is a mistake, which fails the transaction.
func (t *Tx) Publish(topic string) {
	if err := text(topic); err != nil || len(topic) > maxTopic {
		_ = t.fail(errTopic, "publish "+topic)
		return
	}
	if !slices.Contains(t.topics, topic) {
		t.topics = append(t.topics, topic)
	}
}

// Exec runs a statement and returns how many rows it touched. In a Read it is
// ErrReadOnly.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	if t.readonly {
		return 0, named(ErrReadOnly, query)
	}
	args, err := t.begin(query, args)
	if err != nil {
		return 0, err
	}
	n, err := t.session.exec(t.ctx, query, args)
	return n, t.fail(err, query)
}

// Insert adds rows to a table, each with a value for each of columns: the quick
// way for many (COPY on PostgreSQL). Names of tables and columns are the
// program's own, never a user's.
func (t *Tx) Insert(table string, columns []string, rows [][]any) error {
	query := "INSERT INTO " + table
	if t.readonly {
		return named(ErrReadOnly, query)
	}
	if len(rows) == 0 {
		return nil
	}
	if _, err := t.begin(query, nil); err != nil {
		return err
	}
	return t.fail(t.session.insert(t.ctx, table, columns, rows), query)
}

// Rows yields the rows of a query, which it runs when it is ranged over and
// closes itself. Another statement may be run between two rows: those still to
// come are then read into memory first, so that it does not change them.
func (t *Tx) Rows(query string, args ...any) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		args, err := t.begin(query, args)
		if err != nil {
			yield(nil, err)
			return
		}
		c, err := t.session.query(t.ctx, query, args)
		if err != nil {
			yield(nil, t.fail(err, query))
			return
		}
		s := &stream{cursor: c}
		t.live = s
		defer t.leave(s)
		r := row{s}
		for {
			more, err := s.next()
			if err != nil {
				yield(nil, t.fail(err, query))
				return
			}
			if !more || !yield(r, nil) {
				return
			}
		}
	}
}

func (t *Tx) leave(s *stream) {
	s.close()
	if t.live == s {
		t.live = nil
	}
}

// begin readies the transaction for a statement.
func (t *Tx) begin(query string, args []any) ([]any, error) {
	if t.over {
		return nil, named(errOver, query)
	}
	if t.failed != nil {
		return nil, t.failed
	}
	if err := t.ctx.Err(); err != nil {
		return nil, t.fail(err, query)
	}
	args, err := plainAll(args)
	if err != nil {
		return nil, t.fail(err, query)
	}
	if t.live != nil {
		if err := t.live.drain(); err != nil {
			return nil, t.fail(err, query)
		}
		t.live = nil
	}
	t.n++
	t.counts.statements.Add(1)
	return args, nil
}

func (t *Tx) fail(err error, query string) error {
	if err == nil {
		return nil
	}
	err = wrap(t.ctx, err, query)
	if t.failed == nil {
		t.failed = err
	}
	return err
}

// run gives the transaction to fn and says whether it may be committed.
func (t *Tx) run(fn func(*Tx) error) error {
	defer t.end()
	if err := fn(t); err != nil {
		return err
	}
	return t.failed
}

// end closes what fn left open and disowns those who kept the Tx.
func (t *Tx) end() {
	if t.live != nil {
		t.live.close()
		t.live = nil
	}
	t.over = true
}

// committed runs what was to run after the commit.
func (t *Tx) committed() {
	for _, f := range t.after {
		f()
	}
}

// Limit runs fn, whose statements also end with ctx. One that is cut short
// fails, and the transaction with it.
func (t *Tx) Limit(ctx context.Context, fn func() error) error {
	whole := t.ctx
	t.ctx = ctx
	defer func() { t.ctx = whole }()
	return fn()
}
