package contacts

import (
	"errors"
	"slices"

	"preau/apps/contacts/certificate"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// Person is somebody's page: what the reader may know of them.
type Person struct {
	ID        directory.ID `json:"id"`
	First     string       `json:"first"`
	Family    string       `json:"family"`
	Hats      []Hat        `json:"hats"`
	Groups    []Group      `json:"groups"`
	Courses   []Course     `json:"courses"`
	Guardians []Tie        `json:"guardians"` // of a pupil, in the order in which to call
	Wards     []Tie        `json:"wards"`     // of a guardian
	Mail      string       `json:"mail"`      // professional, between colleagues
	Picture   bool         `json:"picture"`
	Favourite bool         `json:"favourite"`
	Team      bool         `json:"team"` // read as one of those who work here
	Self      bool         `json:"self"`
	May       May          `json:"may"`
	Why       [][]string   `json:"why"` // each chain of facts by which the reader sees this
}

// May is what else the reader may do about the person.
type May struct {
	Details     bool `json:"details"`
	Consent     bool `json:"consent"`
	Certificate bool `json:"certificate"`
	Classes     bool `json:"classes"`
}

// Name is the name as it is read.
func (p Person) Name() string { return text.FullName(p.First, p.Family) }

// Path is the address of the page.
func (p Person) Path() string { return Line{Person: p.ID, Team: p.Team}.Path() }

// person is the page of somebody whom the reader finds: a pupil, a guardian, or
// for the office anybody.
func person(c *socle.Call, v *socle.View) (Person, error) {
	p, birth, err := load(c, v)
	if err != nil {
		return p, err
	}
	family, err := other(v, readGuardians)
	if err != nil {
		return p, err
	}
	p.Hats = slices.DeleteFunc(p.Hats, func(h Hat) bool { return h.Role == directory.Guardian && family == nil && !p.Self })
	if len(p.Hats) == 0 {
		return p, socle.ErrNotFound // a guardian, for somebody who is told of none
	}
	pupil := slices.ContainsFunc(p.Hats, func(h Hat) bool { return h.Role == directory.Pupil })
	if family != nil || p.Self {
		if pupil {
			p.Guardians, err = guardians(v)
		} else {
			p.Wards, err = wards(v)
		}
	}
	if err == nil {
		err = p.allow(c, v, pupil, pupil && adult(birth, c.Today()))
	}
	for i := range p.Guardians {
		p.Guardians[i].Visible = p.May.Details
	}
	if err == nil {
		err = p.explain(c, v, findPeople, rights.People)
	}
	return p, err
}

// colleague is the page of somebody who works in the school, and only that: not
// whether they also have a child here.
func colleague(c *socle.Call, v *socle.View) (Person, error) {
	p, _, err := load(c, v)
	if err != nil {
		return p, err
	}
	p.Team = true
	p.Hats = slices.DeleteFunc(p.Hats, func(h Hat) bool { return !isStaff(h.Role) })
	p.Groups = slices.DeleteFunc(p.Groups, func(g Group) bool { return g.Part == directory.PartPupil })
	if len(p.Hats) == 0 {
		return p, socle.ErrNotFound // who worked here and has left
	}
	mail, err := other(v, readMail)
	if err != nil {
		return p, err
	}
	if mail != nil {
		if p.Mail, err = mailOf(v); err != nil {
			return p, err
		}
	}
	if p.May.Classes = c.May(readClass) && v.Who().In(v.School(), directory.Staff...); err == nil {
		err = p.allow(c, v, false, true)
	}
	if err == nil {
		err = p.explain(c, v, findStaff, staff)
	}
	return p, err
}

// other is another right of the reader on the same person, nil when they do not
// hold it.
func other(v *socle.View, right *rights.Right) (*socle.View, error) {
	u, err := v.Other(right, rights.People, v.On())
	if errors.Is(err, socle.ErrDenied) {
		return nil, nil
	}
	return u, err
}

// allow finds what else the reader may do here.
func (p *Person) allow(c *socle.Call, v *socle.View, pupil, grown bool) error {
	for _, r := range []struct {
		right *rights.Right
		may   *bool
		ask   bool
	}{
		{readDetails, &p.May.Details, true},
		{giveConsent, &p.May.Consent, pupil && (grown || !p.Self)},
		{certificate.Ask, &p.May.Certificate, pupil && (grown || !p.Self)},
	} {
		if !r.ask || !c.May(r.right) {
			continue
		}
		held, err := other(v, r.right)
		if err != nil {
			return err
		}
		*r.may = held != nil
	}
	seen, err := other(v, readPictures)
	if err == nil && seen != nil && !c.Saver() {
		_, _, p.Picture, err = picture(v, year(c))
	}
	return err
}

// explain tells why the reader sees the page, in sentences.
func (p *Person) explain(c *socle.Call, v *socle.View, right *rights.Right, o *rights.Object) error {
	chains, err := v.Why(v.Who(), right, o, v.On())
	for _, chain := range chains {
		var says []string
		for _, fact := range chain {
			says = append(says, fact.Tell(c))
		}
		p.Why = append(p.Why, says)
	}
	return err
}

// FavouriteForm keeps somebody among the favourites, or not.
type FavouriteForm struct {
	Keep bool `form:"garder"`
}

func setFavourite(c *socle.Call, t *socle.Tx, f FavouriteForm) (socle.See, error) {
	t.Quiet() // for the reader's own convenience, seen by nobody else
	page := person
	if t.Right() == findStaff {
		page = colleague
	}
	if _, err := page(c, &t.View); err != nil {
		return socle.See{}, err // whose page does not open is not kept either
	}
	see := socle.See{Path: Line{Person: t.On(), Team: t.Right() == findStaff}.Path(), Say: c.T("contacts.favourite.gone")}
	if !f.Keep {
		_, err := t.Exec(`DELETE FROM contacts_favourite WHERE owner = ? AND person = ?`, t.Who().ID, t.On())
		return see, err
	}
	see.Say = c.T("contacts.favourite.kept")
	_, err := t.Exec(`INSERT INTO contacts_favourite (owner, person, at) VALUES (?, ?, ?) ON CONFLICT (owner, person) DO NOTHING`,
		t.Who().ID, t.On(), c.Now().UnixMilli())
	return see, err
}

// Details are how to reach somebody. Reading them is journalised.
type Details struct {
	ID        directory.ID `json:"id"`
	First     string       `json:"first"`
	Family    string       `json:"family"`
	Team      bool         `json:"team"`
	Coords    Coords       `json:"coords"`
	Guardians []Reachable  `json:"guardians"` // of a pupil, in the order in which to call
}

// Reachable is a guardian and how to reach them.
type Reachable struct {
	Tie
	Coords Coords `json:"coords"`
}

// Coords are what the school's file holds to reach somebody.
type Coords struct {
	Mobile string `json:"mobile"`
	Phone  string `json:"phone"`
	Work   string `json:"work"`
	Mail   string `json:"mail"`
	Street string `json:"street"`
	Postal string `json:"postal"`
	Town   string `json:"town"`
	SMS    bool   `json:"sms"` // agrees to messages on the mobile
}

// Empty reports whether the file holds nothing.
func (k Coords) Empty() bool { return k.Mobile+k.Phone+k.Work+k.Mail+k.Street+k.Town == "" }

func details(c *socle.Call, v *socle.View) (Details, error) {
	p, _, err := load(c, v)
	if err != nil {
		return Details{}, err
	}
	if len(p.Hats) == 0 {
		return Details{}, socle.ErrNotFound
	}
	d := Details{ID: p.ID, First: p.First, Family: p.Family}
	if d.Coords, err = coords(v); err != nil {
		return d, err
	}
	d.Guardians, err = reachable(v)
	return d, err
}
