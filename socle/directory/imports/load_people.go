package imports

import (
	"preau/base/db"
	"preau/socle/directory/feed"
)

const personFields = `p.civility, p.family_name, p.first_name, p.birth_name, p.other_names, p.birth_date, p.sort_key, p.email, p.phone, p.mobile,
	p.work_phone, p.street, p.postal_code, p.town, p.country, p.sms_ok, p.address_ok`

// loadPeople reads who the people of the feed are.
func (s *scene) loadPeople(t *db.Tx) error {
	args := []any{s.run.Source, s.run.ID, s.unit.key}
	here := []any{s.run.ID, s.unit.key, s.run.ID}
	err := each(t, `SELECT m.key, p.id, `+personFields+` FROM `+matched+` m CROSS JOIN directory_person p WHERE p.id = m.person`, args, s.person(s.byKey))
	if err != nil {
		return err
	}
	const pupils = `(SELECT DISTINCT key FROM directory_import_at WHERE run = ? AND school = ? AND kind = 'pupil') a
		CROSS JOIN directory_import_row r CROSS JOIN directory_key k CROSS JOIN directory_person p
		WHERE r.run = ? AND r.kind = 'pupil' AND r.key = a.key AND r.ine <> '' AND k.source = 'ine' AND k.key = r.ine AND p.id = k.person`
	if err := each(t, `SELECT a.key, p.id, `+personFields+` FROM `+pupils, here, s.person(s.byINE)); err != nil {
		return err
	}
	if err := each(t, `SELECT m.person, k.source, k.key FROM `+matched+` m CROSS JOIN directory_key k WHERE k.person = m.person`, args, func(r db.Row) error {
		var person string
		var key [2]string
		err := r.Scan(&person, &key[0], &key[1])
		s.known(person, key)
		return err
	}); err != nil {
		return err
	}
	// The feed tells apart two people whom it gives two keys: only somebody
	// whom it does not name may be the same.
	return each(t, `SELECT a.key, p.id, `+personFields+` FROM (SELECT DISTINCT kind, key FROM directory_import_at WHERE run = ? AND school = ?) a
		CROSS JOIN directory_import_row r CROSS JOIN directory_person p
		WHERE r.run = ? AND r.kind = a.kind AND r.key = a.key AND r.birth <> '' AND p.birth_date = r.birth AND p.sort_key = r.sort_key
		AND NOT EXISTS (SELECT 1 FROM directory_key k CROSS JOIN directory_import_row o
			WHERE k.person = p.id AND k.source = ? AND o.run = r.run AND o.kind IN ('pupil', 'guardian', 'staff') AND o.key = k.key) ORDER BY p.id`, append(here, s.run.Source), s.personLike)
}

// personLike reads somebody who looks like one of the feed.
func (s *scene) personLike(r db.Row) error {
	found := map[string]string{}
	err := s.person(found)(r)
	for key, id := range found {
		s.alike[key] = append(s.alike[key], id)
	}
	return err
}

// person reads a key, a person's id and fields into whose and into people.
func (s *scene) person(whose map[string]string) func(db.Row) error {
	return func(r db.Row) error {
		var key, id string
		var f fields
		dest := append([]any{&key, &id}, f.dest()...)
		if err := r.Scan(dest...); err != nil {
			return err
		}
		whose[key], s.people[id] = id, f
		return nil
	}
}

// loadTies reads who is in the school, and as what.
func (s *scene) loadTies(t *db.Tx) error {
	school := []any{s.unit.school}
	if err := each(t, `SELECT t.person, t.role, t.title, t.sort_key, t.leaving_since, t.kept_on, t.source, p.first_name, p.family_name
		FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE t.school = ?`, school, func(r db.Row) error {
		var k tieKey
		var v tie
		err := r.Scan(&k.person, &k.role, &v.title, &v.sort, &v.leaving, &v.kept, &v.source, &v.first, &v.family)
		s.ties[k] = v
		return err
	}); err != nil {
		return err
	}
	if err := each(t, `SELECT person, mef, board, status, scholarship, transport, entered, left_day FROM directory_pupil WHERE school = ?`, school, func(r db.Row) error {
		var id string
		var v schooling
		err := r.Scan(&id, &v.mef, &v.board, &v.status, &v.scholarship, &v.transport, &v.entered, &v.left)
		s.board[id] = v
		return err
	}); err != nil {
		return err
	}
	return each(t, `SELECT person, code, discipline, label FROM directory_function WHERE school = ?`, school, func(r db.Row) error {
		var k function
		var label string
		err := r.Scan(&k.person, &k.code, &k.discipline, &label)
		s.work[k] = label
		return err
	})
}

// loadAway reads who of the people matched is in other schools and not here.
func (s *scene) loadAway(t *db.Tx) error {
	if !s.run.Bound {
		return nil
	}
	here := map[string]bool{}
	for k := range s.ties {
		here[k.person] = true
	}
	var strangers []string
	for id := range s.people {
		if !here[id] {
			strangers = append(strangers, id)
		}
	}
	return eachOf(t, `SELECT DISTINCT person FROM directory_tie WHERE leaving_since = '' AND person IN `, strangers, func(r db.Row) error {
		var id string
		err := r.Scan(&id)
		s.away[id] = true
		return err
	})
}

// loadLinks reads the guardians of the feed's pupils.
func (s *scene) loadLinks(t *db.Tx) error {
	return each(t, `SELECT g.pupil, g.guardian, g.link, g.level, g.contact_order, g.pays, g.contact, g.source, g.why_not, g.may_receive, g.may_see
		FROM directory_guardian g WHERE g.pupil IN (SELECT m.person FROM `+matched+` m UNION SELECT person FROM directory_pupil WHERE school = ?)`,
		[]any{s.run.Source, s.run.ID, s.unit.key, s.unit.school}, func(r db.Row) error {
			var k [2]string
			var v link
			err := r.Scan(&k[0], &k[1], &v.link, &v.level, &v.order, &v.pays, &v.contact, &v.source, &v.whyNot, &v.receive, &v.maySee)
			s.links[k] = v
			s.answers[k[0]] = append(s.answers[k[0]], k[1])
			return err
		})
}

// loadGroups reads the groups of the year, who is in them, what is taught there.
func (s *scene) loadGroups(t *db.Tx) error {
	year := []any{s.unit.school, s.run.Year}
	if err := each(t, `SELECT kind, code, id, name, mef, level, source FROM directory_group WHERE school = ? AND year = ?`, year, func(r db.Row) error {
		var k groupKey
		var v group
		err := r.Scan(&k.kind, &k.code, &v.id, &v.name, &v.mef, &v.level, &v.source)
		s.groups[k] = v
		return err
	}); err != nil {
		return err
	}
	if err := each(t, `SELECT m.group_id, m.person, m.part, m.sort_key, m.source, g.kind FROM directory_group g
		JOIN directory_member m ON m.group_id = g.id WHERE g.school = ? AND g.year = ?`, year, func(r db.Row) error {
		var m member
		var source, kind string
		err := r.Scan(&m.group, &m.person, &m.part, &m.sort, &source, &kind)
		s.members[m] = source
		if m.part == "pupil" && kind == feed.Division {
			if s.divisions[m.person] == nil {
				s.divisions[m.person] = map[string]string{}
			}
			s.divisions[m.person][m.group] = source
		}
		return err
	}); err != nil {
		return err
	}
	return each(t, `SELECT group_id, subject, teacher, id, source FROM school_course WHERE school = ? AND year = ?`, year, func(r db.Row) error {
		var c course
		var v taught
		err := r.Scan(&c.group, &c.subject, &c.teacher, &v.id, &v.source)
		s.courses[c] = v
		return err
	})
}
