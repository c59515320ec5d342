// Package signin is the door's rules: who has an account, how one proves to be
// its owner, and how long that proof holds.
//
// An account is made when a person enters the directory, waiting; it opens with
// an activation code and one fact that the school's file holds; from then on an
// identifier and a password open a session. What is secret is stored hashed:
// passwords by argon2id, whatever this package drew itself (sessions, codes,
// tokens, devices) by SHA-256, which is enough because nobody chose it.
//
// Three choices, and what they cost. A password is hashed in a [secret.Line] that
// leaves a core to the pages, never inside a write; so a sign-in is two short
// writes around a hash. Failures are counted before the hash, by account and
// network, never by account alone: a stranger delays himself, not the person
// (package brake). A session is kept in memory and dropped by event, so that a
// page costs no query for it and yet every process sees a revocation at once.
//
// The package stands below the counter, which brings its tables up: it knows
// the directory and the journal, and no page. Single sign-on will open sessions
// by the same [Desk.Open].
package signin

import (
	"context"
	"embed"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory"
	"preau/socle/signin/secret"
)

//go:embed migrations
var schema embed.FS

// Schema holds the migrations of the tables of accounts and sessions.
var Schema = schema

// Prefs are how a person reads: kept with the account.
type Prefs struct {
	Theme string    // "", "clair", "sombre"
	Size  string    // "", "112", "125"
	Airy  bool      // more room between lines
	Eco   bool      // low bandwidth
	Lang  text.Lang // "" for French
	Links []string  // paths of "Mes raccourcis", in the person's order
}

// Identity is who a request is from.
type Identity struct {
	Person  directory.ID
	School  directory.ID // of the hat worn; empty until one was chosen
	Role    directory.Role
	Prefs   Prefs
	Session string // names the session to its owner; empty for a token
	Charter int    // the version of the charter accepted, 0 for none
	Since   int64  // when the session began, in milliseconds
	Draft   bool   // a form waits that was being typed when a session ended
}

// From is where someone signs in from.
type From struct {
	Network netip.Addr // the address, invalid when unknown
	Device  string     // the token of the device's cookie, empty for a new one
	Agent   string     // the browser's User-Agent
	Session string     // the token of the session that this one replaces
}

// Options are the settings of a [Desk].
type Options struct {
	Now    func() time.Time // the machine's clock, time.Now when nil
	Log    *slog.Logger     // slog.Default when nil
	Secure bool             // the public address is https: cookies say so
	Hashes int              // passwords hashed at once; 0: cores − 1, one at least
	// Demo takes the delays off sign-ins from new devices: for a demonstration
	// only, where everybody knows the password.
	Demo func() bool
}

// Desk is where people prove who they are. It is safe for concurrent use, and
// there is one a process.
type Desk struct {
	db   *db.DB
	o    Options
	line *secret.Line
	memo memo

	counts struct{ opened, refused, throttled atomic.Uint64 }
	stop   func()
	done   sync.WaitGroup
}

// New opens the desk over d. Close it after use.
func New(d *db.DB, o Options) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	k := &Desk{db: d, o: o, line: secret.NewLine(o.Hashes)}
	k.memo.init()
	unsubscribe := d.Subscribe(k.memo.drop)
	ctx, cancel := context.WithCancel(context.Background())
	k.stop = func() { unsubscribe(); cancel() }
	k.done.Go(func() { k.tend(ctx) })
	return k
}

// Close writes down who was seen last and stops listening to events.
func (d *Desk) Close() error {
	d.stop()
	d.done.Wait()
	return d.Flush(context.Background())
}

// Line is where passwords wait to be hashed.
func (d *Desk) Line() *secret.Line { return d.line }

// Secure reports whether cookies are for https only.
func (d *Desk) Secure() bool { return d.o.Secure }

// Stats counts what the desk did since it was opened.
type Stats struct {
	Opened, Refused, Throttled uint64 // sign-ins
	Hashes                     uint64 // passwords hashed
	Hashing, Waiting           int64  // now in the line
}

// Stats are the figures of /metrics.
func (d *Desk) Stats() Stats {
	running, waiting, hashes := d.line.Load()
	return Stats{
		Opened: d.counts.opened.Load(), Refused: d.counts.refused.Load(), Throttled: d.counts.throttled.Load(),
		Hashes: hashes, Hashing: running, Waiting: waiting,
	}
}

// Writer is the transaction that a function writes in: a *db.Tx, or the
// counter's own *socle.Tx.
type Writer interface {
	db.Queryer
	Exec(query string, args ...any) (int64, error)
	Publish(topic string)
}

func ms(t time.Time) int64 { return t.UnixMilli() }
