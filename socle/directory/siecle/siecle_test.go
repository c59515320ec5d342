package siecle_test

import (
	"archive/zip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
	"preau/socle/directory/siecle"
)

func read(paths ...string) (*feedtest.Whole, error) { return feedtest.Read(siecle.Open, paths...) }

func counts(c *feedtest.Whole) string {
	return fmt.Sprintf("%d schools, %d MEF, %d subjects, %d guardians, %d pupils, %d warnings",
		len(c.Schools), len(feedtest.Of[*feed.MEF](c)), len(feedtest.Of[*feed.Subject](c)), len(c.Guardians), len(c.Pupils), len(c.Warnings))
}

const set = "testdata/college"

var files = []string{"Communs.xml", "Nomenclature.xml", "Structures.xml", "ResponsablesAvecAdresses.xml", "ElevesAvecAdresses.xml"}

// The whole feed of a set, as one sees it.
func TestGolden(t *testing.T) {
	c, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	header := feed.Header{Format: "siecle", Source: "siecle:9990042S", Year: "2026", Generated: "2026-09-14", Complete: true, Covers: []string{"pupil", "guardian"}}
	if !reflect.DeepEqual(c.Header, header) {
		t.Errorf("header %+v", c.Header)
	}
	feedtest.Golden(t, "testdata/college.golden", c)
}

func TestPeople(t *testing.T) {
	c, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	if c.Order != "SMMmgggeee" || len(c.Warnings) != 3 {
		t.Errorf("read in the order %s, warnings %q", c.Order, c.Warnings)
	}
	s := c.School()
	if s.Name != "COLLEGE JEANNE ŒUVRARD" || s.Kind != "college" || s.Phone != "0199000042" || s.Key != s.UAI || len(s.Groups) != 2 ||
		!reflect.DeepEqual(s.Groups[1], feed.Group{Kind: feed.Teaching, Code: "4ALL1", Name: "4ALL1", Divisions: []string{"4 B", "4 C"}}) {
		t.Errorf("school %+v", s)
	}
	p := c.Pupils["1001"]
	want := []feed.Link{
		{Guardian: "p900", Code: "10", Link: "mother", Level: feed.Legal, Contact: true, Order: 1},
		{Guardian: "p901", Code: "20", Link: "father", Level: feed.Legal, Pays: true, Order: 2},
		{Guardian: "p1001", Code: "81", Link: "family", Level: feed.Contact, Contact: true, Order: 3},
	}
	if !reflect.DeepEqual(p.Links, want) || p.INE != "990000101AB" || p.Local != "1001" || p.Family != "MOREAU-LÉVY" || p.Birth != "MOREAU" ||
		p.Board != "DEMI-PENSIONNAIRE 4 JOURS" || !p.Scholarship || !p.Transport || p.Street != "4 impasse des Tilleuls, Bât. B" || p.MEF != "10210001110" {
		t.Errorf("pupil %+v", p)
	}
	two := []feed.Ref{{School: s.Key, Kind: feed.Division, Code: "4 B"}, {School: s.Key, Kind: feed.Teaching, Code: "4ALL1"}}
	if !reflect.DeepEqual(p.Groups, two) || c.Pupils["1002"].Scholarship || c.Pupils["1002"].Links[0].Level != feed.InCharge {
		t.Errorf("groups %+v, pupil %+v", p.Groups, c.Pupils["1002"])
	}
	if z := c.Pupils["1003"]; z.Left != "2026-10-02" || z.Board != "INTERNE DANS L'ETABLISSEMENT" || z.Status != "APPRENTI" || len(z.Groups) != 0 {
		t.Errorf("who left %+v", z)
	}
	if g := c.Guardians["p901"]; g.Town != "TOURNAI" || g.Country != "BELGIQUE" || g.Civility != "M." || c.Guardians["p900"].Mobile != "0639980002" {
		t.Errorf("guardian %+v", g)
	}
}

// The files come in any combination, each alone, together, or each in a zip of
// its own within another.
func TestCombinations(t *testing.T) {
	for _, c := range []struct {
		files  []int
		covers []string
		order  string
	}{
		{[]int{4}, []string{"pupil"}, "Seee"},
		{[]int{3}, nil, "Sgggeee"},
		{[]int{0}, nil, "S"},
		{[]int{1}, nil, "SMMm"},
		{[]int{2}, nil, "S"},
		{[]int{4, 3}, []string{"pupil", "guardian"}, "Sgggeee"},
		{[]int{4, 2, 1}, []string{"pupil"}, "SMMmeee"},
	} {
		var paths []string
		for _, i := range c.files {
			paths = append(paths, filepath.Join(set, files[i]))
		}
		got, err := read(paths...)
		if err != nil || got.Order != c.order || !reflect.DeepEqual(got.Header.Covers, c.covers) {
			t.Errorf("files %v: %v, %+v", c.files, err, got)
			continue
		}
		if p := got.Pupils["1001"]; p != nil && (len(p.Links) > 0) != (len(got.Guardians) > 0) {
			t.Errorf("files %v: links %+v", c.files, p.Links)
		}
	}
	plain, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := read(lot(t))
	if err != nil || packed.Order != plain.Order || len(packed.Warnings) != len(plain.Warnings) {
		t.Errorf("zips in a zip: %v, %+v", err, packed)
	}
}

// lot is a zip of zips, as people send them.
func lot(t *testing.T) string {
	t.Helper()
	pack := func(names []string, of func(string) []byte) []byte {
		var b strings.Builder
		w := zip.NewWriter(&b)
		for _, name := range names {
			f, err := w.Create(name)
			if err == nil {
				_, err = f.Write(of(name))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return []byte(b.String())
	}
	var zips []string
	for _, name := range files {
		zips = append(zips, "ExportXML_"+strings.TrimSuffix(name, ".xml")+".zip")
	}
	outer := pack(zips, func(name string) []byte {
		inner := strings.TrimSuffix(strings.TrimPrefix(name, "ExportXML_"), ".zip") + ".xml"
		return pack([]string{inner}, func(string) []byte { return body(t, inner) })
	})
	return file(t, "lot.zip", string(outer))
}

func body(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(set, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// file writes one file of a set.
func file(t testing.TB, name, body string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// fault is the refusal that an error is.
func fault(err error) *feed.Error {
	var f *feed.Error
	if errors.As(err, &f) {
		return f
	}
	return &feed.Error{Says: fmt.Sprint(err)}
}
