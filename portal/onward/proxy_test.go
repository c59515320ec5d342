package onward_test

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/base/db"
	"preau/socle/jobs"
	"preau/socle/sso"
)

// called is a service that remembers what it was sent.
type called struct {
	*httptest.Server
	mu     sync.Mutex
	forms  []url.Values
	status int
}

func (h *house) called(secure bool) *called {
	s := &called{status: http.StatusOK}
	serve := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		_ = r.ParseForm()
		s.forms = append(s.forms, r.Form)
		w.WriteHeader(s.status)
	})
	if s.Server = httptest.NewServer(serve); secure {
		s.Close()
		s.Server = httptest.NewTLSServer(serve)
		h.onward.Caller.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	}
	h.Cleanup(s.Close)
	return s
}

func (s *called) last() (url.Values, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.forms) == 0 {
		return nil, 0
	}
	return s.forms[len(s.forms)-1], len(s.forms)
}

var proxyTicket = regexp.MustCompile(`<cas:proxyTicket>(.+)</cas:proxyTicket>`)

// TestProxy: a service that may gets a ticket for another, once; who may not gets none.
func TestProxy(t *testing.T) {
	each(t, func(h *house) {
		far := h.called(true)
		h.service(sso.Service{Name: "Portail", Patterns: []string{far.URL + "/*"}, Proxy: true})
		h.moodle()
		b := h.browser().in("ines.diallo")
		at, back := far.URL+"/app", far.URL+"/pgt"
		h.has(h.check("/cas/serviceValidate", b.ticket(at), at, "pgtUrl", back), "<cas:proxyGrantingTicket>PGTIOU-")
		sent, _ := far.last()
		pgt := sent.Get("pgtId")
		ask := func(pgt, target string) string {
			return h.browser().get("/cas/proxy", "pgt", pgt, "targetService", target).body
		}
		pt := proxyTicket.FindStringSubmatch(ask(pgt, moodle))
		if pt == nil {
			t.Fatal(ask(pgt, moodle))
		}
		got := h.check("/cas/p3/proxyValidate", pt[1], moodle)
		h.has(got, yes, "<cas:proxy>"+back+"</cas:proxy>")
		h.has(h.check("/cas/p3/proxyValidate", pt[1], moodle), `code="INVALID_TICKET"`)
		pt = proxyTicket.FindStringSubmatch(ask(pgt, moodle))
		h.has(h.check(p3, pt[1], moodle), `code="INVALID_TICKET_SPEC"`)
		h.has(ask("PGT-FORGED", moodle), `code="BAD_PGT"`)
		h.has(ask(b.ticket(at), moodle), `code="BAD_PGT"`)
		h.has(ask(pgt, "http://evil/"), `code="UNAUTHORIZED_SERVICE"`)
		h.has(ask("", moodle), `code="INVALID_REQUEST"`)
		h.has(h.check(p3, pgt, at), `code="INVALID_TICKET"`)
		_, before := far.last()
		for _, bad := range []string{"http://127.0.0.1:18082/pgt", "https://evil/", strings.Replace(back, "https", "http", 1), "https://127.0.0.1:1/pgt"} {
			h.has(h.check(p3, b.ticket(at), at, "pgtUrl", bad), `code="INVALID_PROXY_CALLBACK"`)
		}
		h.has(h.check(p3, b.ticket(moodle), moodle, "pgtUrl", back), `code="INVALID_PROXY_CALLBACK"`)
		if _, after := far.last(); after != before {
			t.Error("a callback was made where none may be")
		}
		b.post("/deconnexion")
		h.has(ask(pgt, moodle), `code="BAD_PGT"`)
	})
}

// round has the job of single logout do one round.
func (h *house) round() {
	h.Helper()
	job := h.onward.Job()
	job.Every = 0
	h.write(func(t *db.Tx) error {
		_, err := jobs.Enqueue(t, job.Name, nil, "", "")
		return err
	})
	ctx, stop := context.WithCancel(h.Context())
	done := make(chan error)
	runner := &jobs.Runner{DB: h.DB, Jobs: []jobs.Job{job}, Log: h.Host.Log}
	go func() { done <- runner.Run(ctx) }()
	for waits := true; waits; time.Sleep(5 * time.Millisecond) {
		h.must(h.DB.Read(h.Context(), func(q *db.Tx) (err error) {
			waits, err = db.Exists(q, `SELECT 1 FROM jobs_job WHERE state IN ('ready', 'running')`)
			return err
		}))
	}
	stop()
	h.must(<-done)
}

// TestSingleLogout: a session's end is told once to each service that it had opened, and to no other; one that does
// not answer is tried some times, then told of to the administrator.
func TestSingleLogout(t *testing.T) {
	each(t, func(h *house) {
		good, silent := h.called(false), h.called(false)
		silent.status = http.StatusInternalServerError
		h.service(sso.Service{Name: "Moodle", Patterns: []string{good.URL + "/*"}})
		deaf := h.service(sso.Service{Name: "Sourd", Patterns: []string{silent.URL + "/*"}})
		b, other := h.browser().in("ines.diallo"), h.browser().in("ines.diallo")
		ticket, kept := b.ticket(good.URL+"/"), other.ticket(good.URL+"/")
		h.has(h.check(p3, ticket, good.URL+"/"), yes)
		h.has(h.check(p3, kept, good.URL+"/"), yes)
		h.has(h.check(p3, b.ticket(silent.URL+"/"), silent.URL+"/"), yes)
		b.ticket(good.URL + "/never-shown")
		h.forward(time.Second)
		h.round()
		if _, n := good.last(); n != 0 {
			t.Fatal("told of a session that lasts")
		}
		if a := b.get("/cas/logout", "service", good.URL+"/bye"); a.to != good.URL+"/bye" {
			t.Errorf("signing out leads to %q", a.to)
		}
		if a := b.get("/services"); a.code != 303 {
			t.Error("still signed in")
		}
		h.round()
		h.round()
		form, n := good.last()
		if n != 1 || len(form["logoutRequest"]) != 1 || !strings.Contains(form["logoutRequest"][0], "<samlp:SessionIndex>"+ticket+"<") {
			t.Errorf("told %d times: %v", n, form)
		}
		for range 5 {
			h.forward(5 * time.Minute)
			h.round()
		}
		if _, n := silent.last(); n != 3 {
			t.Errorf("tried %d times", n)
		}
		h.must(h.DB.Read(h.Context(), func(q *db.Tx) error {
			all, err := sso.Troubles(q, h.now().Add(-time.Hour))
			if len(all) != 1 || all[deaf.ID].Count != 1 || all[deaf.ID].Says != "répond 500" {
				t.Errorf("%+v", all)
			}
			return err
		}))
	})
}
