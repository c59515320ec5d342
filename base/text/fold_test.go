package text

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNbsp(t *testing.T) {
	for s, want := range map[string]string{
		"Objet : réunion":        "Objet\u00a0: réunion",
		"Prêts ?":                "Prêts\u202f?",
		"Oui ; non !":            "Oui\u202f; non\u202f!",
		"« Fiche 3 »":            "«\u00a0Fiche 3\u00a0»",
		"«Fiche»":                "«\u00a0Fiche\u00a0»",
		"à 10 h 20, salle 3":     "à 10\u00a0h\u00a020, salle 3",
		"de 8 h à 9 h":           "de 8\u00a0h à 9\u00a0h",
		"48 Mo sur 20 Mo":        "48\u00a0Mo sur 20\u00a0Mo",
		"12 % des 1 234 élèves":  "12\u202f% des 1\u202f234 élèves",
		"M. Lebrun et Mme Perez": "M.\u00a0Lebrun et Mme\u00a0Perez",
		"la fin du FILM. Puis":   "la fin du FILM. Puis",
		"0 \xc2":                 "0 \ufffd",
		"http://a.fr:80/?q=1;2":  "http://a.fr:80/?q=1;2",
		"le 24 2026":             "le 24 2026",
		"2 heures, 3 mots":       "2 heures, 3 mots",
		"":                       "",
		" ":                      " ",
	} {
		got := Nbsp(s)
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
		if again := Nbsp(got); again != got {
			t.Errorf("%q: a second time gives %q", s, again)
		}
	}
	if s := Typeset("L'appel de l'%s : 'a' 5' d'«ici»"); s != "L’appel de l’%s\u00a0: 'a' 5' d’«\u00a0ici\u00a0»" {
		t.Errorf("%q", s)
	}
}

func TestSortKey(t *testing.T) {
	for s, want := range map[string]string{
		"d’Àrc-Nuñez":                "d arc nunez",
		"O'Neill":                    "o neill",
		"李":                          "李",
		"Œuvré":                      "oeuvre",
		"Straße":                     "strasse",
		"STRAẞE":                     "strasse",
		"Łukasz Ørsted":              "lukasz orsted",
		"  Le   Goff ":               "le goff",
		"Le\u00a0Goff":               "le goff",
		"e\u0301lodie":               "elodie",
		"İpek":                       "ipek",
		"\u200fمحمد\u200e":           "محمد",
		"ﬁn":                         "fin",
		"---":                        "",
		"":                           "",
		"6e A":                       "6e a",
		strings.Repeat("É", 200):     strings.Repeat("e", 200),
		"a\u0300\u0301\u0302\u0303b": "ab",
		"ÇA–ET—LÀ":                   "ca et la",
		"\xff":                       "\ufffd",
	} {
		if k := SortKey(s); k != want {
			t.Errorf("%q: %q, want %q", s, k, want)
		}
	}
	if strings.Join(Words("d’Àrc-Nuñez (4e B), e-mail: a@b.fr"), "|") != "d|arc|nunez|4e|b|e|mail|a|b|fr" {
		t.Error(Words("d’Àrc-Nuñez (4e B), e-mail: a@b.fr"))
	}
	if len(Words(" -- ")) != 0 {
		t.Error("words of nothing")
	}
}

func TestSortKeyLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		k := SortKey(s)
		if again := SortKey(k); again != k {
			t.Fatalf("%q: key %+q, its key %+q", s, k, again)
		}
		for _, w := range Words(s) {
			if ws := Words(w); len(ws) != 1 || ws[0] != w {
				t.Fatalf("%q: word %q gives %q", s, w, ws)
			}
		}
	})
}

func TestNbspLaws(t *testing.T) {
	part := rapid.SampledFrom([]string{"«", "»", " ", ":", "?", "10", "h", "20", "M.", "mot", "\u00a0", "%", "234", "é", "Mo"})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(part).Draw(t, "parts"), "")
		if one := Nbsp(s); Nbsp(one) != one {
			t.Fatalf("%q: %q then %q", s, one, Nbsp(one))
		}
	})
}
