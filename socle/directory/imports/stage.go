package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports/lessons"
)

// stager writes the records of a feed as rows.
type stager struct {
	engine   *Engine
	run      *Run
	seq      int64
	places   int64 // told so far: where somebody is
	schools  []*feed.School
	subjects map[string]bool // code: the feed names it itself
	loose    []*feed.Pupil   // whose guardians a delivery of changes tells, and not their school
	halves   map[string]bool // pupils whose guardians come from an import before
	warnings []feed.Warning
	batch    batch
}

// batch is the rows that wait to be written.
type batch struct{ rows, at, lessons [][]any }

// read stages a whole feed. Reading and writing go on at the same time; what is
// between them is bounded.
func (s *stager) read(ctx context.Context, r feed.Reader) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	batches := make(chan batch, 2)
	written := make(chan error, 1)
	go func() {
		var failed error
		for b := range batches {
			if failed == nil {
				if failed = s.write(ctx, b); failed != nil {
					stop(failed)
				}
			}
		}
		written <- failed
	}()
	err := s.records(ctx, r, batches)
	close(batches)
	if failed := <-written; failed != nil {
		return failed
	}
	return err
}

// records turns records into batches of rows.
func (s *stager) records(ctx context.Context, r feed.Reader, to chan<- batch) error {
	send := func() error {
		select {
		case to <- s.batch:
			s.batch = batch{}
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for record, err := range r.Records() {
		if err == nil {
			err = s.record(record)
		}
		if err != nil {
			return err
		}
		if len(s.batch.rows)+len(s.batch.at)+len(s.batch.lessons) >= batchRows {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}

// write stages one batch.
func (s *stager) write(ctx context.Context, b batch) error {
	return s.engine.DB.Write(ctx, func(t *db.Tx) error {
		if err := t.Insert("directory_import_row", []string{"run", "kind", "key", "seq", "file", "line", "ine", "birth", "sort_key", "payload"}, b.rows); err != nil {
			return err
		}
		if err := t.Insert("directory_import_lesson", lessons.Columns, b.lessons); err != nil {
			return err
		}
		return t.Insert("directory_import_at", []string{"run", "school", "kind", "key", "seq", "file", "line"}, b.at)
	})
}

// The kinds of rows that are not people.
const (
	kindSubject = "subject"
	kindMEF     = "mef"
	kindSchool  = "school"
)

// record stages one record.
func (s *stager) record(record feed.Record) error {
	switch v := record.(type) {
	case *feed.Warning:
		s.warn(v.Place, v.Says)
		return nil
	case *feed.School:
		// Schools are few; their people are many.
		if len(s.schools) == maxSchools {
			return &feed.Error{Place: v.Place, Says: fmt.Sprintf("le lot compte plus de %d établissements", maxSchools)}
		}
		s.schools = append(s.schools, v)
		return s.row(kindSchool, v.Key, v.Place, v, "", nil)
	case *feed.MEF:
		return s.row(kindMEF, v.Code, v.Place, v, "", nil)
	case *feed.Subject:
		s.subjects[v.Code] = true
		return s.row(kindSubject, v.Code, v.Place, v, "", nil)
	case *feed.Staff:
		for _, c := range v.Courses {
			if !s.subjects[c.Subject] {
				s.subjects[c.Subject] = false
			}
		}
		s.at(feed.KindStaff, v.Key, v.Place, staffSchools(v))
		return s.row(feed.KindStaff, v.Key, v.Place, v, "", &v.Person)
	case *feed.Guardian:
		return s.row(feed.KindGuardian, v.Key, v.Place, v, "", &v.Person)
	case *feed.Gone:
		return s.row(v.Kind, v.Key, v.Place, telling{Gone: true, School: v.School, Code: v.Code}, "", nil)
	case *feed.Pupil:
		schools := pupilSchools(v)
		s.at(feed.KindPupil, v.Key, v.Place, schools)
		if len(schools) == 0 && len(v.Links) > 0 {
			s.loose = append(s.loose, v)
		}
		for _, l := range v.Links {
			if l.Guardian != v.Key {
				s.at(feed.KindGuardian, l.Guardian, v.Place, schools)
			}
		}
		return s.row(feed.KindPupil, v.Key, v.Place, v, v.INE, &v.Person)
	}
	return s.lesson(record)
}

// lesson stages a room or a lesson.
func (s *stager) lesson(record feed.Record) error {
	s.seq++
	row, ok, err := lessons.Row(s.run.ID, s.seq, record)
	if err == nil && !ok {
		err = fmt.Errorf("import: a record of no known kind: %T", record)
	}
	if v, is := record.(*feed.Lesson); is && v.Subject != "" && !s.subjects[v.Subject] {
		s.subjects[v.Subject] = false
	}
	s.batch.lessons = append(s.batch.lessons, row)
	return err
}

// maxSchools is far above what a region has.
const maxSchools = 20_000

// row stages one record as a row.
func (s *stager) row(kind, key string, at feed.Place, record any, ine string, p *feed.Person) error {
	payload, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("stage a record: %w", err)
	}
	birth, sort := "", ""
	if p != nil && p.BirthDate != "" {
		birth, sort = p.BirthDate, sortKey(p)
	}
	s.seq++
	s.batch.rows = append(s.batch.rows, []any{s.run.ID, kind, key, s.seq, at.File, at.Line, ine, birth, sort, string(payload)})
	return nil
}

// at stages in which schools somebody is.
func (s *stager) at(kind, key string, at feed.Place, schools []string) {
	for _, school := range schools {
		s.places++
		s.batch.at = append(s.batch.at, []any{s.run.ID, school, kind, key, s.places, at.File, at.Line})
	}
}

// warn keeps the first warnings and counts the others.
func (s *stager) warn(at feed.Place, says string) {
	if s.run.Warnings++; s.run.Warnings <= maxWarnings {
		s.warnings = append(s.warnings, feed.Warning{Place: at, Says: says})
	}
}

// staffSchools are the schools where somebody works: by function, by what is
// taught; failing that, where administered.
func staffSchools(v *feed.Staff) []string {
	var all []string
	for _, f := range v.Functions {
		all = append(all, f.School)
	}
	for _, c := range v.Courses {
		all = append(all, c.School)
	}
	for _, r := range slices.Concat(v.Teaches, v.FormOf) {
		all = append(all, r.School)
	}
	if len(all) == 0 {
		all = append(all, v.School)
	}
	return once(all)
}

// pupilSchools are the schools of a pupil: the own one, and those of groups.
func pupilSchools(v *feed.Pupil) []string {
	all := []string{v.School}
	for _, g := range v.Groups {
		all = append(all, g.School)
	}
	return once(all)
}

// once is a list without empty words and repetitions.
func once(list []string) []string {
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) > 0 && list[0] == "" {
		list = list[1:]
	}
	return list
}

// sortKey is the key by which a person sorts: family name, then first name.
func sortKey(p *feed.Person) string { return text.SortKey(p.Family + " " + p.First) }
