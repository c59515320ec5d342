package undo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/base/db"
	"preau/socle/directory"
)

// batch is how many people one transaction forgets.
const batch = 50

// Apply undoes a run, school after school, each whole in one transaction; it
// goes on where an earlier try was killed. progress, which may be nil, is told
// how many schools are done. The error is that of [May] when it may not.
func (u *Undo) Apply(ctx context.Context, run string, progress func(done, of int)) error {
	var schools []string
	err := u.DB.Write(ctx, func(t *db.Tx) (err error) {
		if err = May(t, run); err != nil {
			return err
		}
		if schools, err = Schooled(t, run); err != nil {
			return err
		}
		_, err = t.Exec(`UPDATE directory_import SET state = ? WHERE run = ?`, Undoing, run)
		return err
	})
	if err != nil {
		return err
	}
	refs, err := u.referrers(ctx)
	if err != nil {
		return err
	}
	for i, school := range schools {
		if progress != nil {
			progress(i, len(schools))
		}
		if err := u.DB.Write(ctx, func(t *db.Tx) error { return u.school(t, run, school, refs) }); err != nil {
			return fmt.Errorf("undo import %s in school %s: %w", run, school, err)
		}
	}
	return u.finish(ctx, run)
}

// finish erases whom only the run knew.
func (u *Undo) finish(ctx context.Context, run string) error {
	var fresh []string
	if err := u.DB.Read(ctx, func(t *db.Tx) (err error) {
		fresh, err = db.Strings(t, `SELECT DISTINCT u.person FROM directory_import_undo u JOIN directory_person p ON p.id = u.person
			WHERE u.run = ? AND u.name = ? AND u.before = '' AND u.after = '' ORDER BY u.person`, run, People)
		return err
	}); err != nil {
		return err
	}
	for some := range slices.Chunk(fresh, batch) {
		if err := u.DB.Write(ctx, func(t *db.Tx) error { return u.forget(t, run, some) }); err != nil {
			return fmt.Errorf("undo import %s: %w", run, err)
		}
	}
	return u.DB.Write(ctx, func(t *db.Tx) error {
		_, err := t.Exec(`UPDATE directory_import SET state = ?, ended = ? WHERE run = ?`, Undone, u.Now().UnixMilli(), run)
		return err
	})
}

// referrers are, for the tables whose rows may not go while others need them,
// the conditions that nobody does.
func (u *Undo) referrers(ctx context.Context) (map[string]string, error) {
	schema, err := u.DB.Schema(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	conditions := map[string]string{}
	for _, t := range schema {
		for _, c := range t.Columns {
			for _, needed := range []string{Groups, Schools, Rooms} {
				if c.References == needed {
					conditions[needed] += " AND NOT EXISTS (SELECT 1 FROM " + t.Name + " o WHERE o." + c.Name + " = " + needed + ".id)"
				}
			}
		}
	}
	return conditions, nil
}

// school undoes a run in one school.
func (u *Undo) school(t *db.Tx, run, school string, refs map[string]string) error {
	all, fresh, err := images(t, run, school)
	if err != nil {
		return err
	}
	lines, n, err := tell(t, run, school, all, fresh)
	if err != nil {
		return err
	}
	marked, err := t.Exec(`UPDATE directory_import_school SET state = ? WHERE run = ? AND school = ? AND state <> ?`, Undone, run, school, Undone)
	if err != nil || marked == 0 {
		return err // another process was quicker
	}
	if err := leave(t, school, fresh); err != nil {
		return err
	}
	if err := putBack(t, school, all, refs); err != nil {
		return err
	}
	for _, l := range lines {
		if l.Person != "" {
			t.Publish("person:" + l.Person)
		}
	}
	t.Publish("directory:" + school)
	if u.Journal != nil {
		return u.Journal(t, run, school, n)
	}
	return nil
}

// order is where a table stands among those that refer to each other.
func order(x table) int {
	return slices.IndexFunc(tables, func(o table) bool { return o.name == x.name })
}

// leave takes people out of a school with all that places them there.
func leave(t *db.Tx, school string, people []string) error {
	for part := range slices.Chunk(people, 300) {
		in := " IN (?" + strings.Repeat(", ?", len(part)-1) + ")"
		ids := make([]any, len(part))
		for i, id := range part {
			ids[i] = id
		}
		for _, q := range []string{
			`DELETE FROM school_lesson_teacher WHERE school = ? AND teacher` + in,
			`DELETE FROM school_course WHERE school = ? AND teacher` + in,
			`DELETE FROM directory_member WHERE school = ? AND person` + in,
			`DELETE FROM directory_function WHERE school = ? AND person` + in,
			`DELETE FROM directory_word WHERE school = ? AND person` + in,
			`DELETE FROM directory_guardian WHERE pupil IN (SELECT person FROM directory_pupil WHERE school = ?) AND guardian` + in,
			`DELETE FROM directory_guardian WHERE pupil IN (SELECT person FROM directory_pupil WHERE school = ?) AND pupil` + in,
			`DELETE FROM directory_pupil WHERE school = ? AND person` + in,
			`DELETE FROM directory_tie WHERE school = ? AND person` + in,
		} {
			if _, err := t.Exec(q, append([]any{school}, ids...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// where is the condition of the row, with its arguments.
func (m *image) where() (string, []any) {
	args := make([]any, len(m.key))
	for i, v := range m.key {
		args[i] = v
	}
	return names(m.table.key, " = ?", " AND "), args
}

// remove takes away a row that the import made.
func (m *image) remove(t *db.Tx, refs map[string]string) error {
	where, args := m.where()
	if m.table.name == Keys {
		where, args = where+" AND person = ?", append(args, m.after[0])
	}
	if m.table.name == Years {
		if _, err := t.Exec(`DELETE FROM school_term WHERE school = ? AND year = ?`, args...); err != nil {
			return err
		}
	}
	_, err := t.Exec("DELETE FROM "+m.table.name+" WHERE "+where+refs[m.table.name], args...)
	return err
}

// putBack undoes rows: what the import made goes, those who refer first; then
// what went comes back, those who are referred to first.
func putBack(t *db.Tx, school string, all []*image, refs map[string]string) error {
	slices.SortStableFunc(all, func(a, b *image) int { return order(b.table) - order(a.table) })
	for _, m := range all {
		if m.does() != remove {
			continue
		}
		err := m.remove(t, refs)
		if err == nil && m.table.name == Ties {
			err = directory.Findable(t, directory.ID(school), directory.ID(m.person))
		}
		if err != nil {
			return err
		}
	}
	slices.Reverse(all)
	for _, m := range all {
		var err error
		switch m.does() {
		case bring:
			err = m.bring(t)
		case change:
			err = m.change(t)
		}
		if err == nil && m.table.name == People {
			err = directory.Findable(t, directory.ID(school), directory.ID(m.person))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// change gives a row back the columns that are as the import left them.
func (m *image) change(t directory.Writer) error {
	row, _ := m.back()
	args := make([]any, len(row))
	for i, c := range m.table.rest {
		args[i] = c.value(row[i])
	}
	where, key := m.where()
	_, err := t.Exec("UPDATE "+m.table.name+" SET "+names(m.table.rest, " = ?", ", ")+" WHERE "+where, append(args, key...)...)
	return err
}

// bring inserts a row again, unless whom or what it names is not there any more.
func (m *image) bring(t *db.Tx) error {
	values := slices.Concat(m.key, m.before)
	columns := slices.Concat(m.table.key, m.table.rest)[:len(values)]
	row := make([]any, len(columns))
	for i, c := range columns {
		row[i] = c.value(values[i])
		if in := c.refers(); in != "" {
			there, err := db.Exists(t, `SELECT 1 FROM `+in+` WHERE id = ?`, values[i])
			if err != nil || !there {
				return err
			}
		}
	}
	return t.Insert(m.table.name, strings.Split(names(columns, "", ","), ","), [][]any{row})
}

// refers is the table that a column leads to, "" for none that may be gone.
func (c column) refers() string {
	switch c.name {
	case "person", "pupil", "guardian", "teacher":
		return People
	case "group_id":
		return Groups
	case "lesson":
		return Lessons
	case "room":
		return Rooms
	}
	return ""
}

// forget erases people who were nowhere else and never came; of the others it
// notes since when they are in no school.
func (u *Undo) forget(t *db.Tx, run string, people []string) error {
	used, err := came(t, run, people)
	if err != nil {
		return err
	}
	for _, id := range people {
		if used[id] {
			if _, err := t.Exec(`UPDATE directory_person SET left_at = ? WHERE id = ? AND left_at = 0 AND NOT EXISTS (
				SELECT 1 FROM directory_tie WHERE person = ?)`, u.Now().UnixMilli(), id, id); err != nil {
				return err
			}
			continue
		}
		if _, err := u.Rules.Forget(t, id, u.Now()); err != nil {
			return err
		}
	}
	return nil
}
