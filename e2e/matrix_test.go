package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// slow says that the full matrix is asked for, as by make check.
func slow() bool { return os.Getenv("PREAU_SLOW") != "" }

// unlinked are the GET routes that no link of a page leads to, and why.
var unlinked = map[string]string{
	"/direct": "a stream of events, opened by script",
	"/administration/etablissements/{school}/logo": "a picture",
	"/annuaire/personne/{person}/portrait":         "a picture",
	"/actualites/fichiers/{file}":                  "a picture",
	"/actualites/public/fichiers/{file}":           "a picture",
	"/actualites/flux/{secret}":                    "a feed, read by another program",
	"/annuaire/certificat/{code}":                  "where the code of a paper leads",
	"/administration/personnes/{person}/lettre":    "shown once, after the code was made",
	"/services":                      "linked where the school has a service, and the demonstration has none",
	"/administration/services/fiche": "the card of a service, and the demonstration has none",
}

// A visit is a page that one kind of person looks at.
type visit struct {
	who, pattern, path string
	main               bool // the first kind of person who comes to it
}

// looks are how a page is looked at beside light on a phone: in every way by its main kind of person, dark on a desktop
// by the others, so that each sees both widths and both themes.
func looks(v visit) []Look {
	far := Look{Width: Desktop.Width, Height: Desktop.Height, Dark: true}
	if v.main {
		return []Look{{Dark: true}, far, Desktop}
	}
	return []Look{far}
}

// TestMatrix looks at every page of the route table: in make test once, as its main kind of person, on a phone; in make
// check as each kind of person who can open it, see looks. Which address of a pattern is opened
// goes by the seed: PREAU_SEED repeats a run, and without it each day has its own.
func TestMatrix(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	table, besides := readRoutes(t), prepare(s)
	walks := walkAll(s, table, besides)
	for _, w := range walks {
		for _, link := range w.dead {
			t.Errorf("%s follows a link that leads nowhere: %s", w.who, link)
		}
	}
	seed := rotation(t)
	visits := plan(t, table, walks, seed)
	m := &matrix{s: s, sources: map[string]string{}}
	t.Run("look", func(t *testing.T) {
		for _, k := range kinds {
			mine := slices.DeleteFunc(slices.Clone(visits), func(v visit) bool { return v.who != k.who })
			if len(mine) > 0 {
				t.Run(k.who, func(t *testing.T) {
					t.Parallel()
					m.as(t, k.who, mine)
				})
			}
		}
	})
	for name, faults := range Valid(t, m.sources) {
		t.Errorf("%s is not valid HTML:\n%s", name, strings.Join(faults, "\n"))
	}
	t.Logf("%d pages, %d visits, %d looks, seed %d", len(table.patterns)-len(unlinked), len(visits), m.looks, seed)
	noFewer(t, "matrix", m.looks)
}

// rotation is the seed of this run.
func rotation(t *testing.T) uint64 {
	seed := uint64(time.Now().Unix() / 86400)
	if given := os.Getenv("PREAU_SEED"); given != "" {
		var err error
		if seed, err = strconv.ParseUint(given, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	return seed
}

// plan chooses who looks at what, and finds the pages that nobody comes to.
func plan(t *testing.T, table *routeTable, walks []*walk, seed uint64) (visits []visit) {
	t.Helper()
	choice := rand.New(rand.NewPCG(seed, 0))
	for _, pattern := range table.patterns {
		reached, first := unlinked[pattern] != "", true
		for _, w := range walks {
			reached = reached || len(w.found[pattern]) > 0
			if !w.pages[pattern] {
				continue
			}
			visits = append(visits, visit{w.who, pattern, w.found[pattern][choice.IntN(len(w.found[pattern]))], first})
			first = false
			if !slow() {
				break
			}
		}
		if !reached {
			t.Errorf("no link leads to %s: say why in unlinked, or mend the pages", pattern)
		}
	}
	return visits
}

// A matrix is the looks of one run.
type matrix struct {
	s       *Served
	mu      sync.Mutex
	looks   int
	sources map[string]string
}

// as looks at the pages of one kind of person, in one tab.
func (m *matrix) as(t *testing.T, who string, visits []visit) {
	window := Browser(t)
	page := window.Open(m.s.URL+"/hors-ligne", Look{})
	if who != nobody {
		page.SignIn(m.s, who)
	}
	for _, v := range visits {
		begun := time.Now()
		page.Wear(Look{})
		page.Go(m.s.URL + v.path)
		faults, n := page.Faults(), 1
		if page.Status() != 200 {
			faults = append(faults, fmt.Sprintf("status %d", page.Status()))
		}
		if slow() {
			for _, look := range looks(v) {
				page.Wear(look)
				n++
				for _, fault := range append(page.Axe(), page.SidewaysScroll(page.look.Width)...) {
					faults = append(faults, fmt.Sprintf("%+v: %s", look, fault))
				}
			}
		}
		if len(faults) > 0 {
			t.Errorf("%s as %s:\n%s", v.path, who, strings.Join(faults, "\n"))
		}
		m.count(v, page.Source(), n)
		if testing.Verbose() {
			t.Logf("%s (%s)", v.path, time.Since(begun).Round(time.Millisecond))
		}
	}
}

func (m *matrix) count(v visit, source string, looks int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.looks += looks
	m.sources[v.path+" as "+v.who] = source
}
