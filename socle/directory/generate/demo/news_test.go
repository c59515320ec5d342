package demo

import (
	"bytes"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestNews proves that each article is whole: known people, a section that its author may write in, a date that
// fits its state, and the voice of the product.
func TestNews(t *testing.T) {
	now := paris(time.November, 24, 10, 30)
	known := func(id string) bool { return slices.ContainsFunc(People, func(p Person) bool { return p.ID == id }) }
	states := map[State]int{}
	for _, a := range News() {
		states[a.State]++
		at := slices.IndexFunc(Sections, func(s Section) bool { return s.Name == a.Section })
		if at < 0 {
			t.Fatalf("%s: no section %q", a.Title, a.Section)
		}
		if s := Sections[at]; !slices.Contains(append(slices.Clone(s.Contributors), s.Editors...), a.Author) || len(a.Comments) > 0 && !s.Comments {
			t.Errorf("%s: %s may not write in %s, or comments are closed there", a.Title, a.Author, a.Section)
		}
		if a.State == Scheduled != a.At.After(now) || a.At.Before(now.AddDate(0, 0, -57)) || a.State == SentBack != (a.Word != "") {
			t.Errorf("%s: %s at %s", a.Title, a.State, a.At)
		}
		if !slices.Contains([]string{"everyone", "pupils", "guardians", "staff", "4B"}, a.For) {
			t.Errorf("%s: for %q", a.Title, a.For)
		}
		if a.Picture != "" && !slices.ContainsFunc(Pictures, func(p Picture) bool { return p.Name == a.Picture }) {
			t.Errorf("%s: no picture %q", a.Title, a.Picture)
		}
		words := a.Title + a.Text + a.Word
		for _, c := range a.Comments {
			words += c.Text
			if !known(c.By) || c.At.Before(a.At) || c.At.After(now) {
				t.Errorf("%s: comment of %s at %s", a.Title, c.By, c.At)
			}
		}
		if strings.ContainsAny(words, "!") || strings.Count(a.Text, "\n\n") < 1 || strings.Count(a.Text, "\n\n") > 4 {
			t.Errorf("%s: an exclamation mark, or not two to five paragraphs", a.Title)
		}
	}
	if states[Published] < 20 || len(states) != 5 {
		t.Errorf("states %v", states)
	}
	for _, s := range Sections {
		for _, id := range slices.Concat(s.Contributors, s.Editors) {
			if !known(id) {
				t.Errorf("%s: nobody is %q", s.Name, id)
			}
		}
	}
}

// TestWeekdays proves that each day that is named with its date is that day.
func TestWeekdays(t *testing.T) {
	days := []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months := map[string]time.Month{"octobre": 10, "novembre": 11, "décembre": 12, "janvier": 13, "février": 14, "mars": 15}
	checked := 0
	for _, a := range News() {
		words := strings.FieldsFunc(a.Text, func(r rune) bool { return strings.ContainsRune(" \n*,.:", r) })
		for i := 0; i+2 < len(words); i++ {
			day, month := slices.Index(days, words[i]), months[words[i+2]]
			if day < 0 || month == 0 {
				continue
			}
			number := 0
			for _, r := range words[i+1] {
				if r >= '0' && r <= '9' {
					number = number*10 + int(r-'0')
				}
			}
			if words[i+1] == "1er" {
				number = 1
			}
			checked++
			if got := time.Date(2026, month, number, 0, 0, 0, 0, time.UTC).Weekday(); int(got) != day {
				t.Errorf("%s: %s %s %s is a %s", a.Title, words[i], words[i+1], words[i+2], days[got])
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d dates seen", checked)
	}
}

// TestPictures proves that each picture is drawn, small, and told in words.
func TestPictures(t *testing.T) {
	for _, p := range Pictures {
		bytesOf, err := PNG(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(bytesOf))
		if err != nil || m.Bounds().Dx() != width || len(bytesOf) > 30_000 || p.Alt == "" {
			t.Errorf("%s: %d bytes, %v", p.Name, len(bytesOf), err)
		}
	}
	if _, err := PNG("none"); err == nil {
		t.Error("a picture that is not there is drawn")
	}
}
