package feeds_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"preau/socle/directory/feed/source"
	"preau/socle/feeds"
)

// knowing are the formats that take a set for their own.
func knowing(t *testing.T, path string) string {
	t.Helper()
	s, err := source.Open(path)
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

// Each set is of one format, whatever the order in which they are asked, and
// what is no feed is of none.
func TestOneFormatKnows(t *testing.T) {
	want := map[string]string{"feeds.go": ""}
	for _, v := range fixtures {
		want["../directory/"+v.path] = v.format
	}
	if _, err := os.Stat(shared); err == nil {
		for _, v := range samples {
			want[filepath.Join(shared, v.path)] = v.format
		}
		for path, format := range map[string]string{
			"edt-index-education/Edt_To_LaclasseCom_0134567A.xml": "edt", "oneroster/oat-v1p1-base": "oneroster", "sts/case2/emp_sts.xml": "sts",
			"siecle/responsables_avec_adresses_simple.xml": "siecle", "siecle/nomenclature_simple.xml": "siecle",
			"siecle/retour_ent.xml": "", "siecle/import-prive": "", "bcn": "", "calendar": "", "fet": "", "gar": "", "lsu": "", "uai": "", "names": "",
		} {
			want[filepath.Join(shared, path)] = format
		}
	}
	for path, format := range want {
		if got := knowing(t, path); got != format {
			t.Errorf("%s: known to %q, want %q", path, got, format)
		}
	}
}
