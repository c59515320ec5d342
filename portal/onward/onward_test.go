package onward_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/web"
	"preau/portal/door"
	"preau/portal/onward"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/sso"
)

const good = "banc orage citron vert"

// house is a whole site with its door and its ways to the services.
type house struct {
	*schooltest.School
	desk   *signin.Desk
	site   *httptest.Server
	onward *onward.Onward
	clock  *atomic.Int64
}

func each(t *testing.T, fn func(*house)) {
	t.Helper()
	var clock atomic.Int64
	clock.Store(time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC).UnixMilli())
	o, d := new(onward.Onward), new(door.Door)
	apps := []*socle.App{d.App(), o.App()}
	schooltest.Each(t, apps, func(s *schooltest.School) {
		h := &house{School: s, clock: &clock, onward: o}
		h.desk = signin.New(h.DB, signin.Options{Now: h.now, Demo: func() bool { return true }})
		h.Cleanup(func() { h.must(h.desk.Close()) })
		shelf, err := sso.Open(context.Background(), h.DB)
		h.must(err)
		h.Cleanup(shelf.Close)
		h.serve(d, shelf, apps)
		h.accounts("ines", "petit")
		fn(h)
	})
}

func (h *house) serve(d *door.Door, shelf *sso.Shelf, apps []*socle.App) {
	host := &socle.Host{
		DB: h.Host.DB, Blob: h.Host.Blob, Cache: h.Host.Cache, Book: h.Host.Book, Apps: apps, URL: "http://preau.test",
		Now: h.now, Clock: h.now, Log: h.Host.Log, Frame: h.Host.Frame, Refused: h.Host.Refused,
	}
	d.Desk, d.Platform, d.Client = h.desk, "Préau", func(*http.Request) netip.Addr { return netip.MustParseAddr("192.0.2.1") }
	d.Attach(host)
	*h.onward = onward.Onward{Host: host, Desk: h.desk, Shelf: shelf, Leave: d.Leave, Caller: onward.NewCaller()}
	d.Onward = h.onward.Origin
	mux := http.NewServeMux()
	h.must(host.Handler(mux))
	d.Handle(mux)
	h.onward.Handle(mux)
	mux.HandleFunc("/", host.NotFound)
	h.site = httptest.NewServer(web.New(web.Config{Handler: web.Route(mux), Log: h.Host.Log}).Handler())
	h.Cleanup(h.site.Close)
}

func (h *house) accounts(people ...directory.ID) {
	h.Helper()
	stored, err := h.desk.Line().Hash(context.Background(), good)
	h.must(err)
	h.write(func(t *db.Tx) error {
		if err := signin.NewAccounts(t, people, h.now()); err != nil {
			return err
		}
		for _, p := range people {
			if err := signin.OpenAccount(t, p, stored, h.now()); err != nil {
				return err
			}
			if _, err := t.Exec(`UPDATE signin_account SET charter = ? WHERE person = ?`, signin.Charter, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// service adds a service.
func (h *house) service(s sso.Service) sso.Service {
	h.Helper()
	s.Kind = sso.CAS
	h.write(func(t *db.Tx) (err error) {
		s, err = sso.Add(t, s, h.now())
		return err
	})
	for range 200 { // the event that tells of it comes in its own time
		if got, err := h.onward.Shelf.Of(context.Background(), s.ID); err == nil && got != nil {
			return s
		}
		time.Sleep(5 * time.Millisecond)
	}
	h.Fatal("the service is not on the shelf")
	return s
}

func (h *house) now() time.Time          { return time.UnixMilli(h.clock.Load()) }
func (h *house) forward(d time.Duration) { h.clock.Add(d.Milliseconds()) }

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) write(fn func(*db.Tx) error) {
	h.Helper()
	h.must(h.DB.Write(context.Background(), fn))
}

// browser keeps its cookies, and follows no redirection.
type browser struct {
	*house
	client http.Client
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	h.must(err)
	return &browser{h, http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// in signs somebody in.
func (b *browser) in(who string) *browser {
	b.Helper()
	if a := b.post("/connexion", "identifiant", who, "motdepasse", good); a.code != http.StatusSeeOther {
		b.Fatalf("%s is not let in: %d\n%s", who, a.code, a.body)
	}
	return b
}

type answer struct {
	code     int
	to, body string
	header   http.Header
}

func (b *browser) get(path string, query ...string) answer {
	b.Helper()
	if len(query) > 0 {
		path += "?" + pairs(query).Encode()
	}
	return b.do(http.MethodGet, path, "", "")
}

func (b *browser) post(path string, form ...string) answer {
	b.Helper()
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", pairs(form).Encode())
}

func pairs(all []string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(all); i += 2 {
		v.Add(all[i], all[i+1])
	}
	return v
}

func (b *browser) do(method, path, kind, body string) answer {
	b.Helper()
	r, err := http.NewRequest(method, b.site.URL+path, strings.NewReader(body))
	b.must(err)
	r.Header.Set("Content-Type", kind)
	got, err := b.client.Do(r)
	b.must(err)
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	b.must(err)
	return answer{got.StatusCode, got.Header.Get("Location"), string(text), got.Header}
}

// ticket asks for one for an address.
func (b *browser) ticket(address string, more ...string) string {
	b.Helper()
	a := b.get("/cas/login", append([]string{"service", address}, more...)...)
	u, err := url.Parse(a.to)
	b.must(err)
	ticket := u.Query().Get("ticket")
	if a.code != http.StatusSeeOther || ticket == "" || !strings.HasPrefix(a.to, address) {
		b.Fatalf("no ticket for %s: %d to %q\n%s", address, a.code, a.to, a.body)
	}
	return ticket
}

// check shows a ticket as a service does.
func (h *house) check(path, ticket, address string, more ...string) string {
	h.Helper()
	return h.browser().get(path, append([]string{"ticket", ticket, "service", address}, more...)...).body
}

func (h *house) has(body string, texts ...string) {
	h.Helper()
	for _, t := range texts {
		if !strings.Contains(body, t) {
			h.Fatalf("lacks %q:\n%s", t, body)
		}
	}
}

func (h *house) lacks(body string, texts ...string) {
	h.Helper()
	for _, t := range texts {
		if strings.Contains(body, t) {
			h.Errorf("holds %q:\n%s", t, body)
		}
	}
}
