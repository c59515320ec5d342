package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
)

// lite is SQLite: a pool of connections that read, one that writes.
type lite struct {
	path    string
	cache   int // KiB a connection
	counts  *counters
	writer  *writer
	readers chan *reader
	closed  chan struct{}
	once    sync.Once
}

func openSQLite(path string, o Options, p *topics, c *counters) (*lite, error) {
	// The file is made here, for its owner's eyes only; SQLite gives the same
	// mode to the files beside it.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	e := &lite{
		path: path, cache: o.CacheKiB, counts: c,
		readers: make(chan *reader, o.Readers),
		closed:  make(chan struct{}),
	}
	w, err := openConn(path, o.CacheKiB, false)
	if err != nil {
		return nil, err
	}
	e.writer = newWriter(w, o, p, c)
	for range o.Readers {
		r, err := openConn(path, o.CacheKiB, true)
		if err != nil {
			for range len(e.readers) {
				err = errors.Join(err, (<-e.readers).conn.Close())
			}
			return nil, errors.Join(err, e.writer.close())
		}
		e.readers <- newReader(r)
	}
	return e, nil
}

func (e *lite) name() string { return "sqlite" }

func (e *lite) stats(s *Stats) { s.Queue = len(e.writer.jobs) }

func (e *lite) write(ctx context.Context, _ isolation, fn func(*Tx) error) error {
	return e.writer.do(ctx, fn)
}

func (e *lite) read(ctx context.Context, fn func(*Tx) error) error {
	select {
	case <-e.closed:
		return fmt.Errorf("db: %w", ErrClosed)
	default:
	}
	select {
	case r := <-e.readers:
		defer func() { e.readers <- r }()
		return r.do(ctx, fn, e.counts)
	case <-ctx.Done():
		return fmt.Errorf("db: wait to read: %w", ctx.Err())
	case <-e.closed:
		return fmt.Errorf("db: %w", ErrClosed)
	}
}

// close lets those who read and write finish.
func (e *lite) close() (err error) {
	e.once.Do(func() {
		close(e.closed)
		err = e.writer.close()
		for range cap(e.readers) {
			err = errors.Join(err, (<-e.readers).conn.Close())
		}
	})
	return err
}
