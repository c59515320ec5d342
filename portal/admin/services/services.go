// Package services is where a school links the services that its people reach with
// their account here, and sees what each receives, when it was last used, and which
// sign-outs could not be passed on to it.
package services

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/sso"
)

// words are the texts of the pages.
var words = desk.Words

// Keep is the right to link services.
var Keep = &rights.Right{Name: "admin.services", Says: "relier des services extérieurs", Give: desk.Lead()}

// Routes are the pages of services.
func Routes() []socle.Route {
	return []socle.Route{
		socle.Show("GET /administration/services", socle.Mine, Keep, list, listPage),
		socle.Show("GET /administration/services/nouveau", socle.Mine, Keep, draft, draftPage),
		socle.Do("POST /administration/services/nouveau", socle.Mine, Keep, add),
		socle.Show("GET /administration/services/fiche", socle.Mine, Keep, one, onePage),
		socle.Do("POST /administration/services/fiche", socle.Mine, Keep, change),
		socle.Do("POST /administration/services/retrait", socle.Mine, Keep, remove).From("/administration/services"),
	}
}

// row is a service in the list.
type row struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Patterns []string         `json:"patterns"`
	Roles    []directory.Role `json:"roles"`
	Receives []receives       `json:"receives"`
	NamedBy  sso.Naming       `json:"namedBy"`
	Notice   sso.Notice       `json:"notice"`
	Used     int64            `json:"used"` // milliseconds, 0 for never
	Untold   int64            `json:"untold"`
	Trouble  string           `json:"trouble"` // what stopped sign-outs from being passed on
	Mine     bool             `json:"mine"`    // the reader may change it
	Version  int64            `json:"version"`
}

type receives struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// services is the model of the list.
type services struct {
	Place desk.Place `json:"school"`
	All   []row      `json:"services"`
}

// troubled is how far back the sign-outs that failed are told of.
const troubled = 30 * 24 * time.Hour

func list(c *socle.Call, v *socle.View) (m services, err error) {
	if m.Place, err = desk.Chosen(c, v); err != nil {
		return m, err
	}
	all, err := sso.All(v)
	if err != nil {
		return m, err
	}
	troubles, err := sso.Troubles(v, c.Machine().Add(-troubled))
	m.All = []row{}
	for _, s := range all {
		if s.School == "" || s.School == m.Place.ID {
			r := tell(c, s)
			r.Untold, r.Trouble = troubles[s.ID].Count, troubles[s.ID].Says
			m.All = append(m.All, r)
		}
	}
	return m, err
}

func tell(c *socle.Call, s sso.Service) row {
	r := row{
		ID: s.ID, Name: s.Name, Patterns: s.Patterns, Roles: s.Roles, Receives: []receives{}, NamedBy: s.NamedBy, Notice: s.Notice,
		Used: s.Used, Mine: s.School != "" || everywhere(c), Version: s.Version,
	}
	for _, a := range s.Receives {
		r.Receives = append(r.Receives, receives(a))
	}
	return r
}

// everywhere reports whether the reader keeps what is for every school.
func everywhere(c *socle.Call) bool {
	return slices.ContainsFunc(c.Spans(Keep), func(s rights.Span) bool { return s.Reach == rights.Platform })
}

func listPage(c *socle.Call, m services) socle.Page {
	return socle.Page{Title: c.T("admin.services.title"), Body: listBody(c, m)}
}

// form is the model of the page that links a service.
type form struct {
	Place      desk.Place       `json:"school"`
	Attributes []receives       `json:"attributes"`
	Roles      []directory.Role `json:"roles"`
}

func draft(c *socle.Call, v *socle.View) (form, error) {
	p, err := desk.Chosen(c, v)
	return form{p, choices(), directory.Roles}, err
}

// choices are the attributes that exist, with their usual reasons.
func choices() []receives {
	var all []receives
	for _, a := range sso.Because(sso.Names()...) {
		all = append(all, receives(a))
	}
	return all
}

func draftPage(c *socle.Call, m form) socle.Page {
	return socle.Page{Title: c.T("admin.services.add"), Body: draftBody(m)}
}

// newForm is a service to link.
type newForm struct {
	Name       string           `form:"nom"`
	URL        string           `form:"adresses"`
	Attributes []string         `form:"attribut"`
	Roles      []directory.Role `form:"role"`
	Naming     sso.Naming       `form:"reconnait"`
	Notice     sso.Notice       `form:"annonce"`
}

func add(c *socle.Call, t *socle.Tx, f newForm) (see socle.See, err error) {
	p, err := desk.Choose(c, t)
	if err != nil {
		return see, err
	}
	s, err := sso.Add(t, sso.Service{
		School: p.ID, Kind: sso.CAS, Name: f.Name, Patterns: strings.Fields(f.URL), Receives: sso.Because(f.Attributes...),
		Roles: f.Roles, NamedBy: f.Naming, Notice: f.Notice,
	}, c.Machine())
	switch {
	case errors.Is(err, sso.ErrName):
		return see, socle.Wrong("nom", c.T("admin.services.name.wrong"))
	case errors.Is(err, sso.ErrPattern):
		return see, socle.Wrong("adresses", c.T("admin.services.url.wrong"))
	case errors.Is(err, sso.ErrAttribute), errors.Is(err, sso.ErrRole), errors.Is(err, sso.ErrNotice):
		return see, socle.Wrong("", c.T("admin.services.wrong"))
	case err != nil:
		return see, err
	}
	t.Say("a relié le service « {0} »", socle.WordRef(s.Name))
	return socle.See{Path: p.At("/administration/services"), Say: c.T("admin.services.added", s.Name)}, nil
}

// found is the service that the reader may change, of an id.
func found(c *socle.Call, v *socle.View, p desk.Place, id string) (sso.Service, error) {
	s, ok, err := sso.One(v, id)
	if err != nil || !ok || s.School != p.ID && (s.School != "" || !everywhere(c)) {
		return s, cmp.Or(err, socle.ErrNotFound)
	}
	return s, nil
}

// card is the model of the page that changes what a service receives.
type card struct {
	Place      desk.Place `json:"school"`
	Service    row        `json:"service"`
	Attributes []receives `json:"attributes"`
}

func one(c *socle.Call, v *socle.View) (m card, err error) {
	if m.Place, err = desk.Chosen(c, v); err != nil {
		return m, err
	}
	s, err := found(c, v, m.Place, c.Query("service"))
	if err != nil {
		return m, err
	}
	m.Service, m.Attributes = tell(c, s), choices()
	for i, a := range m.Attributes {
		for _, r := range s.Receives {
			if r.Name == a.Name {
				m.Attributes[i].Why = r.Why // its own reason stays
			}
		}
	}
	return m, nil
}

func onePage(_ *socle.Call, m card) socle.Page {
	return socle.Page{Title: m.Service.Name, Body: oneBody(m)}
}

// changeForm is what a service is to receive.
type changeForm struct {
	ID         string     `form:"service"`
	Attributes []string   `form:"attribut"`
	Notice     sso.Notice `form:"annonce"`
	Version    int64      `form:"version"`
}

func change(c *socle.Call, t *socle.Tx, f changeForm) (see socle.See, err error) {
	p, err := desk.Choose(c, t)
	if err != nil {
		return see, err
	}
	s, err := found(c, &t.View, p, f.ID)
	if err != nil {
		return see, err
	}
	what := sso.Because(f.Attributes...)
	for i, a := range what {
		for _, r := range s.Receives {
			if r.Name == a.Name {
				what[i].Why = r.Why
			}
		}
	}
	ok, err := sso.Receive(t, s.ID, what, f.Notice, f.Version)
	switch {
	case errors.Is(err, sso.ErrAttribute), errors.Is(err, sso.ErrNotice):
		return see, socle.Wrong("", c.T("admin.services.wrong"))
	case err != nil:
		return see, err
	case !ok:
		return see, socle.Wrong("", c.T("admin.services.twice"))
	}
	t.Say("a changé ce que reçoit le service « {0} »", socle.WordRef(s.Name))
	return socle.See{Path: p.At("/administration/services"), Say: c.T("admin.services.changed", s.Name)}, nil
}

// named is a form that names a service.
type named struct {
	ID string `form:"service"`
}

func remove(c *socle.Call, t *socle.Tx, f named) (see socle.See, err error) {
	p, err := desk.Choose(c, t)
	if err != nil {
		return see, err
	}
	s, err := found(c, &t.View, p, f.ID)
	if err != nil {
		return see, err
	}
	t.Say("a retiré le service « {0} »", socle.WordRef(s.Name))
	_, err = sso.Remove(t, s.ID, c.Machine())
	return socle.See{Path: p.At("/administration/services"), Say: c.T("admin.services.removed", s.Name)}, err
}
