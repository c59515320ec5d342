package admin

import (
	"slices"

	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/rights"
)

// appRow is an application as a school has it.
type appRow struct {
	Name   string `json:"name"`
	Title  string `json:"title"` // the catalogue's key
	Icon   string `json:"icon"`
	Always bool   `json:"always"` // it cannot be switched off
	On     bool   `json:"on"`
	Rights int    `json:"rights"` // how many rights it has
}

type appList struct {
	Place desk.Place `json:"school"`
	Apps  []appRow   `json:"applications"`
}

func showApps(c *socle.Call, v *socle.View) (appList, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return appList{}, err
	}
	off, err := rights.OffIn(v, p.ID)
	m := appList{Place: p}
	for _, a := range c.Manifest() {
		m.Apps = append(m.Apps, appRow{a.Name, a.Title, a.Icon, a.Always, a.Always || !slices.Contains(off, a.Name), len(a.Rights)})
	}
	return m, err
}

func appsPage(c *socle.Call, m appList) socle.Page {
	return socle.Page{Title: c.T("admin.apps.title"), Body: appsBody(m)}
}

type switchForm struct {
	App string `form:"application"`
	On  string `form:"etat"` // "active" or "inactive"
}

// switchApp says the state that is wanted, not "the other one": a second click
// changes nothing.
func switchApp(c *socle.Call, t *socle.Tx, f switchForm) (socle.See, error) {
	p, err := desk.Choose(c, t)
	if err != nil {
		return socle.See{}, err
	}
	i := slices.IndexFunc(c.Manifest(), func(a *socle.App) bool { return a.Name == f.App && !a.Always })
	if i < 0 || f.On != "active" && f.On != "inactive" {
		return socle.See{}, socle.Wrong("", c.T("admin.apps.bad"))
	}
	name := c.T(c.Manifest()[i].Title)
	words, said := "a activé l’application « {0} »", "admin.apps.on"
	if f.On == "inactive" {
		words, said = "a désactivé l’application « {0} »", "admin.apps.off"
	}
	t.Say(words, socle.WordRef(name))
	return socle.See{Path: p.At("/administration/applications"), Say: c.T(said, name)},
		rights.Switch(t, p.ID, f.App, f.On == "inactive")
}
