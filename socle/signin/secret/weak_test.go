package secret_test

import (
	"strings"
	"testing"

	"preau/socle/signin/secret"
)

const good = "banc orage citron vert"

func TestWeakness(t *testing.T) {
	o := secret.Owner{Identifier: "ines.moreau", First: "Inès", Family: "Moreau", Birth: "2012-05-14"}
	for password, want := range map[string]string{
		"12345678":                "Il en manque 4\u00a0: ajoutez un mot.",
		"":                        "Il en manque 12\u00a0: ajoutez un mot.",
		"éééééééééééé":            "facile",
		strings.Repeat("a b", 90): "trop long",
		"ines.moreau 2026":        "votre nom",
		"la jolie MOREAU 44":      "votre nom",
		"chat 14052012 chien":     "votre nom",
		"chat 2012-05-14 chien":   "votre nom",
		"Mot de passe 2026":       "facile",
		"azertyuiop123":           "facile",
		"Jetaime Jetaime":         "facile",
		"abcabcabcabcabc":         "facile",
		"banc orage citron":       "facile", // it stands on the screen as an example
		"un signe \x07 de trop":   "ne se tape pas",
		good:                      "",
		"Épinard-vélo-7-mouette":  "",
	} {
		got := secret.Weakness(password, o)
		switch {
		case (got == nil) != (want == ""):
			t.Errorf("%q: %v, want %q", password, got, want)
		case got != nil && !strings.Contains(got.Error(), want):
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}
