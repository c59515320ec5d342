// Package onward is where people go on to the services that the school reaches with
// its accounts here: the faces of single sign-on out, CAS (cas.go, check.go) and
// OpenID Connect, the page that tells before the first time what a service receives,
// and the page where it can be read later ([App]).
//
// Package sso has the rules, package cas the protocol. What redirects to another
// site, answers a machine or ends a session is a handler of net/http, which the
// counter's applications cannot have. No handler here sends anybody to an address
// that is not, letter by letter, a registered service's.
package onward

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/base/web"
	"preau/network/cas"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/sso"
)

//go:embed catalogue
var catalogue embed.FS

var words = text.Register("onward", catalogue)

// Onward serves the ways to the services.
type Onward struct {
	Host  *socle.Host
	Desk  *signin.Desk
	Shelf *sso.Shelf
	// Leave ends the session of a request and goes to an address.
	Leave func(w http.ResponseWriter, r *http.Request, to string)
	// Caller reaches services from here: callbacks and ends of sessions.
	Caller *http.Client
}

// callTime bounds a call to a service.
const callTime = 5 * time.Second

// NewCaller is a client that goes where it is told and nowhere else: no
// redirection, no proxy.
func NewCaller() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil
	return &http.Client{
		Transport: t, Timeout: callTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Handle adds the addresses to mux.
func (o *Onward) Handle(mux *http.ServeMux) {
	for pattern, serve := range map[string]http.HandlerFunc{
		"GET /cas/login":              o.casLogin,
		"GET /cas/logout":             o.casLogout,
		"GET /cas/validate":           o.casValidate,
		"GET /cas/serviceValidate":    o.check(answers{passes: []sso.Pass{sso.Ticket}}),
		"GET /cas/p3/serviceValidate": o.check(answers{passes: []sso.Pass{sso.Ticket}, attributes: true}),
		"GET /cas/proxyValidate":      o.check(answers{passes: []sso.Pass{sso.Ticket, sso.Proxied}}),
		"GET /cas/p3/proxyValidate":   o.check(answers{passes: []sso.Pass{sso.Ticket, sso.Proxied}, attributes: true}),
		"GET /cas/proxy":              o.casProxy,
		"POST /cas/samlValidate":      o.casSAML,
		"POST /services/avis":         o.agree,
	} {
		mux.HandleFunc(pattern, serve)
	}
}

// now is the machine's clock: sessions and tickets do not follow the school's.
func (o *Onward) now() time.Time { return o.Host.Now() }

// Origin is the site to which a page of this one sends on, empty for none. What it
// names is what a page lets its forms lead to.
func (o *Onward) Origin(ctx context.Context, to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Path != "/cas/login" {
		return ""
	}
	s, err := o.Shelf.At(ctx, u.Query().Get("service"))
	if err != nil || s == nil {
		return ""
	}
	return cas.Origin(s.Patterns[0])
}

// asked is somebody who asks for the way to a service.
type asked struct {
	call    *socle.Call
	id      signin.Identity
	service *sso.Service
	quiet   bool // no page may be shown: gateway, prompt=none
}

// renewed is how long after a sign-in it still counts as the one just asked for.
const renewed = time.Minute

func (o *Onward) fresh(id signin.Identity) bool {
	return o.now().Sub(time.UnixMilli(id.Since)) < renewed
}

// way is what stands between somebody and a service.
type way int

const (
	clear   way = iota // nothing: they may go
	stopped            // they go without a ticket, no page being allowed
	shown              // a page was shown, or they were sent to one
)

// pass brings somebody signed in to the point where a ticket can be made, or shows
// what is in the way.
func (o *Onward) pass(w http.ResponseWriter, r *http.Request, service *sso.Service, quiet, renew bool) (asked, way) {
	a := asked{service: service, quiet: quiet}
	id, known := o.Desk.Who(r)
	a.id = id
	if to := o.first(id, known && id.Session != "", renew); to != "" {
		return a, a.or(func() { http.Redirect(w, r, to+"vers="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther) })
	}
	var err error
	if a.call, err = o.Host.Call(r); err != nil {
		o.fail(w, r, err)
		return a, shown
	}
	if a.call.Who == nil || !service.For(a.call.Who) {
		return a, a.or(func() { o.page(w, r, http.StatusForbidden, "onward.not_for.title", notFor(service.Name)) })
	}
	asks, err := o.asks(r.Context(), service, a.call.Who.ID)
	switch {
	case err != nil:
		o.fail(w, r, err)
		return a, shown
	case asks:
		return a, a.or(func() {
			web.AllowForms(w, cas.Origin(service.Patterns[0]))
			o.page(w, r, http.StatusOK, "onward.notice.title", noticeBody(service, r.URL.RequestURI()))
		})
	}
	return a, clear
}

// first is the page that somebody must see before any service: sign-in, the charter,
// sign-in again. Empty for none.
func (o *Onward) first(id signin.Identity, known, renew bool) string {
	if !known {
		return "/connexion?"
	}
	if to := o.Host.Gate(id); to != "" {
		return to + "?"
	}
	if renew && !o.fresh(id) {
		return "/connexion?encore=1&"
	}
	return ""
}

// asks reports whether somebody must first be told what a service receives.
func (o *Onward) asks(ctx context.Context, s *sso.Service, person directory.ID) (asks bool, err error) {
	err = o.Host.DB.Read(ctx, func(t *db.Tx) error {
		asks, err = s.Asks(t, person)
		return err
	})
	return asks, err
}

// or shows a page where one may be shown.
func (a *asked) or(show func()) way {
	if a.quiet {
		return stopped
	}
	show()
	return shown
}

// agree remembers that somebody was told what a service receives, and goes on.
func (o *Onward) agree(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	id, ok := o.Desk.Who(r)
	s, err := o.Shelf.Of(r.Context(), r.PostFormValue("service"))
	to := r.PostFormValue("vers")
	switch {
	case err != nil:
		o.fail(w, r, err)
	case !ok || id.Session == "" || s == nil || !ours(to):
		o.Host.NotFound(w, r)
	default:
		if err := o.Host.DB.Write(r.Context(), func(t *db.Tx) error { return s.Tell(t, id.Person, o.now()) }); err != nil {
			o.fail(w, r, err)
			return
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

// ours reports whether an address is one of this package's, from which one goes on.
func ours(to string) bool {
	return len(to) < 4000 && strings.HasPrefix(to, "/cas/login?") &&
		!strings.ContainsFunc(to, func(r rune) bool { return r <= ' ' || r == '\\' || r >= 0x7f })
}

// person is the person of a ticket, with the ties of today.
func (o *Onward) person(ctx context.Context, id directory.ID) (*directory.Person, error) {
	p, ok, err := o.Host.Cache.Person(ctx, id, day.Of(o.Host.Clock()))
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	return p, err
}

func (o *Onward) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return
	}
	c, _ := o.Host.Call(r) // already failing: a page without its reader will do
	o.Host.Log.ErrorContext(r.Context(), "single sign-on failed", "path", r.URL.Path, "request", c.ID, "err", err)
	o.Host.Page(w, c, http.StatusInternalServerError, o.Host.Refused(c, http.StatusInternalServerError, err))
}
