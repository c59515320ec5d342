package feeds_test

import (
	"path/filepath"
	"slices"
	"testing"

	"preau/base/db"
	"preau/schooltest"
	"preau/socle/directory/imports"
	"preau/socle/feeds"
)

// The changes of each format over its complete set, and again.
func TestChanges(t *testing.T) {
	for _, v := range []struct {
		complete, delta sample
		want, again     imports.Counts
		left            []string
	}{
		{
			sample{"aaf", "aaf/testdata/deux-etablissements", "", 12},
			sample{format: "aaf", path: "aaf/testdata/changements"},
			imports.Counts{New: 2, Changed: 2, Leaving: 3},
			imports.Counts{Same: 7},
			[]string{"Claire teacher", "Noé pupil", "Siobhán guardian"},
		},
		{
			sample{"oneroster", "oneroster/testdata/lot", "", 7},
			sample{format: "oneroster", path: "oneroster/testdata/changements"},
			imports.Counts{New: 2, Changed: 4, Leaving: 2},
			imports.Counts{Same: 8},
			[]string{"Paul guardian", "Yanis agent"},
		},
	} {
		t.Run(v.delta.format, func(t *testing.T) {
			schooltest.Each(t, nil, func(s *schooltest.School) {
				e := feeds.Engine(s.DB, s.Host.Now)
				if _, err := e.Stage(s.Context(), []string{filepath.Join("../directory", v.delta.path)}, imports.Options{}); err == nil {
					s.Error("changes of a school without a complete set are taken")
				}
				v.complete.bring(s, "../directory", imports.Counts{New: v.complete.people})
				v.delta.bring(s, "../directory", v.want)
				v.delta.bring(s, "../directory", v.again)
				var left []string
				if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) {
					left, err = db.Strings(t, `SELECT p.first_name || ' ' || t.role FROM directory_tie t JOIN directory_person p ON p.id = t.person
						WHERE t.leaving_since <> '' ORDER BY 1`)
					return err
				}); err != nil || !slices.Equal(left, v.left) {
					s.Errorf("who leaves: %q, %v", left, err)
				}
			})
		})
	}
}
