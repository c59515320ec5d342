package db

import (
	"context"
	"log/slog"
	"runtime"
	"time"

	"zombiezen.com/go/sqlite"
)

const (
	groupJobs = 64                    // writes that share a commit, at most
	groupTime = 10 * time.Millisecond // and the time they may take together
	watchTime = 200 * time.Millisecond
)

// writer owns the one connection that writes. Jobs come in a queue, first come
// first served; those that wait share one transaction and its one fsync, each
// within a savepoint. The connection is lent to the goroutine that asked, so that
// a panic there unwinds there and undoes its own savepoint only.
type writer struct {
	conn   *conn
	jobs   chan *job
	redo   []*job       // to run again, each alone, before those that wait
	back   chan outcome // the connection given back
	stop   chan struct{}
	done   chan struct{}
	topics *topics
	counts *counters
	log    *slog.Logger
	seen   int64 // PRAGMA data_version
}

func newWriter(c *conn, o Options, p *topics, n *counters) *writer {
	w := &writer{
		conn: c, topics: p, counts: n, log: o.Log,
		jobs: make(chan *job, 256), back: make(chan outcome),
		stop: make(chan struct{}), done: make(chan struct{}),
	}
	w.foreign()
	go w.loop()
	return w
}

func (w *writer) rollback() {
	if err := w.conn.rollback(); err != nil {
		w.log.Error("db: a group of writes cannot be undone", "err", err)
	}
}

func (w *writer) loop() {
	defer close(w.done)
	watch := time.NewTicker(watchTime)
	defer watch.Stop()
	for {
		for len(w.redo) > 0 {
			w.group(w.next())
		}
		select {
		case j := <-w.jobs:
			w.group(j)
		case <-watch.C:
			w.foreign()
		case <-w.stop:
			return
		}
	}
}

// next is a job that need not be waited for, or nil.
func (w *writer) next() *job {
	if len(w.redo) > 0 {
		j := w.redo[0]
		w.redo = w.redo[1:]
		return j
	}
	for try := 0; ; try++ {
		select {
		case j := <-w.jobs:
			return j
		default:
			if try > 0 {
				return nil
			}
			// Those who are ready to ask, and only want a processor, ask now:
			// else the last one answered may be back first, for ever.
			runtime.Gosched()
		}
	}
}

// group runs the jobs that wait, from j on, in one transaction.
func (w *writer) group(j *job) {
	var ready []*job
	begun := time.Time{}
	for ; j != nil; j = w.next() {
		if !j.state.CompareAndSwap(waiting, claimed) && !j.alone {
			continue
		}
		if begun.IsZero() {
			if err := w.conn.run("BEGIN IMMEDIATE"); err != nil {
				j.signal <- signal{err: wrap(context.Background(), err, "BEGIN")}
				return
			}
			begun = time.Now()
			w.foreign()
		}
		j.signal <- signal{turn: true}
		out := <-w.back
		if w.conn.AutocommitEnabled() { // the whole transaction is undone
			w.again(ready)
			return
		}
		if out.ok {
			j.topics = out.topics
			ready = append(ready, j)
		}
		if j.alone || len(ready) >= groupJobs || time.Since(begun) >= groupTime {
			break
		}
	}
	if !begun.IsZero() {
		w.commit(ready)
	}
}

// commit ends the group and answers its jobs.
func (w *writer) commit(ready []*job) {
	if len(ready) == 0 {
		w.rollback()
		return
	}
	if err := w.conn.run("COMMIT"); err != nil {
		w.rollback()
		err := wrap(context.Background(), err, "COMMIT")
		if len(ready) > 1 && sqlite.ErrCode(err).ToPrimary() == sqlite.ResultConstraint {
			w.again(ready) // one job's deferred foreign key is not the others' affair
			return
		}
		w.answer(ready, err)
		return
	}
	w.counts.commits.Add(1)
	w.counts.writes.Add(int64(len(ready)))
	if n := int64(len(ready)); n > w.counts.groupMax.Load() {
		w.counts.groupMax.Store(n)
	}
	for _, j := range ready {
		w.topics.deliver(j.topics...)
	}
	w.answer(ready, nil)
}

// again has jobs run anew, each in a transaction of its own, because of what
// another job did to the one they shared.
func (w *writer) again(jobs []*job) {
	for _, j := range jobs {
		j.alone = true
	}
	w.counts.retries.Add(int64(len(jobs)))
	w.redo = append(w.redo, jobs...)
}

func (w *writer) answer(jobs []*job, err error) {
	if err != nil {
		w.counts.failed.Add(int64(len(jobs)))
	}
	for _, j := range jobs {
		j.signal <- signal{err: err}
	}
}

// foreign tells the subscribers when another process has written.
func (w *writer) foreign() {
	v, err := w.conn.number("PRAGMA data_version")
	if err != nil {
		w.log.Warn("db: look for writes of other processes", "err", err)
		return
	}
	if w.seen != 0 && v != w.seen {
		w.counts.foreign.Add(1)
		w.topics.deliver(everything)
	}
	w.seen = v
}

// close refuses those who wait, once those whose turn began are answered.
func (w *writer) close() error {
	close(w.stop)
	<-w.done
	return w.conn.Close()
}
