package certificate

import "testing"

func TestCode(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		code := newCode()
		if len(code) != codeLength || cleanCode(code) != code || seen[code] {
			t.Errorf("code %q", code)
		}
		seen[code] = true
	}
	for typed, want := range map[string]string{"bcdf ghjk-lmnp": "BCDFGHJKLMNP", " 2 3O0é\n": "23", "": ""} {
		if got := cleanCode(typed); got != want {
			t.Errorf("cleanCode(%q) = %q, want %q", typed, got, want)
		}
	}
}
