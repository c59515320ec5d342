package text

import (
	"context"
	"embed"
	"strconv"
	"time"

	"preau/base/day"
)

//go:embed catalogue
var files embed.FS

var _ = Register("text", files)

// Keys are made once: a page of lessons writes hundreds of dates.
var (
	weekdays = keys("text.weekday.", 0, 6)
	weekabbr = keys("text.weekday.short.", 0, 6)
	months   = keys("text.month.", 1, 12)
	monabbr  = keys("text.month.short.", 1, 12)
)

func keys(prefix string, from, until int) []string {
	out := make([]string, until+1)
	for i := from; i <= until; i++ {
		out[i] = prefix + strconv.Itoa(i)
	}
	return out
}

// Weekday is the name of the day of the week: "mardi".
func Weekday(ctx context.Context, d day.Day) string { return From(ctx).T(weekdays[d.Weekday()]) }

// WeekdayShort is its abbreviation: "mar.".
func WeekdayShort(ctx context.Context, d day.Day) string { return From(ctx).T(weekabbr[d.Weekday()]) }

// Month is the month and year: "novembre 2026".
func Month(ctx context.Context, d day.Day) string {
	y, m, _ := d.Date()
	l := From(ctx)
	return l.T("text.monthyear", l.T(months[m]), strconv.Itoa(y))
}

// DayLong is the day without its year: "mardi 24 novembre".
func DayLong(ctx context.Context, d day.Day) string {
	l := From(ctx)
	_, m, n := d.Date()
	return l.T("text.day.long", l.T(weekdays[d.Weekday()]), l.dom(n), l.T(months[m]))
}

// DayFull is the day with its year: "mardi 24 novembre 2026".
func DayFull(ctx context.Context, d day.Day) string {
	l := From(ctx)
	y, m, n := d.Date()
	return l.T("text.day.full", l.T(weekdays[d.Weekday()]), l.dom(n), l.T(months[m]), strconv.Itoa(y))
}

// DayPlain is the day without its weekday or year: "24 novembre", "1er septembre".
func DayPlain(ctx context.Context, d day.Day) string {
	l := From(ctx)
	_, m, n := d.Date()
	return l.T("text.day.plain", l.dom(n), l.T(months[m]))
}

// DayYear is the day without its weekday: "24 novembre 2026".
func DayYear(ctx context.Context, d day.Day) string {
	l := From(ctx)
	y, m, n := d.Date()
	return l.T("text.day.year", l.dom(n), l.T(months[m]), strconv.Itoa(y))
}

// DayShort is the day in little room: "24 nov.".
func DayShort(ctx context.Context, d day.Day) string {
	l := From(ctx)
	_, m, n := d.Date()
	return l.T("text.day.plain", l.dom(n), l.T(monabbr[m]))
}

// DayDigits is the day in figures, for tables: "24/11/2026".
func DayDigits(d day.Day) string {
	if len(d) != 10 {
		return string(d)
	}
	return string(d[8:] + "/" + d[5:7] + "/" + d[:4])
}

// Days is a span of days, both included: "du 17 octobre au 1er novembre", "le
// 11 novembre".
func Days(ctx context.Context, from, until day.Day) string {
	if from == until || until == "" {
		return T(ctx, "text.days.one", DayPlain(ctx, from))
	}
	return T(ctx, "text.days.span", DayPlain(ctx, from), DayPlain(ctx, until))
}

// dom is the day of the month, "1er" in French for the first.
func (l Lang) dom(n int) string {
	if n == 1 {
		return l.T("text.day.first")
	}
	return strconv.Itoa(n)
}

// Hour is the hour of an instant in the context's zone: "10 h 20", "8 h".
func Hour(ctx context.Context, t time.Time) string {
	t = t.In(Zone(ctx))
	return HourOf(ctx, t.Hour()*60+t.Minute())
}

// HourOf is an hour of the day given in minutes since midnight: "10 h 20".
func HourOf(ctx context.Context, minutes int) string {
	h, m := strconv.Itoa(minutes/60), minutes%60
	if m == 0 {
		return T(ctx, "text.hour.full", h)
	}
	mm := strconv.Itoa(m)
	if m < 10 {
		mm = "0" + mm
	}
	return T(ctx, "text.hour", h, mm)
}

// Hours is a span of hours: "de 8 h à 9 h".
func Hours(ctx context.Context, from, until time.Time) string {
	return T(ctx, "text.hours", Hour(ctx, from), Hour(ctx, until))
}

// Moment is an instant in full: "mardi 24 novembre à 10 h 20".
func Moment(ctx context.Context, t time.Time) string {
	return T(ctx, "text.moment", DayLong(ctx, day.In(t, Zone(ctx))), Hour(ctx, t))
}

// MomentFull is an instant with its year: "mardi 24 novembre 2026 à 10 h 20".
func MomentFull(ctx context.Context, t time.Time) string {
	return T(ctx, "text.moment", DayFull(ctx, day.In(t, Zone(ctx))), Hour(ctx, t))
}
