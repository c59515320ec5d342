package sso

import (
	"crypto/rand"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/directory"
)

// Visit is a person's place in a service.
type Visit struct {
	Service   string
	Pseudonym string // what the service knows the person by, or could
	Told      string // what the person was told the service receives
	ToldAt    int64  // milliseconds, 0 for never
	Seen      int64  // when the person last went there
}

const visitColumns = `i.service, i.pseudonym, i.told, i.told_at, i.seen_at`

func scanVisit(r db.Row) (v Visit, err error) {
	return v, r.Scan(&v.Service, &v.Pseudonym, &v.Told, &v.ToldAt, &v.Seen)
}

// Visits are a person's, the latest first.
func Visits(q db.Queryer, person directory.ID) ([]Visit, error) {
	return db.All(q, scanVisit, `SELECT `+visitColumns+` FROM sso_visit i WHERE i.person = ? ORDER BY i.seen_at DESC, i.service`, person)
}

func visit(q db.Queryer, person directory.ID, service string) (Visit, bool, error) {
	return db.First(q, scanVisit, `SELECT `+visitColumns+` FROM sso_visit i WHERE i.person = ? AND i.service = ?`, person, service)
}

// told is what the service receives, as it is remembered that somebody was told.
func (s *Service) told() string {
	var names []string
	for _, r := range s.Receives {
		names = append(names, r.Name)
	}
	return string(s.NamedBy) + " " + strings.Join(names, " ")
}

// Asks reports whether person must first be told what the service receives: never
// told, or told of something else.
func (s *Service) Asks(q db.Queryer, person directory.ID) (bool, error) {
	if s.Notice != Before {
		return false, nil
	}
	v, _, err := visit(q, person, s.ID)
	return v.Told != s.told(), err
}

// Tell remembers that person was told what the service receives.
func (s *Service) Tell(t Writer, person directory.ID, now time.Time) error {
	_, err := t.Exec(`
		INSERT INTO sso_visit (person, service, pseudonym, told, told_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person, service) DO UPDATE SET told = excluded.told, told_at = excluded.told_at`,
		person, s.ID, pseudonym(), s.told(), ms(now))
	return err
}

// pseudonym is drawn in small letters and digits: some services fold the names of
// their accounts, or refuse other signs.
func pseudonym() string { return strings.ToLower(rand.Text()) }

// seldom is how often it is written down that somebody goes to a service.
const seldom = time.Hour

// see gives the person's place in the service, made if need be.
func (s *Service) see(t *db.Tx, person directory.ID, now time.Time) (Visit, error) {
	v, ok, err := visit(t, person, s.ID)
	if err != nil || ok && ms(now)-v.Seen < seldom.Milliseconds() {
		return v, err
	}
	if _, err := t.Exec(`
		INSERT INTO sso_visit (person, service, pseudonym, seen_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (person, service) DO UPDATE SET seen_at = excluded.seen_at`, person, s.ID, pseudonym(), ms(now)); err != nil {
		return v, err
	}
	if _, err := t.Exec(`UPDATE sso_service SET used_at = ? WHERE id = ? AND used_at < ?`, ms(now), s.ID, ms(now)); err != nil {
		return v, err
	}
	v, _, err = visit(t, person, s.ID)
	return v, err
}
