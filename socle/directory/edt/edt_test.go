package edt

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
)

func read(paths ...string) (*feedtest.Whole, error) { return feedtest.Read(Open, paths...) }

func TestSharedSample(t *testing.T) {
	w, err := read(feedtest.Shared(t, "edt-index-education"))
	if err != nil {
		t.Fatal(err)
	}
	courses, divisions, links, left, inGroups, without := 0, 0, 0, 0, 0, 0
	for _, v := range w.Staff {
		courses += len(v.Courses)
	}
	for _, g := range w.School().Groups {
		if g.Kind == feed.Division {
			divisions++
		}
	}
	for _, p := range w.Pupils {
		links += len(p.Links)
		in := 0
		for _, r := range p.Groups {
			if r.Kind == feed.Teaching {
				in++
			}
		}
		inGroups += in
		if len(p.Groups) == in {
			without++
		}
		if p.Left != "" {
			left++
		}
	}
	got := fmt.Sprintf("%d pupils (%d left), %d guardians by %d links, %d staff, %d classes, %d groups, %d subjects, %d courses, %d places in groups, %d pupils without a class",
		len(w.Pupils), left, len(w.Guardians), links, len(w.Staff), divisions, len(w.School().Groups)-divisions, len(feedtest.Of[*feed.Subject](w)), courses, inGroups, without)
	t.Log(got)
	const want = "426 pupils (1 left), 703 guardians by 808 links, 31 staff, 16 classes, 48 groups, 25 subjects, 254 courses, 840 places in groups, 0 pupils without a class"
	if got != want || w.Header.Source != "edt:0134567A" || w.Header.Year != "2013" || !slices.Equal(w.Header.Covers, []string{"staff", "guardian", "pupil"}) {
		t.Errorf("header %+v; got %s, want %s", w.Header, got, want)
	}
	// Two papers of the sample, the encrypted export, the letter of the UAI, a part of no class, invented national numbers.
	if len(w.Warnings) != 6 || !strings.Contains(w.Warnings[5], "pas 11 caractères : 426") {
		t.Errorf("warnings %q", w.Warnings)
	}
	if p := w.Pupils["ine:0000000000142"]; p == nil || p.Left != "2014-05-25" || len(p.Links) != 2 || p.Links[0].Guardian != "pn:UDBTSWHNVM8FRZ9P" {
		t.Errorf("pupil %+v", p)
	}
}

// TestSharedContainer refuses the real encrypted export, in words.
func TestSharedContainer(t *testing.T) {
	_, err := read(filepath.Join(feedtest.Shared(t, "edt-index-education"), "Edt_To_LaclasseCom_0134567A.xml"))
	var fault *feed.Error
	if !errors.As(err, &fault) {
		t.Fatal(err)
	}
	t.Log(err)
	for _, says := range []string{"PRONOTE Monoposte", "« LaclasseCom »", "clé privée", "sans chiffrement"} {
		if !strings.Contains(fault.Says, says) {
			t.Errorf("%q does not say %q", fault.Says, says)
		}
	}
}

const fixture = "testdata/ExportEmploiDuTemps.xml"

// TestGolden holds the whole feed of the fixture to what it was.
func TestGolden(t *testing.T) {
	w, err := read(fixture)
	if err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "testdata/export.golden", w)
}

func TestPeople(t *testing.T) {
	w, err := read(fixture)
	if err != nil {
		t.Fatal(err)
	}
	in := func(kind, code string) feed.Ref { return feed.Ref{School: "9990001X", Kind: kind, Code: code} }
	ines := w.Pupils["ine:070832327JA"]
	if ines == nil || ines.INE != "070832327JA" || ines.Local != "1001" || ines.Civility != "Mme" || ines.Left != "" ||
		!slices.Equal(ines.Groups, []feed.Ref{in(feed.Division, "4 B"), in(feed.Teaching, "4LAT")}) {
		t.Errorf("pupil %+v", ines)
	}
	noe := w.Pupils["siecle:1002"]
	if noe == nil || !slices.Equal(noe.Groups, []feed.Ref{in(feed.Division, "4 C"), in(feed.Teaching, "CHORALE")}) || noe.Links[1].Level != feed.Contact {
		t.Errorf("pupil %+v", noe)
	}
	// Their mother is one person; nobody says that she is their mother.
	nadia := w.Guardians[noe.Links[0].Guardian]
	if nadia == nil || noe.Links[0].Guardian != ines.Links[0].Guardian || nadia.Key != "nom:moreau nadia:ine:070832327JA" || nadia.Street != "4 impasse des Tilleuls, Bât. B" ||
		ines.Links[0].Link != "other" || ines.Links[0].Level != feed.Legal {
		t.Errorf("guardian %+v, %+v", nadia, ines.Links)
	}
	if julien := w.Guardians["pn:DK4BZJEQWCHP98RS"]; julien == nil || julien.Civility != "" {
		t.Errorf("guardian %+v", julien)
	}
	if luc := w.Pupils["pn:M7ZKB8DTAW3YVS5H"]; luc == nil || luc.Left != "2026-10-30" {
		t.Errorf("pupil %+v", luc)
	}
	// One national number of two pupils is nobody's.
	for _, key := range []string{"nom:premier zoe:2013-04-04", "nom:second ali:2013-06-06"} {
		if p := w.Pupils[key]; p == nil || p.INE != "" {
			t.Errorf("%s: %+v", key, p)
		}
	}
	if len(w.Pupils) != 7 || len(w.Staff) != 4 {
		t.Errorf("%d pupils, %d staff", len(w.Pupils), len(w.Staff))
	}
}

func TestCourses(t *testing.T) {
	w, err := read(fixture)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"epp:500":             "MATHS 4 B", // in the weeks when another has 4 C
		"nom:lopez emma:":     "MATHS 4 C",
		"pn:VWZCNXMPYB9T34S5": "LATIN 4LAT, LATIN 4B GR1, LATIN 4 B",
		"nom:roux yanis:":     "",
	} {
		var got []string
		for _, c := range w.Staff[key].Courses {
			got = append(got, c.Subject+" "+c.Code)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s teaches %q, want %q", key, got, want)
		}
	}
	if claire := w.Staff["epp:500"]; len(claire.Teaches) != 1 || claire.Teaches[0].Code != "4 C" || !claire.Teacher || w.Staff["nom:roux yanis:"].Teacher {
		t.Errorf("teacher %+v", claire)
	}
	if w.Order != "Smmppppggegeeeeee" {
		t.Errorf("read in the order %s", w.Order)
	}
}

// body is the fixture as a string.
func body(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(fixture)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// write writes one file of a set.
func write(t testing.TB, name, body string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// The two files that are handed over in the place of the right one.
const (
	container = `<?xml version="1.0" encoding="UTF-8"?>
<EXPORT_INDEX_EDUCATION xmlns="http://www.index-education.com/conteneurexportchiffre"><VERSION>1.0</VERSION><LOGICIEL>EDT 2026</LOGICIEL>
<CLES><PARTENAIRE NOM="INDEXEDUCATION">AAAA</PARTENAIRE><PARTENAIRE NOM="Autre">BBBB</PARTENAIRE></CLES><CONTENU>CCCC</CONTENU></EXPORT_INDEX_EDUCATION>`
	lessons = `<?xml version="1.0" encoding="ISO-8859-1"?><TABLE><Cours numero="1"><NUMERO>1</NUMERO><CO-ENS.>N</CO-ENS.></Cours></TABLE>`
)

func TestRefused(t *testing.T) {
	const name = "Edt_To_Preau_9990001X.xml"
	whole := body(t)
	if _, err := read(write(t, name, whole)); err != nil {
		t.Fatalf("the unaltered file: %v", err)
	}
	people := func(n int, one string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, one, i)
		}
		return b.String()
	}
	for _, c := range []struct{ says, body string }{
		{"vide", ""},
		{"aucun élément", "\n\n"},
		{"tronqué", whole[:len(whole)/3]},
		{"tronqué", whole[:len(whole)*2/3]},
		{"tronqué", strings.TrimSuffix(whole, "</ExportEmploiDuTemps>\n")},
		{"codage", strings.Replace(whole, "Inès", "In\xe8s", 1)},
		{"UTF-16", "\xff\xfe<\x00"},
		{"déclarations", strings.Replace(whole, "<ExportEmploi", "<!DOCTYPE x [<!ENTITY a 'b'>]><ExportEmploi", 1)},
		{"n’est pas un UAI", strings.Replace(whole, "9990001x", "college", 1)},
		{"ni enseignant ni élève", `<ExportEmploiDuTemps UAI="9990001X"><Classes/></ExportEmploiDuTemps>`},
		{"plus de 20000 élèves", strings.Replace(whole, "</Eleves>", people(maxPupils, `<Eleve Nom="A%d"/>`)+"</Eleves>", 1)},
		{"plus de 5000 enseignants", strings.Replace(whole, "</Professeurs>", people(maxStaff, `<Professeur Nom="A%d"/>`)+"</Professeurs>", 1)},
		{"plus de 1000 éléments", strings.Replace(whole, `<PartieDeClasse Ident="11"/>`, people(maxWithin, `<PartieDeClasse Ident="1%d"/>`), 1)},
		{"chiffré pour « Autre »", container},
		{"chiffré pour le partenaire", strings.Replace(container, `<PARTENAIRE NOM="Autre">BBBB</PARTENAIRE>`, "", 1)},
		{"EXP_COURS", lessons},
		{"EXP_COURS", strings.ReplaceAll(lessons, "Cours", "Cours_annuels")},
	} {
		_, err := read(write(t, name, c.body))
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(fault.Says, c.says) || !strings.HasSuffix(fault.File, name) {
			t.Errorf("%q: %v", c.says, err)
		}
	}
}

// TestSets refuses two exports at once; what is beside the right file is left aside.
func TestSets(t *testing.T) {
	whole := body(t)
	for says, other := range map[string]string{
		"est de l’établissement 9990002Y": strings.Replace(whole, "9990001x", "9990002Y", 1),
		"du même établissement":           whole,
	} {
		if _, err := read(fixture, write(t, "x.xml", other)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", says, err)
		}
	}
	if _, err := read(write(t, "lisez-moi.txt", "bonjour")); err == nil || !strings.Contains(err.Error(), "aucun fichier") {
		t.Errorf("nothing of ours: %v", err)
	}
	w, err := read(fixture, write(t, "a.xml", container), write(t, "b.xml", lessons), write(t, "c.xsd", "<xs:schema/>"), write(t, "d.xml", "<TABLE><LIGNE/></TABLE>"))
	if err != nil || len(w.Pupils) != 7 || !strings.Contains(w.Warnings[0], "n’est pas en clair") || !strings.Contains(w.Warnings[2], "n’est pas d’EDT") {
		t.Errorf("the right file among others: %v", err)
	}
	teachers, err := read(write(t, "x.xml", whole[:strings.Index(whole, "  <Eleves>")]+"</ExportEmploiDuTemps>"))
	if err != nil || !slices.Equal(teachers.Header.Covers, []string{feed.KindStaff}) {
		t.Errorf("a file of teachers alone covers %v: %v", teachers, err)
	}
}

func TestWarnings(t *testing.T) {
	whole := body(t)
	base, err := read(write(t, "a.xml", whole))
	if err != nil {
		t.Fatal(err)
	}
	for says, altered := range map[string]string{
		"ne correspond pas à ses chiffres": strings.Replace(whole, "9990001x", "9990001A", 1),
		"plus de 4096 caractères":          strings.Replace(whole, "Bât. B", strings.Repeat("é", 2100), 1),
		"n’est pas un jour":                strings.Replace(whole, "2015-01-20", "20/01/2015", 1),
		"l’année en cours est prise":       strings.Replace(whole, `DateDebut="2026-09-01" `, "", 1),
		"ils sont réunis":                  strings.Replace(whole, `Nom="CHORALE"`, `Nom="4LAT"`, 1),
		"celui de 2 personnes":             strings.Replace(whole, `IDPN="VWZCNXMPYB9T34S5"`, `IDPN="KVX8NTH4DPQ3SYU7"`, 1),
		"ni nom ni prénom":                 strings.Replace(whole, `Nom="PARTI" Prenom="Luc"`, "", 1),
	} {
		w, err := read(write(t, "a.xml", altered))
		if err != nil || len(w.Warnings) != len(base.Warnings)+1 || !strings.Contains(strings.Join(w.Warnings, "\n"), says) {
			t.Errorf("%s: %d more, %v", says, len(w.Warnings)-len(base.Warnings), err)
		}
	}
}

// TestSharedNumber tells apart two adults whom one identifier is given, and a
// teacher from a guardian.
func TestSharedNumber(t *testing.T) {
	for name, altered := range map[string]string{
		"of two adults": strings.Replace(body(t), `Prenom="Paul"`, `Prenom="Paul" IDPN="DK4BZJEQWCHP98RS"`, 1),
		"of a teacher":  strings.Replace(body(t), `Prenom="Paul"`, `Prenom="Paul" IDPN="VWZCNXMPYB9T34S5"`, 1),
		"of one ident":  strings.Replace(body(t), `Ident="102"`, `Ident="101"`, 1),
	} {
		w, err := read(write(t, "a.xml", altered))
		if err != nil || len(w.Guardians) != 3 || w.Guardians["nom:petit paul:siecle:1002"] == nil || w.Guardians["pn:DK4BZJEQWCHP98RS"].First != "Julien" {
			t.Errorf("%s: %v, %v", name, w.Guardians, err)
		}
	}
}

// FuzzRead looks for a file that brings the reader down, or that it takes for
// something it is not: everybody has a key, each once, every refusal a sentence.
func FuzzRead(f *testing.F) {
	f.Add([]byte(body(f)))
	f.Add([]byte(container))
	f.Add([]byte(lessons))
	f.Add([]byte(`<a:ExportEmploiDuTemps UAI="9990001X"><Eleves><Eleve Nom="A"><Responsable Nom="B"/></Eleve></Eleves></a:ExportEmploiDuTemps>`))
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
		if w.School() == nil || len(w.Header.Covers) == 0 {
			t.Fatalf("a feed of nobody: %+v", w.Header)
		}
		for key, p := range w.Pupils {
			if key == "" || strings.Count(w.Order, "e") != len(w.Pupils) {
				t.Fatalf("%d keys for %d pupils, %q", len(w.Pupils), strings.Count(w.Order, "e"), key)
			}
			for _, l := range p.Links {
				if w.Guardians[l.Guardian] == nil {
					t.Fatalf("a guardian of nobody: %+v", l)
				}
			}
		}
	})
}
