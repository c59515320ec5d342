package portal

import (
	"slices"

	"preau/socle"
	"preau/socle/signin"
)

// maxShortcuts bounds "Mes raccourcis": more would be a second menu.
const maxShortcuts = 8

// entry is a destination by its catalogue's key.
type entry struct {
	Says string `json:"says"`
	Path string `json:"path"`
	Icon string `json:"icon"`
}

// places are where the reader can go: the shortcuts in the reader's own order,
// then the rest.
type places struct {
	Shortcuts []entry `json:"shortcuts"`
	Others    []entry `json:"others"`
}

// placesOf are the reader's; a shortcut to what the reader may not open any more
// is not one of them.
func placesOf(c *socle.Call, chosen []string) (p places) {
	p.Shortcuts = make([]entry, 0, len(chosen))
	for _, l := range c.Links() {
		if e := (entry{l.Says, l.Path, l.Icon}); slices.Contains(chosen, l.Path) {
			p.Shortcuts = append(p.Shortcuts, e)
		} else {
			p.Others = append(p.Others, e)
		}
	}
	slices.SortStableFunc(p.Shortcuts, func(a, b entry) int {
		return slices.Index(chosen, a.Path) - slices.Index(chosen, b.Path)
	})
	return p
}

// all are the shortcuts, then the others.
func (p places) all() []entry { return append(p.Shortcuts, p.Others...) }

func listApps(c *socle.Call, _ *socle.View) (places, error) { return placesOf(c, c.Prefs.Links), nil }

func appsPage(c *socle.Call, p places) socle.Page {
	return socle.Page{Title: c.T("portal.apps"), Body: appsBody(p)}
}

// The gestures on a shortcut.
const (
	keep = "garder"
	lift = "monter"
	drop = "retirer"
)

type shortcutForm struct {
	Path    string `form:"chemin"`
	Gesture string `form:"geste"`
}

// Check refuses what the page does not offer.
func (f *shortcutForm) Check(c *socle.Call) socle.Invalid {
	known := slices.ContainsFunc(c.Links(), func(l socle.Link) bool { return l.Path == f.Path })
	if !known && f.Gesture != drop || !slices.Contains([]string{keep, lift, drop}, f.Gesture) {
		return socle.Wrong("", c.T("portal.shortcuts.wrong"))
	}
	return nil
}

func setShortcut(c *socle.Call, t *socle.Tx, f shortcutForm) (see socle.See, err error) {
	see.Path = "/applications"
	t.Quiet() // the order of one's own shortcuts is nobody's business
	p, err := signin.PrefsOf(t, t.Who().ID)
	if err != nil {
		return see, err
	}
	p.Links = moved(p.Links, f.Path, f.Gesture)
	if len(p.Links) > maxShortcuts {
		return see, socle.Wrong("", c.T("portal.shortcuts.full", maxShortcuts))
	}
	return see, signin.SetPrefs(t, t.Who().ID, p)
}

// moved is the list of shortcuts after a gesture; one that is already so is
// left as it is.
func moved(all []string, path, gesture string) []string {
	i := slices.Index(all, path)
	switch {
	case gesture == keep && i < 0:
		return append(all, path)
	case gesture == drop && i >= 0:
		return slices.Delete(all, i, i+1)
	case gesture == lift && i > 0:
		all[i-1], all[i] = all[i], all[i-1]
	}
	return all
}
