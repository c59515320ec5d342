package feeds_test

import (
	"os"
	"path/filepath"
	"testing"

	"preau/base/db"
	"preau/schooltest"
	"preau/socle/directory/imports"
	"preau/socle/feeds"
)

// samples are real files of the field, which are not ours to ship: they stand in
// ../shared beside the project, or nowhere.
var samples = []struct {
	format, path string
	school       string // of files that name none
	people       int    // new in an empty directory
}{
	{"aaf", "aaf/2d-mini-2020", "", 0}, // its one pupil is of schools that it does not hold
	{"edt", "edt-index-education/Edt_To_LaclasseCom_0134567A_Enclair.xml", "", 1160},
	{"sts", "sts/case4", "", 1},
	{"oneroster", "oneroster/v1p2/Test_minimal_data_set.zip", "9990003Z", 5},
	{"oneroster", "oneroster/v1p2/v1p2_full_dataset.zip", "9990003Z", 6},
}

// Real files are taken by one format, fill an empty school, and change nothing
// the second time.
func TestSamples(t *testing.T) {
	const root = "../../../shared/data"
	if _, err := os.Stat(root); err != nil {
		t.Skipf("no samples in %s beside the project", root)
	}
	for _, v := range samples {
		t.Run(v.format, func(t *testing.T) {
			schooltest.Each(t, nil, func(s *schooltest.School) {
				e := feeds.Engine(s.DB, s.Host.Now)
				for _, turn := range []string{"first", "again"} {
					run, err := e.Stage(s.Context(), []string{filepath.Join(root, v.path)}, imports.Options{School: v.school})
					if err != nil {
						s.Fatalf("%s: %v", turn, err)
					}
					if run.Format != v.format {
						s.Errorf("taken for %s", run.Format)
					}
					if err := e.Apply(s.Context(), run.ID, nil); err != nil {
						s.Fatalf("%s: %v", turn, err)
					}
					var r imports.Report
					if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) { r, err = imports.NewReport(t, run.ID); return err }); err != nil {
						s.Fatal(err)
					}
					want := imports.Counts{New: v.people}
					if turn == "again" {
						want = imports.Counts{Same: v.people}
					}
					if r.People != want {
						s.Errorf("%s: %+v, want %+v", turn, r.People, want)
					}
				}
			})
		})
	}
}
