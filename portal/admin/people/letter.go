package people

import (
	"preau/base/db"
	"preau/base/text"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/signin"
)

// letter is the paper that brings somebody their activation code.
type letter struct {
	ID         directory.ID `json:"id"`
	Name       string       `json:"name"`
	Address    []string     `json:"address"`
	School     []string     `json:"school"` // the sender's lines
	Identifier string       `json:"identifier"`
	Expires    int64        `json:"expires"`
	HandedBy   string       `json:"handedBy"` // who hands it over in person, empty for a letter
	Made       int64        `json:"made"`
	Fact       string       `json:"fact"` // the catalogue's key of what is asked beside the code
	URL        string       `json:"url"`

	code string // shown once, and never to a program that asks again
}

func showLetter(c *socle.Call, v *socle.View) (letter, error) {
	m, err := showPerson(c, v)
	if err != nil {
		return letter{}, err
	}
	l := letter{ID: m.ID, Name: m.Name, Identifier: m.Identifier, URL: c.URL("/activation"), code: c.Once(), Fact: "admin.letter.fact.own"}
	if m.Code != nil {
		l.Expires, l.Made = m.Code.Expires, m.Code.Made
		if m.Code.Channel == signin.ByHand {
			l.HandedBy, l.Fact = m.HandedBy, "admin.letter.fact.hand"
		}
	}
	if l.HandedBy == "" && onlyGuardian(m.Ties) {
		l.Fact = "admin.letter.fact.child"
	}
	school, _, err := directory.LoadSchool(v, v.School())
	if err != nil {
		return l, err
	}
	l.School = desk.Lines(school.Name, school.Street, school.PostalCode+" "+school.Town, text.Phone(school.Phone))
	l.Address, _, err = db.First(v, func(r db.Row) ([]string, error) {
		var street, code, town string
		err := r.Scan(&street, &code, &town)
		return desk.Lines(m.Name, street, code+" "+town), err
	}, `SELECT street, postal_code, town FROM directory_person WHERE id = ?`, v.On())
	return l, err
}

func onlyGuardian(ties []tie) bool {
	for _, t := range ties {
		if t.Role != directory.Guardian {
			return false
		}
	}
	return len(ties) > 0
}

func letterPage(c *socle.Call, l letter) socle.Page {
	return socle.Page{Title: c.T("admin.letter.title", l.Name), Body: letterBody(l)}
}
