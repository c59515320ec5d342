package retention

import (
	"context"
	"strconv"
	"time"

	"preau/base/day"
	"preau/base/text"
)

// before is the latest instant whose Period has passed by now. It is never too
// late: where a month is short (31 March less a month), the last day of that
// month counts, not the days that overflow it.
func (p Period) before(now time.Time) time.Time {
	now = now.In(day.Paris)
	y, m, d := now.Date()
	first := time.Date(y-p.Years, m-time.Month(p.Months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	h, n, s := now.Clock()
	return time.Date(first.Year(), first.Month(), min(d, last)-p.Days, h, n, s, now.Nanosecond(), day.Paris)
}

// lastYear is the latest school year (named by its September) that ended by an
// instant: years end with 31 August.
func lastYear(t time.Time) string {
	y := t.In(day.Paris).Year()
	if t.Before(time.Date(y, time.September, 1, 0, 0, 0, 0, day.Paris)) {
		return strconv.Itoa(y - 2)
	}
	return strconv.Itoa(y - 1)
}

// yearOf is the school year in which an instant lies.
func yearOf(ms int64) string {
	t := time.UnixMilli(ms).In(day.Paris)
	if t.Month() < time.September {
		return strconv.Itoa(t.Year() - 1)
	}
	return strconv.Itoa(t.Year())
}

// Words is the period as people say it: "1 an et 6 mois"; "" for none.
func (p Period) Words(ctx context.Context) string {
	var parts []string
	for _, u := range [...]struct {
		n   int
		key string
	}{{p.Years, "retention.years"}, {p.Months, "retention.months"}, {p.Days, "retention.days"}} {
		if u.n > 0 {
			parts = append(parts, words.T(ctx, u.key, u.n))
		}
	}
	return text.ListIn(ctx, parts)
}

// Duration says how long rows are kept: "jusqu’à la fin de l’année scolaire, puis
// 1 an".
func (k Keep) Duration(ctx context.Context) string {
	from, then := "retention.from."+string(k.From), k.For.Words(ctx)
	if then == "" {
		from += ".alone"
	}
	says := words.T(ctx, from)
	if then != "" {
		says = words.T(ctx, from, then)
	}
	if k.Record {
		says = words.T(ctx, "retention.record", says)
	}
	return says
}

// Line is a line of the register of processing (GDPR article 30): what is kept
// about people, on what ground and how long.
type Line struct {
	Table, Label, Why, Duration string
	Record                      bool
}

// Register is the lines of a list of tables, in the order given.
func Register(ctx context.Context, tables []Table) []Line {
	lines := make([]Line, len(tables))
	for i, t := range tables {
		lines[i] = Line{t.Name, t.Label, t.Why, t.Duration(ctx), t.Record}
	}
	return lines
}
