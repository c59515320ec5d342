package socle

import (
	"context"
	"sync"
	"time"

	"preau/base/db"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/rights"
)

// reads holds the journal's lines of readings until they are written together:
// a reading never queues on the writer.
type reads struct {
	mu    sync.Mutex
	lines []audit.Entry
	seen  map[sight]int64 // when, in milliseconds
}

// sight is somebody's having seen a thing.
type sight struct {
	table          string
	person, object directory.ID
}

// mostSights bounds what waits to be written: what is beyond is seen again at
// the next reading.
const mostSights = 10_000

// Seen remembers that the reader has seen object, in a table of the application
// with the primary key (person, object) and the instant at. It is written soon
// after, together with others: a page that is read never queues on the writer.
func (v *View) Seen(table string, object directory.ID) {
	h := v.call.host
	h.reads.mu.Lock()
	defer h.reads.mu.Unlock()
	if h.reads.seen == nil {
		h.reads.seen = map[sight]int64{}
	}
	if len(h.reads.seen) < mostSights {
		h.reads.seen[sight{table, v.Who().ID, object}] = h.Clock().UnixMilli()
	}
}

// logRead remembers that a page under a logged right was read.
func (h *Host) logRead(c *Call, g *rights.Grant, kind string) {
	h.reads.mu.Lock()
	defer h.reads.mu.Unlock()
	h.reads.lines = append(h.reads.lines, audit.Entry{
		School: string(g.School()), At: h.Now(), Who: string(g.Who().ID), Role: string(c.Hat.Role),
		Did: g.Right().Name, OnKind: kind, OnID: string(g.On()), Says: "a consulté : " + g.Right().Says,
	})
}

// FlushReads writes the readings remembered so far.
func (h *Host) FlushReads(ctx context.Context) error {
	h.reads.mu.Lock()
	lines, seen := h.reads.lines, h.reads.seen
	h.reads.lines, h.reads.seen = nil, nil
	h.reads.mu.Unlock()
	if len(lines) == 0 && len(seen) == 0 {
		return nil
	}
	err := h.DB.Write(ctx, func(t *db.Tx) error {
		for _, e := range lines {
			if err := audit.Append(t, e); err != nil {
				return err
			}
		}
		return writeSights(t, seen)
	})
	if err != nil { // sights are let go: the next reading makes them anew
		h.reads.mu.Lock()
		h.reads.lines = append(lines, h.reads.lines...)
		h.reads.mu.Unlock()
	}
	return err
}

func writeSights(t *db.Tx, seen map[sight]int64) error {
	for s, at := range seen {
		if _, err := t.Exec(`INSERT INTO `+s.table+` (person, object, at) VALUES (?, ?, ?) ON CONFLICT (person, object) DO NOTHING`,
			s.person, s.object, at); err != nil {
			return err
		}
	}
	return nil
}

// KeepReads writes the readings every second until ctx ends, and then the rest.
func (h *Host) KeepReads(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := h.FlushReads(ctx); err != nil {
				h.Log.ErrorContext(ctx, "readings not journalised yet", "err", err)
			}
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			if err := h.FlushReads(last); err != nil {
				h.Log.ErrorContext(last, "readings not journalised", "err", err)
			}
			return
		}
	}
}
