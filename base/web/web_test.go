package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

var page = strings.Repeat("<p>Une ligne de la page.</p>\n", 100)

// ground is a server around a few routes, and its log.
func ground(t testing.TB, c Config) (*Server, *bytes.Buffer) {
	t.Helper()
	logged := new(bytes.Buffer)
	c.Log = slog.New(slog.NewJSONHandler(logged, nil))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /page/{name}", func(w http.ResponseWriter, _ *http.Request) {
		_ = WriteTo(w, http.StatusOK, HTML, func(b *Buffer) error { b.WriteString(page); return nil })
	})
	mux.HandleFunc("GET /short", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "court") })
	mux.HandleFunc("GET /none", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /panic", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Half", "1")
		io.WriteString(w, "half")
		panic("broken")
	})
	mux.HandleFunc("GET /whole", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, page)
		panic("broken after a whole page")
	})
	mux.HandleFunc("GET /late", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, page)
		http.NewResponseController(w).Flush()
		panic("broken late")
	})
	mux.HandleFunc("GET /drip", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		for range 100_000 {
			io.WriteString(w, "a;b;c\n")
		}
	})
	mux.HandleFunc("GET /secret", func(w http.ResponseWriter, _ *http.Request) { NoCompress(w); io.WriteString(w, page) })
	mux.HandleFunc("GET /tagged", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Etag", `"1"`)
		io.WriteString(w, page)
	})
	mux.HandleFunc("/post", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("lift") {
			Lift(w, r, 2*MaxBody, time.Minute)
		}
		_, err := io.Copy(io.Discard, r.Body)
		if large := new(http.MaxBytesError); errors.As(err, &large) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	})
	c.Handler = Route(mux)
	return New(c), logged
}

func do(s *Server, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func decode(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var r io.Reader = w.Body
	var err error
	switch w.Header().Get("Content-Encoding") {
	case "gzip":
		r, err = gzip.NewReader(w.Body)
	case "br":
		r = brotli.NewReader(w.Body)
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestCompression(t *testing.T) {
	s, _ := ground(t, Config{})
	drip := strings.Repeat("a;b;c\n", 100_000)
	for _, c := range []struct {
		name, method, path, accept string
		coding, body               string
		vary, length               bool
	}{
		{"plain", "GET", "/page/a", "", "", page, true, true},
		{"gzip", "GET", "/page/a", "gzip", "gzip", page, true, true},
		{"browser", "GET", "/page/a", "gzip, deflate, br, zstd", "gzip", page, true, true},
		{"brotli", "GET", "/page/a", "br", "br", page, true, true},
		{"gzip preferred", "GET", "/page/a", "br;q=0.5, gzip", "gzip", page, true, true},
		{"refused", "GET", "/page/a", "br;q=0, gzip;q=0", "", page, true, true},
		{"short", "GET", "/short", "gzip", "", "court", true, true},
		{"no content", "GET", "/none", "gzip", "", "", false, false},
		{"head", "HEAD", "/page/a", "gzip", "", page, false, true},
		{"many writes", "GET", "/drip", "gzip", "gzip", drip, true, true},
		{"secret", "GET", "/secret", "gzip", "", page, false, false},
		{"type unknown before", "GET", "/tagged", "gzip", "gzip", page, true, true},
	} {
		w := do(s, c.method, c.path, "Accept-Encoding", c.accept)
		if got := w.Header().Get("Content-Encoding"); got != c.coding {
			t.Errorf("%s: coding %q, want %q", c.name, got, c.coding)
		}
		if got := w.Header().Get("Vary") == "Accept-Encoding"; got != c.vary {
			t.Errorf("%s: Vary %q", c.name, w.Header().Get("Vary"))
		}
		if (w.Header().Get("Content-Length") != "") != c.length {
			t.Errorf("%s: Content-Length %q", c.name, w.Header().Get("Content-Length"))
		}
		if got := decode(t, w); got != c.body {
			t.Errorf("%s: body of %d bytes, want %d", c.name, len(got), len(c.body))
		}
	}
	if tag := do(s, "GET", "/tagged", "Accept-Encoding", "gzip").Header().Get("Etag"); tag != `W/"1"` {
		t.Errorf("tag of a coded body: %s", tag)
	}
	if tag := do(s, "GET", "/tagged").Header().Get("Etag"); tag != `"1"` {
		t.Errorf("tag of a plain body: %s", tag)
	}
}

func TestSecurityHeaders(t *testing.T) {
	s, _ := ground(t, Config{Secure: true})
	h := do(s, "GET", "/page/a", "X-Request-Id", "from outside").Header()
	for _, name := range []string{
		"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy",
		"Cross-Origin-Opener-Policy", "Strict-Transport-Security", "X-Request-Id",
	} {
		if h.Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	if id := h.Get("X-Request-Id"); len(id) != 16 {
		t.Errorf("request id %q", id)
	}
	if strings.Contains(CSP, "unsafe") || strings.Contains(CSP, "http") || !strings.Contains(CSP, "default-src 'none'") {
		t.Error(CSP)
	}
	s, _ = ground(t, Config{CSP: "default-src 'self'"})
	if h := do(s, "GET", "/page/a").Header(); h.Get("Strict-Transport-Security") != "" || h.Get("Content-Security-Policy") != "default-src 'self'" {
		t.Error(h)
	}
}

func TestLog(t *testing.T) {
	s, logged := ground(t, Config{})
	do(s, "GET", "/page/ines?q=moreau", "Accept-Encoding", "gzip")
	line := logged.String()
	for _, want := range []string{`"route":"GET /page/{name}"`, `"status":200`, `"ms":`, `"bytes":`, `"request":"`} {
		if !strings.Contains(line, want) {
			t.Errorf("%s is not in %s", want, line)
		}
	}
	if strings.Contains(line, "ines") || strings.Contains(line, "moreau") {
		t.Errorf("the line names a person: %s", line)
	}
}

func TestRefusals(t *testing.T) {
	s, _ := ground(t, Config{Foreign: []string{"POST /saml/acs"}, Protocols: []string{"/dav/"}})
	for _, c := range []struct {
		name, method, path string
		headers            []string
		status             int
	}{
		{"own form", "POST", "/post", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"own form, old browser", "POST", "/post", []string{"Origin", "http://example.com"}, 200},
		{"other site", "POST", "/post", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"other site, old browser", "POST", "/post", []string{"Origin", "http://evil.example"}, 403},
		{"other site reads", "GET", "/short", []string{"Sec-Fetch-Site", "cross-site"}, 200},
		{"no browser", "POST", "/post", nil, 200},
		{"identity provider", "POST", "/saml/acs", []string{"Sec-Fetch-Site", "cross-site"}, 404},
		{"trace", "TRACE", "/dav/x", nil, 405},
		{"protocol", "PROPFIND", "/dav/x", nil, 404},
		{"protocol elsewhere", "PROPFIND", "/post", nil, 405},
	} {
		if w := do(s, c.method, c.path, c.headers...); w.Code != c.status {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.status)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	s, _ := ground(t, Config{})
	for _, c := range []struct {
		target string
		size   int
		status int
	}{
		{"/post", MaxBody, 200}, {"/post", MaxBody + 1, 413}, {"/post?lift", MaxBody + 1, 200}, {"/post?lift", 2*MaxBody + 1, 413},
	} {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest("POST", c.target, bytes.NewReader(make([]byte, c.size))))
		if w.Code != c.status {
			t.Errorf("%s with %d bytes: %d, want %d", c.target, c.size, w.Code, c.status)
		}
	}
}

func TestPanic(t *testing.T) {
	s, logged := ground(t, Config{Failed: func(w http.ResponseWriter, r *http.Request, status int) {
		w.WriteHeader(status)
		io.WriteString(w, "calm "+RequestID(r.Context()))
	}})
	w := do(s, "GET", "/panic")
	if w.Code != 500 || w.Body.String() != "calm "+w.Header().Get("X-Request-Id") || w.Header().Get("X-Half") != "" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
	if !strings.Contains(logged.String(), `"says":"broken"`) || !strings.Contains(logged.String(), `"route":"GET /panic"`) {
		t.Error(logged)
	}
	if w := do(s, "GET", "/whole", "Accept-Encoding", "gzip"); w.Code != 500 || !strings.HasPrefix(w.Body.String(), "calm ") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	srv := httptest.NewServer(s.Handler())
	defer srv.Close()
	resp, err := http.Get(srv.URL + "/late")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("half a page passes for a whole one")
	}
	s, _ = ground(t, Config{Failed: func(http.ResponseWriter, *http.Request, int) { panic("again") }})
	defer func() {
		if p := recover(); p != http.ErrAbortHandler {
			t.Errorf("the page of the panic panics: %v", p)
		}
	}()
	do(s, "GET", "/panic")
}

func TestTooMany(t *testing.T) {
	hold, held := make(chan struct{}), make(chan struct{})
	logs := slog.New(slog.DiscardHandler)
	s := New(Config{MaxInFlight: 1, Log: logs, Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		held <- struct{}{}
		<-hold
	})})
	done := make(chan int)
	go func() { done <- do(s, "GET", "/").Code }()
	<-held
	if w := do(s, "GET", "/"); w.Code != 503 || w.Header().Get("Retry-After") != RetryAfter {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := do(s, "GET", "/healthz"); w.Code != 200 {
		t.Errorf("health of a busy server: %d", w.Code)
	}
	close(hold)
	if code := <-done; code != 200 {
		t.Error(code)
	}
	go func() { <-held }()
	if w := do(s, "GET", "/"); w.Code != 200 {
		t.Errorf("the slot is not given back: %d", w.Code)
	}
}

func BenchmarkPage(b *testing.B) {
	for _, accept := range []string{"", "gzip", "br"} {
		b.Run("coding "+accept, func(b *testing.B) {
			s, _ := ground(b, Config{})
			s.log = slog.New(slog.NewJSONHandler(io.Discard, nil))
			r := httptest.NewRequest("GET", "/page/a", nil)
			r.Header.Set("Accept-Encoding", accept)
			b.ReportAllocs()
			for b.Loop() {
				s.Handler().ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}
