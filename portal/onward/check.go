package onward

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"preau/base/db"
	"preau/network/cas"
	"preau/socle"
	"preau/socle/sso"
)

// refused is why a service's ticket is not good, as the protocol says it.
type refused struct {
	code cas.Code
	says string
}

func (r refused) Error() string { return string(r.code) + ": " + r.says }

// show is a ticket that a service shows.
type show struct {
	ticket, address, callback string
	renew                     bool
	passes                    []sso.Pass
}

// take uses a ticket up, and gives the person it stands for.
func (o *Onward) take(ctx context.Context, s show) (p cas.Person, service *sso.Service, err error) {
	if s.ticket == "" || s.address == "" {
		return p, nil, refused{cas.InvalidRequest, "'service' and 'ticket' parameters are both required"}
	}
	kind, _, _ := strings.Cut(s.ticket, "-")
	if kind == string(sso.Proxied) && !slices.Contains(s.passes, sso.Proxied) {
		return p, nil, refused{cas.InvalidSpec, "a proxy ticket is validated by /proxyValidate"}
	}
	if service, err = o.Shelf.At(ctx, s.address); err != nil {
		return p, nil, err
	}
	if s.callback != "" && !calls(service, s.callback) {
		return p, nil, refused{cas.InvalidCallback, "the service may not ask for proxy tickets at this address"}
	}
	got, err := sso.Take(ctx, o.Host.DB, service, s.ticket, s.address, s.renew, o.now())
	switch {
	case errors.Is(err, sso.ErrTicket):
		return p, nil, refused{cas.InvalidTicket, "the ticket is not recognized"}
	case errors.Is(err, sso.ErrStale):
		return p, nil, refused{cas.InvalidTicket, "the ticket was not issued from a sign-in"}
	case errors.Is(err, sso.ErrAddress):
		return p, nil, refused{cas.InvalidService, "the ticket was issued for another service"}
	case err != nil:
		return p, nil, err
	}
	who, err := o.person(ctx, got.Person)
	if err != nil && !errors.Is(err, socle.ErrNotFound) {
		return p, nil, err
	}
	if err != nil || !service.For(who) {
		return p, nil, refused{cas.Unauthorized, "the service is not for this person"}
	}
	p = cas.Person{User: got.Named(service), Attributes: service.Tells(who, got.Login), Proxies: got.Proxies}
	if s.callback != "" {
		p.IOU, err = o.grant(ctx, got, s.callback)
	}
	return p, service, err
}

// calls reports whether a service may be sent proxy granting tickets at an address.
func calls(s *sso.Service, address string) bool {
	return s != nil && s.Proxy && strings.HasPrefix(address, "https://") &&
		slices.ContainsFunc(s.Patterns, func(p string) bool { return cas.Match(p, address) })
}

// grant sends a proxy granting ticket to a service (§2.5.4), and gives what names it
// in the answer: empty when the service could not be reached.
func (o *Onward) grant(ctx context.Context, got sso.Taken, callback string) (string, error) {
	p := got.Passage
	p.Pass, p.Address = sso.Granting, callback
	ticket, err := sso.Issue(ctx, o.Host.DB, p, o.now())
	if err != nil {
		return "", err
	}
	iou := "PGTIOU-" + db.NewID()
	u, err := url.Parse(callback)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("pgtId", ticket)
	q.Set("pgtIou", iou)
	u.RawQuery = q.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return "", err
	}
	answer, err := o.Caller.Do(r)
	if err != nil {
		o.Host.Log.WarnContext(ctx, "service not called back", "service", got.Service, "err", err)
		return "", nil
	}
	if answer.Body.Close(); answer.StatusCode != http.StatusOK {
		return "", nil
	}
	return iou, nil
}

// answers is what an address of validation takes and tells.
type answers struct {
	passes     []sso.Pass
	attributes bool
}

// check validates a ticket (§2.5, §2.6).
func (o *Onward) check(a answers) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		p, _, err := o.take(r.Context(), show{
			ticket: q.Get("ticket"), address: q.Get("service"), callback: q.Get("pgtUrl"), renew: wanted(q, "renew"), passes: a.passes,
		})
		if !a.attributes {
			p.Attributes = nil
		}
		if strings.EqualFold(q.Get("format"), "JSON") {
			o.reply(w, r, "application/json", func() ([]byte, error) {
				if err != nil {
					no := o.refusal(r, err)
					return cas.FailureJSON(no.code, no.says)
				}
				return cas.SuccessJSON(p)
			})
			return
		}
		o.reply(w, r, xmlType, func() ([]byte, error) {
			if err != nil {
				no := o.refusal(r, err)
				return cas.Failure(no.code, no.says), nil
			}
			return cas.Success(p), nil
		})
	}
}

const xmlType = "text/xml; charset=utf-8"

// refusal is an error in the protocol's words; what went wrong inside is told to
// the log alone.
func (o *Onward) refusal(r *http.Request, err error) refused {
	var no refused
	if errors.As(err, &no) {
		return no
	}
	o.Host.Log.ErrorContext(r.Context(), "ticket not validated", "path", r.URL.Path, "err", err)
	return refused{cas.InternalError, "try again"}
}

func (o *Onward) reply(w http.ResponseWriter, r *http.Request, kind string, body func() ([]byte, error)) {
	text, err := body()
	if err != nil {
		o.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write(text); err != nil {
		o.Host.Log.DebugContext(r.Context(), "service gone", "err", err)
	}
}

// casValidate is CAS 1 (§2.4).
func (o *Onward) casValidate(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p, _, err := o.take(r.Context(), show{ticket: q.Get("ticket"), address: q.Get("service"), renew: wanted(q, "renew")})
	o.reply(w, r, "text/plain; charset=utf-8", func() ([]byte, error) {
		if err != nil {
			o.refusal(r, err)
			return []byte("no\n\n"), nil
		}
		return []byte("yes\n" + p.User + "\n"), nil
	})
}

// casSAML is /samlValidate, for services that speak SAML 1.1.
func (o *Onward) casSAML(w http.ResponseWriter, r *http.Request) {
	address := r.URL.Query().Get("TARGET")
	ticket, id, err := cas.Asked(r.Body)
	s := cas.SAML{ID: db.NewID(), InResponseTo: id, Issuer: o.Host.URL, Service: address, At: o.now(), Life: sso.Life}
	var p cas.Person
	if err != nil {
		err = refused{cas.InvalidRequest, "no artifact in the request"}
	} else {
		p, _, err = o.take(r.Context(), show{ticket: ticket, address: address, passes: []sso.Pass{sso.Ticket, sso.Proxied}})
	}
	o.reply(w, r, xmlType, func() ([]byte, error) {
		if err != nil {
			no := o.refusal(r, err)
			return cas.FailureSAML(s, no.code, no.says), nil
		}
		return cas.SuccessSAML(s, p), nil
	})
}

// casProxy makes a proxy ticket (§2.7).
func (o *Onward) casProxy(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	ticket, err := o.proxied(r.Context(), q.Get("pgt"), q.Get("targetService"))
	o.reply(w, r, xmlType, func() ([]byte, error) {
		if err != nil {
			no := o.refusal(r, err)
			return cas.NotProxied(no.code, no.says), nil
		}
		return cas.Proxied(ticket), nil
	})
}

func (o *Onward) proxied(ctx context.Context, pgt, address string) (string, error) {
	if pgt == "" || address == "" {
		return "", refused{cas.InvalidRequest, "'pgt' and 'targetService' parameters are both required"}
	}
	p, err := sso.Grant(ctx, o.Host.DB, pgt, o.now())
	if errors.Is(err, sso.ErrTicket) {
		return "", refused{cas.BadGrant, "the proxy granting ticket is not recognized"}
	}
	if err != nil {
		return "", err
	}
	to, err := o.beyond(ctx, p, address)
	if err != nil {
		return "", err
	}
	if to == nil {
		return "", refused{cas.Unauthorized, "the service may not be reached for this person"}
	}
	p.Proxies = append([]string{p.Address}, p.Proxies...)
	p.Pass, p.Service, p.Address, p.Fresh = sso.Proxied, to.ID, address, false
	return sso.Issue(ctx, o.Host.DB, p, o.now())
}

// beyond is the service that another may reach for a person at an address, who knows
// what it receives; nil for none.
func (o *Onward) beyond(ctx context.Context, p sso.Passage, address string) (*sso.Service, error) {
	from, err := o.Shelf.Of(ctx, p.Service)
	to, err2 := o.Shelf.At(ctx, address)
	who, err3 := o.person(ctx, p.Person)
	if err := errors.Join(err, err2, err3); err != nil || from == nil || !from.Proxy || !from.For(who) || to == nil || !to.For(who) {
		return nil, err
	}
	asks, err := o.asks(ctx, to, p.Person)
	if asks {
		return nil, err
	}
	return to, err
}
