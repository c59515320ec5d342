package undo

import (
	"slices"
	"strconv"
	"strings"

	"preau/base/db"
)

// Preview tells what undoing a run would do in a school, person by person: those
// who go first.
func Preview(q db.Queryer, run, school string) (lines []Line, n Counts, err error) {
	all, fresh, err := images(q, run, school)
	if err != nil {
		return nil, n, err
	}
	return tell(q, run, school, all, fresh)
}

func (n *Counts) add(l Line) {
	switch {
	case l.Person == "":
	case l.What == Removed:
		n.Removed++
	case l.What == Closed:
		n.Closed++
	case l.What == Restored:
		n.Restored++
	case l.What == Kept:
		n.Kept++
	}
}

// Schooled lists the schools to which a run wrote, and that are not undone.
func Schooled(q db.Queryer, run string) ([]string, error) {
	return db.Strings(q, `SELECT DISTINCT u.school FROM directory_import_undo u
		JOIN directory_import_school s ON s.run = u.run AND s.school = u.school AND s.state <> 'undone' WHERE u.run = ? ORDER BY u.school`, run)
}

// tell makes the lines of a school, and counts them.
func tell(t db.Queryer, run, school string, all []*image, fresh []string) (told []Line, n Counts, err error) {
	used, err := came(t, run, fresh)
	if err != nil {
		return nil, n, err
	}
	lines := lines{}
	for _, id := range fresh {
		what := Removed
		if used[id] {
			what = Closed
		}
		lines.of(school, id, what)
	}
	words, err := wordsOf(t, all)
	if err != nil {
		return nil, n, err
	}
	for _, m := range all {
		if c := m.says(words); m.does() != nothing && len(c) > 0 {
			l := lines.of(school, m.person, Restored)
			l.Changes = append(l.Changes, c...)
		}
		if c := m.since(); len(c) > 0 {
			l := lines.of(school, m.person, Kept)
			l.Changes = append(l.Changes, c...)
		}
	}
	if lessons := count(all, Lessons); lessons > 0 {
		l := lines.of(school, "", Restored)
		l.Changes = append(l.Changes, Change{Field: "lessons", Before: strconv.Itoa(lessons)})
	}
	told, err = lines.listed(t)
	for _, l := range told {
		n.add(l)
	}
	return told, n, err
}

// count counts the rows of a table that go back.
func count(all []*image, table string) (n int) {
	for _, m := range all {
		if m.table.name == table && m.does() != nothing {
			n++
		}
	}
	return n
}

// lines are the lines of a school, by person and what becomes of them.
type lines map[[2]string]*Line

func (x lines) of(school, person, what string) *Line {
	l := x[[2]string{person, what}]
	if l == nil {
		l = &Line{School: school, Person: person, What: what}
		x[[2]string{person, what}] = l
	}
	return l
}

// since are the columns that somebody changed after the import: what the import
// found, and what stands now.
func (m *image) since() (all []Change) {
	if m.before == nil || m.after == nil || m.now == nil {
		return nil
	}
	_, since := m.back()
	for _, i := range since {
		if field := m.field(i); field != "" {
			all = append(all, Change{field, m.before[i], m.now[i]})
		}
	}
	return all
}

// listed gives the lines their names, in the order in which people read them.
func (x lines) listed(t db.Queryer) ([]Line, error) {
	var ids []string
	for at := range x {
		ids = append(ids, at[0])
	}
	people, err := namesOf(t, ids)
	if err != nil {
		return nil, err
	}
	var all []Line
	for _, l := range x {
		l.Name = people[l.Person]
		if l.Person != "" && l.Name == "" {
			continue // who was forgotten, or joined to somebody, since
		}
		slices.SortFunc(l.Changes, func(a, b Change) int { return strings.Compare(a.Field+a.Before+a.After, b.Field+b.Before+b.After) })
		l.Changes = slices.Compact(l.Changes)
		all = append(all, *l)
	}
	order := []string{Removed, Closed, Kept, Restored}
	slices.SortFunc(all, func(a, b Line) int {
		if c := slices.Index(order, a.What) - slices.Index(order, b.What); c != 0 {
			return c
		}
		return strings.Compare(a.Name+a.Person, b.Name+b.Person)
	})
	return all, nil
}

// says is a row that goes back, in the words of a difference. Rows that only
// follow from others say nothing.
func (m *image) says(words map[string]string) []Change {
	swap := func(field, value string) []Change {
		if m.before == nil {
			return []Change{{Field: field, Before: value}}
		}
		return []Change{{Field: field, After: value}}
	}
	whole := m.before == nil || m.after == nil
	switch m.table.name {
	case Keys:
		if m.key[0] == "ine" {
			return nil
		}
		return []Change{{Field: "key", Before: m.key[1]}}
	case Members:
		if whole {
			return swap("group_"+m.key[2], words[m.key[0]])
		}
	case Links:
		if whole {
			return swap("guardian", words[m.key[1]])
		}
		return m.fields()
	case Ties:
		if whole {
			return swap("role", m.key[2])
		}
		return m.fields()
	case Groups:
		if whole {
			return swap("group", m.at("name"))
		}
		return m.fields()
	case Work:
		if whole {
			return swap("title", m.at("label"))
		}
	case People, Pupils:
		if !whole {
			return m.fields()
		}
	}
	return nil
}

// at is the value of a column of a row that is there before or after.
func (m *image) at(name string) string {
	i := slices.IndexFunc(m.table.rest, func(c column) bool { return c.name == name })
	if m.before != nil {
		return m.before[i]
	}
	return m.after[i]
}

// fields are the columns that go back.
func (m *image) fields() (all []Change) {
	if m.does() != change {
		return nil
	}
	row, _ := m.back()
	for i := range m.table.rest {
		if field := m.field(i); row[i] != m.now[i] && field != "" {
			all = append(all, Change{field, m.now[i], row[i]})
		}
	}
	return all
}

// field is a column as the differences of imports name it, "" where they do not.
func (m *image) field(i int) string {
	name := m.table.rest[i].name
	switch m.table.name {
	case Schools, Years, Fields, Keys, Courses, Work, Rooms, Lessons, Teachings, "school_lesson_group", "school_lesson_room":
		return "" // the rows of what people do, not of who they are
	case Groups:
		if name != "name" {
			return ""
		}
	}
	switch name {
	case "leaving_since":
		return "leaving"
	case "left_day":
		return "left"
	case "sort_key", "left_at", "from_day", "until_day", "source", "contact_order", "pays", "contact", "may_receive", "may_see", "why_not", "school", "kept_on":
		return ""
	}
	return name
}
