package signin

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory"
	"preau/socle/signin/ident"
	"preau/socle/signin/secret"
)

// Newcomer is someone whom no feed brings: a substitute, a partner, the
// administrator.
type Newcomer struct {
	ID            directory.ID // empty: a new one; a form that brings its own is not done twice
	First, Family string
	Birth         day.Day // may be empty: the code is then handed over in person
	School        directory.ID
	Role          directory.Role
	Title         string
	Until         day.Day // last day, empty for none
	Identifier    string  // empty: made of the name
}

// Errors of AddPerson.
var (
	ErrName  = errors.New("signin: a person has a first and a family name, and a role in a school")
	ErrTaken = errors.New("signin: the identifier is taken")
)

// AddPerson adds someone to the directory with a tie and a waiting account.
func AddPerson(t Writer, n Newcomer, now time.Time) (Account, error) {
	n.First, n.Family = strings.TrimSpace(n.First), strings.TrimSpace(n.Family)
	if n.First == "" || n.Family == "" || n.School == "" || n.Role == "" {
		return Account{}, ErrName
	}
	id, key := cmp.Or(n.ID, directory.ID(db.NewID())), text.SortKey(n.Family+" "+n.First)
	if _, err := t.Exec(`
		INSERT INTO directory_person (id, first_name, family_name, birth_date, sort_key, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
		id, n.First, n.Family, n.Birth, key, ms(now)); err != nil {
		return Account{}, err
	}
	if _, err := t.Exec(`
		INSERT INTO directory_tie (person, school, role, title, sort_key, until_day, source) VALUES (?, ?, ?, ?, ?, ?, 'manual')`,
		id, n.School, n.Role, n.Title, key, n.Until); err != nil {
		return Account{}, err
	}
	for _, w := range text.Words(n.First + " " + n.Family) {
		if _, err := t.Exec(`INSERT INTO directory_word (school, word, person) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, n.School, w, id); err != nil {
			return Account{}, err
		}
	}
	if err := NewAccounts(t, []directory.ID{id}, now); err != nil {
		return Account{}, err
	}
	if n.Identifier != "" {
		if err := name(t, id, ident.Normal(n.Identifier)); err != nil {
			return Account{}, err
		}
	}
	a, _, err := Of(t, id)
	return a, err
}

// name gives an account an identifier of its own choice.
func name(t Writer, person directory.ID, identifier string) error {
	if identifier == "" {
		return ErrName
	}
	taken, err := db.Exists(t, `SELECT 1 FROM signin_account WHERE identifier = ? AND person <> ?`, identifier, person)
	if err == nil && taken {
		err = ErrTaken
	}
	if err == nil {
		// The stem keeps what no name can make, so that its number is free.
		_, err = t.Exec(`UPDATE signin_account SET identifier = ?, stem = ?, number = 1 WHERE person = ?`, identifier, "="+identifier, person)
	}
	return err
}

// SetPassword gives the account of an identifier a password and opens it: what
// `preau person passwd` does. The charter stays to be accepted. The errors are
// ErrNoAccount and *secret.Weak.
func (d *Desk) SetPassword(ctx context.Context, identifier, password string) error {
	var a Account
	var owner secret.Owner
	err := d.db.Read(ctx, func(t *db.Tx) (err error) {
		var ok bool
		if a, ok, err = Find(t, identifier); err == nil && !ok {
			err = ErrNoAccount
		}
		if err == nil {
			owner, err = ownerOf(t, a.Person)
		}
		return err
	})
	if err != nil {
		return err
	}
	if weak := secret.Weakness(password, owner); weak != nil {
		return weak
	}
	stored, err := d.line.Hash(ctx, password)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(t *db.Tx) error {
		if err := d.setPassword(t, a, stored, ""); err != nil {
			return err
		}
		// A closed account stays closed.
		_, err := t.Exec(`UPDATE signin_account SET state = ? WHERE person = ? AND state = ?`, Active, a.Person, Waiting)
		return err
	})
}
