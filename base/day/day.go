// Package day is the school day: a date without an hour or a zone, written as
// ISO 8601 writes it, "2026-09-01". It is the form in which days are stored
// (TEXT) and it sorts as text.
package day

import (
	"fmt"
	"time"
	_ "time/tzdata" // a machine without zoneinfo still knows Paris
)

// Day is a date of the Gregorian calendar, "2026-09-01". The zero value is no
// day at all: its Valid is false. Methods other than Valid, Before and
// After expect a valid day, from Parse, New, Of or In.
type Day string

// Paris is the zone of metropolitan schools, Europe/Paris.
var Paris = paris()

func paris() *time.Location {
	l, err := time.LoadLocation("Europe/Paris")
	if err != nil { // time/tzdata is linked in: a broken build, not a broken machine
		panic(err)
	}
	return l
}

// Parse reads "2026-09-01"; any other form, and a date that does not exist, is
// an error that says what was read.
func Parse(s string) (Day, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return "", fmt.Errorf("read day %.20q: want YYYY-MM-DD", s)
	}
	y, m, d := digits(s[:4]), digits(s[5:7]), digits(s[8:])
	if y < 0 || m < 1 || m > 12 || d < 1 || d > monthLen(y, m) {
		return "", fmt.Errorf("read day %.20q: no such date", s)
	}
	return Day(s), nil
}

// New is the day of a year, month and day of the month; out of range values
// carry over as in time.Date: 2026, 2, 30 is 2 March.
func New(y int, m time.Month, d int) Day {
	return format(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// Of is the day of an instant in Paris.
func Of(t time.Time) Day { return In(t, Paris) }

// In is the day of an instant in a zone: schools of La Réunion or Guadeloupe
// do not change day with Paris.
func In(t time.Time, zone *time.Location) Day { return format(t.In(zone)) }

func format(t time.Time) Day {
	y, m, d := t.Date()
	if y < 0 || y > 9999 {
		return ""
	}
	b := [10]byte{
		byte('0' + y/1000), byte('0' + y/100%10), byte('0' + y/10%10), byte('0' + y%10), '-',
		byte('0' + m/10), byte('0' + m%10), '-', byte('0' + d/10), byte('0' + d%10),
	}
	return Day(b[:])
}

// Valid tells whether d is a date that exists.
func (d Day) Valid() bool {
	_, err := Parse(string(d))
	return err == nil
}

// Date is the year, month and day of the month; zeros for a day that is not valid.
func (d Day) Date() (year int, month time.Month, dom int) {
	if len(d) != 10 {
		return 0, 0, 0
	}
	return digits(string(d[:4])), time.Month(digits(string(d[5:7]))), digits(string(d[8:]))
}

// Time is midnight at the beginning of the day in Paris.
func (d Day) Time() time.Time { return d.At(0, 0, Paris) }

// At is an hour of the day in a zone. An hour that the change to summer time
// skips is the one that follows, as in time.Date.
func (d Day) At(hour, minute int, zone *time.Location) time.Time {
	y, m, n := d.Date()
	return time.Date(y, m, n, hour, minute, 0, 0, zone)
}

func (d Day) utc() time.Time { return d.At(0, 0, time.UTC) }

// Add is n days later, or earlier when n is negative.
func (d Day) Add(n int) Day { return format(d.utc().AddDate(0, 0, n)) }

// Sub is the number of days from e to d: positive when d is later.
func (d Day) Sub(e Day) int { return int(d.utc().Sub(e.utc()) / (24 * time.Hour)) }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// Monday is the Monday of the day's week: weeks begin on Monday (ISO 8601).
func (d Day) Monday() Day { return d.Add(-(int(d.Weekday()) + 6) % 7) }

// Week is the ISO 8601 week number and its year.
func (d Day) Week() (year, week int) { return d.utc().ISOWeek() }

// Before tells whether d comes before e.
func (d Day) Before(e Day) bool { return d < e }

// After tells whether d comes after e.
func (d Day) After(e Day) bool { return d > e }

// In tells whether the day lies from a day to another, both included; an empty
// bound is open.
func (d Day) In(from, until Day) bool {
	return d >= from && (until == "" || d <= until)
}

// String is the day as it is stored.
func (d Day) String() string { return string(d) }

// digits reads decimal digits; -1 when there is anything else.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func monthLen(y, m int) int {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
