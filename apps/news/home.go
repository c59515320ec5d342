package news

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"preau/apps/news/article"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
)

// fresh is how long an unread article is called new.
const fresh = 14 * 24 * time.Hour

// onHome is how many articles the home page shows.
const onHome = 3

var families = []directory.Role{directory.Pupil, directory.Guardian}

// widgets are "À savoir", beside what a family does first and among what the
// others do next; "À reprendre", and "À valider".
var widgets = []socle.Widget{
	{Name: "news.know", Right: read, For: families, Place: socle.Side, Order: 30, Link: "/actualites", Draw: know},
	{Name: "news.know.staff", Right: read, For: others(families), Place: socle.Main, Order: 60, Link: "/actualites", Draw: know},
	{Name: "news.mend", Right: write, Place: socle.Side, Order: 5, Link: "/actualites/redaction", Draw: mend},
	{Name: "news.judge", Right: edit, Place: socle.Side, Order: 10, Link: "/actualites/moderation", Draw: judge},
}

// others are the roles but these.
func others(roles []directory.Role) []directory.Role {
	return slices.DeleteFunc(slices.Clone(directory.Roles), func(r directory.Role) bool { return slices.Contains(roles, r) })
}

// isNew reports whether an article is to be called new at an instant.
func (i Item) isNew(now time.Time) bool {
	return !i.Read && i.State == article.Published && now.Sub(time.UnixMilli(i.PublishAt)) < fresh
}

// newFirst are the first n of all, which come newest first: those not read yet
// before those read.
func newFirst(all []Item, now time.Time, n int) []Item {
	slices.SortStableFunc(all, func(a, b Item) int {
		switch x, y := a.isNew(now), b.isNew(now); {
		case x && !y:
			return -1
		case y && !x:
			return 1
		}
		return 0
	})
	return all[:min(n, len(all))]
}

// know draws "À savoir".
func know(c *socle.Call, v *socle.View) (templ.Component, error) {
	const latest = 12 // among which the new ones are looked for
	all, err := headlines(v, c.Now().UnixMilli(), latest)
	if err != nil {
		return nil, err
	}
	return knowCard(c, newFirst(all, c.Now(), onHome)), nil
}

// mend draws "À reprendre": the reader's own texts that an editor sent back;
// nothing when there is none.
func mend(c *socle.Call, v *socle.View) (templ.Component, error) {
	where, args := v.Within(article.Object, "a")
	query, args := listed(v, where+` AND a.author = ? AND a.state = 'sent_back' ORDER BY a.saved_at DESC, a.id LIMIT ?`,
		append(args, v.Who().ID, onHome)...)
	all, err := db.All(v, scanItem(c.Now().UnixMilli()), query, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return mendCard(all), nil
}

// judge draws "À valider"; nothing for someone who has nothing to validate.
func judge(c *socle.Call, v *socle.View) (templ.Component, error) {
	n, err := pendingCount(v)
	if err != nil || n == 0 {
		return nil, err
	}
	all, err := submitted(v, c.Now().UnixMilli(), onHome)
	if err != nil {
		return nil, err
	}
	return judgeCard(c, all, n), nil
}

// submitted are the articles that wait for the reader, an editor, oldest first.
func submitted(v *socle.View, now int64, limit int) ([]Item, error) {
	where, args := v.Within(article.Object, "a")
	query, args := listed(v, where+` AND a.state = 'submitted' ORDER BY a.saved_at, a.id LIMIT ?`, append(args, limit)...)
	return db.All(v, scanItem(now), query, args...)
}

// find finds articles by the words of their titles.
func find(c *socle.Call, v *socle.View, begins []string, limit int) (hits []socle.Hit, err error) {
	const most = 6 // words
	all, err := found(v, begins[:min(len(begins), most)], c.Now().UnixMilli(), limit)
	for _, i := range all {
		hits = append(hits, socle.Hit{Title: i.Title, Sub: i.SectionName + " · " + since(c, i.PublishAt, c.Now()), Path: "/actualites/" + string(i.ID), Icon: "journal"})
	}
	return hits, err
}
