// Package letters is how a school brings people their identifiers: who has come
// and who has not, letters with activation codes for window envelopes, labels,
// the list of a class. Codes are on paper alone: the file that holds them is made
// once, given to whoever asked, and kept nowhere. Nobody here sees a password.
package letters

import (
	"slices"

	"preau/base/db"
	"preau/portal/admin/desk"
	"preau/portal/admin/people"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
	"preau/socle/signin/handout"
)

// words are the texts of the pages.
var words = desk.Words

// Path is the page of distribution.
const Path = "/administration/personnes/distribution"

// Routes are the pages of distribution.
func Routes() []socle.Route {
	return []socle.Route{
		socle.Show("GET "+Path, socle.Mine, people.Codes, show, page),
		socle.Issue("POST "+Path+"/lettres", socle.Mine, people.Codes, issue).From(Path),
		socle.Give("GET "+Path+"/etiquettes", socle.Mine, people.Codes, labels),
		socle.Give("GET "+Path+"/liste", socle.Mine, people.Codes, list),
	}
}

// Limits of a page and of a file.
const (
	maxShown   = 100
	maxLetters = 600 // in one file: a larger school does it class by class, or kind by kind
)

// scope is whom a page is about: a kind of people, of a division or of the whole
// school.
type scope struct {
	Kind     handout.Kind `json:"kind"`
	Division directory.ID `json:"division"` // empty: all
	Name     string       `json:"name"`     // of the division
}

// model is the page of distribution.
type model struct {
	Place     desk.Place       `json:"school"`
	Scope     scope            `json:"scope"`
	Whole     bool             `json:"whole"` // the reader keeps everybody; false: pupils alone
	Divisions []desk.Option    `json:"divisions"`
	Came      int              `json:"came"`    // have opened their account
	Sent      int              `json:"sent"`    // hold a code that works
	None      int              `json:"none"`    // hold none
	ByHand    int              `json:"byHand"`  // of those who have not come, whose code is handed over in person
	People    []handout.Person `json:"waiting"` // who has not come, the first of them
	Hidden    int              `json:"hidden"`
}

func show(c *socle.Call, v *socle.View) (model, error) {
	m, all, err := read(c, v, c.Query("qui"), c.Query("classe"))
	if err != nil {
		return m, err
	}
	for _, p := range all {
		switch {
		case p.State == signin.Active:
			m.Came++
			continue
		case p.Sent > 0:
			m.Sent++
		default:
			m.None++
		}
		if p.Asks == "" {
			m.ByHand++
		}
		m.People = append(m.People, p)
	}
	if more := len(m.People) - maxShown; more > 0 {
		m.People, m.Hidden = m.People[:maxShown], more
	}
	return m, nil
}

// read reads the scope that an address names, and its people by name.
func read(c *socle.Call, v *socle.View, kind, division string) (model, []handout.Person, error) {
	p, err := desk.Chosen(c, v)
	m := model{Place: p, Scope: scope{Kind: handout.Kind(kind)}}
	if err != nil {
		return m, nil, err
	}
	_, denied := v.Other(people.Keep, rights.Places, p.ID)
	m.Whole = denied == nil
	if !slices.Contains(handout.Kinds, m.Scope.Kind) || !m.Whole {
		m.Scope.Kind = handout.Pupils
	}
	m.Divisions, err = db.All(v, desk.ScanOption, `SELECT g.id, g.name FROM directory_group g
		JOIN school_year y ON y.school = g.school AND y.year = g.year AND y.state = 'running'
		WHERE g.school = ? AND g.kind = 'division' ORDER BY g.sort_key`, p.ID)
	if err != nil {
		return m, nil, err
	}
	for _, d := range m.Divisions {
		if d.ID == division && m.Scope.Kind != handout.Staff {
			m.Scope.Division, m.Scope.Name = directory.ID(d.ID), d.Name
		}
	}
	all, err := handout.People(v, handout.Scope{School: p.ID, Kind: m.Scope.Kind, Division: m.Scope.Division}, c.Today(), c.Machine())
	return m, all, err
}

func page(c *socle.Call, m model) socle.Page {
	return socle.Page{Title: c.T("admin.letters.title"), Body: body(m)}
}
