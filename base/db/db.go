// Package db is the one place that knows there are two SQL engines: SQLite,
// embedded, and PostgreSQL, for a service on several machines.
//
// A query is written once, in the SQL that SQLite (3.39 and later) and
// PostgreSQL (15 and later) share, with ? for its parameters. What is written
// goes through Write, what is only read through Read; both give a Tx, and a
// function given to them touches nothing but its Tx, because it may run twice.
package db

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
)

// Options are the settings of an open database. The zero value is good.
type Options struct {
	// Readers is how many read transactions may run at once on SQLite (the
	// machine's cores when 0: more only wait for each other). PostgreSQL gets
	// four times as many connections.
	Readers int
	// CacheKiB bounds the page cache of each SQLite connection, in KiB (8 MiB
	// when 0).
	CacheKiB int
	// Log receives what no caller can be told (slog.Default when nil).
	Log *slog.Logger
}

func (o Options) filled() Options {
	if o.Readers <= 0 {
		o.Readers = runtime.GOMAXPROCS(0)
	}
	if o.CacheKiB <= 0 {
		o.CacheKiB = 8 << 10
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// DB is an open database of either engine. It is safe for use by many
// goroutines.
type DB struct {
	engine engine
	topics *topics
	counts *counters
}

// engine is what each of the two engines does its own way.
type engine interface {
	read(ctx context.Context, fn func(*Tx) error) error
	write(ctx context.Context, how isolation, fn func(*Tx) error) error
	// lock makes the rest of a transaction the only one of its kind that
	// migrates this database.
	lock(t *Tx) error
	script(t *Tx, text string) error
	schema(t *Tx) ([]Table, error)
	plan(ctx context.Context, query string, args []any) (string, error)
	backup(ctx context.Context, path string) error
	check(ctx context.Context) error
	stats(*Stats)
	close() error
	name() string
}

// isolation is how much of its neighbours a writing transaction may see. It
// matters to PostgreSQL only: SQLite's writers come one after the other.
type isolation int

const (
	repeatable isolation = iota
	serial
	queue
)

// Open opens the database at url: postgres://… or the path of a SQLite file,
// which is made when it does not exist.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	o = o.filled()
	d := &DB{topics: &topics{}, counts: &counters{}}
	var err error
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		d.engine, err = openPostgres(ctx, url, o, d.topics, d.counts)
	} else {
		d.engine, err = openSQLite(url, o, d.topics, d.counts)
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Close waits for the transactions that run, refuses those that wait with
// ErrClosed, and closes the database.
func (d *DB) Close() error { return d.engine.close() }

// Engine is "sqlite" or "postgres": for messages and for tests. Queries do not
// depend on it.
func (d *DB) Engine() string { return d.engine.name() }

// Read runs fn in a transaction that cannot write and sees one snapshot of the
// database from its first query to its last.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	d.counts.reads.Add(1)
	return d.engine.read(ctx, fn)
}

// Write runs fn in a transaction and commits it when fn returns nil. fn may run
// again when the engine asks for it. It must not write by another way than its
// Tx: on SQLite it would wait for its own end (an error where it shows, by the
// context).
//
// On SQLite writes come one after the other, in the order they were asked for,
// and those that wait share one commit; on PostgreSQL they are REPEATABLE READ.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	return d.write(ctx, repeatable, fn)
}

// WriteSerial is Write for a rule that spans rows ("no room is booked twice"):
// SERIALIZABLE on PostgreSQL.
func (d *DB) WriteSerial(ctx context.Context, fn func(*Tx) error) error {
	return d.write(ctx, serial, fn)
}

// WriteQueue is Write for queues, tickets and counters: READ COMMITTED on
// PostgreSQL, where rows are taken with SkipLocked.
func (d *DB) WriteQueue(ctx context.Context, fn func(*Tx) error) error {
	return d.write(ctx, queue, fn)
}

// writing is the key of the database a context writes to.
type writing struct{}

var errNested = errors.New("db: a write within a write would wait for its own end")

func (d *DB) write(ctx context.Context, how isolation, fn func(*Tx) error) error {
	if ctx.Value(writing{}) == d {
		return errNested
	}
	return d.engine.write(context.WithValue(ctx, writing{}, d), how, fn)
}

// Subscribe has fn called with every topic published by a committed transaction
// of any process over this database, this one included, in commit order, within
// a second. Topic "*" says that something may have changed elsewhere and all
// caches are to be forgotten. When Write returns, the subscribers of its own
// process have been told. fn must be quick and must not write. stop ends it.
func (d *DB) Subscribe(fn func(topic string)) (stop func()) { return d.topics.subscribe(fn) }

// Backup writes a consistent copy of a SQLite database to a new file at path
// while others read and write. It is ErrUnsupported on PostgreSQL, which has its
// own tools (pg_dump, pg_basebackup).
func (d *DB) Backup(ctx context.Context, path string) error { return d.engine.backup(ctx, path) }

// Check reads the whole database for damage: pages, indexes and foreign keys on
// SQLite; invalid indexes, unvalidated constraints and the collation on
// PostgreSQL.
func (d *DB) Check(ctx context.Context) error { return d.engine.check(ctx) }

// Analyze has the engine count the rows of tables anew, of all when none is
// named, so that it plans its queries by what they hold: after many rows came at
// once.
func (d *DB) Analyze(ctx context.Context, tables ...string) error {
	if len(tables) == 0 {
		tables = []string{""}
	}
	return d.WriteQueue(ctx, func(t *Tx) error {
		for _, table := range tables {
			if _, err := t.Exec(strings.TrimSpace("ANALYZE " + table)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Plan says how the engine would run query, for the test that looks for full
// scans. PostgreSQL is asked not to scan a table it has an index for, however
// small the table: "Seq Scan" is left only where no index serves.
func (d *DB) Plan(ctx context.Context, query string, args ...any) (string, error) {
	return d.engine.plan(ctx, query, args)
}
