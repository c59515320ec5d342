package contacts

import (
	"errors"
	"slices"
	"strings"

	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/school/calendar"
)

// maxWords bounds the words of a search: each is a condition of the query.
const maxWords = 5

// filter is what a list is asked for.
type filter struct {
	kind  Kind // "": all
	words []string
	group directory.ID
	role  directory.Role
	after string // "person~role", the last of the page before
	limit int
}

// under is a right of the reader as a view, nil when they do not hold it.
func under(v *socle.View, right *rights.Right) (*socle.View, error) {
	u, err := v.Under(right)
	if errors.Is(err, socle.ErrDenied) {
		return nil, nil
	}
	return u, err
}

// query is an SQL text on its way, with its arguments in order.
type query struct {
	strings.Builder
	args []any
}

func (q *query) add(text string, args ...any) {
	q.WriteString(text)
	q.args = append(q.args, args...)
}

// in adds "column IN (?, …)"; nothing is in an empty list.
func in[T any](q *query, column string, values []T) {
	if len(values) == 0 {
		q.add(`1 = 0`)
		return
	}
	q.add(column + ` IN (?` + strings.Repeat(`, ?`, len(values)-1) + `)`)
	for _, v := range values {
		q.args = append(q.args, v)
	}
}

// lines are the people that the filter asks for and the reader may find, by
// name: one hat is one line.
func (s scope) lines(f filter) ([]Line, error) {
	q := s.ask(f)
	if q.Len() == 0 {
		return nil, nil
	}
	return db.All(s.people, func(r db.Row) (l Line, err error) {
		var key string
		err = r.Scan(&key, &l.Person, &l.Role, &l.First, &l.Family, &l.Title)
		l.Team = s.team != nil && isStaff(l.Role)
		return l, err
	}, q.String(), q.args...)
}

// ask is the query of lines, empty when there is nothing to ask.
func (s scope) ask(f filter) *query {
	q := new(query)
	for _, part := range []struct {
		kind   Kind
		view   *socle.View
		object *rights.Object
	}{{Pupils, s.people, rights.People}, {Team, s.team, staff}, {Guardians, s.guardians, rights.People}} {
		if f.kind != "" && f.kind != Favourites && f.kind != part.kind {
			continue
		}
		view, object := part.view, part.object
		if part.kind == Team && view == nil {
			view, object = s.people, rights.People // a partner: the team of their groups
		}
		if view == nil || part.kind == Guardians && !s.widely(readGuardians) {
			continue
		}
		if q.Len() > 0 {
			q.add(` UNION ALL `)
		}
		s.part(q, f, part.kind, view, object)
	}
	if q.Len() > 0 {
		q.add(` ORDER BY sort_key, person, role LIMIT ?`, f.limit)
	}
	return q
}

// part adds the query of one part of the list. It reads the index of the school,
// the role and the name, so that a page costs the same whatever the school.
func (s scope) part(q *query, f filter, kind Kind, v *socle.View, object *rights.Object) {
	q.add(`SELECT t.sort_key AS sort_key, t.person AS person, t.role AS role, p.first_name, p.family_name, t.title
		FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE t.school = ? AND `, s.school)
	roles := kind.roles()
	if f.role != "" && kind == Team {
		roles = []directory.Role{f.role}
	}
	if len(roles) == 1 {
		q.add(`t.role = ?`, roles[0])
	} else {
		in(q, `t.role`, roles)
	}
	where, args := v.Within(object, "t")
	q.add(` AND `+where, args...)
	today := s.c.Today()
	q.add(` AND (t.from_day = '' OR t.from_day <= ?) AND (t.until_day = '' OR t.until_day >= ?)`, today, today)
	for _, w := range f.words[:min(len(f.words), maxWords)] {
		q.add(` AND t.person IN (SELECT w.person FROM directory_word w WHERE w.school = ? AND w.word >= ? AND w.word < ?)`,
			s.school, w, w+"\U0010FFFF")
	}
	if f.kind == Favourites {
		q.add(` AND t.person IN (SELECT f.person FROM contacts_favourite f WHERE f.owner = ?)`, v.Who().ID)
	}
	if f.group != "" && kind == Guardians {
		q.add(` AND t.person IN (SELECT w.guardian FROM directory_member m JOIN directory_guardian w ON w.pupil = m.person
			WHERE m.group_id = ? AND m.part = 'pupil')`, f.group)
	} else if f.group != "" {
		q.add(` AND t.person IN (SELECT m.person FROM directory_member m WHERE m.group_id = ?)`, f.group)
	}
	if person, role, ok := strings.Cut(f.after, "~"); ok {
		q.add(` AND (t.sort_key, t.person, t.role) > ((SELECT a.sort_key FROM directory_tie a
			WHERE a.person = ? AND a.school = ? AND a.role = ?), ?, ?)`, person, s.school, role, person, role)
	}
}

// groups are those that the reader may filter by: all of the school for whoever
// finds all its pupils, else their own.
func (s scope) groups() ([]Group, error) {
	if schools, all := s.people.Schools(); all || slices.Contains(schools, s.school) {
		return db.All(s.people, func(r db.Row) (g Group, err error) { return g, r.Scan(&g.ID, &g.Kind, &g.Name) }, `
			SELECT id, kind, name FROM directory_group WHERE school = ? AND year = ? ORDER BY kind, sort_key`,
			s.school, calendar.Year(s.c.Today()))
	}
	who := s.people.Who()
	all := slices.Clone(who.Groups)
	for _, w := range who.Wards {
		all = append(all, w.Groups...)
	}
	var mine []Group
	for _, m := range all {
		if m.School == s.school && !slices.ContainsFunc(mine, func(g Group) bool { return g.ID == m.Group }) {
			mine = append(mine, Group{ID: m.Group, Kind: m.Kind, Name: m.Name})
		}
	}
	return mine, nil
}

// fill adds to the lines what they say beside the name: one query for each kind
// of thing, whatever the number of lines.
func (s scope) fill(lines []Line) error {
	byID := map[directory.ID][]*Line{}
	var pupils, guardians []directory.ID
	for i := range lines {
		l := &lines[i]
		byID[l.Person] = append(byID[l.Person], l)
		switch l.Role {
		case directory.Pupil:
			pupils = append(pupils, l.Person)
		case directory.Guardian:
			guardians = append(guardians, l.Person)
		}
	}
	if err := s.fillDivisions(pupils, byID); err != nil {
		return err
	}
	if err := s.fillWards(guardians, byID); err != nil {
		return err
	}
	shown, err := s.pictured(slices.Collect(ids(byID)))
	for id := range shown {
		for _, l := range byID[id] {
			l.Picture = true
		}
	}
	return err
}

func ids(byID map[directory.ID][]*Line) func(func(directory.ID) bool) {
	return func(yield func(directory.ID) bool) {
		for id := range byID {
			if !yield(id) {
				return
			}
		}
	}
}

func (s scope) fillDivisions(pupils []directory.ID, byID map[directory.ID][]*Line) error {
	if len(pupils) == 0 {
		return nil
	}
	q := new(query)
	q.add(`SELECT m.person, g.name FROM directory_member m JOIN directory_group g ON g.id = m.group_id
		WHERE m.part = 'pupil' AND g.kind = 'division' AND g.school = ? AND g.year = ? AND `, s.school, calendar.Year(s.c.Today()))
	in(q, `m.person`, pupils)
	return pairs(s.people, q, func(id directory.ID, name string) {
		for _, l := range byID[id] {
			if l.Role == directory.Pupil {
				l.Division = name
			}
		}
	})
}

// fillWards names the pupils for whom guardians answer, of those whom the
// reader may find: not the brothers and sisters of another class.
func (s scope) fillWards(guardians []directory.ID, byID map[directory.ID][]*Line) error {
	if len(guardians) == 0 {
		return nil
	}
	q := new(query)
	q.add(`SELECT w.guardian, p.first_name || ' ' || p.family_name FROM directory_guardian w
		JOIN directory_person p ON p.id = w.pupil JOIN directory_tie t ON t.person = w.pupil AND t.role = 'pupil'
		WHERE t.school = ? AND `, s.school)
	in(q, `w.guardian`, guardians)
	where, args := s.people.Within(rights.People, "t")
	q.add(` AND `+where+` ORDER BY t.sort_key`, args...)
	return pairs(s.people, q, func(id directory.ID, name string) {
		for _, l := range byID[id] {
			if l.Role == directory.Guardian {
				l.Wards = append(l.Wards, name)
			}
		}
	})
}

// pictured tells of whom the reader may see a picture now.
func (s scope) pictured(people []directory.ID) (map[directory.ID]bool, error) {
	shown := map[directory.ID]bool{}
	if s.pictureView == nil || len(people) == 0 || s.c.Saver() {
		return shown, nil
	}
	slices.Sort(people)
	q := new(query)
	q.add(`SELECT DISTINCT x.person, x.small FROM contacts_picture x JOIN directory_tie t ON t.person = x.person
		WHERE t.school = ? AND `+agreed("x.person"), s.school, calendar.Year(s.c.Today()), calendar.Year(s.c.Today()))
	q.add(` AND `)
	in(q, `x.person`, people)
	where, args := s.pictureView.Within(rights.People, "t")
	q.add(` AND `+where, args...)
	return shown, pairs(s.people, q, func(id directory.ID, _ string) { shown[id] = true })
}

// pairs reads the rows of q: an id and a word.
func pairs(v *socle.View, q *query, each func(directory.ID, string)) error {
	for row, err := range v.Rows(q.String(), q.args...) {
		var id directory.ID
		var word string
		if err == nil {
			err = row.Scan(&id, &word)
		}
		if err != nil {
			return err
		}
		each(id, word)
	}
	return nil
}
