package news

import (
	"preau/apps/news/feed"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
)

// entries is how many articles a feed holds.
const entries = 30

// anyone is the condition that everybody may read the article a of the section s at
// an instant.
const anyone = `a.public AND s.public AND ` + visible

// publicItems are the public articles of a school, or of all when school is
// empty, newest first.
func publicItems(v *socle.View, school, section directory.ID, now int64, limit, offset int) ([]Item, error) {
	where, args := anyone, []any{now}
	if school != "" {
		where, args = where+` AND a.school = ?`, append(args, school)
	}
	if section != "" {
		where, args = where+` AND a.section = ?`, append(args, section)
	}
	query, args := listed(v, where+` ORDER BY a.publish_at DESC, a.id DESC LIMIT ? OFFSET ?`, append(args, limit, offset)...)
	all, err := db.All(v, scanItem(now), query, args...)
	for i := range all {
		all[i].sign()
	}
	return all, err
}

// publicFeed is the Atom feed (RFC 4287) of the public sections of a school, or
// of all.
func publicFeed(c *socle.Call, v *socle.View) (socle.File, error) {
	school := directory.ID(c.Query("etablissement"))
	title := c.T("news.title")
	if school != "" {
		s, ok, err := directory.LoadSchool(v, school)
		if err != nil {
			return socle.File{}, err
		}
		if !ok || !c.Runs(school) {
			return socle.File{}, socle.ErrNotFound
		}
		title = c.T("news.public.title", s.Name)
	}
	all, err := publicItems(v, school, "", c.Now().UnixMilli(), entries, 0)
	if err != nil {
		return socle.File{}, err
	}
	here := "/actualites/flux.atom"
	if school != "" {
		here += "?etablissement=" + string(school)
	}
	f, err := feed.Atom(c, title, here, entriesOf(c, all, func(i Item) string { return "/actualites/public/" + string(i.School) + "/" + string(i.ID) }))
	f.Public = true
	return f, err
}

// personalFeed is what one person may read at this moment: titles and
// beginnings only, for its address is all that guards it.
func personalFeed(c *socle.Call, v *socle.View) (socle.File, error) {
	as, err := v.Bearer(feed.Object, string(c.Path("secret")), read)
	if err != nil {
		return socle.File{}, err
	}
	all, err := items(as, "", c.Now().UnixMilli(), entries, 0)
	if err != nil {
		return socle.File{}, err
	}
	return feed.Atom(c, c.T("news.title"), "/actualites", entriesOf(c, all, func(i Item) string { return "/actualites/" + string(i.ID) }))
}

// entriesOf are articles as a feed has them, but for those of a school where the
// application is off.
func entriesOf(c *socle.Call, all []Item, path func(Item) string) (entries []feed.Entry) {
	for _, i := range all {
		if c.Runs(i.School) {
			entries = append(entries, feed.Entry{ID: string(i.ID), Title: i.Title, Path: path(i), Author: i.Author, Begin: i.Beginning, At: i.PublishAt})
		}
	}
	return entries
}
