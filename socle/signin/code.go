package signin

import (
	"errors"
	"fmt"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/signin/fact"
	"preau/socle/signin/secret"
)

// Channel is how an activation code reaches its person.
type Channel string

// The channels, and how long a code holds.
const (
	ByLetter Channel = "letter"
	ByHand   Channel = "hand" // handed over in person, by whoever made it
	ByEmail  Channel = "email"
	BySMS    Channel = "sms"

	codeDays      = 60
	codeDaysQuick = 14 // by e-mail or SMS: a mailbox is read by others, a number changes hands
)

func (c Channel) days() int {
	if c == ByEmail || c == BySMS {
		return codeDaysQuick
	}
	return codeDays
}

// ErrByHand is the answer to a code for someone of whom the school's file holds
// no fact to ask: it must be handed over in person.
var ErrByHand = errors.New("signin: no fact to ask: hand the code over in person")

// Reissue makes an activation code for a person, shown this once, and until
// when it holds. The codes before it open nothing any more. by is who makes it,
// and who hands it over when channel is [ByHand]; empty for a command.
//
// The code is stored under SHA-256, and not argon2id, so that a school's 500
// letters take no minute: its 60 bits are drawn, it is good for one account, for
// some weeks, and beside a fact. What that leaves: who steals the whole database
// may find some codes by force before they expire, and has the facts too.
func Reissue(t Writer, person, by directory.ID, channel Channel, now time.Time) (string, time.Time, error) {
	until := now.AddDate(0, 0, channel.days())
	a, ok, err := Of(t, person)
	if err == nil && (!ok || a.State == Blocked) {
		err = ErrNoAccount
	}
	if err != nil {
		return "", until, err
	}
	handed := directory.ID("")
	if channel == ByHand {
		handed = by
	} else if f, err := fact.Read(t, person); err != nil || !f.Known() {
		return "", until, errors.Join(err, ErrByHand)
	}
	if _, err := t.Exec(`UPDATE signin_code SET killed_at = ? WHERE person = ? AND killed_at = 0 AND used_at = 0`, ms(now), person); err != nil {
		return "", until, err
	}
	code := secret.Letters(secret.CodeLen)
	_, err = t.Exec(`
		INSERT INTO signin_code (id, code, person, channel, made_by, handed_by, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), secret.Sum(secret.Bare(code)), person, channel, by, handed, ms(now), ms(until))
	if err != nil {
		return "", until, fmt.Errorf("make code: %w", err)
	}
	return code, until, nil
}

// Letter is the last activation code made for a person, for the administration.
type Letter struct {
	Channel               Channel
	MadeBy, HandedBy      directory.ID
	Made, Expires         int64 // milliseconds
	Wrong                 int   // wrong facts so far
	Killed, Used, Expired bool
}

// LastCode is the last code made for a person, never its letters.
func LastCode(q db.Queryer, person directory.ID, now time.Time) (Letter, bool, error) {
	return db.First(q, func(r db.Row) (l Letter, err error) {
		var killed, used int64
		err = r.Scan(&l.Channel, &l.MadeBy, &l.HandedBy, &l.Made, &l.Expires, &l.Wrong, &killed, &used)
		l.Killed, l.Used, l.Expired = killed != 0, used != 0, l.Expires <= ms(now)
		return l, err
	}, `
		SELECT channel, made_by, handed_by, made_at, expires_at, wrong, killed_at, used_at
		FROM signin_code WHERE person = ? ORDER BY made_at DESC, id DESC LIMIT 1`, person)
}
