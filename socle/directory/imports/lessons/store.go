package lessons

import "preau/base/db"

// count counts the lessons of the school, and tells whether the feed has any.
func (p *Plan) count(t *db.Tx) (some bool, err error) {
	if p.Count, _, err = db.First(t, func(r db.Row) (n int, err error) { return n, r.Scan(&n) },
		`SELECT count(*) FROM school_lesson WHERE school = ? AND year = ?`, p.ID, p.Year); err != nil {
		return false, err
	}
	return db.Exists(t, `SELECT 1 FROM directory_import_lesson WHERE run = ? AND school = ?`, p.Run, p.Key)
}

// load reads the timetable that the source gave the school.
func (p *Plan) load(t *db.Tx) error {
	of := []any{p.ID, p.Source}
	for r, err := range t.Rows(`SELECT key, id, name FROM school_room WHERE school = ? AND source = ?`, of...) {
		var key, id, name string
		if err == nil {
			err = r.Scan(&key, &id, &name)
		}
		if err != nil {
			return err
		}
		p.rooms[key], p.names[id] = id, name
	}
	of = []any{p.ID, p.Year, p.Source}
	byID := map[string]*has{}
	for r, err := range t.Rows(`SELECT key, id, day, starts, ends, weeks, subject FROM school_lesson WHERE school = ? AND year = ? AND source = ?`, of...) {
		var key string
		v := &has{people: map[string]string{}, groups: map[string]string{}, room: map[string]string{}}
		if err == nil {
			err = r.Scan(&key, &v.id, &v.day, &v.start, &v.end, &v.weeks, &v.subject)
		}
		if err != nil {
			return err
		}
		p.lessons[key], byID[v.id] = v, v
	}
	for _, held := range []struct {
		query string
		in    func(*has) map[string]string
	}{
		{`SELECT h.lesson, h.teacher, h.weeks FROM school_lesson l JOIN school_lesson_teacher h ON h.lesson = l.id`, func(v *has) map[string]string { return v.people }},
		{`SELECT h.lesson, h.group_id, h.weeks FROM school_lesson l JOIN school_lesson_group h ON h.lesson = l.id`, func(v *has) map[string]string { return v.groups }},
		{`SELECT h.lesson, h.room, h.weeks FROM school_lesson l JOIN school_lesson_room h ON h.lesson = l.id`, func(v *has) map[string]string { return v.room }},
	} {
		for r, err := range t.Rows(held.query+` WHERE l.school = ? AND l.year = ? AND l.source = ?`, of...) {
			var lesson, id, weeks string
			if err == nil {
				err = r.Scan(&lesson, &id, &weeks)
			}
			if err != nil {
				return err
			}
			held.in(byID[lesson])[id] = weeks
		}
	}
	return nil
}

// Write makes the plan true.
func (p *Plan) Write(t *db.Tx) error {
	for _, gone := range []struct {
		query string
		rows  [][]any
	}{
		{`DELETE FROM school_lesson_teacher WHERE lesson = ? AND teacher = ?`, p.unpeople},
		{`DELETE FROM school_lesson_group WHERE lesson = ? AND group_id = ?`, p.ungroups},
		{`DELETE FROM school_lesson_room WHERE lesson = ? AND room = ?`, p.unplaces},
		{`UPDATE school_room SET name = ?, sort_key = ? WHERE id = ?`, p.renamed},
		{`UPDATE school_lesson SET day = ?, starts = ?, ends = ?, weeks = ?, subject = ? WHERE id = ?`, p.moved},
	} {
		for _, row := range gone.rows {
			if _, err := t.Exec(gone.query, row...); err != nil {
				return err
			}
		}
	}
	for _, id := range p.goneLessons {
		for _, q := range []string{
			`DELETE FROM school_lesson_teacher WHERE lesson = ?`, `DELETE FROM school_lesson_group WHERE lesson = ?`,
			`DELETE FROM school_lesson_room WHERE lesson = ?`, `DELETE FROM school_lesson WHERE id = ?`,
		} {
			if _, err := t.Exec(q, id); err != nil {
				return err
			}
		}
	}
	for _, in := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"school_room", []string{"id", "school", "name", "sort_key", "key", "source"}, p.roomRows},
		{"school_lesson", []string{"id", "school", "year", "day", "starts", "ends", "weeks", "subject", "key", "source"}, p.lessonRows},
		{"school_lesson_teacher", []string{"lesson", "teacher", "weeks", "school", "year"}, p.people},
		{"school_lesson_group", []string{"lesson", "group_id", "weeks"}, p.groups},
		{"school_lesson_room", []string{"lesson", "room", "weeks"}, p.places},
	} {
		if err := t.Insert(in.table, in.columns, in.rows); err != nil {
			return err
		}
	}
	return nil
}
