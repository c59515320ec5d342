package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"preau/base/db"
)

// Lengths of time of a Runner.
const (
	lease = 30 * time.Second // how long a job stays taken without a sign of life
	beat  = lease / 6        // and how often the sign is given
	poll  = 15 * time.Second // how often a runner looks without having been told
	grace = 10 * time.Second // what a job has to leave off when the process ends
)

// Runner takes jobs and does them. Several processes may each run one over the
// same database.
type Runner struct {
	DB      *db.DB
	Jobs    []Job            // it takes no others: another release of the program may know them
	Log     *slog.Logger     // slog.Default when nil
	Now     func() time.Time // time.Now when nil
	Workers int              // jobs done at once; 4 when 0

	poll, grace time.Duration
}

// loop is a Runner that runs.
type loop struct {
	Runner
	jobs  map[string]Job
	names []any // of jobs, as parameters
	wake  chan struct{}
	group sync.WaitGroup

	mu   sync.Mutex
	held map[*Work]bool
	more bool // the last claim was filled: there is probably more
}

// Run takes and does jobs until ctx ends. It then asks those it holds to leave
// off, gives them some seconds, and hands them back at their cursors. The
// database must stay open until Run has returned. The error is one of the
// Runner's settings, or that a job did not leave off: its lease then runs out.
func (r *Runner) Run(ctx context.Context) error {
	l, err := r.loop()
	if err != nil {
		return err
	}
	defer r.DB.Subscribe(func(topic string) {
		if topic == Topic || topic == "*" {
			l.nudge()
		}
	})()
	var scheduled time.Time
	for ctx.Err() == nil {
		if now := time.Now(); now.Sub(scheduled) >= l.poll {
			l.recurring(ctx)
			scheduled = now
		}
		l.turn(ctx)
	}
	return l.leave()
}

func (r *Runner) loop() (*loop, error) {
	l := &loop{Runner: *r, jobs: map[string]Job{}, wake: make(chan struct{}, 1), held: map[*Work]bool{}}
	if l.Log == nil {
		l.Log = slog.Default()
	}
	if l.Now == nil {
		l.Now = time.Now
	}
	if l.Workers <= 0 {
		l.Workers = 4
	}
	if l.poll == 0 {
		l.poll = poll
	}
	if l.grace == 0 {
		l.grace = grace
	}
	for _, j := range r.Jobs {
		if _, twice := l.jobs[j.Name]; twice || j.Name == "" || j.Do == nil {
			return nil, fmt.Errorf("run jobs: %q has no name, no Do, or stands twice", j.Name)
		}
		l.jobs[j.Name] = j
		l.names = append(l.names, j.Name)
	}
	if len(l.names) == 0 {
		return nil, errors.New("run jobs: there are none")
	}
	return l, nil
}

// nudge has the loop look now.
func (l *loop) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// turn takes what there is to take, or else waits until there may be something.
func (l *loop) turn(ctx context.Context) {
	var wait time.Duration
	var err error
	free := l.free()
	if !l.more || free == 0 {
		wait, err = l.look(ctx)
	}
	if err == nil && wait <= 0 {
		var works []*Work
		works, err = l.claim(ctx, free)
		l.more = len(works) > 0 && len(works) == free
		for _, w := range works {
			l.start(w)
		}
		if len(works) > 0 {
			return
		}
		wait = time.Second // another process was quicker
	}
	if err != nil && ctx.Err() == nil {
		l.Log.Error("jobs: look for work", "err", err)
		wait = time.Second
	}
	timer := time.NewTimer(min(wait, l.poll))
	defer timer.Stop()
	select {
	case <-l.wake:
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (l *loop) free() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Workers - len(l.held)
}

// start does a job in its own goroutine, beside one that keeps the lease.
func (l *loop) start(w *Work) {
	l.mu.Lock()
	l.held[w] = true
	l.mu.Unlock()
	l.group.Go(func() {
		ended := make(chan struct{})
		var pulse sync.WaitGroup
		pulse.Go(func() { w.pulse(ended) })
		err := w.do(l.jobs[w.name].Do)
		close(ended)
		pulse.Wait()
		l.finish(w, err)
		l.mu.Lock()
		delete(l.held, w)
		l.mu.Unlock()
		w.cancel(nil)
		l.nudge()
	})
}

// leave asks the jobs held to leave off and waits for them.
func (l *loop) leave() error {
	l.each(func(w *Work) { w.leaving.Store(true) })
	left := make(chan struct{})
	go func() {
		l.group.Wait()
		close(left)
	}()
	select {
	case <-left:
		return nil
	case <-time.After(l.grace):
	}
	l.each(func(w *Work) { w.cancel(errLeaving) })
	select {
	case <-left:
		return nil
	case <-time.After(l.grace):
		return fmt.Errorf("run jobs: %d did not leave off in time", l.Workers-l.free())
	}
}

func (l *loop) each(do func(*Work)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for w := range l.held {
		do(w)
	}
}
