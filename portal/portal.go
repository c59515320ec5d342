// Package portal is the face: the frame around every page, the home page, the
// search, the pages that everyone may read, and the page of an error.
package portal

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"preau/base/text"
	"preau/base/ui"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/retention"
)

//go:embed catalogue
var catalogue embed.FS

var _ = text.Register("portal", catalogue)

// Portal draws what surrounds the applications' pages.
type Portal struct {
	Urgent *Urgents // the urgent banners, nil for none
	Help   fs.FS    // the texts for people: fr/….md, en/….md
	// Tables and Rules say what is kept of people and how long: for the register
	// and the person's own copy.
	Tables []retention.Table
	Rules  *retention.Rules
	// Services are those that the reader may open elsewhere, nil for none.
	Services func(*socle.Call) []ui.Place
	// Platform is shown where no school is known, such as the door of a
	// platform of several schools.
	Platform string
}

// Frame draws a page inside the portal: the shell of somebody signed in, or the
// plain frame of a public page.
func (p *Portal) Frame(c *socle.Call, page socle.Page) templ.Component {
	doc := ui.Document(ui.Page{Title: page.Title, Look: look(c), Robot: page.Meta != ""})
	var inside templ.Component
	if c.Who == nil {
		inside = ui.Public(p.public(c))
	} else {
		inside = ui.Shell(p.shell(c, page))
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return doc.Render(templ.WithChildren(ctx, with(inside, page.Body)), w)
	})
}

// with is outer around inner.
func with(outer, inner templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, inner), w)
	})
}

func look(c *socle.Call) ui.Look {
	return ui.Look{
		Theme: c.Prefs.Theme, Text: c.Prefs.Size, Airy: c.Prefs.Airy, Saver: c.Saver(), Colour: c.School.Colour,
	}
}

func (p *Portal) shell(c *socle.Call, page socle.Page) ui.Frame {
	f := ui.Frame{
		School: c.School.Name,
		Me:     ui.Face{ID: string(c.Who.ID), Name: c.Who.Name(), Size: ui.Small},
		Hat:    hat(c),
		Nav:    navigation(c),
		More:   "/applications",
		Apps:   p.launcher(c),
		Urgent: p.Urgent.For(c.School.ID, c.Today()),
		Query:  c.Query("q"),
		Footer: footer(c),
	}
	if c.School.Logo != "" {
		f.Logo = "/administration/etablissements/" + string(c.School.ID) + "/logo?v=" + c.School.Logo[:8]
	}
	if said := c.Said(); said != "" {
		f.Toast = &ui.Toast{Says: said}
	}
	for _, l := range []struct{ path, key string }{
		{"/compte", "portal.account"}, {"/compte/affichage", "portal.look"}, {"/donnees", "portal.mydata"},
	} {
		f.Account = append(f.Account, ui.Link{Href: l.path, Label: c.T(l.key)})
	}
	return f
}

// hat is under which hat somebody acts, in a few words: "4e B", "mathématiques".
func hat(c *socle.Call) string {
	if c.Hat.Role == directory.Pupil {
		for _, m := range c.Who.Groups {
			if m.Kind == directory.Division && m.School == c.Hat.School {
				return m.Name
			}
		}
	}
	if c.Hat.Title != "" {
		return c.Hat.Title
	}
	return c.T("rights.role." + string(c.Hat.Role))
}

// navigation is the home page and the links that the applications give the
// reader's role, by rank.
func navigation(c *socle.Call) []ui.Place {
	nav := []ui.Place{{Href: "/", Label: c.T("portal.home"), Icon: "maison", Here: c.At() == "/"}}
	links := slices.DeleteFunc(c.Links(), func(l socle.Link) bool { return l.Rank == 0 })
	slices.SortStableFunc(links, func(a, b socle.Link) int { return cmp.Compare(a.Rank, b.Rank) })
	for _, l := range links {
		nav = append(nav, place(c, l))
	}
	return nav
}

func place(c *socle.Call, l socle.Link) ui.Place {
	short := ""
	if l.Short != "" {
		short = c.T(l.Short)
	}
	return ui.Place{Href: l.Path, Label: c.T(l.Says), Short: short, Icon: l.Icon, Here: under(c.At(), l.Path), Family: ui.FamilyOf(l.Path)}
}

// under reports whether path is the page at or one below it.
func under(path, at string) bool {
	return path == at || len(path) > len(at) && path[:len(at)] == at && path[len(at)] == '/'
}

func (p *Portal) launcher(c *socle.Call) []ui.Place {
	var all []ui.Place
	for _, e := range placesOf(c, c.Prefs.Links).all() {
		all = append(all, ui.Place{Href: e.Path, Label: c.T(e.Says), Icon: e.Icon, Here: under(c.At(), e.Path), Family: ui.FamilyOf(e.Path)})
	}
	return append(all, p.services(c)...)
}

func (p *Portal) services(c *socle.Call) []ui.Place {
	if p.Services == nil {
		return nil
	}
	return p.Services(c)
}

func footer(c *socle.Call) []ui.Link {
	var all []ui.Link
	for _, l := range []struct{ path, key string }{
		{"/aide", "portal.help"}, {"/accessibilite", "portal.accessibility"}, {"/donnees", "portal.data"}, {"/mentions-legales", "portal.legal"},
	} {
		all = append(all, ui.Link{Href: l.path, Label: c.T(l.key)})
	}
	if path := c.Link("news", "/actualites/public"); c.Who == nil && path != "" {
		all = append(all, ui.Link{Href: path, Label: c.T("portal.public_news")})
	}
	return all
}

func (p *Portal) public(c *socle.Call) ui.PublicFrame {
	school := c.School.Name
	if school == "" {
		school = p.Platform
	}
	return ui.PublicFrame{School: school, Footer: footer(c), Urgent: p.Urgent.For(c.School.ID, c.Today())}
}

// Refused is the page of an error, in words that say what to do next.
func (p *Portal) Refused(c *socle.Call, status int, err error) socle.Page {
	var twice *socle.Conflict
	var bad socle.Invalid
	switch {
	case errors.As(err, &twice):
		return socle.Page{Title: c.T("portal.conflict.title"), Body: conflict(c, twice)}
	case errors.As(err, &bad):
		return socle.Page{Title: c.T("portal.invalid.title"), Body: invalid(bad)}
	case status == http.StatusNotFound:
		return socle.Page{Title: c.T("portal.missing.title"), Body: missing()}
	case status == http.StatusInsufficientStorage:
		return socle.Page{Title: c.T("portal.full.title"), Body: broken("portal.full", c.ID)}
	}
	return socle.Page{Title: c.T("portal.broken.title"), Body: broken("portal.broken", c.ID)}
}
