package calendar

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"preau/base/day"
)

func TestHolidayOn(t *testing.T) {
	for _, c := range []struct {
		zone Zone
		day  day.Day
		name string
	}{
		{A, "2026-11-24", ""},
		{A, "2026-10-16", ""},
		{A, "2026-10-17", "Vacances de la Toussaint"},
		{B, "2026-11-01", "Vacances de la Toussaint"},
		{B, "2026-11-02", ""},
		{C, "2027-02-06", "Vacances d’hiver"},
		{A, "2027-02-06", ""},
		{B, "2027-03-07", "Vacances d’hiver"},
		{C, "2027-03-07", ""},
		{A, "2026-08-31", "Vacances d’été"},
		{A, "2026-09-01", ""},
		{"Corse", "2026-12-25", ""},
		{A, "2031-12-25", ""},
	} {
		if h, ok := HolidayOn(c.zone, c.day); ok != (c.name != "") || h.Name != c.name {
			t.Errorf("%s %s: %v", c.zone, c.day, h)
		}
	}
	if h, ok := NextHoliday(C, "2026-11-24"); !ok || h != (Holiday{"Vacances de Noël", "2026-12-19", "2027-01-03"}) {
		t.Error(h, ok)
	}
	if h, ok := NextHoliday(A, "2027-07-03"); ok {
		t.Error("after the last known", h)
	}
	Holidays(A)[0].Name = "changed"
	if Holidays(A)[0].Name == "changed" {
		t.Error("the caller can change the facts")
	}
}

func TestZoneOf(t *testing.T) {
	for name, want := range map[string]Zone{"Créteil": C, "CRETEIL": C, "nancy-metz": B, "Lyon": A, "Corse": "", "": ""} {
		if z, ok := ZoneOf(name); z != want || ok != (want != "") {
			t.Errorf("%q: %s", name, z)
		}
	}
}

func TestSchoolDay(t *testing.T) {
	for _, c := range []struct {
		day    day.Day
		alsace bool
		want   bool
	}{
		{"2026-11-24", false, true},
		{"2026-11-22", false, false},
		{"2026-11-21", false, true},
		{"2026-11-11", false, false},
		{"2026-12-26", false, false},
		{"2026-04-03", false, true},
		{"2026-04-03", true, false},
		{"2027-05-17", false, false},
	} {
		if got := SchoolDay(B, c.day, c.alsace); got != c.want {
			t.Errorf("%s alsace %v: %v", c.day, c.alsace, got)
		}
	}
}

func TestYear(t *testing.T) {
	for d, want := range map[day.Day]string{"2026-09-01": "2026", "2026-08-31": "2025", "2027-01-01": "2026", "2027-08-31": "2026"} {
		if y := Year(d); y != want {
			t.Errorf("%s: %s", d, y)
		}
	}
	if YearName("2026") != "2026-2027" || YearName("?") != "?" {
		t.Error(YearName("2026"))
	}
}

func TestBoundsAndTerms(t *testing.T) {
	for _, z := range []Zone{A, B, C} {
		for year, want := range map[string][2]day.Day{"2025": {"2025-09-01", "2026-07-03"}, "2026": {"2026-09-01", "2027-07-02"}} {
			first, last, err := Bounds(z, year)
			if err != nil || first != want[0] || last != want[1] {
				t.Errorf("%s %s: %s %s %v", z, year, first, last, err)
			}
			terms, err := Terms(z, year)
			if err != nil || len(terms) != 3 || terms[0].From != first || terms[2].Until != last {
				t.Fatalf("%s %s: %v %v", z, year, terms, err)
			}
			for i, term := range terms {
				if term.Number != i+1 || term.Until.Sub(term.From) < 70 {
					t.Errorf("%s %s: %v", z, year, term)
				}
				if i > 0 && (term.From != terms[i-1].Until.Add(1) || term.From.Weekday() != time.Monday) {
					t.Errorf("%s %s: %v after %v", z, year, term, terms[i-1])
				}
			}
		}
	}
	if terms, _ := Terms(C, "2026"); !day.Day("2026-11-24").In(terms[0].From, terms[0].Until) || terms[0].Until != "2026-12-06" {
		t.Errorf("first term: %v", terms)
	}
	for _, year := range []string{"2024", "2027", "", "next"} {
		if _, err := Terms(A, year); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v", year, err)
		}
	}
}

func TestLetter(t *testing.T) {
	const anchor, letter = day.Day("2026-11-24"), "B"
	for d, want := range map[day.Day]string{
		"2026-11-24": "B", "2026-11-23": "B", "2026-11-29": "B", "2026-11-22": "A", "2026-11-30": "A",
		"2026-09-01": "B", "2026-10-16": "B", "2026-11-02": "A", "2027-01-04": "B", "2026-12-18": "A",
	} {
		if got := Letter(anchor, letter, d); got != want {
			t.Errorf("%s: %s", d, got)
		}
		if got := Letter(anchor, "A", d); got == want {
			t.Errorf("%s, other anchor: %s", d, got)
		}
	}
}

func TestPublicHoliday(t *testing.T) {
	for d, want := range map[day.Day]string{
		"2026-04-06": "Lundi de Pâques", "2026-05-14": "Ascension", "2026-05-25": "Lundi de Pentecôte", "2026-11-11": "11 novembre",
		"2026-04-03": "", "2026-12-26": "", "2026-04-05": "", "2026-02-30": "", "": "",
	} {
		if name, ok := PublicHoliday(d, false); name != want || ok != (want != "") {
			t.Errorf("%s: %s %v", d, name, ok)
		}
	}
	if n, ok := PublicHoliday("2026-04-03", true); !ok || n != "Vendredi saint" {
		t.Error(n, ok)
	}
	for year, want := range map[int]day.Day{1961: "1961-04-02", 2000: "2000-04-23", 2024: "2024-03-31", 2038: "2038-04-25", 2285: "2285-03-22"} {
		if e := Easter(year); e != want {
			t.Errorf("Easter of %d: %s", year, e)
		}
	}
}

// open gives a file of the shared data, above the repository or a worktree of it.
func open(t *testing.T, name string) *os.File {
	t.Helper()
	for _, up := range []string{"../../../..", "../../../../.."} {
		if f, err := os.Open(filepath.Join(up, "shared/data/calendar", name)); err == nil {
			t.Cleanup(func() { f.Close() })
			return f
		}
	}
	t.Skipf("shared/data/calendar/%s is absent: the facts are not compared with their source", name)
	return nil
}

func TestAgainstZones(t *testing.T) {
	for _, z := range []Zone{A, B, C} {
		var all []Holiday
		for _, years := range []string{"2025_2026", "2026_2027"} {
			var doc struct {
				Periodes []struct{ Libelle, DateDebut, DateFin string }
			}
			if err := json.NewDecoder(open(t, "zone_"+strings.ToLower(string(z))+"_"+years+".json")).Decode(&doc); err != nil {
				t.Fatal(err)
			}
			for _, p := range doc.Periodes {
				all = append(all, Holiday{strings.ReplaceAll(p.Libelle, "'", "’"), iso(t, p.DateDebut), iso(t, p.DateFin)})
			}
		}
		ours := Holidays(z)[1:] // summer 2025 is in the file by days
		if len(ours) != len(all) {
			t.Fatalf("zone %s: %d, want %d", z, len(ours), len(all))
		}
		for i := range all {
			if ours[i] != all[i] {
				t.Errorf("zone %s: %v, want %v", z, ours[i], all[i])
			}
		}
	}
}

func iso(t *testing.T, s string) day.Day {
	t.Helper()
	d, err := time.Parse("20060102", s)
	if err != nil {
		t.Fatal(err)
	}
	return day.In(d, time.UTC)
}

func TestAgainstDays(t *testing.T) {
	rows, err := csv.NewReader(open(t, "vacances-scolaires-data.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range rows[1:] {
		// The file stops knowing at the summer of 2026.
		d := day.Day(r[0])
		if !d.In("2025-07-01", "2026-08-30") {
			continue
		}
		for i, z := range []Zone{A, B, C} {
			if _, ok := HolidayOn(z, d); ok != (r[i+1] == "True") {
				t.Errorf("zone %s, %s: %v", z, d, ok)
			}
			n++
		}
	}
	if n != 3*426 {
		t.Errorf("%d days compared", n)
	}
}

func TestAgainstPublicHolidays(t *testing.T) {
	rows, err := csv.NewReader(open(t, "jours_feries_metropole.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	free := map[day.Day]string{}
	for _, r := range rows[1:] {
		free[day.Day(r[0])] += r[3]
	}
	for d := day.Day("2020-01-01"); d < "2029-01-01"; d = d.Add(1) {
		name, ok := PublicHoliday(d, false)
		if want, is := free[d]; ok != is || is && !strings.Contains(want, name) {
			t.Errorf("%s: %q, want %q", d, name, want)
		}
	}
}

func TestAgainstAlsace(t *testing.T) {
	free := map[day.Day]bool{}
	lines := bufio.NewScanner(open(t, "jours_feries_alsace-moselle.ics"))
	for lines.Scan() {
		if s, ok := strings.CutPrefix(lines.Text(), "DTSTART;VALUE=DATE:"); ok {
			free[iso(t, strings.TrimSpace(s))] = true
		}
	}
	if len(free) < 100 {
		t.Fatalf("%d days in the file", len(free))
	}
	for d := day.Day("2025-01-01"); d < "2028-01-01"; d = d.Add(1) {
		if _, ok := PublicHoliday(d, true); ok != free[d] {
			t.Errorf("%s: %v", d, ok)
		}
	}
}
