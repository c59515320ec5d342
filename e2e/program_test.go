package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"preau/schooltest"
)

// The password of every demo person, and the three schools they are of.
const (
	password    = "preau-demo"
	firstSchool = "9990001X"
)

// built is the program, made once for all tests of the package.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "preau-e2e-")
	if err != nil {
		return "", err
	}
	atEnd(func() { _ = os.RemoveAll(dir) })
	program := filepath.Join(dir, "preau")
	build := exec.Command("go", "build", "-o", program, "preau")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build preau: %w: %s", err, said)
	}
	return program, nil
})

// filled is a data folder with the demonstration, made once and copied by each test.
var filled = sync.OnceValues(func() (string, error) {
	program, err := built()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(filepath.Dir(program), "demonstration")
	if said, err := exec.Command(program, "demo", "-data", dir).CombinedOutput(); err != nil {
		return "", fmt.Errorf("preau demo: %w: %s", err, said)
	}
	return dir, nil
})

// program gives the path of the program.
func program(t testing.TB) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// demonstration gives a data folder of one's own with the demonstration in it.
func demonstration(t testing.TB) string {
	t.Helper()
	from, err := filled()
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// A Served is a running preau serve.
type Served struct {
	t    testing.TB
	URL  string // of the pages
	Data string // the data folder
	args []string
	cmd  *exec.Cmd
	log  *bytes.Buffer
}

// Serve starts the program over a demonstration of the test's own.
func Serve(t testing.TB, flags ...string) *Served {
	t.Helper()
	return ServeIn(t, demonstration(t), flags...)
}

// ServeIn starts the program over a data folder, on free ports, and ends it with the test.
func ServeIn(t testing.TB, data string, flags ...string) *Served {
	t.Helper()
	pages, admin := schooltest.FreePort(t), schooltest.FreePort(t)
	s := &Served{t: t, URL: "http://" + pages, Data: data}
	s.args = append([]string{"serve", "-data", data, "-listen", pages, "-admin", admin}, flags...)
	t.Cleanup(func() {
		s.Stop()
		if t.Failed() {
			t.Logf("preau serve said:\n%s", tail(s.log.String(), 3000))
		}
	})
	s.Start()
	return s
}

// Command is the command that serves, for who starts it themselves.
func (s *Served) Command() *exec.Cmd { return exec.Command(program(s.t), s.args...) }

// Start starts it again, and waits until it answers.
func (s *Served) Start() {
	s.t.Helper()
	s.log, s.cmd = new(bytes.Buffer), s.Command()
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(20 * time.Millisecond) {
		if answer, err := http.Get(s.URL + "/healthz"); err == nil {
			answer.Body.Close()
			return
		}
	}
	s.Stop()
	s.t.Fatalf("preau serve did not answer: %s", s.log)
}

// Stop asks the program to end and waits until it has.
func (s *Served) Stop() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	_ = s.cmd.Wait()
	s.cmd = nil
}

func tail(s string, n int) string {
	if len(s) > n {
		return "…" + s[len(s)-n:]
	}
	return s
}

// read gives a whole answer.
func read(t testing.TB, answer *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return string(body)
}
