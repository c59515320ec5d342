// Package kill proves that a server keeps what it acknowledged, by killing it again and again while clients write.
//
// SIGKILL takes away what the process holds: buffers, queues, open transactions. What the kernel holds survives it, so
// this shows that an answer is given after the write, not that the disk was told to keep it: a power cut is another
// test.
package kill

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a server may take to answer after a start, its repairs included.
const patience = 60 * time.Second

// Options say what to kill, what to write and what must be found again.
type Options struct {
	// Start makes the command of the server, anew for each start, over the same data.
	Start func() *exec.Cmd
	// Ready is an address that answers below 500 once the server serves.
	Ready string
	// Writers are called again and again, each by one client, while the server lives. One that returns without error
	// gives the line that stands for what was acknowledged; an error is what a client sees of a dying server.
	Writers []func(ctx context.Context) (ack string, err error)
	// Check asks the server, just started again, for everything acknowledged so far. The lines are in the order in
	// which the answers came.
	Check func(acks []string) error
	// For is the whole time; the loop ends after the round during which it passes, so at least one kill is done. On a
	// machine too busy for anything to be acknowledged meanwhile it goes on for a while.
	For time.Duration
	// EveryMin and EveryMax bound the life of a server, drawn anew each time.
	EveryMin, EveryMax time.Duration
	// Seed makes the draw; 0 takes one from the clock. It is in the report.
	Seed uint64
}

// A Report says what a loop did.
type Report struct {
	Kills, Acks, Refused int // Refused: writes that were not acknowledged
	SlowestStart         time.Duration
	Seed                 uint64
}

// Loop runs a kill loop as a test: an error of it is a failure, and the report is in the test's log.
func Loop(t testing.TB, o Options) Report {
	t.Helper()
	report, err := Run(t.Context(), t.TempDir(), o)
	t.Logf("%d kills, %d writes acknowledged, %d not, slowest start %v, seed %d",
		report.Kills, report.Acks, report.Refused, report.SlowestStart.Round(time.Millisecond), report.Seed)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// Run starts, writes, kills, starts again and checks until the time is over. The acknowledged lines and what the
// server printed are files of folder, which is not the server's. An error is the first failed check, a server that
// does not start, or a loop in which nothing was ever acknowledged: such a loop proves nothing.
func Run(ctx context.Context, folder string, o Options) (Report, error) {
	if o.Seed == 0 {
		o.Seed = uint64(time.Now().UnixNano())
	}
	l := &loop{Options: o, report: Report{Seed: o.Seed}, draw: rand.New(rand.NewPCG(o.Seed, 0))}
	var err error
	if l.ledger, err = openLedger(folder); err != nil {
		return l.report, err
	}
	defer l.ledger.close()
	if l.output, err = os.Create(folder + "/server.log"); err != nil {
		return l.report, err
	}
	defer l.output.Close()
	err = l.run(ctx)
	l.report.Acks = len(l.ledger.lines())
	if err == nil && l.report.Acks == 0 {
		err = errors.New("kill loop: no write was ever acknowledged")
	}
	return l.report, err
}

// grace is how much longer a loop waits for its first acknowledged write.
const grace = 30 * time.Second

type loop struct {
	Options
	report Report
	draw   *rand.Rand
	ledger *ledger
	output *os.File
}

// run is the loop: each round begins with a living server that was checked, and ends with another.
func (l *loop) run(ctx context.Context) error {
	server, err := l.start(ctx)
	if err != nil {
		return err
	}
	defer func() { server.kill() }()
	for end := time.Now().Add(l.For); ; {
		if err := l.round(ctx, server); err != nil {
			return err
		}
		l.report.Kills++
		if server, err = l.start(ctx); err != nil {
			return fmt.Errorf("after kill %d: %w", l.report.Kills, err)
		}
		if err := l.Check(l.ledger.lines()); err != nil {
			return fmt.Errorf("after kill %d (seed %d): %w", l.report.Kills, l.Seed, err)
		}
		now := time.Now()
		if now.After(end) && (len(l.Writers) == 0 || len(l.ledger.lines()) > 0 || now.After(end.Add(grace))) {
			return nil
		}
	}
}

// round lets the writers write for a while and kills the server under them.
func (l *loop) round(ctx context.Context, server *process) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var writers sync.WaitGroup
	refused := make([]int, len(l.Writers))
	errs := make([]error, len(l.Writers))
	for i, write := range l.Writers {
		writers.Go(func() { refused[i], errs[i] = l.writing(ctx, write) })
	}
	life := l.EveryMin
	if spread := l.EveryMax - l.EveryMin; spread > 0 {
		life += time.Duration(l.draw.Int64N(int64(spread)))
	}
	died := false
	select {
	case <-time.After(life):
	case <-ctx.Done():
	case <-server.done:
		died = true
	}
	server.kill()
	stop()
	writers.Wait()
	for _, n := range refused {
		l.report.Refused += n
	}
	if died {
		return fmt.Errorf("the server ended by itself: %v", server.err)
	}
	return errors.Join(errs...)
}

// writing is one client: it stops with the round. The error is the ledger's, never the server's.
func (l *loop) writing(ctx context.Context, write func(context.Context) (string, error)) (refused int, err error) {
	for ctx.Err() == nil {
		ack, err := write(ctx)
		if err != nil {
			refused++
			pause(ctx, time.Millisecond)
			continue
		}
		if err := l.ledger.add(ack); err != nil {
			return refused, err
		}
	}
	return refused, nil
}

// start runs the server and waits until it answers.
func (l *loop) start(ctx context.Context) (*process, error) {
	begun := time.Now()
	server, err := launch(l.Start(), l.output)
	if err != nil {
		return nil, err
	}
	client := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for time.Since(begun) < patience && ctx.Err() == nil {
		if answer, err := client.Get(l.Ready); err == nil {
			answer.Body.Close()
			if answer.StatusCode < http.StatusInternalServerError {
				l.report.SlowestStart = max(l.report.SlowestStart, time.Since(begun))
				return server, nil
			}
		}
		select {
		case <-server.done:
			return nil, fmt.Errorf("the server did not start: %v: see %s", server.err, l.output.Name())
		case <-time.After(10 * time.Millisecond):
		}
	}
	server.kill()
	return nil, fmt.Errorf("the server did not answer on %s within %v", l.Ready, patience)
}

// pause waits, or less when the context ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// A process is a running server and all that it started.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how, once done
}

func launch(cmd *exec.Cmd, output *os.File) (*process, error) {
	if cmd.Stdout == nil {
		cmd.Stdout = output
	}
	if cmd.Stderr == nil {
		cmd.Stderr = output
	}
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true // so that its children die with it
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// kill ends the process without a word of warning, and waits until it is gone.
func (p *process) kill() {
	if p == nil {
		return
	}
	select {
	case <-p.done:
		return
	default:
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // it may have gone by itself meanwhile
	<-p.done
}
