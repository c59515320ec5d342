package db_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"preau/base/db"
)

// TestManyWriters has 200 writers write at once: every row arrives and no writer
// is starved. PREAU_BENCH_WRITES sets how many writes each does (5): with 25,
// `go test -run ManyWriters -v ./base/db` prints the figures of the design.
func TestManyWriters(t *testing.T) {
	const writers = 200
	each(t, func(t *testing.T, d *db.DB) {
		writes := 5
		if n, err := strconv.Atoi(os.Getenv("PREAU_BENCH_WRITES")); err == nil {
			writes = n
		}
		begun := time.Now()
		waits, ends := hammer(t, d, writers, writes)
		took := time.Since(begun)
		if n := count(t, d); n != writers*writes {
			t.Errorf("%d rows, not %d", n, writers*writes)
		}
		slices.Sort(waits)
		slices.Sort(ends)
		s := d.Stats()
		t.Logf("%s: %.0f writes/s, p50 %s, p99 %s, longest %s; first writer done after %s, last after %s; %d commits, group ≤ %d, %d retries",
			d.Engine(), float64(len(waits))/took.Seconds(), waits[len(waits)/2], waits[len(waits)*99/100], waits[len(waits)-1],
			ends[0], ends[len(ends)-1], s.Commits, s.GroupMax, s.Retries)
		// A fair queue lets nobody wait for many times what all wait for.
		if slow, usual := waits[len(waits)-1], waits[len(waits)/2]; slow > 20*usual+time.Second {
			t.Errorf("a write waited %s where the usual wait is %s", slow, usual)
		}
	})
}

// hammer has writers write at once and returns how long each write took and when
// each writer was done.
func hammer(t *testing.T, d *db.DB, writers, writes int) (waits, ends []time.Duration) {
	t.Helper()
	var mu sync.Mutex
	var group sync.WaitGroup
	var failed error
	begun := time.Now()
	for w := range writers {
		group.Go(func() {
			var mine []time.Duration
			for i := range writes {
				at := time.Now()
				err := d.Write(ctx, func(x *db.Tx) error {
					_, err := x.Exec("INSERT INTO thing (id, n) VALUES (?, ?)", fmt.Sprintf("%03d-%04d", w, i), i)
					return err
				})
				mine = append(mine, time.Since(at))
				if err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
				}
			}
			mu.Lock()
			defer mu.Unlock()
			waits = append(waits, mine...)
			ends = append(ends, time.Since(begun))
		})
	}
	group.Wait()
	must(t, failed)
	return waits, ends
}
