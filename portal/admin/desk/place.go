// Package desk is what the pages of the administration share: the school that a
// page is about, the search among its people, the words, a spreadsheet.
package desk

import (
	"net/url"

	"preau/base/db"
	"preau/base/ui"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// Option is a thing to choose: its id and its name.
type Option struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ScanOption reads an id and a name.
func ScanOption(r db.Row) (o Option, err error) { return o, r.Scan(&o.ID, &o.Name) }

// Place is the school that a page is about, and those that it could be about.
type Place struct {
	ID      directory.ID `json:"id"`
	Name    string       `json:"name"`
	Schools []Option     `json:"schools"`
	Away    bool         `json:"-"` // it is not the school of the reader's hat
}

// At is the address of a path about the same school.
func (p Place) At(path string, query ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		if query[i+1] != "" {
			q.Set(query[i], query[i+1])
		}
	}
	if p.Away {
		q.Set("etablissement", string(p.ID))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// Chosen is the school that a page is about: the one of ?etablissement=, else
// the hat's. The reader's right must reach it whole.
func Chosen(c *socle.Call, v *socle.View) (Place, error) {
	id := directory.ID(c.Query("etablissement"))
	if id == "" {
		id = v.School()
	}
	ok, err := v.Reaches(v, rights.Places, id)
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	if err != nil {
		return Place{}, err
	}
	school, _, err := directory.LoadSchool(v, id)
	if err != nil {
		return Place{}, err
	}
	p := Place{ID: id, Name: school.Name, Away: id != c.Hat.School}
	where, args := v.Within(rights.Places, "s")
	p.Schools, err = db.All(v, ScanOption, `SELECT s.id, s.name FROM directory_school s WHERE `+where+` ORDER BY s.name, s.id`, args...)
	return p, err
}

// Choose has a write be about the school that its page is about.
func Choose(c *socle.Call, t *socle.Tx) (Place, error) {
	p, err := Chosen(c, &t.View)
	if err == nil {
		err = t.In(p.ID)
	}
	return p, err
}

// AsOptions are the choices of a list, after the one that is no choice.
func AsOptions(none string, all []Option) []ui.Option {
	var list []ui.Option
	if none != "" {
		list = append(list, ui.Option{Label: none})
	}
	for _, o := range all {
		list = append(list, ui.Option{Value: o.ID, Label: o.Name})
	}
	return list
}

// ByRole is how far each role reaches.
type ByRole = map[directory.Role]rights.Reach

// Lead is what the direction of a school has, and the platform everywhere; also
// are further roles of the school.
func Lead(also ...directory.Role) ByRole {
	give := ByRole{directory.Head: rights.School, directory.Deputy: rights.School, directory.Admin: rights.Platform}
	for _, r := range also {
		give[r] = rights.School
	}
	return give
}
