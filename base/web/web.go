// Package web is the HTTP ground: it listens, limits, protects, compresses,
// counts and stops. It knows no school: what is served is a handler that it is
// given, and the pages of its few refusals are a function of its configuration.
//
// In order, a request meets: the limit of requests at once, its identifier, the
// security headers, the limits of method and size, the check that a form was
// not posted from another site, the handler; then the answer is compressed,
// counted in the metrics and written as one line of the log.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Limits of one request and of the server. The times bound what a slow or
// hostile client can hold; Lift raises them for one request.
const (
	MaxHeader     = 32 << 10         // bytes of request line and headers
	MaxBody       = 1 << 20          // bytes of a body, unless Lift allows more
	HeaderTimeout = 10 * time.Second // to send the headers
	ReadTimeout   = 30 * time.Second // to send the whole request
	WriteTimeout  = 60 * time.Second // from the end of the headers to that of the answer
	IdleTimeout   = 2 * time.Minute  // of a connection kept open
	StopTimeout   = 20 * time.Second // for what is in flight when the server stops
	MaxInFlight   = 512              // requests at once; Config.MaxInFlight changes it
	MaxStreams    = 8192             // event streams at once: they wait, and hold no slot of MaxInFlight
	RetryAfter    = "5"              // seconds, when there are too many
)

// Config is what a Server is made of. Only Handler is required.
type Config struct {
	Listen  string       // address of the pages, "127.0.0.1:8080"
	Admin   string       // address of metrics and profiles, best on the loopback; none when empty
	Handler http.Handler // the routes; give them through Route so that log and metrics know their pattern

	TLSCert, TLSKey string   // PEM files, read again when they change
	ACMEHosts       []string // names to get certificates for (RFC 8555), instead of files
	ACMEDir         string   // folder where those certificates are kept
	Secure          bool     // the public address is https though a proxy ends TLS: sends HSTS

	Failed    func(w http.ResponseWriter, r *http.Request, status int) // writes the page of 403, 405, 500, 503; plain text when nil
	CSP       string                                                   // Content-Security-Policy; CSP when empty
	Foreign   []string                                                 // ServeMux patterns that other sites may post to: SAML's answers
	Protocols []string                                                 // path prefixes where methods beyond HTML's pass: "/dav/"
	Proxies   []netip.Prefix                                           // whose X-Forwarded-For is believed

	Ready       map[string]func(context.Context) error // parts of /readyz: nil is well
	Version     string                                 // shown in the metrics
	MaxInFlight int                                    // 0: MaxInFlight
	Log         *slog.Logger                           // nil: slog.Default()
	Started     func(pages, admin string)              // called once listening, with the true addresses
}

// Server is the ground around a handler.
type Server struct {
	c        Config
	log      *slog.Logger
	handler  http.Handler
	origin   *http.CrossOriginProtection
	headers  []header
	metrics  *metrics
	health   *health
	inFlight atomic.Int64
	streams  atomic.Int64
	stopping chan struct{} // closed when the server begins to stop
	stopped  atomic.Bool
}

// New makes a server; nothing listens before Run.
func New(c Config) *Server {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.MaxInFlight <= 0 {
		c.MaxInFlight = MaxInFlight
	}
	if c.Failed == nil {
		c.Failed = plainFailure
	}
	s := &Server{c: c, log: c.Log, stopping: make(chan struct{})}
	s.headers = securityHeaders(c)
	s.metrics = newMetrics(s, c.Version)
	s.health = newHealth(s, c.Ready)
	s.origin = http.NewCrossOriginProtection()
	for _, p := range c.Foreign {
		s.origin.AddInsecureBypassPattern(p)
	}
	s.handler = http.HandlerFunc(s.serve)
	return s
}

// Handler is the ground with everything it does but listening: for Run, and
// for tests through net/http/httptest.
func (s *Server) Handler() http.Handler { return s.handler }

// Metrics is the registry behind /metrics, for other parts to add theirs.
func (s *Server) Metrics() *prometheus.Registry { return s.metrics.registry }

// plainFailure is the page of who configured none.
func plainFailure(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(http.StatusText(status) + "\n" + RequestID(r.Context()) + "\n"))
}
