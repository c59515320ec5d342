package signin

import (
	"context"
	"strings"
	"sync"
	"time"

	"preau/base/db"
	"preau/socle/directory"
)

const (
	// generation is half of how many sessions a process remembers at most.
	generation = 20_000
	// writeSeen is how often the hour at which sessions were seen is written
	// down, all of them in one write.
	writeSeen = time.Minute
	// sweepEvery is how often counters that no longer count are removed.
	sweepEvery = time.Hour
	// forgetTries is the age at which a counter of failures goes.
	forgetTries = 24 * time.Hour
	// note is how much a session's hour must move to be noted for writing.
	note = 5 * time.Second
)

// known is a session or a token as a process remembers it.
type known struct {
	session  Session
	identity Identity
	scope    Scope // of a token, empty for a session
}

// memo is what a process remembers of those who are signed in.
type memo struct {
	mu      sync.RWMutex
	young   map[string]*known // by hashed token
	old     map[string]*known
	dropped uint64 // counts the drops: what was read before one is not kept

	seen    map[string]int64 // by id, when each session was last seen
	written map[string]int64 // by id, what was last given to the database
}

func (m *memo) init() {
	m.young, m.seen, m.written = map[string]*known{}, map[string]int64{}, map[string]int64{}
}

func (m *memo) find(hashed string) (k *known, seen int64, before uint64) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	k, ok := m.young[hashed]
	if !ok {
		k = m.old[hashed]
	}
	if k != nil {
		seen = max(k.session.Seen, m.seen[k.session.ID])
	}
	return k, seen, m.dropped
}

// put remembers k unless something was dropped since before, and gives the hour
// at which this process last saw it.
func (m *memo) put(hashed string, k *known, before uint64) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dropped == before {
		if len(m.young) >= generation {
			m.old, m.young = m.young, make(map[string]*known, generation)
		}
		m.young[hashed] = k
	}
	return max(k.session.Seen, m.seen[k.session.ID])
}

// touch notes that a session is seen.
func (m *memo) touch(id string, was, now int64) {
	if now-was < note.Milliseconds() {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.seen[id] = now
}

// drop forgets what a topic says has changed.
func (m *memo) drop(topic string) {
	kind, id, _ := strings.Cut(topic, ":")
	var stale func(*known) bool
	switch kind {
	case "session":
		stale = func(k *known) bool { return k.session.ID == id }
	case "person":
		stale = func(k *known) bool { return k.identity.Person == directory.ID(id) }
	case "*":
		stale = func(*known) bool { return true }
	default:
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dropped++
	for _, part := range []map[string]*known{m.young, m.old} {
		for hashed, k := range part {
			if stale(k) {
				delete(part, hashed)
			}
		}
	}
}

// take gives what is to be written, and keeps it until the next time: a session
// read again meanwhile must not look idle.
func (m *memo) take() map[string]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	due := map[string]int64{}
	for id, at := range m.seen {
		if at == m.written[id] {
			delete(m.seen, id)
			delete(m.written, id)
			continue
		}
		due[id] = at
		m.written[id] = at
	}
	return due
}

// Flush writes down when each session was last seen, in one write.
func (d *Desk) Flush(ctx context.Context) error {
	due := d.memo.take()
	if len(due) == 0 {
		return nil
	}
	var args []any
	for id, at := range due {
		args = append(args, id, at)
	}
	return d.db.WriteQueue(ctx, func(t *db.Tx) error {
		for rest := args; len(rest) > 0; {
			n := min(len(rest), 2*chunk)
			values := strings.TrimSuffix(strings.Repeat("(CAST(? AS TEXT), CAST(? AS BIGINT)), ", n/2), ", ")
			if _, err := t.Exec(`
				UPDATE signin_session SET seen_at = v.column2
				FROM (VALUES `+values+`) AS v WHERE signin_session.id = v.column1 AND seen_at < v.column2`, rest[:n]...); err != nil {
				return err
			}
			rest = rest[n:]
		}
		return nil
	})
}

// Sweep removes the counters of failures that no longer count.
func (d *Desk) Sweep(ctx context.Context) error {
	return d.db.WriteQueue(ctx, func(t *db.Tx) error {
		_, err := t.Exec(`DELETE FROM signin_attempt WHERE at < ?`, ms(d.o.Now().Add(-forgetTries)))
		return err
	})
}

// tend does what comes back by itself, until the desk is closed.
func (d *Desk) tend(ctx context.Context) {
	flush, sweep := time.NewTicker(writeSeen), time.NewTicker(sweepEvery)
	defer flush.Stop()
	defer sweep.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-flush.C:
			err = d.Flush(ctx)
		case <-sweep.C:
			err = d.Sweep(ctx)
		}
		if err != nil && ctx.Err() == nil {
			d.o.Log.WarnContext(ctx, "sessions not written down", "err", err)
		}
	}
}
