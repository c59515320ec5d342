package onward

import (
	"preau/base/db"
	"preau/base/ui"
	"preau/socle"
	"preau/socle/rights"
	"preau/socle/sso"
)

// App is the page of the services that one may open, and of what each receives.
func (o *Onward) App() *socle.App {
	return &socle.App{
		Name: "onward", Title: "onward.title", Icon: "globe", Always: true,
		Paths:  []string{"/services"},
		Routes: []socle.Route{socle.Show("GET /services", socle.Mine, rights.Known, o.list, listPage)},
	}
}

// told is an attribute that a service receives, as the reader's own values have it.
type told struct {
	Name   string   `json:"name"`
	Why    string   `json:"why"`
	Values []string `json:"values"`
}

// mine is a service that the reader may open.
type mine struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Home     string     `json:"home"`
	NamedBy  sso.Naming `json:"namedBy"`
	Receives []told     `json:"receives"`
	Seen     int64      `json:"seen"` // milliseconds, 0 for never
}

// mines is the model of the page.
type mines struct {
	Services []mine `json:"services"`
}

func (o *Onward) list(c *socle.Call, v *socle.View) (m mines, err error) {
	m.Services = []mine{}
	all, err := o.Shelf.Services(c)
	if err != nil {
		return m, err
	}
	seen, err := seen(v, c)
	if err != nil {
		return m, err
	}
	for _, s := range all {
		if !s.For(c.Who) {
			continue
		}
		x := mine{s.ID, s.Name, s.Home, s.NamedBy, []told{}, seen[s.ID]}
		values := map[string][]string{}
		for _, a := range s.Tells(c.Who, "") {
			values[a.Name] = a.Values
		}
		for _, r := range s.Receives {
			x.Receives = append(x.Receives, told{r.Name, r.Why, values[r.Name]})
		}
		m.Services = append(m.Services, x)
	}
	return m, nil
}

func seen(q db.Queryer, c *socle.Call) (map[string]int64, error) {
	all, err := sso.Visits(q, c.Who.ID)
	at := map[string]int64{}
	for _, v := range all {
		at[v.Service] = v.Seen
	}
	return at, err
}

func listPage(c *socle.Call, m mines) socle.Page {
	return socle.Page{Title: c.T("onward.title"), Body: listBody(c, m)}
}

// Places are the services that the reader may open, for the launcher.
func (o *Onward) Places(c *socle.Call) []ui.Place {
	all, err := o.Shelf.For(c, c.Who)
	if err != nil {
		o.Host.Log.ErrorContext(c, "services not read", "err", err)
	}
	var list []ui.Place
	for _, s := range all {
		list = append(list, ui.Place{Href: s.Home, Label: s.Name, Icon: "globe"})
	}
	if len(list) > 0 {
		list = append(list, ui.Place{Href: "/services", Label: c.T("onward.short"), Icon: "info", Here: c.At() == "/services"})
	}
	return list
}
