package signin_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/signin/secret"
)

func TestIdentifiers(t *testing.T) {
	names := []struct{ first, family, want string }{
		{"Inès", "Moreau", "ines.moreau2"}, // there is one already
		{"INÈS", "MOREAU", "ines.moreau3"},
		{"Jean-Pierre", "d’Àrc-Nuñez", "jean-pierre.d-arc-nunez"},
		{"Sean", "O'Neill", "sean.o-neill"},
		{"小龙", "李", "compte"},
		{"דוד", "כהן", "compte2"},
		{"小龙", "Lee", "lee"},
		{"Louis XVI", "Capet 2", "louis-xvi.capet"},
		{"Cœur", "Lœuf", "coeur.loeuf"},
		{strings.Repeat("a", 200), strings.Repeat("b", 200), strings.Repeat("a", 30) + "." + strings.Repeat("b", 30)},
	}
	each(t, func(h *house) {
		var ids []directory.ID
		h.write(func(t *db.Tx) error {
			ids = ids[:0]
			for i, n := range names {
				ids = append(ids, directory.ID(fmt.Sprintf("q-%02d", i)))
				if _, err := t.Exec(`INSERT INTO directory_person (id, first_name, family_name, sort_key, created_at) VALUES (?, ?, ?, '', 1)`, ids[i], n.first, n.family); err != nil {
					return err
				}
			}
			// Twice: the second import changes nothing.
			return errors.Join(signin.NewAccounts(t, ids, h.clock.now()), signin.NewAccounts(t, ids, h.clock.now()))
		})
		h.must(h.db.Read(context.Background(), func(t *db.Tx) error {
			for i, n := range names {
				a, ok, err := signin.Of(t, ids[i])
				if err != nil || !ok || a.Identifier != n.want || a.State != signin.Waiting {
					h.t.Errorf("%s %s: %q, %v, %v", n.first, n.family, a.Identifier, ok, err)
				}
			}
			return nil
		}))
	})
}

func TestAddPerson(t *testing.T) {
	each(t, func(h *house) {
		n := signin.Newcomer{First: "Emma", Family: "Lopez", Birth: "1990-01-02", School: uai, Role: directory.Teacher, Until: "2026-12-18", Title: "anglais"}
		h.write(func(t *db.Tx) error {
			a, err := signin.AddPerson(t, n, h.clock.now())
			if err != nil || a.Identifier != "emma.lopez" || a.State != signin.Waiting {
				h.t.Errorf("%+v, %v", a, err)
			}
			p, _, err := directory.Load(t, a.Person, "2026-12-18")
			if err != nil || !p.In(uai, directory.Teacher) {
				h.t.Errorf("on the last day: %+v, %v", p, err)
			}
			p, _, err = directory.Load(t, a.Person, "2026-12-19")
			if err != nil || len(p.Ties) != 0 {
				h.t.Errorf("the day after: %+v, %v", p.Ties, err)
			}
			n.Identifier, n.First = "Admin", "Ada"
			if a, err = signin.AddPerson(t, n, h.clock.now()); err != nil || a.Identifier != "admin" {
				h.t.Errorf("%+v, %v", a, err)
			}
			if _, err = signin.AddPerson(t, n, h.clock.now()); !errors.Is(err, signin.ErrTaken) {
				h.t.Errorf("an identifier that is taken: %v", err)
			}
			if _, err = signin.AddPerson(t, signin.Newcomer{First: "X"}, h.clock.now()); !errors.Is(err, signin.ErrName) {
				h.t.Errorf("without a name: %v", err)
			}
			return nil
		})
	})
}

func TestPrefs(t *testing.T) {
	want := signin.Prefs{Theme: "sombre", Size: "125", Airy: true, Eco: true, Lang: text.English, Links: []string{"/annuaire", "/actualites"}}
	each(t, func(h *house) {
		h.open(ines)
		o := h.in("ines.moreau", at("192.0.2.1"))
		if id, _ := who(h.Desk, o.Session); id.Prefs.Theme != "" || id.Prefs.Links != nil {
			h.t.Errorf("at first: %+v", id.Prefs)
		}
		h.write(func(t *db.Tx) error { return signin.SetPrefs(t, ines, want) })
		id, _ := who(h.Desk, o.Session)
		if !slices.Equal(id.Prefs.Links, want.Links) || fmt.Sprint(id.Prefs) != fmt.Sprint(want) {
			h.t.Errorf("then: %+v", id.Prefs)
		}
	})
}

func TestChangePassword(t *testing.T) {
	const fresh = "sapin fenêtre 42 loutre"
	each(t, func(h *house) {
		ctx := context.Background()
		h.open(ines)
		o, elsewhere := h.in("ines.moreau", at("192.0.2.1")), h.in("ines.moreau", at("192.0.2.2"))
		id, _ := who(h.Desk, o.Session)
		if _, err := h.ChangePassword(ctx, id, "faux", fresh); !errors.Is(err, signin.ErrRefused) {
			h.t.Errorf("with a wrong password: %v", err)
		}
		var weak *secret.Weak
		if _, err := h.ChangePassword(ctx, id, good, "court"); !errors.As(err, &weak) {
			h.t.Errorf("with a weak one: %v", err)
		}
		now, err := h.ChangePassword(ctx, id, good, fresh)
		h.must(err)
		for token, want := range map[string]bool{o.Session: false, elsewhere.Session: false, now.Session: true} {
			if _, ok := who(h.Desk, token); ok != want {
				h.t.Errorf("a session is open %v, want %v", ok, want)
			}
		}
		if _, err := h.SignIn(ctx, "ines.moreau", fresh, signin.Shared, at("192.0.2.1")); err != nil {
			h.t.Errorf("with the new password: %v", err)
		}
		if err := h.fail("ines.moreau", at("192.0.2.1")); !errors.Is(err, signin.ErrRefused) {
			h.t.Errorf("with the old one: %v", err)
		}
		h.journal("a changé son mot de passe")
	})
}

// TestPlans: nothing that a page asks reads a whole table.
func TestPlans(t *testing.T) {
	each(t, func(h *house) {
		for _, q := range []string{
			`SELECT s.id FROM signin_session s JOIN signin_account a ON a.person = s.person WHERE s.token = ?`,
			`SELECT a.person FROM signin_account a WHERE a.identifier = ?`,
			`SELECT id FROM signin_session WHERE person = ? ORDER BY created_at DESC`,
			`SELECT id FROM signin_code WHERE code = ?`,
			`SELECT id FROM signin_token WHERE token = ?`,
			`SELECT path FROM signin_draft WHERE person = ?`,
		} {
			plan, err := h.db.Plan(context.Background(), q, "x")
			if err != nil || strings.Contains(plan, "Seq Scan") || strings.Contains(plan, "SCAN ") {
				h.t.Errorf("%s: %v\n%s", q, err, plan)
			}
		}
	})
}

func TestCharterText(t *testing.T) {
	if s, err := signin.CharterText(signin.Charter); err != nil || len(s) < 500 {
		t.Errorf("the charter in force: %d bytes, %v", len(s), err)
	}
	if _, err := signin.CharterText(signin.Charter + 1); err == nil {
		t.Error("there is a charter after the one in force")
	}
}
