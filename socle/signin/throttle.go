package signin

import (
	"context"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/signin/brake"
	"preau/socle/signin/secret"
)

// try is an attempt that was let through to the hash.
type try struct {
	account Account // its zero value for an unknown identifier
	key     string  // of its counter; empty where none counts
	network string  // of its network's, empty for a known device
	tries   int
}

// admit counts an attempt on an identifier, or refuses it with *brake.Throttled.
func (d *Desk) admit(ctx context.Context, identifier string, from From) (a try, err error) {
	now := ms(d.o.Now())
	err = d.db.WriteQueue(ctx, func(t *db.Tx) error {
		var trusted bool
		a = try{}
		a.account, trusted, err = findOn(t, identifier, from.Device)
		if err != nil || d.o.Demo != nil && d.o.Demo() && !trusted {
			return err
		}
		a.key = "d:" + secret.Sum(identifier+"\x00"+from.Device)
		if !trusted {
			a.key, a.network = "a:"+secret.Sum(identifier+"\x00"+brake.Network(from.Network)), "n:"+secret.Sum(brake.Network(from.Network))
		}
		return a.count(t, now)
	})
	return a, err
}

func (a *try) count(t *db.Tx, now int64) error {
	c, err := brake.Locked(t, a.key)
	if err != nil {
		return err
	}
	wait := c.Wait(now)
	if a.network != "" {
		n, err := brake.Read(t, a.network)
		if err != nil {
			return err
		}
		wait = max(wait, n.Wait(now))
	}
	if wait > 0 {
		return &brake.Throttled{Wait: wait}
	}
	c = brake.PerAccount.Plus(c, now)
	a.tries = c.Tries
	return c.Write(t, a.key)
}

// findOn is the account of an identifier, and whether it has been used on the
// device: one query, whether or not there is such an account.
func findOn(q db.Queryer, identifier, device string) (a Account, trusted bool, err error) {
	for row, err := range q.Rows(`
		SELECT `+accountColumns+`, EXISTS (SELECT 1 FROM signin_device d WHERE d.person = a.person AND d.device = ?)
		FROM signin_account a WHERE a.identifier = ?`, secret.Sum(device), identifier) {
		if err != nil {
			return a, false, err
		}
		return a, trusted, row.Scan(&a.Person, &a.Identifier, &a.State, &a.Charter, &a.Email, &a.Created, &a.Seen, &a.Version, &a.password, &trusted)
	}
	return a, false, nil
}

// failed counts the account on its network, once.
func (d *Desk) failed(ctx context.Context, a try) error {
	d.counts.refused.Add(1)
	if a.network == "" || a.tries != 1 {
		return nil
	}
	now := ms(d.o.Now())
	return d.db.WriteQueue(ctx, func(t *db.Tx) error {
		c, err := brake.Locked(t, a.network)
		if err != nil {
			return err
		}
		return brake.PerNetwork.Plus(c, now).Write(t, a.network)
	})
}

// forget takes back a try whose hash was never made: the person gave up in the
// line.
func (d *Desk) forget(ctx context.Context, a try) error {
	if a.key == "" {
		return nil
	}
	return d.db.WriteQueue(context.WithoutCancel(ctx), func(t *db.Tx) error {
		_, err := t.Exec(`UPDATE signin_attempt SET tries = tries - 1, until_at = 0 WHERE key = ? AND tries > 0`, a.key)
		return err
	})
}

// clear forgets the failures of an account whose owner got in.
func (a try) clear(t *db.Tx) error {
	if a.key == "" {
		return nil
	}
	if _, err := t.Exec(`DELETE FROM signin_attempt WHERE key = ?`, a.key); err != nil || a.tries < 2 || a.network == "" {
		return err
	}
	_, err := t.Exec(`UPDATE signin_attempt SET tries = tries - 1 WHERE key = ? AND tries > 0`, a.network)
	return err
}

// maxDevices bounds how many devices an account knows; the oldest goes.
const maxDevices = 20

// know remembers a device on which person signed in, and gives its token where
// it is a new one.
func know(t *db.Tx, person directory.ID, device string, now time.Time) (fresh string, err error) {
	if len(device) != secret.Len {
		device = secret.Draw()
		fresh = device
	}
	if _, err := t.Exec(`
		INSERT INTO signin_device (person, device, seen_at) VALUES (?, ?, ?)
		ON CONFLICT (person, device) DO UPDATE SET seen_at = excluded.seen_at`, person, secret.Sum(device), ms(now)); err != nil {
		return "", err
	}
	_, err = t.Exec(`
		DELETE FROM signin_device WHERE person = ? AND device NOT IN (
			SELECT device FROM signin_device WHERE person = ? ORDER BY seen_at DESC, device LIMIT ?)`, person, person, maxDevices)
	return fresh, err
}
