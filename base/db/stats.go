package db

import "sync/atomic"

// Stats are the counters of an open database since it was opened.
type Stats struct {
	Engine     string // "sqlite" or "postgres"
	Statements int64  // statements run
	Reads      int64  // read transactions begun
	Writes     int64  // writing transactions committed
	Failed     int64  // writing transactions given up
	Commits    int64  // COMMITs: fewer than Writes on SQLite, where they are shared
	Retries    int64  // transactions run again because the engine asked
	Queue      int    // SQLite: writers that wait; PostgreSQL: connections in use
	GroupMax   int64  // SQLite: the most writes one commit has held
	Foreign    int64  // commits of other processes noticed (SQLite), reconnections (PostgreSQL)
}

type counters struct {
	statements, reads, writes, failed, commits, retries, groupMax, foreign atomic.Int64
}

// Stats returns the counters, for /metrics.
func (d *DB) Stats() Stats {
	c := d.counts
	s := Stats{
		Engine:     d.engine.name(),
		Statements: c.statements.Load(),
		Reads:      c.reads.Load(),
		Writes:     c.writes.Load(),
		Failed:     c.failed.Load(),
		Commits:    c.commits.Load(),
		Retries:    c.retries.Load(),
		GroupMax:   c.groupMax.Load(),
		Foreign:    c.foreign.Load(),
	}
	d.engine.stats(&s)
	return s
}
