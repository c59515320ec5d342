package socle

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"preau/base/day"
	"preau/base/text"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
)

// Prefs are how a person reads.
type Prefs = signin.Prefs

// Identity is who a request is from.
type Identity = signin.Identity

// Call is one request, and who made it.
type Call struct {
	context.Context
	Who    *directory.Person // nil on a public page read by nobody known
	Hat    directory.Tie     // under which Who acts
	School directory.School  // of the hat
	Prefs  Prefs

	ID    string // the request's id
	app   *App
	route *Route
	req   *http.Request
	host  *Host
	form  url.Values
	files map[string][]Ref
	sess  string
	draft bool   // a form waits for this reader somewhere
	gate  string // where the reader must go first
	shown bool   // the secret of the form before is on this page
}

// Path is the part of the address that the route's pattern names.
func (c *Call) Path(name string) directory.ID { return directory.ID(plain(c.req.PathValue(name))) }

// Query is a word of the address after the question mark.
func (c *Call) Query(name string) string { return plain(c.req.URL.Query().Get(name)) }

// Here is the address of the page, with its query.
func (c *Call) Here() string { return c.req.URL.RequestURI() }

// At is the path of the page, without its query.
func (c *Call) At() string { return c.req.URL.Path }

// Session names the session to its owner; empty for a token or a public page.
func (c *Call) Session() string { return c.sess }

// Now is the school's time: in a demonstration it has a clock of its own.
func (c *Call) Now() time.Time { return c.host.Clock() }

// Machine is the machine's time: that of sessions and of the journal.
func (c *Call) Machine() time.Time { return c.host.Now() }

// Today is the day on the school's clock, in the school's zone.
func (c *Call) Today() day.Day { return day.Of(c.Now()) }

// URL is the public address of a path of this site.
func (c *Call) URL(path string) string { return strings.TrimSuffix(c.host.URL, "/") + path }

// secure reports whether the site is reached by TLS, here or at a proxy.
func (c *Call) secure() bool { return strings.HasPrefix(c.host.URL, "https://") }

// T is the text of key in the reader's language.
func (c *Call) T(key string, args ...any) string { return text.T(c, key, args...) }

// Is reports whether the page is read under one of the roles.
func (c *Call) Is(roles ...directory.Role) bool {
	for _, r := range roles {
		if c.Hat.Role == r {
			return true
		}
	}
	return false
}

// May reports whether the reader holds right on something: whether a link to it
// is worth showing. It opens no door.
func (c *Call) May(right *rights.Right) bool {
	if c.Who == nil {
		return right == rights.Public
	}
	return right == rights.Public || len(c.host.Book.Spans(c.Who, right, c.Today())) > 0
}

// Spans tells how far each of the reader's hats reaches under right.
func (c *Call) Spans(right *rights.Right) []rights.Span {
	if c.Who == nil {
		return nil
	}
	return c.host.Book.Spans(c.Who, right, c.Today())
}

// Link is the address of a path of the application app, or empty where that
// application is off for the reader's school or is not there.
func (c *Call) Link(app, path string) string {
	for _, a := range c.host.Apps {
		if a.Name == app && !c.host.Book.Off(c.Hat.School, app) {
			return path
		}
	}
	return ""
}

// Runs reports whether the page's application is on in school: what a page that
// anyone may read asks for itself.
func (c *Call) Runs(school directory.ID) bool {
	return c.app.Always || !c.host.Book.Off(school, c.app.Name)
}

// Apps are the applications that are on in the reader's school.
func (c *Call) Apps() []*App {
	var on []*App
	for _, a := range c.host.Apps {
		if a.Always || !c.host.Book.Off(c.Hat.School, a.Name) {
			on = append(on, a)
		}
	}
	return on
}

// Links are the entries that the reader has in menus, in the order of the
// applications.
func (c *Call) Links() []Link {
	var all []Link
	for _, a := range c.Apps() {
		for _, l := range a.Links {
			if c.shows(l.For) && c.May(l.Right) {
				all = append(all, l)
			}
		}
	}
	return all
}

func (c *Call) shows(roles []directory.Role) bool { return roles == nil || c.Is(roles...) }

// Saver reports whether the reader wants light pages: by the setting, or by the
// browser's Save-Data.
func (c *Call) Saver() bool { return c.Prefs.Eco || c.req.Header.Get("Save-Data") == "on" }

// Typed is what was typed in a field of the form that was sent.
func (c *Call) Typed(field string) string { return c.form.Get(field) }

// TypedAll is the whole form that was sent.
func (c *Call) TypedAll() map[string][]string { return c.form }

// lang is the language of the page: the one chosen, else French for whoever is
// signed in, else the first of the browser's that there is a catalogue of.
func (c *Call) lang(signed bool) text.Lang {
	if c.Prefs.Lang != "" || signed {
		return c.Prefs.Lang
	}
	return text.Accepted(c.req.Header.Get("Accept-Language"))
}
