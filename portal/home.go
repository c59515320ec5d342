package portal

import (
	"preau/base/day"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/school/calendar"
)

// home is the model of the home page: the day, and what the applications put on
// it. Each person's is their own.
type home struct {
	first string
	day   day.Day
	week  string // A or B, empty out of the school year
	rest  string // what today is when it is not a school day: "Vacances de Noël"
	next  calendar.Holiday
	in    int // days until the first of next
	parts []socle.Part
	hats  []directory.Tie // the others that the reader may wear
	short []entry         // "Mes raccourcis"
}

func homePage(c *socle.Call, parts []socle.Part) socle.Page {
	today := c.Today()
	h := home{first: c.Who.First, day: today, parts: parts, short: placesOf(c, c.Prefs.Links).Shortcuts}
	zone := calendar.Zone(c.School.Zone)
	first, last, err := calendar.Bounds(zone, calendar.Year(today))
	if c.School.WeekA != "" && err == nil && today.In(first, last) {
		h.week = calendar.Letter(c.School.WeekA, "A", today)
	}
	if rest, ok := calendar.HolidayOn(zone, today); ok {
		h.rest = rest.Name
	} else if name, ok := calendar.PublicHoliday(today, false); ok {
		h.rest = name
	}
	if next, ok := calendar.NextHoliday(zone, today); ok {
		h.next, h.in = next, next.From.Sub(today)
	}
	for _, t := range c.Who.Ties {
		if t != c.Hat {
			h.hats = append(h.hats, t)
		}
	}
	return socle.Page{Title: c.T("portal.home"), Body: homeBody(c, h)}
}

// at are the parts that stand at one place. A home page with nothing in its
// main column begins it with the first of the side's.
func (h home) at(p socle.Place) []socle.Part {
	some := h.placed(p)
	if p == socle.Top || len(h.placed(socle.Main)) > 0 {
		return some
	}
	side := h.placed(socle.Side)
	first := min(1, len(side))
	if p == socle.Main {
		return side[:first]
	}
	return side[first:]
}

func (h home) placed(p socle.Place) []socle.Part {
	var some []socle.Part
	for _, x := range h.parts {
		if x.Place == p {
			some = append(some, x)
		}
	}
	return some
}
