package feed

import "testing"

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"MARTIN":                "MARTIN",
		"  d’Àrc-Nuñez\n":       "d’Àrc-Nuñez",
		"O'Neill":               "O'Neill",
		"BEN&eacute;DICTE":      "BENéDICTE",
		"Tom &amp; L&#233;a":    "Tom & Léa",
		"Ame\u0301lie":          "Amélie",
		"李":                     "李",
		"مريم":                  "مريم",
		"evil\u202etxt":         "eviltxt",
		"a\tb\x00c":             "a bc",
		"caf\ufffd":             "caf",
		"Jean\u00a0Paul \ufeff": "Jean\u00a0Paul",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFrenchDay(t *testing.T) {
	for in, want := range map[string]string{
		"01/09/2012": "2012-09-01", "29/02/2012": "2012-02-29", "29/02/2013": "", "2012-09-01": "", "": "", "00/00/0000": "", "01/01/0001": "",
	} {
		if got, ok := FrenchDay(in); got != want || ok != (want != "") {
			t.Errorf("FrenchDay(%q) = %q, %v", in, got, ok)
		}
	}
}

func TestPhone(t *testing.T) {
	for in, want := range map[string]string{
		"+33 1 99 00 12 34": "0199001234", "0033 (0)1 99 00 12 34": "0199001234", "01.99.00.12.34": "0199001234",
		"199001234": "0199001234", "+32 2 123 45 67": "+32 2 123 45 67", "voir secrétariat": "voir secrétariat", "": "",
	} {
		if got := Phone(in); got != want {
			t.Errorf("Phone(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestUAI(t *testing.T) {
	for _, c := range []struct {
		in          string
		form, check bool
	}{{"0750001a", true, false}, {"9990001X", true, true}, {"0000000V", true, false}, {"1000", false, false}, {"075000XA", false, false}} {
		if _, form, check := UAI(c.in); form != c.form || check != c.check {
			t.Errorf("UAI(%q) = %v, %v", c.in, form, check)
		}
	}
}

func TestSchoolYear(t *testing.T) {
	for in, want := range map[string]string{"2026-07-31": "2025", "2026-08-01": "2026", "2027-01-15": "2026", "": ""} {
		if got := SchoolYear(in); got != want {
			t.Errorf("SchoolYear(%q) = %q, want %q", in, got, want)
		}
	}
}
