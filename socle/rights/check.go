package rights

import (
	"slices"
	"strings"

	"preau/base/day"
	"preau/base/db"
	"preau/socle/directory"
)

// Check grants right on the object o named id to who, or returns [ErrDenied].
func (b *Book) Check(q db.Queryer, who *directory.Person, right *Right, o *Object, id directory.ID, today day.Day) (*Grant, error) {
	g := &Grant{who: who, right: right, on: id, spans: b.Spans(who, right, today)}
	school, ok, err := g.reaches(q, o, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrDenied
	}
	g.school = school
	return g, nil
}

// Any grants right to who on whatever it reaches, or returns [ErrDenied]. What
// that is, [Grant.Within] says to a query. hat is the tie under which who acts.
func (b *Book) Any(who *directory.Person, right *Right, hat directory.Tie, today day.Day) (*Grant, error) {
	g := &Grant{who: who, right: right, on: who.ID, school: hat.School, spans: b.Spans(who, right, today)}
	if len(g.spans) == 0 {
		return nil, ErrDenied
	}
	if !slices.ContainsFunc(g.spans, func(s Span) bool { return s.Tie.School == hat.School }) {
		g.school = g.spans[0].Tie.School
	}
	return g, nil
}

// Free is the grant of a public page: it reaches nothing.
func Free(school directory.ID) *Grant {
	return &Grant{who: &directory.Person{}, right: Public, school: school}
}

// Reaches reports whether the grant's right holds on another object: the guard
// of an id that comes from a form.
func (g *Grant) Reaches(q db.Queryer, o *Object, id directory.ID) (bool, error) {
	_, ok, err := g.reaches(q, o, id)
	return ok, err
}

func (g *Grant) reaches(q db.Queryer, o *Object, id directory.ID) (school directory.ID, ok bool, err error) {
	if id == "" || len(g.spans) == 0 {
		return "", false, nil
	}
	var conds []string
	var args []any
	for _, s := range g.spans {
		for _, c := range g.clauses(s, o, "o") {
			conds, args = append(conds, c.where), append(args, c.args...)
		}
	}
	column := "''"
	if o.School != "" {
		column = "o." + o.School
	}
	return db.First(q, func(r db.Row) (s directory.ID, err error) { return s, r.Scan(&s) },
		`SELECT `+column+` FROM `+o.Table+` o WHERE o.`+o.id()+` = ? AND (`+strings.Join(conds, " OR ")+`) LIMIT 1`,
		append([]any{id}, args...)...)
}

// ReachesAll reports whether the grant's right holds on every one of ids, in
// one query whatever their number. It takes 500 at most.
func (g *Grant) ReachesAll(q db.Queryer, o *Object, ids []directory.ID) (bool, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 {
		return true, nil
	}
	if len(ids) > 500 || len(g.spans) == 0 {
		return false, nil
	}
	where, args := g.Within(o, "o")
	in, more := list("o."+o.id(), ids)
	n, _, err := db.First(q, func(r db.Row) (n int, err error) { return n, r.Scan(&n) },
		`SELECT count(DISTINCT o.`+o.id()+`) FROM `+o.Table+` o WHERE `+in+` AND `+where, append(more, args...)...)
	return n == len(ids), err
}

// Within is the SQL condition, and its arguments, that the row alias of the
// object's table is one that the grant reaches. Several hats are a UNION of
// ids: an OR of them would make PostgreSQL read the whole table.
func (g *Grant) Within(o *Object, alias string) (where string, args []any) {
	var conds []string
	seen := map[string]bool{}
	for _, s := range g.spans {
		for _, c := range g.clauses(s, o, alias) {
			if c.where == never || seen[c.where+joined(c.args)] {
				continue
			}
			seen[c.where+joined(c.args)] = true
			if c.where == always {
				return always, nil
			}
			conds, args = append(conds, c.where), append(args, c.args...)
		}
	}
	switch len(conds) {
	case 0:
		return never, nil
	case 1:
		return conds[0], args
	}
	for i, c := range conds {
		conds[i] = `SELECT ` + alias + `.` + o.id() + ` FROM ` + o.Table + ` ` + alias + ` WHERE ` + c
	}
	return alias + `.` + o.id() + ` IN (` + strings.Join(conds, ` UNION `) + `)`, args
}

func joined(args []any) string {
	var b strings.Builder
	for _, a := range args {
		if id, ok := a.(directory.ID); ok {
			b.WriteString(string(id))
		}
		b.WriteByte('|')
	}
	return b.String()
}

const (
	never  = `1 = 0`
	always = `1 = 1`
)

// clause is a condition on a row and its arguments.
type clause struct {
	where string
	args  []any
	says  string // the key of the fact that it is, for Why; may be empty
}

// clauses are what a row of o may be for the span to reach it: one of them.
func (g *Grant) clauses(s Span, o *Object, alias string) []clause {
	if s.Reach == Shared {
		return g.shared(s, o, alias)
	}
	where, args := g.condition(s, o, alias)
	return []clause{{where: where, args: args}}
}

// condition is what a row of o must be for a span that shares nothing to reach it.
func (g *Grant) condition(s Span, o *Object, alias string) (string, []any) {
	in := ""
	var school []any
	if o.School != "" {
		in, school = alias+`.`+o.School+` = ? AND `, []any{s.Tie.School}
	}
	switch s.Reach {
	case Platform:
		return always, nil
	case School:
		if o.School == "" {
			return never, nil
		}
		return alias + `.` + o.School + ` = ?`, school
	case Self:
		return g.owned(o, alias, []directory.ID{g.who.ID})
	case Wards:
		if o.Owner == "" {
			return g.grouped(s, o, alias, in, school)
		}
		return g.owned(o, alias, append(g.wards(s.Tie.School), g.who.ID))
	case MyGroups, MyCourses:
		return g.grouped(s, o, alias, in, school)
	}
	return never, nil
}

func (g *Grant) owned(o *Object, alias string, ids []directory.ID) (string, []any) {
	if o.Owner == "" {
		return never, nil
	}
	return list(alias+`.`+o.Owner, ids)
}

// grouped reaches rows by the groups of the span's hat: the rows of a group,
// the people who are members of one, or what belongs to its pupils.
func (g *Grant) grouped(s Span, o *Object, alias, in string, school []any) (string, []any) {
	groups := g.groups(s)
	if len(groups) == 0 {
		return g.owned(o, alias, []directory.ID{g.who.ID})
	}
	if o.Group != "" {
		c, args := list(alias+`.`+o.Group, groups)
		return `(` + in + c + `)`, append(school, args...)
	}
	if o.Owner == "" {
		return never, nil
	}
	c, args := list(`m.group_id`, groups)
	if s.Reach == MyGroups && o.People {
		return `(` + in + alias + `.` + o.Owner + ` IN (SELECT m.person FROM directory_member m WHERE ` + c + `))`, append(school, args...)
	}
	args = append(school, append(args, args...)...)
	return `(` + in + alias + `.` + o.Owner + ` IN (
		SELECT m.person FROM directory_member m WHERE m.part = 'pupil' AND ` + c + `
		UNION SELECT w.guardian FROM directory_member m JOIN directory_guardian w ON w.pupil = m.person
		WHERE m.part = 'pupil' AND ` + c + `))`, args
}

// groups are the groups in which a hat acts: those of the wards for a guardian,
// those taught for a right that reaches MyCourses, one's own otherwise.
func (g *Grant) groups(s Span) []directory.ID {
	var ids []directory.ID
	add := func(all []directory.Member, parts ...string) {
		for _, m := range all {
			if m.School == s.Tie.School && (len(parts) == 0 || slices.Contains(parts, m.Part)) && !slices.Contains(ids, m.Group) {
				ids = append(ids, m.Group)
			}
		}
	}
	switch {
	case s.Tie.Role == directory.Guardian:
		for _, w := range g.who.Wards {
			add(w.Groups)
		}
	case s.Tie.Role == directory.Pupil:
		add(g.who.Groups, directory.PartPupil)
	case s.Reach == MyCourses:
		add(g.who.Groups, directory.PartTeacher, directory.PartFormTeacher)
	default:
		add(g.who.Groups)
	}
	return ids
}

func (g *Grant) wards(school directory.ID) []directory.ID {
	var ids []directory.ID
	for _, w := range g.who.Wards {
		if slices.Contains(w.Schools, school) {
			ids = append(ids, w.Pupil)
		}
	}
	return ids
}

// list is the condition that column is one of ids.
func list[T ~string](column string, ids []T) (string, []any) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	switch len(ids) {
	case 0:
		return never, nil
	case 1:
		return column + ` = ?`, args
	}
	return column + ` IN (?` + strings.Repeat(`, ?`, len(ids)-1) + `)`, args
}
