package rights

import (
	"context"
	"strings"
	"sync/atomic"

	"preau/base/day"
	"preau/base/db"
	"preau/socle/directory"
)

// Book holds the rules of every school in memory: they are few, and asked for
// on every page. It is read anew when the topic "rights" says that one changed.
type Book struct {
	db    *db.DB
	pages atomic.Pointer[pages]
	stale atomic.Bool
	stop  func()
}

type pages struct {
	rules map[directory.ID][]Rule
	off   map[directory.ID]map[string]bool
}

// Open reads the book. Close it after use.
func Open(ctx context.Context, d *db.DB) (*Book, error) {
	b := &Book{db: d}
	b.stop = d.Subscribe(func(topic string) {
		if topic == "rights" || topic == "*" || strings.HasPrefix(topic, "directory:") {
			b.stale.Store(true)
		}
	})
	return b, b.read(ctx)
}

// Close stops listening to events.
func (b *Book) Close() { b.stop() }

// Fresh reads the book again if an event said that it is stale.
func (b *Book) Fresh(ctx context.Context) error {
	if !b.stale.Swap(false) {
		return nil
	}
	if err := b.read(ctx); err != nil {
		b.stale.Store(true)
		return err
	}
	return nil
}

func (b *Book) read(ctx context.Context) error {
	p := &pages{rules: map[directory.ID][]Rule{}, off: map[directory.ID]map[string]bool{}}
	err := b.db.Read(ctx, func(t *db.Tx) error {
		all, err := db.All(t, scanRule, `
			SELECT id, school, role, person, right_name, reach, from_day, until_day, by_person, at
			FROM rights_rule ORDER BY at, id`)
		for _, r := range all {
			p.rules[r.School] = append(p.rules[r.School], r)
		}
		if err != nil {
			return err
		}
		for row, err := range t.Rows(`SELECT school, app FROM rights_app_off`) {
			var school directory.ID
			var app string
			if err == nil {
				err = row.Scan(&school, &app)
			}
			if err != nil {
				return err
			}
			if p.off[school] == nil {
				p.off[school] = map[string]bool{}
			}
			p.off[school][app] = true
		}
		return nil
	})
	if err == nil {
		b.pages.Store(p)
	}
	return err
}

func scanRule(r db.Row) (x Rule, err error) {
	return x, r.Scan(&x.ID, &x.School, &x.Role, &x.Person, &x.Right, &x.Reach, &x.From, &x.Until, &x.By, &x.At)
}

// Off reports whether school has switched the application app off.
func (b *Book) Off(school directory.ID, app string) bool {
	return b.pages.Load().off[school][app]
}

// Rules are the rules of school, oldest first.
func (b *Book) Rules(school directory.ID) []Rule { return b.pages.Load().rules[school] }

// Spans tells how far each hat of who reaches under right today: what the right
// gives, overlaid by the school's rules; a later rule wins, one that names the
// person wins over one that names the role, and none goes past the right's Max.
func (b *Book) Spans(who *directory.Person, right *Right, today day.Day) []Span {
	book := b.pages.Load()
	app, _, _ := strings.Cut(right.Name, ".")
	var spans []Span
	for _, tie := range who.Ties {
		if book.off[tie.School][app] {
			continue
		}
		s := Span{Tie: tie, Reach: right.Give[tie.Role]}
		for i, r := range book.rules[tie.School] {
			byPerson := r.Person == who.ID
			if r.Right != right.Name || !r.holds(today) || !byPerson && (r.Person != "" || r.Role != tie.Role) {
				continue
			}
			if s.Rule != nil && s.Rule.Person != "" && !byPerson {
				continue
			}
			s.Rule, s.Reach = &book.rules[tie.School][i], r.Reach
			if limit := right.Limit(tie.Role); !r.Reach.Within(limit) {
				s.Reach = limit
			}
		}
		if s.Reach != "" && s.Reach != Nobody {
			spans = append(spans, s)
		}
	}
	return spans
}
