package db

import (
	"context"
	"fmt"
)

// reader is a connection that reads. Its statements are interrupted when the
// context of the transaction they run in ends.
type reader struct {
	*conn
	interrupt chan struct{}
}

func newReader(c *conn) *reader {
	r := &reader{conn: c}
	r.arm()
	return r
}

// arm readies the interrupt for the next transaction whose context ends.
func (r *reader) arm() {
	r.interrupt = make(chan struct{})
	r.SetInterrupt(r.interrupt)
}

func (r *reader) do(ctx context.Context, fn func(*Tx) error, c *counters) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("db: read: %w", err)
	}
	r.rollback() // nothing, unless the last ROLLBACK failed
	if err := r.run("BEGIN"); err != nil {
		return wrap(ctx, err, "BEGIN")
	}
	interrupt := r.interrupt
	stop := context.AfterFunc(ctx, func() { close(interrupt) })
	t := &Tx{ctx: ctx, session: r.conn, counts: c, readonly: true}
	// Deferred: fn may panic, and the connection serves again.
	defer func() {
		t.end()
		if !stop() {
			<-interrupt // closed, or about to be
			r.arm()
		}
		r.rollback()
	}()
	return t.run(fn)
}
