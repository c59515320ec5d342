package socle

import (
	"errors"
	"strings"

	"preau/base/text"
	"preau/socle/rights"
)

// hits is how many things of one kind a search shows.
const hits = 20

// Found is what was found of one kind.
type Found struct {
	Says string `json:"says"` // the catalogue's key of the heading
	Hits []Hit  `json:"hits"`
}

// Find searches everything that the reader may see for words: pages and actions
// first, then each application's things.
func (c *Call) Find(v *View, query string) ([]Found, error) {
	words := text.Words(query)
	if len(words) == 0 {
		return nil, nil
	}
	var all []Found
	if links := c.findLinks(words); len(links) > 0 {
		all = append(all, Found{"socle.search.actions", links})
	}
	for _, a := range c.Apps() {
		if a.Search == nil || !c.May(a.Search.Right) {
			continue
		}
		under, err := v.Under(a.Search.Right)
		if errors.Is(err, rights.ErrDenied) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found, err := a.Search.Find(c, under, words, hits)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			all = append(all, Found{a.Search.Says, found})
		}
	}
	return all, nil
}

// findLinks finds the pages and actions whose name holds every word.
func (c *Call) findLinks(words []string) []Hit {
	var found []Hit
	for _, l := range c.Links() {
		name := c.T(l.Says)
		if holds(text.Words(name), words) {
			found = append(found, Hit{Title: name, Path: l.Path, Icon: l.Icon})
		}
	}
	return found
}

// holds reports whether each of words begins one of names.
func holds(names, words []string) bool {
	for _, w := range words {
		ok := false
		for _, n := range names {
			ok = ok || strings.HasPrefix(n, w)
		}
		if !ok {
			return false
		}
	}
	return true
}
