package ident_test

import (
	"strings"
	"testing"

	"preau/socle/signin/ident"
)

func TestNormal(t *testing.T) {
	for typed, want := range map[string]string{
		"ines.moreau": "ines.moreau", " Inès.Moreau ": "ines.moreau", "INES.MOREAU\n": "ines.moreau",
		"jean-pierre.d-arc": "jean-pierre.d-arc", "": "", "\xff\x00": "", "李": "", strings.Repeat("a", 300): "",
	} {
		if got := ident.Normal(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
