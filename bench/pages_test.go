package bench

import (
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"time"
)

// readers are the demo people whose pages are all read, who may most first: a
// page is measured once, as the first of them who reaches it, a home page as each.
var readers = []string{"helene.vasseur", "paul.garnier", "admin", "samira.benali", "claire.ferrand", "nadia.moreau", "ines.moreau", "lucie.perez", "lea.vidal"}

var (
	links = regexp.MustCompile(`href="(/[^"#]*)"`)
	// what a browser fetches with a page: not the icon of a home screen
	assets = regexp.MustCompile(`(?:href|src)="(/assets/[^"#]+\.(?:css|js|svg|woff2))[^"]*"|url\("?(/assets/[^")#]+)`)
)

// patterns are the routes of the program, to tell one page from another.
func (m *measure) patterns() *http.ServeMux {
	said, err := exec.Command(program, "routes").Output()
	m.fails(err)
	mux := http.NewServeMux()
	for line := range strings.Lines(string(said)) {
		if f := strings.Fields(line); len(f) > 2 && f[1] == http.MethodGet {
			mux.Handle("GET "+f[2], http.NotFoundHandler())
		}
	}
	return mux
}

// everyPage reads each page of the demonstration by 16 readers, one page after
// the other, and gives the three slowest.
func (m *measure) everyPage(p place, s *process) {
	mux := m.patterns()
	var all []row
	over := 0
	known := map[string]bool{"GET /direct": true} // a stream of events
	for _, who := range readers {
		token := signIn(m.T, s.addr, who)[0]
		todo := []string{"/"}
		for len(todo) > 0 {
			path := todo[0]
			todo = todo[1:]
			name := m.pattern(mux, path)
			if name == "GET /{$}" {
				name += " " + who
			}
			if name == "" || known[name] {
				continue
			}
			known[name] = true
			text, _, err := look(s.addr, get(path, token))
			if err != nil || !strings.HasPrefix(text, "<!") {
				continue // not this reader's, or a file
			}
			for _, found := range links.FindAllStringSubmatch(text, -1) {
				todo = append(todo, strings.ReplaceAll(found[1], "&amp;", "&"))
			}
			f := m.must(load(s.addr, 16, []request{get(path, token)}, m.cell/8))
			if f.p50 > 50*time.Millisecond || f.p99 > 150*time.Millisecond {
				over++
			}
			all = append(all, row{what: strings.TrimPrefix(name, "GET "), engine: p.engine, readers: 16}.figures(f))
		}
	}
	slices.SortFunc(all, func(a, b row) int { return int(b.p50 - a.p50) })
	if len(all) < 30 {
		m.Fatalf("only %d pages were found", len(all))
	}
	m.add(row{what: fmt.Sprintf("%d pages, chacune", len(all)), engine: p.engine, readers: 16, p50: all[len(all)/2].p50}.
		aims(over == 0, "p50 < 50, p99 < 150 : %d au-delà", over))
	for _, r := range all[:3] {
		r.what = "  la plus lente : " + r.what
		m.add(r)
	}
}

// pattern is the route of an address, "" for what is none.
func (m *measure) pattern(mux *http.ServeMux, path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return ""
	}
	_, pattern := mux.Handler(&http.Request{Method: http.MethodGet, URL: u, Host: "preau.test"})
	return pattern
}

// weights are those of a first visit, with every file that the page fetches, and
// of a page after.
func (m *measure) weights(s *process, token string) {
	for _, c := range []struct{ what, path, token string }{
		{"porte", "/connexion", ""}, {"accueil", "/", token}, {"annuaire", "/annuaire", token},
	} {
		text, page, err := look(s.addr, get(c.path, c.token))
		m.fails(err)
		whole, seen := page, map[string]bool{}
		for todo := []string{text}; len(todo) > 0; todo = todo[1:] {
			for _, found := range assets.FindAllStringSubmatch(todo[0], -1) {
				file := found[1] + found[2]
				if seen[file] {
					continue
				}
				seen[file] = true
				body, weight, err := look(s.addr, get(file, ""))
				m.fails(err)
				whole += weight
				if strings.HasSuffix(file, ".css") {
					todo = append(todo, body)
				}
			}
		}
		if len(seen) < 3 {
			m.Fatalf("%s: only %d files go with it", c.path, len(seen))
		}
		m.add(row{what: c.what + ", première visite", kb: kb(whole)}.aims(whole <= 60_000, "≤ 60 ko"))
		m.add(row{what: c.what + ", ensuite", kb: kb(page)}.aims(page <= 15_000, "≤ 15 ko"))
	}
}
