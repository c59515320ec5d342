package signin

import (
	"context"
	"errors"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/signin/secret"
)

// Kind is how long a session lasts.
type Kind string

// The kinds of sessions, and their lengths.
const (
	Shared Kind = "shared" // a machine that others use
	Own    Kind = "mine"   // "cet appareil est à moi"

	SharedIdle = 30 * time.Minute
	SharedMost = 10 * time.Hour
	OwnMost    = 30 * 24 * time.Hour
)

func (k Kind) most() time.Duration {
	if k == Own {
		return OwnMost
	}
	return SharedMost
}

// Session is one place where a person is signed in.
type Session struct {
	ID                     string
	Person                 directory.ID
	School                 directory.ID
	Role                   directory.Role
	Device                 string // "Firefox, Windows"
	Kind                   Kind
	Created, Seen, Expires int64 // milliseconds
	Ended                  int64 // 0 while it lasts
}

// over reports whether the session no longer holds at now.
func (s *Session) over(now int64) bool {
	return s.Ended != 0 || now >= s.Expires || s.Kind != Own && now-s.Seen >= SharedIdle.Milliseconds()
}

// Opened is a session just begun, or given a new token. The two tokens go to
// cookies and are nowhere else.
type Opened struct {
	Person  directory.ID
	Session string // the session's token
	Device  string // the device's, empty when it does not change
	Kind    Kind
	Expires time.Time
	Charter int // the version accepted
}

// begin opens a session for person in t.
func (d *Desk) begin(t *db.Tx, a Account, from From, kind Kind) (Opened, error) {
	now := d.o.Now()
	o := Opened{Person: a.Person, Session: secret.Draw(), Kind: kind, Expires: now.Add(kind.most()), Charter: a.Charter}
	school, role, err := lastHat(t, a.Person)
	if err != nil {
		return o, err
	}
	if _, err := t.Exec(`
		INSERT INTO signin_session (id, token, person, school, role, device, kind, created_at, seen_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), secret.Sum(o.Session), a.Person, school, role, deviceWords(from.Agent), kind, ms(now), ms(now), ms(o.Expires)); err != nil {
		return o, err
	}
	if _, err := t.Exec(`UPDATE signin_account SET seen_at = ? WHERE person = ?`, ms(now), a.Person); err != nil {
		return o, err
	}
	if err := endToken(t, from.Session, now); err != nil {
		return o, err
	}
	o.Device, err = know(t, a.Person, from.Device, now)
	return o, err
}

// lastHat is the hat that the person wore last.
func lastHat(q db.Queryer, person directory.ID) (school directory.ID, role directory.Role, err error) {
	for row, err := range q.Rows(`
		SELECT school, role FROM signin_session WHERE person = ? ORDER BY created_at DESC LIMIT 1`, person) {
		if err != nil {
			return "", "", err
		}
		return school, role, row.Scan(&school, &role)
	}
	return "", "", nil
}

const sessionColumns = `s.id, s.person, s.school, s.role, s.device, s.kind, s.created_at, s.seen_at, s.expires_at, s.ended_at`

func (s *Session) into() []any {
	return []any{&s.ID, &s.Person, &s.School, &s.Role, &s.Device, &s.Kind, &s.Created, &s.Seen, &s.Expires, &s.Ended}
}

// Sessions are the places where a person is signed in, the latest first.
func Sessions(q db.Queryer, person directory.ID, now time.Time) ([]Session, error) {
	return db.All(q, func(r db.Row) (s Session, err error) {
		return s, r.Scan(s.into()...)
	}, `
		SELECT `+sessionColumns+` FROM signin_session s
		WHERE s.person = ? AND s.ended_at = 0 AND s.expires_at > ? AND (s.kind <> ? OR s.seen_at > ?)
		ORDER BY s.created_at DESC`,
		person, ms(now), Shared, ms(now.Add(-SharedIdle-writeSeen)))
}

// Holds is the account behind a session, while the session lasts and the account is
// open.
func Holds(q db.Queryer, session string, now time.Time) (Account, bool, error) {
	return db.First(q, scanAccount, `
		SELECT `+accountColumns+` FROM signin_account a JOIN signin_session s ON s.person = a.person
		WHERE s.id = ? AND a.state = ? AND s.ended_at = 0 AND s.expires_at > ? AND (s.kind <> ? OR s.seen_at > ?)`,
		session, Active, ms(now), Shared, ms(now.Add(-SharedIdle-writeSeen)))
}

// End ends one session of a person. Ending what has ended is no error.
func End(t Writer, person directory.ID, session string, now time.Time) error {
	n, err := t.Exec(`UPDATE signin_session SET ended_at = ? WHERE id = ? AND person = ? AND ended_at = 0`, ms(now), session, person)
	if err == nil && n > 0 {
		t.Publish("session:" + session)
	}
	return err
}

// EndOthers ends every session of a person but one.
func EndOthers(t Writer, person directory.ID, but string, now time.Time) error {
	return endAll(t, person, but, now)
}

func endAll(t Writer, person directory.ID, but string, now time.Time) error {
	_, err := t.Exec(`UPDATE signin_session SET ended_at = ? WHERE person = ? AND id <> ? AND ended_at = 0`, ms(now), person, but)
	touch(t, person)
	return err
}

func endToken(t Writer, token string, now time.Time) error {
	if len(token) != secret.Len {
		return nil
	}
	ids, err := db.Strings(t, `SELECT id FROM signin_session WHERE token = ? AND ended_at = 0`, secret.Sum(token))
	if err != nil || len(ids) == 0 {
		return err
	}
	t.Publish("session:" + ids[0])
	_, err = t.Exec(`UPDATE signin_session SET ended_at = ? WHERE id = ?`, ms(now), ids[0])
	return err
}

// SignOut ends the session of a token.
func (d *Desk) SignOut(ctx context.Context, token string) error {
	return d.db.Write(ctx, func(t *db.Tx) error { return endToken(t, token, d.o.Now()) })
}

// ErrOver is the answer to a session that no longer holds.
var ErrOver = errors.New("signin: the session is over")

// rotate gives a session a new token: the old one opens nothing any more.
func (d *Desk) rotate(t *db.Tx, session string) (Opened, error) {
	o := Opened{Session: secret.Draw()}
	now := ms(d.o.Now())
	s, ok, err := db.First(t, func(r db.Row) (s Session, err error) {
		return s, r.Scan(s.into()...)
	}, `SELECT `+sessionColumns+` FROM signin_session s WHERE s.id = ?`, session)
	if err == nil && (!ok || s.Ended != 0 || now >= s.Expires) {
		err = ErrOver
	}
	if err != nil {
		return o, err
	}
	o.Person, o.Kind, o.Expires = s.Person, s.Kind, time.UnixMilli(s.Expires)
	_, err = t.Exec(`UPDATE signin_session SET token = ?, seen_at = ? WHERE id = ?`, secret.Sum(o.Session), now, session)
	t.Publish("session:" + session)
	return o, err
}

// Wear has a session act under another of its person's hats, with a new token.
// It is [ErrOver] when the person has no such hat.
func (d *Desk) Wear(ctx context.Context, session string, school directory.ID, role directory.Role) (o Opened, err error) {
	err = d.db.Write(ctx, func(t *db.Tx) error {
		n, err := t.Exec(`
			UPDATE signin_session SET school = ?, role = ?
			WHERE id = ? AND EXISTS (
				SELECT 1 FROM directory_tie t WHERE t.person = signin_session.person AND t.school = ? AND t.role = ?)`,
			school, role, session, school, role)
		if err == nil && n == 0 {
			err = ErrOver
		}
		if err != nil {
			return err
		}
		o, err = d.rotate(t, session)
		return err
	})
	return o, err
}
