package signin

import (
	"context"
	"net/http"
	"strings"

	"preau/base/db"
	"preau/socle/signin/secret"
)

// Names of the cookies. Under TLS each has the prefix by which a browser lets
// no other site of the domain set it (RFC 6265bis §4.1.3.2).
const (
	SessionCookie = "preau_session"
	DeviceCookie  = "preau_appareil"
	hostPrefix    = "__Host-"
)

// CookieName is the name of a cookie of this desk.
func (d *Desk) CookieName(name string) string {
	if d.o.Secure {
		return hostPrefix + name
	}
	return name
}

// SessionToken is the token of a session that a request shows, or empty.
func (d *Desk) SessionToken(r *http.Request) string { return d.cookie(r, SessionCookie) }

// DeviceToken is the token of the device that a request shows, or empty.
func (d *Desk) DeviceToken(r *http.Request) string { return d.cookie(r, DeviceCookie) }

func (d *Desk) cookie(r *http.Request, name string) string {
	k, err := r.Cookie(d.CookieName(name))
	if err != nil || len(k.Value) != secret.Len {
		return ""
	}
	return k.Value
}

// Who tells who a request is from: by its session's cookie, or by a token of
// the API where it speaks JSON. It is false when nobody known sent it.
func (d *Desk) Who(r *http.Request) (Identity, bool) {
	if word, ok := bearer(r); ok {
		if !speaksJSON(r) {
			return Identity{}, false
		}
		id, ok, err := d.ByToken(r.Context(), word, ScopeAPI)
		d.log(r.Context(), err)
		return id, ok && err == nil
	}
	token := d.SessionToken(r)
	if token == "" {
		return Identity{}, false
	}
	k, ok, err := d.session(r.Context(), secret.Sum(token))
	d.log(r.Context(), err)
	if !ok || err != nil {
		return Identity{}, false
	}
	return k.identity, true
}

// log tells of a database that could not be read: the reader then passes for
// signed out.
func (d *Desk) log(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		d.o.Log.ErrorContext(ctx, "session not read", "err", err)
	}
}

func bearer(r *http.Request) (string, bool) {
	scheme, word, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(word), ok && strings.EqualFold(scheme, "Bearer")
}

// speaksJSON: a token opens the API, never pages, so that no address with a
// token in a browser becomes a way in.
func speaksJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json") ||
		strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// session is the session of a hashed token, from memory or the database, if it
// holds. Asking for it is seeing it.
func (d *Desk) session(ctx context.Context, hashed string) (*known, bool, error) {
	now := ms(d.o.Now())
	k, seen, before := d.memo.find(hashed)
	if k == nil || k.over(seen, now) {
		// Another process may have seen it since.
		var err error
		if k, err = d.load(ctx, hashed); err != nil || k == nil {
			return nil, false, err
		}
		seen = d.memo.put(hashed, k, before)
		if k.over(seen, now) {
			return nil, false, nil
		}
	}
	d.memo.touch(k.session.ID, seen, now)
	return k, true, nil
}

func (k *known) over(seen, now int64) bool {
	s := k.session
	s.Seen = seen
	return s.over(now)
}

// load reads a session of an open account; nil when there is none.
func (d *Desk) load(ctx context.Context, hashed string) (k *known, err error) {
	err = d.db.Read(ctx, func(t *db.Tx) error {
		k, _, err = db.First(t, scanKnown, `
			SELECT `+sessionColumns+`, a.charter, EXISTS (SELECT 1 FROM signin_draft d WHERE d.person = s.person), `+prefsColumns+`
			FROM signin_session s JOIN signin_account a ON a.person = s.person
			WHERE s.token = ? AND a.state = ?`, hashed, Active)
		return err
	})
	return k, err
}

func scanKnown(r db.Row) (*known, error) {
	k, p := new(known), stored{}
	into := append(k.session.into(), &k.identity.Charter, &k.identity.Draft)
	if err := r.Scan(append(into, p.into()...)...); err != nil {
		return nil, err
	}
	s := &k.session
	k.identity.Person, k.identity.School, k.identity.Role, k.identity.Session = s.Person, s.School, s.Role, s.ID
	k.identity.Since = s.Created
	k.identity.Prefs = p.prefs()
	return k, nil
}
