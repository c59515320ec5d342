package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/puddle/v2"
)

// maxTries bounds how often a transaction is begun anew when PostgreSQL asks.
const maxTries = 12

// How long after its context a statement is cancelled (most end by themselves
// meanwhile, which costs less), and its connection closed if even that does nothing.
const (
	cancelAfter = 50 * time.Millisecond
	closeAfter  = 2 * time.Second
)

// postgres is PostgreSQL: a pool of connections and one that listens.
type postgres struct {
	pool     *pgxpool.Pool
	counts   *counters
	listener *listener
	log      *slog.Logger
}

func openPostgres(ctx context.Context, url string, o Options, p *topics, c *counters) (*postgres, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "preau"
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = int32(4 * o.Readers)
	}
	// The connection that listens is always at rest: to end it is to close it, and
	// nothing is there to be cancelled first.
	listening := config.ConnConfig.Copy()
	// A statement whose time is over is cancelled; the driver would else close the
	// connection, and a page that is late once would be late for ever, on new
	// connections that know none of its statements.
	config.ConnConfig.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, CancelRequestDelay: cancelAfter, DeadlineDelay: closeAfter}
	}
	// Statements here are short: compiling one costs more than running it, 100 ms
	// where the planner knows no better than to fear a large table.
	config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET jit = off")
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	e := &postgres{pool: pool, counts: c, log: o.Log}
	e.listener, err = listen(ctx, listening, o.Log, p, c)
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	return e, nil
}

func (e *postgres) name() string { return "postgres" }

func (e *postgres) stats(s *Stats) { s.Queue = int(e.pool.Stat().AcquiredConns()) }

func (e *postgres) close() error {
	e.listener.close()
	e.pool.Close()
	return nil
}

func (e *postgres) read(ctx context.Context, fn func(*Tx) error) error {
	return e.tries(ctx, func() error { return e.once(ctx, beginRead, true, fn) })
}

func (e *postgres) write(ctx context.Context, how isolation, fn func(*Tx) error) error {
	err := e.tries(ctx, func() error { return e.once(ctx, begins[how], false, fn) })
	if err != nil {
		e.counts.failed.Add(1)
	}
	return err
}

const beginRead = "begin isolation level repeatable read read only"

var begins = [...]string{
	repeatable: "begin isolation level repeatable read",
	serial:     "begin isolation level serializable",
	queue:      "begin isolation level read committed",
}

// tries runs a transaction until PostgreSQL is content with it, waiting a little
// longer each time, by a random share so that two that collided part.
func (e *postgres) tries(ctx context.Context, once func() error) error {
	for try := 1; ; try++ {
		err := once()
		if err == nil || try == maxTries || !again(err) {
			return err
		}
		e.counts.retries.Add(1)
		pause := min(time.Duration(1<<try)*time.Millisecond, 200*time.Millisecond)
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
			return fmt.Errorf("db: %w: %w", ctx.Err(), err)
		}
	}
}

// once runs one transaction.
func (e *postgres) once(ctx context.Context, begin string, readonly bool, fn func(*Tx) error) error {
	c, err := e.pool.Acquire(ctx)
	if err != nil {
		if errors.Is(err, puddle.ErrClosedPool) {
			err = ErrClosed
		}
		return fmt.Errorf("db: connect: %w", err)
	}
	s := &pgSession{conn: c.Conn(), begin: begin}
	t := &Tx{ctx: ctx, session: s, counts: e.counts, readonly: readonly}
	// Deferred: fn may panic, and the connection serves again.
	defer s.finish(c, readonly)
	if err := t.run(fn); err != nil {
		if t.failed != nil && again(t.failed) && !again(err) {
			return errors.Join(err, t.failed) // fn told its own story of it
		}
		return err
	}
	if readonly {
		return nil
	}
	echo, payloads := e.listener.expect(t.topics)
	defer e.listener.forget(echo)
	if err := s.commit(ctx, payloads); err != nil {
		return wrap(ctx, err, "commit")
	}
	s.given = true
	c.Release() // before anything waits
	e.counts.commits.Add(1)
	e.counts.writes.Add(1)
	e.listener.wait(ctx, echo)
	t.committed()
	return nil
}
