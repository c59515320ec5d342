package signin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/signin/fact"
	"preau/socle/signin/secret"
)

// maxWrong is how many wrong facts kill a code.
const maxWrong = 5

// ErrCode is the one answer to a code that never was, was used, or was replaced.
var ErrCode = errors.New("signin: no such code")

// Expired is the answer to a code that came too late: it opens nothing, and its
// holder is told whom to ask for a new one.
type Expired struct {
	School directory.School
	At     time.Time
}

// Error says when the code expired.
func (e *Expired) Error() string { return "signin: the code expired on " + e.At.String() }

// Wrong is the answer to facts that are not those of the file. The code is dead
// when Left is 0.
type Wrong struct {
	School directory.School
	Left   int
}

// Error says how many tries are left.
func (e *Wrong) Error() string { return fmt.Sprintf("signin: wrong fact, %d tries left", e.Left) }

// Entry is what the holder of a right code may know: the school's name, and
// whether a fact is asked. The rest shows once the fact is right too.
type Entry struct {
	School directory.School
	Asks   bool
	code   string // its id
	person directory.ID
	file   fact.File
	wrong  int
}

// Proved is who holds a code, shown once the fact is right: so that they may say
// "this is not me".
type Proved struct {
	Entry
	Person      directory.ID
	First, Last string
	Role        directory.Role
	Identifier  string
	Owner       secret.Owner
}

// Enter is what a code opens. The errors are ErrCode and *Expired. Guesses are
// not slowed: a code has 60 bits, which no number of tries comes near, and a
// delay would only hold up a room of pupils who mistype theirs.
func (d *Desk) Enter(ctx context.Context, code string) (e Entry, err error) {
	err = d.db.Read(ctx, func(t *db.Tx) error {
		e, err = d.enter(t, code)
		return err
	})
	return e, err
}

func (d *Desk) enter(q db.Queryer, code string) (Entry, error) {
	code = secret.Bare(code)
	if len(code) != secret.CodeLen {
		return Entry{}, ErrCode
	}
	var killed, used, expires int64
	var state State
	e, ok, err := db.First(q, func(r db.Row) (e Entry, err error) {
		return e, r.Scan(&e.code, &e.person, &e.wrong, &e.file.Handed, &killed, &used, &expires, &state)
	}, `
		SELECT c.id, c.person, c.wrong, c.handed_by <> '', c.killed_at, c.used_at, c.expires_at, a.state
		FROM signin_code c JOIN signin_account a ON a.person = c.person WHERE c.code = ?`, secret.Sum(code))
	if err != nil {
		return e, err
	}
	if !ok || killed != 0 || used != 0 || state == Blocked {
		return Entry{}, ErrCode
	}
	school, _, err := firstTie(q, e.person)
	if err != nil {
		return e, err
	}
	if e.School, _, err = directory.LoadSchool(q, school); err != nil {
		return e, err
	}
	if expires <= ms(d.o.Now()) {
		return Entry{}, &Expired{e.School, time.UnixMilli(expires)}
	}
	handed := e.file.Handed
	e.file, err = fact.Read(q, e.person)
	e.file.Handed = handed
	e.Asks = e.file.Known() || !handed
	return e, err
}

// firstTie is where a person has most to do: a school to name, a hat to write
// under.
func firstTie(q db.Queryer, person directory.ID) (school directory.ID, role directory.Role, err error) {
	ties, err := db.All(q, func(r db.Row) (t directory.Tie, err error) {
		return t, r.Scan(&t.School, &t.Role)
	}, `SELECT school, role FROM directory_tie WHERE person = ? ORDER BY school`, person)
	if err != nil || len(ties) == 0 {
		return "", "", err
	}
	first := slices.MinFunc(ties, func(a, b directory.Tie) int {
		return slices.Index(directory.Roles, a.Role) - slices.Index(directory.Roles, b.Role)
	})
	return first.School, first.Role, nil
}

// Prove checks the facts beside a code, and counts wrong ones: the errors are
// those of Enter and *Wrong.
func (d *Desk) Prove(ctx context.Context, code string, answer fact.Answer) (p Proved, err error) {
	var wrong *Wrong
	err = d.db.Write(ctx, func(t *db.Tx) error {
		p, wrong, err = d.prove(t, code, answer)
		return err
	})
	if err == nil && wrong != nil {
		err = wrong
	}
	return p, err
}

// prove gives wrong beside no error: the count of wrong facts is to be
// committed.
func (d *Desk) prove(t *db.Tx, code string, answer fact.Answer) (p Proved, wrong *Wrong, err error) {
	e, err := d.enter(t, code)
	if err != nil {
		return p, nil, err
	}
	if !e.file.Right(answer) {
		killed := int64(0)
		if e.wrong+1 >= maxWrong {
			killed = ms(d.o.Now())
		}
		_, err := t.Exec(`UPDATE signin_code SET wrong = wrong + 1, killed_at = ? WHERE id = ?`, killed, e.code)
		return p, &Wrong{e.School, max(0, maxWrong-e.wrong-1)}, err
	}
	p.Entry, p.Person = e, e.person
	if p.Owner, err = ownerOf(t, e.person); err != nil {
		return p, nil, err
	}
	p.First, p.Last, p.Identifier = p.Owner.First, p.Owner.Family, p.Owner.Identifier
	_, p.Role, err = firstTie(t, e.person)
	return p, nil, err
}

// Activation is a whole first sign-in.
type Activation struct {
	Code     string
	Facts    fact.Answer
	Password string
	Email    string // may be empty
	Charter  int    // the version accepted
	Kind     Kind
	From     From
}

// ErrCharter is the answer to who has not accepted the charter in force.
var ErrCharter = errors.New("signin: the charter is not accepted")

// Activate opens an account, or gives its owner a new password, and signs them
// in. The errors are those of Prove, *secret.Weak and ErrCharter.
func (d *Desk) Activate(ctx context.Context, a Activation) (o Opened, err error) {
	p, err := d.Prove(ctx, a.Code, a.Facts)
	if err != nil {
		return o, err
	}
	if weak := secret.Weakness(a.Password, p.Owner); weak != nil {
		return o, weak
	}
	if a.Charter != Charter {
		return o, ErrCharter
	}
	stored, err := d.line.Hash(ctx, a.Password)
	if err != nil {
		return o, err
	}
	err = d.db.Write(ctx, func(t *db.Tx) error {
		o, err = d.activate(t, a, p, stored)
		return err
	})
	if err == nil {
		d.counts.opened.Add(1)
	}
	return o, err
}

func (d *Desk) activate(t *db.Tx, a Activation, p Proved, stored string) (Opened, error) {
	now := d.o.Now()
	// Two who hold the same letter: the second finds the code used.
	n, err := t.Exec(`UPDATE signin_code SET used_at = ? WHERE id = ? AND used_at = 0 AND killed_at = 0`, ms(now), p.code)
	if err == nil && n == 0 {
		err = ErrCode
	}
	if err != nil {
		return Opened{}, err
	}
	if err := OpenAccount(t, p.Person, stored, now); err != nil {
		return Opened{}, err
	}
	if _, err := t.Exec(`UPDATE signin_account SET email = CASE WHEN ? = '' THEN email ELSE ? END WHERE person = ?`, a.Email, a.Email, p.Person); err != nil {
		return Opened{}, err
	}
	if err := d.say(t, p.Person, "signin.activate", "a activé son compte et accepté la charte informatique"); err != nil {
		return Opened{}, err
	}
	account, _, err := Of(t, p.Person)
	if err != nil {
		return Opened{}, err
	}
	return d.begin(t, account, a.From, a.Kind)
}

// OpenAccount makes an account that is not blocked active, with a password that
// [secret.Line.Hash] stored and the charter in force accepted;
// sessions before it end, and so do tokens.
func OpenAccount(t Writer, person directory.ID, stored string, now time.Time) error {
	if err := change(t, person, `
		UPDATE signin_account SET state = ?, password = ?, charter = ?, charter_at = ?, version = version + 1
		WHERE person = ? AND state <> ?`, Active, stored, Charter, ms(now), person, Blocked); err != nil {
		return err
	}
	// Whoever had stolen the account keeps no way in: neither token nor known device.
	if _, err := t.Exec(`UPDATE signin_token SET revoked_at = ? WHERE person = ? AND revoked_at = 0`, ms(now), person); err != nil {
		return err
	}
	if _, err := t.Exec(`DELETE FROM signin_device WHERE person = ?`, person); err != nil {
		return err
	}
	return endAll(t, person, "", now)
}
