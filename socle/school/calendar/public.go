package calendar

import (
	"time"

	"preau/base/day"
)

// fixed are the public holidays that have a date (Code du travail, L3133-1).
var fixed = map[string]string{
	"01-01": "1er janvier", "05-01": "1er mai", "05-08": "8 mai", "07-14": "14 juillet",
	"08-15": "Assomption", "11-01": "Toussaint", "11-11": "11 novembre", "12-25": "Jour de Noël",
}

// PublicHoliday is the name of the public holiday (jour férié) of a day.
// alsace adds Good Friday and 26 December, free in Bas-Rhin, Haut-Rhin and
// Moselle (Code du travail, L3134-13).
func PublicHoliday(d day.Day, alsace bool) (string, bool) {
	if !d.Valid() {
		return "", false
	}
	if name, ok := fixed[string(d[5:])]; ok {
		return name, true
	}
	if alsace && d[5:] == "12-26" {
		return "2e jour de Noël", true
	}
	y, _, _ := d.Date()
	switch n := d.Sub(Easter(y)); {
	case n == -2 && alsace:
		return "Vendredi saint", true
	case n == 1:
		return "Lundi de Pâques", true
	case n == 39:
		return "Ascension", true
	case n == 50:
		return "Lundi de Pentecôte", true
	}
	return "", false
}

// Easter is Easter Sunday of a year of the Gregorian calendar, by the method
// of Meeus, Jones and Butcher (Nature, 1876).
func Easter(year int) day.Day {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return day.New(year, time.Month(n/31), n%31+1)
}
