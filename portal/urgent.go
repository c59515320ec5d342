package portal

import (
	"context"
	"strings"
	"sync/atomic"

	"preau/base/day"
	"preau/base/db"
	"preau/base/ui"
	"preau/socle/directory"
)

// Urgent is a message that everyone of a school must see at once: snow, a strike.
type Urgent struct {
	ID          string
	School      directory.ID
	Title, Says string
	Until       day.Day // the last day on which it is shown
	By          directory.ID
	At          int64
	SchoolName  string
}

// Urgents keeps the urgent messages in memory: every page shows them, signed in
// or not. The topic "urgent" says that they changed.
type Urgents struct {
	db   *db.DB
	all  atomic.Pointer[map[directory.ID]Urgent]
	fail func(error)
	stop func()
}

// OpenUrgents reads the messages. fail is told when reading them anew fails;
// the last ones known stay.
func OpenUrgents(ctx context.Context, d *db.DB, fail func(error)) (*Urgents, error) {
	u := &Urgents{db: d, fail: fail}
	u.stop = d.Subscribe(func(topic string) {
		if topic == "*" || strings.HasPrefix(topic, "urgent") {
			if err := u.read(ctx); err != nil {
				u.fail(err)
			}
		}
	})
	return u, u.read(ctx)
}

// Close stops listening to events.
func (u *Urgents) Close() { u.stop() }

func (u *Urgents) read(ctx context.Context) error {
	all := map[directory.ID]Urgent{}
	err := u.db.Read(ctx, func(t *db.Tx) error {
		list, err := db.All(t, scanUrgent, `
			SELECT `+urgentColumns+` WHERE u.ended_at = 0 ORDER BY u.at`)
		for _, m := range list {
			all[m.School] = m
		}
		return err
	})
	if err == nil {
		u.all.Store(&all)
	}
	return err
}

const urgentColumns = `u.id, u.school, u.title, u.says, u.until_day, u.by_person, u.at, s.name
	FROM portal_urgent u JOIN directory_school s ON s.id = u.school`

func scanUrgent(r db.Row) (u Urgent, err error) {
	return u, r.Scan(&u.ID, &u.School, &u.Title, &u.Says, &u.Until, &u.By, &u.At, &u.SchoolName)
}

// For is the message to show to somebody of school, or nil. Where no school is
// known, as at the door, it is the newest of any school, and says of which.
func (u *Urgents) For(school directory.ID, today day.Day) *ui.Urgent {
	if u == nil {
		return nil
	}
	newest := Urgent{}
	for of, m := range *u.all.Load() {
		if (school == "" || of == school) && m.Until >= today && m.At > newest.At {
			newest = m
		}
	}
	if newest.ID == "" {
		return nil
	}
	if school == "" {
		newest.Title = newest.SchoolName + " : " + newest.Title
	}
	return &ui.Urgent{Title: newest.Title, Says: newest.Says}
}
