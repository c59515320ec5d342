package sso

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/signin/secret"
)

// Pass is the kind of a ticket, as it begins (CAS §3).
type Pass string

// The kinds of tickets.
const (
	Ticket   Pass = "ST"  // for a service
	Proxied  Pass = "PT"  // for a service, asked for by another
	Granting Pass = "PGT" // by which a service asks for the others
)

// Lives of tickets.
const (
	Life         = 20 * time.Second // a browser goes there at once
	GrantingLife = 2 * time.Hour
)

// Why a ticket is refused.
var (
	ErrTicket  = errors.New("sso: no such ticket, or used, or late")
	ErrAddress = errors.New("sso: the ticket was made for another address")
	ErrStale   = errors.New("sso: the ticket does not come from a sign-in")
)

// Passage is what a ticket stands for.
type Passage struct {
	Pass    Pass
	Service string
	Person  directory.ID
	Session string
	Address string
	Fresh   bool     // the person has just signed in
	Proxies []string // through which services, the last first
}

// Issue makes a ticket.
func Issue(ctx context.Context, d *db.DB, p Passage, now time.Time) (ticket string, err error) {
	// Letters and digits only: services refuse other signs (CAS §3.7).
	ticket = string(p.Pass) + "-" + rand.Text()
	life := Life
	if p.Pass == Granting {
		life = GrantingLife
	}
	return ticket, d.WriteQueue(ctx, func(t *db.Tx) error {
		_, err := t.Exec(`
			INSERT INTO sso_ticket (ticket, kind, service, person, session, address, fresh, proxies, created_at, expires_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			secret.Sum(ticket), p.Pass, p.Service, p.Person, p.Session, p.Address, p.Fresh, strings.Join(p.Proxies, "\n"), ms(now), ms(now.Add(life)))
		return err
	})
}

// Taken is what a good ticket tells its service.
type Taken struct {
	Passage
	Login     string
	Pseudonym string
}

// Take uses a ticket up for the address that shows it: a second time, or from
// another address, it is worth nothing. renew asks for one that comes from a
// sign-in. It is [ErrTicket], [ErrAddress] or [ErrStale].
func Take(ctx context.Context, d *db.DB, s *Service, ticket, address string, renew bool, now time.Time) (got Taken, err error) {
	var bad error
	err = d.WriteQueue(ctx, func(t *db.Tx) error {
		bad = nil
		// The row's lock decides between two who show it together. A used ticket
		// opens nothing more: it is kept as it is, to name the session at logout.
		n, err := t.Exec(`
			UPDATE sso_ticket SET used_at = ?, shown = ? WHERE ticket = ? AND kind <> ? AND used_at = 0 AND expires_at > ?`,
			ms(now), ticket, secret.Sum(ticket), Granting, ms(now))
		if err != nil {
			return err
		}
		if n == 0 {
			bad = ErrTicket
			return nil
		}
		if got.Passage, _, err = passage(t, ticket); err != nil {
			return err
		}
		switch {
		case s == nil || got.Address != address || got.Service != s.ID:
			bad = ErrAddress
		case renew && !got.Fresh:
			bad = ErrStale
		default:
			bad, err = got.name(t, s, now)
		}
		return err
	})
	return got, errors.Join(err, bad)
}

// name finds by what the service knows the person, while their session lasts.
func (g *Taken) name(t *db.Tx, s *Service, now time.Time) (bad, err error) {
	a, holds, err := signin.Holds(t, g.Session, now)
	if err != nil || !holds || a.Person != g.Person {
		return ErrTicket, err
	}
	v, err := s.see(t, g.Person, now)
	g.Login, g.Pseudonym = a.Identifier, v.Pseudonym
	return nil, err
}

// Named is the name by which the service knows the person.
func (g *Taken) Named(s *Service) string {
	if s.NamedBy == ByLogin {
		return g.Login
	}
	return g.Pseudonym
}

func passage(q db.Queryer, ticket string) (Passage, bool, error) {
	return db.First(q, func(r db.Row) (p Passage, err error) {
		var proxies string
		err = r.Scan(&p.Pass, &p.Service, &p.Person, &p.Session, &p.Address, &p.Fresh, &proxies)
		p.Proxies = lines(proxies)
		return p, err
	}, `SELECT kind, service, person, session, address, fresh, proxies FROM sso_ticket WHERE ticket = ?`, secret.Sum(ticket))
}

// Grant is what a proxy granting ticket stands for, while its session lasts and its
// service is there.
func Grant(ctx context.Context, d *db.DB, ticket string, now time.Time) (p Passage, err error) {
	err = d.Read(ctx, func(t *db.Tx) error {
		ok, err := db.Exists(t, `SELECT 1 FROM sso_ticket WHERE ticket = ? AND kind = ? AND expires_at > ?`, secret.Sum(ticket), Granting, ms(now))
		if err != nil || !ok {
			return errors.Join(ErrTicket, err)
		}
		if p, _, err = passage(t, ticket); err != nil {
			return err
		}
		if _, holds, err := signin.Holds(t, p.Session, now); err != nil || !holds {
			return errors.Join(ErrTicket, err)
		}
		return nil
	})
	return p, err
}
