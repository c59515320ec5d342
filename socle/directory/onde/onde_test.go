package onde_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
	"preau/socle/directory/onde"
)

func read(paths ...string) (*feedtest.Whole, error) { return feedtest.Read(onde.Open, paths...) }

func counts(c *feedtest.Whole) string {
	return fmt.Sprintf("%d staff, %d guardians, %d pupils, %d warnings", len(feedtest.Of[*feed.Staff](c)), len(feedtest.Of[*feed.Guardian](c)), len(feedtest.Of[*feed.Pupil](c)), len(c.Warnings))
}

const set = "testdata/ecole"

var files = []string{"CSVExtraction-eleves.csv", "CSVExtraction-responsables.csv", "CSVExtraction-enseignants.csv"}

// file writes one file of a set.
func file(t testing.TB, name, body string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func body(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(set, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The whole feed of a set, as one sees it.
func TestGolden(t *testing.T) {
	c, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	header := feed.Header{Format: "onde", Source: "onde", Nameless: true, Complete: true, Covers: []string{"staff", "guardian", "pupil"}}
	if !reflect.DeepEqual(c.Header, header) {
		t.Errorf("header %+v", c.Header)
	}
	feedtest.Golden(t, "testdata/ecole.golden", c)
}

func TestPeople(t *testing.T) {
	c, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	if counts(c) != "5 staff, 3 guardians, 6 pupils, 4 warnings" {
		t.Fatalf("%s: %q", counts(c), c.Warnings)
	}
	ines, noe := feedtest.Of[*feed.Pupil](c)[0], feedtest.Of[*feed.Pupil](c)[1]
	if ines.Key != "990000201AB" || ines.BirthDate != "2018-05-04" || !ines.Address || ines.Entered != "2024-09-01" || len(ines.Groups) != 2 || ines.Groups[1].Kind != feed.Teaching || ines.School != onde.School {
		t.Errorf("pupil %+v", ines)
	}
	const sarah = "R|levy|sarah|mme|moreau|ines|2018-05-04"
	if feedtest.Of[*feed.Guardian](c)[0].Key != sarah || feedtest.Of[*feed.Guardian](c)[0].Family != "MOREAU" || feedtest.Of[*feed.Guardian](c)[0].Birth != "LÉVY" || feedtest.Of[*feed.Guardian](c)[0].Mobile != "0639980002" || feedtest.Of[*feed.Guardian](c)[0].Email != "sarah.levy@example.org" {
		t.Errorf("guardian %+v", feedtest.Of[*feed.Guardian](c)[0])
	}
	if l := noe.Links; noe.Key != "moreau|noe|2020-01-30" || len(l) != 2 || l[0].Guardian != sarah || l[0].Level != feed.Legal || l[1].Order != 2 {
		t.Errorf("pupil %+v", noe)
	}
	if tom := feedtest.Of[*feed.Pupil](c)[2]; tom.Family != "Œillet" || tom.Birth != "d'Àrc-Nuñez" || tom.BirthDate != "2016-12-11" || tom.Town != "BOISJOLI" || len(tom.Links) != 1 {
		t.Errorf("pupil %+v", tom)
	}
	class := func(code string) feed.Ref { return feed.Ref{School: onde.School, Kind: feed.Division, Code: code} }
	head, two, aesh := feedtest.Of[*feed.Staff](c)[0], feedtest.Of[*feed.Staff](c)[1], feedtest.Of[*feed.Staff](c)[4]
	if len(head.Functions) != 2 || head.Functions[0].Code != "DIR" || !head.Teacher || !reflect.DeepEqual(head.FormOf, []feed.Ref{class("CM2")}) {
		t.Errorf("head %+v", head)
	}
	if !reflect.DeepEqual(two.FormOf, []feed.Ref{class("CE1 A"), class("CM1")}) || len(two.Functions) != 1 || two.Functions[0].Code != "ENS" {
		t.Errorf("teacher of two classes %+v", two)
	}
	if alone := feedtest.Of[*feed.Staff](c)[2]; len(alone.Functions) != 1 || alone.Teacher || aesh.Teacher || aesh.Functions[0].Code != "AEH" || len(aesh.FormOf) != 0 || len(aesh.Teaches) != 1 {
		t.Errorf("head without a class %+v, AESH %+v", alone, aesh)
	}
}

// A key stays what it is when rows, columns and classes change around it.
func TestKeysStay(t *testing.T) {
	keys := func(paths ...string) string {
		c, err := read(paths...)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, a := range feedtest.Of[*feed.Guardian](c) {
			all = append(all, a.Key)
		}
		return strings.Join(all, " ")
	}
	before := keys(filepath.Join(set, files[0]), filepath.Join(set, files[1]))
	for name, change := range map[string][2]string{
		"a year later":     {"CE1 A", "CE2 B"},
		"no INE any more":  {"990000201AB", ""},
		"another name now": {`"MOREAU";;`, `"MOREAU";"LEVY";`},
	} {
		if !strings.Contains(body(t, files[0]), change[0]) {
			t.Fatalf("%s: nothing changes", name)
		}
		p := file(t, files[0], strings.ReplaceAll(body(t, files[0]), change[0], change[1]))
		q := file(t, files[1], strings.ReplaceAll(body(t, files[1]), change[0], change[1]))
		if after := keys(p, q); after != before {
			t.Errorf("%s: %s, before %s", name, after, before)
		}
	}
}

func TestSubsets(t *testing.T) {
	for _, c := range []struct {
		files  []int
		covers []string
		counts string
	}{
		{[]int{0}, []string{"pupil"}, "0 staff, 0 guardians, 6 pupils, 1 warnings"},
		{[]int{1}, nil, "0 staff, 6 guardians, 0 pupils, 1 warnings"},
		{[]int{2}, []string{"staff"}, "5 staff, 0 guardians, 0 pupils, 0 warnings"},
		{[]int{0, 1}, []string{"guardian", "pupil"}, "0 staff, 3 guardians, 6 pupils, 3 warnings"},
		{[]int{1, 2}, []string{"staff"}, "5 staff, 6 guardians, 0 pupils, 1 warnings"},
	} {
		var paths []string
		for _, i := range c.files {
			paths = append(paths, filepath.Join(set, files[i]))
		}
		got, err := read(paths...)
		if err != nil {
			t.Fatal(err)
		}
		if counts(got) != c.counts || !reflect.DeepEqual(got.Header.Covers, c.covers) {
			t.Errorf("files %v: %s, covers %v; %q", c.files, counts(got), got.Header.Covers, got.Warnings)
		}
	}
}

// The same table reads the same in every encoding that it may come in.
func TestEncodings(t *testing.T) {
	const plain = "Nom Elève;Prénom Elève;Date naissance;Classe\nŒILLET;Léo – dit “Lulu”;04/05/2018;CE1\n"
	const latin = "Nom Elève;Prénom Elève;Date naissance;Classe\nŒILLET;Léo;04/05/2018;CE1\n"
	windows, err := charmap.Windows1252.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	iso, err := charmap.ISO8859_15.NewEncoder().String(latin)
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{"UTF-8": plain, "UTF-8 with its mark": "\ufeff" + plain, "Windows-1252": windows, "ISO-8859-15": iso, "CRLF": strings.ReplaceAll(plain, "\n", "\r\n")} {
		c, err := read(file(t, "e.csv", in))
		if err != nil || len(feedtest.Of[*feed.Pupil](c)) != 1 || feedtest.Of[*feed.Pupil](c)[0].Family != "ŒILLET" || !strings.HasPrefix(feedtest.Of[*feed.Pupil](c)[0].First, "Léo") || feedtest.Of[*feed.Pupil](c)[0].BirthDate != "2018-05-04" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
}

// fault is the refusal that an error is.
func fault(err error) *feed.Error {
	var f *feed.Error
	if errors.As(err, &f) {
		return f
	}
	return &feed.Error{Says: fmt.Sprint(err)}
}
