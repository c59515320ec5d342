package people

import (
	"slices"

	"preau/base/day"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
)

// tie is a person's place in a school that the reader's right reaches.
type tie struct {
	School     directory.ID   `json:"school"`
	SchoolName string         `json:"schoolName"`
	Role       directory.Role `json:"role"`
	Title      string         `json:"title"`
	From       day.Day        `json:"from"`
	Until      day.Day        `json:"until"`
	Manual     bool           `json:"manual"` // set by hand: no import ends it
}

// family is who answers for a pupil, or a pupil for whom one answers.
type family struct {
	ID     directory.ID `json:"id"`
	Name   string       `json:"name"`
	Level  string       `json:"level"`
	MaySee bool         `json:"maySee"`
	WhyNot string       `json:"whyNot"`
}

// card is all that the administration says of a person.
type card struct {
	ID         directory.ID       `json:"id"`
	Name       string             `json:"name"`
	Birth      string             `json:"birthDate"`
	Mail       string             `json:"email"`
	Ties       []tie              `json:"ties"`
	Groups     []directory.Member `json:"groups"`
	Guardians  []family           `json:"guardians"`
	Wards      []family           `json:"wards"`
	Alone      bool               `json:"alone"` // of age, and closed to the guardians
	State      signin.State       `json:"state"`
	Identifier string             `json:"identifier"`
	Seen       int64              `json:"seen"`
	Code       *signin.Letter     `json:"code"`
	HandedBy   string             `json:"handedBy"`
	Sessions   int                `json:"sessions"`
	Keeps      bool               `json:"keeps"`   // the reader keeps this person's card
	Account    bool               `json:"account"` // the reader may act on the account
	Me         bool               `json:"me"`
}

// teaches reports whether a substitute may stand in for the person.
func (m card) teaches() bool {
	return slices.ContainsFunc(m.Ties, func(t tie) bool { return t.Role == directory.Teacher })
}

func showPerson(c *socle.Call, v *socle.View) (card, error) {
	who, ok, err := directory.Load(v, v.On(), c.Today())
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	if err != nil {
		return card{}, err
	}
	m := card{
		ID: who.ID, Name: who.Name(), Birth: who.BirthDate, Mail: who.Mail,
		Account: outranks(c.Who, who.Ties), Me: who.ID == c.Who.ID,
	}
	_, denied := v.Other(Keep, rights.People, v.On())
	m.Keeps = denied == nil
	if m.Ties, err = tiesWithin(v); err != nil {
		return m, err
	}
	// Who hands codes to pupils learns nothing of the others.
	if !m.Keeps && !slices.ContainsFunc(m.Ties, func(t tie) bool { return t.Role == directory.Pupil }) {
		return m, socle.ErrNotFound
	}
	for _, g := range who.Groups {
		if slices.ContainsFunc(m.Ties, func(t tie) bool { return t.School == g.School }) {
			m.Groups = append(m.Groups, g)
		}
	}
	if m.Keeps {
		if err := m.tellFamily(v); err != nil {
			return m, err
		}
		if m.Alone, err = directory.Alone(v, v.On(), c.Today()); err != nil {
			return m, err
		}
	}
	return m, m.tellAccount(c, v)
}

// tiesWithin are the ties of the person in the schools that the right reaches:
// of the others nothing is said.
func tiesWithin(v *socle.View) ([]tie, error) {
	within, args := v.Within(rights.Places, "s")
	return db.All(v, func(r db.Row) (t tie, err error) {
		var source string
		err = r.Scan(&t.School, &t.SchoolName, &t.Role, &t.Title, &t.From, &t.Until, &source)
		t.Manual = source == manual
		return t, err
	}, `
		SELECT t.school, s.name, t.role, t.title, t.from_day, t.until_day, t.source
		FROM directory_tie t JOIN directory_school s ON s.id = t.school
		WHERE t.person = ? AND `+within+` ORDER BY s.name, t.role`, append([]any{v.On()}, args...)...)
}

// manual is the source of what was written by hand: no import takes it away.
const manual = "manual"

// tellFamily tells the guardians of a pupil and the wards of a guardian, as far
// as the right reaches the pupil.
func (m *card) tellFamily(v *socle.View) (err error) {
	read := func(r db.Row) (f family, err error) {
		return f, r.Scan(&f.ID, &f.Name, &f.Level, &f.MaySee, &f.WhyNot)
	}
	if m.Guardians, err = db.All(v, read, `
		SELECT p.id, p.first_name || ' ' || p.family_name, g.level, g.may_see, g.why_not
		FROM directory_guardian g JOIN directory_person p ON p.id = g.guardian
		WHERE g.pupil = ? ORDER BY g.contact_order, p.sort_key`, v.On()); err != nil {
		return err
	}
	within, args := v.Within(rights.People, "t")
	m.Wards, err = db.All(v, read, `
		SELECT p.id, p.first_name || ' ' || p.family_name, g.level, g.may_see, g.why_not
		FROM directory_guardian g JOIN directory_person p ON p.id = g.pupil
		WHERE g.guardian = ? AND g.pupil IN (SELECT t.person FROM directory_tie t WHERE `+within+`) ORDER BY p.birth_date, p.sort_key`,
		append([]any{v.On()}, args...)...)
	return err
}

// tellAccount tells the state of the account and of the last code.
func (m *card) tellAccount(c *socle.Call, v *socle.View) error {
	account, ok, err := signin.Of(v, v.On())
	if err != nil || !ok {
		return err
	}
	m.State, m.Identifier, m.Seen = account.State, account.Identifier, account.Seen
	letter, ok, err := signin.LastCode(v, v.On(), c.Machine())
	if err != nil {
		return err
	}
	if ok {
		m.Code = &letter
		if letter.HandedBy != "" {
			names, err := v.Names([]directory.ID{letter.HandedBy})
			if err != nil {
				return err
			}
			m.HandedBy = names[letter.HandedBy]
		}
	}
	open, err := signin.Sessions(v, v.On(), c.Machine())
	m.Sessions = len(open)
	return err
}

func personPage(c *socle.Call, m card) socle.Page {
	return socle.Page{Title: m.Name, Body: personBody(m, c.Machine())}
}

// offices are the roles that open more of a school than one's own classes.
var offices = []directory.Role{
	directory.Head, directory.Deputy, directory.Secretary, directory.Bursar, directory.CPE, directory.AED, directory.Nurse, directory.PsyEN,
}

// outranks reports whether me may act on the account of someone who has ties:
// only the direction of a school acts on its direction's, only the platform on
// the platform's, and who is of another school's office is not for this one.
// Otherwise who hands out a code would take over what they do not have.
func outranks(me *directory.Person, ties []directory.Tie) bool {
	if me.Is(directory.Admin) {
		return true
	}
	for _, t := range ties {
		switch t.Role {
		case directory.Admin:
			return false
		case directory.Head, directory.Deputy:
			if !me.In(t.School, directory.Head, directory.Deputy) {
				return false
			}
		}
		if slices.Contains(offices, t.Role) && !me.In(t.School, offices...) {
			return false
		}
	}
	return true
}

// rolesToGive are the roles that me may give in school. Guardians come with the
// academy's file, which says for whom they answer.
func rolesToGive(me *directory.Person, school directory.ID) []directory.Role {
	return slices.DeleteFunc(slices.Clone(directory.Roles), func(r directory.Role) bool {
		switch r {
		case directory.Guardian:
			return true
		case directory.Admin:
			return !me.Is(directory.Admin)
		case directory.Head, directory.Deputy:
			return !me.Is(directory.Admin) && !me.In(school, directory.Head, directory.Deputy)
		}
		return false
	})
}
