package news

import (
	"context"
	"time"

	"preau/apps/news/article"
	"preau/base/day"
	"preau/base/text"
)

// moment is an instant in milliseconds in words: "mardi 24 novembre à 10 h 20".
func moment(ctx context.Context, ms int64) string { return text.Moment(ctx, time.UnixMilli(ms)) }

// since is how long ago an instant in milliseconds was.
func since(ctx context.Context, ms int64, now time.Time) string {
	return text.Since(ctx, time.UnixMilli(ms), now)
}

// tell says who can see the article, or will once it is published.
func (m reading) tell(ctx context.Context) string {
	published := m.Article.State == article.Published
	switch {
	case published && m.Article.Public && m.Article.OpenTo:
		return words.T(ctx, "news.audience.public")
	case !published && m.Article.OpenTo && m.Audience.Whole(m.Article.SectionFor):
		return words.T(ctx, "news.audience.public.will")
	case m.Audience.None():
		return words.T(ctx, "news.audience.nobody")
	case published || m.Counted == nil:
		return text.Capital(m.Audience.Tell(ctx, m.Counted)) + "."
	}
	return words.T(ctx, "news.audience.will", m.Counted.Sum(), m.Audience.Tell(ctx, m.Counted))
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
