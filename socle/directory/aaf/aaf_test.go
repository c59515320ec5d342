package aaf

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
)

func read(paths ...string) (*feedtest.Whole, error) { return feedtest.Read(Open, paths...) }

const set = "testdata/deux-etablissements"

func TestCompleteSet(t *testing.T) {
	c, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	header := feed.Header{Format: "aaf", Source: "aaf:9", Year: "2026", Generated: "2026-09-14", Complete: true, Covers: []string{"staff", "guardian", "pupil"}}
	if !reflect.DeepEqual(c.Header, header) {
		t.Errorf("header %+v", c.Header)
	}
	if c.Order != "SSMmmpppgggggeeee" {
		t.Errorf("read in the order %s", c.Order)
	}
	s := c.Schools["10"]
	if s.Name != "Collège DES CŒURS VAILLANTS VALFLEURY" || s.UAI != "9990001X" || s.Phone != "0199000001" || len(s.Groups) != 3 ||
		!reflect.DeepEqual(s.Groups[2], feed.Group{Kind: feed.Teaching, Code: "4ALL1", Name: "4e allemand", Divisions: []string{"4B"}}) {
		t.Errorf("school %+v", s)
	}
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "PersEducNat_0000.xml:49 la date de naissance « 31/02/1980 »") {
		t.Errorf("warnings %q", c.Warnings)
	}
}

func TestPeople(t *testing.T) {
	c, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	teacher := c.Staff["500"]
	if !teacher.Teacher || len(teacher.Functions) != 2 || len(teacher.Teaches) != 3 || len(teacher.Courses) != 3 || teacher.Email != "500@example.org" ||
		!reflect.DeepEqual(teacher.FormOf, []feed.Ref{{School: "10", Kind: feed.Division, Code: "4B"}}) || c.Staff["501"].Teacher {
		t.Errorf("teacher %+v", teacher)
	}
	for key, name := range map[string]string{"902": "O'Neill", "903": "d’Àrc-Nuñez", "904": "李"} {
		if got := c.Guardians[key].Family; got != name {
			t.Errorf("guardian %s is %q, want %q", key, got, name)
		}
	}
	if g := c.Guardians["900"]; g.Mobile != "0639980002" || !g.SMS || g.Street != "4 impasse des Tilleuls, Bât. B" || c.Guardians["901"].SMS {
		t.Errorf("guardian %+v", g)
	}
	p := c.Pupils["700"]
	want := []feed.Link{
		{Guardian: "900", Code: "2", Link: "mother", Level: feed.Legal, Pays: true, Contact: true, Order: 1},
		{Guardian: "901", Code: "1", Link: "father", Level: feed.Legal, Contact: true, Order: 2},
		{Guardian: "902", Code: "5", Link: "child_welfare", Level: feed.Contact, Contact: true, Order: 3},
	}
	if !reflect.DeepEqual(p.Links, want) || p.BirthDate != "2013-05-04" || p.INE != "070832327JA" || p.Local != "1001" || !p.Scholarship || p.Transport {
		t.Errorf("pupil %+v", p)
	}
	if got := c.Pupils["703"]; got.Family != "مريم" || got.Links[0].Link != "father" || c.Pupils["702"].Links[1].Level != feed.InCharge {
		t.Errorf("pupil %+v", got)
	}
}

func TestSharedSample(t *testing.T) {
	c, err := read(feedtest.Shared(t, "aaf/2d-mini-2020"))
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Pupils["2000000"]; p == nil || p.BirthDate != "2000-01-01" || len(p.Links) != 2 || p.Links[0].Link != "mother" || c.Header.Source != "aaf:9" || c.Header.Year != "2019" {
		t.Errorf("header %+v, pupil %+v", c.Header, p)
	}
}

// head opens a file's root; one is a whole file of one pupil.
const (
	head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE ficAlimMENESR SYSTEM \"ficAlimMENESR.dtd\">\n<ficAlimMENESR>\n"
	tail = "\n</ficAlimMENESR>"
)

func pupil(attrs string) string {
	return head + `<addRequest><operationalAttributes><attr name="categoriePersonne"><value>Eleve</value></attr></operationalAttributes>
<identifier><id>7</id></identifier><attributes><attr name="sn"><value>Moreau</value></attr>` + attrs + `</attributes></addRequest>` + tail
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
	const name = "ENT_Complet_20260914_Eleve_0000.xml"
	whole := pupil("")
	if c, err := read(file(t, name, whole)); err != nil || c.Pupils["7"] == nil {
		t.Fatalf("the unaltered file: %v", err)
	}
	for _, c := range []struct {
		says, body string
		line       int
	}{
		{"vide", "", 0},
		{"aucun élément", "\n\n", 3},
		{"tronqué", "<", 1},
		{"n’est pas à sa place", "<html></html>", 1},
		{"tronqué", whole[:len(whole)/2], 4},
		{"tronqué", strings.TrimSuffix(whole, tail), 5},
		{"n’est pas à sa place", strings.ReplaceAll(whole, "addRequest", "request"), 4},
		{"n’est pas à sa place", strings.ReplaceAll(whole, "identifier", "identity"), 5},
		{"n’est pas à sa place", strings.ReplaceAll(whole, "<value>Moreau</value>", "<value><b>Moreau</b></value>"), 5},
		{"pas de nom", strings.ReplaceAll(whole, ` name="sn"`, ""), 5},
		{"alors que", strings.ReplaceAll(whole, "Moreau</value>", "Moreau</val>"), 5},
		{"codage", strings.ReplaceAll(whole, "Moreau", "Mor\xe9au"), 5},
		{"déclarations", strings.ReplaceAll(whole, ` SYSTEM "ficAlimMENESR.dtd"`, ` [<!ENTITY a "b">]`), 2},
		{"entité", strings.ReplaceAll(whole, "Moreau", "&xxe;"), 5},
		{"contient des changements", strings.ReplaceAll(whole, "addRequest", "deleteRequest"), 4},
		{"plus de 200 attributs", pupil(strings.Repeat(`<attr name="a"><value>1</value></attr>`, 201)), 5},
	} {
		_, err := read(file(t, name, c.body))
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(fault.Says, c.says) || fault.Line != c.line || !strings.HasSuffix(fault.File, name) {
			t.Errorf("%q: %v, want line %d", c.says, err, c.line)
		}
	}
}

func TestWarnings(t *testing.T) {
	for says, attrs := range map[string]string{
		"n’est pas un jour":           `<attr name="ENTPersonDateNaissance"><value>2013-05-04</value></attr>`,
		"n’a pas 11 caractères":       `<attr name="ENTEleveINE"><value>123</value></attr>`,
		"lien de parenté « Z »":       `<attr name="ENTElevePersRelEleve"><value>8$Z$1$1$0$0</value></attr>`,
		"simple contact":              `<attr name="ENTElevePersRelEleve"><value>8$1$1$9$0$0</value></attr>`,
		"cité deux fois":              `<attr name="ENTElevePersRelEleve"><value>8$1$1$1$0$0</value><value>8$2$1$1$0$0</value></attr>`,
		"établissement$groupe":        `<attr name="ENTEleveClasses"><value>4B</value></attr>`,
		"plus de 4096 caractères":     `<attr name="givenName"><value>` + strings.Repeat("é", 2100) + `</value></attr>`,
		"n’est pas de l’AAF : il est": "",
	} {
		paths := []string{file(t, "Eleve.xml", pupil(attrs))}
		if attrs == "" {
			paths = append(paths, file(t, "lisez-moi.txt", "bonjour"))
		}
		c, err := read(paths...)
		if err != nil || len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], says) || c.Pupils["7"] == nil {
			t.Errorf("%s: %v, %v", says, c.Warnings, err)
		}
	}
}

func TestOldLinks(t *testing.T) {
	c, err := read(file(t, "e.xml", pupil(`<attr name="ENTElevePersRelEleve"><value/></attr>
<attr name="ENTEleveAutoriteParentale"><value>8</value><value>9</value></attr><attr name="ENTElevePere"><value>9</value></attr>
<attr name="ENTElevePersRelEleve1"><value>6</value></attr><attr name="ENTEleveQualitePersRelEleve1"><value>CONTACT</value></attr>`)))
	if err != nil {
		t.Fatal(err)
	}
	want := []feed.Link{
		{Guardian: "8", Link: "other", Level: feed.Legal, Order: 1},
		{Guardian: "9", Link: "father", Level: feed.Legal, Order: 2},
		{Guardian: "6", Link: "other", Level: feed.Contact, Contact: true, Order: 3},
	}
	if got := c.Pupils["7"].Links; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestLevel(t *testing.T) {
	for _, c := range []struct {
		legal, link string
		pays        bool
		want        string
	}{
		{"1", "mother", false, feed.Legal},
		{"2", "father", false, feed.Legal},
		{"2", "family", false, feed.InCharge},
		{"0", "child_welfare", true, feed.InCharge},
		{"0", "father", false, feed.Contact},
		{"x", "mother", true, feed.Contact},
	} {
		if got, _ := level(c.legal, c.link, c.pays); got != c.want {
			t.Errorf("level(%q, %s, %v) = %s, want %s", c.legal, c.link, c.pays, got, c.want)
		}
	}
}

func TestTwoAcademies(t *testing.T) {
	other := strings.Replace(pupil(""), "<ficAlim", "<!-- codeAcademieExport=\"10\" -->\n<ficAlim", 1)
	if _, err := read(set, file(t, "e.xml", other)); err == nil || !strings.Contains(err.Error(), "plusieurs académies") {
		t.Errorf("two academies in one set: %v", err)
	}
}

// FuzzRead looks for a file that brings the reader down, or that it takes for
// something it is not: every record has a key, every refusal a line.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*/*.xml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(pupil("")))
	p := filepath.Join(f.TempDir(), "x.xml")
	f.Fuzz(func(t *testing.T, in []byte) {
		if err := os.WriteFile(p, in, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := read(p)
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("a refusal without words: %v", err)
		}
		if c != nil && c.Pupils[""] != nil {
			t.Fatal("a pupil without a key")
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var body strings.Builder
	one := strings.TrimSuffix(strings.TrimPrefix(pupil(strings.Repeat(`<attr name="ENTPersonAdresse"><value>4 impasse des Tilleuls$$$</value></attr>`+"\n", 30)), head), tail)
	body.WriteString(head)
	for range 5000 {
		body.WriteString(one)
	}
	body.WriteString(tail)
	p := file(b, "e.xml", body.String())
	b.SetBytes(int64(body.Len()))
	for b.Loop() {
		if _, err := read(p); err != nil {
			b.Fatal(err)
		}
	}
}
