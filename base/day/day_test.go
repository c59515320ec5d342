package day

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for s, ok := range map[string]bool{
		"2026-09-01": true, "2024-02-29": true, "2000-02-29": true,
		"2026-02-29": false, "1900-02-29": false, "2026-13-01": false, "2026-00-10": false,
		"2026-09-31": false, "2026-9-1": false, "26-09-01": false, "2026/09/01": false,
		"": false, "2026-09-01T": false, "２０26-09": false, "-026-09-01": false, "2026-09-+1": false,
	} {
		d, err := Parse(s)
		if (err == nil) != ok {
			t.Errorf("Parse(%q): %v", s, err)
		}
		if ok && (string(d) != s || !d.Valid()) || !ok && d != "" {
			t.Errorf("Parse(%q) = %q", s, d)
		}
	}
}

func TestOf(t *testing.T) {
	reunion, err := time.LoadLocation("Indian/Reunion")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, 11, 24, 22, 30, 0, 0, time.UTC)
	if d := Of(late); d != "2026-11-24" {
		t.Errorf("winter, 23:30 in Paris: %s", d)
	}
	if d := Of(time.Date(2026, 7, 13, 22, 30, 0, 0, time.UTC)); d != "2026-07-14" {
		t.Errorf("summer, 0:30 in Paris: %s", d)
	}
	if d := In(late, reunion); d != "2026-11-25" {
		t.Errorf("La Réunion: %s", d)
	}
	if at := Day("2026-03-29").At(8, 0, Paris).UTC().Hour(); at != 6 {
		t.Errorf("8 h on the day of the change is %d UTC", at)
	}
	if Of(Day("2026-10-25").Time()) != "2026-10-25" {
		t.Error("midnight on the day of 25 hours")
	}
}

func TestArithmetic(t *testing.T) {
	if d := Day("2026-12-31").Add(1); d != "2027-01-01" {
		t.Error(d)
	}
	if n := Day("2027-03-01").Sub("2027-02-01"); n != 28 {
		t.Error(n)
	}
	if n := Day("2026-09-01").Sub("2026-09-03"); n != -2 {
		t.Error(n)
	}
	for d, monday := range map[Day]Day{
		"2026-11-24": "2026-11-23", "2026-11-23": "2026-11-23", "2026-11-29": "2026-11-23", "2027-01-01": "2026-12-28",
	} {
		if m := d.Monday(); m != monday {
			t.Errorf("%s: monday %s", d, m)
		}
	}
	if y, w := Day("2027-01-01").Week(); y != 2026 || w != 53 {
		t.Error(y, w)
	}
	if New(2026, 2, 30) != "2026-03-02" {
		t.Error(New(2026, 2, 30))
	}
	if !Day("2026-09-01").In("", "2026-09-01") || Day("2026-09-02").In("2026-09-01", "2026-09-01") || !Day("2026-09-02").In("2026-09-01", "") {
		t.Error("In")
	}
	if !Day("2026-09-01").Before("2026-09-02") || !Day("2026-10-01").After("2026-09-30") {
		t.Error("order")
	}
}

func TestAddSub(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := New(rapid.IntRange(1900, 2200).Draw(t, "year"), 1, rapid.IntRange(1, 366).Draw(t, "day"))
		n := rapid.IntRange(-40000, 40000).Draw(t, "n")
		e := d.Add(n)
		if !e.Valid() || e.Sub(d) != n || e.Add(-n) != d || (n > 0) != e.After(d) && n != 0 {
			t.Fatalf("%s + %d = %s", d, n, e)
		}
		if e.Monday().Weekday() != time.Monday || !e.In(e.Monday(), e.Monday().Add(6)) {
			t.Fatalf("monday of %s is %s", e, e.Monday())
		}
	})
}
