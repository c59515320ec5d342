package kill

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/schooltest"
)

// The test's own program is also the server that it kills: see fake.
func TestMain(m *testing.M) {
	if kind := os.Getenv("KILL_FAKE"); kind != "" {
		fmt.Fprintln(os.Stderr, fake(kind, os.Getenv("KILL_ADDRESS"), os.Getenv("KILL_FILE")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// fake serves a file of lines. An honest one answers once the line is in the file; a hasty one answers first and
// writes what has gathered ten times a second; an odd one loses each line that ends in 7; a dying one ends by itself.
func fake(kind, address, name string) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	buffer := bufio.NewWriterSize(file, 1<<20)
	flush := func() error {
		if err := buffer.Flush(); err != nil {
			return err
		}
		return file.Sync()
	}
	http.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		line, err := io.ReadAll(r.Body)
		if err == nil && !(kind == "odd" && strings.HasSuffix(string(line), "7")) {
			_, err = fmt.Fprintf(buffer, "%s\n", line)
		}
		if err == nil && kind != "hasty" {
			err = flush()
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	http.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, name) })
	go func() {
		for range time.Tick(100 * time.Millisecond) {
			mu.Lock()
			if err := flush(); err != nil || kind == "dying" {
				os.Exit(3)
			}
			mu.Unlock()
		}
	}()
	return http.ListenAndServe(address, nil)
}

// options are a short loop over a fake server of the kind given.
func options(t *testing.T, kind string) Options {
	t.Helper()
	address := schooltest.FreePort(t)
	file := filepath.Join(t.TempDir(), "lines")
	var next atomic.Int64
	write := func(ctx context.Context) (string, error) {
		line := fmt.Sprint("line ", next.Add(1))
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address, strings.NewReader(line))
		if err != nil {
			return "", err
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return "", err
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return "", fmt.Errorf("status %d", answer.StatusCode)
		}
		return line, nil
	}
	return Options{
		Start: func() *exec.Cmd {
			server := exec.Command(os.Args[0])
			server.Env = append(os.Environ(), "KILL_FAKE="+kind, "KILL_ADDRESS="+address, "KILL_FILE="+file)
			return server
		},
		Ready:   "http://" + address,
		Writers: []func(context.Context) (string, error){write, write, write},
		Check:   func(acks []string) error { return found("http://"+address, acks) },
		For:     600 * time.Millisecond, EveryMin: 20 * time.Millisecond, EveryMax: 150 * time.Millisecond,
	}
}

// found asks the server for all lines and names the first acknowledged one that is not among them.
func found(address string, acks []string) error {
	answer, err := http.Get(address)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	kept := map[string]bool{}
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		kept[lines.Text()] = true
	}
	for _, ack := range acks {
		if !kept[ack] {
			return fmt.Errorf("%q was acknowledged and is lost", ack)
		}
	}
	return lines.Err()
}

func TestHonest(t *testing.T) {
	report := Loop(t, options(t, "honest"))
	if report.Kills < 2 || report.Acks < report.Kills {
		t.Errorf("%+v: too few kills or writes to prove anything", report)
	}
}

// TestCaught shows each way of losing what was acknowledged, and each loop that proves nothing, being refused.
func TestCaught(t *testing.T) {
	for _, c := range []struct {
		name, kind, want string
		change           func(*Options)
	}{
		{"answers before it writes", "hasty", "was acknowledged and is lost", nil},
		{"drops a line now and then", "odd", "was acknowledged and is lost", nil},
		{"ends by itself", "dying", "ended by itself", func(o *Options) { o.EveryMin, o.EveryMax = 5*time.Second, 5*time.Second }},
		{"does not start", "honest", "did not start", func(o *Options) { o.Start = func() *exec.Cmd { return exec.Command("false") } }},
		{"is nowhere", "honest", "start server", func(o *Options) { o.Start = func() *exec.Cmd { return exec.Command("/nowhere") } }},
		{"nothing written", "honest", "no write was ever acknowledged", func(o *Options) { o.Writers = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options(t, c.kind)
			if c.change != nil {
				c.change(&o)
			}
			report, err := Run(t.Context(), t.TempDir(), o)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%+v: error %v, want %q", report, err, c.want)
			}
		})
	}
}

// TestLedger shows what a person finds after a loop: the acknowledged lines, as many as the report says.
func TestLedger(t *testing.T) {
	folder := t.TempDir()
	report, err := Run(t.Context(), folder, options(t, "honest"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "acknowledged.log"))
	if err != nil || strings.Count(string(text), "\n") != report.Acks {
		t.Errorf("%d lines in the ledger (%v), %d acknowledged", strings.Count(string(text), "\n"), err, report.Acks)
	}
}
