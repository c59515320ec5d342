package fact_test

import (
	"testing"

	"preau/base/day"
	"preau/socle/signin/fact"
)

func TestReadBirth(t *testing.T) {
	for typed, want := range map[string]day.Day{
		"14/05/2012": "2012-05-14", "14 5 2012": "2012-05-14", "14.05.2012": "2012-05-14", "14052012": "2012-05-14",
		"2012-05-14": "2012-05-14", " 14-05-2012 ": "2012-05-14",
	} {
		if got, problem := fact.ReadBirth(typed); got != want || problem != "" {
			t.Errorf("%q: %q, %q", typed, got, problem)
		}
	}
	for typed, want := range map[string]fact.Problem{
		"": fact.Missing, "hier": fact.Missing, "27/03": fact.NoYear, "27/03/84": fact.NoYear,
		"31/02/2012": fact.Unclear, "1984": fact.Unclear, "1/2/3/4": fact.Unclear, "14/5/20122": fact.Unclear,
	} {
		if got, problem := fact.ReadBirth(typed); got != "" || problem != want {
			t.Errorf("%q: %q, %q, want %q", typed, got, problem, want)
		}
	}
}

func FuzzReadBirth(f *testing.F) {
	for _, s := range []string{"14/05/2012", "2012-05-14", "27/03", "", "٣/٤/٢٠١٢", "1/1/1/1", "00000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		d, problem := fact.ReadBirth(typed)
		if (d == "") != (problem != "") {
			t.Fatalf("%q: %q and %q", typed, d, problem)
		}
		if d == "" {
			return
		}
		if again, _ := fact.ReadBirth(string(d)); again != d || len(d) != 10 {
			t.Fatalf("%q: %q, then %q", typed, d, again)
		}
	})
}
