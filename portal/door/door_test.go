package door_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/text"
	"preau/base/web"
	"preau/portal/door"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/signin"
)

const good = "banc orage citron vert"

// gate is a whole site behind the door: the server's ground, the door, the account's pages.
type gate struct {
	*schooltest.School
	desk  *signin.Desk
	site  *httptest.Server
	clock *atomic.Int64
}

func each(t *testing.T, fn func(*gate)) {
	t.Helper()
	var clock atomic.Int64
	clock.Store(time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC).UnixMilli())
	now := func() time.Time { return time.UnixMilli(clock.Load()) }
	d := new(door.Door)
	apps := []*socle.App{d.App()}
	schooltest.Each(t, apps, func(s *schooltest.School) {
		g := &gate{School: s, clock: &clock}
		g.desk = g.open(now)
		g.site = g.serve(d, g.desk, now, apps)
		g.accounts("ines", "mdiallo", "petit", "lea")
		fn(g)
	})
}

func (g *gate) open(now func() time.Time) *signin.Desk {
	k := signin.New(g.DB, signin.Options{Now: now})
	g.Cleanup(func() {
		if err := k.Close(); err != nil {
			g.Error(err)
		}
	})
	return k
}

// serve is a process: a desk, a host, a server.
func (g *gate) serve(d *door.Door, k *signin.Desk, now func() time.Time, apps []*socle.App) *httptest.Server {
	h := &socle.Host{
		DB: g.Host.DB, Blob: g.Host.Blob, Cache: g.Host.Cache, Book: g.Host.Book, Apps: apps, URL: "http://preau.test",
		Now: now, Clock: now, Log: g.Host.Log, Frame: g.Host.Frame, Refused: g.Host.Refused,
	}
	d.Desk, d.Platform, d.Client = k, "Préau", func(r *http.Request) netip.Addr {
		a, err := netip.ParseAddr(r.Header.Get("Test-From"))
		if err != nil {
			return netip.MustParseAddr("192.0.2.1")
		}
		return a
	}
	d.Attach(h)
	mux := http.NewServeMux()
	if err := h.Handler(mux); err != nil {
		g.Fatal(err)
	}
	d.Handle(mux)
	mux.HandleFunc("/", h.NotFound)
	s := httptest.NewServer(web.New(web.Config{Handler: web.Route(mux), Log: g.Host.Log}).Handler())
	g.Cleanup(s.Close)
	return s
}

// accounts opens an account to each, with the password good.
func (g *gate) accounts(people ...directory.ID) {
	g.Helper()
	stored, err := g.desk.Line().Hash(context.Background(), good)
	g.must(err)
	g.write(func(t *db.Tx) error {
		if err := signin.NewAccounts(t, people, g.now()); err != nil {
			return err
		}
		for _, p := range people {
			if err := signin.OpenAccount(t, p, stored, g.now()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (g *gate) now() time.Time          { return time.UnixMilli(g.clock.Load()) }
func (g *gate) forward(d time.Duration) { g.clock.Add(d.Milliseconds()) }

func (g *gate) must(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

func (g *gate) write(fn func(*db.Tx) error) {
	g.Helper()
	g.must(g.DB.Write(context.Background(), fn))
}

// browser keeps its cookies, and follows no redirection.
type browser struct {
	*gate
	site    string
	jar     http.CookieJar
	referer string
	from    string
}

func (g *gate) browser() *browser {
	jar, err := cookiejar.New(nil)
	g.must(err)
	return &browser{gate: g, site: g.site.URL, jar: jar}
}

// answer is what a browser got.
type answer struct {
	*http.Response
	body string
}

func (b *browser) do(method, target string, header map[string]string, form ...string) answer {
	b.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	body := ""
	if method == http.MethodPost {
		body = values.Encode()
	}
	r, err := http.NewRequest(method, b.site+target, strings.NewReader(body))
	b.must(err)
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if b.referer != "" {
		r.Header.Set("Referer", b.site+b.referer)
	}
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0")
	r.Header.Set("Test-From", b.from)
	for name, v := range header {
		r.Header.Set(name, v)
	}
	c := http.Client{Jar: b.jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Do(r)
	b.must(err)
	defer resp.Body.Close()
	var all strings.Builder
	_, err = copyAll(&all, resp)
	b.must(err)
	return answer{resp, all.String()}
}

func (b *browser) get(target string) answer { b.Helper(); return b.do(http.MethodGet, target, nil) }
func (b *browser) post(target string, form ...string) answer {
	b.Helper()
	return b.do(http.MethodPost, target, nil, form...)
}

// wants fails unless the answer has the status, the address where one is sent,
// and the texts.
func (b *browser) wants(a answer, code int, to string, texts ...string) answer {
	b.Helper()
	if a.StatusCode != code || a.Header.Get("Location") != to {
		b.Fatalf("%s %s: %d to %q, want %d to %q\n%s", a.Request.Method, a.Request.URL, a.StatusCode, a.Header.Get("Location"), code, to, a.body)
	}
	for _, t := range texts {
		if !strings.Contains(a.body, t) {
			b.Fatalf("%s %s: lacks %q\n%s", a.Request.Method, a.Request.URL, t, a.body)
		}
	}
	return a
}

func (b *browser) lacks(a answer, texts ...string) {
	b.Helper()
	for _, t := range texts {
		if strings.Contains(a.body, t) {
			b.Errorf("%s %s: holds %q", a.Request.Method, a.Request.URL, t)
		}
	}
}

func (b *browser) in(identifier string) *browser {
	b.Helper()
	b.wants(b.post("/connexion", "identifiant", identifier, "motdepasse", good), 303, "/")
	return b
}

func TestCatalogues(t *testing.T) {
	if err := text.Check(); err != nil {
		t.Error(err)
	}
}

func TestSignInAndOut(t *testing.T) {
	each(t, func(g *gate) {
		b := g.browser()
		b.wants(b.get("/compte"), 303, "/connexion?vers=%2Fcompte")
		page := b.wants(b.get("/connexion?vers=%2Fcompte%3Ffait%3Dmotdepasse"), 200, "", "<h1>Bonjour, qui êtes-vous", `name="identifiant"`, `name="motdepasse"`, `value="/compte?fait=motdepasse"`)
		if n := strings.Count(page.body, "<h1"); n != 1 {
			g.Errorf("%d h1", n)
		}
		in := b.wants(b.post("/connexion", "identifiant", "Inès.Diallo ", "motdepasse", good, "vers", "/compte"), 303, "/compte")
		k := cookie(in, "preau_session")
		if k == nil || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.MaxAge != 0 || k.Path != "/" {
			g.Errorf("the session's cookie: %+v", k)
		}
		b.wants(b.get("/compte"), 200, "", "Mon compte et sécurité", "ines.diallo", "Firefox, Linux")
		b.wants(b.get("/connexion?vers=/compte"), 303, "/compte")
		b.wants(b.post("/deconnexion"), 303, "/connexion?sortie=1")
		b.wants(b.get("/compte"), 303, "/connexion?vers=%2Fcompte")
		own := b.post("/connexion", "identifiant", "ines.diallo", "motdepasse", good, "appareil", "true")
		if k := cookie(own, "preau_session"); k == nil || k.MaxAge != 30*24*3600 {
			g.Errorf("the cookie of one's own device: %+v", k)
		}
	})
}

func cookie(a answer, name string) *http.Cookie {
	for _, k := range a.Cookies() {
		if k.Name == name {
			return k
		}
	}
	return nil
}

func TestRefusals(t *testing.T) {
	each(t, func(g *gate) {
		b := g.browser()
		var bodies []string
		for _, c := range [][2]string{{"ines.diallo", "faux faux faux"}, {"personne.ici", good}, {"zoe", good}} {
			before := g.desk.Stats().Hashes
			a := b.wants(b.post("/connexion", "identifiant", c[0], "motdepasse", c[1]), 422, "", "ne vont pas ensemble", `value="`+c[0]+`"`)
			b.lacks(a, c[1])
			bodies = append(bodies, strings.ReplaceAll(a.body, c[0], "X"))
			if n := g.desk.Stats().Hashes - before; n != 1 {
				g.Errorf("%s: %d hashes", c[0], n)
			}
		}
		if bodies[0] != bodies[1] || bodies[1] != bodies[2] {
			g.Error("refusals differ")
		}
		for range 4 {
			b.post("/connexion", "identifiant", "ines.diallo", "motdepasse", "faux")
		}
		a := b.wants(b.post("/connexion", "identifiant", "ines.diallo", "motdepasse", good), 429, "", "Attendez 5 secondes")
		if a.Header.Get("Retry-After") != "5" {
			g.Errorf("Retry-After %q", a.Header.Get("Retry-After"))
		}
		elsewhere := g.browser()
		elsewhere.from = "198.51.100.1"
		elsewhere.in("ines.diallo")
		g.browser().in("awa.diallo")
	})
}

// TestKnownDevice: while a stranger guesses from the same network, the device
// where she has signed in stays open to her.
func TestKnownDevice(t *testing.T) {
	each(t, func(g *gate) {
		hers, stranger := g.browser().in("ines.diallo"), g.browser()
		hers.post("/deconnexion")
		for range 6 {
			stranger.post("/connexion", "identifiant", "ines.diallo", "motdepasse", "faux")
		}
		stranger.wants(stranger.post("/connexion", "identifiant", "ines.diallo", "motdepasse", good), 429, "")
		hers.in("ines.diallo")
	})
}

func TestRedirects(t *testing.T) {
	each(t, func(g *gate) {
		for to, want := range map[string]string{
			"/compte":                       "/compte",
			"/compte?fait=motdepasse":       "/compte?fait=motdepasse",
			"//evil.example":                "/",
			`/\evil.example`:                "/",
			"https://evil.example/":         "/",
			"javascript:alert(1)":           "/",
			"/\t/evil.example":              "/",
			"/%5Cevil.example":              "/",
			"/%2F/evil.example":             "/",
			" //evil.example":               "/",
			"/.//evil.example":              "/evil.example", // a path of this site
			"":                              "/",
			"/connexion":                    "/",
			"/deconnexion?x":                "/",
			"evil.example":                  "/",
			"///evil.example":               "/",
			"/compte\r\nX: 1":               "/",
			"http:/compte":                  "/",
			"/" + strings.Repeat("a", 5000): "/",
		} {
			b := g.browser()
			b.wants(b.post("/connexion", "identifiant", "ines.diallo", "motdepasse", good, "vers", to), 303, want)
			b.wants(b.get("/connexion?vers="+url.QueryEscape(to)), 303, want)
		}
	})
}

// TestForeignForm: another site cannot sign anybody in or out.
func TestForeignForm(t *testing.T) {
	each(t, func(g *gate) {
		b := g.browser().in("ines.diallo")
		foreign := map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
		for _, path := range []string{"/connexion", "/deconnexion", "/compte/motdepasse", "/compte/jetons", "/activation"} {
			b.wants(b.do(http.MethodPost, path, foreign, "x", "y"), 403, "")
		}
		b.wants(b.get("/compte"), 200, "")
	})
}

// TestTwoProcesses: a session ended on one server is over on the other.
func TestTwoProcesses(t *testing.T) {
	each(t, func(g *gate) {
		d := new(door.Door)
		other := g.serve(d, g.open(g.now), g.now, []*socle.App{d.App()})
		here := g.browser().in("ines.diallo")
		there := &browser{gate: g, site: other.URL, jar: here.jar} // cookies know no port
		there.wants(there.get("/compte"), 200, "")
		here.post("/deconnexion")
		stolen := cookieOf(here, "preau_session")
		if stolen != "" {
			g.Errorf("the cookie stays: %q", stolen)
		}
		there.wants(there.get("/compte"), 303, "/connexion?vers=%2Fcompte")
	})
}

func cookieOf(b *browser, name string) string {
	u, err := url.Parse(b.site)
	b.must(err)
	for _, k := range b.jar.Cookies(u) {
		if k.Name == name {
			return k.Value
		}
	}
	return ""
}

// TestStolen: a cookie that was copied opens nothing once its owner signed out,
// changed hats or signed in again.
func TestStolen(t *testing.T) {
	each(t, func(g *gate) {
		for _, way := range []struct {
			name string
			act  func(*browser)
		}{
			{"signed out", func(b *browser) { b.post("/deconnexion") }},
			{"signed in again", func(b *browser) { b.in("ines.diallo") }},
			{"new password", func(b *browser) {
				b.wants(b.post("/compte/motdepasse", "ancien", good, "nouveau", good+" 7"), 303, "/compte?fait=motdepasse")
			}},
		} {
			b := g.browser().in("ines.diallo")
			stolen := map[string]string{"Cookie": "preau_session=" + cookieOf(b, "preau_session")}
			thief := g.browser()
			thief.wants(thief.do(http.MethodGet, "/compte", stolen), 200, "")
			way.act(b)
			if a := thief.do(http.MethodGet, "/compte", stolen); a.StatusCode != 303 {
				g.Errorf("%s: the copied cookie still opens: %d", way.name, a.StatusCode)
			}
		}
	})
}

var hidden = regexp.MustCompile(`<code>([a-z0-9-]+)</code>`)

func TestTokens(t *testing.T) {
	each(t, func(g *gate) {
		b := g.browser().in("ines.diallo")
		b.wants(b.post("/compte/jetons", "nom", "", "pour", "api"), 422, "", "Donne un nom")
		b.wants(b.post("/compte/jetons", "nom", "essai", "pour", "tout"), 422, "", "Choisis à quoi")
		made := b.wants(b.post("/compte/jetons", "nom", "essai", "pour", "api"), 200, "", "il ne sera plus jamais montré")
		secret := hidden.FindStringSubmatch(made.body)[1]
		api := map[string]string{"Authorization": "Bearer " + secret, "Accept": "application/json"}
		stranger := g.browser()
		stranger.wants(stranger.do(http.MethodGet, "/compte", api), 200, "", `"identifier":"ines.diallo"`, `"name":"essai"`)
		stranger.lacks(stranger.do(http.MethodGet, "/compte", api), secret)
		api["Authorization"] = "Bearer aaaa-bbbb-cccc-dddd-eeee-ffff"
		stranger.wants(stranger.do(http.MethodGet, "/compte", api), 401, "")
		if lines := g.Lines(schooltest.Verne); len(lines) == 0 || !strings.Contains(strings.Join(lines, "\n"), "a créé un mot de passe d’application") {
			g.Errorf("the journal: %q", lines)
		}
	})
}

func copyAll(to *strings.Builder, from *http.Response) (int64, error) { return io.Copy(to, from.Body) }
