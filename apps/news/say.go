package news

import (
	"context"
	"time"

	"preau/base/day"
	"preau/base/text"
)

// moment is an instant in milliseconds in words: "mardi 24 novembre à 10 h 20".
func moment(ctx context.Context, ms int64) string { return text.Moment(ctx, time.UnixMilli(ms)) }

// since is how long ago an instant in milliseconds was.
func since(ctx context.Context, ms int64, now time.Time) string {
	return text.Since(ctx, time.UnixMilli(ms), now)
}

// tell says who an audience is: "Les 486 élèves et leurs 702 responsables"; n is
// nil for those who need no figures.
func (a Audience) tell(ctx context.Context, n *Counted) string {
	names := make([]string, len(a.Groups))
	for i, g := range a.Groups {
		names[i] = g.Name
	}
	of := text.ListIn(ctx, names)
	guardians := "guardians"
	if a.Pupils {
		guardians = "their"
	}
	var known Counted
	if n != nil {
		known = *n
	}
	var parts []string
	for _, x := range []struct {
		on   bool
		kind string
		n    int
	}{{a.Pupils, "pupils", known.Pupils}, {a.Guardians, guardians, known.Guardians}, {a.Staff, "staff", known.Staff}} {
		if x.on {
			parts = append(parts, tellKind(ctx, x.kind, of, n != nil, x.n))
		}
	}
	return text.Capital(text.ListIn(ctx, parts))
}

// tellKind is one kind of people: of some groups or of all the school, counted
// or not.
func tellKind(ctx context.Context, kind, of string, counted bool, n int) string {
	key := "news.who." + kind
	switch {
	case of != "" && counted:
		return words.T(ctx, key+".of.n", n, of)
	case of != "":
		return words.T(ctx, key+".of", of)
	case counted:
		return words.T(ctx, key+".n", n)
	}
	return words.T(ctx, key)
}

// tell says who can see the article, or will once it is published.
func (m reading) tell(ctx context.Context) string {
	switch {
	case m.Article.Public && m.Article.OpenTo && m.Article.State == Published:
		return words.T(ctx, "news.audience.public")
	case m.Article.OpenTo && m.Article.State != Published:
		return words.T(ctx, "news.audience.public.will")
	case m.Audience.none():
		return words.T(ctx, "news.audience.nobody")
	case m.Article.State == Published || m.Counted == nil:
		return m.Audience.tell(ctx, m.Counted) + "."
	}
	return words.T(ctx, "news.audience.will", m.Counted.sum(), m.Audience.tell(ctx, m.Counted))
}

// dated are the articles of one day.
type dated struct {
	day   day.Day
	items []Item
}

// byDay cuts a list, newest first, where the day changes.
func byDay(all []Item) (days []dated) {
	for _, i := range all {
		d := day.Of(time.UnixMilli(i.PublishAt))
		if len(days) == 0 || days[len(days)-1].day != d {
			days = append(days, dated{day: d})
		}
		last := &days[len(days)-1]
		last.items = append(last.items, i)
	}
	return days
}
