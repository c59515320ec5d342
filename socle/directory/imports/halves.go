package imports

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"preau/base/db"
	"preau/socle/directory/feed"
)

// The files of a school may come one by one, in any order: pupils today, their
// guardians tomorrow. What an earlier import of the same source and year said of
// somebody, and that found nobody then, is kept with its staged lines, thirty
// days; when the other half arrives it is taken from there.

// earlier is how many imports are looked back at.
const earlier = 10

// rejoin stages again, from the imports before, the halves that this one lacks.
func (s *stager) rejoin(ctx context.Context) error {
	s.batch = batch{}
	err := s.engine.DB.Read(ctx, func(t *db.Tx) error {
		before, err := db.All(t, scanRun, `SELECT `+runColumns+` FROM directory_import WHERE source = ? AND year = ? AND run <> ? AND ended > 0 AND state <> 'undone'
			ORDER BY ended DESC, run DESC LIMIT ?`, s.run.Source, s.run.Year, s.run.ID, earlier)
		if err != nil || s.run.Delta {
			return err
		}
		tied, err := s.homeless(t, before)
		if err != nil || len(tied) == 0 && !slices.ContainsFunc(before, s.complements) {
			return err
		}
		also, err := s.untied(t, before)
		if err == nil {
			err = s.childless(t, before)
		}
		if err != nil {
			return err
		}
		return s.strangers(t, before, append(tied, also...))
	})
	if err != nil {
		return err
	}
	return s.write(ctx, s.batch)
}

// complements tells whether an earlier import and this one may be two halves:
// one of them holds no pupils, or no guardians. Whole sets are never looked back
// at, for they are large.
func (s *stager) complements(before Run) bool {
	half := func(r Run) bool { return !holds(r.Covers, feed.KindPupil) || !holds(r.Covers, feed.KindGuardian) }
	return half(before) || half(*s.run)
}

// half stages the guardians of a pupil, and nothing else of theirs.
func (s *stager) half(v *feed.Pupil, guardians []feed.Link) error {
	part := &feed.Pupil{
		Person: feed.Person{Place: v.Place, Key: v.Key, Part: append(feed.Changed(), "Links")}, School: v.School, Links: guardians,
	}
	s.halves[v.Key] = true
	s.at(feed.KindPupil, v.Key, v.Place, pupilSchools(v))
	for _, l := range guardians {
		s.at(feed.KindGuardian, l.Guardian, v.Place, pupilSchools(v))
	}
	return s.row(feed.KindPupil, v.Key, v.Place, part, "", nil)
}

// untied gives the pupils of this import, which tells nobody's guardians, those
// that an earlier one told alone. It gives the keys of these.
func (s *stager) untied(t *db.Tx, before []Run) (tied []string, err error) {
	told, err := db.Exists(t, `SELECT 1 FROM directory_import_at WHERE run = ? AND kind = 'guardian'`, s.run.ID)
	if err != nil || told {
		return nil, err
	}
	seen := map[string]bool{}
	for _, run := range before {
		err := each(t, `SELECT o.payload FROM directory_import_row o WHERE o.run = ? AND o.kind = 'pupil' AND o.payload LIKE '%"Part":%'
			AND EXISTS (SELECT 1 FROM directory_import_row r WHERE r.run = ? AND r.kind = 'pupil' AND r.key = o.key)`, []any{run.ID, s.run.ID}, func(r db.Row) error {
			v, err := pupilOf(r)
			if err != nil || seen[v.Key] || !v.Part.Says("Links") {
				return err
			}
			seen[v.Key] = true
			for _, l := range v.Links {
				tied = append(tied, l.Guardian)
			}
			return s.half(v, v.Links)
		})
		if err != nil {
			return nil, err
		}
	}
	return tied, nil
}

// childless gives the guardians of this import whom none of its pupils names to
// the pupils of an earlier one that did.
func (s *stager) childless(t *db.Tx, before []Run) error {
	alone, err := db.Strings(t, `SELECT key FROM directory_import_row WHERE run = ? AND kind = 'guardian'
		EXCEPT SELECT key FROM directory_import_at WHERE run = ? AND kind = 'guardian'`, s.run.ID, s.run.ID)
	if err != nil || len(alone) == 0 {
		return err
	}
	wanted, seen := map[string]bool{}, map[string]bool{}
	for _, key := range alone {
		wanted[key] = true
	}
	for _, run := range before {
		if !s.complements(run) {
			continue
		}
		err := each(t, `SELECT payload FROM directory_import_row WHERE run = ? AND kind = 'pupil' ORDER BY key, seq`, []any{run.ID}, func(r db.Row) error {
			v, err := pupilOf(r)
			named := slices.ContainsFunc(v.Links, func(l feed.Link) bool { return wanted[l.Guardian] })
			if err != nil || !named || seen[v.Key] {
				return err
			}
			seen[v.Key] = true
			return s.half(v, v.Links)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// homeless gives the schools of this import those whom an earlier one named
// there, while nobody knew the school. It gives the keys of their guardians.
func (s *stager) homeless(t *db.Tx, before []Run) (tied []string, err error) {
	seen := map[[2]string]bool{}
	for _, run := range before {
		for _, v := range s.schools {
			known, err := db.Exists(t, `SELECT 1 FROM directory_import_school WHERE run = ? AND key = ?`, run.ID, v.Key)
			if err != nil {
				return nil, err
			}
			if known || run.Only != "" || v.UAI == "" {
				continue // they had their school, or were left aside on purpose
			}
			err = each(t, `SELECT DISTINCT a.kind, a.key, r.payload, r.ine, r.birth, r.sort_key, r.seq, r.file, r.line FROM directory_import_at a
				LEFT JOIN directory_import_row r ON r.run = a.run AND r.kind = a.kind AND r.key = a.key WHERE a.run = ? AND a.school = ?
				AND NOT EXISTS (SELECT 1 FROM directory_import_row o WHERE o.run = ? AND o.kind = a.kind AND o.key = a.key) ORDER BY a.kind, a.key, r.seq`,
				[]any{run.ID, v.Key, s.run.ID}, func(r db.Row) error {
					key, err := s.again(r, v.Key, seen)
					tied = append(tied, key)
					return err
				})
			if err != nil {
				return nil, err
			}
		}
	}
	return tied, nil
}

// again stages somebody of an earlier import in a school. It gives the key of a
// guardian, whose record is found with the others'.
func (s *stager) again(r db.Row, school string, seen map[[2]string]bool) (string, error) {
	var kind, key string
	var payload, ine, birth, sort, file *string
	var seq, line *int64
	if err := r.Scan(&kind, &key, &payload, &ine, &birth, &sort, &seq, &file, &line); err != nil {
		return "", err
	}
	if at := [2]string{kind + " " + school, key}; !seen[at] {
		seen[at] = true
		s.at(kind, key, feed.Place{}, []string{school})
	} else {
		return "", nil // the latest import counts
	}
	if kind == feed.KindGuardian || payload == nil {
		return key, nil
	}
	s.seq++
	s.batch.rows = append(s.batch.rows, []any{s.run.ID, kind, key, s.seq, *file, *line, *ine, *birth, *sort, *payload})
	return "", nil
}

// strangers takes from the imports before the guardians whom the pupils name and
// whom neither this one nor the directory knows.
func (s *stager) strangers(t *db.Tx, before []Run, tied []string) error {
	missing, err := db.Strings(t, `SELECT DISTINCT a.key FROM directory_import_at a WHERE a.run = ? AND a.kind = 'guardian'
		AND NOT EXISTS (SELECT 1 FROM directory_import_row r WHERE r.run = a.run AND r.kind = 'guardian' AND r.key = a.key)
		AND NOT EXISTS (SELECT 1 FROM directory_key k WHERE k.source = ? AND k.key = a.key)`, s.run.ID, s.run.Source)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, key := range tied {
		if seen[key], err = db.Exists(t, `SELECT 1 FROM directory_import_row WHERE run = ? AND kind = 'guardian' AND key = ?`, s.run.ID, key); err != nil {
			return err
		}
	}
	for _, run := range before {
		for some := range slices.Chunk(once(slices.Concat(missing, tied)), 400) {
			args := []any{run.ID}
			for _, key := range some {
				args = append(args, key)
			}
			err := each(t, `SELECT key, payload FROM directory_import_row WHERE run = ? AND kind = 'guardian' AND key IN (?`+strings.Repeat(", ?", len(some)-1)+`) ORDER BY key, seq`,
				args, func(r db.Row) error {
					var key, payload string
					if err := r.Scan(&key, &payload); err != nil || seen[key] {
						return err
					}
					var v feed.Guardian
					seen[key] = true
					if err := json.Unmarshal([]byte(payload), &v); err != nil || v.Part != nil {
						return err
					}
					return s.row(feed.KindGuardian, key, v.Place, &v, "", &v.Person)
				})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// pupilOf reads a staged pupil.
func pupilOf(r db.Row) (*feed.Pupil, error) {
	var payload string
	v := &feed.Pupil{}
	if err := r.Scan(&payload); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(payload), v)
}

// holds tells whether kinds of people, between commas, have one.
func holds(covers, kind string) bool { return slices.Contains(strings.Split(covers, ","), kind) }
