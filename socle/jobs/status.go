package jobs

import (
	"encoding/json"
	"strings"
	"time"

	"preau/base/db"
)

// Status is a job as pages show it.
type Status struct {
	ID, Name   string
	State      State
	Attempts   int       // tries since it last moved on
	Done       int64     // of Total, in the job's own unit
	Total      int64     // 0: not known
	Says       string    // what it is at, in words
	Report     string    // JSON, what Work.Report was given
	Error      string    // why it failed last, or waits to be tried again
	By, School string    // person and UAI, "" when nobody's
	Stopping   bool      // it was asked to stop and has not yet
	RunAt      time.Time // when it may begin, or be tried again; zero: at once
	Created    time.Time
	Started    time.Time // the last start; zero before the first
	Finished   time.Time // zero while it is not

	doneBefore int64 // Done at the last start
}

// columns are those that scan reads.
const columns = `id, name, state, attempts, done, total, done_before, says, report, error,
	by_person, school, EXISTS (SELECT 1 FROM jobs_stop WHERE job = jobs_job.id), run_at, created_at, started_at, finished_at`

func scan(r db.Row) (s Status, err error) {
	var run, created, started, finished int64
	err = r.Scan(&s.ID, &s.Name, &s.State, &s.Attempts, &s.Done, &s.Total, &s.doneBefore, &s.Says, &s.Report, &s.Error,
		&s.By, &s.School, &s.Stopping, &run, &created, &started, &finished)
	s.RunAt, s.Created, s.Started, s.Finished = instant(run), instant(created), instant(started), instant(finished)
	return s, err
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// Percent is how far the job is, from 0 to 100; -1 when it does not say.
func (s Status) Percent() int {
	switch {
	case s.State == Done:
		return 100
	case s.Total <= 0:
		return -1
	}
	return int(min(max(s.Done, 0), s.Total) * 100 / s.Total)
}

// Left estimates how long the job still takes, from its pace since its last
// start; false when there is nothing to judge by.
func (s Status) Left(now time.Time) (time.Duration, bool) {
	paced, left := s.Done-s.doneBefore, s.Total-s.Done
	spent := now.Sub(s.Started)
	if s.State != Running || s.Started.IsZero() || paced <= 0 || left < 0 || spent < time.Second {
		return 0, false
	}
	return time.Duration(float64(spent) / float64(paced) * float64(left)), true
}

// Reported reads the job's report into v; false when it made none.
func (s Status) Reported(v any) (bool, error) {
	if s.Report == "" {
		return false, nil
	}
	return true, json.Unmarshal([]byte(s.Report), v)
}

// Filter chooses jobs. Empty fields choose all.
type Filter struct {
	School, Name string
	State        State
	Before       time.Time // only those created before: the next page
	Limit        int       // 50 when 0, at most 500
}

// List is the jobs that a filter chooses, the newest first.
func List(q db.Queryer, f Filter) ([]Status, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	where, args := []string{"created_at < ?"}, []any{int64(1) << 62}
	if !f.Before.IsZero() {
		args[0] = f.Before.UnixMilli()
	}
	for _, c := range [...]struct{ column, value string }{{"school", f.School}, {"name", f.Name}, {"state", string(f.State)}} {
		if c.value != "" {
			where, args = append(where, c.column+" = ?"), append(args, c.value)
		}
	}
	return db.All(q, scan, "SELECT "+columns+" FROM jobs_job WHERE "+strings.Join(where, " AND ")+
		" ORDER BY created_at DESC, id DESC LIMIT ?", append(args, min(f.Limit, 500))...)
}

// Get is one job; false when there is none.
func Get(q db.Queryer, id string) (Status, bool, error) {
	return db.First(q, scan, "SELECT "+columns+" FROM jobs_job WHERE id = ?", id)
}

// Stop asks a job to stop: one that waits never begins, one that runs is told
// by Work.Stopped. It is false when the job had ended, or does not exist.
func Stop(t *db.Tx, id string) (bool, error) {
	now := time.Now().UnixMilli()
	n, err := t.Exec(`UPDATE jobs_job SET state = 'stopped', finished_at = ? WHERE id = ? AND state = 'ready'`, now, id)
	if err == nil && n == 0 {
		n, err = t.Exec(`INSERT INTO jobs_stop (job, at) SELECT id, CAST(? AS BIGINT) FROM jobs_job
			WHERE id = ? AND state = 'running' ON CONFLICT (job) DO UPDATE SET at = excluded.at`, now, id)
	}
	if err != nil || n == 0 {
		return false, err
	}
	t.Publish(Topic)
	t.Publish(Of(id))
	return true, nil
}

// Retry has a failed or stopped job run again, from its cursor. It is false when
// the job is neither.
func Retry(t *db.Tx, id string) (bool, error) {
	n, err := t.Exec(`UPDATE jobs_job SET state = 'ready', run_at = 0, attempts = 0, error = '', finished_at = 0
		WHERE id = ? AND state IN ('failed', 'stopped')`, id)
	if err != nil || n == 0 {
		return false, err
	}
	t.Publish(Topic)
	t.Publish(Of(id))
	return true, nil
}
