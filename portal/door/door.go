// Package door is where people come in: the pages of sign-in, first sign-in,
// charter and forgotten password, and those of one's own account.
//
// Package signin has the rules; this one has the words, the cookies and the
// addresses. What sets a cookie, waits for a hash or shows a secret once is a
// handler of net/http, which the counter's applications cannot have; the rest
// of "Mon compte" is an application like any other ([App]).
package door

import (
	"context"
	"embed"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/a-h/templ"

	"preau/base/db"
	"preau/base/text"
	"preau/base/ui"
	"preau/base/web"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/signin"
)

//go:embed catalogue
var catalogue embed.FS

var words = text.Register("door", catalogue)

// Door serves the pages of who is not in yet.
type Door struct {
	Desk *signin.Desk
	Host *socle.Host
	// Client is the address a request came from; the connection's when nil, which
	// behind a proxy is the proxy's.
	Client func(*http.Request) netip.Addr
	// Platform is the name shown where there are several schools.
	Platform string
	// Urgent is the message that everybody must see, nil for none.
	Urgent func() *ui.Urgent
	// Footer are the links below every page.
	Footer []FooterLink
	// Onward is the site to which a page of this one sends on, empty for none: a
	// browser asks that of the page whose form leads there (CSP, form-action).
	Onward func(ctx context.Context, to string) string
	// Doors are other ways in (single sign-on), shown first.
	Doors []ui.Door
}

// FooterLink is a link below every page, its words a key of the catalogue.
type FooterLink struct{ Path, Says string }

// Attach makes the door the way into h: it answers who sent a request, receives
// who must sign in, and gives back what was being typed.
func (d *Door) Attach(h *socle.Host) {
	d.Host = h
	h.Signed, h.SignIn, h.Draft, h.Gate = d.Signed, d.SignIn, d.Draft, gate
}

// gate stops whoever has not accepted the charter as it is now.
func gate(id socle.Identity) string {
	if id.Session != "" && id.Charter < signin.Charter {
		return "/charte"
	}
	return ""
}

// Handle adds the door's own addresses to mux.
func (d *Door) Handle(mux *http.ServeMux) {
	for pattern, serve := range map[string]http.HandlerFunc{
		"GET /connexion":           d.showSignIn,
		"POST /connexion":          d.signIn,
		"POST /deconnexion":        d.signOut,
		"GET /activation":          d.showActivation,
		"POST /activation":         d.activate,
		"GET /mot-de-passe-oublie": d.showForgotten,
		"GET /charte":              d.showCharter,
		"POST /charte":             d.acceptCharter,
		"GET /langue":              d.chooseLanguage,
		"POST /compte/motdepasse":  d.changePassword,
		"POST /compte/jetons":      d.makeToken,
		"POST /compte/casquette":   d.changeHat,
	} {
		mux.HandleFunc(pattern, serve)
	}
}

// Signed tells who sent a request, and for somebody unknown the language chosen
// in this browser.
func (d *Door) Signed(r *http.Request) (socle.Identity, bool) {
	id, ok := d.Desk.Who(r)
	if !ok {
		id.Prefs.Lang = chosen(r)
	}
	return id, ok
}

// SignIn sends to the door someone who must sign in first. A form that was being
// typed when a session ran out is kept for the person whose session it was.
func (d *Door) SignIn(w http.ResponseWriter, r *http.Request, typed map[string][]string) {
	to, query := r.URL.RequestURI(), url.Values{}
	token := d.Desk.SessionToken(r)
	if r.Method != http.MethodGet {
		to = page(r)
		if kept, err := d.Desk.SaveDraft(r.Context(), token, pathOf(to), typed); err != nil {
			d.Host.Log.ErrorContext(r.Context(), "draft not kept", "err", err)
		} else if kept {
			query.Set("garde", "1")
		}
	}
	if token != "" {
		query.Set("fin", "1")
	}
	query.Set("vers", to)
	http.Redirect(w, r, "/connexion?"+query.Encode(), http.StatusSeeOther)
}

// Draft gives back the form that person was typing on path.
func (d *Door) Draft(ctx context.Context, person directory.ID, path string) (map[string][]string, bool) {
	form, ok, err := d.Desk.TakeDraft(ctx, person, path)
	if err != nil {
		d.Host.Log.ErrorContext(ctx, "draft not read", "err", err)
	}
	return form, ok && err == nil
}

// from is where a request comes from.
func (d *Door) from(r *http.Request) signin.From {
	f := signin.From{Device: d.Desk.DeviceToken(r), Agent: r.UserAgent(), Session: d.Desk.SessionToken(r)}
	if d.Client != nil {
		f.Network = d.Client(r)
	} else if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		f.Network = at.Addr()
	}
	return f
}

// bare is a page before sign-in.
type bare struct {
	title    string
	status   int
	body     templ.Component
	typed    url.Values // of a form that was refused
	problems []ui.Problem
}

// show draws a page of the courtyard.
func (d *Door) show(w http.ResponseWriter, r *http.Request, p bare) {
	c, err := d.Host.Call(r)
	if err != nil {
		d.Host.Log.ErrorContext(r.Context(), "reader not known", "err", err)
	}
	ctx := c.Context
	if p.problems != nil {
		ctx = ui.WithForm(ctx, p.typed, p.problems)
	}
	school, err := d.place(ctx)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	var urgent *ui.Urgent
	if d.Urgent != nil {
		urgent = d.Urgent()
	}
	var footer []ui.Link
	for _, l := range d.Footer {
		footer = append(footer, ui.Link{Href: l.Path, Label: text.T(ctx, l.Says)})
	}
	look := ui.Look{Theme: c.Prefs.Theme, Text: c.Prefs.Size, Airy: c.Prefs.Airy, Saver: c.Saver(), Colour: c.School.Colour}
	doc := ui.Document(ui.Page{Title: text.T(ctx, p.title), Look: look})
	inside := under(ui.Bare(school, urgent, footer), p.body)
	if d.Onward != nil {
		web.AllowForms(w, d.Onward(ctx, r.FormValue("vers")))
	}
	w.Header().Set("Cache-Control", "no-store")
	if err := web.WriteTo(w, p.status, web.HTML, func(b *web.Buffer) error {
		return doc.Render(templ.WithChildren(ctx, inside), b)
	}); err != nil {
		d.Host.Log.DebugContext(ctx, "page not sent", "err", err)
	}
}

// fail is the page of what went wrong inside; the reader who left gets none.
func (d *Door) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return
	}
	code := http.StatusInternalServerError
	if errors.Is(err, db.ErrFull) {
		code = http.StatusInsufficientStorage
	}
	c, _ := d.Host.Call(r) // already failing: a page without its reader will do
	d.Host.Log.ErrorContext(r.Context(), "door failed", "path", r.URL.Path, "request", c.ID, "err", err)
	d.Host.Page(w, c, code, d.Host.Refused(c, code, err))
}

// place is the name above the door: the school's where there is one alone.
func (d *Door) place(ctx context.Context) (string, error) {
	all, err := d.schools(ctx, 2)
	if err != nil || len(all) != 1 {
		return d.Platform, err
	}
	return all[0].Name, nil
}

// schools are some of the schools, by name.
func (d *Door) schools(ctx context.Context, most int) (all []directory.School, err error) {
	err = d.Host.DB.Read(ctx, func(t *db.Tx) error {
		all, err = db.All(t, func(r db.Row) (s directory.School, err error) {
			return s, r.Scan(&s.ID, &s.Name, &s.Town, &s.Phone)
		}, `SELECT id, name, town, phone FROM directory_school ORDER BY name, id LIMIT ?`, most)
		return err
	})
	return all, err
}

// under is outer around inner.
func under(outer, inner templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, inner), w)
	})
}
