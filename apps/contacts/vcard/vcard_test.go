package vcard

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWrite(t *testing.T) {
	got := string(Write(Card{
		UID: "1", First: "Zoé", Family: "d’Àrc-Nuñez; O'Neill, fils\\", Org: "Collège", Mobile: "0639980001",
		Street: "3, rue\ndes Lilas", Postal: "75001", Town: "Paris", Note: "a\r\nTEL:666",
	}))
	for _, want := range []string{
		"N:d’Àrc-Nuñez\\; O'Neill\\, fils\\\\;Zoé;;;\r\n", "FN:Zoé d’Àrc-Nuñez\\; O'Neill\\, fils\\\\\r\n",
		"ADR;TYPE=HOME:;;3\\, rue\\ndes Lilas;Paris;;75001;\r\n", "NOTE:a\\nTEL:666\r\n", "TEL;TYPE=CELL:0639980001\r\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	if strings.Contains(got, "EMAIL") || strings.Contains(got, "\r\nTEL:666") {
		t.Errorf("an empty field, or one that a value made: %q", got)
	}
}

// Lines are folded at 75 bytes between two characters, and unfold to what they were.
func TestFold(t *testing.T) {
	name := strings.Repeat("李é", 100)
	got := string(Write(Card{First: name}))
	for l := range strings.SplitSeq(strings.TrimSuffix(got, "\r\n"), "\r\n") {
		if len(l) > maxLine || !utf8.ValidString(l) {
			t.Errorf("line of %d bytes: %q", len(l), l)
		}
	}
	if !strings.Contains(strings.ReplaceAll(got, "\r\n ", ""), "FN:"+name+"\r\n") {
		t.Error("unfolding does not give the name back")
	}
}
