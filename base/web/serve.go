package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// serve is the whole way of a request. It is one function of short steps
// rather than a chain of closures: nothing is allocated that a page does not need.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/healthz":
		s.health.alive(w, r)
		return
	case "/readyz":
		s.health.ready(w, r)
		return
	}
	e := &exchange{ResponseWriter: w, server: s, start: time.Now(), method: r.Method, id: newID(), body: r.Body}
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, e))
	e.accepts = negotiate(r.Header["Accept-Encoding"])
	s.setHeaders(e)
	inFlight := s.inFlight.Add(1)
	defer e.done(r)
	defer s.rescue(e, r)
	if inFlight > int64(s.c.MaxInFlight) {
		w.Header().Set("Retry-After", RetryAfter)
		s.c.Failed(e, r, http.StatusServiceUnavailable)
		return
	}
	if status := s.refuse(r); status != 0 {
		s.c.Failed(e, r, status)
		return
	}
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
	}
	s.c.Handler.ServeHTTP(e, r)
	if e.pattern == "" {
		e.pattern = r.Pattern
	}
}

// refuse gives the status of a request that goes no further, 0 for others.
func (s *Server) refuse(r *http.Request) int {
	switch r.Method {
	case "GET", "HEAD":
		return 0
	case "POST", "OPTIONS", "PUT", "PATCH", "DELETE":
	default:
		beneath := func(prefix string) bool { return strings.HasPrefix(r.URL.Path, prefix) }
		if r.Method == "TRACE" || r.Method == "CONNECT" || !slices.ContainsFunc(s.c.Protocols, beneath) {
			return http.StatusMethodNotAllowed
		}
	}
	if s.origin.Check(r) != nil {
		return http.StatusForbidden
	}
	return 0
}

// rescue turns a panic into the 500 page, or cuts the connection when part of
// the answer has left: half a page must not pass for a whole one.
func (s *Server) rescue(e *exchange, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
		e.aborted = true
		panic(p)
	}
	s.log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("request", e.id), slog.String("route", r.Pattern),
		slog.String("says", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
	e.pattern = r.Pattern
	if e.left() || !s.failAfterPanic(e, r) {
		e.aborted = true
		panic(http.ErrAbortHandler)
	}
}

// failAfterPanic writes the 500 page, unless the page itself panics.
func (s *Server) failAfterPanic(e *exchange, r *http.Request) (ok bool) {
	defer func() { ok = recover() == nil }()
	e.reset()
	s.c.Failed(e, r, http.StatusInternalServerError)
	return true
}

// done ends the answer and accounts for it. The line holds the route's pattern,
// never the path or query: they name people.
func (e *exchange) done(r *http.Request) {
	e.release()
	if !e.aborted {
		e.finish()
	}
	took := time.Since(e.start)
	e.server.metrics.observe(e.pattern, e.status, took)
	e.server.log.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("method", e.method), slog.String("route", e.pattern), slog.Int("status", e.status),
		slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int64("bytes", e.bytes), slog.String("request", e.id))
}

// Route serves a ServeMux beneath handlers that copy the request, and lets log
// and metrics know the pattern that it chose.
func Route(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		if e := from(r.Context()); e != nil {
			e.pattern = r.Pattern
		}
	})
}

// Named tells log and metrics the pattern of a request that no ServeMux routed.
func Named(ctx context.Context, pattern string) {
	if e := from(ctx); e != nil {
		e.pattern = pattern
	}
}

// RequestID is the identifier that the server gave the request, "" outside
// one. It stands in the log, in X-Request-Id and on the page of an error; none
// is accepted from outside.
func RequestID(ctx context.Context) string {
	if e := from(ctx); e != nil {
		return e.id
	}
	return ""
}

// Lift gives one request a larger body and more time, for uploads, downloads
// and protocols: the server's limits are those of pages. Call it before the
// body is read.
func Lift(w http.ResponseWriter, r *http.Request, maxBody int64, d time.Duration) {
	if e := from(r.Context()); e != nil && e.body != nil && e.body != http.NoBody {
		r.Body = http.MaxBytesReader(e.ResponseWriter, e.body, maxBody)
	}
	c := http.NewResponseController(w)
	until := time.Now().Add(d)
	_ = c.SetReadDeadline(until) // not every ResponseWriter has deadlines: a test's recorder
	_ = c.SetWriteDeadline(until)
}
