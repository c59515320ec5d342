package oneroster

import (
	"archive/zip"
	"encoding/json"
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

const set = "testdata/lot"

// copied is a copy of the fixture, some files altered; "" takes one away.
func copied(t testing.TB, dir string, altered map[string]string) string {
	t.Helper()
	to := t.TempDir()
	names, err := filepath.Glob(dir + "/*.csv")
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixture: %v", err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		body, ok := altered[filepath.Base(name)]
		if !ok {
			body = string(b)
		} else if body == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(name)), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// body is one file of the fixture, with one thing in the place of another.
func body(t testing.TB, name, old, now string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(set, name))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	return strings.Replace(string(b), old, now, 1)
}

// TestGolden holds the whole feed of the fixture to what it was.
func TestGolden(t *testing.T) {
	w, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "testdata/lot.golden", w)
}

func TestPeople(t *testing.T) {
	w, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	in := func(kind, code string) feed.Ref { return feed.Ref{School: "s1", Kind: kind, Code: code} }
	ines, noe := w.Pupils["ines"], w.Pupils["noe"]
	if ines == nil || noe == nil {
		t.Fatalf("pupils %v", w.Pupils)
	}
	if ines.INE != "070832327JA" || ines.BirthDate != "2013-05-04" || ines.Civility != "Mme" || ines.Others != "Inès Rose" || ines.School != "s1" ||
		!slices.Equal(ines.Groups, []feed.Ref{in(feed.Division, "4B"), in(feed.Teaching, "g-lat1")}) {
		t.Errorf("pupil %+v", ines)
	}
	if want := []feed.Link{{Guardian: "nadia", Code: "parent", Link: "other", Level: feed.Legal, Order: 1}}; !slices.Equal(ines.Links, want) {
		t.Errorf("guardians %+v", ines.Links)
	}
	// Noé's relatives are named by them, not by him; an account that is off is nobody's.
	if len(noe.Links) != 2 || noe.Links[1] != (feed.Link{Guardian: "paul", Code: "relative", Link: "family", Level: feed.Contact, Order: 2}) || noe.BirthDate != "2015-01-20" {
		t.Errorf("guardians %+v", noe)
	}
	claire, nadia := w.Staff["claire"], w.Staff["nadia"]
	if claire == nil || nadia == nil || w.Guardians["nadia"] == nil || w.Guardians["parti"] != nil {
		t.Fatalf("staff %v, guardians %v", w.Staff, w.Guardians)
	}
	if claire.School != "s1" || claire.Email != "claire@example.org" || claire.Phone != "0199000002" || claire.BirthDate != "" ||
		!slices.Equal(claire.FormOf, []feed.Ref{in(feed.Division, "4B")}) || !slices.Equal(claire.Courses, []feed.Course{{Ref: in(feed.Teaching, "M4B"), Subject: "061300"}}) {
		t.Errorf("teacher %+v", claire)
	}
	if nadia.Mobile != "0639980002" || !slices.Equal(nadia.Courses, []feed.Course{{Ref: in(feed.Teaching, "SVT"), Subject: "062900"}}) {
		t.Errorf("teacher and mother %+v", nadia)
	}
	if w.Staff["helene"].Functions[0].Code != "DIR" || w.Staff["yanis"].Functions[0].Code != "AIDE" || w.Staff["yanis"].Teacher || w.Staff["admin"] != nil {
		t.Errorf("staff %+v", w.Staff)
	}
	if all, err := json.Marshal(w.Records); err != nil || strings.Contains(string(all), "secret") {
		t.Errorf("a password is read: %s, %v", all, err)
	}
}

func TestSchools(t *testing.T) {
	w, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	if w.Header.Source != "oneroster:vs-999" || w.Header.Year != "2026" || !w.Header.Complete || !slices.Equal(w.Header.Covers, []string{"staff", "guardian", "pupil"}) {
		t.Errorf("header %+v", w.Header)
	}
	if len(w.Schools) != 2 || w.Schools["s1"].UAI != "9990001X" || w.Schools["s1"].Kind != "college" || w.Schools["9990002Y"].UAI != "9990002Y" || len(w.Schools["s1"].Groups) != 6 {
		t.Errorf("schools %+v", w.Schools)
	}
	if len(feedtest.Of[*feed.Subject](w)) != 3 || feedtest.Of[*feed.Subject](w)[0].Code != "061300" || feedtest.Of[*feed.Subject](w)[1].Code != "co-lat" || feedtest.Of[*feed.Subject](w)[2].Name != "Sciences" {
		t.Errorf("subjects %+v", feedtest.Of[*feed.Subject](w))
	}
}

// count says what a feed holds.
func count(w *feedtest.Whole) string {
	groups, courses, places, links := 0, 0, 0, 0
	for _, s := range w.Schools {
		groups += len(s.Groups)
	}
	for _, v := range w.Staff {
		courses += len(v.Courses)
	}
	for _, v := range w.Pupils {
		places += len(v.Groups)
		links += len(v.Links)
	}
	return fmt.Sprintf("%s: %d schools, %d groups, %d staff, %d guardians, %d pupils, %d links, %d places, %d courses",
		w.Header.Source, len(w.Schools), groups, len(w.Staff), len(w.Guardians), len(w.Pupils), links, places, courses)
}

// The samples name no UAI. Those of one school are read for the school that one
// names; those of several are refused, until somebody writes the UAI.
func TestSharedSamples(t *testing.T) {
	dir := feedtest.Shared(t, "oneroster")
	for name, want := range map[string]string{
		"Test_minimal_data_set.zip": "oneroster:org-sch-222-456: 0 schools, 0 groups, 2 staff, 1 guardians, 3 pupils, 0 links, 2 places, 2 courses",
		"v1p2_full_dataset.zip":     "oneroster:org-sch-222-456: 0 schools, 0 groups, 3 staff, 1 guardians, 3 pupils, 2 links, 1 places, 1 courses",
	} {
		w, err := read(filepath.Join(dir, "v1p2", name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Log(count(w))
		t.Log(strings.Join(w.Warnings, "\n"))
		if got := count(w); got != want || w.Header.Year != "2022" {
			t.Errorf("%s of %s: %s, want %s", name, w.Header.Year, got, want)
		}
	}
	oat := filepath.Join(dir, "oat-v1p1-base")
	_, err := read(oat)
	if err == nil || !strings.Contains(err.Error(), "aucun n’a d’UAI") {
		t.Errorf("two schools without UAI: %v", err)
	}
	b, err := os.ReadFile(filepath.Join(oat, "orgs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := read(copied(t, oat, map[string]string{"orgs.csv": strings.NewReplacer("my identifier 2", "9990002Y", "my identifier", "9990001X").Replace(string(b))}))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(count(w))
	if got, want := count(w), "oneroster:School District: 2 schools, 3 groups, 0 staff, 0 guardians, 2 pupils, 0 links, 3 places, 0 courses"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestZip reads the set as it mostly comes.
func TestZip(t *testing.T) {
	p := filepath.Join(t.TempDir(), "lot.zip")
	f, err := os.Create(p)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	if err := z.AddFS(os.DirFS(set)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	folder, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	w, err := read(p)
	if err != nil || count(w) != count(folder) {
		t.Errorf("%v, %v", w, err)
	}
}

func TestRefused(t *testing.T) {
	if _, err := read(copied(t, set, nil)); err != nil {
		t.Fatalf("the unaltered set: %v", err)
	}
	for _, c := range []struct{ says, file, body string }{
		{"il manque manifest.csv", "manifest.csv", ""},
		{"aucune personne", "users.csv", "sourcedId,givenName,familyName\n"},
		{"vide", "orgs.csv", "\n\n"},
		{"version « 2.0 »", "manifest.csv", body(t, "manifest.csv", "version,1.2", "version,2.0")},
		{"users.csv est annoncé", "users.csv", ""},
		{"il manque orgs.csv", "manifest.csv", body(t, "manifest.csv", "orgs,bulk", "orgs,absent")},
		{"il manque la colonne userSourcedId", "enrollments.csv", body(t, "enrollments.csv", "userSourcedId", "user")},
		{"il manque la colonne role", "roles.csv", ""},
		{"vient deux fois", "users.csv", body(t, "users.csv", "middleName", "givenName")},
		{"guillemets", "users.csv", body(t, "users.csv", `"nadia,claire"`, `"nadia,claire`)},
		{"guillemets", "users.csv", body(t, "users.csv", "Hélène", `Hé"lène`)},
		{"dépasse 1024 ko", "users.csv", body(t, "users.csv", "Hélène", `"`+strings.Repeat("a,\n", 1<<19))},
		{"il manque la colonne sourcedId", "users.csv", "\xff\xfeu\x00"},
		{"plus de 500 colonnes", "users.csv", strings.Repeat("ext_a,", maxColumns) + "sourcedId\n"},
		{"aucun n’a d’UAI", "orgs.csv", "sourcedId,name,type\ns1,Un,school\ns2,Deux,school\n"},
	} {
		altered := map[string]string{c.file: c.body}
		if c.says == "il manque la colonne role" {
			altered["manifest.csv"] = body(t, "manifest.csv", "file.roles,bulk\n", "")
		}
		_, err := read(copied(t, set, altered))
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v", c.says, err)
		}
	}
	if _, err := read(set, copied(t, set, nil)); err == nil || !strings.Contains(err.Error(), "l’un après l’autre") {
		t.Errorf("two sets at once: %v", err)
	}
}

func TestWarnings(t *testing.T) {
	base, err := read(copied(t, set, nil))
	if err != nil {
		t.Fatal(err)
	}
	latin := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			b.WriteByte(byte(r))
		}
		return b.String()
	}
	for _, c := range []struct{ says, file, body string }{
		{"lu comme du ISO-8859-15", "users.csv", latin(body(t, "users.csv", "Hélène", "Hélène"))},
		{"plus de 4096 caractères", "users.csv", body(t, "users.csv", "Hélène", strings.Repeat("é", 2100))},
		{"plus de valeurs que de colonnes : 1", "orgs.csv", body(t, "orgs.csv", "d1\ns2", "d1,x,y\ns2")},
		{"moins de valeurs que de colonnes : 1", "orgs.csv", body(t, "orgs.csv", "district,,", "district")},
		{"l’état « mort »", "orgs.csv", body(t, "orgs.csv", "s1-maths,,", "s1-maths,mort,")},
		{"ne correspond pas à ses chiffres", "orgs.csv", body(t, "orgs.csv", "9990001x", "9990001A")},
		{"n’est pas un jour", "demographics.csv", body(t, "demographics.csv", "2013-05-04", "04/31/2013")},
		{"elle est laissée de côté", "users.csv", body(t, "users.csv", "username", "surnom")},
		{"elle est lue comme agentSourcedIds", "users.csv", body(t, "users.csv", "agentSourcedIds", "agents")},
		{"sans sourcedId", "users.csv", body(t, "users.csv", "helene,", ",")},
		{"il ne retire personne", "classes.csv", ""},
	} {
		w, err := read(copied(t, set, map[string]string{c.file: c.body}))
		if err != nil || !strings.Contains(strings.Join(w.Warnings, "\n"), c.says) || len(w.Warnings) != len(base.Warnings)+1 && c.body != "" && c.file != "orgs.csv" {
			t.Errorf("%s: %v, %v", c.says, w, err)
		}
		if c.body == "" && w.Header.Complete {
			t.Error("half a set takes people away")
		}
	}
	for _, says := range []string{
		"le lycée", "tobedeleted", "une autre année que 2026 : 1", "établissement n’est pas dans orgs.csv : 1", "jj/mm/aaaa", "« wizard »", "comptes désactivés (enabledUser) : 1",
		"ni d’un élève ni d’un enseignant : 1", "n’est pas celui de la personne : 1", "ni parents ni responsables", "colonnes sans nom : 2", "« prefferedGivenName »", "dans aucun établissement : 1",
		"n’est pas dans classes.csv : 1", "qui vient deux fois", "ni nom ni prénom", "n’est pas un jour", "dates de modification",
	} {
		if says == "le lycée" {
			says = "« Lycée d’en haut, dit «le grand» » n’a pas d’UAI"
		}
		if !strings.Contains(strings.Join(base.Warnings, "\n"), says) {
			t.Errorf("nobody says %q", says)
		}
	}
	w, err := read(set, filepath.Join(set, "../lot.golden"))
	if err != nil || !strings.Contains(w.Warnings[0], "n’est pas de OneRoster") {
		t.Errorf("a file of another kind: %v", err)
	}
}

// TestOneSchoolWithoutUAI reads a set for the school that one names.
func TestOneSchoolWithoutUAI(t *testing.T) {
	w, err := read(copied(t, set, map[string]string{
		"orgs.csv": "sourcedId,name,type,parentSourcedId\nd1,Réseau,district,\ns1,Collège,school,d1\ns1-maths,Mathématiques,department,s1\n",
	}))
	if err != nil || len(w.Schools) != 0 || w.Pupils["ines"].School != "s1" || !strings.Contains(strings.Join(w.Warnings, "\n"), "-school UAI") {
		t.Errorf("%+v, %v", w, err)
	}
}

func TestDay(t *testing.T) {
	for in, want := range map[string]string{
		"2026-09-01": "2026-09-01 true", "2023-05-01T18:25:43.511Z": "2023-05-01 true", "2017-05-06 08:01:05": "2017-05-06 true",
		"1/05/2023": "2023-05-01 false", "31/02/2023": " false", "05/15/2023": " false", "": " false", "0001-01-01": " false",
	} {
		if d, iso := day(in); fmt.Sprint(d, " ", iso) != want {
			t.Errorf("day(%q) = %q, %v, want %q", in, d, iso, want)
		}
	}
}

// FuzzRead looks for a set that brings the reader down, or that it takes for
// something it is not: everybody has a key, every refusal a sentence.
func FuzzRead(f *testing.F) {
	b := func(name string) string { return body(f, name, "s", "s") }
	f.Add(b("orgs.csv"), b("users.csv"), b("roles.csv"), b("classes.csv"), b("enrollments.csv"))
	f.Add("sourcedId,name,type\na,b,school\n", "sourcedId,givenName,familyName\n1,\"2\n", "\xef\xbb\xbfuserSourcedId,role,orgSourcedId\n1,student,a", "", "\xe9")
	dir := copied(f, set, nil)
	f.Fuzz(func(t *testing.T, orgs, persons, roles, classes, enrollments string) {
		for name, body := range map[string]string{"orgs": orgs, "users": persons, "roles": roles, "classes": classes, "enrollments": enrollments} {
			if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(body), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		w, err := read(dir)
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("a refusal without words: %v", err)
		}
		if w == nil || err != nil {
			return
		}
		for key, v := range w.Pupils {
			if key == "" || v.School == "" {
				t.Fatalf("a pupil of nowhere: %+v", v)
			}
		}
		for _, s := range w.Schools {
			if s.UAI == "" {
				t.Fatalf("a school without UAI: %+v", s)
			}
		}
	})
}
