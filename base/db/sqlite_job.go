package db

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
)

// job is a write that waits.
type job struct {
	state  atomic.Int32
	signal chan signal
	alone  bool
	topics []string
}

// A job is waiting until the writer claims it or its caller leaves.
const (
	waiting int32 = iota
	claimed
	gone
)

// signal is what the writer tells a job: its turn, or how it ended.
type signal struct {
	turn bool
	err  error
}

// outcome is what a caller tells the writer when its turn is over.
type outcome struct {
	ok     bool // its savepoint is released, the commit is awaited
	topics []string
}

// do queues fn, runs it when its turn comes and returns once it is committed.
func (w *writer) do(ctx context.Context, fn func(*Tx) error) error {
	j := &job{signal: make(chan signal, 1)}
	select {
	case w.jobs <- j:
	case <-ctx.Done():
		return fmt.Errorf("db: wait to write: %w", ctx.Err())
	case <-w.stop:
		return fmt.Errorf("db: %w", ErrClosed)
	}
	var t *Tx
	for {
		s := w.await(ctx, j)
		if !s.turn {
			if s.err == nil {
				t.committed()
			}
			return s.err
		}
		t = &Tx{ctx: ctx, session: w.conn, counts: w.counts}
		if err := w.turn(t, fn); err != nil {
			w.counts.failed.Add(1)
			return err
		}
	}
}

// await waits for the writer's next word to a job. A job whose context ends
// before its turn leaves at once; afterwards its commit is waited for.
func (w *writer) await(ctx context.Context, j *job) signal {
	select {
	case s := <-j.signal:
		return s
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, gone) {
			return signal{err: fmt.Errorf("db: wait to write: %w", ctx.Err())}
		}
	case <-w.done:
	}
	select {
	case s := <-j.signal:
		return s
	case <-w.done:
	}
	// Whatever was answered was answered before done was closed.
	select {
	case s := <-j.signal:
		return s
	default:
		return signal{err: fmt.Errorf("db: %w", ErrClosed)}
	}
}

// turn runs fn on the lent connection and gives it back, whatever fn does.
func (w *writer) turn(t *Tx, fn func(*Tx) error) (err error) {
	var out outcome
	defer func() {
		t.end()
		if !out.ok {
			w.undo()
		}
		w.back <- out
	}()
	if err := t.ctx.Err(); err != nil {
		return fmt.Errorf("db: wait to write: %w", err)
	}
	if err := w.conn.run("SAVEPOINT job"); err != nil {
		return wrap(t.ctx, err, "SAVEPOINT")
	}
	if err := t.run(fn); err != nil {
		return err
	}
	if err := w.conn.run("RELEASE job"); err != nil {
		return wrap(t.ctx, err, "RELEASE")
	}
	out = outcome{ok: true, topics: t.topics}
	return nil
}

// undo takes back what a job wrote. Where SQLite has taken back the whole
// transaction (a full disk), there is nothing left to undo.
func (w *writer) undo() {
	if w.conn.AutocommitEnabled() {
		return
	}
	if err := errors.Join(w.conn.run("ROLLBACK TO job"), w.conn.run("RELEASE job")); err != nil {
		w.log.Error("db: a write cannot be undone alone", "err", err)
		w.rollback()
	}
}
