package news

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"time"

	"github.com/gorilla/feeds"

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
	where, args := anyone, []any{v.Who().ID, now}
	if school != "" {
		where, args = where+` AND a.school = ?`, append(args, school)
	}
	if section != "" {
		where, args = where+` AND a.section = ?`, append(args, section)
	}
	return db.All(v, scanItem(now), `SELECT `+itemColumns+` `+itemTables+`
		WHERE `+where+` ORDER BY a.publish_at DESC, a.id DESC LIMIT ? OFFSET ?`, append(args, limit, offset)...)
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
	f, err := atom(c, title, here, all, func(i Item) string { return "/actualites/public/" + string(i.School) + "/" + string(i.ID) })
	f.Public = true
	return f, err
}

// personalFeed is what one person may read at this moment: titles and
// beginnings only, for its address is all that guards it.
func personalFeed(c *socle.Call, v *socle.View) (socle.File, error) {
	as, err := v.Bearer(feed, string(c.Path("secret")), read)
	if err != nil {
		return socle.File{}, err
	}
	all, err := items(as, "", c.Now().UnixMilli(), entries, 0)
	if err != nil {
		return socle.File{}, err
	}
	return atom(c, c.T("news.title"), "/actualites", all, func(i Item) string { return "/actualites/" + string(i.ID) })
}

// atom writes a feed. An entry's id is a tag (RFC 4151) that no change of
// address or title changes.
func atom(c *socle.Call, title, here string, all []Item, path func(Item) string) (socle.File, error) {
	f := &feeds.Feed{Title: title, Id: c.URL(here), Link: &feeds.Link{Href: c.URL(here)}, Updated: time.UnixMilli(0).UTC()}
	for _, i := range all {
		if !c.Runs(i.School) {
			continue
		}
		at := time.UnixMilli(i.PublishAt).UTC()
		if at.After(f.Updated) {
			f.Updated = at
		}
		f.Items = append(f.Items, &feeds.Item{
			Id: "urn:uuid:" + string(i.ID), Title: i.Title, Link: &feeds.Link{Href: c.URL(path(i))},
			Author: &feeds.Author{Name: i.Author}, Description: i.Beginning, Created: at, Updated: at,
		})
	}
	body, err := f.ToAtom()
	return socle.File{Name: "actualites.atom", Type: "application/atom+xml; charset=utf-8", Body: []byte(body), Inline: true}, err
}

// subscribed is the model of the page of one's own feed.
type subscribed struct {
	Since int64 `json:"since"` // when the feed was made, 0 for none
	// Secret is a fresh one, for the address that the form will make good. Only
	// its hash is kept: it is never shown again.
	Secret string `json:"secret"`
}

func subscription(_ *socle.Call, v *socle.View) (m subscribed, err error) {
	const size = 32
	b := make([]byte, size)
	if _, err := rand.Read(b); err != nil {
		return m, err
	}
	m.Secret = base64.RawURLEncoding.EncodeToString(b)
	m.Since, _, err = db.First(v, func(r db.Row) (at int64, err error) { return at, r.Scan(&at) },
		`SELECT at FROM news_feed WHERE person = ?`, v.Who().ID)
	return m, err
}

func subscriptionPage(c *socle.Call, m subscribed) socle.Page {
	return socle.Page{Title: c.T("news.feed.title"), Body: subscriptionBody(c, m)}
}

// token is the form that makes an address good.
type token struct {
	Secret string `form:"secret"`
}

// Check refuses what this program did not draw.
func (f *token) Check(c *socle.Call) socle.Invalid {
	const size = 32
	if b, err := base64.RawURLEncoding.DecodeString(f.Secret); err != nil || len(b) != size {
		return socle.Wrong("", c.T("news.wrong.secret"))
	}
	return nil
}

func subscribe(c *socle.Call, t *socle.Tx, f token) (see socle.See, err error) {
	t.Say("a activé son abonnement aux actualités")
	_, err = t.Exec(`
		INSERT INTO news_feed (hash, person, at) VALUES (?, ?, ?)
		ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, at = excluded.at`,
		socle.SecretHash(f.Secret), t.Who().ID, c.Now().UnixMilli())
	if errors.Is(err, db.ErrUnique) {
		err = socle.Wrong("", c.T("news.wrong.secret"))
	}
	return socle.See{Path: "/actualites/abonnement", Say: c.T("news.said.feed")}, err
}

func unsubscribe(c *socle.Call, t *socle.Tx, _ struct{}) (see socle.See, err error) {
	t.Say("a arrêté son abonnement aux actualités")
	_, err = t.Exec(`DELETE FROM news_feed WHERE person = ?`, t.Who().ID)
	return socle.See{Path: "/actualites/abonnement", Say: c.T("news.said.unfeed")}, err
}
