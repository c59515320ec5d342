package feeds_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"preau/base/db"
	"preau/schooltest"
	"preau/socle/directory/feed/source"
	"preau/socle/directory/imports"
	"preau/socle/feeds"
)

// knowing are the formats that take a set for their own.
func knowing(t *testing.T, paths ...string) string {
	t.Helper()
	s, err := source.Open(paths...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var all []string
	for _, f := range feeds.Engine(nil, time.Now).Formats {
		ours, err := f.Knows(s)
		if err != nil {
			t.Fatal(err)
		}
		if ours {
			all = append(all, f.Name)
		}
	}
	return strings.Join(all, " ")
}

// Each set is of one format, whatever the order in which they are asked.
func TestOneFormatKnows(t *testing.T) {
	for path, want := range map[string]string{
		"../directory/aaf/testdata/deux-etablissements": "aaf",
		"../directory/siecle/testdata/college":          "siecle",
		"../directory/onde/testdata/ecole":              "onde",
		"feeds.go":                                      "",
	} {
		if got := knowing(t, path); got != want {
			t.Errorf("%s: known to %q, want %q", path, got, want)
		}
	}
	data := ""
	for _, up := range []string{"../../..", "../../../.."} {
		if _, err := os.Stat(filepath.Join(up, "shared/data")); err == nil && data == "" {
			data = filepath.Join(up, "shared/data")
		}
	}
	if data == "" {
		t.Skip("shared/data is absent: no sample is looked at")
	}
	for path, want := range map[string]string{
		"aaf/2d-mini-2020": "aaf", "onde-be1d": "onde",
		"siecle/eleves_avec_adresse_avec_double_structure.xml": "siecle", "siecle/eleves_avec_adresse_simple.xml": "siecle",
		"siecle/responsables_avec_adresses_simple.xml": "siecle", "siecle/nomenclature_simple.xml": "siecle", "siecle/retour_ent.xml": "",
		"siecle/import-prive": "", "bcn": "", "calendar": "", "fet": "", "gar": "", "lsu": "", "uai": "", "names": "",
	} {
		if got := knowing(t, filepath.Join(data, path)); got != want {
			t.Errorf("%s: known to %q, want %q", path, got, want)
		}
	}
}

// applied imports a set and says what it did.
func applied(s *schooltest.School, path, school string) string {
	s.Helper()
	engine := feeds.Engine(s.DB, func() time.Time { return s.Clock })
	run, err := engine.Stage(s.Context(), []string{path}, imports.Options{School: school, Year: "2026"})
	if err != nil {
		s.Fatal(err)
	}
	var n imports.Counts
	if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) {
		n, err = imports.Totals(t, run.ID, "")
		return err
	}); err != nil {
		s.Fatal(err)
	}
	if err := engine.Apply(s.Context(), run.ID, nil); err != nil {
		s.Fatal(err)
	}
	return fmt.Sprintf("%d new, %d changed, %d leaving, %d doubtful", n.New, n.Changed, n.Leaving, n.Doubtful)
}

// A school of ONDE, which its tables do not name, comes in as the one that whoever
// imports says; coming again changes nothing.
func TestNamelessSchool(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		const set, school = "../directory/onde/testdata/ecole", "9990077D"
		if got := applied(s, set, school); got != "14 new, 0 changed, 0 leaving, 0 doubtful" {
			s.Errorf("first %s", got)
		}
		if got := applied(s, set, school); got != "0 new, 0 changed, 0 leaving, 0 doubtful" {
			s.Errorf("again %s", got)
		}
	})
}
