package signin_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/base/db"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/signin/fact"
	"preau/socle/signin/secret"
)

var (
	inesFact  = fact.Answer{Birth: "2012-05-14"}
	nadiaFact = fact.Answer{Birth: "2012-05-14", Digits: "4321"}
)

func (h *house) activate(code string, f fact.Answer) (signin.Opened, error) {
	return h.Activate(context.Background(), signin.Activation{
		Code: code, Facts: f, Password: good, Charter: signin.Charter, Kind: signin.Shared, From: at("192.0.2.1"),
	})
}

func TestFacts(t *testing.T) {
	cases := []struct {
		name   string
		person directory.ID
		answer fact.Answer
		right  bool
	}{
		{"pupil, own birth date", ines, inesFact, true},
		{"pupil, another date", ines, fact.Answer{Birth: "2012-05-15"}, false},
		{"pupil, nothing", ines, fact.Answer{}, false},
		{"agent, own birth date", claire, fact.Answer{Birth: "1984-03-27"}, true},
		{"guardian, child's date and phone", nadia, nadiaFact, true},
		{"guardian, date alone", nadia, fact.Answer{Birth: "2012-05-14"}, false},
		{"guardian, phone alone", nadia, fact.Answer{Digits: "4321"}, false},
		{"guardian, other phone", nadia, fact.Answer{Birth: "2012-05-14", Digits: "1234"}, false},
	}
	each(t, func(h *house) {
		for _, c := range cases {
			code := h.reissue(c.person, signin.ByLetter)
			p, err := h.Prove(context.Background(), code, c.answer)
			var wrong *signin.Wrong
			switch {
			case c.right && (err != nil || p.Person != c.person):
				h.t.Errorf("%s: %v, %v", c.name, p.Person, err)
			case !c.right && !errors.As(err, &wrong):
				h.t.Errorf("%s: %v", c.name, err)
			case !c.right && (wrong.Left != 4 || p.Person != "" || p.First != ""):
				h.t.Errorf("%s: %d tries left, and shows %q", c.name, wrong.Left, p.First)
			}
		}
	})
}

func TestByHand(t *testing.T) {
	each(t, func(h *house) {
		h.write(func(t *db.Tx) error {
			if _, _, err := signin.Reissue(t, paper, claire, signin.ByLetter, h.clock.now()); !errors.Is(err, signin.ErrByHand) {
				h.t.Errorf("a letter to someone of whom nothing is known: %v", err)
			}
			return nil
		})
		code := h.reissue(paper, signin.ByHand)
		if e, err := h.Enter(context.Background(), code); err != nil || e.Asks {
			h.t.Errorf("a code given by hand asks %v, %v", e.Asks, err)
		}
		if _, err := h.activate(code, fact.Answer{}); err != nil {
			h.t.Errorf("a code given by hand: %v", err)
		}
		if by := h.strings(`SELECT handed_by FROM signin_code WHERE person = 'p-paper'`); by[0] != string(claire) {
			h.t.Errorf("handed by %v", by)
		}
		// The hand does not stand for a fact that is known.
		code = h.reissue(ines, signin.ByHand)
		var wrong *signin.Wrong
		if _, err := h.activate(code, fact.Answer{}); !errors.As(err, &wrong) {
			h.t.Errorf("a pupil's code by hand, without the fact: %v", err)
		}
	})
}

func TestFiveWrongFacts(t *testing.T) {
	each(t, func(h *house) {
		code := h.reissue(ines, signin.ByLetter)
		var all sync.WaitGroup
		var counted atomic.Int64
		for range 12 {
			all.Go(func() {
				var wrong *signin.Wrong
				if _, err := h.Prove(context.Background(), code, fact.Answer{Birth: "2001-01-01"}); errors.As(err, &wrong) {
					counted.Add(1)
				}
			})
		}
		all.Wait()
		if counted.Load() != 5 {
			h.t.Errorf("%d wrong facts were let through", counted.Load())
		}
		if _, err := h.activate(code, inesFact); !errors.Is(err, signin.ErrCode) {
			h.t.Errorf("the right fact after five wrong ones: %v", err)
		}
		if _, err := h.activate(h.reissue(ines, signin.ByLetter), inesFact); err != nil {
			h.t.Errorf("a new code: %v", err)
		}
	})
}

func TestCodeExpires(t *testing.T) {
	cases := map[signin.Channel]int{signin.ByLetter: 60, signin.ByHand: 60, signin.ByEmail: 14, signin.BySMS: 14}
	each(t, func(h *house) {
		for channel, days := range cases {
			code := h.reissue(ines, channel)
			h.clock.forward(time.Duration(days)*24*time.Hour - time.Minute)
			if _, err := h.Enter(context.Background(), code); err != nil {
				h.t.Errorf("%s, just before: %v", channel, err)
			}
			h.clock.forward(2 * time.Minute)
			_, err := h.activate(code, inesFact)
			var late *signin.Expired
			if !errors.As(err, &late) || late.School.Name != "Collège des Tilleuls" || late.School.Phone == "" {
				h.t.Errorf("%s, after %d days: %v", channel, days, err)
			}
		}
	})
}

func TestCodes(t *testing.T) {
	each(t, func(h *house) {
		ctx := context.Background()
		old := h.reissue(ines, signin.ByLetter)
		code := h.reissue(ines, signin.ByLetter)
		if !regexp.MustCompile(`^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$`).MatchString(code) {
			h.t.Errorf("code %q", code)
		}
		for _, c := range []string{old, "", "AAAA-AAAA-AAAA", code + "A", "0000-1111-IIII"} {
			if _, err := h.Enter(ctx, c); !errors.Is(err, signin.ErrCode) {
				h.t.Errorf("code %q: %v", c, err)
			}
		}
		if all := strings.Join(h.strings(`SELECT code FROM signin_code`), " "); strings.Contains(all, strings.ReplaceAll(code, "-", "")) {
			h.t.Error("the code stands in the database")
		}
		// Pasted with blanks, typed in lower case.
		o, err := h.activate(" "+strings.ToLower(strings.ReplaceAll(code, "-", " "))+"\n", inesFact)
		h.must(err)
		if id, ok := who(h.Desk, o.Session); !ok || id.Person != ines || id.Charter != signin.Charter {
			h.t.Errorf("after activation: %+v, %v", id, ok)
		}
		if _, err := h.activate(code, inesFact); !errors.Is(err, signin.ErrCode) {
			h.t.Errorf("used twice: %v", err)
		}
		h.in("ines.moreau", at("192.0.2.1"))
		h.journal("a activé son compte et accepté la charte informatique")
	})
}

// journal fails unless the last line of the journal says so.
func (h *house) journal(says string) {
	h.t.Helper()
	h.must(h.db.Read(context.Background(), func(t *db.Tx) error {
		lines, err := audit.List(t, audit.Filter{School: uai, Limit: 1})
		if err == nil && (len(lines) != 1 || lines[0].Says != says) {
			h.t.Errorf("the journal says %v, want %q", lines, says)
		}
		return err
	}))
}

func TestActivateRules(t *testing.T) {
	each(t, func(h *house) {
		ctx := context.Background()
		code := h.reissue(nadia, signin.ByLetter)
		a := signin.Activation{Code: code, Facts: nadiaFact, Password: "court", Charter: signin.Charter, From: at("192.0.2.1")}
		var weak *secret.Weak
		if _, err := h.Activate(ctx, a); !errors.As(err, &weak) {
			h.t.Errorf("a short password: %v", err)
		}
		a.Password, a.Charter = good, 0
		if _, err := h.Activate(ctx, a); !errors.Is(err, signin.ErrCharter) {
			h.t.Errorf("without the charter: %v", err)
		}
		a.Charter = signin.Charter
		h.write(func(t *db.Tx) error { return signin.Block(t, nadia, h.clock.now()) })
		if _, err := h.Activate(ctx, a); !errors.Is(err, signin.ErrCode) {
			h.t.Errorf("a closed account: %v", err)
		}
		h.write(func(t *db.Tx) error {
			if _, _, err := signin.Reissue(t, nadia, claire, signin.ByLetter, h.clock.now()); !errors.Is(err, signin.ErrNoAccount) {
				h.t.Errorf("a code for a closed account: %v", err)
			}
			return signin.Unblock(t, nadia)
		})
		if _, err := h.Activate(ctx, a); err != nil {
			h.t.Errorf("opened again: %v", err)
		}
	})
}

// TestForgotten: a new code gives a new password, and ends what was open.
func TestForgotten(t *testing.T) {
	each(t, func(h *house) {
		h.open(ines)
		o := h.in("ines.moreau", at("192.0.2.1"))
		h.write(func(t *db.Tx) error {
			_, err := signin.AppPassword(t, ines, signin.ScopeAPI, "essai", h.clock.now())
			return err
		})
		code := h.reissue(ines, signin.ByHand)
		if _, ok := who(h.Desk, o.Session); !ok {
			h.t.Error("making a code ends sessions")
		}
		_, err := h.activate(code, inesFact)
		h.must(err)
		if _, ok := who(h.Desk, o.Session); ok {
			h.t.Error("the sessions before the new password are open")
		}
		h.must(h.db.Read(h.t.Context(), func(t *db.Tx) error {
			left, err := signin.Tokens(t, ines)
			if len(left) > 0 {
				h.t.Error("a token of whoever had the account before is good")
			}
			return err
		}))
	})
}
