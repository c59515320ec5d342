package signin

import (
	"context"
	"errors"

	"preau/base/db"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/signin/secret"
)

// ownerOf reads what everybody knows of a person.
func ownerOf(q db.Queryer, person directory.ID) (secret.Owner, error) {
	o, _, err := db.First(q, func(r db.Row) (o secret.Owner, err error) {
		return o, r.Scan(&o.Identifier, &o.First, &o.Family, &o.Birth)
	}, `
		SELECT a.identifier, p.first_name, p.family_name, p.birth_date
		FROM signin_account a JOIN directory_person p ON p.id = a.person WHERE a.person = ?`, person)
	return o, err
}

// ChangePassword gives a person a new password from one of their sessions: the
// other sessions end, this one has a new token. The errors are ErrRefused (old
// is not the password), *secret.Weak, *Throttled, ErrOver.
func (d *Desk) ChangePassword(ctx context.Context, id Identity, old, fresh string) (Opened, error) {
	var a try
	var owner secret.Owner
	err := d.db.WriteQueue(ctx, func(t *db.Tx) (err error) {
		a = try{key: "p:" + secret.Sum(id.Session)}
		if a.account, _, err = Of(t, id.Person); err != nil {
			return err
		}
		if owner, err = ownerOf(t, id.Person); err != nil {
			return err
		}
		return a.count(t, ms(d.o.Now()))
	})
	if err != nil {
		return Opened{}, err
	}
	right, err := d.line.Verify(ctx, a.account.password, old)
	if err == nil && !right {
		err = ErrRefused
	}
	if err != nil {
		return Opened{}, err
	}
	if weak := secret.Weakness(fresh, owner); weak != nil {
		return Opened{}, errors.Join(weak, d.forget(ctx, a))
	}
	stored, err := d.line.Hash(ctx, fresh)
	if err != nil {
		return Opened{}, err
	}
	var o Opened
	err = d.db.Write(ctx, func(t *db.Tx) error {
		if err := d.setPassword(t, a.account, stored, id.Session); err != nil {
			return err
		}
		if err := a.clear(t); err != nil {
			return err
		}
		o, err = d.rotate(t, id.Session)
		return err
	})
	return o, err
}

// setPassword writes a new password over the one that was read, and ends the
// sessions but one.
func (d *Desk) setPassword(t *db.Tx, a Account, stored, but string) error {
	n, err := t.Exec(`UPDATE signin_account SET password = ?, version = version + 1 WHERE person = ? AND version = ?`, stored, a.Person, a.Version)
	if err == nil && n == 0 {
		err = ErrOver
	}
	if err != nil {
		return err
	}
	if err := endAll(t, a.Person, but, d.o.Now()); err != nil {
		return err
	}
	return d.say(t, a.Person, "signin.password", "a changé son mot de passe")
}

// say adds a line about a person's own access to the journal of the school
// where that person has most to do.
func (d *Desk) say(t *db.Tx, person directory.ID, did, says string) error {
	school, role, err := firstTie(t, person)
	if err != nil {
		return err
	}
	return audit.Append(t, audit.Entry{
		School: string(school), At: d.o.Now(), Who: string(person), Role: string(role),
		Did: did, OnKind: "person", OnID: string(person), Says: says,
	})
}
