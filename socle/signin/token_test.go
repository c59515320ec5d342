package signin_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"preau/base/db"
	"preau/socle/signin"
)

func TestTokens(t *testing.T) {
	ask := func(k *signin.Desk, secret, accept string) bool {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Authorization", "Bearer "+secret)
		r.Header.Set("Accept", accept)
		_, ok := k.Who(r)
		return ok
	}
	each(t, func(h *house) {
		h.open(ines)
		secrets := map[signin.Scope]string{}
		h.write(func(t *db.Tx) (err error) {
			for _, s := range []signin.Scope{signin.ScopeAPI, signin.ScopeMail} {
				if secrets[s], err = signin.AppPassword(t, ines, s, "essai", h.clock.now()); err != nil {
					return err
				}
			}
			if _, err := signin.AppPassword(t, ines, "root", "essai", h.clock.now()); !errors.Is(err, signin.ErrScope) {
				h.t.Errorf("an unknown scope: %v", err)
			}
			return nil
		})
		if !ask(h.Desk, secrets[signin.ScopeAPI], "application/json") {
			h.t.Error("a token of the API does not open it")
		}
		if ask(h.Desk, secrets[signin.ScopeAPI], "text/html") {
			h.t.Error("a token opens a page")
		}
		if ask(h.Desk, secrets[signin.ScopeMail], "application/json") || ask(h.Desk, "aaaa-bbbb", "application/json") {
			h.t.Error("what is no token of the API opens it")
		}
		h.write(func(t *db.Tx) error {
			all, err := signin.Tokens(t, ines)
			if err != nil {
				return err
			}
			for _, k := range all {
				// Nobody else's: it stays.
				if err := signin.Revoke(t, nadia, k.ID, h.clock.now()); err != nil {
					return err
				}
			}
			return nil
		})
		if !ask(h.Desk, secrets[signin.ScopeAPI], "application/json") {
			h.t.Error("somebody else revoked the token")
		}
		h.write(func(t *db.Tx) error {
			all, err := signin.Tokens(t, ines)
			for _, k := range all {
				err = errors.Join(err, signin.Revoke(t, ines, k.ID, h.clock.now()))
			}
			return err
		})
		if ask(h.Desk, secrets[signin.ScopeAPI], "application/json") {
			h.t.Error("a revoked token opens the API")
		}
	})
}

func TestDrafts(t *testing.T) {
	form := map[string][]string{"texte": {"Il était une fois"}, "motdepasse": {"secret"}}
	each(t, func(h *house) {
		ctx := context.Background()
		h.open(ines, claire)
		ended := h.in("ines.moreau", at("192.0.2.1"))
		h.must(h.SignOut(ctx, ended.Session))
		if kept, err := h.SaveDraft(ctx, ended.Session, "/actualites/nouveau", form); kept || err != nil {
			h.t.Errorf("a draft by a session ended on purpose: %v, %v", kept, err)
		}
		o := h.in("ines.moreau", at("192.0.2.1"))
		h.clock.forward(time.Hour)
		if kept, err := h.SaveDraft(ctx, o.Session, "/actualites/nouveau", form); !kept || err != nil {
			h.t.Fatalf("not kept: %v, %v", kept, err)
		}
		if _, ok, _ := h.TakeDraft(ctx, claire, "/actualites/nouveau"); ok {
			h.t.Error("somebody else takes the draft")
		}
		again := h.in("ines.moreau", at("192.0.2.1"))
		if id, ok := who(h.Desk, again.Session); !ok || !id.Draft {
			h.t.Error("the identity does not say that a draft waits")
		}
		got, ok, err := h.TakeDraft(ctx, ines, "/actualites/nouveau")
		if err != nil || !ok || got["texte"][0] != "Il était une fois" || got["motdepasse"] != nil {
			h.t.Errorf("taken: %v, %v, %v", got, ok, err)
		}
		if _, ok, _ := h.TakeDraft(ctx, ines, "/actualites/nouveau"); ok {
			h.t.Error("taken twice")
		}
		if id, _ := who(h.Desk, again.Session); id.Draft {
			h.t.Error("the identity still says that a draft waits")
		}
	})
}
