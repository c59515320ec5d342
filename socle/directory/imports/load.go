package imports

import (
	"bytes"
	"encoding/json"
	"fmt"

	"preau/base/db"
	"preau/socle/directory/feed"
)

// scene is all that concerns one school: what the feed says, and what the
// directory holds. A school is small enough for memory; a feed is not.
type scene struct {
	run  Run
	unit unit

	school   *feed.School // nil when the feed has none
	listed   []feed.Group // those that the feed describes
	staff    map[string]*feed.Staff
	adults   map[string]*feed.Guardian
	pupils   map[string]*feed.Pupil
	children map[string][]*pupilRef // guardian's key: pupils of this school

	exists    bool
	own       feed.School // as the directory has it
	byKey     map[string]string
	byINE     map[string]string        // the feed's key of a pupil: the person who has that INE
	alike     map[string][]string      // key: the people who look the same, in order
	sources   map[string][]string      // person: the sources of the keys by which they are known
	ine       map[string]string        // person: national number
	owners    map[string]map[int]owner // person: whose their values are, by field, where not the best source's
	apart     map[[2]string]bool       // key of the feed and person: said not to be the same
	people    map[string]fields
	keys      map[[2]string]bool // source and key of the matched
	ties      map[tieKey]tie
	board     map[string]schooling
	links     map[[2]string]link  // pupil, guardian
	answers   map[string][]string // pupil: guardians
	groups    map[groupKey]group
	members   map[member]string // source
	courses   map[course]taught
	divisions map[string]map[string]string // pupil: the divisions they are in, and who said so
	work      map[function]string
	levels    map[string]string // MEF: its level
	running   string            // the school year
	skipped   map[string]bool
	choices   map[string]string  // a doubt that was settled: sameOne or another
	leavings  map[string]bool    // persons said to leave: whether that is to be applied
	departed  map[[2]string]bool // kind and key of those whom a delivery of changes says are gone
	away      map[string]bool    // whom a bound run may not touch: they are in other schools, and not in this one
}

type pupilRef struct {
	pupil *feed.Pupil
	link  feed.Link
}

type tieKey struct{ person, role string }

type tie struct{ title, sort, leaving, kept, source, first, family string }

type schooling struct {
	mef, board, status     string
	scholarship, transport bool
	entered, left          string
}

type link struct {
	link, level     string
	order           int
	pays, contact   bool
	source, whyNot  string
	receive, maySee bool
}

type groupKey struct{ kind, code string }

type group struct{ id, name, mef, level, source string }

type member struct{ group, person, part, sort string }

type course struct{ group, subject, teacher string }

// taught is a course that the directory has.
type taught struct{ id, source string }

type function struct{ person, code, discipline string }

// The queries below join what was staged of one school to the rest, with CROSS
// JOIN: the one join whose order SQLite keeps. Left to itself, without
// statistics of tables just filled, it reads the whole run for each row.

// matched is, as SQL, the people of the directory whose key in the feed's
// source somebody of this school carries in this run.
const matched = `(SELECT DISTINCT a.key, k.person FROM directory_import_at a
	CROSS JOIN directory_key k WHERE k.source = ? AND k.key = a.key AND a.run = ? AND a.school = ?)`

// load reads the scene of one school.
func load(t *db.Tx, run Run, u unit) (*scene, error) {
	s := &scene{
		run: run, unit: u, staff: map[string]*feed.Staff{}, adults: map[string]*feed.Guardian{}, pupils: map[string]*feed.Pupil{},
		children: map[string][]*pupilRef{}, byKey: map[string]string{}, byINE: map[string]string{}, alike: map[string][]string{}, people: map[string]fields{},
		sources: map[string][]string{}, ine: map[string]string{}, owners: map[string]map[int]owner{}, apart: map[[2]string]bool{}, answers: map[string][]string{},
		keys: map[[2]string]bool{}, ties: map[tieKey]tie{}, board: map[string]schooling{}, links: map[[2]string]link{}, groups: map[groupKey]group{},
		members: map[member]string{}, courses: map[course]taught{}, divisions: map[string]map[string]string{}, work: map[function]string{}, levels: map[string]string{},
		skipped: map[string]bool{}, choices: map[string]string{}, leavings: map[string]bool{}, away: map[string]bool{}, departed: map[[2]string]bool{},
	}
	for _, part := range []func(*db.Tx) error{s.loadFeed, s.loadChoices, s.loadSchool, s.loadPeople, s.loadTies, s.loadLinks, s.loadGroups, s.complete, s.loadAlike, s.loadOwners, s.loadAway} {
		if err := part(t); err != nil {
			return nil, fmt.Errorf("load school %s: %w", u.school, err)
		}
	}
	return s, nil
}

// each runs fn on the rows of a query.
func each(t *db.Tx, query string, args []any, fn func(r db.Row) error) error {
	for r, err := range t.Rows(query, args...) {
		if err == nil {
			err = fn(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// loadFeed reads what was staged for the school.
func (s *scene) loadFeed(t *db.Tx) error {
	err := each(t, `SELECT r.kind, r.key, r.payload FROM (SELECT DISTINCT kind, key FROM directory_import_at WHERE run = ? AND school = ?) a
		CROSS JOIN directory_import_row r WHERE r.run = ? AND r.kind = a.kind AND r.key = a.key ORDER BY a.kind, a.key, r.seq`,
		[]any{s.run.ID, s.unit.key, s.run.ID}, func(r db.Row) error {
			var kind, key, payload string
			if err := r.Scan(&kind, &key, &payload); err != nil {
				return err
			}
			return s.staged(kind, key, []byte(payload))
		})
	if err != nil {
		return err
	}
	for _, p := range s.pupils {
		for _, l := range p.Links {
			if l.Guardian != p.Key {
				s.children[l.Guardian] = append(s.children[l.Guardian], &pupilRef{p, l})
			}
		}
	}
	return each(t, `SELECT payload FROM directory_import_row WHERE run = ? AND kind = ? AND key = ? ORDER BY seq LIMIT 1`,
		[]any{s.run.ID, kindSchool, s.unit.key}, func(r db.Row) error {
			var payload string
			v := &feed.School{}
			if err := r.Scan(&payload); err != nil {
				return err
			}
			err := json.Unmarshal([]byte(payload), v)
			if s.listed = v.Groups; v.UAI != "" {
				s.school = v
			}
			return err
		})
}

// staged takes one staged person. Who is described twice is read into the same
// record: what the second says replaces, what it leaves out stays.
func (s *scene) staged(kind, key string, payload []byte) error {
	if s.run.Delta || bytes.Contains(payload, []byte(`"Part":`)) {
		return s.told(kind, key, payload)
	}
	switch kind {
	case feed.KindStaff:
		if before := s.staff[key]; before != nil {
			var again feed.Staff
			err := json.Unmarshal(payload, &again)
			again.Functions, again.Courses = append(before.Functions, again.Functions...), append(before.Courses, again.Courses...)
			again.Teaches, again.FormOf = append(before.Teaches, again.Teaches...), append(before.FormOf, again.FormOf...)
			again.Teacher = again.Teacher || before.Teacher
			s.staff[key] = &again
			return err
		}
		s.staff[key] = &feed.Staff{}
		return json.Unmarshal(payload, s.staff[key])
	case feed.KindGuardian:
		if s.adults[key] == nil {
			s.adults[key] = &feed.Guardian{}
		}
		return json.Unmarshal(payload, s.adults[key])
	case feed.KindPupil:
		if before := s.pupils[key]; before != nil {
			var again feed.Pupil
			err := json.Unmarshal(payload, &again)
			again.Groups = append(before.Groups, again.Groups...)
			if len(again.Links) == 0 {
				again.Links = before.Links
			}
			s.pupils[key] = &again
			return err
		}
		s.pupils[key] = &feed.Pupil{}
		return json.Unmarshal(payload, s.pupils[key])
	}
	return fmt.Errorf("staged row of kind %q", kind)
}

// loadChoices reads what people decided on the run's differences.
func (s *scene) loadChoices(t *db.Tx) error {
	return each(t, `SELECT key, what, person, skip, choice FROM directory_import_diff WHERE run = ? AND school = ? AND (skip OR choice <> '' OR what = 'leaving')`,
		[]any{s.run.ID, s.unit.school}, func(r db.Row) error {
			var key, what, person, choice string
			var skip bool
			if err := r.Scan(&key, &what, &person, &skip, &choice); err != nil {
				return err
			}
			switch {
			case choice != "":
				s.choices[key] = choice
			case what == Leaving:
				s.leavings[person] = !skip
			case skip:
				s.skipped[key] = true
			}
			return nil
		})
}

// loadSchool reads the school itself, its year, the levels of the MEF.
func (s *scene) loadSchool(t *db.Tx) error {
	err := each(t, `SELECT name, kind, street, postal_code, town, phone, email, academy, source_key FROM directory_school WHERE id = ?`,
		[]any{s.unit.school}, func(r db.Row) error {
			s.exists = true
			o := &s.own
			return r.Scan(&o.Name, &o.Kind, &o.Street, &o.PostalCode, &o.Town, &o.Phone, &o.Email, &o.Academy, &o.Key)
		})
	if err != nil {
		return err
	}
	if s.running, _, err = db.First(t, func(r db.Row) (y string, err error) { return y, r.Scan(&y) },
		`SELECT year FROM school_year WHERE school = ? AND state = 'running'`, s.unit.school); err != nil {
		return err
	}
	return each(t, `SELECT code, level FROM directory_mef`, nil, func(r db.Row) error {
		var code, level string
		err := r.Scan(&code, &level)
		s.levels[code] = level
		return err
	})
}
