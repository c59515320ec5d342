package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// CSP is the policy of pages: everything from this site, nothing inline,
// nothing from elsewhere, no frame around them.
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// AllowForms has the page of an answer lead, by its forms, to another site too: a
// browser follows a form's redirections only where the page's policy lets it (CSP 3
// §6.4.2). origin is "https://host:port", empty for none.
func AllowForms(w http.ResponseWriter, origin string) {
	if origin != "" {
		policy := w.Header().Get("Content-Security-Policy")
		w.Header().Set("Content-Security-Policy", strings.Replace(policy, "form-action 'self'", "form-action 'self' "+origin, 1))
	}
}

type header struct {
	name  string
	value []string // shared by every answer: handlers replace it, none may write into it
}

func securityHeaders(c Config) []header {
	csp := c.CSP
	if csp == "" {
		csp = CSP
	}
	one := func(name, value string) header { return header{name, []string{value}} }
	hs := []header{
		one("Content-Security-Policy", csp),
		one("X-Content-Type-Options", "nosniff"),
		one("Referrer-Policy", "same-origin"),
		one("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), browsing-topics=()"),
		one("Cross-Origin-Opener-Policy", "same-origin"),
		one("Cross-Origin-Resource-Policy", "same-origin"),
	}
	if c.Secure || c.TLSCert != "" || len(c.ACMEHosts) > 0 {
		hs = append(hs, one("Strict-Transport-Security", "max-age=31536000"))
	}
	return hs
}

func (s *Server) setHeaders(e *exchange) {
	h := e.Header()
	for _, x := range s.headers {
		h[x.name] = x.value
	}
	h["X-Request-Id"] = []string{e.id}
}

// Client is the address a request came from: the connection's, or what a
// trusted proxy says (the last X-Forwarded-For that is not itself a trusted
// proxy's). Invalid when neither can be read.
func (s *Server) Client(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, _ := netip.ParseAddr(host)
	at = at.Unmap()
	if !s.trusted(at) {
		return at
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return at
		}
		if at = hop.Unmap(); !s.trusted(at) {
			return at
		}
	}
	return at
}

func (s *Server) trusted(a netip.Addr) bool {
	for _, p := range s.c.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
