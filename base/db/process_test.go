package db_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
)

// child is the variable that makes this test binary a process that writes to the
// database it names, and prints each id once its write is acknowledged.
const child = "PREAU_DB_CHILD"

func TestMain(m *testing.M) {
	if url := os.Getenv(child); url != "" {
		if err := writeForEver(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func writeForEver(url string) error {
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	failed := make(chan error)
	for range 8 {
		go func() {
			for {
				id := db.NewID()
				if err := d.Write(ctx, func(x *db.Tx) error { return insert(x, id) }); err != nil {
					failed <- err
					return
				}
				mu.Lock()
				fmt.Println(id) // straight to the pipe
				mu.Unlock()
			}
		}()
	}
	return <-failed
}

// write runs a process that writes to url until enough ids are acknowledged, then
// kills it and returns the ids.
func write(t *testing.T, url string, enough int) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), child+"="+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	late := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
	defer late.Stop()
	var ids []string
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			break
		}
		ids = append(ids, strings.TrimSpace(line))
		if len(ids) == enough {
			must(t, cmd.Process.Kill()) // what the pipe still holds is read too
		}
	}
	_ = cmd.Wait() // killed, as it should be
	if len(ids) < enough {
		t.Fatalf("only %d writes were acknowledged", len(ids))
	}
	return ids
}

// missing counts the ids that are not in the database.
func missing(t *testing.T, d *db.DB, ids []string) int {
	t.Helper()
	n := 0
	must(t, d.Read(ctx, func(x *db.Tx) error {
		for _, id := range ids {
			yes, err := db.Exists(x, "SELECT 1 FROM thing WHERE id = ?", id)
			if err != nil {
				return err
			}
			if !yes {
				n++
			}
		}
		return nil
	}))
	return n
}

// TestKilled kills a process that writes, three times: every write it said was
// done is there, and the database is whole.
func TestKilled(t *testing.T) {
	for engine, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			at := url(t)
			d := dbtest.Open(t, at)
			table(t, d)
			must(t, d.Close())
			for round := range 3 {
				ids := write(t, at, 200*(round+1))
				d := dbtest.Open(t, at)
				if n := missing(t, d, ids); n > 0 {
					t.Errorf("%d of %d acknowledged writes are lost", n, len(ids))
				}
				must(t, d.Check(ctx))
				must(t, d.Close())
			}
		})
	}
}

// TestTwoProcesses writes here and in another process over one SQLite file: both
// get on, nothing is lost, and "*" is heard here.
func TestTwoProcesses(t *testing.T) {
	at := dbtest.SQLite(t)
	d := dbtest.Open(t, at)
	table(t, d)
	var h heard
	d.Subscribe(h.hear)
	var mine []string
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
			}
			id := db.NewID()
			if err := d.Write(ctx, func(x *db.Tx) error { return insert(x, id) }); err != nil {
				t.Error(err)
				return
			}
			mine = append(mine, id)
		}
	}()
	theirs := write(t, at, 200)
	close(stop)
	<-done
	if n := missing(t, d, append(theirs, mine...)); n > 0 || len(mine) == 0 {
		t.Errorf("%d writes are lost, %d were made here", n, len(mine))
	}
	time.Sleep(300 * time.Millisecond)
	if all := h.all(); len(all) == 0 || all[0] != "*" {
		t.Errorf("heard %q", all)
	}
}
