package onward

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"preau/network/cas"
	"preau/socle"
	"preau/socle/sso"
)

// casLogin is the credential requestor (CAS §2.1): it sends to the service with a
// ticket. A service that nobody registered gets a page, never a redirection.
func (o *Onward) casLogin(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	address := q.Get("service")
	if address == "" {
		o.home(w, r)
		return
	}
	s, err := o.Shelf.At(r.Context(), address)
	if err != nil {
		o.fail(w, r, err)
		return
	}
	if s == nil {
		o.page(w, r, http.StatusForbidden, "onward.unknown.title", unknown())
		return
	}
	renew := wanted(q, "renew")
	a, way := o.pass(w, r, s, wanted(q, "gateway") && !renew, renew)
	switch way {
	case shown:
	case stopped:
		leave(w, r, address)
	case clear:
		ticket, err := sso.Issue(r.Context(), o.Host.DB, sso.Passage{
			Pass: sso.Ticket, Service: s.ID, Person: a.id.Person, Session: a.id.Session, Address: address, Fresh: o.fresh(a.id),
		}, o.now())
		if err != nil {
			o.fail(w, r, err)
			return
		}
		leave(w, r, cas.With(address, ticket))
	}
}

// home is where one goes who asks for no service.
func (o *Onward) home(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// wanted reports whether a parameter that means yes by being there is there (§2.1.1).
func wanted(q url.Values, name string) bool { return q.Has(name) && q.Get(name) != "false" }

// leave goes to a service.
func leave(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// casLogout ends the session here (§2.3); the services are told by [Onward.Job].
// A form or a picture of another site cannot ask for it: the session's cookie does
// not come with them.
func (o *Onward) casLogout(w http.ResponseWriter, r *http.Request) {
	to := "/connexion?sortie=1"
	for _, name := range []string{"service", "url"} {
		if address := r.URL.Query().Get(name); address != "" {
			s, err := o.Shelf.At(r.Context(), address)
			if err != nil {
				o.fail(w, r, err)
				return
			}
			if s != nil {
				to = address
				break
			}
		}
	}
	o.Leave(w, r, to)
}

// page draws a page of this package.
func (o *Onward) page(w http.ResponseWriter, r *http.Request, code int, title string, body templ.Component) {
	c, err := o.Host.Call(r)
	if err != nil {
		o.fail(w, r, err)
		return
	}
	o.Host.Page(w, c, code, socle.Page{Title: c.T(title), Body: body, Focus: true})
}
