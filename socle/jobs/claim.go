package jobs

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"preau/base/db"
)

// tries bounds how often a job is begun without moving on.
const tries = 8

// backoff is how long a job waits after its nth try failed: 2 s, 4 s, 8 s… to
// 10 minutes, a quarter more or less, so that jobs that failed together do not
// come back together.
func backoff(n int) time.Duration {
	d := 10 * time.Minute
	if n < 9 {
		d = min(d, time.Second<<max(n, 1))
	}
	return d*3/4 + rand.N(d/2)
}

// in is the list of as many parameters as the runner has names.
func (l *loop) in() string { return "(" + strings.Repeat(", ?", len(l.names))[2:] + ")" }

// with puts the runner's names behind other parameters, or between them.
func (l *loop) with(before []any, after ...any) []any {
	return append(append(before, l.names...), after...)
}

// When the next job is due, and when the next lease runs out.
const (
	nextReady = `SELECT run_at FROM jobs_job WHERE state = 'ready' AND run_at >= 0 AND name IN `
	nextLease = `SELECT lease_until FROM jobs_job WHERE state = 'running' AND lease_until >= 0 AND name IN `
)

// look is how long until there is something to take, 0 or less for now. It only
// reads, so that idle processes over one SQLite file do not wake each other for
// ever. It also tells the jobs held which of them are to stop.
func (l *loop) look(ctx context.Context) (time.Duration, error) {
	wait, full := l.poll, l.free() == 0
	err := l.DB.Read(ctx, func(t *db.Tx) error {
		stops, err := db.Strings(t, `SELECT job FROM jobs_stop`)
		if err != nil {
			return err
		}
		l.stop(stops)
		if full {
			return nil
		}
		for _, next := range [...]string{
			nextReady + l.in() + ` ORDER BY run_at, id LIMIT 1`,
			nextLease + l.in() + ` ORDER BY lease_until LIMIT 1`,
		} {
			at, some, err := db.First(t, number, next, l.names...)
			if err != nil {
				return err
			}
			if some {
				wait = min(wait, time.UnixMilli(at).Sub(l.Now()))
			}
		}
		return nil
	})
	return wait, err
}

func number(r db.Row) (n int64, err error) { return n, r.Scan(&n) }

func (l *loop) stop(ids []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for w := range l.held {
		if slices.Contains(ids, w.id) {
			w.stopping.Store(true)
		}
	}
}

// claim takes up to n jobs that are due.
func (l *loop) claim(ctx context.Context, n int) (works []*Work, err error) {
	if n <= 0 {
		return nil, nil
	}
	err = l.DB.WriteQueue(ctx, func(t *db.Tx) error {
		works = nil
		now := l.Now()
		if err := l.reclaim(t, now); err != nil {
			return err
		}
		works, err = db.All(t, work, `SELECT id, name, payload, cursor, attempts, done, total, says, report, by_person, school
			FROM jobs_job WHERE state = 'ready' AND run_at <= ? AND name IN `+l.in()+`
			ORDER BY run_at, id LIMIT ? `+db.SkipLocked, l.with([]any{now.UnixMilli()}, n)...)
		if err != nil || len(works) == 0 {
			return err
		}
		return take(t, works, now)
	})
	if err != nil {
		return nil, err
	}
	for _, w := range works {
		w.open(ctx, l)
	}
	return works, nil
}

// take makes the jobs ours.
func take(t *db.Tx, works []*Work, now time.Time) error {
	taken, until := db.NewID(), now.Add(lease)
	args := []any{taken, until.UnixMilli(), now.UnixMilli()}
	for _, w := range works {
		w.taken, w.until = taken, until
		args = append(args, w.id)
	}
	_, err := t.Exec(`UPDATE jobs_job SET state = 'running', taken = ?, lease_until = ?, started_at = ?,
		attempts = attempts + 1, done_before = done WHERE id IN (`+strings.Repeat(", ?", len(works))[2:]+`)`, args...)
	return err
}

// work reads a job that is about to be taken.
func work(r db.Row) (*Work, error) {
	w := &Work{}
	err := r.Scan(&w.id, &w.name, &w.payload, &w.cursor, &w.attempts, &w.done, &w.total, &w.says, &w.report, &w.by, &w.school)
	w.attempts++
	return w, err
}

// reclaim gives back the jobs of processes that died. A job whose row another
// transaction holds is alive, whatever its lease says.
func (l *loop) reclaim(t *db.Tx, now time.Time) error {
	type dead struct {
		id       string
		attempts int
		stopping bool
	}
	all, err := db.All(t, func(r db.Row) (d dead, err error) { return d, r.Scan(&d.id, &d.attempts, &d.stopping) },
		`SELECT id, attempts, EXISTS (SELECT 1 FROM jobs_stop WHERE job = jobs_job.id) FROM jobs_job WHERE state = 'running' AND lease_until < ? AND name IN `+l.in()+`
		ORDER BY lease_until LIMIT 100 `+db.SkipLocked, l.with([]any{now.UnixMilli()})...)
	if err != nil {
		return err
	}
	for _, d := range all {
		state, says, ended := Ready, "", int64(0)
		switch {
		case d.stopping:
			state, ended = Stopped, now.UnixMilli()
		case d.attempts >= tries:
			state, says, ended = Failed, words.T(t.Context(), "jobs.silent", d.attempts), now.UnixMilli()
		}
		if _, err := t.Exec(`UPDATE jobs_job SET state = ?, error = ?, run_at = ?, taken = '', finished_at = ? WHERE id = ?`,
			state, says, now.UnixMilli(), ended, d.id); err != nil {
			return err
		}
		if _, err := t.Exec(`DELETE FROM jobs_stop WHERE job = ?`, d.id); err != nil {
			return err
		}
	}
	return nil
}

// finish writes how a job ended. If it cannot, the lease runs out and the job is
// taken again.
func (l *loop) finish(w *Work, err error) {
	if errors.Is(context.Cause(w.ctx), errLost) {
		l.Log.Warn("jobs: another process has taken it", "job", w.name, "id", w.id)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), lease)
	defer cancel()
	to := w.outcome(err)
	if to.state == Failed || to.state == Ready && err != nil {
		l.Log.Warn("jobs: it failed", "job", w.name, "id", w.id, "try", w.attempts, "again", to.state == Ready, "err", err)
	}
	if err := l.DB.WriteQueue(ctx, func(t *db.Tx) error { return l.end(t, w, to) }); err != nil {
		l.Log.Error("jobs: write how it ended", "job", w.name, "id", w.id, "err", err)
	}
}

// outcome is what becomes of a job.
type outcome struct {
	state    State
	error    string
	attempts int
	wait     time.Duration // for Ready
}

// outcome judges what Do returned.
func (w *Work) outcome(err error) outcome {
	says := ""
	if err != nil {
		says = err.Error()
	}
	switch {
	case err == nil && !w.heard.Load():
		return outcome{state: Done, attempts: w.attempts}
	case w.stopping.Load():
		return outcome{state: Stopped, error: says, attempts: w.attempts}
	case err == nil, w.leaving.Load() && w.ctx.Err() != nil:
		return outcome{state: Ready, attempts: w.attempts - 1} // the process ends: the try does not count
	case final(err) || w.attempts >= tries:
		return outcome{state: Failed, error: says, attempts: w.attempts}
	}
	return outcome{state: Ready, error: says, attempts: w.attempts, wait: backoff(w.attempts)}
}

// end writes an outcome, and the next run of a job with a recur.
func (l *loop) end(t *db.Tx, w *Work, to outcome) error {
	now := l.Now()
	ended := now.UnixMilli()
	if to.state == Ready {
		ended = 0
	}
	done, total, says, report := w.told()
	n, err := t.Exec(`UPDATE jobs_job SET state = ?, error = ?, attempts = ?, run_at = ?, taken = '',
		done = ?, total = ?, says = ?, report = ?, finished_at = ? WHERE id = ? AND taken = ?`,
		to.state, to.error, to.attempts, now.Add(to.wait).UnixMilli(), done, total, says, report, ended, w.id, w.taken)
	if err != nil || n == 0 {
		return err
	}
	if w.stopping.Load() {
		if _, err := t.Exec(`DELETE FROM jobs_stop WHERE job = ?`, w.id); err != nil {
			return err
		}
	}
	if to.state == Done { // what it was asked with may name people, and is of no more use
		if _, err := t.Exec(`UPDATE jobs_job SET payload = '', cursor = '' WHERE id = ?`, w.id); err != nil {
			return err
		}
	}
	t.Publish(Of(w.id))
	if to.state == Ready {
		t.Publish(Topic) // for another process
		return nil
	}
	return recur(t, l.jobs[w.name], now)
}

// recurring sees to it that each job with a recur has its next run.
func (l *loop) recurring(ctx context.Context) {
	for _, j := range l.jobs {
		if j.Every <= 0 {
			continue
		}
		var has bool
		err := l.DB.Read(ctx, func(t *db.Tx) (err error) {
			has, err = planned(t, j.Name)
			return err
		})
		if err == nil && !has {
			err = l.DB.WriteQueue(ctx, func(t *db.Tx) error { return recur(t, j, l.Now()) })
		}
		if err != nil && ctx.Err() == nil {
			l.Log.Error("jobs: plan the next run", "job", j.Name, "err", err)
		}
	}
}

// planned tells whether a run by recur waits or goes on. Such a run has a key
// of its own beside its id.
func planned(q db.Queryer, name string) (bool, error) {
	return db.Exists(q, `SELECT 1 FROM jobs_job WHERE name = ? AND state IN ('ready', 'running') AND key <> id`, name)
}

// recur plans the next run of a job unless there is one: at the next whole
// multiple of Every (UTC), which is also the key that makes it the same run for
// all processes. Runs missed while no process was there become one.
func recur(t *db.Tx, j Job, now time.Time) error {
	if j.Every <= 0 {
		return nil
	}
	has, err := planned(t, j.Name)
	if err != nil || has {
		return err
	}
	at := now.UTC().Truncate(j.Every).Add(j.Every)
	_, err = t.Exec(`INSERT INTO jobs_job (id, key, name, state, run_at, created_at) VALUES (?, ?, ?, 'ready', ?, ?)
		ON CONFLICT (key) DO NOTHING`,
		db.NewID(), j.Name+"@"+at.Format(time.RFC3339Nano), j.Name, at.UnixMilli(), now.UnixMilli())
	t.Publish(Topic)
	return err
}
