// Package leaving is where a school sees who is leaving it: whom its files miss,
// or say that they left. It keeps them, closes their access now, or lets the
// delay pass; what was closed it opens again, with all that was there.
package leaving

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/base/db"
	"preau/portal/admin/desk"
	"preau/portal/admin/imports"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/directory"
)

// words are the texts of the pages.
var words = desk.Words

// Path is the page of departures.
const Path = "/administration/departs"

// maxShown is how many people one list shows; those that follow come once these
// are settled.
const maxShown = 200

// Routes are the pages of departures.
func Routes() []socle.Route {
	return []socle.Route{
		socle.Show("GET "+Path, socle.Mine, imports.Right, show, page),
		socle.Do("POST "+Path, socle.Mine, imports.Right, decide),
		socle.Do("POST "+Path+"/delai", socle.Mine, imports.Right, setGrace).From(Path),
	}
}

// departures is the model of the page.
type departures struct {
	Place   desk.Place         `json:"school"`
	Grace   int                `json:"grace"`
	Leaving []directory.Leaver `json:"leaving"`
	Closed  []directory.Leaver `json:"closed"`
	More    bool               `json:"more"` // than a list shows
}

func show(c *socle.Call, v *socle.View) (departures, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return departures{}, err
	}
	m := departures{Place: p}
	if m.Grace, _, err = db.First(v, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, `SELECT grace FROM directory_school WHERE id = ?`, p.ID); err != nil {
		return m, err
	}
	all, err := directory.Leavers(v, p.ID, c.Today())
	for _, l := range all {
		to := &m.Leaving
		if l.Closed {
			to = &m.Closed
		}
		if len(*to) == maxShown {
			m.More = true
			continue
		}
		*to = append(*to, l)
	}
	return m, err
}

func page(c *socle.Call, m departures) socle.Page {
	return socle.Page{Title: c.T("admin.leaving.title"), Body: body(m)}
}

// value is how a form names a place: its role and its person.
func value(l directory.Leaver) string { return string(l.Role) + ":" + string(l.Person) }

// What may be done with those who are ticked.
const (
	keep   = "garder"
	end    = "fermer"
	reopen = "rouvrir"
)

type choice struct {
	Who []string `form:"qui"`
	Do  string   `form:"faire"`
}

// Check asks for somebody, and for what to do.
func (f *choice) Check(c *socle.Call) socle.Invalid {
	if len(f.Who) == 0 || len(f.Who) > maxShown {
		return socle.Wrong("qui", c.T("admin.leaving.nobody"))
	}
	if f.Do != keep && f.Do != end && f.Do != reopen {
		return socle.Wrong("", c.T("admin.leaving.what"))
	}
	return nil
}

// said are the words of the journal for what was done.
var said = map[string]string{
	keep: "a gardé, malgré son absence des fichiers : ", end: "a fermé l’accès de qui est parti : ", reopen: "a rouvert l’accès, avec tous les liens : ",
}

// decide does one thing with several people. Those for whom somebody else has
// settled it meanwhile are passed over.
func decide(c *socle.Call, t *socle.Tx, f choice) (socle.See, error) {
	p, err := desk.Choose(c, t)
	if err != nil {
		return socle.See{}, err
	}
	all, err := directory.Leavers(t, p.ID, c.Today())
	if err != nil {
		return socle.See{}, err
	}
	var gaps []string
	var refs []audit.Ref
	for _, l := range all {
		if !slices.Contains(f.Who, value(l)) || l.Closed != (f.Do == reopen) {
			continue
		}
		if above(c, l) {
			return socle.See{}, socle.Wrong("qui", c.T("admin.leaving.above", l.Name))
		}
		if f.Do == end {
			err = l.Ends(t, c.Today())
		} else {
			err = l.Stays(t, c.Today())
		}
		if err != nil {
			return socle.See{}, err
		}
		gaps, refs = append(gaps, fmt.Sprintf("{%d}", len(refs))), append(refs, socle.PersonRef(l.Person))
	}
	if len(refs) == 0 {
		t.Quiet()
		return socle.See{Path: p.At(Path), Say: c.T("admin.leaving.settled")}, nil
	}
	t.Say(said[f.Do]+strings.Join(gaps, ", "), refs...)
	t.Publish("directory:" + string(p.ID))
	return socle.See{Path: p.At(Path), Say: c.T("admin.leaving.did."+f.Do, len(refs))}, nil
}

// above reports whether it is for somebody else to settle l: the direction is the
// direction's, the platform's people are the platform's, and nobody settles
// their own.
func above(c *socle.Call, l directory.Leaver) bool {
	switch {
	case l.Person == c.Who.ID:
		return true
	case c.Who.Is(directory.Admin):
		return false
	case l.Role == directory.Admin:
		return true
	case l.Role == directory.Head || l.Role == directory.Deputy:
		return !c.Who.In(l.School, directory.Head, directory.Deputy)
	}
	return false
}

type graceForm struct {
	Days string `form:"jours"`
	days int
}

// Check takes a number of days.
func (f *graceForm) Check(c *socle.Call) socle.Invalid {
	n, err := strconv.Atoi(strings.TrimSpace(f.Days))
	if err != nil || n < 0 || n > directory.MaxGrace {
		return socle.Wrong("jours", c.T("admin.leaving.grace.bad", directory.MaxGrace))
	}
	f.days = n
	return nil
}

func setGrace(c *socle.Call, t *socle.Tx, f graceForm) (socle.See, error) {
	p, err := desk.Choose(c, t)
	if err != nil {
		return socle.See{}, err
	}
	_, err = t.Exec(`UPDATE directory_school SET grace = ?, version = version + 1 WHERE id = ?`, f.days, p.ID)
	t.Say("a fixé à {0} jours le délai avant de fermer l’accès de qui n’est plus dans les fichiers", socle.WordRef(strconv.Itoa(f.days)))
	return socle.See{Path: p.At(Path), Say: c.T("admin.leaving.grace.saved")}, err
}
