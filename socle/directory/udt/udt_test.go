package udt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
	"preau/socle/directory/feed/source"
)

func read(paths ...string) (*feedtest.Whole, error) { return feedtest.Read(Open, paths...) }

const lot = "testdata/lot"

// TestGolden holds the whole feed of the fixture to what it was.
func TestGolden(t *testing.T) {
	w, err := read(lot)
	if err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "testdata/lot.golden", w)
}

func TestPeople(t *testing.T) {
	w, err := read(lot)
	if err != nil {
		t.Fatal(err)
	}
	if h := w.Header; !h.Nameless || !h.Complete || h.Year != "2026" || !slices.Equal(h.Covers, []string{feed.KindStaff, feed.KindPupil}) {
		t.Errorf("header %+v", h)
	}
	claire, ines, leo := w.Staff["epj:500"], w.Pupils["nom:moreau ines:2013-05-04"], w.Pupils["nom:petit leo:2013-07-06"]
	if claire == nil || !claire.Teacher || claire.Civility != "Mme" || len(claire.Courses) != 1 || claire.Courses[0].Code != "4 B" {
		t.Errorf("teacher %+v", claire)
	}
	if yanis := w.Staff["nom:roux yanis:"]; yanis == nil || !yanis.Teacher || len(yanis.Teaches) != 1 {
		t.Errorf("who teaches without a subject of their own: %+v", yanis)
	}
	codes := func(p *feed.Pupil) (all []string) {
		for _, r := range p.Groups {
			all = append(all, r.Code)
		}
		return all
	}
	if got := codes(ines); !slices.Equal(got, []string{"4 B", "4BGR1", "4LATIN"}) {
		t.Errorf("Inès is in %q", got)
	}
	if leo.Line != 4 || len(w.Pupils) != 2 {
		t.Errorf("of two of one name and day the first stays: %+v", leo)
	}
}

func TestWeek(t *testing.T) {
	w, err := read(lot)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range feedtest.Of[*feed.Lesson](w) {
		line := fmt.Sprintf("%d %d-%d [%s] %s", l.Day, l.Start, l.End, l.Weeks, l.Subject)
		for _, p := range slices.Concat(l.Staff, l.Rooms) {
			line += " " + p.Key
		}
		for _, g := range l.Groups {
			line += " " + g.Code
		}
		got = append(got, line)
	}
	slices.Sort(got)
	want := []string{
		"1 480-510 [45-48] MATHS epj:500 B12 4 B", "1 480-540 [36-42] MATHS epj:500 B12 4 B", "1 510-540 [45-48] MATHS epj:500 nom:roux yanis: GYM 4 B",
		"1 540-570 [36-42]  nom:roux yanis: 4B Gr 2", "4 605-665 [] FRANC nom:d arc emile: GYM 4LATIN",
	}
	if !slices.Equal(got, want) {
		t.Errorf("lessons\n%s", strings.Join(got, "\n"))
	}
}

// without copies the fixture but for what fn changes; an empty text is no file.
func without(t testing.TB, fn func(name, text string) string) string {
	t.Helper()
	dir := t.TempDir()
	all, err := filepath.Glob(lot + "/*.xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if text := fn(filepath.Base(path), string(text)); text != "" {
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func TestRefused(t *testing.T) {
	if _, err := read(without(t, func(_, text string) string { return text })); err != nil {
		t.Fatalf("the unaltered set: %v", err)
	}
	for _, c := range []struct{ name, old, new, says string }{
		{"UDCal_04.xml", "", "", "il manque UDCal_04.xml (les enseignants)"},
		{"UDCal_08.xml", "", "", "il manque UDCal_08.xml (les divisions)"},
		{"UDCal_10.xml", "</UDT>", "", "UDCal_10.xml, ligne"},
		{"UDCal_10.xml", "ISO-8859-1", "UTF-8", "UDCal_10.xml, ligne 3"},
		{"UDCal_12.xml", "<UDT>", "<!DOCTYPE x [<!ENTITY a \"b\">]><UDT>", "UDCal_12.xml, ligne 2"},
		{"UDCal_05.xml", "libelle=", "libelle==", "UDCal_05.xml, ligne 3"},
	} {
		_, err := read(without(t, func(name, text string) string {
			switch {
			case name != c.name:
				return text
			case c.old == "":
				return ""
			}
			return strings.Replace(text, c.old, c.new, 1)
		}))
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %s: %v", c.name, c.old, err)
		}
	}
	if _, err := read(lot, lot+"/UDCal_04.xml"); err == nil {
		t.Error("two schools in one set were read")
	}
	long := strings.Repeat("x", feed.MaxValue+1)
	w, err := read(without(t, func(_, text string) string { return strings.Replace(text, "QUATRIEME B", long, 1) }))
	if err != nil || !strings.Contains(strings.Join(w.Warnings, "\n"), "plus de 4096 caractères") {
		t.Errorf("a value that is too long: %v", err)
	}
}

// Half a set takes nothing away; without a calendar a lesson is in every week.
func TestHalfASet(t *testing.T) {
	w, err := read(without(t, func(name, text string) string {
		if name == "UDCal_24.xml" || name == "UDCal_21.xml" {
			return ""
		}
		return text
	}))
	if err != nil || w.Header.Complete || w.Header.Year != "" {
		t.Fatalf("%v: %+v", err, w.Header)
	}
	lessons := feedtest.Of[*feed.Lesson](w)
	if len(lessons) != 3 || lessons[0].Weeks != "" || !strings.Contains(strings.Join(w.Warnings, "\n"), "il ne retire personne de rien") {
		t.Errorf("%d lessons, warnings %q", len(lessons), w.Warnings)
	}
}

// FuzzRead looks for a table that brings the reader down.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob(lot + "/*.xml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(filepath.Base(name), text)
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if !named.MatchString(name) {
			t.Skip()
		}
		w, err := read(without(t, func(n, old string) string {
			if n == name {
				return string(text)
			}
			return old
		}))
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("a refusal without words: %v", err)
		}
		if err != nil {
			return
		}
		for _, l := range feedtest.Of[*feed.Lesson](w) {
			if l.Key == "" || l.Day < 1 || l.Day > 7 || l.End <= l.Start {
				t.Fatalf("lesson %+v", l)
			}
		}
	})
}

// A set is known by the names of its tables alone.
func TestKnows(t *testing.T) {
	s, err := source.Open(lot)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if ours, err := Knows(s); !ours || err != nil {
		t.Errorf("%v, %v", ours, err)
	}
}
