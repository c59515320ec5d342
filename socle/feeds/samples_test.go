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

// sample is files of one format.
type sample struct {
	format, path string
	school       string // of files that name none
	people       int    // new in an empty directory
}

// fixtures are ours; samples are real files of the field, which are not ours to
// ship: they stand in ../shared beside the project, or nowhere.
var (
	fixtures = []sample{
		{"aaf", "aaf/testdata/deux-etablissements", "", 12},
		{"aaf", "aaf/testdata/ecole", "", 5},
		{"siecle", "siecle/testdata/college", "", 6},
		{"onde", "onde/testdata/ecole", "9990077D", 14},
		{"table", "table/testdata/ecole", "9990078E", 12},
		{"sts", "sts/testdata/college", "", 6},
		{"edt", "edt/testdata/ExportEmploiDuTemps.xml", "", 14},
		{"oneroster", "oneroster/testdata/lot", "", 7},
		{"udt", "udt/testdata/lot", "9990079F", 5},
	}
	samples = []sample{
		{"aaf", "aaf/2d-mini-2020", "", 0}, // its one pupil is of schools that it does not hold
		{"edt", "edt-index-education/Edt_To_LaclasseCom_0134567A_Enclair.xml", "", 1160},
		{"siecle", "siecle/eleves_avec_adresse_avec_double_structure.xml", "", 1},
		{"onde", "onde-be1d", "9990003Z", 730},
		{"sts", "sts/case4", "", 1},
		{"oneroster", "oneroster/v1p2/Test_minimal_data_set.zip", "9990003Z", 5},
		{"oneroster", "oneroster/v1p2/v1p2_full_dataset.zip", "9990003Z", 6},
	}
)

// shared is where the samples are.
const shared = "../../../shared/data"

// Files of every format fill a directory, and change nothing the second time.
func TestFixtures(t *testing.T) { twice(t, "../directory", fixtures) }

func TestSamples(t *testing.T) {
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("no samples in %s beside the project", shared)
	}
	twice(t, shared, samples)
}

// A feed that names no school serves several: what one calls a pupil is nobody of
// another, and who looks the same is asked about.
func TestNamelessSchools(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		v := sample{format: "onde", path: "onde/testdata/ecole", school: "9990077D"}
		v.bring(s, "../directory", imports.Counts{New: 14})
		v.school = "9990078E"
		v.bring(s, "../directory", imports.Counts{New: 8, Changed: 1, Same: 1, Doubtful: 4})
		v.school = "9990077D"
		v.bring(s, "../directory", imports.Counts{Same: 14})
	})
}

func twice(t *testing.T, root string, all []sample) {
	for _, v := range all {
		t.Run(v.format, func(t *testing.T) {
			schooltest.Each(t, nil, func(s *schooltest.School) {
				v.bring(s, root, imports.Counts{New: v.people})
				v.bring(s, root, imports.Counts{Same: v.people})
			})
		})
	}
}

// bring imports a sample, and wants these counts.
func (v sample) bring(s *schooltest.School, root string, want imports.Counts) {
	s.Helper()
	e := feeds.Engine(s.DB, s.Host.Now)
	run, err := e.Stage(s.Context(), []string{filepath.Join(root, v.path)}, imports.Options{School: v.school})
	if err != nil {
		s.Fatal(err)
	}
	if run.Format != v.format {
		s.Errorf("taken for %s", run.Format)
	}
	if err := e.Apply(s.Context(), run.ID, nil); err != nil {
		s.Fatal(err)
	}
	var r imports.Report
	if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) { r, err = imports.NewReport(t, run.ID); return err }); err != nil {
		s.Fatal(err)
	}
	if r.People != want {
		s.Errorf("%s: %+v, want %+v", v.path, r.People, want)
	}
}
