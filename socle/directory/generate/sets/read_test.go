package sets_test

import (
	"path/filepath"
	"strings"
	"testing"

	"preau/socle/directory/edt"
	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
	"preau/socle/directory/feed/source"
	"preau/socle/directory/generate"
	"preau/socle/directory/generate/sets"
	"preau/socle/directory/siecle"
	"preau/socle/directory/sts"
)

// TestRead proves that the readers find everybody in the sets, and nothing to say against them.
func TestRead(t *testing.T) {
	dir, o := t.TempDir(), generate.Options{Schools: 5, Pupils: 150, Seed: 3} // the fifth is a lycée
	for _, err := range []error{
		sets.WriteSIECLE(filepath.Join(dir, "siecle"), generate.Schools(o)),
		sets.WriteSTS(filepath.Join(dir, "sts"), generate.Schools(o)),
		sets.WriteEDT(filepath.Join(dir, "edt"), generate.Schools(o)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for s := range generate.Schools(o) {
		want := map[string]int{}
		for k := range sets.Truth(s) {
			want[k.Source+" "+k.Kind]++
		}
		for name, open := range map[string]func(*source.Set) (feed.Reader, error){"siecle": siecle.Open, "sts": sts.Open, "edt": edt.Open} {
			w, err := feedtest.Read(open, filepath.Join(dir, name, s.UAI))
			if err != nil {
				t.Fatalf("%s of %s: %v", name, s.UAI, err)
			}
			for _, says := range w.Warnings {
				if name != "sts" || len(w.Warnings) > 1 { // STS-Web does not say who leads and who is the deputy
					t.Errorf("%s of %s: %s", name, s.UAI, says)
				}
			}
			for kind, n := range map[string]int{"pupil": len(w.Pupils), "guardian": len(w.Guardians), "staff": len(w.Staff)} {
				if n != want[name+" "+kind] {
					t.Errorf("%s of %s: %d of kind %s, want %d", name, s.UAI, n, kind, want[name+" "+kind])
				}
			}
			if school := w.School(); school == nil || school.UAI != s.UAI || name == "siecle" && school.Name != s.Name || name == "sts" && !strings.HasPrefix(school.Name, s.Name) {
				t.Errorf("%s of %s: %+v", name, s.UAI, school)
			}
		}
	}
}
