package socle

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"preau/base/blob"
	"preau/base/db"
	"preau/base/text"
	"preau/base/ui"
	"preau/base/web"
	"preau/socle/directory"
	"preau/socle/rights"
)

// Host runs applications: it alone knows HTTP, the database and the frame.
type Host struct {
	DB    *db.DB
	Blob  *blob.Store
	Cache *directory.Cache
	Book  *rights.Book
	Apps  []*App
	URL   string           // the public address, without a slash at its end
	Now   func() time.Time // the machine's clock: sessions, the journal
	Clock func() time.Time // the school's clock
	Log   *slog.Logger

	// Signed tells who sent a request: false when nobody known did.
	Signed func(*http.Request) (Identity, bool)
	// SignIn is where someone goes who must sign in first; it may keep what
	// they had typed.
	SignIn func(w http.ResponseWriter, r *http.Request, typed map[string][]string)
	// Gate is where somebody signed in must go before anything else, such as a
	// charter to accept; empty for nowhere. Nil: no gate.
	Gate func(Identity) string
	// Draft gives back a form that was being typed on path when the session ended.
	Draft func(ctx context.Context, person directory.ID, path string) (map[string][]string, bool)
	// Frame draws a page inside the portal.
	Frame func(*Call, Page) templ.Component
	// Refused draws the page of an error: 404, 409, 422, 500, 507.
	Refused func(c *Call, status int, err error) Page

	reads reads
}

// Handler routes requests to the applications' routes, added to mux.
func (h *Host) Handler(mux *http.ServeMux) error {
	if err := h.Check(); err != nil {
		return err
	}
	for _, a := range h.Apps {
		for i := range a.Routes {
			r := &a.Routes[i]
			mux.HandleFunc(r.Method+" "+r.Pattern, func(w http.ResponseWriter, req *http.Request) { h.serve(w, req, a, r) })
		}
	}
	return nil
}

// Call is a call for a request that no application's route answers: a page of
// the door, or an error page. Who is nil when nobody known sent it.
func (h *Host) Call(req *http.Request) (*Call, error) {
	c := &Call{Context: req.Context(), ID: web.RequestID(req.Context()), req: req, host: h}
	id, ok := h.Signed(req)
	c.Prefs = id.Prefs
	c.Context = text.WithLang(c.Context, c.lang(ok))
	if !ok {
		return c, nil
	}
	who, ok, err := h.Cache.Person(c, id.Person, c.Today())
	if err != nil || !ok || len(who.Ties) == 0 {
		return c, err
	}
	c.Who, c.Hat, c.sess, c.draft = who, who.Hat(id.School, id.Role), id.Session, id.Draft && h.Draft != nil
	if h.Gate != nil {
		c.gate = h.Gate(id)
	}
	if c.Hat.Role == directory.Pupil && text.From(c) == text.French {
		c.Context = text.WithLang(c.Context, text.Familiar)
	}
	c.School, _, err = h.Cache.School(c, c.Hat.School)
	return c, err
}

func (h *Host) serve(w http.ResponseWriter, req *http.Request, a *App, r *Route) {
	if err := h.Book.Fresh(req.Context()); err != nil {
		h.Log.ErrorContext(req.Context(), "rules not read", "err", err)
	}
	c, err := h.Call(req)
	c.app, c.route = a, r
	if err != nil {
		h.fail(w, c, err)
		return
	}
	if c.Who == nil && r.Right != rights.Public {
		h.signIn(w, c)
		return
	}
	if to := c.gate; to != "" && r.Right != rights.Public {
		http.Redirect(w, req, to+back(req), http.StatusSeeOther)
		return
	}
	answer, err := h.answer(w, c)
	if err == nil {
		err = answer.write(c, w)
	}
	if err != nil {
		h.fail(w, c, err)
	}
}

// back asks the page to which a request is sent to come back here; only a page
// that one reads can be come back to.
func back(req *http.Request) string {
	if req.Method != http.MethodGet {
		return ""
	}
	return "?vers=" + url.QueryEscape(req.URL.RequestURI())
}

// signIn sends a stranger to the door, with what they had typed.
func (h *Host) signIn(w http.ResponseWriter, c *Call) {
	if c.wantsJSON() {
		h.problem(w, http.StatusUnauthorized, c, nil)
		return
	}
	if c.req.Method == http.MethodPost && c.route.Takes.Max == 0 {
		if err := c.readForm(w); err != nil {
			c.form = nil
		}
	}
	h.SignIn(w, c.req, c.form)
}

func (h *Host) answer(w http.ResponseWriter, c *Call) (answer, error) {
	if c.req.Method != http.MethodPost {
		if c.draft {
			c.restore()
		}
		return c.route.run(c)
	}
	if c.route.Takes.Max > 0 {
		web.Lift(w, c.req, c.route.Takes.limit(), uploadTime)
		// A stranger's file is not even received.
		if err := c.door().Read(c, func(*View) error { return nil }); err != nil {
			return nil, err
		}
	}
	bad := c.readForm(w)
	if bad == nil {
		return c.route.run(c)
	}
	// A broken form is told only to someone who holds the right.
	if err := c.door().Read(c, func(*View) error { return nil }); err != nil {
		return nil, err
	}
	return nil, bad
}

// restore puts back what was being typed on this page when the session ended.
func (c *Call) restore() {
	if form, ok := c.host.Draft(c, c.Who.ID, c.req.URL.Path); ok {
		c.form = form
		c.Context = c.typed([]ui.Problem{{Says: c.T("socle.draft")}})
	}
}

// status is what an error is in HTTP's words.
func status(err error) int {
	var bad Invalid
	var twice *Conflict
	switch {
	case errors.As(err, &bad):
		return http.StatusUnprocessableEntity
	case errors.As(err, &twice):
		return http.StatusConflict
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrDenied):
		return http.StatusNotFound
	case errors.Is(err, db.ErrFull), errors.Is(err, blob.ErrFull):
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

func (h *Host) fail(w http.ResponseWriter, c *Call, err error) {
	code := status(err)
	if errors.Is(err, context.Canceled) && c.req.Context().Err() != nil {
		return // the reader is gone
	}
	if code >= 500 {
		h.Log.ErrorContext(c, "page failed", "app", c.app.Name, "route", c.route.Pattern, "request", c.ID, "err", err)
	}
	if c.wantsJSON() {
		h.problem(w, code, c, err)
		return
	}
	if code == http.StatusUnprocessableEntity && h.again(w, c, err) {
		return
	}
	h.Page(w, c, code, h.Refused(c, code, err))
}

// again shows the page of the form anew, with what was typed and what is wrong.
func (h *Host) again(w http.ResponseWriter, c *Call, err error) bool {
	var bad Invalid
	errors.As(err, &bad)
	i := slices.IndexFunc(c.app.Routes, func(r Route) bool {
		return r.Method == http.MethodGet && r.Pattern == c.route.back
	})
	if i < 0 {
		return false
	}
	page := *c
	page.route = &c.app.Routes[i]
	page.Context = c.typed(bad)
	answer, err := page.route.run(&page)
	if err != nil {
		return false
	}
	shown, ok := answer.(Page)
	if ok {
		h.Page(w, &page, http.StatusUnprocessableEntity, shown)
	}
	return ok
}

// NotFound is the page of what does not exist, or is not for this person.
func (h *Host) NotFound(w http.ResponseWriter, req *http.Request) {
	c, err := h.Call(req)
	if err != nil {
		h.Log.ErrorContext(req.Context(), "page failed", "request", c.ID, "err", err)
	}
	h.Page(w, c, http.StatusNotFound, h.Refused(c, http.StatusNotFound, ErrNotFound))
}

// Page draws a page in its frame: one buffer, one write.
func (h *Host) Page(w http.ResponseWriter, c *Call, code int, p Page) {
	w.Header().Set("Cache-Control", "private, no-store")
	if c.said() != "" {
		http.SetCookie(w, &http.Cookie{Name: saidCookie, Path: "/", MaxAge: -1, HttpOnly: true})
	}
	if c.shown {
		http.SetCookie(w, c.once(c.At(), "", -1))
	}
	err := web.WriteTo(w, code, web.HTML, func(b *web.Buffer) error { return h.Frame(c, p).Render(c, b) })
	if err == nil {
		return
	}
	// Nothing of the page went out yet, unless the reader left meanwhile.
	h.Log.ErrorContext(c, "page not drawn", "path", c.req.URL.Path, "request", c.ID, "err", err)
	http.Error(w, "Préau n’a pas pu dessiner cette page ("+c.ID+").", http.StatusInternalServerError)
}
