// Package calendar is the school calendar of France: school holidays by zone,
// public holidays, school years, weeks A and B, and the usual terms. It is
// pure: facts in holidays.json, rules here, nothing stored.
//
// It knows zones A, B and C for the school years 2025 and 2026. Corsica and the
// overseas academies have calendars of their own, which the rector makes: their
// schools enter their dates. A new year is a few more lines of holidays.json.
package calendar

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"preau/base/day"
	"preau/base/text"
)

// Zone is a zone of the school calendar (Code de l'éducation, D521-1).
type Zone string

// The three zones of the metropolitan academies but Corsica.
const (
	A Zone = "A"
	B Zone = "B"
	C Zone = "C"
)

// Holiday is a school holiday; both days are free of classes.
type Holiday struct {
	Name        string // "Vacances de Noël"
	From, Until day.Day
}

// ErrUnknown says that no calendar is known for a zone and school year.
var ErrUnknown = errors.New("no school calendar known")

//go:embed holidays.json
var facts []byte

var (
	holidays  map[Zone][]Holiday // in the order of days
	academies map[string]Zone    // by sort key
)

func init() {
	var f struct {
		Zones    map[Zone][]string
		Holidays []struct {
			Name, Zones string
			From, Until day.Day
		}
	}
	if err := json.Unmarshal(facts, &f); err != nil {
		panic(fmt.Errorf("read holidays.json: %w", err)) // the program's own file
	}
	holidays, academies = map[Zone][]Holiday{}, map[string]Zone{}
	for zone, names := range f.Zones {
		for _, n := range names {
			academies[text.SortKey(n)] = zone
		}
	}
	for _, h := range f.Holidays {
		for _, z := range h.Zones {
			holidays[Zone(z)] = append(holidays[Zone(z)], Holiday{h.Name, h.From, h.Until})
		}
	}
}

// ZoneOf is the zone of an academy by its name, "Créteil"; accents and case do
// not matter. False for Corsica, overseas and names that are no academy.
func ZoneOf(academy string) (Zone, bool) {
	z, ok := academies[text.SortKey(academy)]
	return z, ok
}

// Holidays lists the holidays of a zone in the order of days: those known, for
// every year.
func Holidays(z Zone) []Holiday { return append([]Holiday(nil), holidays[z]...) }

// HolidayOn is the school holiday that a day falls in.
func HolidayOn(z Zone, d day.Day) (Holiday, bool) {
	for _, h := range holidays[z] {
		if d.In(h.From, h.Until) {
			return h, true
		}
	}
	return Holiday{}, false
}

// NextHoliday is the first school holiday that begins after a day.
func NextHoliday(z Zone, d day.Day) (Holiday, bool) {
	for _, h := range holidays[z] {
		if h.From > d {
			return h, true
		}
	}
	return Holiday{}, false
}

// SchoolDay tells whether there may be classes: not on a Sunday, a public
// holiday or a school holiday. Saturday is one, as many lycées have it; beyond
// the years known school holidays are not told.
func SchoolDay(z Zone, d day.Day, alsace bool) bool {
	if d.Weekday() == time.Sunday {
		return false
	}
	if _, free := PublicHoliday(d, alsace); free {
		return false
	}
	_, free := HolidayOn(z, d)
	return !free
}

// Year is the school year of a day by the year it begins in: "2026" from 1
// September 2026 to 31 August 2027.
func Year(d day.Day) string {
	y, m, _ := d.Date()
	if m < time.September {
		y--
	}
	return strconv.Itoa(y)
}

// YearName is the school year as it is written: "2026-2027".
func YearName(year string) string {
	n, err := strconv.Atoi(year)
	if err != nil {
		return year
	}
	return year + "-" + strconv.Itoa(n+1)
}

// Bounds are the first and last day of classes of a school year: the day after
// one summer and the day before the next.
func Bounds(z Zone, year string) (first, last day.Day, err error) {
	y, err := strconv.Atoi(year)
	if err != nil || y < 1 || y > 9998 {
		return "", "", fmt.Errorf("school year %.10q: %w", year, ErrUnknown)
	}
	for _, summer := range holidays[z] {
		if summer.From.In(day.New(y, time.June, 1), day.New(y, time.August, 31)) {
			first = summer.Until.Add(1)
		}
		if summer.From.In(day.New(y+1, time.June, 1), day.New(y+1, time.August, 31)) {
			last = summer.From.Add(-1)
		}
	}
	if first == "" || last == "" {
		return "", "", fmt.Errorf("school year %s, zone %.2s: %w", YearName(year), z, ErrUnknown)
	}
	return first, last, nil
}

// Letter is the week, "A" or "B", of a day, where the week of anchor has the
// letter of anchored. Weeks follow each other from Monday to Monday, through
// holidays too: these last two weeks, so that a school which does not count
// them finds the same letters.
func Letter(anchor day.Day, anchored string, d day.Day) string {
	weeks := d.Monday().Sub(anchor.Monday()) / 7
	if (weeks%2 == 0) == (anchored == "A") {
		return "A"
	}
	return "B"
}

// Term is a period of the school year, both days included; terms follow each
// other without a gap.
type Term struct {
	Number      int
	Name        string // "1er trimestre"
	From, Until day.Day
}

// Terms are the three usual terms (trimestres) of a school year: a third of its
// weeks of classes each, ended on a Sunday. The head of school changes them.
func Terms(z Zone, year string) ([]Term, error) {
	first, last, err := Bounds(z, year)
	if err != nil {
		return nil, err
	}
	var weeks []day.Day // the Mondays of weeks with classes
	for m := first.Monday(); m <= last; m = m.Add(7) {
		if _, free := HolidayOn(z, m.Add(3)); !free {
			weeks = append(weeks, m)
		}
	}
	terms := []Term{
		{1, "1er trimestre", first, weeks[len(weeks)/3-1].Add(6)},
		{2, "2e trimestre", "", weeks[len(weeks)*2/3-1].Add(6)},
		{3, "3e trimestre", "", last},
	}
	for i := 1; i < len(terms); i++ {
		terms[i].From = terms[i-1].Until.Add(1)
	}
	return terms, nil
}
