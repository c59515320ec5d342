package feeds

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"preau/socle/directory/feed/source"
)

// TestOneFormat holds that what each kind of school software gives is taken by
// the one format whose it is.
func TestOneFormat(t *testing.T) {
	const fixtures = "../directory"
	samples := filepath.Join("../../../shared", "data")
	if dir := os.Getenv("PREAU_SHARED"); dir != "" {
		samples = filepath.Join(dir, "data")
	}
	seen := 0
	for _, c := range []struct{ path, format string }{
		{fixtures + "/aaf/testdata/deux-etablissements", "aaf"},
		{fixtures + "/edt/testdata/ExportEmploiDuTemps.xml", "edt"},
		{fixtures + "/oneroster/testdata/lot", "oneroster"},
		{fixtures + "/siecle/testdata/college", "siecle"},
		{fixtures + "/sts/testdata/college", "sts"},
		{samples + "/aaf/2d-mini-2020", "aaf"},
		{samples + "/edt-index-education", "edt"},
		{samples + "/edt-index-education/Edt_To_LaclasseCom_0134567A.xml", "edt"},
		{samples + "/oneroster/oat-v1p1-base", "oneroster"},
		{samples + "/oneroster/v1p2/v1p2_full_dataset.zip", "oneroster"},
		{samples + "/oneroster/v1p2/Test_minimal_data_set.zip", "oneroster"},
		{samples + "/siecle/eleves_avec_adresse_simple.xml", "siecle"},
		{samples + "/siecle/nomenclature_simple.xml", "siecle"},
		{samples + "/sts/case1", "sts"},
		{samples + "/sts/case2/emp_sts.xml", "sts"},
		{samples + "/calendar", ""},
		{samples + "/uai", ""},
		{samples + "/fet/uk-hopwood", ""},
		{samples + "/lsu", ""},
	} {
		if _, err := os.Stat(c.path); err != nil {
			continue // the samples stand beside the project, or do not
		}
		set, err := source.Open(c.path)
		if err != nil {
			t.Fatal(err)
		}
		var known []string
		for _, f := range Engine(nil, nil).Formats {
			ours, err := f.Knows(set)
			if err != nil {
				t.Errorf("%s asked about %s: %v", f.Name, c.path, err)
			}
			if ours {
				known = append(known, f.Name)
			}
		}
		want := []string{c.format}
		if c.format == "" {
			want = nil
		}
		if !slices.Equal(known, want) {
			t.Errorf("%s is taken by %q, want %q", c.path, known, want)
		}
		seen++
		if err := set.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d sets, each of one format", seen)
}
