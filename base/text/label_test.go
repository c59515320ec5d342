package text_test

import (
	"testing"

	"preau/base/text"
)

func TestLabel(t *testing.T) {
	for label, want := range map[string]string{
		"":                                     "",
		"CHEF D'ETABLISSEMENT":                 "Chef d’établissement",
		"SECRETAIRE GENERAL D'EPLE":            "Secrétaire général d’EPLE",
		"MATHEMATIQUES":                        "Mathématiques",
		"PHYSIQUE-CHIMIE":                      "Physique-chimie",
		"HISTOIRE GEOGRAPHIE":                  "Histoire géographie",
		"EDUCATION PHYSIQUE ET SPORTIVE":       "Éducation physique et sportive",
		"SCIENCES DE LA VIE ET DE LA TERRE":    "Sciences de la vie et de la terre",
		"ANGLAIS LV1":                          "Anglais LV1",
		"6EME":                                 "6e",
		"2NDE GENERALE ET TECHNOLOGIQUE":       "2de générale et technologique",
		"ÉLÈVES":                               "Élèves",
		"Intervenante, Rallye maths":           "Intervenante, Rallye maths",
		"数学":                                   "数学",
		"PSYCHOLOGUE DE L'EDUCATION NATIONALE": "Psychologue de l’éducation nationale",
	} {
		if got := text.Label(label); got != want {
			t.Errorf("Label(%q) = %q, want %q", label, got, want)
		}
		if again := text.Label(text.Label(label)); again != want {
			t.Errorf("Label of %q twice = %q", label, again)
		}
	}
}

func TestSmall(t *testing.T) {
	for s, want := range map[string]string{"": "", "Mathématiques": "mathématiques", "Éducation": "éducation", "SVT": "SVT", "A": "A", "李": "李"} {
		if got := text.Small(s); got != want {
			t.Errorf("Small(%q) = %q, want %q", s, got, want)
		}
	}
}
