package imports

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/base/db"
	"preau/socle/directory/feed"
	"preau/socle/school/calendar"
)

// check looks at the whole of what was staged: which schools it covers, of what
// year, what is missing or said twice.
func (s *stager) check(ctx context.Context, o Options) error {
	schools := s.coverage
	if s.run.Delta {
		schools = s.changed
	}
	if err := schools(ctx); err != nil {
		return err
	}
	if err := s.year(ctx, o); err != nil {
		return err
	}
	if err := s.unnamed(ctx); err != nil {
		return err
	}
	if err := s.defects(ctx); err != nil {
		return err
	}
	rows := make([][]any, len(s.warnings))
	for i, w := range s.warnings {
		rows[i] = []any{s.run.ID, i, w.File, w.Line, w.Says}
	}
	return s.engine.DB.Write(ctx, func(t *db.Tx) error {
		if err := t.Insert("directory_import_warning", []string{"run", "n", "file", "line", "says"}, rows); err != nil {
			return err
		}
		_, err := t.Exec(`UPDATE directory_import SET state = ?, warnings = ? WHERE run = ?`, Ready, s.run.Warnings, s.run.ID)
		s.run.State = Ready
		return err
	})
}

// unit is a school of the run.
type unit struct {
	key, school, name string
	covered           bool
}

// coverage lists the schools: those of the feed, and those that the directory
// knows by the keys that the feed's people carry. With the option -school only
// that one, and a feed that names no school is wholly of it.
func (s *stager) coverage(ctx context.Context) error {
	var known []unit
	var keys []string
	err := s.engine.DB.Read(ctx, func(t *db.Tx) (err error) {
		if keys, err = db.Strings(t, `SELECT DISTINCT school FROM directory_import_at WHERE run = ?`, s.run.ID); err != nil {
			return err
		}
		known, err = db.All(t, func(r db.Row) (u unit, err error) {
			return u, r.Scan(&u.key, &u.school, &u.name)
		}, `SELECT source_key, id, name FROM directory_school WHERE source_key <> ''`)
		return err
	})
	if err != nil {
		return err
	}
	units, described := map[string]unit{}, map[string]bool{}
	for _, v := range s.schools {
		if v.UAI == "" {
			continue // it tells the groups of the school that is said
		}
		if before, twice := units[v.UAI]; twice {
			s.warn(v.Place, fmt.Sprintf("l’établissement %s est décrit deux fois : la première fois compte", before.school))
			continue
		}
		units[v.UAI] = unit{key: v.Key, school: v.UAI, name: v.Name, covered: true}
		described[v.Key] = true
	}
	for _, k := range known {
		key, ours := strings.CutPrefix(k.key, s.run.Source+":")
		// A key that the feed gives to another UAI says nothing of this school.
		if _, here := units[k.school]; ours && !here && !described[key] && slices.Contains(keys, key) {
			units[k.school] = unit{key: key, school: k.school, name: k.name}
		}
	}
	if s.run.Only != "" {
		if units, err = s.only(ctx, units, keys); err != nil {
			return err
		}
	}
	if len(units) == 0 {
		return &feed.Error{Says: "le lot ne décrit aucun établissement : ajoutez le fichier des établissements, ou dites pour quel établissement sont les fichiers (-school UAI)"}
	}
	return s.list(ctx, units)
}

// only keeps the one school asked for. It takes in the people of a feed that
// names no school, never those of another.
func (s *stager) only(ctx context.Context, units map[string]unit, keys []string) (map[string]unit, error) {
	u, ok := units[s.run.Only]
	if !ok && len(units) > 0 {
		return nil, &feed.Error{Says: fmt.Sprintf("l’établissement %s n’est pas dans ce lot", s.run.Only)}
	}
	if !ok {
		u = unit{school: s.run.Only, name: s.run.Only, covered: true}
	}
	if !ok && len(keys) > 0 {
		u.key = keys[0]
		err := s.engine.DB.Write(ctx, func(t *db.Tx) error {
			for _, table := range []string{"directory_import_at", "directory_import_lesson"} {
				if _, err := t.Exec(`UPDATE `+table+` SET school = ? WHERE run = ? AND school <> ?`, u.key, s.run.ID, u.key); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return map[string]unit{u.school: u}, nil
}

// list writes the schools of the run.
func (s *stager) list(ctx context.Context, units map[string]unit) error {
	var rows [][]any
	for _, uai := range slices.Sorted(maps.Keys(units)) {
		u := units[uai]
		rows = append(rows, []any{s.run.ID, u.key, u.school, u.name, u.covered, Ready})
	}
	return s.engine.DB.Write(ctx, func(t *db.Tx) error {
		return t.Insert("directory_import_school", []string{"run", "key", "school", "name", "covered", "state"}, rows)
	})
}

// year refuses the files of another year than the one that runs, unless the
// year was given.
func (s *stager) year(ctx context.Context, o Options) error {
	if o.Year != "" {
		return nil
	}
	return s.engine.DB.Read(ctx, func(t *db.Tx) error {
		other, found, err := db.First(t, func(r db.Row) (u [2]string, err error) {
			return u, r.Scan(&u[0], &u[1])
		}, `SELECT y.school, y.year FROM directory_import_school s JOIN school_year y ON y.school = s.school
			WHERE s.run = ? AND y.state = 'running' AND y.year <> ? ORDER BY y.school`, s.run.ID, s.run.Year)
		if err != nil || !found {
			return err
		}
		return &feed.Error{Says: fmt.Sprintf("ces fichiers sont de l’année %s, alors que %s est en %s : si c’est voulu, dites l’année en déposant les fichiers (-year %s)",
			calendar.YearName(s.run.Year), other[0], calendar.YearName(other[1]), s.run.Year)}
	})
}

// unnamed stages the subjects that are taught and that no file names.
func (s *stager) unnamed(ctx context.Context) error {
	var b batch
	for _, code := range slices.Sorted(maps.Keys(s.subjects)) {
		if !s.subjects[code] {
			s.seq++
			b.rows = append(b.rows, []any{s.run.ID, kindSubject, code, s.seq, "", 0, "", "", "", "{}"})
		}
	}
	return s.write(ctx, b)
}

// A defect is a query that finds what is missing or said twice: a word, how
// many, the file and the line.
var defects = []struct{ says, query string }{
	{"%s est décrite %d fois : les fiches sont réunies", `SELECT key, count(*), min(file), min(line) FROM directory_import_row
		WHERE run = ? AND kind IN ('pupil', 'guardian', 'staff') GROUP BY kind, key HAVING count(*) > 1 ORDER BY 3, 4`},
	{"l’établissement %s n’est ni dans le lot ni dans l’annuaire : %d personnes sont laissées de côté", `SELECT a.school, count(DISTINCT a.key), min(a.file), min(a.line)
		FROM directory_import_at a WHERE a.run = ? AND a.kind <> 'guardian'
		AND NOT EXISTS (SELECT 1 FROM directory_import_school s WHERE s.run = a.run AND s.key = a.school)
		GROUP BY a.school ORDER BY 1`},
	{"le responsable %s, cité %d fois, est introuvable : le lien est laissé de côté", `SELECT a.key, count(*), min(a.file), min(a.line) FROM directory_import_at a
		WHERE a.run = ? AND a.kind = 'guardian'
		AND NOT EXISTS (SELECT 1 FROM directory_import_row r WHERE r.run = a.run AND r.kind = 'guardian' AND r.key = a.key)
		AND NOT EXISTS (SELECT 1 FROM directory_key k WHERE k.source = ? AND k.key = a.key)
		GROUP BY a.key ORDER BY 3, 4, 1`},
	{"%s, que ce lot change, n’est dans aucun établissement que l’annuaire connaît par cette source (%d fiches) : laissé de côté jusqu’à la prochaine livraison complète", unknown},
}

// defects warns of what only the whole set shows.
func (s *stager) defects(ctx context.Context) error {
	return s.engine.DB.Read(ctx, func(t *db.Tx) error {
		for i, d := range defects {
			// With one school asked for, the others are left aside on purpose.
			if i == 1 && s.run.Only != "" || i == 3 && (s.run.Only != "" || !s.run.Delta) {
				continue
			}
			args := []any{s.run.ID}
			if strings.Count(d.query, "?") == 2 {
				args = append(args, s.run.Source)
			}
			for r, err := range t.Rows(d.query, args...) {
				var key, file string
				var n, line int
				if err == nil {
					err = r.Scan(&key, &n, &file, &line)
				}
				if err != nil {
					return err
				}
				if i == 0 && s.halves[key] {
					continue
				}
				s.warn(feed.Place{File: file, Line: line}, fmt.Sprintf(d.says, key, n))
			}
		}
		return nil
	})
}
