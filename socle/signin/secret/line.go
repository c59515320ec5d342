package secret

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// Line is where passwords wait to be hashed: a few at once, first come first
// served, so that a rush of sign-ins leaves a core to the pages of those who
// are in (architecture §5: with every core hashing, pages take five times as
// long). Who gives up leaves the line.
type Line struct {
	seats            *semaphore.Weighted // first in, first out
	waiting, running atomic.Int64
	most             atomic.Int64 // hashes that were running at once, at most
	hashes           atomic.Uint64
}

// NewLine makes a line that hashes n passwords at once: 0 is cores − 1, one at
// least.
func NewLine(n int) *Line {
	if n <= 0 {
		n = max(1, runtime.GOMAXPROCS(0)-1)
	}
	return &Line{seats: semaphore.NewWeighted(int64(n))}
}

// Load tells how many passwords are being hashed, how many people wait, and how
// many hashes were made so far.
func (l *Line) Load() (running, waiting int64, hashes uint64) {
	return l.running.Load(), l.waiting.Load(), l.hashes.Load()
}

// Most is how many passwords were hashed at once, at most.
func (l *Line) Most() int64 { return l.most.Load() }

// Hash makes the stored form of a password.
func (l *Line) Hash(ctx context.Context, password string) (stored string, err error) {
	err = l.in(ctx, func() { stored = hash(password) })
	return stored, err
}

// Verify reports whether password is the one of a stored form. A form that
// cannot be read costs as much and is never right.
func (l *Line) Verify(ctx context.Context, stored, password string) (ok bool, err error) {
	err = l.in(ctx, func() { ok = verify(stored, password) })
	return ok, err
}

func (l *Line) in(ctx context.Context, work func()) error {
	l.waiting.Add(1)
	err := l.seats.Acquire(ctx, 1)
	l.waiting.Add(-1)
	if err != nil {
		return err
	}
	defer l.seats.Release(1)
	n := l.running.Add(1)
	defer l.running.Add(-1)
	for was := l.most.Load(); n > was && !l.most.CompareAndSwap(was, n); was = l.most.Load() {
	}
	l.hashes.Add(1)
	work()
	return nil
}
