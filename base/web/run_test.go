package web

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// run starts a server on free ports and gives its address, and what stops it.
func run(t *testing.T, c Config) (addr, admin string, stop func() error) {
	t.Helper()
	type at struct{ pages, admin string }
	started := make(chan at, 1)
	c.Listen, c.Admin = "127.0.0.1:0", "127.0.0.1:0"
	c.Log = slog.New(slog.DiscardHandler)
	c.Started = func(pages, admin string) { started <- at{pages, admin} }
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- New(c).Run(ctx) }()
	t.Cleanup(cancel)
	select {
	case a := <-started:
		return a.pages, a.admin, func() error { cancel(); return <-done }
	case err := <-done:
		t.Fatal(err)
		return "", "", nil
	}
}

func TestStopFinishesWhatIsInFlight(t *testing.T) {
	begun, stopping := make(chan struct{}), make(chan struct{})
	addr, admin, stop := run(t, Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(begun)
			<-stopping
		}
		io.WriteString(w, "whole")
	})})
	if resp, err := http.Get("http://" + admin + "/metrics"); err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	body := make(chan string)
	go func() {
		resp, err := http.Get("http://" + addr + "/slow")
		if err != nil {
			body <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		body <- string(b)
	}()
	<-begun
	stopped := make(chan error)
	go func() { stopped <- stop() }()
	for { // until the door is shut, the request still inside
		resp, err := http.Get("http://" + addr + "/")
		if err != nil {
			break
		}
		resp.Body.Close()
	}
	close(stopping)
	if b := <-body; b != "whole" {
		t.Error(b)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestEvents(t *testing.T) {
	events := make(chan Event, 2)
	ended := make(chan error, 1)
	addr, _, stop := run(t, Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ended <- Events(w, r, events)
	})})
	events <- Event{ID: "1\n2", Name: "news", Data: "a\r\nb\rc"}
	req, _ := http.NewRequest("GET", "http://"+addr+"/", nil)
	req.Header.Set("Accept-Encoding", "gzip, br")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.Header.Get("Content-Type") != "text/event-stream" || resp.Header.Get("Content-Encoding") != "" {
		t.Error(resp.Header)
	}
	lines := bufio.NewScanner(resp.Body)
	var got []string
	for len(got) < 7 && lines.Scan() {
		got = append(got, lines.Text())
	}
	if !strings.HasPrefix(got[0], "retry: ") || strings.Join(got[2:], "|") != "id: 12|event: news|data: a|data: b|data: c" {
		t.Errorf("%q", got)
	}
	start := time.Now()
	if err := stop(); err != nil || time.Since(start) > StopTimeout/2 {
		t.Errorf("stop with a stream open: %v after %s", err, time.Since(start))
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := Events(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), events); err == nil {
		t.Error("a stream outside the server")
	}
}

func TestStreamsHoldNoSlot(t *testing.T) {
	events := make(chan Event)
	s := New(Config{MaxInFlight: 1, Log: slog.New(slog.DiscardHandler), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/flux" {
			Events(w, r, events)
		}
	})})
	done := make(chan struct{})
	go func() { do(s, "GET", "/flux"); close(done) }()
	events <- Event{Data: "open"}
	if w := do(s, "GET", "/"); w.Code != 200 {
		t.Errorf("beside a stream: %d", w.Code)
	}
	close(events)
	<-done
	if n := s.inFlight.Load(); n != 0 {
		t.Errorf("%d in flight", n)
	}
	s.streams.Store(MaxStreams)
	if w := do(s, "GET", "/flux"); w.Code != 503 {
		t.Errorf("one stream too many: %d", w.Code)
	}
}

// certificate writes a key pair for 127.0.0.1.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "essai"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	kb, err := x509.MarshalECPrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "EC PRIVATE KEY", Bytes: kb}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func TestTLS(t *testing.T) {
	cert, key := certificate(t)
	addr, _, stop := run(t, Config{TLSCert: cert, TLSKey: key, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, page)
	})})
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	resp, err := client.Get("https://" + addr + "/")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if string(b) != page || resp.ProtoMajor != 2 || resp.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s, %d bytes, %v", resp.Proto, len(b), resp.Header)
	}
	client.CloseIdleConnections()
	if err := stop(); err != nil {
		t.Error(err)
	}
	k := &keyPair{cert: cert, key: key}
	first, err := k.get(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cert, []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	k.looked = time.Time{}
	if again, err := k.get(nil); err != nil || again != first {
		t.Errorf("a broken renewal drops the certificate: %v", err)
	}
	if err := New(Config{TLSCert: cert, TLSKey: key, Listen: "127.0.0.1:0"}).Run(t.Context()); err == nil {
		t.Error("a certificate that cannot be read")
	}
	if err := New(Config{Listen: "127.0.0.1:0", Admin: "256.0.0.1:1"}).Run(t.Context()); err == nil {
		t.Error("an address that cannot be listened on")
	}
	conf, err := New(Config{ACMEHosts: []string{"ent.example"}, ACMEDir: t.TempDir()}).tlsConfig()
	if err != nil || conf.GetCertificate == nil {
		t.Error(conf, err)
	}
}

func TestAssets(t *testing.T) {
	css := File{Path: "/-/a.css", Type: "text/css; charset=utf-8", Body: []byte(page), Brotli: []byte("BR"), Gzip: []byte("GZ")}
	font := File{Path: "/-/f.woff2", Type: "font/woff2", Body: bytes.Repeat([]byte("f"), 2000)}
	s := New(Config{Handler: Assets([]File{css, font}, nil), Log: slog.New(slog.DiscardHandler)})
	tags := map[string]bool{}
	for _, c := range []struct{ path, accept, coding, body, vary string }{
		{css.Path, "", "", page, "Accept-Encoding"},
		{css.Path, "gzip", "gzip", "GZ", "Accept-Encoding"},
		{css.Path, "gzip, br", "br", "BR", "Accept-Encoding"},
		{font.Path, "gzip, br", "", string(font.Body), ""},
	} {
		w := do(s, "GET", c.path, "Accept-Encoding", c.accept)
		h := w.Header()
		if w.Code != 200 || w.Body.String() != c.body || h.Get("Content-Encoding") != c.coding || h.Get("Vary") != c.vary {
			t.Errorf("%s %q: %d, %d bytes, %v", c.path, c.accept, w.Code, w.Body.Len(), h)
		}
		if !strings.Contains(h.Get("Cache-Control"), "immutable") || tags[h.Get("Etag")] {
			t.Errorf("%s %q: %v", c.path, c.accept, h)
		}
		tags[h.Get("Etag")] = true
		if w := do(s, "GET", c.path, "Accept-Encoding", c.accept, "If-None-Match", h.Get("Etag")); w.Code != 304 || w.Body.Len() != 0 {
			t.Errorf("%s %q again: %d", c.path, c.accept, w.Code)
		}
	}
	if w := do(s, "HEAD", css.Path); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d", w.Code)
	}
	if w := do(s, "GET", "/-/old.css"); w.Code != 404 {
		t.Errorf("unknown: %d", w.Code)
	}
}

func TestFileGoesThrough(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.jpg")
	body := bytes.Repeat([]byte("jpeg"), 50_000)
	if err := os.WriteFile(name, body, 0o600); err != nil {
		t.Fatal(err)
	}
	s, logged := ground(t, Config{})
	s.c.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, name) })
	srv := httptest.NewServer(s.Handler())
	for rng, want := range map[string][]byte{"": body, "bytes=2-5": []byte("egjp")} {
		req, _ := http.NewRequest("GET", srv.URL, nil)
		req.Header.Set("Range", rng)
		req.Header.Set("Accept-Encoding", "gzip")
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !bytes.Equal(b, want) || resp.Header.Get("Content-Encoding") != "" {
			t.Errorf("%q: %d bytes, %v", rng, len(b), resp.Header)
		}
	}
	srv.Close()
	if !strings.Contains(logged.String(), `"bytes":200000`) {
		t.Error(logged)
	}
}

func TestClient(t *testing.T) {
	s := New(Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.1:40", "203.0.113.9", "192.0.2.1"},
		{"10.0.0.1:40", "", "10.0.0.1"},
		{"10.0.0.1:40", "203.0.113.9", "203.0.113.9"},
		{"10.0.0.1:40", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
		{"10.0.0.1:40", "lies, 10.0.0.2", "10.0.0.2"},
		{"[::ffff:192.0.2.1]:40", "", "192.0.2.1"},
		{"@", "", "invalid IP"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if got := s.Client(r).String(); got != c.want {
			t.Errorf("%s, %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}
