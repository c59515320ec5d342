package text

import (
	"context"
	"time"

	"preau/base/day"
)

// Since says how long ago t was, in the words one would use at now: "à
// l’instant", "il y a 12 minutes", "il y a 3 heures", "hier", "lundi" within
// the last six days, "24 nov." within the year, else "24 novembre 2025". What is
// to come is said as Near says it.
func Since(ctx context.Context, t, now time.Time) string {
	zone := Zone(ctx)
	then, today := day.In(t, zone), day.In(now, zone)
	ago := now.Sub(t)
	switch {
	case ago < 0 && then > today:
		return Near(ctx, then, today)
	case ago < time.Minute:
		return T(ctx, "text.since.now")
	case ago < time.Hour:
		return T(ctx, "text.since.minutes", int(ago/time.Minute))
	case then == today:
		return T(ctx, "text.since.hours", int(ago/time.Hour))
	case today.Sub(then) == 1:
		return T(ctx, "text.yesterday")
	case today.Sub(then) < 7:
		return Weekday(ctx, then)
	case then[:4] == today[:4]:
		return DayShort(ctx, then)
	}
	return DayYear(ctx, then)
}

// Near says a day as one would on the day today: "aujourd’hui", "demain",
// "hier", else "jeudi 26 novembre", with the year when it is not of the school
// year at hand (more than six months away).
func Near(ctx context.Context, d, today day.Day) string {
	const halfYear = 183
	switch n := d.Sub(today); {
	case n == 0:
		return T(ctx, "text.today")
	case n == 1:
		return T(ctx, "text.tomorrow")
	case n == -1:
		return T(ctx, "text.yesterday")
	case n > halfYear || n < -halfYear:
		return DayFull(ctx, d)
	}
	return DayLong(ctx, d)
}

// Duration is a length of time: "45 minutes", "1 h 30", "3 jours".
func Duration(ctx context.Context, d time.Duration) string {
	switch minutes := int(d / time.Minute); {
	case minutes < 60:
		return T(ctx, "text.minutes", minutes)
	case minutes < 48*60:
		return HourLength(ctx, minutes)
	default:
		return T(ctx, "text.days", minutes/60/24)
	}
}

// HourLength is a length in hours and minutes: "1 h 30", "2 heures".
func HourLength(ctx context.Context, minutes int) string {
	h, m := minutes/60, minutes%60
	if m == 0 {
		return T(ctx, "text.length.full", h)
	}
	tens := ""
	if m < 10 {
		tens = "0"
	}
	return T(ctx, "text.length", h, tens, m)
}
