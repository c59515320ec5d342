// Package brake slows down who guesses, and never locks anybody out:
//
//   - failures are counted by account and network, so that a stranger elsewhere
//     delays himself alone;
//   - on a device where the person has already signed in they are counted by
//     account and device: whatever others do, from the same school's network
//     too, that device stays open;
//   - a network is slowed when many different accounts fail from it, as when one
//     password is tried on everybody. Each account counts once, and is counted
//     off when its owner gets in: a morning of mistyped passwords is no attack,
//     and one account tried a thousand times slows no other.
//
// A try is counted before its hash, so that a thousand at once are not all
// first tries. Keys are hashes: a password typed in the wrong field stays
// unread. The counters stand in the database: two processes count together.
package brake

import (
	"fmt"
	"net/netip"
	"time"

	"preau/base/db"
)

// Rule is how fast tries may follow one another.
type Rule struct {
	free        int           // tries without a delay
	first, most time.Duration // the delay after the next one, doubled up to most
}

const forgiven = time.Hour // without a try, and a counter begins again

// The rules: what one account is tried with, and how many accounts a network fails.
var (
	PerAccount = Rule{free: 5, first: 5 * time.Second, most: 5 * time.Minute}
	PerNetwork = Rule{free: 40, first: time.Second, most: time.Minute}
)

// Counter is a row of signin_attempt.
type Counter struct {
	Tries     int
	at, until int64 // milliseconds
}

// Wait is how long before the next try.
func (c Counter) Wait(now int64) time.Duration {
	return time.Duration(max(0, c.until-now)) * time.Millisecond
}

// Plus is the counter after one more try.
func (b Rule) Plus(c Counter, now int64) Counter {
	if now-c.at > forgiven.Milliseconds() {
		c.Tries = 0
	}
	c.Tries++
	c.at = now
	if c.Tries >= b.free {
		delay := b.most
		if n := c.Tries - b.free; n < 20 {
			delay = min(b.most, b.first<<n)
		}
		c.until = now + delay.Milliseconds()
	}
	return c
}

// Throttled is the answer to a try that came too soon.
type Throttled struct{ Wait time.Duration }

// Error says how long to wait.
func (e *Throttled) Error() string { return fmt.Sprintf("signin: wait %s", e.Wait) }

// Network is the part of an address that one subscriber holds: the whole IPv4
// address, an IPv6 /64.
func Network(a netip.Addr) string {
	if a.Is6() && !a.Is4In6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.Unmap().String()
}

func scan(r db.Row) (c Counter, err error) { return c, r.Scan(&c.Tries, &c.at, &c.until) }

// Locked reads a counter that nobody else changes before the end of t.
func Locked(t *db.Tx, key string) (Counter, error) {
	c, _, err := db.First(t, scan, `
		INSERT INTO signin_attempt (key, tries, at, until_at) VALUES (?, 0, 0, 0)
		ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING tries, at, until_at`, key)
	return c, err
}

// Write keeps the counter under key.
func (c Counter) Write(t *db.Tx, key string) error {
	_, err := t.Exec(`UPDATE signin_attempt SET tries = ?, at = ?, until_at = ? WHERE key = ?`, c.Tries, c.at, c.until, key)
	return err
}

// Read reads a counter that may change meanwhile.
func Read(q db.Queryer, key string) (Counter, error) {
	c, _, err := db.First(q, scan, `SELECT tries, at, until_at FROM signin_attempt WHERE key = ?`, key)
	return c, err
}
