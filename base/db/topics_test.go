package db_test

import (
	"sync"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
)

// heard is what a subscriber has been told.
type heard struct {
	mu     sync.Mutex
	topics []string
}

func (h *heard) hear(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.topics = append(h.topics, topic)
}

func (h *heard) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string{}, h.topics...)
}

// TestTopics publishes on one of two open databases over the same data. The one
// that wrote has heard when Write returns, in commit order; the other within a
// second, by name or as "*".
func TestTopics(t *testing.T) {
	for engine, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			at := url(t)
			here, there := dbtest.Open(t, at), dbtest.Open(t, at)
			var near, far heard
			stop := here.Subscribe(near.hear)
			there.Subscribe(far.hear)
			must(t, here.Write(ctx, func(x *db.Tx) error {
				x.Publish("a")
				x.Publish("b")
				x.Publish("a")
				_, err := x.Exec("CREATE TABLE thing (id TEXT PRIMARY KEY)")
				return err
			}))
			_ = here.Write(ctx, func(x *db.Tx) error { x.Publish("never"); return errNo })
			must(t, here.Write(ctx, func(x *db.Tx) error { x.Publish("c"); return insert(x, "1") }))
			if got := near.all(); len(got) != 3 || got[0] != "a" || got[1] != "b" || got[2] != "c" {
				t.Errorf("the writer's process heard %q", got)
			}
			for end := time.Now().Add(time.Second); len(far.all()) == 0 && time.Now().Before(end); {
				time.Sleep(10 * time.Millisecond)
			}
			if got := far.all(); len(got) == 0 || got[0] != "a" && got[0] != "*" {
				t.Errorf("the other process heard %q", got)
			}
			stop()
			must(t, here.Write(ctx, func(x *db.Tx) error { x.Publish("d"); return insert(x, "2") }))
			if got := near.all(); len(got) != 3 {
				t.Errorf("a subscriber that stopped heard %q", got)
			}
		})
	}
}

// TestListenerLost ends every connection of a database, as its restart does: the
// subscribers are told "*", and then hear again.
func TestListenerLost(t *testing.T) {
	d := dbtest.Open(t, dbtest.Postgres(t))
	var h heard
	d.Subscribe(h.hear)
	_ = d.Read(ctx, func(x *db.Tx) error { // ends itself too
		_, err := db.Strings(x, "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		return err
	})
	for end := time.Now().Add(5 * time.Second); len(h.all()) == 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	must(t, d.Write(ctx, func(x *db.Tx) error { x.Publish("a"); return nil }))
	if got := h.all(); len(got) != 2 || got[0] != "*" || got[1] != "a" {
		t.Errorf("heard %q", got)
	}
}
