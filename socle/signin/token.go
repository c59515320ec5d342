package signin

import (
	"context"
	"errors"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/signin/secret"
)

// Scope is what a token opens.
type Scope string

// The scopes of tokens.
const (
	ScopeMail Scope = "mail"
	ScopeDAV  Scope = "dav"
	ScopeAPI  Scope = "api"
)

// Valid reports whether there is such a scope.
func (s Scope) Valid() bool { return s == ScopeMail || s == ScopeDAV || s == ScopeAPI }

// maxTokens bounds how many tokens a person holds at once.
const maxTokens = 20

// Errors of AppPassword.
var (
	ErrScope = errors.New("signin: the scope is mail, dav or api")
	ErrMany  = errors.New("signin: too many tokens")
)

// Token is a password of one application, or a key of the API. Its secret was
// shown once and is nowhere.
type Token struct {
	ID            string
	Scope         Scope
	Name          string
	Created, Used int64 // milliseconds; Used is 0 for never
}

// AppPassword makes a token for a person and gives its secret, shown this once.
func AppPassword(t Writer, person directory.ID, scope Scope, name string, now time.Time) (string, error) {
	if !scope.Valid() {
		return "", ErrScope
	}
	have, err := Tokens(t, person)
	if err == nil && len(have) >= maxTokens {
		err = ErrMany
	}
	if err != nil {
		return "", err
	}
	word := strings.ToLower(secret.Letters(secret.TokenLen))
	_, err = t.Exec(`INSERT INTO signin_token (id, token, person, scope, name, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
		db.NewID(), secret.Sum(secret.Bare(word)), person, scope, name, ms(now))
	return word, err
}

// Tokens are a person's tokens that still open something, the latest first.
func Tokens(q db.Queryer, person directory.ID) ([]Token, error) {
	return db.All(q, func(r db.Row) (k Token, err error) {
		return k, r.Scan(&k.ID, &k.Scope, &k.Name, &k.Created, &k.Used)
	}, `
		SELECT id, scope, name, created_at, used_at FROM signin_token
		WHERE person = ? AND revoked_at = 0 ORDER BY created_at DESC, id DESC`, person)
}

// Revoke takes a token of a person back, everywhere within a second.
func Revoke(t Writer, person directory.ID, token string, now time.Time) error {
	_, err := t.Exec(`UPDATE signin_token SET revoked_at = ? WHERE id = ? AND person = ? AND revoked_at = 0`, ms(now), token, person)
	touch(t, person)
	return err
}

// seldom is how often the use of a token is written down.
const seldom = time.Hour

// ByToken is whose token it is, for the scope.
func (d *Desk) ByToken(ctx context.Context, word string, scope Scope) (Identity, bool, error) {
	word = secret.Bare(word)
	if len(word) != secret.TokenLen {
		return Identity{}, false, nil
	}
	hashed := secret.Sum(word)
	k, seen, before := d.memo.find(hashed)
	if k == nil {
		var err error
		if k, err = d.loadToken(ctx, hashed); err != nil || k == nil {
			return Identity{}, false, err
		}
		seen = d.memo.put(hashed, k, before)
	}
	if k.scope != scope {
		return Identity{}, false, nil
	}
	return k.identity, true, d.used(ctx, k, seen)
}

// used writes down that a token is used, at most once an hour.
func (d *Desk) used(ctx context.Context, k *known, seen int64) error {
	now := ms(d.o.Now())
	if now-seen < seldom.Milliseconds() {
		return nil
	}
	d.memo.touch(k.session.ID, seen, now)
	return d.db.WriteQueue(ctx, func(t *db.Tx) error {
		_, err := t.Exec(`UPDATE signin_token SET used_at = ? WHERE id = ?`, now, k.session.ID)
		return err
	})
}

func (d *Desk) loadToken(ctx context.Context, hashed string) (k *known, err error) {
	err = d.db.Read(ctx, func(t *db.Tx) error {
		k, _, err = db.First(t, func(r db.Row) (*known, error) {
			k, p := new(known), stored{}
			err := r.Scan(append([]any{&k.session.ID, &k.identity.Person, &k.scope, &k.session.Seen, &k.identity.Charter}, p.into()...)...)
			k.identity.Prefs = p.prefs()
			return k, err
		}, `
			SELECT k.id, k.person, k.scope, k.used_at, a.charter, `+prefsColumns+`
			FROM signin_token k JOIN signin_account a ON a.person = k.person
			WHERE k.token = ? AND k.revoked_at = 0 AND a.state = ?`, hashed, Active)
		return err
	})
	return k, err
}
