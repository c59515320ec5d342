// Package letters is how a school brings people their identifiers: who has come
// and who has not, letters with activation codes for window envelopes, labels,
// the list of a class. Codes are on paper alone: the file that holds them is made
// once, given to whoever asked, and kept nowhere. Nobody here sees a password.
package letters

import (
	"slices"
	"strings"

	"preau/base/db"
	"preau/portal/admin/desk"
	"preau/portal/admin/people"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
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

// The kinds of people.
const (
	pupils    = "eleves"
	guardians = "responsables"
	staff     = "personnels"
)

// scope is whom a page is about: a kind of people, of a division or of the whole
// school.
type scope struct {
	Kind     string       `json:"kind"`
	Division directory.ID `json:"division"` // empty: all
	Name     string       `json:"name"`     // of the division
}

// model is the page of distribution.
type model struct {
	Place     desk.Place    `json:"school"`
	Scope     scope         `json:"scope"`
	Whole     bool          `json:"whole"` // the reader keeps everybody; false: pupils alone
	Divisions []desk.Option `json:"divisions"`
	Came      int           `json:"came"`    // have opened their account
	Sent      int           `json:"sent"`    // hold a code that works
	None      int           `json:"none"`    // hold none
	ByHand    int           `json:"byHand"`  // of those who have not come, whose code is handed over in person
	People    []someone     `json:"waiting"` // who has not come, the first of them
	Hidden    int           `json:"hidden"`
}

// someone is one person of a scope.
type someone struct {
	ID         directory.ID `json:"id"`
	Name       string       `json:"name"`
	Place      string       `json:"place"`
	Identifier string       `json:"identifier"`
	State      signin.State `json:"state"`
	Sent       int64        `json:"sent"` // when the code that works was made, 0 for none
	asks       string       // the catalogue's key of what is asked beside the code, empty for nothing
	to         []string     // postal address
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
		if p.asks == "" {
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
func read(c *socle.Call, v *socle.View, kind, division string) (model, []someone, error) {
	p, err := desk.Chosen(c, v)
	m := model{Place: p, Scope: scope{Kind: kind}}
	if err != nil {
		return m, nil, err
	}
	_, denied := v.Other(people.Keep, rights.Places, p.ID)
	m.Whole = denied == nil
	if !slices.Contains([]string{pupils, guardians, staff}, kind) || !m.Whole {
		m.Scope.Kind = pupils
	}
	m.Divisions, err = db.All(v, desk.ScanOption, `SELECT g.id, g.name FROM directory_group g
		JOIN school_year y ON y.school = g.school AND y.year = g.year AND y.state = 'running'
		WHERE g.school = ? AND g.kind = 'division' ORDER BY g.sort_key`, p.ID)
	if err != nil {
		return m, nil, err
	}
	for _, d := range m.Divisions {
		if d.ID == division && m.Scope.Kind != staff {
			m.Scope.Division, m.Scope.Name = directory.ID(d.ID), d.Name
		}
	}
	all, err := m.Scope.people(c, v, p.ID)
	return m, all, err
}

// people are those of a scope whose code the reader may make: those of the
// direction, and who has an office in another school, are done one by one.
func (s scope) people(c *socle.Call, v *socle.View, school directory.ID) ([]someone, error) {
	role := map[string]string{pupils: "t.role = 'pupil'", guardians: "t.role = 'guardian'", staff: "t.role NOT IN ('pupil', 'guardian', 'partner')"}[s.Kind]
	in, args := "", []any{c.Machine().UnixMilli(), school, c.Today(), c.Today(), school}
	if s.Division != "" {
		in = ` AND EXISTS (SELECT 1 FROM directory_member m WHERE m.group_id = ? AND m.part = 'pupil' AND m.person = p.id)`
		if s.Kind == guardians {
			in = ` AND EXISTS (SELECT 1 FROM directory_member m JOIN directory_guardian w ON w.pupil = m.person WHERE m.group_id = ? AND m.part = 'pupil' AND w.guardian = p.id AND w.may_receive)`
		}
		args = append(args, s.Division)
	}
	return db.All(v, scan, `
		SELECT p.id, p.first_name || ' ' || p.family_name, a.identifier, a.state, p.street, p.postal_code, p.town, p.birth_date,
			coalesce((SELECT max(k.made_at) FROM signin_code k WHERE k.person = p.id AND k.killed_at = 0 AND k.used_at = 0 AND k.expires_at > ?), 0),
			coalesce((SELECT min(g.name) FROM directory_member m JOIN directory_group g ON g.id = m.group_id AND g.kind = 'division'
				JOIN school_year y ON y.school = g.school AND y.year = g.year AND y.state = 'running'
				WHERE m.person = p.id AND m.part = 'pupil' AND m.school = ?), max(t.title)),
			CASE WHEN p.phone <> '' OR p.mobile <> '' OR p.work_phone <> '' THEN 1 ELSE 0 END,
			(SELECT count(*) FROM directory_guardian w JOIN directory_person u ON u.id = w.pupil AND u.birth_date <> '' WHERE w.guardian = p.id),
			(SELECT count(*) FROM directory_tie o WHERE o.person = p.id AND o.role <> 'guardian')
		FROM directory_tie t JOIN directory_person p ON p.id = t.person JOIN signin_account a ON a.person = p.id AND a.state <> 'blocked'
		WHERE (t.from_day = '' OR t.from_day <= ?) AND (t.until_day = '' OR t.until_day >= ?) AND t.school = ? AND `+role+in+`
			AND NOT EXISTS (SELECT 1 FROM directory_tie x WHERE x.person = p.id AND (x.role IN ('head', 'deputy', 'admin')
				OR x.school <> t.school AND x.role IN ('secretary', 'bursar', 'cpe', 'aed', 'nurse', 'psyen')))
		GROUP BY p.id, p.first_name, p.family_name, p.sort_key, a.identifier, a.state, p.street, p.postal_code, p.town, p.birth_date, p.phone, p.mobile, p.work_phone
		ORDER BY p.sort_key, p.id`, args...)
}

// scan reads one person; what is asked of them is as in socle/signin/fact.
func scan(r db.Row) (p someone, err error) {
	var street, code, town, born string
	var phones, children, others int
	err = r.Scan(&p.ID, &p.Name, &p.Identifier, &p.State, &street, &code, &town, &born, &p.Sent, &p.Place, &phones, &children, &others)
	for _, l := range []string{street, strings.TrimSpace(code + " " + town)} {
		if l != "" {
			p.to = append(p.to, l)
		}
	}
	switch {
	case born != "" && others > 0:
		p.asks = "admin.letter.fact.own"
	case phones == 1 && children > 0:
		p.asks = "admin.letter.fact.child"
	}
	return p, err
}

func page(c *socle.Call, m model) socle.Page {
	return socle.Page{Title: c.T("admin.letters.title"), Body: body(m)}
}
