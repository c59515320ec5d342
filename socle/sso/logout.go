package sso

import (
	"time"

	"preau/base/db"
	"preau/socle/signin"
)

// Farewell is a session of a person in a service, ended here: the service is to be
// told.
type Farewell struct {
	ID      string // the row's
	Service string
	Address string
	Ticket  string // that had opened it there
	Tries   int64
}

// maxTries is how often a service is told of a session's end before it is given up.
const maxTries = 3

// retry is how long a service that could not be told is left alone.
const retry = time.Minute

// Farewells are some sessions to tell of, those of one service together.
func Farewells(q db.Queryer, most int, now time.Time) ([]Farewell, error) {
	return db.All(q, func(r db.Row) (f Farewell, err error) {
		return f, r.Scan(&f.ID, &f.Service, &f.Address, &f.Ticket, &f.Tries)
	}, `
		SELECT k.ticket, k.service, k.address, k.shown, k.tries
		FROM sso_ticket k JOIN sso_service v ON v.id = k.service LEFT JOIN signin_session s ON s.id = k.session
		WHERE k.told_at = 0 AND k.used_at > 0 AND k.used_at + k.tries * ? < ? AND v.kind = ? AND v.removed_at = 0
			AND (s.id IS NULL OR s.ended_at > 0 OR s.expires_at < ? OR s.kind = ? AND s.seen_at < ?)
		ORDER BY k.service, k.created_at LIMIT ?`,
		retry.Milliseconds(), ms(now), CAS, ms(now), signin.Shared, ms(now.Add(-signin.SharedIdle-time.Minute)), most)
}

// Told writes down how telling a service went; trouble is empty when it went well.
// After some tries it is given up, and the trouble stays, for the administrator.
func Told(t Writer, f Farewell, trouble string, now time.Time) error {
	at := int64(0)
	if trouble == "" || f.Tries+1 >= maxTries {
		at = ms(now)
	}
	_, err := t.Exec(`UPDATE sso_ticket SET told_at = ?, tries = tries + 1, trouble = ? WHERE ticket = ?`, at, trouble, f.ID)
	return err
}

// Trouble is what stopped a service from being told of the ends of sessions.
type Trouble struct {
	Service, Says string
	Count, Last   int64
}

// Troubles are those since an instant, by service.
func Troubles(q db.Queryer, since time.Time) (map[string]Trouble, error) {
	all := map[string]Trouble{}
	for row, err := range q.Rows(`
		SELECT service, MAX(trouble), COUNT(*), MAX(told_at) FROM sso_ticket
		WHERE trouble <> '' AND told_at > ? GROUP BY service`, ms(since)) {
		if err != nil {
			return nil, err
		}
		var t Trouble
		if err := row.Scan(&t.Service, &t.Says, &t.Count, &t.Last); err != nil {
			return nil, err
		}
		all[t.Service] = t
	}
	return all, nil
}
