package aaf

import (
	"slices"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
)

const primary = "testdata/ecole"

func TestPrimary(t *testing.T) {
	w, err := read(primary)
	if err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "testdata/ecole.golden", w)
	if w.Header.Source != "aaf:1d:9" || !w.Header.Complete || w.Schools["77"].Kind != "ecole" || w.Schools["77"].Phone != "0199000077" {
		t.Errorf("header %+v, school %+v", w.Header, w.Schools["77"])
	}
	head, leo := w.Staff["800"], w.Pupils["810"]
	if len(head.Functions) != 2 || head.Functions[1].Code != "DIR" || len(w.Staff["801"].Functions) != 1 ||
		!slices.Equal(head.Teaches, []feed.Ref{{School: "77", Kind: feed.Division, Code: "CM2 Marchand"}}) {
		t.Errorf("head %+v", head)
	}
	if leo.Board != "DEMI-PENSIONNAIRE" || w.Pupils["811"].Board != "EXTERNE" || len(leo.Groups) != 2 || leo.Groups[1].Code != "Chorale" ||
		len(leo.Links) != 1 || leo.Links[0].Guardian != "820" || leo.Links[0].Level != feed.Legal {
		t.Errorf("pupil %+v", leo)
	}
	if g := w.Guardians["820"]; g.Family != "Petit" || g.Mobile != "0639980020" || g.Work != "0199000021" || g.Email != "lucie@example.org" {
		t.Errorf("guardian %+v", g)
	}
	if len(w.Warnings) != 3 || !strings.Contains(w.Warnings[1], "30/02/2020") || !strings.Contains(w.Warnings[2], "école$…$classe") {
		t.Errorf("warnings %q", w.Warnings)
	}
}

// The degree is told by a record where nothing else tells it, and a set has one.
func TestDegree(t *testing.T) {
	w, err := read(file(t, "eleves.xml", pupil(`<attr name="ENTPersonPrenom"><value>Inès</value></attr>`)))
	if err != nil || w.Header.Source != "aaf:1d" || w.Pupils["7"].First != "Inès" {
		t.Errorf("%v, %+v", err, w)
	}
	if _, err := read(primary, set); err == nil || !strings.Contains(err.Error(), "mélange le premier degré") {
		t.Errorf("both degrees: %v", err)
	}
}

func TestPrimaryDelta(t *testing.T) {
	changed := head + `<modifyRequest><operationalAttributes><attr name="categoriePersonne"><value>Eleve</value></attr></operationalAttributes><identifier><id>810</id></identifier>
<modifications><modification name="ENTPersonClasses" operation="replace"><value>77$1$ELEM$C11$CP Diop</value></modification>
<modification name="ENTEleveAutoriteParentale" operation="replace"><value/></modification></modifications></modifyRequest>` + tail
	w, err := read(file(t, "ENT1DVA_Delta_20260921_Eleve_0000.xml", changed))
	if err != nil {
		t.Fatal(err)
	}
	p := w.Pupils["810"]
	if !w.Header.Delta || w.Header.Source != "aaf:1d" || !p.Part.Says("Links") || !p.Part.SaysOf("Groups", feed.Division) || p.Part.SaysOf("Groups", feed.Teaching) {
		t.Errorf("%+v: %+v", w.Header, p)
	}
}
