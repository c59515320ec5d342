package onde_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
)

// head is the columns of a table of pupils; one is a whole table of one pupil.
const (
	head = "Nom Elève;Prénom Elève;Date naissance;INE;Classe\n"
	one  = head + "Moreau;Léo;04/05/2018;990000201AB;CE1\n"
)

func TestRefused(t *testing.T) {
	const name = "CSVExtraction.csv"
	if c, err := read(file(t, name, one)); err != nil || len(feedtest.Of[*feed.Pupil](c)) != 1 || len(c.Warnings) != 0 {
		t.Fatalf("the unaltered file: %v", err)
	}
	for _, c := range []struct {
		says, body string
		line       int
	}{
		{"vide", "", 0},
		{"vide", "\ufeff \n", 0},
		{"l’en-tête n’est celui", "\xff\xfeN\x00o\x00", 1},
		{"n’est pas du texte", "Nom\x00Elève", 1},
		{"annonce UTF-8", "\ufeff" + strings.ReplaceAll(one, "é", "\xe9"), 1},
		{"l’en-tête n’est celui", "Nom,Prénom\nMoreau,Léo\n", 1},
		{"l’en-tête n’est celui", strings.TrimPrefix(one, head), 1},
		{"l’en-tête n’est celui", strings.ReplaceAll(one, ";", ","), 1},
		{"l’en-tête n’est celui", strings.Repeat("a;", 500) + "\n", 1},
		{"tronqué", strings.TrimSuffix(one, ";CE1\n"), 2},
		{"guillemet", strings.Replace(one, "Léo", `"Léo`, 1), 2},
		{"guillemet", strings.Replace(one, "Léo", `Léo "Lulu"`, 1), 2},
		{"plus de 50000 lignes", head + strings.Repeat("a;b;;;\n", 50_001), 50_002},
		{"dépasse 32 Mo", head + strings.Repeat("\n", 33<<20), 0},
	} {
		_, err := read(file(t, name, c.body))
		if f := fault(err); err == nil || !strings.Contains(f.Says, c.says) || f.Line != c.line || f.File != name {
			t.Errorf("%q: %v, want line %d", c.says, err, c.line)
		}
	}
	again := file(t, "autre.csv", strings.Replace(one, "Moreau", "Roux", 1))
	if _, err := read(file(t, name, one), again); !strings.Contains(fault(err).Says, "deux tables d’élèves") {
		t.Errorf("two schools in one set: %v", err)
	}
}

func TestWarnings(t *testing.T) {
	row := func(s string) string { return one + s + "\n" }
	kids := func(rows string) string {
		return "Nom responsable;Prénom responsable;Nom de famille enfant;Prénom enfant;Classes enfants\n" + rows + "\n"
	}
	for _, c := range []struct{ says, pupils, adults string }{
		{"", strings.Replace(one, "Classe", "Colonne inventée;Classe", 1), ""},
		{"", row(";;;;"), ""},
		{"n’est pas un jour", row("Petit;Léo;31/02/2018;;CE1"), ""},
		{"n’est pas un jour", row("Petit;Léo;2018-02-31;;CE1"), ""},
		{"n’a pas 11 caractères", row("Petit;Léo;01/01/2018;123;CE1"), ""},
		{"plus de 4096 caractères", row("Petit;" + strings.Repeat("é", 2100) + ";01/01/2018;;CE1"), ""},
		{"plus de colonnes que l’en-tête", row("Petit;Léo;01/01/2018;;CE1;x"), ""},
		{"ni nom ni prénom", row(";;01/01/2018;;CE1"), ""},
		{"", row("Moreau;Léo;04/05/2018;990000201AB;CLIS"), ""},
		{"même INE ou le même nom", row("Moreau;Tom;04/05/2018;990000201AB;CE1"), ""},
		{"même INE ou le même nom", row("Petit;Léo;;;CE1\nPetit;Léo;;;CE2"), ""},
		{"", one, kids("Moreau;Anne;Moreau;Léo;CE1")},
		{"", one, kids("Moreau;Anne;MOREAU;leo;ce 1")},
		{"n’est pas dans la table", one, kids("Moreau;Anne;Moreau;Léo;CE2")},
		{"n’est pas dans la table", one, kids("Moreau;Anne;Moreau;Noé;CE1")},
		{"peut être l’un de 2", row("Moreau;Léo;01/01/2017;;CE1"), kids("Moreau;Anne;Moreau;Léo;CE1")},
		{"n’a pas d’enfant", one, kids("Moreau;Anne;;;")},
		{"ni nom ni prénom", one, kids(";;Moreau;Léo;CE1")},
	} {
		paths := []string{file(t, "e.csv", c.pupils)}
		if c.adults != "" {
			paths = append(paths, file(t, "r.csv", c.adults))
		}
		got, err := read(paths...)
		if err != nil || len(got.Pupils) == 0 || (len(got.Warnings) == 1) != (c.says != "") || len(got.Warnings) > 1 || !strings.Contains(strings.Join(got.Warnings, ""), c.says) {
			t.Errorf("%q: %+v, %v", c.says, got, err)
			continue
		}
		if linked := len(feedtest.Of[*feed.Pupil](got)[0].Links) > 0; linked != (c.adults != "" && c.says == "") {
			t.Errorf("%q: links %+v", c.says, feedtest.Of[*feed.Pupil](got)[0].Links)
		}
	}
	got, err := read(file(t, "e.csv", one), file(t, "lisez-moi.txt", "bonjour"))
	if err != nil || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "n’est pas d’ONDE") {
		t.Errorf("%+v, %v", got, err)
	}
}

// Two parents of one name have one key each; a parent written twice has one.
func TestSameName(t *testing.T) {
	const columns = "Civilité Responsable;Nom responsable;Prénom responsable;Courriel;Nom de famille enfant;Prénom enfant;Classes enfants\n"
	for rows, want := range map[string]string{
		"M.;Moreau;Camille;;Moreau;Léo;CE1\nMme;Moreau;Camille;;Moreau;Léo;CE1\n":                          "0 staff, 2 guardians, 1 pupils, 0 warnings",
		"Mlle;Moreau;Camille;;Moreau;Léo;CE1\nMme;Moreau;Camille;;Moreau;Léo;CE1\n":                        "0 staff, 1 guardians, 1 pupils, 0 warnings",
		"M.;Moreau;Camille;a@example.org;Moreau;Léo;CE1\nM.;Moreau;Camille;b@example.org;Moreau;Léo;CE1\n": "0 staff, 1 guardians, 1 pupils, 1 warnings",
	} {
		if c, err := read(file(t, "e.csv", one), file(t, "r.csv", columns+rows)); err != nil || counts(c) != want {
			t.Errorf("%s: %+v, %v, want %s", rows, c, err, want)
		}
	}
}

func TestSharedSample(t *testing.T) {
	dir := feedtest.Shared(t, "onde-be1d")
	for names, want := range map[string]string{
		"eleves enseignants responsables": "14 staff, 469 guardians, 247 pupils, 0 warnings",
		"eleves":                          "0 staff, 0 guardians, 247 pupils, 0 warnings",
		"enseignants":                     "14 staff, 0 guardians, 0 pupils, 0 warnings",
	} {
		var paths []string
		for name := range strings.FieldsSeq(names) {
			paths = append(paths, filepath.Join(dir, "CSVExtraction-"+name+".csv"))
		}
		c, err := read(paths...)
		if err != nil {
			t.Fatal(err)
		}
		links := 0
		for _, p := range feedtest.Of[*feed.Pupil](c) {
			links += len(p.Links)
		}
		t.Logf("%s: %s, %d links", names, counts(c), links)
		if counts(c) != want {
			t.Errorf("%s: %s, want %s; %q", names, counts(c), want, c.Warnings)
		}
	}
}

// FuzzRead looks for a table that brings the reader down, or that it takes for
// something it is not: everybody has a key of their own, every refusal words.
func FuzzRead(f *testing.F) {
	for _, name := range files {
		f.Add([]byte(body(f, name)))
	}
	f.Add([]byte(one))
	p := filepath.Join(f.TempDir(), "CSVExtraction.csv")
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
		seen := map[string]bool{}
		for _, p := range feedtest.Of[*feed.Pupil](c) {
			if p.Key == "" || seen[p.Key] || p.School == "" {
				t.Fatalf("pupil %+v", p)
			}
			seen[p.Key] = true
		}
		for _, a := range feedtest.Of[*feed.Guardian](c) {
			if seen[a.Key] {
				t.Fatalf("guardian %+v", a)
			}
			seen[a.Key] = true
		}
	})
}
