package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/base/db"
	"preau/socle/directory/feed"
)

// A delivery of changes tells what changed since the feed before: whole records
// of those who are new, parts of those who changed, and who is gone. It is read
// over what the directory holds: each part is completed before it is compared,
// and nothing goes but what the delivery itself says. Whom it does not name
// stays as they were.

// fewGone is how many explicit departures are believed in a school of any size.
const fewGone = 5

// ours are the schools of which a complete feed of the same source was applied,
// with the keys that it gave them.
const ours = `(SELECT DISTINCT s.key, s.school FROM directory_import_school s JOIN directory_import i ON i.run = s.run
	WHERE i.source = ? AND i.complete AND i.run <> ? AND i.state <> 'undone' AND (s.state = 'applied' OR i.ended > 0))`

// space is the space of keys of a feed. One that lacks its last word, the academy,
// because the file that tells it is not in the lot, is of the one that is known.
func (e *Engine) space(ctx context.Context, source string) (string, error) {
	var known []string
	err := e.DB.Read(ctx, func(t *db.Tx) (err error) {
		known, err = db.Strings(t, `SELECT DISTINCT source FROM directory_import WHERE ended > 0 AND state <> 'undone'`)
		return err
	})
	if slices.Contains(known, source) {
		return source, err
	}
	known = slices.DeleteFunc(known, func(s string) bool {
		word, of := strings.CutPrefix(s, source+":")
		return !of || strings.Contains(word, ":")
	})
	if len(known) != 1 {
		return source, err
	}
	return known[0], err
}

// locate stages where those are of whom a delivery of changes does not say it:
// wherever the directory knows them as what they are.
func (s *stager) locate(ctx context.Context) error {
	return s.engine.DB.Write(ctx, func(t *db.Tx) error {
		_, err := t.Exec(`INSERT INTO directory_import_at (run, school, kind, key, seq, file, line)
			SELECT r.run, s.key, r.kind, r.key, -r.seq, r.file, r.line FROM directory_import_row r
			CROSS JOIN directory_key k CROSS JOIN directory_tie t CROSS JOIN `+ours+` s
			WHERE r.run = ? AND r.kind IN ('pupil', 'guardian', 'staff') AND k.source = ? AND k.key = r.key AND t.person = k.person AND s.school = t.school
			AND (t.role = r.kind OR r.kind = 'staff' AND t.role NOT IN ('pupil', 'guardian')) GROUP BY r.run, s.key, r.kind, r.key, r.seq, r.file, r.line`,
			s.run.Source, s.run.ID, s.run.ID, s.run.Source)
		if err != nil || len(s.loose) == 0 {
			return err
		}
		return s.tether(t)
	})
}

// tether stages where the guardians are of pupils whose school is not told: where
// the pupils are.
func (s *stager) tether(t *db.Tx) error {
	schools := map[string][]string{}
	err := each(t, `SELECT a.key, a.school FROM (SELECT DISTINCT school FROM directory_import_at WHERE run = ?) o
		CROSS JOIN directory_import_at a WHERE a.run = ? AND a.school = o.school AND a.kind = 'pupil'`, []any{s.run.ID, s.run.ID}, func(r db.Row) error {
		var key, school string
		err := r.Scan(&key, &school)
		schools[key] = append(schools[key], school)
		return err
	})
	s.batch = batch{}
	for _, v := range s.loose {
		for _, l := range v.Links {
			s.at(feed.KindGuardian, l.Guardian, v.Place, once(schools[v.Key]))
		}
	}
	if err != nil {
		return err
	}
	return t.Insert("directory_import_at", []string{"run", "school", "kind", "key", "seq", "file", "line"}, s.batch.at)
}

// changed lists the schools of a delivery of changes. It is refused where none
// of them was ever complete, and where a later feed has been applied already.
func (s *stager) changed(ctx context.Context) error {
	if err := s.locate(ctx); err != nil {
		return err
	}
	units, keys, later, never := map[string]unit{}, []string{}, "", true
	err := s.engine.DB.Read(ctx, func(t *db.Tx) (err error) {
		if keys, err = db.Strings(t, `SELECT DISTINCT school FROM directory_import_at WHERE run = ?`, s.run.ID); err != nil {
			return err
		}
		if later, _, err = db.First(t, func(r db.Row) (d string, err error) { return d, r.Scan(&d) },
			`SELECT coalesce(max(generated), '') FROM directory_import WHERE source = ? AND ended > 0 AND state <> 'undone' AND run <> ? AND only_one IN ('', ?)`,
			s.run.Source, s.run.ID, s.run.Only); err != nil {
			return err
		}
		known, err := db.All(t, func(r db.Row) (u unit, err error) { return u, r.Scan(&u.key, &u.school, &u.name) },
			`SELECT s.key, s.school, d.name FROM `+ours+` s JOIN directory_school d ON d.id = s.school`, s.run.Source, s.run.ID)
		for _, u := range known {
			never = never && s.run.Only != "" && s.run.Only != u.school
			described := slices.ContainsFunc(s.schools, func(v *feed.School) bool { return v.Key == u.key })
			if (described || slices.Contains(keys, u.key)) && (s.run.Only == "" || s.run.Only == u.school) {
				units[u.school] = u
			}
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case never || len(units) == 0 && len(keys) > 0 && s.run.Only == "":
		return &feed.Error{Says: "ce lot est une livraison de changements (delta), et l’annuaire n’a jamais eu la livraison complète de l’établissement dont elle parle : importez d’abord la livraison complète (fichiers « _Complet_ », export « bulk »), puis celle-ci"}
	case s.run.Generated != "" && s.run.Generated < later:
		return &feed.Error{Says: fmt.Sprintf("cette livraison de changements est du %s, et une livraison du %s est déjà importée : elle déferait ce qui a changé depuis. Importez la dernière livraison, ou la complète", s.run.Generated, later)}
	}
	for _, v := range s.schools {
		if !slices.ContainsFunc(slices.Collect(maps.Values(units)), func(u unit) bool { return u.key == v.Key }) && s.run.Only == "" {
			s.warn(v.Place, fmt.Sprintf("l’annuaire n’a jamais eu la livraison complète de l’établissement %.80s : ses changements sont laissés de côté, importez-la d’abord", v.Name))
		}
	}
	return s.list(ctx, units)
}

// unknown warns of those whom a delivery changes and the directory does not know.
const unknown = `SELECT r.key, count(*), min(r.file), min(r.line) FROM directory_import_row r WHERE r.run = ? AND r.kind IN ('pupil', 'guardian', 'staff')
	AND NOT EXISTS (SELECT 1 FROM directory_import_school s CROSS JOIN directory_import_at a WHERE s.run = r.run AND a.run = r.run AND a.school = s.key AND a.kind IN ('pupil', 'guardian', 'staff') AND a.key = r.key)
	GROUP BY r.key ORDER BY 3, 4`

// telling is what tells a staged record of a delivery of changes from another.
type telling struct {
	Gone   bool
	School string // of who is gone: one, or all
	Code   string // of the function that ended, or all
	Part   feed.Part
}

// told takes one staged record of a delivery of changes. Of two records of
// somebody the second changes the first.
func (s *scene) told(kind, key string, payload []byte) error {
	var is telling
	if err := json.Unmarshal(payload, &is); err != nil {
		return err
	}
	if is.Gone && is.School != "" && is.School != s.unit.key {
		return nil
	}
	if is.Code != "" {
		s.departed[[2]string{kind + " " + role(feed.Function{Code: is.Code}), key}] = true
		return nil
	}
	at := [2]string{kind, key}
	if s.departed[at] = is.Gone; is.Gone {
		s.forget(kind, key)
		return nil
	}
	switch kind {
	case feed.KindPupil:
		v := &feed.Pupil{}
		err := json.Unmarshal(payload, v)
		if before := s.pupils[key]; before != nil && v.Part != nil {
			v = overPupil(before, v)
		}
		s.pupils[key] = v
		return err
	case feed.KindStaff:
		v := &feed.Staff{}
		err := json.Unmarshal(payload, v)
		if before := s.staff[key]; before != nil && v.Part != nil {
			v = overStaff(before, v)
		}
		s.staff[key] = v
		return err
	}
	v := &feed.Guardian{}
	err := json.Unmarshal(payload, v)
	if before := s.adults[key]; before != nil && v.Part != nil {
		v.Person = overPerson(before.Person, v.Person)
	}
	s.adults[key] = v
	return err
}

// forget takes somebody out of what the feed says.
func (s *scene) forget(kind, key string) {
	switch kind {
	case feed.KindPupil:
		delete(s.pupils, key)
	case feed.KindStaff:
		delete(s.staff, key)
	default:
		delete(s.adults, key)
	}
}

// complete reads the parts of a delivery of changes over what the directory
// holds. Whom the directory does not know is left aside; who is told to be in
// other schools now is gone from this one.
func (s *scene) complete(*db.Tx) error {
	for key, v := range s.pupils {
		id := s.byKey[key]
		if v.Part != nil && id == "" && !v.Part.Says(feed.Whole) {
			delete(s.pupils, key)
			continue
		}
		if v.Part != nil {
			v = overPupil(s.asPupil(id), v)
			s.pupils[key] = v
		}
		if s.run.Delta && !slices.Contains(pupilSchools(v), s.unit.key) {
			s.leftFor(feed.KindPupil, key)
		}
	}
	for key, v := range s.staff {
		id := s.byKey[key]
		if v.Part != nil && id == "" && !v.Part.Says(feed.Whole) {
			delete(s.staff, key)
			continue
		}
		if v.Part != nil {
			v = overStaff(&feed.Staff{Person: asPerson(s.people[id]), School: s.unit.key}, v)
			s.staff[key] = v
		}
		if says := v.Part.Says("Functions") || v.Part.Says("School"); s.run.Delta && says && !slices.Contains(staffSchools(v), s.unit.key) {
			s.leftFor(feed.KindStaff, key)
		}
	}
	for key, v := range s.adults {
		id := s.byKey[key]
		_, here := s.ties[tieKey{id, "guardian"}]
		switch {
		case v.Part != nil && id == "" && !v.Part.Says(feed.Whole):
			delete(s.adults, key)
			continue
		case v.Part != nil:
			v.Person = overPerson(asPerson(s.people[id]), v.Person)
		}
		if here && s.run.Delta && s.children[key] == nil {
			s.children[key] = []*pupilRef{}
		}
	}
	return nil
}

// leftFor notes somebody who is in other schools from now on.
func (s *scene) leftFor(kind, key string) {
	s.departed[[2]string{kind, key}] = true
	s.forget(kind, key)
}
