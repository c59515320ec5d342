package imports

import (
	"cmp"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/directory/imports/undo"
	"preau/socle/school/calendar"
)

// chunk is how many rows one statement of upsert carries.
const chunk = 50

// upsert runs "INSERT INTO head VALUES … tail" for rows, many at a time.
func upsert(t *db.Tx, head, tail string, rows [][]any) error {
	for len(rows) > 0 {
		n := 1
		if len(rows) >= chunk {
			n = chunk
		}
		one := "(" + strings.Repeat("?, ", len(rows[0])-1) + "?)"
		var args []any
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		query := "INSERT INTO " + head + " VALUES " + strings.Repeat(one+", ", n-1) + one + " " + tail
		if _, err := t.Exec(query, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// write makes the plan true, and keeps what undoing it needs.
func (p *plan) write(t *db.Tx, now time.Time) error {
	rows, err := p.touched(t)
	if err != nil {
		return err
	}
	record, err := undo.Open(t, p.run.ID, p.unit.school, rows, p.fresh, now)
	if err != nil {
		return err
	}
	if err := p.writeAll(t, now.UnixMilli()); err != nil {
		return err
	}
	return record.Close(t)
}

func (p *plan) writeAll(t *db.Tx, now int64) error {
	for _, part := range []func(*db.Tx) error{
		p.writeSchool, p.writeYear,
		func(t *db.Tx) error { return p.writePeople(t, now) },
		p.writeOwners, p.writeTies, p.writeLinks, p.writeGroups, p.writeWork, p.timetable.Write,
	} {
		if err := part(t); err != nil {
			return err
		}
	}
	return nil
}

// writeSchool makes the school, or completes it: what its own people changed
// stays.
func (p *plan) writeSchool(t *db.Tx) error {
	key := p.run.Source + ":" + p.unit.key
	if p.school == nil {
		if p.exists {
			return nil
		}
		_, err := t.Exec(`INSERT INTO directory_school (id, name, kind, source_key) VALUES (?, ?, ?, ?)`, p.unit.school, p.unit.name, "other", key)
		return err
	}
	s := p.school
	if !p.exists {
		zone, _ := calendar.ZoneOf(s.Academy)
		_, err := t.Exec(`INSERT INTO directory_school (id, name, kind, street, postal_code, town, phone, email, academy, zone, source_key)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, p.unit.school, s.Name, s.Kind, s.Street, s.PostalCode, s.Town, s.Phone, s.Email, s.Academy, string(zone), key)
		return err
	}
	o := &p.own
	if o.Key != "" && o.Street != "" && o.Town != "" && o.Academy != "" {
		return nil
	}
	_, err := t.Exec(`UPDATE directory_school SET source_key = ?, street = ?, postal_code = ?, town = ?, phone = ?, email = ?, academy = ? WHERE id = ?`,
		cmp.Or(o.Key, key), cmp.Or(o.Street, s.Street), cmp.Or(o.PostalCode, s.PostalCode), cmp.Or(o.Town, s.Town), cmp.Or(o.Phone, s.Phone),
		cmp.Or(o.Email, s.Email), cmp.Or(o.Academy, s.Academy), p.unit.school)
	return err
}

// writePeople makes the new people and changes the others.
func (p *plan) writePeople(t *db.Tx, now int64) error {
	rows := make([][]any, len(p.persons))
	for i, r := range p.persons {
		rows[i] = append(r[:len(r):len(r)], now)
	}
	if err := t.Insert("directory_person", append(append([]string{"id"}, fieldNames[:]...), "created_at"), rows); err != nil {
		return err
	}
	set := strings.Join(fieldNames[:], " = ?, ") + " = ?"
	for _, r := range p.updates {
		if _, err := t.Exec(`UPDATE directory_person SET `+set+`, version = version + 1 WHERE id = ?`, r...); err != nil {
			return err
		}
	}
	for _, id := range p.renamed {
		for _, q := range []string{`UPDATE directory_tie SET sort_key = ? WHERE person = ?`, `UPDATE directory_member SET sort_key = ? WHERE person = ?`} {
			if _, err := t.Exec(q, p.sortOf(id), id); err != nil {
				return err
			}
		}
		if _, err := t.Exec(`DELETE FROM directory_word WHERE person = ? AND school = ?`, id, p.unit.school); err != nil {
			return err
		}
	}
	// The key of the feed's source is unique to a person; the school's own
	// (ELEVE_ID) may be used again after somebody left: the first keeps it.
	var sure, unsure [][]any
	for _, r := range p.keyRows {
		if r[0] == p.run.Source || r[0] == "ine" {
			sure = append(sure, r)
		} else {
			unsure = append(unsure, r)
		}
	}
	if err := t.Insert("directory_key", []string{"source", "key", "person"}, sure); err != nil {
		return err
	}
	return upsert(t, "directory_key (source, key, person)", "ON CONFLICT (source, key) DO NOTHING", unsure)
}

// writeTies writes what people are in the school.
func (p *plan) writeTies(t *db.Tx) error {
	if err := t.Insert("directory_tie", []string{"person", "school", "role", "title", "sort_key", "from_day", "source"}, p.tieRows); err != nil {
		return err
	}
	for _, r := range p.tieRows {
		if !p.isNew[r[0].(string)] {
			if err := directory.Here(t, directory.ID(r[0].(string))); err != nil {
				return err
			}
		}
	}
	for _, r := range p.retied {
		if _, err := t.Exec(`UPDATE directory_tie SET title = ?, sort_key = ? WHERE person = ? AND school = ? AND role = ?`, r...); err != nil {
			return err
		}
	}
	for _, k := range p.leaving {
		if _, err := t.Exec(`UPDATE directory_tie SET leaving_since = ?, kept_on = '' WHERE person = ? AND school = ? AND role = ?`, p.today, k.person, p.unit.school, k.role); err != nil {
			return err
		}
	}
	for _, k := range p.seen {
		if _, err := t.Exec(`UPDATE directory_tie SET kept_on = '' WHERE person = ? AND school = ? AND role = ?`, k.person, p.unit.school, k.role); err != nil {
			return err
		}
	}
	for _, k := range p.back {
		if err := p.restore(t, k); err != nil {
			return err
		}
	}
	columns := []string{"person", "school", "mef", "board", "status", "scholarship", "transport", "entered", "left_day"}
	fresh, known := p.split(p.pupilRows, func(r []any) bool { _, ok := p.board[r[0].(string)]; return ok })
	if err := t.Insert("directory_pupil", columns, fresh); err != nil {
		return err
	}
	if err := upsert(t, "directory_pupil ("+strings.Join(columns, ", ")+")", "ON CONFLICT (person, school) DO UPDATE SET "+excluded(columns[2:]), known); err != nil {
		return err
	}
	fresh, known = p.split(p.wordRows, func(r []any) bool { return !p.isNew[r[2].(string)] })
	if err := t.Insert("directory_word", []string{"school", "word", "person"}, fresh); err != nil {
		return err
	}
	return upsert(t, "directory_word (school, word, person)", "ON CONFLICT (school, word, person) DO NOTHING", known)
}

// restore gives somebody back the place that they had, whether it only was to
// end or had ended.
func (p *plan) restore(t *db.Tx, k tieKey) error {
	if _, err := t.Exec(`UPDATE directory_tie SET leaving_since = '', until_day = CASE WHEN until_day < ? THEN '' ELSE until_day END
		WHERE person = ? AND school = ? AND role = ?`, p.today, k.person, p.unit.school, k.role); err != nil {
		return err
	}
	return directory.Here(t, directory.ID(k.person))
}

// split parts rows in two: those for which known is false, and the others.
func (p *plan) split(rows [][]any, known func([]any) bool) (no, yes [][]any) {
	for _, r := range rows {
		if known(r) {
			yes = append(yes, r)
		} else {
			no = append(no, r)
		}
	}
	return no, yes
}

// excluded sets columns to what was to be inserted.
func excluded(columns []string) string {
	set := make([]string, len(columns))
	for i, c := range columns {
		set[i] = c + " = excluded." + c
	}
	return strings.Join(set, ", ")
}
