package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// tick is the unit of /proc/PID/stat: USER_HZ is 100 on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// sample is how often the memory of a process is read.
const sample = 100 * time.Millisecond

// process is a child that is measured. It dies with the bench, however that ends.
type process struct {
	cmd  *exec.Cmd
	addr string
}

// nursery starts children from one thread that lasts: Linux sends a child the
// signal of its maker's death when the thread that made it ends.
var nursery = func() chan func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
}()

// begin starts a command that cannot outlive the bench.
func begin(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	done := make(chan error)
	nursery <- func() { done <- cmd.Start() }
	return <-done
}

// run runs a command to its end and gives the most memory that it had, and its
// CPU time.
func run(t testing.TB, name string, args ...string) (mb float64, cpu time.Duration) {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = &said, &said
	err := begin(cmd)
	if err == nil {
		p := &process{cmd: cmd}
		mb, err = p.most(cmd.Wait)
	}
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, args, err, said.String())
	}
	return mb, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// start starts a server and waits for its port to answer.
func start(t testing.TB, addr string, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd, addr: addr}
	if err := begin(cmd); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.stop)
	until := time.Now().Add(30 * time.Second)
	for {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
			return p
		}
		if time.Now().After(until) {
			t.Fatalf("%s does not answer: %v", addr, err)
		}
		time.Sleep(time.Millisecond)
	}
}

// stop asks the process to end, and waits for it.
func (p *process) stop() {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // gone already: Wait says so
	_ = p.cmd.Wait()
}

// stat reads the CPU time of a process, that of the children it has buried, and
// the process above it, from /proc (proc(5)).
func stat(pid int) (own, buried time.Duration, above int, err error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, 0, err
	}
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	number := func(i int) time.Duration {
		n, _ := strconv.Atoi(f[i]) // the kernel writes numbers
		return time.Duration(n)
	}
	return (number(11) + number(12)) * tick, (number(13) + number(14)) * tick, int(number(1)), nil
}

// cpu is the time that a server has used so far: its process, and for a
// PostgreSQL (0 for none) its postmaster and every process below it.
func (p *process) cpu(postmaster int) (time.Duration, error) {
	all, _, _, err := stat(p.cmd.Process.Pid)
	if err != nil || postmaster == 0 {
		return all, err
	}
	own, buried, _, err := stat(postmaster)
	if err != nil {
		return 0, err
	}
	all += own + buried
	entries, err := os.ReadDir("/proc")
	for _, e := range entries {
		pid, bad := strconv.Atoi(e.Name())
		if bad != nil {
			continue
		}
		if own, _, above, gone := stat(pid); gone == nil && above == postmaster {
			all += own
		}
	}
	return all, err
}

// postmaster is the process of the server behind a PostgreSQL's URL.
func postmaster(ctx context.Context, url string) (int, error) {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer c.Close(ctx)
	var pid int
	if err := c.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return 0, err
	}
	_, _, above, err := stat(pid)
	return above, err
}

// memory is the share of memory of a process (PSS), in megabytes.
func (p *process) memory() (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		if f := strings.Fields(s.Text()); slices.Contains(f, "Pss:") {
			kB, err := strconv.ParseFloat(f[1], 64)
			return kB / 1024, err
		}
	}
	return 0, fmt.Errorf("no Pss in smaps_rollup")
}

// most follows the memory of a process while fn runs, and gives the most it had.
func (p *process) most(fn func() error) (most float64, err error) {
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			if mb, err := p.memory(); err == nil {
				most = max(most, mb)
			}
			select {
			case <-stop:
				return
			case <-time.After(sample):
			}
		}
	}()
	err = fn()
	close(stop)
	<-stopped
	return most, err
}
