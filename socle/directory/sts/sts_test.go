package sts

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
)

func read(paths ...string) (*feedtest.Whole, error) { return feedtest.Read(Open, paths...) }

const (
	set    = "testdata/college"
	downIs = set + "/sts_emp_9990001X_2026.xml"
	upIs   = set + "/emp_sts_9990001X_2026.xml"
)

// TestGolden holds the whole feed of the fixture to what it was.
func TestGolden(t *testing.T) {
	w, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "testdata/college.golden", w)
}

func TestPeople(t *testing.T) {
	w, err := read(downIs)
	if err != nil {
		t.Fatal(err)
	}
	claire, emile := w.Staff["epp:500"], w.Staff["local:12"]
	if claire == nil || emile == nil {
		t.Fatalf("staff %v", w.Staff)
	}
	if claire.Civility != "Mme" || claire.Family != "Ferrand" || claire.Birth != "Lenoël" || claire.BirthDate != "1980-02-01" || len(claire.Functions) != 2 || !claire.Teacher {
		t.Errorf("teacher %+v", claire)
	}
	if len(claire.Courses) != 1 || claire.Courses[0] != (feed.Course{Ref: feed.Ref{School: "9990001X", Kind: feed.Division, Code: "4 B"}, Subject: "061300"}) {
		t.Errorf("courses %+v", claire.Courses)
	}
	// Émile took the charge of 4 B over in November.
	if len(claire.FormOf) != 1 || claire.FormOf[0].Code != "4 C" || len(emile.FormOf) != 1 || emile.FormOf[0].Code != "4 B" {
		t.Errorf("form teachers %+v, %+v", claire.FormOf, emile.FormOf)
	}
	if len(emile.Courses) != 2 || emile.Courses[1].Kind != feed.Teaching || w.Staff["epp:503"].Teaches[0].Code != "4BG1" {
		t.Errorf("%+v, %+v", emile.Courses, w.Staff["epp:503"])
	}
	for key, code := range map[string]string{"epp:501": "DOC", "epp:502": "DIR", "epp:503": "EDU", "epp:504": "XYZ"} {
		if got := w.Staff[key].Functions[0].Code; got != code {
			t.Errorf("%s has the function %s, want %s", key, got, code)
		}
	}
	if w.Staff["epp:501"].BirthDate != "" || w.Staff["epp:501"].Civility != "M." {
		t.Errorf("%+v", w.Staff["epp:501"])
	}
}

func TestSharedSamples(t *testing.T) {
	dir := feedtest.Shared(t, "sts")
	for _, c := range []struct {
		name, group string
		warnings    []string
	}{{"case1", "3A", nil}, {"case2", "3B_G2", nil}, {"case3", "3A", nil}, {"case4", "3B_G2", nil}} {
		w, err := read(filepath.Join(dir, c.name))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		t.Logf("%s: %d staff, %d groups, %d subjects, %d MEF, %d warnings", c.name, len(w.Staff), len(w.School().Groups), len(feedtest.Of[*feed.Subject](w)), len(feedtest.Of[*feed.MEF](w)), len(w.Warnings))
		jane := w.Staff["epp:69881"]
		if w.Header.Source != "sts:0771991W" || w.Header.Year != "2018" || w.School().Name != "Collège LOUIS ARAGON TORCY" || w.School().Kind != "college" || w.School().Academy != "CRETEIL" {
			t.Errorf("%s: header %+v, school %+v", c.name, w.Header, w.School())
		}
		if len(w.Staff) != 1 || jane == nil || jane.Family != "DOE" || jane.Functions[0].Says != "LET MODERN" || len(feedtest.Of[*feed.Subject](w)) != 1 || feedtest.Of[*feed.Subject](w)[0].Name != "Français" || len(feedtest.Of[*feed.MEF](w)) != 1 {
			t.Errorf("%s: %+v, %+v", c.name, w.Staff, feedtest.Of[*feed.Subject](w))
		}
		if len(w.School().Groups) != 1 || w.School().Groups[0].Code != c.group || len(w.Warnings) != len(c.warnings) {
			t.Errorf("%s: groups %+v, warnings %q", c.name, w.School().Groups, w.Warnings)
		}
	}
}

// fixture is one of the two files, in UTF-8.
func fixture(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, c := range b {
		if c == 0xBD {
			out.WriteRune('œ')
			continue
		}
		out.WriteRune(rune(c))
	}
	return strings.Replace(out.String(), "ISO-8859-15", "UTF-8", 1)
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

func TestRefused(t *testing.T) {
	const name = "sts_emp_9990001X_2026.xml"
	body := fixture(t, downIs)
	if w, err := read(file(t, name, body)); err != nil || len(w.Staff) != 6 {
		t.Fatalf("the unaltered file: %v", err)
	}
	many := func(n int, one string) string { return strings.Repeat(one, n) }
	for _, c := range []struct{ says, body string }{
		{"vide", ""},
		{"aucun élément", "\n\n"},
		{"tronqué", body[:len(body)/2]},
		{"tronqué", strings.TrimSuffix(body, "</STS_EDT>\n")},
		{"codage", strings.Replace(body, "Émile", "\xc9mile", 1)},
		{"UTF-16", "\xff\xfe<\x00"},
		{"EBCDIC", strings.Replace(body, "UTF-8", "EBCDIC", 1)},
		{"déclarations", strings.Replace(body, "<STS_EDT>", "<!DOCTYPE STS_EDT [<!ENTITY a 'b'>]><STS_EDT>", 1)},
		{"<PARAMETRES>", "<STS_EDT><DONNEES/></STS_EDT>"},
		{"n’est pas un UAI", strings.Replace(body, "9990001x", "college", 1)},
		{"une année comme 2026", strings.Replace(body, `ANNEE="2026"`, `ANNEE="26"`, 1)},
		{"aucune personne", body[:strings.Index(body, " <DONNEES>")] + "</STS_EDT>"},
		{"plus de 5000 personnes", strings.Replace(body, "<INDIVIDUS>", "<INDIVIDUS>"+people(maxStaff), 1)},
		{"plus de 20000 éléments", strings.Replace(body, "<GRADE>", many(maxElements, "<X/>")+"<GRADE>", 1)},
		{"alors que", strings.Replace(body, "</INDIVIDUS>", "</PERSONNES>", 1)},
	} {
		_, err := read(file(t, name, c.body))
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(fault.Says, c.says) || !strings.HasSuffix(fault.File, name) {
			t.Errorf("%q: %v", c.says, err)
		}
	}
}

// people are n of them.
func people(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<INDIVIDU ID="%d" TYPE="local"><NOM_USAGE>A</NOM_USAGE></INDIVIDU>`, 10_000+i)
	}
	return b.String()
}

// TestSets refuses what is no whole set of one school and one year.
func TestSets(t *testing.T) {
	d, u := fixture(t, downIs), fixture(t, upIs)
	other := strings.NewReplacer("9990001x", "9990002Y", "9990001X", "9990002Y")
	for _, c := range []struct {
		says  string
		paths []string
	}{
		{"Ajoutez sts_emp_9990001X_2026.xml", []string{upIs}},
		{"est de l’établissement 9990002Y", []string{downIs, file(t, "x.xml", other.Replace(d))}},
		{"est de l’établissement 9990002Y", []string{downIs, file(t, "x.xml", other.Replace(u))}},
		{"du même établissement", []string{downIs, file(t, "x.xml", strings.Replace(d, `ANNEE="2026"`, `ANNEE="2025"`, 1))}},
		{"du même établissement", []string{downIs, upIs, file(t, "x.xml", u)}},
		{"est de l’année 2025", []string{downIs, file(t, "x.xml", strings.Replace(u, ">2026<", ">2025<", 1))}},
		{"tronqué", []string{downIs, file(t, "x.xml", u[:len(u)-30])}},
		{"aucun fichier", []string{file(t, "lisez-moi.txt", "bonjour")}},
	} {
		_, err := read(c.paths...)
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v", c.says, err)
		}
	}
}

func TestWarnings(t *testing.T) {
	body := fixture(t, downIs)
	base, err := read(file(t, "a.xml", body))
	if err != nil {
		t.Fatal(err)
	}
	for says, altered := range map[string]string{
		"ne correspond pas à ses chiffres": strings.Replace(body, "9990001x", "9990001A", 1),
		"plus de 4096 caractères":          strings.Replace(body, "CERT. CL N", strings.Repeat("é", 2100), 1),
		"n’est pas un jour":                strings.Replace(body, "1980-02-01", "01/02/1980", 1),
		"ni nom ni prénom":                 strings.Replace(body, "<INDIVIDUS>", `<INDIVIDUS><INDIVIDU ID="9" TYPE="epp"><NOM_USAGE/></INDIVIDU>`, 1),
		"2 personnes ont la fonction":      strings.Replace(body, "<FONCTION>EDU<", "<FONCTION>DIR<", 1),
		"un MEF sans code":                 strings.Replace(body, `<MEF CODE="10210019110">`, "<MEF>", 1),
	} {
		w, err := read(file(t, "a.xml", altered))
		if err != nil || len(w.Warnings) != len(base.Warnings)+1 || !strings.Contains(strings.Join(w.Warnings, "\n"), says) {
			t.Errorf("%s: %q, %v", says, w.Warnings, err)
		}
	}
	unknown := strings.Replace(body, "<INDIVIDUS>", "<INCONNU><A B='1'>c</A></INCONNU><INDIVIDUS>", 1)
	if w, err := read(file(t, "a.xml", unknown)); err != nil || len(w.Warnings) != len(base.Warnings) || len(w.Staff) != len(base.Staff) {
		t.Errorf("an element that nobody knows: %v", err)
	}
	if w, err := read(downIs, file(t, "lisez-moi.txt", "bonjour")); err != nil || !strings.Contains(w.Warnings[0], "n’est pas de STS-Web") {
		t.Errorf("a file of another kind: %v", err)
	}
}

// TestSupply reads a supply teacher, who is no INDIVIDU.
func TestSupply(t *testing.T) {
	body := strings.Replace(fixture(t, downIs), "<SUPPLEANTS/>", `<SUPPLEANTS><SUPPLEANT ID="700" TYPE="epp"><NOM_USAGE>Lopez</NOM_USAGE><PRENOM>Emma</PRENOM></SUPPLEANT></SUPPLEANTS>`, 1)
	w, err := read(file(t, "a.xml", body))
	if err != nil || w.Staff["epp:700"] == nil || !w.Staff["epp:700"].Teacher {
		t.Errorf("%v", err)
	}
}

// FuzzRead looks for a file that brings the reader down, or that it takes for
// something it is not: every record has a key, every refusal a sentence.
func FuzzRead(f *testing.F) {
	f.Add([]byte(fixture(f, downIs)))
	f.Add([]byte(fixture(f, upIs)))
	f.Add([]byte(`<STS_EDT><PARAMETRES><UAJ CODE="9990001X"/><ANNEE_SCOLAIRE ANNEE="2026"/></PARAMETRES><INDIVIDU ID="1"><NOM_USAGE>A</NOM_USAGE></INDIVIDU></STS_EDT>`))
	p := filepath.Join(f.TempDir(), "x.xml")
	f.Fuzz(func(t *testing.T, in []byte) {
		if err := os.WriteFile(p, in, 0o600); err != nil {
			t.Fatal(err)
		}
		w, err := read(p)
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("a refusal without words: %v", err)
		}
		if w == nil || err != nil {
			return
		}
		if w.School() == nil || w.School().UAI == "" || w.Header.Year == "" {
			t.Fatalf("a feed of no school: %+v", w.Header)
		}
		for key := range w.Staff {
			if _, id, _ := strings.Cut(key, ":"); id == "" {
				t.Fatalf("somebody without a number: %q", key)
			}
		}
	})
}
