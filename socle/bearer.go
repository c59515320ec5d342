package socle

import (
	"crypto/sha256"
	"encoding/hex"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/rights"
)

// SecretHash is what is kept of a secret that stands in an address: the
// hexadecimal SHA-256. A secret is long and drawn by a good generator, so that
// neither salt nor a slow hash adds anything.
func SecretHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Bearer is the same transaction under right, as the person whose the row of o
// is that a secret of the address names: the row whose id is the secret's
// [SecretHash]. It is for feeds, which programs read without signing in.
// [ErrDenied] when no row has that secret, or its owner has left, is blocked or
// holds no such right any more.
func (v *View) Bearer(o *rights.Object, secret string, right *rights.Right) (*View, error) {
	person, ok, err := db.First(v, func(r db.Row) (id directory.ID, err error) { return id, r.Scan(&id) },
		`SELECT o.`+o.Owner+` FROM `+o.Table+` o WHERE o.`+o.Key()+` = ?`, SecretHash(secret))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrDenied
	}
	who, ok, err := directory.Load(v, person, v.call.Today())
	if err != nil {
		return nil, err
	}
	closed, err := db.Exists(v, `SELECT 1 FROM signin_account WHERE person = ? AND state <> 'active'`, person)
	if err != nil {
		return nil, err
	}
	if !ok || closed || len(who.Ties) == 0 {
		return nil, ErrDenied
	}
	g, err := v.call.host.Book.Any(who, right, who.Ties[0], v.call.Today())
	if err != nil {
		return nil, err
	}
	return &View{v.tx, g, v.call}, nil
}
