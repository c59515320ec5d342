// Package feed is how the actualités reach a feed reader: what an Atom feed looks
// like, and the page where one takes a secret address of one's own.
package feed

import (
	"crypto/rand"
	"encoding/base64"
	"html"
	"time"

	"github.com/gorilla/feeds"

	"preau/base/db"
	"preau/socle"
	"preau/socle/retention"
	"preau/socle/rights"
)

// Entry is one article in a feed.
type Entry struct {
	ID            string // a UUID: no change of address or title changes it
	Title, Path   string
	Author, Begin string
	At            int64 // of publication, in milliseconds
}

// Atom writes a feed (RFC 4287) whose own address is here.
func Atom(c *socle.Call, title, here string, all []Entry) (socle.File, error) {
	f := &feeds.Feed{Title: title, Id: c.URL(here), Link: &feeds.Link{Href: c.URL(here)}, Updated: time.UnixMilli(0).UTC()}
	for _, e := range all {
		at := time.UnixMilli(e.At).UTC()
		if at.After(f.Updated) {
			f.Updated = at
		}
		f.Items = append(f.Items, &feeds.Item{
			Id: "urn:uuid:" + e.ID, Title: e.Title, Link: &feeds.Link{Href: c.URL(e.Path)},
			Author: &feeds.Author{Name: e.Author}, Description: html.EscapeString(e.Begin), Created: at, Updated: at,
		})
	}
	body, err := f.ToAtom()
	return socle.File{Name: "actualites.atom", Type: "application/atom+xml; charset=utf-8", Body: []byte(body), Inline: true}, err
}

// Object is one person's subscription. Its id is the hash of the secret.
var Object = &rights.Object{Name: "news.feed", Table: "news_feed", ID: "hash", Owner: "person"}

// Keep is how long a subscription is kept.
var Keep = socle.Keep{
	Owners: []string{"person"}, From: retention.Left, For: retention.Period{Days: 1},
	Why: "abonnement aux actualités dans un lecteur de flux", Label: "Votre abonnement aux actualités",
	Columns: map[string]string{"at": "Activé le"},
}

// Routes are the page of one's own feed, for those who hold read.
func Routes(read *rights.Right) []socle.Route {
	return []socle.Route{
		socle.Show("GET /actualites/abonnement", socle.Mine, read, subscription, subscriptionPage),
		socle.Do("POST /actualites/abonnement", socle.Mine, read, subscribe),
		socle.Do("POST /actualites/abonnement/arret", socle.Mine, read, unsubscribe).From("/actualites/abonnement"),
	}
}

// subscribed is the model of the page of one's own feed.
type subscribed struct {
	Since int64 `json:"since"` // when the feed was made, 0 for none
}

func subscription(_ *socle.Call, v *socle.View) (m subscribed, err error) {
	m.Since, _, err = db.First(v, func(r db.Row) (at int64, err error) { return at, r.Scan(&at) },
		`SELECT at FROM news_feed WHERE person = ?`, v.Who().ID)
	return m, err
}

func subscriptionPage(c *socle.Call, m subscribed) socle.Page {
	return socle.Page{Title: c.T("news.feed.title"), Body: subscriptionBody(c, m, c.Once())}
}

// subscribe makes an address good, in the place of the one before. Only its hash
// is kept: the next page shows it, and none after.
func subscribe(c *socle.Call, t *socle.Tx, _ struct{}) (see socle.See, err error) {
	const size = 32 // bytes
	b := make([]byte, size)
	if _, err := rand.Read(b); err != nil {
		return see, err
	}
	secret := base64.RawURLEncoding.EncodeToString(b)
	t.Say("a activé son abonnement aux actualités")
	_, err = t.Exec(`
		INSERT INTO news_feed (hash, person, at) VALUES (?, ?, ?)
		ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, at = excluded.at`,
		socle.SecretHash(secret), t.Who().ID, c.Now().UnixMilli())
	return socle.See{Path: "/actualites/abonnement", Say: c.T("news.said.feed"), Once: secret}, err
}

func unsubscribe(c *socle.Call, t *socle.Tx, _ struct{}) (see socle.See, err error) {
	t.Say("a arrêté son abonnement aux actualités")
	_, err = t.Exec(`DELETE FROM news_feed WHERE person = ?`, t.Who().ID)
	return socle.See{Path: "/actualites/abonnement", Say: c.T("news.said.unfeed")}, err
}
