package places

import (
	"cmp"
	"net/mail"
	"regexp"
	"strconv"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// schoolRow is a school in the list.
type schoolRow struct {
	ID     directory.ID `json:"id"`
	Name   string       `json:"name"`
	Town   string       `json:"town"`
	People int          `json:"people"`
}

func showSchools(c *socle.Call, v *socle.View) ([]schoolRow, error) {
	where, args := v.Within(rights.Places, "s")
	return db.All(v, func(r db.Row) (s schoolRow, err error) {
		return s, r.Scan(&s.ID, &s.Name, &s.Town, &s.People)
	}, `
		SELECT s.id, s.name, s.town, (SELECT COUNT(*) FROM directory_tie t WHERE t.school = s.id AND (t.until_day = '' OR t.until_day >= ?))
		FROM directory_school s WHERE `+where+` ORDER BY s.name, s.id`, append([]any{c.Today()}, args...)...)
}

func schoolsPage(c *socle.Call, all []schoolRow) socle.Page {
	return socle.Page{Title: c.T("admin.schools.title"), Body: schoolsBody(all)}
}

// identity is a school's card.
type identity struct {
	ID         directory.ID `json:"id"`
	Name       string       `json:"name"`
	Street     string       `json:"street"`
	PostalCode string       `json:"postalCode"`
	Town       string       `json:"town"`
	Phone      string       `json:"phone"`
	Email      string       `json:"email"`
	Zone       string       `json:"zone"`
	WeekA      day.Day      `json:"weekA"`
	Colour     string       `json:"colour"`
	Logo       string       `json:"logo"`
	Version    int64        `json:"version"`
}

func loadSchool(v *socle.View) (identity, error) {
	s, ok, err := directory.LoadSchool(v, v.On())
	if err != nil || !ok {
		return identity{}, cmp.Or(err, socle.ErrNotFound)
	}
	return identity{
		s.ID, s.Name, s.Street, s.PostalCode, s.Town, s.Phone, s.Email, s.Zone, s.WeekA, s.Colour, s.Logo, s.Version,
	}, nil
}

func showSchool(_ *socle.Call, v *socle.View) (identity, error) { return loadSchool(v) }

func schoolPage(_ *socle.Call, m identity) socle.Page {
	return socle.Page{Title: m.Name, Body: schoolBody(m)}
}

// schoolPath is the address of a school's card.
func schoolPath(id directory.ID) string { return "/administration/etablissements/" + string(id) }

type schoolForm struct {
	Name       string  `form:"nom"`
	Street     string  `form:"rue"`
	PostalCode string  `form:"code_postal"`
	Town       string  `form:"ville"`
	Phone      string  `form:"telephone"`
	Email      string  `form:"courriel"`
	Zone       string  `form:"zone"`
	WeekA      day.Day `form:"semaine_a"`
	Version    int64   `form:"version"`
}

var (
	postalForm = regexp.MustCompile(`^[0-9]{5}$`)
	phoneForm  = regexp.MustCompile(`^\+?[0-9]{10,14}$`)
	phoneGap   = regexp.MustCompile(`[ .\-()]`)
)

// Check looks at each field.
func (f *schoolForm) Check(c *socle.Call) socle.Invalid {
	var bad socle.Invalid
	miss := func(field, key string, ok bool) {
		if !ok {
			bad = append(bad, socle.Wrong(field, c.T(key, desk.MaxName))...)
		}
	}
	for _, s := range []*string{&f.Name, &f.Street, &f.Town, &f.Email} {
		*s = desk.Clean(*s)
	}
	f.Phone = phoneGap.ReplaceAllString(desk.Clean(f.Phone), "")
	miss("nom", "admin.school.bad.name", f.Name != "" && len([]rune(f.Name)) <= desk.MaxName)
	miss("rue", "admin.field.long", len([]rune(f.Street)) <= desk.MaxName)
	miss("ville", "admin.field.long", len([]rune(f.Town)) <= desk.MaxName)
	miss("code_postal", "admin.school.bad.postal", f.PostalCode == "" || postalForm.MatchString(f.PostalCode))
	miss("telephone", "admin.school.bad.phone", f.Phone == "" || phoneForm.MatchString(f.Phone))
	if f.Email != "" {
		at, err := mail.ParseAddress(f.Email)
		miss("courriel", "admin.school.bad.email", err == nil && at.Address == f.Email)
	}
	miss("zone", "admin.school.bad.zone", f.Zone == "" || f.Zone == "A" || f.Zone == "B" || f.Zone == "C")
	miss("semaine_a", "admin.school.bad.week", f.WeekA == "" || f.WeekA.Valid())
	return bad
}

func saveSchool(c *socle.Call, t *socle.Tx, f schoolForm) (socle.See, error) {
	n, err := t.Exec(`
		UPDATE directory_school SET name = ?, street = ?, postal_code = ?, town = ?, phone = ?, email = ?, zone = ?, week_a = ?, version = version + 1
		WHERE id = ? AND version = ?`,
		f.Name, f.Street, f.PostalCode, f.Town, f.Phone, f.Email, f.Zone, f.WeekA, t.On(), f.Version)
	if err == nil && n == 0 {
		err = schoolConflict(c, t)
	}
	t.Say("a modifié la fiche de {0}", socle.ThingRef(rights.Places, t.On()))
	t.Publish("directory:" + string(t.On()))
	return socle.See{Path: schoolPath(t.On()), Say: c.T("admin.school.saved")}, err
}

// schoolConflict is the card as somebody saved it meanwhile. Who it was, the
// journal knows.
func schoolConflict(c *socle.Call, t *socle.Tx) error {
	now, err := loadSchool(&t.View)
	if err != nil {
		return err
	}
	who, when, err := desk.LastOn(&t.View, t.On())
	if err != nil {
		return err
	}
	x := &socle.Conflict{Who: who, When: when, Version: now.Version, Theirs: map[string]string{}, Labels: map[string]string{}}
	for field, value := range map[string]string{
		"nom": now.Name, "rue": now.Street, "code_postal": now.PostalCode, "ville": now.Town, "telephone": now.Phone,
		"courriel": now.Email, "zone": now.Zone, "semaine_a": string(now.WeekA),
	} {
		if value != c.Typed(field) {
			x.Theirs[field], x.Labels[field] = value, c.T("admin.school.field."+field)
		}
	}
	return x
}

// term is a period of the school year.
type term struct {
	Number int     `json:"number"`
	Name   string  `json:"name"`
	First  day.Day `json:"first"`
	Last   day.Day `json:"last"`
}

type terms struct {
	School directory.ID `json:"school"`
	Name   string       `json:"name"`
	Year   string       `json:"year"`
	First  day.Day      `json:"first"`
	Last   day.Day      `json:"last"`
	Terms  []term       `json:"terms"`
}

func showTerms(_ *socle.Call, v *socle.View) (terms, error) {
	s, err := loadSchool(v)
	if err != nil {
		return terms{}, err
	}
	m := terms{School: s.ID, Name: s.Name}
	if err := m.readYear(v); err != nil {
		return m, err
	}
	m.Terms, err = db.All(v, func(r db.Row) (t term, err error) { return t, r.Scan(&t.Number, &t.Name, &t.First, &t.Last) }, `
		SELECT number, name, first_day, last_day FROM school_term WHERE school = ? AND year = ? ORDER BY number`, v.On(), m.Year)
	return m, err
}

func (m *terms) readYear(v *socle.View) error {
	for r, err := range v.Rows(`SELECT year, first_day, last_day FROM school_year WHERE school = ? AND state = 'running' ORDER BY year DESC LIMIT 1`, v.On()) {
		if err == nil {
			err = r.Scan(&m.Year, &m.First, &m.Last)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func termsPage(c *socle.Call, m terms) socle.Page {
	return socle.Page{Title: c.T("admin.terms.title"), Body: termsBody(m)}
}

// maxTerms is three trimesters, or two semesters and an empty line.
const maxTerms = 3

type termsForm struct {
	Name1 string  `form:"nom1"`
	From1 day.Day `form:"debut1"`
	To1   day.Day `form:"fin1"`
	Name2 string  `form:"nom2"`
	From2 day.Day `form:"debut2"`
	To2   day.Day `form:"fin2"`
	Name3 string  `form:"nom3"`
	From3 day.Day `form:"debut3"`
	To3   day.Day `form:"fin3"`
}

func (f termsForm) list() []term {
	return []term{{1, desk.Clean(f.Name1), f.From1, f.To1}, {2, desk.Clean(f.Name2), f.From2, f.To2}, {3, desk.Clean(f.Name3), f.From3, f.To3}}
}

// saveTerms writes the terms anew. A line left empty is no term.
func saveTerms(c *socle.Call, t *socle.Tx, f termsForm) (socle.See, error) {
	var y terms
	if err := y.readYear(&t.View); err != nil {
		return socle.See{}, err
	}
	if y.Year == "" {
		return socle.See{}, socle.Wrong("", c.T("admin.terms.noyear"))
	}
	var bad socle.Invalid
	var rows [][]any
	before := y.First.Add(-1)
	for _, x := range f.list() {
		if x.Name == "" && x.First == "" && x.Last == "" {
			continue
		}
		bad = append(bad, x.check(c, before, y.Last)...)
		before = x.Last
		rows = append(rows, []any{t.On(), y.Year, len(rows) + 1, x.Name, x.First, x.Last})
	}
	if len(rows) == 0 {
		bad = socle.Wrong("nom1", c.T("admin.terms.none"))
	}
	if bad != nil {
		return socle.See{}, bad
	}
	if _, err := t.Exec(`DELETE FROM school_term WHERE school = ? AND year = ?`, t.On(), y.Year); err != nil {
		return socle.See{}, err
	}
	t.Say("a modifié les périodes de {0}", socle.ThingRef(rights.Places, t.On()))
	t.Publish("directory:" + string(t.On()))
	return socle.See{Path: schoolPath(t.On()), Say: c.T("admin.terms.saved")},
		t.Insert("school_term", []string{"school", "year", "number", "name", "first_day", "last_day"}, rows)
}

func (x term) check(c *socle.Call, before, last day.Day) (bad socle.Invalid) {
	n := strconv.Itoa(x.Number)
	if x.Name == "" || len([]rune(x.Name)) > desk.MaxName {
		bad = append(bad, socle.Wrong("nom"+n, c.T("admin.terms.bad.name"))...)
	}
	if !x.First.Valid() || x.First <= before {
		bad = append(bad, socle.Wrong("debut"+n, c.T("admin.terms.bad.first", text.DayYear(c, before)))...)
	}
	if !x.Last.Valid() || x.Last <= x.First || x.Last > last {
		bad = append(bad, socle.Wrong("fin"+n, c.T("admin.terms.bad.last", text.DayYear(c, last)))...)
	}
	return bad
}
