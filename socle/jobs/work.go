package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"preau/base/db"
)

var (
	errLost    = errors.New("the job was taken by another process")
	errLeaving = errors.New("the process ends")
)

// showEvery bounds how often progress is written.
const showEvery = 500 * time.Millisecond

// Work is a job being done. It is what Do works with, and is good for several
// goroutines of Do, but for Write, which is one at a time.
type Work struct {
	loop       *loop
	ctx        context.Context
	cancel     context.CancelCauseFunc
	id, name   string
	payload    string
	by, school string
	taken      string // the proof that the job is ours

	stopping atomic.Bool // somebody asked it to stop
	leaving  atomic.Bool // the process ends
	heard    atomic.Bool // Do knows
	writing  atomic.Bool // within Write: another write would wait for it, and it for the other

	mu          sync.Mutex
	cursor      string
	attempts    int
	until       time.Time // of the lease
	shown       time.Time // when progress was last written
	done, total int64
	says        string
	report      string
}

func (w *Work) open(ctx context.Context, l *loop) {
	w.loop = l
	w.shown = time.Now() // a job of less than half a second shows nothing on its way
	w.ctx, w.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
}

// Context ends when the job is no longer ours, and some seconds after the
// process was asked to end.
func (w *Work) Context() context.Context { return w.ctx }

// ID is the job's.
func (w *Work) ID() string { return w.id }

// By is the person who asked for the job, "" for nobody.
func (w *Work) By() string { return w.by }

// School is the UAI of the school that the job is for, "" for none.
func (w *Work) School() string { return w.school }

// Now is the runner's clock.
func (w *Work) Now() time.Time { return w.loop.Now() }

// Payload reads what the job was asked with into v. A payload that does not fit
// is Final.
func (w *Work) Payload(v any) error {
	if err := decode(w.payload, v); err != nil {
		return Final(fmt.Errorf("read the payload of %s: %w", w.name, err))
	}
	return nil
}

// Cursor is what was last saved, "" at the beginning.
func (w *Work) Cursor() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cursor
}

// Stopped tells that Do is to leave off, because somebody stopped the job or the
// process ends: save the cursor and return nil.
func (w *Work) Stopped() bool {
	if !w.stopping.Load() && !w.leaving.Load() {
		return false
	}
	w.heard.Store(true)
	return true
}

// Read is DB.Read in the job's context.
func (w *Work) Read(fn func(*db.Tx) error) error { return w.loop.DB.Read(w.ctx, fn) }

// Write is DB.Write in the job's context, refused when the job is no longer
// ours. Keep it short: hundreds of rows, not all of them.
func (w *Work) Write(fn func(*db.Tx) error) error {
	err := w.loop.DB.Write(w.ctx, func(t *db.Tx) error {
		begun := w.loop.Now()
		// The job's row stays locked until the commit: nobody else takes it meanwhile.
		if err := w.hold(t, begun); err != nil {
			return err
		}
		w.writing.Store(true)
		err := fn(t)
		w.writing.Store(false)
		if err != nil {
			return err
		}
		if now := w.loop.Now(); now.Sub(begun) > beat {
			return w.hold(t, now)
		}
		return nil
	})
	if err != nil && errors.Is(context.Cause(w.ctx), errLost) {
		return errLost // rather than that the context has ended
	}
	return err
}

// hold proves that the job is ours and renews its lease.
func (w *Work) hold(t *db.Tx, now time.Time) error {
	until := now.Add(lease)
	n, err := t.Exec(`UPDATE jobs_job SET lease_until = ? WHERE id = ? AND taken = ?`, until.UnixMilli(), w.id, w.taken)
	if err == nil && n == 0 {
		w.cancel(errLost)
		err = errLost
	}
	if err == nil {
		t.After(func() { w.held(until) })
	}
	return err
}

func (w *Work) held(until time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if until.After(w.until) {
		w.until = until
	}
}

// Save moves the cursor with the rows of the transaction, which is one of Write:
// a job that is begun again begins there. A job that moves on has all its tries
// before it again.
func (w *Work) Save(t *db.Tx, cursor string) error {
	if len(cursor) > maxPayload {
		return Final(fmt.Errorf("save the cursor of %s: %d bytes", w.name, len(cursor)))
	}
	done, total, says, report := w.told()
	n, err := t.Exec(`UPDATE jobs_job SET cursor = ?, attempts = 1, done = ?, total = ?, says = ?, report = ? WHERE id = ? AND taken = ?`,
		cursor, done, total, says, report, w.id, w.taken)
	if err == nil && n == 0 {
		err = errLost
	}
	t.After(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.cursor, w.attempts = cursor, 1
	})
	return err
}

// Progress says how far the job is: done of total, in a unit of its own, and in
// words what it is at. It is written twice a second at most, and with Save. A
// total of 0 is not known.
func (w *Work) Progress(done, total int64, says string) {
	w.mu.Lock()
	w.done, w.total, w.says = done, total, says
	now := time.Now()
	due := now.Sub(w.shown) >= showEvery && !w.writing.Load()
	if due {
		w.shown = now
	}
	w.mu.Unlock()
	if due {
		w.renew()
	}
}

// Report keeps what the job has to say when it is finished, as JSON; it is
// written with the next Save and at the end.
func (w *Work) Report(v any) error {
	s, err := encode(v)
	if err != nil {
		return Final(fmt.Errorf("write the report of %s: %w", w.name, err))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report = s
	return nil
}

// Reported reads into v what Report was last given and Save kept, in an earlier
// try too; false when there is nothing.
func (w *Work) Reported(v any) (bool, error) {
	_, _, _, s := w.told()
	if s == "" {
		return false, nil
	}
	return true, decode(s, v)
}

func (w *Work) told() (done, total int64, says, report string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done, w.total, w.says, w.report
}

// pulse gives signs of life until the job has ended.
func (w *Work) pulse(ended <-chan struct{}) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return
		case <-w.ctx.Done():
			return
		case <-tick.C:
			w.renew()
		}
	}
}

// renew writes the lease and the progress. When it cannot for as long as the
// lease lasts, the job is another's.
func (w *Work) renew() {
	ctx, cancel := context.WithTimeout(w.ctx, lease)
	defer cancel()
	err := w.loop.DB.WriteQueue(ctx, func(t *db.Tx) error {
		if err := w.hold(t, w.loop.Now()); err != nil {
			return err
		}
		done, total, says, _ := w.told()
		_, err := t.Exec(`UPDATE jobs_job SET done = ?, total = ?, says = ? WHERE id = ?`, done, total, says, w.id)
		t.Publish(Of(w.id))
		return err
	})
	if err == nil || w.ctx.Err() != nil {
		return
	}
	w.loop.Log.Warn("jobs: renew the lease", "job", w.name, "id", w.id, "err", err)
	w.mu.Lock()
	over := w.loop.Now().After(w.until)
	w.mu.Unlock()
	if over {
		w.cancel(errLost)
	}
}

// do runs Do; a panic is an error.
func (w *Work) do(do func(*Work) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.loop.Log.Error("jobs: panic", "job", w.name, "id", w.id, "panic", p, "stack", string(debug.Stack()))
			err = errors.New(words.T(w.ctx, "jobs.panic"))
		}
	}()
	return do(w)
}
