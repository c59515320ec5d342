package aaf

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
)

const changed = "testdata/changements"

func TestDelta(t *testing.T) {
	w, err := read(changed)
	if err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "testdata/changements.golden", w)
	if w.Header.Complete || !w.Header.Delta || w.Header.Source != "aaf:9" || len(w.Warnings) != 0 {
		t.Errorf("header %+v, warnings %q", w.Header, w.Warnings)
	}
	ines := w.Pupils["700"]
	if !ines.Part.Says("Board") || !ines.Part.SaysOf("Groups", feed.Teaching) || ines.Part.SaysOf("Groups", feed.Division) || ines.Part.Says("Links") {
		t.Errorf("a part: %+v", ines)
	}
	if zoe := w.Pupils["706"]; zoe.Part != nil || !zoe.Part.Says("Links") {
		t.Errorf("a whole record: %+v", zoe)
	}
	if gone := feedtest.Of[*feed.Gone](w); len(gone) != 2 || gone[0].Kind != feed.KindGuardian || gone[1].Key != "701" {
		t.Errorf("gone %+v", gone)
	}
}

// A set whose files do not say what they are is told by its requests.
func TestDeltaByContent(t *testing.T) {
	modified := head + `<modifyRequest><operationalAttributes><attr name="categoriePersonne"><value>Eleve</value></attr></operationalAttributes>
<identifier><id>7</id></identifier><modifications><modification name="ENTEleveRegime" operation="replace"><value/></modification></modifications></modifyRequest>` + tail
	for name, in := range map[string]string{
		"first": modified,
		"later": strings.Replace(pupil(""), tail, "", 1) + strings.TrimPrefix(modified, head),
	} {
		w, err := read(file(t, "eleves.xml", in))
		if err != nil || !w.Header.Delta {
			t.Errorf("%s: %v, %+v", name, err, w)
			continue
		}
		if want := (feed.Part{"Key", "Board"}); !reflect.DeepEqual(w.Pupils["7"].Part, want) {
			t.Errorf("%s: part %q", name, w.Pupils["7"].Part)
		}
	}
}

func TestDeltaRefused(t *testing.T) {
	eleves, err := os.ReadFile(changed + "/ENT_Delta_20260921_Eleve_0000.xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, name, old, new, says string }{
		{"complete and changes", "ENT_Complet_20260921_Eleve_0000.xml", "", "", "se dit complet et contient des changements"},
		{"another operation", "ENT_Delta_20260921_Eleve_0000.xml", `operation="replace"`, `operation="add"`, "ligne 11 : une modification a pour opération « add »"},
		{"a modification without a name", "ENT_Delta_20260921_Eleve_0000.xml", `name="ENTEleveRegime"`, "", "ligne 11 : un élément <modification> n’a pas de nom"},
		{"a cut file", "ENT_Delta_20260921_Eleve_0000.xml", "</ficAlimMENESR>", "", "tronqué"},
	} {
		in := string(eleves)
		if c.old != "" {
			in = strings.Replace(in, c.old, c.new, 1)
		}
		if _, err := read(file(t, c.name, in)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	if _, err := read(changed, set); err == nil || !strings.Contains(err.Error(), "mélange une livraison complète") {
		t.Errorf("both deliveries: %v", err)
	}
	older := file(t, "ENT_Delta_20260920_PersRelEleve_0000.xml", strings.Replace(pupil(""), "Eleve<", "PersRelEleve<", 1))
	if _, err := read(changed, older); err == nil || !strings.Contains(err.Error(), "plusieurs jours") {
		t.Errorf("two days: %v", err)
	}
}

func TestGoneIsNobody(t *testing.T) {
	gone := func(category, id string) string {
		return `<deleteRequest><operationalAttributes><attr name="categorie"><value>` + category + `</value></attr></operationalAttributes><identifier><id>` + id + `</id></identifier></deleteRequest>`
	}
	w, err := read(file(t, "ENT_Delta_20260921_Eleve_0000.xml", head+gone("EtabEducNat", "10")+gone("MatEducNat", "1")+gone("Eleve", "")+gone("Eleve", "9")+tail))
	if err != nil || len(w.Warnings) != 2 || len(feedtest.Of[*feed.Gone](w)) != 1 {
		t.Errorf("%v: %+v", err, w)
	}
}
