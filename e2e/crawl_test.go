package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The door's own pages, which set cookies and so stand beside the route table.
var doorPages = []string{"/connexion", "/activation", "/mot-de-passe-oublie"}

// A routeTable is every GET route, as the program tells it.
type routeTable struct {
	mux      *http.ServeMux
	patterns []string
}

// readRoutes asks the program for its routes.
func readRoutes(t testing.TB) *routeTable {
	t.Helper()
	said, err := exec.Command(program(t), "routes").Output()
	if err != nil {
		t.Fatal(err)
	}
	table := &routeTable{mux: http.NewServeMux()}
	add := func(pattern string) {
		table.patterns = append(table.patterns, pattern)
		table.mux.Handle("GET "+pattern, http.NotFoundHandler())
	}
	for lines := bufio.NewScanner(bytes.NewReader(said)); lines.Scan(); {
		if words := strings.Fields(lines.Text()); len(words) > 2 && words[1] == http.MethodGet {
			add(words[2])
		}
	}
	for _, path := range doorPages {
		add(path)
	}
	return table
}

// of gives the pattern of an address, "" when it is none of the table's.
func (r *routeTable) of(at *url.URL) string {
	_, pattern := r.mux.Handler(&http.Request{Method: http.MethodGet, URL: at})
	return strings.TrimPrefix(pattern, "GET ")
}

// A walk is where one kind of person comes by following links.
type walk struct {
	who   string
	table *routeTable
	v     *Visitor
	found map[string][]string // addresses by pattern, in the order of the links
	pages map[string]bool     // patterns that answered with HTML
	dead  []string            // links that lead nowhere
}

// How many addresses of one pattern are opened, and how many are remembered to choose from.
const (
	opened     = 2
	remembered = 12
)

// walkAll lets every kind of person walk from the home page, and from what besides says.
func walkAll(s *Served, table *routeTable, besides map[string][]string) []*walk {
	walks := make([]*walk, len(kinds))
	var all sync.WaitGroup
	for i, k := range kinds {
		w := &walk{who: k.who, table: table, v: s.Stranger(), found: map[string][]string{}, pages: map[string]bool{}}
		walks[i] = w
		starts := []string{"/"}
		if k.who != nobody {
			w.v = s.As(k.who)
		} else {
			starts = append(doorPages, "/hors-ligne")
		}
		starts = append(starts, besides[k.who]...)
		all.Go(func() { w.from(starts) })
	}
	all.Wait()
	return walks
}

// from follows links, page after page.
func (w *walk) from(queue []string) {
	source := map[string]string{}
	for _, path := range queue {
		w.note(path)
	}
	for tried := map[string]int{}; len(queue) > 0; queue = queue[1:] {
		at, err := url.Parse(queue[0])
		if err != nil {
			w.dead = append(w.dead, queue[0])
			continue
		}
		pattern := w.table.of(at)
		if tried[pattern]++; tried[pattern] > opened || pattern == "/direct" {
			continue
		}
		sheet := w.v.Get(queue[0])
		if sheet.Status != http.StatusOK || sheet.At.RequestURI() != queue[0] && w.who != nobody {
			w.dead = append(w.dead, fmt.Sprintf("%s on %s: %d at %s", queue[0], source[queue[0]], sheet.Status, sheet.At.Path))
			continue
		}
		if sheet.root == nil {
			continue
		}
		w.pages[pattern] = true
		fresh := w.links(sheet)
		for _, path := range fresh {
			source[path] = queue[0]
		}
		queue = append(queue, fresh...)
	}
}

// links are the addresses of a page that were not known yet.
func (w *walk) links(sheet *Sheet) (fresh []string) {
	if sheet.At.Path == "/administration/composants" { // its links are samples
		return nil
	}
	for _, a := range all(sheet.root, "a") {
		to, err := sheet.At.Parse(attribute(a, "href"))
		if err != nil || to.Host != sheet.At.Host || to.Scheme != sheet.At.Scheme {
			continue
		}
		if path := to.RequestURI(); w.note(path) {
			fresh = append(fresh, path)
		}
	}
	return fresh
}

// note remembers an address, and tells whether it is new and wanted.
func (w *walk) note(path string) bool {
	at, err := url.Parse(path)
	if err != nil {
		return false
	}
	pattern := w.table.of(at)
	known := w.found[pattern]
	if pattern == "" || len(known) >= remembered || slices.Contains(known, path) {
		return false
	}
	w.found[pattern] = append(known, path)
	return true
}
