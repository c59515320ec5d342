package schooltest

import (
	"strings"

	"preau/base/db"
	"preau/socle"
	"preau/socle/retention"
)

// Cell is the first column of a query, in one text.
func (s *School) Cell(query string, args ...any) string {
	s.Helper()
	var all []string
	if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) {
		all, err = db.Strings(t, query, args...)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return strings.Join(all, "|")
}

// Exec writes rows behind the pages' backs.
func (s *School) Exec(query string, args ...any) {
	s.Helper()
	if err := s.DB.Write(s.Context(), func(t *db.Tx) error { _, err := t.Exec(query, args...); return err }); err != nil {
		s.Fatal(err)
	}
}

// Rules are what the school's data is kept and forgotten by.
func (s *School) Rules() *retention.Rules {
	s.Helper()
	schema, err := s.DB.Schema(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	rules, err := retention.New(schema, socle.Keeps(s.Host.Apps))
	if err != nil {
		s.Fatal(err)
	}
	return rules
}
