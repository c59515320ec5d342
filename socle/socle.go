// Package socle is the counter at which an application meets the platform.
//
// An application is one folder under apps. It declares itself in one value of
// type [App], and is given three things: a [Call] for each request, a [View] to
// read and a [Tx] to write. It reaches SQL by no other door, and the socle opens
// these two only to someone who holds the route's right. So no page can forget
// its transaction, its right or its line in the journal.
package socle

import (
	"io/fs"

	"github.com/a-h/templ"

	"preau/socle/directory"
	"preau/socle/jobs"
	"preau/socle/retention"
	"preau/socle/rights"
)

// App is an application, told as data. Read it as the application's table of
// contents; what is left out, the application does not have.
type App struct {
	Name    string   // the folder, and the prefix of its tables and rights: "news"
	Title   string   // the catalogue's key of its name in the menu: "news.title"
	Icon    string   // of the sprite: "journal"
	Paths   []string // "/actualites": every route stands below one of them
	Rights  []*rights.Right
	Objects []*rights.Object
	Routes  []Route
	Schema  fs.FS           // migrations/0001_….sql, each for both engines, append only
	Keep    map[string]Keep // each table that names a person: how long, and how to give it back
	Jobs    []jobs.Job
	Links   []Link // its entries in menus, launcher and search of actions
	Widgets []Widget
	Search  *Search
	// Always is true for what a school cannot switch off: the portal's own parts.
	Always bool
}

// Keep is what the law asks of a table that names a person.
type Keep = retention.Keep

// On is what a route's right is asked on: the object that the word Param of the
// pattern names.
type On struct {
	Object *rights.Object
	Param  string
}

// Mine is the On of a page that lists: the right is asked on all that it
// reaches for the reader, and the page's query says so with View.Within.
var Mine = On{}

// One is the On of a page about the object o that the pattern's word names.
func One(o *rights.Object, param string) On { return On{o, param} }

// Page is what a model is drawn as: the body that the portal puts in its frame.
type Page struct {
	Title string // "Sujet", already in the reader's language
	Body  templ.Component
	Focus bool // no bottom bar: a task that wants the whole screen
	// Meta is read by the frame of public pages: a sentence for search engines.
	Meta string
}

// Link is an entry of a menu: a page of the application and who has it there.
type Link struct {
	Says  string // the catalogue's key: "news.link.write"
	Short string // the key of its name on a phone, empty when it is the same
	Path  string
	Icon  string
	Right *rights.Right
	For   []directory.Role // nil: everyone who holds the right
	// Rank places it in the main navigation of the role, from 1; 0: launcher and
	// search only.
	Rank int
}

// Place is where a widget stands on the home page.
type Place string

// The places of a home page, in reading order.
const (
	Top  Place = "top"  // what is now, above the fold
	Main Place = "main" // what is next
	Side Place = "side" // what else there is
)

// Widget is an application's part of the home page. Draw gives nil when there
// is nothing to show. All widgets of a page share one read transaction.
type Widget struct {
	Name  string
	Right *rights.Right
	For   []directory.Role // nil: everyone who holds the right
	Place Place
	Order int
	Link  string // where to look when the widget could not be drawn in time
	Draw  func(*Call, *View) (templ.Component, error)
}

// Hit is one thing found.
type Hit struct {
	Title, Sub, Path, Icon string
	Person                 directory.ID // whose portrait stands beside it, or empty
}

// Search finds things of the application for one right. It gives at most limit
// hits.
type Search struct {
	Says  string // the catalogue's key of the heading: "news.search"
	Right *rights.Right
	Find  func(c *Call, v *View, words []string, limit int) ([]Hit, error)
}

// Upload says that a route takes files. The host streams each to the blob store
// and checks it before the handler sees its [Ref].
type Upload struct {
	Max   int64    // bytes of one file
	Files int      // how many at most
	Kinds []string // media types by content, "image/" for all below it
	// Make, when there is one, gives the bytes to keep in place of those sent,
	// such as a picture drawn anew. It is asked before the transaction; its error
	// says that the file is not such as Kinds say. Then Max is 16 MiB at most.
	Make func(body []byte) ([]byte, error)
}

// Ref is a file that was sent with a form. [Tx.Attach] keeps it; what nobody
// attached within a day goes.
type Ref struct {
	Hash, Name, Type string
	Size             int64
}

// File is an answer that is not a page. It is sent as an attachment unless
// Inline, under a policy that lets it run nothing.
type File struct {
	Name, Type string
	Body       []byte // or
	Hash       string // bytes of the blob store
	Inline     bool
	// Public allows any cache to keep it for five minutes.
	Public bool
}

// See sends the reader on to a page after a write, with a word of what was done.
type See struct {
	Path string
	Say  string // in the reader's language; empty: nothing
	Once string // a secret that the page shows this once, with Call.Once; 2,500 bytes at most
}
