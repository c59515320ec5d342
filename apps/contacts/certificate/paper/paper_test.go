package paper

import (
	"bytes"
	"strings"
	"testing"

	"preau/base/text"
)

var facts = Facts{
	First: "Zoé", Family: "d’Àrc-Nuñez", Division: "3e A", Birth: "2012-05-01", School: "Collège Jules-Verne", Street: "1 rue de l’Île", Town: "75001 Paris",
	Phone: "0199000001", Head: "Anne Martin", Year: "2026", Number: "2026-0012", Code: "BCDFGHJKLMNP", Address: "http://preau.test/annuaire/certificat/BCDFGHJKLMNP", Day: "2026-11-24",
}

func TestDraw(t *testing.T) {
	one, err := Draw(facts)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Draw(facts)
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("the same facts give other bytes: %v", err)
	}
	for _, want := range []string{"%PDF-1", "/Lang (fr-FR)", "/Title"} {
		if !bytes.Contains(one, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
	if n := bytes.Count(one, []byte("/Type /Page\n")); n != 1 {
		t.Errorf("%d pages", n)
	}
	if len(one) > 100<<10 {
		t.Errorf("%d bytes", len(one))
	}
}

// A certificate of somebody with little in the file, or a name without end, is
// still drawn.
func TestDrawOddFacts(t *testing.T) {
	long := facts
	long.Family = strings.Repeat("Maximilienne-", 15)
	for name, f := range map[string]Facts{"nothing": {}, "long": long, "other script": {First: "李", Family: "محمد", Birth: "?"}} {
		if body, err := Draw(f); err != nil || len(body) == 0 {
			t.Errorf("%s: %d bytes: %v", name, len(body), err)
		}
	}
}

func TestWords(t *testing.T) {
	if got := text.Fours("BCDFGHJKLMNP"); got != "BCDF GHJK LMNP" {
		t.Error(got)
	}
	if got := french("2026-05-01"); got != "1er mai 2026" {
		t.Error(got)
	}
}
