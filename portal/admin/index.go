package admin

import (
	"strings"

	"preau/socle"
)

// entry is a page of the administration.
type entry struct {
	Says string `json:"says"` // the catalogue's key
	Path string `json:"path"`
	Icon string `json:"icon"`
}

// showIndex lists the pages of the administration that the reader has.
func showIndex(c *socle.Call, _ *socle.View) ([]entry, error) {
	var all []entry
	for _, l := range c.Links() {
		if strings.HasPrefix(l.Path, "/administration/") {
			all = append(all, entry{l.Says, l.Path, l.Icon})
		}
	}
	if len(all) == 0 {
		return nil, socle.ErrNotFound
	}
	return all, nil
}

func indexPage(c *socle.Call, all []entry) socle.Page {
	return socle.Page{Title: c.T("admin.title"), Body: indexBody(all)}
}
