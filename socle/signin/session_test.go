package signin_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/directory"
	"preau/socle/signin"
)

func TestLengths(t *testing.T) {
	cases := []struct {
		name  string
		kind  signin.Kind
		steps []time.Duration // between pages
		in    bool
	}{
		{"shared, seen often", signin.Shared, []time.Duration{29 * time.Minute, 29 * time.Minute}, true},
		{"shared, idle", signin.Shared, []time.Duration{30 * time.Minute}, false},
		{"shared, ten hours of work", signin.Shared, repeat(25*time.Minute, 24), false},
		{"shared, nine hours of work", signin.Shared, repeat(25*time.Minute, 22), true},
		{"mine, a month idle but a day", signin.Own, []time.Duration{29 * 24 * time.Hour}, true},
		{"mine, a month", signin.Own, []time.Duration{30 * 24 * time.Hour}, false},
	}
	each(t, func(h *house) {
		h.open(ines)
		for _, c := range cases {
			o, err := h.SignIn(context.Background(), "ines.moreau", good, c.kind, at("192.0.2.1"))
			h.must(err)
			in := true
			for _, step := range c.steps {
				h.clock.forward(step)
				_, in = who(h.Desk, o.Session)
			}
			if in != c.in {
				h.t.Errorf("%s: signed in %v, want %v", c.name, in, c.in)
			}
		}
	})
}

func repeat(d time.Duration, n int) []time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = d
	}
	return all
}

func TestSeenIsWritten(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines)
		o := h.in("ines.moreau", at("192.0.2.1"))
		other := h.desk(signin.Options{})
		for range 4 {
			h.clock.forward(20 * time.Minute)
			if _, ok := who(h.Desk, o.Session); !ok {
				h.t.Fatal("signed out while working")
			}
			h.must(h.Flush(context.Background()))
		}
		// Another process has not seen the session for an hour and twenty.
		if _, ok := who(other, o.Session); !ok {
			h.t.Error("another process thinks the session idle")
		}
		h.clock.forward(31 * time.Minute)
		if _, ok := who(other, o.Session); ok {
			h.t.Error("an idle session still opens")
		}
	})
}

func TestForged(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines)
		o := h.in("ines.moreau", at("192.0.2.1"))
		stored := strings.Join(h.strings(`SELECT token FROM signin_session`), "")
		for _, token := range []string{"", "x", o.Session[1:] + "A", o.Session + "A", strings.Repeat("A", 43), stored, stored[:43]} {
			if id, ok := who(h.Desk, token); ok {
				h.t.Errorf("token %q is %s", token, id.Person)
			}
		}
		if id, ok := who(h.Desk, o.Session); !ok || id.Person != ines {
			h.t.Error("the true token is nobody")
		}
		if strings.Contains(stored, o.Session) {
			h.t.Error("the token stands in the database")
		}
	})
}

func (h *house) strings(query string) (all []string) {
	h.t.Helper()
	h.must(h.db.Read(context.Background(), func(t *db.Tx) (err error) {
		all, err = db.Strings(t, query)
		return err
	}))
	return all
}

// TestRevocation signs in by one process and has another end it.
func TestRevocation(t *testing.T) {
	ways := []struct {
		name string
		do   func(h *house, other *signin.Desk, o signin.Opened, id signin.Identity) error
	}{
		{"sign out", func(_ *house, k *signin.Desk, o signin.Opened, _ signin.Identity) error {
			return k.SignOut(context.Background(), o.Session)
		}},
		{"end one", func(h *house, _ *signin.Desk, _ signin.Opened, id signin.Identity) error {
			return h.db.Write(context.Background(), func(t *db.Tx) error { return signin.End(t, ines, id.Session, h.clock.now()) })
		}},
		{"end others", func(h *house, _ *signin.Desk, _ signin.Opened, _ signin.Identity) error {
			return h.db.Write(context.Background(), func(t *db.Tx) error { return signin.EndOthers(t, ines, "", h.clock.now()) })
		}},
		{"new password", func(_ *house, k *signin.Desk, _ signin.Opened, _ signin.Identity) error {
			return k.SetPassword(context.Background(), "ines.moreau", "sapin fenêtre 42 loutre")
		}},
		{"block", func(h *house, _ *signin.Desk, _ signin.Opened, _ signin.Identity) error {
			return h.db.Write(context.Background(), func(t *db.Tx) error { return signin.Block(t, ines, h.clock.now()) })
		}},
	}
	each(t, func(h *house) {
		other := h.desk(signin.Options{})
		for _, way := range ways {
			h.write(func(t *db.Tx) error {
				err := signin.Unblock(t, ines)
				if errors.Is(err, signin.ErrNoAccount) {
					err = nil
				}
				return err
			})
			h.open(ines)
			o := h.in("ines.moreau", at("192.0.2.1"))
			id, ok := who(h.Desk, o.Session)
			if _, there := who(other, o.Session); !ok || !there {
				h.t.Fatalf("%s: not signed in at first", way.name)
			}
			h.must(way.do(h, other, o, id))
			for _, k := range []*signin.Desk{h.Desk, other} {
				if _, ok := who(k, o.Session); ok {
					h.t.Errorf("%s: still signed in", way.name)
				}
			}
		}
	})
}

// TestTwoProcesses opens the database twice, as two servers do.
func TestTwoProcesses(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			where := url(t)
			h := build(t, dbtest.Open(t, where), signin.Options{})
			other := signin.New(dbtest.Open(t, where), signin.Options{Now: h.clock.now})
			defer other.Close()
			h.open(ines)
			o := h.in("ines.moreau", at("192.0.2.1"))
			if _, ok := who(other, o.Session); !ok {
				t.Fatal("the other process does not know the session")
			}
			h.must(h.SignOut(context.Background(), o.Session))
			ended := time.Now()
			for {
				if _, ok := who(other, o.Session); !ok {
					break
				}
				if time.Since(ended) > time.Second {
					t.Fatal("a second later, the other process still knows the session")
				}
				time.Sleep(5 * time.Millisecond)
			}
			t.Logf("seen after %s", time.Since(ended).Round(time.Millisecond))
		})
	}
}

func TestRotation(t *testing.T) {
	each(t, func(h *house) {
		h.open(claire)
		first := h.in("claire.ferrand", at("192.0.2.1"))
		from := at("192.0.2.1")
		from.Session, from.Device = first.Session, first.Device
		second := h.in("claire.ferrand", from)
		if _, ok := who(h.Desk, first.Session); ok || second.Session == first.Session {
			h.t.Error("signing in again leaves the session before it open")
		}
		id, _ := who(h.Desk, second.Session)
		h.write(func(t *db.Tx) error {
			_, err := t.Exec(`INSERT INTO directory_tie (person, school, role, sort_key) VALUES ('p-claire', '9990001X', 'guardian', 'x')`)
			return err
		})
		third, err := h.Wear(context.Background(), id.Session, uai, directory.Guardian)
		h.must(err)
		if _, ok := who(h.Desk, second.Session); ok {
			h.t.Error("another hat leaves the old token open")
		}
		if now, ok := who(h.Desk, third.Session); !ok || now.Role != directory.Guardian || now.Session != id.Session {
			h.t.Errorf("after the change of hat: %+v, %v", now, ok)
		}
		if _, err := h.Wear(context.Background(), id.Session, uai, directory.Head); !errors.Is(err, signin.ErrOver) {
			h.t.Errorf("a hat that is not hers: %v", err)
		}
		if _, ok := who(h.Desk, third.Session); !ok {
			h.t.Error("a refused hat ends the session")
		}
	})
}
