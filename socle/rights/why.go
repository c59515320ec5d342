package rights

import (
	"context"
	"embed"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory"
)

//go:embed catalogue
var catalogue embed.FS

var words = text.Register("rights", catalogue)

// Fact is one link of the chain that explains a yes: a key of the catalogue and
// its arguments, told in this order.
type Fact struct {
	Key  string
	Args []any
}

// Why explains why who holds right on o's id: a chain of facts for each hat by
// which it does. It is empty when who does not.
func (b *Book) Why(q db.Queryer, who *directory.Person, right *Right, o *Object, id directory.ID, today day.Day) ([][]Fact, error) {
	var chains [][]Fact
	for _, s := range b.Spans(who, right, today) {
		g := &Grant{who: who, right: right, on: id, spans: []Span{s}}
		_, ok, err := g.reaches(q, o, id)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		chain := []Fact{g.hat(q, s), given(s, right)}
		link, err := g.link(q, s, o, id)
		if err != nil {
			return nil, err
		}
		if link.Key != "" {
			chain = append(chain, link)
		}
		chains = append(chains, chain)
	}
	return chains, nil
}

func (g *Grant) hat(q db.Queryer, s Span) Fact {
	name := string(s.Tie.School)
	if school, ok, err := directory.LoadSchool(q, s.Tie.School); err == nil && ok {
		name = school.Name
	}
	return Fact{"rights.why.hat", []any{g.who.Name(), s.Tie.Role, name}}
}

func given(s Span, right *Right) Fact {
	if s.Rule != nil {
		return Fact{"rights.why.rule", []any{s.Tie.Role, right.Says, s.Reach}}
	}
	return Fact{"rights.why.give", []any{s.Tie.Role, right.Says, s.Reach}}
}

// link is the fact that ties the person to the object under the span's reach.
func (g *Grant) link(q db.Queryer, s Span, o *Object, id directory.ID) (Fact, error) {
	switch s.Reach {
	case Wards:
		for _, w := range g.who.Wards {
			if w.Pupil == id {
				return Fact{"rights.why.ward", []any{w.First + " " + w.Family, levelOf(w.Level)}}, nil
			}
		}
	case MyGroups, MyCourses:
		c, args := list("m.group_id", g.groups(s))
		if !o.People || c == never {
			break
		}
		name, ok, err := db.First(q, func(r db.Row) (n string, err error) { return n, r.Scan(&n) }, `
			SELECT gr.name FROM directory_member m JOIN directory_group gr ON gr.id = m.group_id
			WHERE m.person = ? AND `+c+` ORDER BY gr.sort_key LIMIT 1`, append([]any{id}, args...)...)
		if err != nil || !ok {
			return Fact{}, err
		}
		return Fact{"rights.why.group", []any{name}}, nil
	}
	if s.Reach == Shared {
		return g.given(q, s, o, id)
	}
	return Fact{}, nil
}

// given is the fact by which a thing is shared with the person.
func (g *Grant) given(q db.Queryer, s Span, o *Object, id directory.ID) (Fact, error) {
	for _, c := range g.clauses(s, o, "o") {
		ok, err := db.Exists(q, `SELECT 1 FROM `+o.Table+` o WHERE o.`+o.id()+` = ? AND `+c.where, append([]any{id}, c.args...)...)
		if err != nil {
			return Fact{}, err
		}
		if ok && c.says != "" {
			return Fact{c.says, nil}, nil
		}
	}
	return Fact{}, nil
}

// Tell is the fact in a sentence, in the reader's language.
func (f Fact) Tell(ctx context.Context) string {
	args := make([]any, 0, len(f.Args))
	for _, a := range f.Args {
		switch x := a.(type) {
		case directory.Role:
			a = words.T(ctx, "rights.role."+string(x))
		case Reach:
			a = words.T(ctx, "rights.reach."+string(x))
		case levelOf:
			a = words.T(ctx, "rights.level."+string(x))
		}
		args = append(args, a)
	}
	return words.T(ctx, f.Key, args...)
}

// levelOf is a guardian's legal level, to be told in words.
type levelOf string
