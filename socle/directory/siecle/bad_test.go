package siecle_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/socle/directory/feed/feedtest"
)

// export is a file of SIECLE with what stands in DONNEES.
func export(root, data string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<` + root + ` VERSION="3.0">
<PARAMETRES><UAJ>9990042S</UAJ><ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE><DATE_EXPORT>14/09/2026</DATE_EXPORT></PARAMETRES>
<DONNEES>
` + data + `
</DONNEES>
</` + root + `>
`
}

// pupils is a file of one pupil, with more fields and more after the list.
func pupils(fields, after string) string {
	return export("BEE_ELEVES", `<ELEVES><ELEVE ELEVE_ID="7"><NOM_DE_FAMILLE>Moreau</NOM_DE_FAMILLE><PRENOM>Léo</PRENOM>`+fields+`</ELEVE></ELEVES>
`+after)
}

func TestRefused(t *testing.T) {
	const name = "ElevesSansAdresses.xml"
	whole := pupils("", "")
	if c, err := read(file(t, name, whole)); err != nil || c.Pupils["7"] == nil {
		t.Fatalf("the unaltered file: %v", err)
	}
	for _, c := range []struct {
		says, body string
		line       int
	}{
		{"vide", "", 0},
		{"aucun élément", "\n\n", 3},
		{"n’est pas celui d’un export", "<html></html>", 1},
		{"n’est pas celui d’un export", strings.ReplaceAll(whole, "BEE_ELEVES", "IMPORT_ELEVES"), 2},
		{"tronqué", whole[:strings.Index(whole, "</PRENOM")], 5},
		{"tronqué", strings.TrimSuffix(whole, "</BEE_ELEVES>\n"), 7},
		{"alors que", strings.Replace(whole, "<ELEVES>", "<STRICTURES>", 1), 5},
		{"codage", strings.ReplaceAll(whole, "Léo", "L\xe9o"), 5},
		{"UTF-16", "\xff\xfe<\x00B\x00", 1},
		{"EBCDIC", strings.Replace(whole, "UTF-8", "EBCDIC", 1), 1},
		{"déclarations", strings.Replace(whole, "<BEE", "<!DOCTYPE a [<!ENTITY x 'y'>]><BEE", 1), 2},
		{"entité", strings.ReplaceAll(whole, "Moreau", "&xxe;"), 5},
		{"de quel établissement", strings.Replace(whole, "9990042S", "collège", 1), 3},
		{"de quel établissement", strings.ReplaceAll(whole, "PARAMETRES", "PARAMETRE"), 0},
		{"année scolaire", strings.Replace(whole, "2026", "26", 1), 3},
		{"plus de 300 valeurs", pupils(strings.Repeat("<PRENOM4>a</PRENOM4>", 300), ""), 5},
		{"dépasse", strings.ReplaceAll(whole, "Moreau", strings.Repeat("x", 300<<10)), 5},
		{"emboîtés", strings.ReplaceAll(whole, "Moreau", strings.Repeat("<a>", 40)), 5},
	} {
		_, err := read(file(t, name, c.body))
		f := fault(err)
		if err == nil || !strings.Contains(f.Says, c.says) || f.Line != c.line || f.File != name {
			t.Errorf("%q: %v, want line %d", c.says, err, c.line)
		}
	}
	if _, err := read(file(t, "lisez-moi.txt", "bonjour")); !strings.Contains(fault(err).Says, "aucun fichier utile") {
		t.Errorf("a set of nothing: %v", err)
	}
}

// Files of two schools, or of two years, are never read as one.
func TestMixed(t *testing.T) {
	one := file(t, "ElevesSansAdresses.xml", pupils("", ""))
	for says, body := range map[string]string{
		"est de l’établissement 9990001X": strings.Replace(export("BEE_STRUCTURES", ""), "9990042S", "9990001X", 1),
		"est de l’année 2025":             strings.Replace(export("BEE_STRUCTURES", ""), "2026", "2025", 1),
	} {
		if _, err := read(one, file(t, "Structures.xml", export("BEE_STRUCTURES", ""))); err != nil {
			t.Fatalf("the unaltered set: %v", err)
		}
		if _, err := read(one, file(t, "Structures.xml", body)); !strings.Contains(fault(err).Says, says) || fault(err).File != "Structures.xml" {
			t.Errorf("%s: %v", says, err)
		}
	}
}

func TestWarnings(t *testing.T) {
	tie := func(fields string) string {
		return export("BEE_RESPONSABLES", `<PERSONNES><PERSONNE PERSONNE_ID="8"><NOM>Roux</NOM><PRENOM>Ali</PRENOM></PERSONNE></PERSONNES>
<RESPONSABLES>`+fields+`</RESPONSABLES>`)
	}
	link := func(level, kin string) string {
		return `<RESPONSABLE_ELEVE><ELEVE_ID>7</ELEVE_ID><PERSONNE_ID>8</PERSONNE_ID><RESP_LEGAL>` + level + `</RESP_LEGAL><CODE_PARENTE>` + kin + `</CODE_PARENTE></RESPONSABLE_ELEVE>`
	}
	again := func(fields string) string {
		return strings.Replace(pupils("<PRENOM2>Max</PRENOM2>", ""), "</ELEVES>", `<ELEVE ELEVE_ID="7"><NOM_DE_FAMILLE>Moreau</NOM_DE_FAMILLE>`+fields+`</ELEVE></ELEVES>`, 1)
	}
	for _, c := range []struct{ says, pupils, adults string }{
		{"", pupils("<INVENTE><X>1</X></INVENTE>", "<INCONNU><Y Z='1'/></INCONNU>"), tie(link("1", "20"))},
		{"n’est pas un jour", pupils("<DATE_NAISS>31/02/2013</DATE_NAISS>", ""), ""},
		{"n’est pas un jour", pupils("<DATE_SORTIE>2026-10-02</DATE_SORTIE>", ""), ""},
		{"n’a pas 11 caractères", pupils("<ID_NATIONAL>123</ID_NATIONAL>", ""), ""},
		{"plus de 4096 caractères", pupils("<PRENOM2>"+strings.Repeat("é", 2100)+"</PRENOM2>", ""), ""},
		{"le régime « 77 » n’est pas connu", pupils("<CODE_REGIME>77</CODE_REGIME>", ""), ""},
		{"le statut « ZZ » n’est pas connu", pupils("<CODE_STATUT>ZZ</CODE_STATUT>", ""), ""},
		{"n’est ni D (division) ni G", pupils("", `<STRUCTURES><STRUCTURES_ELEVE ELEVE_ID="7"><STRUCTURE><CODE_STRUCTURE>4B</CODE_STRUCTURE><TYPE_STRUCTURE>X</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE></STRUCTURES>`), ""},
		{"sans élève ou sans code", pupils("", `<STRUCTURES><STRUCTURES_ELEVE><STRUCTURE><CODE_STRUCTURE>4B</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE></STRUCTURES>`), ""},
		{"sans ELEVE_ID", strings.Replace(pupils("", ""), "</ELEVES>", "<ELEVE><PRENOM>x</PRENOM></ELEVE></ELEVES>", 1), ""},
		{"ni nom ni prénom", strings.Replace(pupils("", ""), "</ELEVES>", `<ELEVE ELEVE_ID="9"/></ELEVES>`, 1), ""},
		{"", again("<PRENOM>Léo</PRENOM><DATE_NAISS>04/05/2013</DATE_NAISS>"), ""},
		{"vient une seconde fois, différente (d’abord ligne 5)", again("<PRENOM>Tom</PRENOM>"), ""},
		{"lien de parenté « Z9 »", pupils("", ""), tie(link("1", "Z9"))},
		{"simple contact", pupils("", ""), tie(link("5", "10"))},
		{"", pupils("", ""), tie(link("1", "10") + link("1", "10"))},
		{"cité deux fois", pupils("", ""), tie(link("1", "10") + link("2", "20"))},
		{"absents du fichier des élèves : 1", pupils("", ""), tie(strings.Replace(link("1", "10"), "<ELEVE_ID>7", "<ELEVE_ID>6", 1))},
		{"sans élève ou sans responsable", pupils("", ""), tie("<RESPONSABLE_ELEVE><ELEVE_ID>7</ELEVE_ID></RESPONSABLE_ELEVE>")},
	} {
		paths := []string{file(t, "Eleves.xml", c.pupils)}
		if c.adults != "" {
			paths = append(paths, file(t, "Responsables.xml", c.adults))
		}
		got, err := read(paths...)
		if err != nil || got.Pupils["7"] == nil || strings.Count(got.Order, "e") != 1 || (len(got.Warnings) == 1) != (c.says != "") || !strings.Contains(strings.Join(got.Warnings, ""), c.says) {
			t.Errorf("%q: %q, %v", c.says, got.Warnings, err)
		}
	}
	for says, paths := range map[string][]string{
		"n’est pas de SIECLE":          {file(t, "Eleves.xml", pupils("", "")), file(t, "lisez-moi.txt", "bonjour")},
		"n’apporte rien à l’annuaire":  {file(t, "Eleves.xml", pupils("", "")), file(t, "Geo.xml", export("BEE_GEOGRAPHIQUE", ""))},
		"le fichier des élèves manque": {file(t, "Responsables.xml", tie(""))},
		"ne correspond pas à ses":      {file(t, "Eleves.xml", strings.Replace(pupils("", ""), "9990042S", "9990042A", 1))},
	} {
		if got, err := read(paths...); err != nil || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], says) {
			t.Errorf("%s: %+v, %v", says, got, err)
		}
	}
}

// The two ways in which a guardian's level was written, and both ways of truth.
func TestLevels(t *testing.T) {
	for fields, want := range map[string]string{
		"<NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE>":                            "legal",
		"<NIVEAU_RESPONSABILITE>2</NIVEAU_RESPONSABILITE>":                            "in_charge",
		"<NIVEAU_RESPONSABILITE>3</NIVEAU_RESPONSABILITE><RESP_LEGAL>1</RESP_LEGAL>":  "contact contact",
		"<RESP_LEGAL>1</RESP_LEGAL><PERS_CONTACT>1</PERS_CONTACT>":                    "legal contact",
		"<RESP_LEGAL>2</RESP_LEGAL>":                                                  "legal",
		"<RESP_LEGAL>0</RESP_LEGAL>":                                                  "contact contact",
		"<RESP_LEGAL>0</RESP_LEGAL><RESP_FINANCIER>1</RESP_FINANCIER>":                "in_charge pays",
		"<RESP_LEGAL>1</RESP_LEGAL><PAIE_FRAIS_SCOLAIRES>TRUE</PAIE_FRAIS_SCOLAIRES>": "legal pays",
	} {
		c, err := read(file(t, "E.xml", pupils("", "")), file(t, "R.xml", export("BEE_RESPONSABLES",
			`<RESPONSABLES><RESPONSABLE_ELEVE><ELEVE_ID>7</ELEVE_ID><PERSONNE_ID>8</PERSONNE_ID><CODE_PARENTE>10</CODE_PARENTE>`+fields+`</RESPONSABLE_ELEVE></RESPONSABLES>`)))
		if err != nil || len(c.Pupils["7"].Links) != 1 {
			t.Fatalf("%s: %+v, %v", fields, c, err)
		}
		l := c.Pupils["7"].Links[0]
		got := l.Level
		if l.Pays {
			got += " pays"
		}
		if l.Contact {
			got += " contact"
		}
		if got != want || l.Link != "mother" {
			t.Errorf("%s: %s, want %s", fields, got, want)
		}
	}
}

// What the nomenclature of the set calls a relationship decides.
func TestKinship(t *testing.T) {
	for label, want := range map[string]string{
		"MERE": "mother", "PERE": "father", "GRAND-PERE": "family", "BELLE-MERE": "family", "FRATRIE": "family", "AUTRE MEMBRE DE LA FAMILLE": "family",
		"TUTEUR": "tutor", "AIDE SOCIALE A L'ENFANCE": "child_welfare", "ASSISTANT FAMILIAL": "child_welfare", "L'ELEVE LUI-MEME": "self", "AUTRE LIEN": "other",
	} {
		c, err := read(file(t, "E.xml", pupils("", "")),
			file(t, "N.xml", export("BEE_NOMENCLATURES", `<LIENS_PARENTE><LIEN_PARENTE CODE_PARENTE="A1"><LIBELLE_LONG>`+label+`</LIBELLE_LONG></LIEN_PARENTE></LIENS_PARENTE>`)),
			file(t, "R.xml", export("BEE_RESPONSABLES", `<RESPONSABLES><RESPONSABLE_ELEVE><ELEVE_ID>7</ELEVE_ID><PERSONNE_ID>8</PERSONNE_ID><RESP_LEGAL>1</RESP_LEGAL><CODE_PARENTE>A1</CODE_PARENTE></RESPONSABLE_ELEVE></RESPONSABLES>`)))
		if err != nil || len(c.Warnings) != 0 || c.Pupils["7"].Links[0].Link != want || c.Pupils["7"].Links[0].Code != "A1" {
			t.Errorf("%s: %+v, %v, want %s", label, c, err, want)
		}
	}
}

// Of several national numbers, that of the Répertoire national counts.
func TestINE(t *testing.T) {
	for fields, want := range map[string]string{
		"<ID_NATIONAL>0100000001A</ID_NATIONAL><INE_RNIE>990000101AB</INE_RNIE>": "990000101AB",
		"<ID_NATIONAL>990000102ab</ID_NATIONAL><INE_BEA>0100000001A</INE_BEA>":   "990000102AB",
		"<INE_BEA>0100000001A</INE_BEA>":                                         "0100000001A",
		"":                                                                       "",
	} {
		if c, err := read(file(t, "E.xml", pupils(fields, ""))); err != nil || c.Pupils["7"].INE != want {
			t.Errorf("%s: %v, want %s", fields, err, want)
		}
	}
}

func TestSharedSamples(t *testing.T) {
	dir := feedtest.Shared(t, "siecle")
	for name, want := range map[string]string{
		"eleves_avec_adresse_avec_double_structure.xml":                 "1 schools, 0 MEF, 0 subjects, 0 guardians, 1 pupils, 0 warnings",
		"responsables_avec_adresses_simple.xml":                         "1 schools, 0 MEF, 0 subjects, 3 guardians, 2 pupils, 1 warnings",
		"nomenclature_simple.xml":                                       "1 schools, 1 MEF, 1 subjects, 0 guardians, 0 pupils, 0 warnings",
		"nomenclature_code_modalite_elec_double.xml":                    "1 schools, 1 MEF, 1 subjects, 0 guardians, 0 pupils, 0 warnings",
		"nomenclature_tout_niveau.xml":                                  "1 schools, 4 MEF, 0 subjects, 0 guardians, 0 pupils, 0 warnings",
		"nomenclature_simple.xml nomenclature_tout_niveau.xml":          "1 schools, 4 MEF, 1 subjects, 0 guardians, 0 pupils, 0 warnings",
		"nomenclature_simple.xml responsables_avec_adresses_simple.xml": "1 schools, 1 MEF, 1 subjects, 3 guardians, 2 pupils, 1 warnings",
	} {
		var paths []string
		for _, n := range strings.Fields(name) {
			paths = append(paths, filepath.Join(dir, n))
		}
		c, err := read(paths...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Logf("%s: %s", name, counts(c))
		if counts(c) != want {
			t.Errorf("%s: %s, want %s; %q", name, counts(c), want, c.Warnings)
		}
		if p := c.Pupils["1541944"]; p != nil && (len(p.Groups) != 2 || p.Groups[1].Code != "_301P1" || p.Board != "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT 4" || c.Header.Source != "siecle:0660864F") {
			t.Errorf("pupil %+v", p)
		}
	}
	_, err := read(filepath.Join(dir, "eleves_avec_adresse_simple.xml"))
	t.Logf("eleves_avec_adresse_simple.xml: %v", err)
	if f := fault(err); f.Line == 0 || !strings.Contains(f.Says, "alors que <STRICTURES_ELEVE> est ouvert") {
		t.Errorf("the sample that is not well formed: %v", err)
	}
	if _, err := read(filepath.Join(dir, "nomenclature_simple.xml"), filepath.Join(dir, "eleves_avec_adresse_avec_double_structure.xml")); !strings.Contains(fault(err).Says, "un établissement après l’autre") {
		t.Errorf("two schools: %v", err)
	}
}

// FuzzRead looks for a file that brings the reader down, or that it takes for
// something it is not: every record has a key, every refusal words.
func FuzzRead(f *testing.F) {
	for _, name := range files {
		f.Add(body(f, name))
	}
	f.Add([]byte(pupils("", "")))
	p := filepath.Join(f.TempDir(), "x.xml")
	f.Fuzz(func(t *testing.T, in []byte) {
		if err := os.WriteFile(p, in, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := read(p)
		if err != nil && strings.HasPrefix(fault(err).Says, "open ") {
			t.Fatalf("a refusal without words: %v", err)
		}
		if c == nil {
			return
		}
		if c.Pupils[""] != nil || c.Guardians["p"] != nil || c.Guardians[""] != nil {
			t.Fatal("somebody without a key")
		}
		for key, p := range c.Pupils {
			if p.School != c.School().Key || p.Part == nil && p.Local != key || p.INE != "" && len(p.INE) != 11 {
				t.Fatalf("pupil %+v", p)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var list strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&list, `<ELEVE ELEVE_ID="%d"><NOM_DE_FAMILLE>Moreau</NOM_DE_FAMILLE><PRENOM>Léo</PRENOM>%s</ELEVE>`+"\n", i, strings.Repeat("<CODE_PAYS>100</CODE_PAYS>", 25))
	}
	in := export("BEE_ELEVES", "<ELEVES>"+list.String()+"</ELEVES>")
	p := file(b, "e.xml", in)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if _, err := read(p); err != nil {
			b.Fatal(err)
		}
	}
}
