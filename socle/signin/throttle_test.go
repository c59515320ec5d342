package signin_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/signin/brake"
)

// fail tries a wrong password and tells what came back.
func (h *house) fail(identifier string, from signin.From) error {
	_, err := h.SignIn(context.Background(), identifier, "pas le bon mot", signin.Shared, from)
	return err
}

func (h *house) failTimes(n int, identifier string, from signin.From) {
	h.t.Helper()
	for i := range n {
		if err := h.fail(identifier, from); !errors.Is(err, signin.ErrRefused) {
			h.t.Fatalf("try %d on %s: %v", i+1, identifier, err)
		}
	}
}

func wait(err error) time.Duration {
	var soon *brake.Throttled
	if errors.As(err, &soon) {
		return soon.Wait
	}
	return 0
}

func TestStrangerIsSlowed(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines, claire)
		known := h.in("ines.moreau", at("192.0.2.1"))
		hashes := h.Stats().Hashes
		h.failTimes(5, "ines.moreau", at("192.0.2.1"))
		if w := wait(h.fail("ines.moreau", at("192.0.2.1"))); w != 5*time.Second {
			h.t.Errorf("the sixth try waits %s", w)
		}
		if got := h.Stats().Hashes - hashes; got != 5 {
			h.t.Errorf("%d hashes for 5 tries and one that came too soon", got)
		}
		// Right or wrong, too soon is too soon.
		if _, err := h.SignIn(context.Background(), "ines.moreau", good, signin.Shared, at("192.0.2.1")); wait(err) == 0 {
			h.t.Errorf("the right password, too soon: %v", err)
		}
		mine := at("192.0.2.1")
		mine.Device = known.Device
		h.in("ines.moreau", mine)               // her own device, on the stranger's network
		h.in("ines.moreau", at("198.51.100.7")) // anywhere else
		h.in("claire.ferrand", at("192.0.2.1")) // another person, there
	})
}

func TestDelaysGrow(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines)
		h.failTimes(5, "ines.moreau", at("192.0.2.1"))
		for _, want := range []time.Duration{5, 10, 20, 40, 80, 160, 300, 300} {
			if w := wait(h.fail("ines.moreau", at("192.0.2.1"))); w != want*time.Second {
				h.t.Fatalf("waits %s, want %s", w, want*time.Second)
			}
			h.clock.forward(want * time.Second)
			h.failTimes(1, "ines.moreau", at("192.0.2.1"))
		}
		h.clock.forward(2 * time.Hour)
		h.failTimes(5, "ines.moreau", at("192.0.2.1"))
		h.clock.forward(10 * time.Second)
		h.in("ines.moreau", at("192.0.2.1"))
		h.failTimes(5, "ines.moreau", at("192.0.2.1"))
	})
}

// TestKnownDeviceGuessing: who sits at a machine where somebody signed in is
// slowed too, there only.
func TestKnownDeviceGuessing(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines)
		mine := at("192.0.2.1")
		mine.Device = h.in("ines.moreau", mine).Device
		h.failTimes(5, "ines.moreau", mine)
		if wait(h.fail("ines.moreau", mine)) == 0 {
			h.t.Error("a known device guesses without end")
		}
		h.in("ines.moreau", at("192.0.2.2"))
	})
}

func TestSpraying(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines, claire)
		mine := at("203.0.113.9")
		mine.Device = h.in("ines.moreau", mine).Device
		var w time.Duration
		for i := range 60 {
			if w = wait(h.fail(fmt.Sprintf("person.%d", i), at("203.0.113.9"))); w > 0 {
				break
			}
		}
		if w == 0 {
			h.t.Fatal("one password tried on 60 accounts is not slowed")
		}
		h.in("ines.moreau", mine)
		h.in("claire.ferrand", at("203.0.113.10"))
		if w > time.Second {
			h.t.Errorf("the first delay of a network is %s", w)
		}
		h.clock.forward(time.Second)
		h.in("claire.ferrand", at("203.0.113.9"))
	})
}

// TestMorning: a whole school behind one address mistypes once, then gets in.
func TestMorning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, signin.Options{})
		people := h.crowd(60, cheap)
		for _, p := range people {
			h.failTimes(1, p, at("192.0.2.1"))
			h.in(p, at("192.0.2.1"))
		}
		if s := h.Stats(); s.Throttled != 0 || s.Opened != 60 {
			t.Errorf("%+v", s)
		}
	})
}

// crowd makes n people with open accounts, and gives their identifiers.
func (h *house) crowd(n int, stored string) (identifiers []string) {
	h.t.Helper()
	h.write(func(t *db.Tx) error {
		var ids []directory.ID
		identifiers = identifiers[:0]
		for i := range n {
			id := directory.ID(fmt.Sprintf("crowd-%04d", i))
			ids = append(ids, id)
			if _, err := t.Exec(`INSERT INTO directory_person (id, first_name, family_name, sort_key, created_at) VALUES (?, 'Jean', 'Martin', 'martin jean', 1)`, id); err != nil {
				return err
			}
		}
		if err := signin.NewAccounts(t, ids, h.clock.now()); err != nil {
			return err
		}
		for _, id := range ids {
			if err := signin.OpenAccount(t, id, stored, h.clock.now()); err != nil {
				return err
			}
			a, _, err := signin.Of(t, id)
			if err != nil {
				return err
			}
			identifiers = append(identifiers, a.Identifier)
		}
		return nil
	})
	return identifiers
}

// TestEveryRefusalIsTheSame counts the hashes of each.
func TestEveryRefusalIsTheSame(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines, claire)
		h.write(func(t *db.Tx) error { return signin.Block(t, claire, h.clock.now()) })
		for name, c := range map[string][2]string{
			"unknown":                   {"personne.ici", good},
			"wrong password":            {"ines.moreau", "pas le bon mot"},
			"no account open yet":       {"nadia.moreau", good},
			"closed, right password":    {"claire.ferrand", good},
			"nothing":                   {"", ""},
			"not even text":             {"\xff\x00", "\xff\x00"},
			"a password for identifier": {"mon mot de passe secret", ""},
		} {
			before := h.Stats().Hashes
			_, err := h.SignIn(context.Background(), c[0], c[1], signin.Shared, at("192.0.2.1"))
			if !errors.Is(err, signin.ErrRefused) {
				h.t.Errorf("%s: %v", name, err)
			}
			if n := h.Stats().Hashes - before; n != 1 {
				h.t.Errorf("%s: %d hashes", name, n)
			}
		}
	})
}

// TestThousandAtOnce: guesses sent together do not all count as the first.
func TestThousandAtOnce(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines)
		before := h.Stats().Hashes
		var refused, throttled atomic.Int64
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				err := h.fail("ines.moreau", at("192.0.2.1"))
				switch {
				case errors.Is(err, signin.ErrRefused):
					refused.Add(1)
				case wait(err) > 0:
					throttled.Add(1)
				default:
					h.t.Errorf("%v", err)
				}
			})
		}
		all.Wait()
		if refused.Load() != 5 || throttled.Load() != 95 || h.Stats().Hashes-before != 5 {
			h.t.Errorf("%d refused, %d throttled, %d hashes", refused.Load(), throttled.Load(), h.Stats().Hashes-before)
		}
	})
}

// TestRush signs 300 people in at once: the line is bounded, everyone gets in.
func TestRush(t *testing.T) {
	each(t, func(h *house) {
		people := h.crowd(300, cheap)
		k := h.desk(signin.Options{Hashes: 1})
		var all sync.WaitGroup
		for _, p := range people {
			all.Go(func() {
				if _, err := k.SignIn(context.Background(), p, good, signin.Shared, at("192.0.2.1")); err != nil {
					h.t.Errorf("%s: %v", p, err)
				}
			})
		}
		all.Wait()
		if s := k.Stats(); s.Opened != 300 || s.Waiting != 0 || s.Hashing != 0 || s.Throttled != 0 {
			h.t.Errorf("%+v", s)
		}
		if k.Line().Most() != 1 {
			h.t.Errorf("%d hashes at once", k.Line().Most())
		}
	})
}

// TestGivingUp: who leaves the line is not counted as having failed.
func TestGivingUp(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		for range 10 {
			if _, err := h.SignIn(ctx, "ines.moreau", good, signin.Shared, at("192.0.2.1")); !errors.Is(err, context.Canceled) {
				h.t.Fatalf("%v", err)
			}
		}
		h.failTimes(4, "ines.moreau", at("192.0.2.1"))
		h.in("ines.moreau", at("192.0.2.1"))
	})
}
