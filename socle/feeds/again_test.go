package feeds

import (
	"os"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/directory/imports"
)

// TestAgain brings what each kind of school software gives into an empty
// directory, twice: the second time changes nothing.
func TestAgain(t *testing.T) {
	for _, c := range []struct {
		path                    string
		people, groups, courses int
	}{
		{"../directory/sts/testdata/college", 6, 4, 3},
		{"../directory/edt/testdata/ExportEmploiDuTemps.xml", 14, 5, 5},
		{"../directory/oneroster/testdata/lot", 7, 6, 2},
	} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			if err := d.Migrate(t.Context(), db.Set{Name: "directory", FS: os.DirFS("../directory")}, db.Set{Name: "school", FS: os.DirFS("../school")}); err != nil {
				t.Fatal(err)
			}
			e := Engine(d, func() time.Time { return time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC) })
			e.Journal, e.OnApplied = nil, nil
			first, again := report(t, e, c.path), report(t, e, c.path)
			if first.People.New != c.people || first.Groups != c.groups || first.Courses != c.courses {
				t.Errorf("%s: %+v, %d groups, %d courses", c.path, first.People, first.Groups, first.Courses)
			}
			if n := again.People; n.Same != c.people || n.New+n.Changed+n.Leaving+n.Doubtful != 0 {
				t.Errorf("%s a second time: %+v", c.path, n)
			}
		})
	}
}

// report imports a path.
func report(t *testing.T, e *imports.Engine, path string) (r imports.Report) {
	t.Helper()
	run, err := e.Stage(t.Context(), []string{path}, imports.Options{})
	if err == nil {
		err = e.Apply(t.Context(), run.ID, nil)
	}
	if err == nil {
		err = e.DB.Read(t.Context(), func(tx *db.Tx) (err error) { r, err = imports.NewReport(tx, run.ID); return err })
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return r
}
