// Package cas speaks the CAS protocol, versions 1, 2 and 3 (apereo.github.io/cas,
// "CAS Protocol 3.0 Specification"): which addresses a service may be sent to, the
// answers that services read, and the words of single logout.
//
// It knows no school, no person and no database. An address is read as it was
// written and never put in another form: what this package and a browser could read
// in two ways is refused, so that no look-alike of a service receives its tickets.
package cas

import (
	"net/url"
	"strconv"
	"strings"
)

// maxAddress bounds an address, in bytes.
const maxAddress = 2000

// ValidPattern reports whether pattern names the addresses of a service: an http or
// https address, without user, query or fragment. A star at its end, after a slash,
// stands for whatever follows.
func ValidPattern(pattern string) bool {
	at := strings.TrimSuffix(pattern, "*")
	if at != pattern && !strings.HasSuffix(at, "/") || strings.ContainsAny(at, "*?#") {
		return false
	}
	u, ok := plain(at)
	return ok && u.Path != "" && u.Host == strings.ToLower(u.Host)
}

// Match reports whether address is one that pattern names, letter by letter.
func Match(pattern, address string) bool {
	if !ValidPattern(pattern) {
		return false
	}
	u, ok := plain(address)
	if !ok || u.Query().Has("ticket") {
		return false // a ticket that the service would read in place of ours
	}
	if at, open := strings.CutSuffix(pattern, "*"); open {
		return strings.HasPrefix(address, at)
	}
	path, _, _ := strings.Cut(address, "?")
	return path == pattern
}

// plain is an address that everybody reads in one way.
func plain(address string) (*url.URL, bool) {
	if len(address) > maxAddress || strings.ContainsFunc(address, odd) {
		return nil, false
	}
	if !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
		return nil, false
	}
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" || u.User != nil || u.Fragment != "" || u.Hostname() == "" || strings.HasSuffix(u.Host, ":") {
		return nil, false
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return nil, false
		}
	}
	if _, err := url.ParseQuery(u.RawQuery); err != nil {
		return nil, false
	}
	return u, straight(u)
}

// odd are the signs that no address holds as they are (RFC 3986 §2), or that some
// reader takes for others.
func odd(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("\\#\"<>^`{|}", r)
}

// straight reports whether a path goes down only: no dot segment, written plainly or
// not, and no slash in disguise.
func straight(u *url.URL) bool {
	raw := strings.ToLower(u.EscapedPath())
	if strings.Contains(raw, "%2f") || strings.Contains(raw, "%5c") || strings.Contains(raw, "%25") || strings.Contains(raw, "//") {
		return false
	}
	for part := range strings.SplitSeq(u.Path, "/") {
		if part == "." || part == ".." || strings.HasPrefix(part, "..;") || strings.HasPrefix(part, ".;") {
			return false
		}
		if strings.ContainsFunc(part, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) {
			return false
		}
	}
	return true
}

// With is the address of a service with its ticket.
func With(address, ticket string) string {
	join := "?"
	if strings.Contains(address, "?") {
		join = "&"
	}
	return address + join + "ticket=" + url.QueryEscape(ticket)
}

// Origin is the scheme, host and port of a pattern or an address.
func Origin(address string) string {
	u, err := url.Parse(strings.TrimSuffix(address, "*"))
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
