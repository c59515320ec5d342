package e2e

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// The weights of the house, in bytes as they travel: a page with all its files on the first visit, and once the files
// that never change are in the device. A page that shows people's pictures is weighed without them: they are asked for
// as one scrolls.
const (
	firstVisit = 60_000
	nextVisit  = 15_000
)

// A weighed page.
type weighed struct {
	what        string
	first, next int
}

// TestWeights weighs the pages of the matrix in Brotli.
func TestWeights(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	table := readRoutes(t)
	sizes := map[string]int{}
	var all []weighed
	for _, w := range walkAll(s, table, prepare(s)) {
		for pattern := range w.pages {
			all = append(all, weigh(w, w.found[pattern][0], sizes))
		}
	}
	slices.SortFunc(all, func(a, b weighed) int { return b.first - a.first })
	for n, page := range all {
		if n < 5 {
			t.Logf("%6d bytes, then %5d: %s", page.first, page.next, page.what)
		}
		if page.first > firstVisit || page.next > nextVisit {
			t.Errorf("%s weighs %d bytes, then %d", page.what, page.first, page.next)
		}
	}
	t.Logf("%d pages weighed, their files: %v", len(all), sizes)
	noFewer(t, "weights", len(all))
}

// weigh gives the weights of one page.
func weigh(w *walk, path string, sizes map[string]int) weighed {
	page := w.brotli(path)
	p := weighed{path + " as " + w.who, page, page}
	for _, file := range files(w.v.Get(path).root) {
		if _, known := sizes[file]; !known {
			sizes[file] = w.brotli(file)
		}
		p.first += sizes[file]
		if !strings.HasPrefix(file, "/assets/") {
			p.next += sizes[file]
		}
	}
	return p
}

// brotli asks for an address as a browser does, and gives what travelled.
func (w *walk) brotli(path string) int {
	request, err := http.NewRequestWithContext(w.v.t.Context(), http.MethodGet, w.v.base+path, nil)
	if err != nil {
		w.v.t.Fatal(err)
	}
	request.Header.Set("Accept", "text/html")
	request.Header.Set("Accept-Encoding", "br")
	answer, err := w.v.Client.Do(request)
	if err != nil {
		w.v.t.Fatal(err)
	}
	return len(read(w.v.t, answer))
}

// files are what a browser loads with a page, each once; pictures that wait until one scrolls to them are not.
func files(root *html.Node) (all []string) {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		at := ""
		switch n.Data {
		case "link":
			if regexp.MustCompile(`stylesheet|icon|preload|manifest`).MatchString(attribute(n, "rel")) {
				at = attribute(n, "href")
			}
		case "script", "img":
			if attribute(n, "loading") != "lazy" {
				at = attribute(n, "src")
			}
		case "use":
			at, _, _ = strings.Cut(attribute(n, "href"), "#")
		}
		if strings.HasPrefix(at, "/") && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	return all
}
