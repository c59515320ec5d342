package door

import (
	"github.com/a-h/templ"

	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
)

// guardians is what a pupil of age lets their guardians see.
type guardians struct {
	Names []string `json:"names"`
	Alone bool     `json:"alone"` // they see nothing any more
}

// adultPupil reports whether the reader is a pupil of age: their own guardian.
func adultPupil(c *socle.Call) bool { return c.Who.Is(directory.Pupil) && c.Who.Adult(c.Today()) }

func showGuardians(c *socle.Call, v *socle.View) (m guardians, err error) {
	if !adultPupil(c) {
		return m, socle.ErrNotFound
	}
	if m.Names, err = db.Strings(v, `
		SELECT p.first_name || ' ' || p.family_name FROM directory_guardian g JOIN directory_person p ON p.id = g.guardian
		WHERE g.pupil = ? AND g.may_see ORDER BY g.contact_order, p.sort_key`, v.Who().ID); err != nil {
		return m, err
	}
	m.Alone, err = directory.Alone(v, v.Who().ID, c.Today())
	return m, err
}

func guardiansPage(c *socle.Call, m guardians) socle.Page {
	return socle.Page{Title: c.T("door.adult.title"), Body: guardiansBody(m)}
}

type aloneForm struct {
	Alone bool `form:"seul"`
}

// setAlone is the pupil's word: it holds at once.
func setAlone(c *socle.Call, t *socle.Tx, f aloneForm) (socle.See, error) {
	if !adultPupil(c) {
		return socle.See{}, socle.ErrNotFound
	}
	words, said := "a rouvert sa scolarité à ses responsables", "door.adult.opened"
	if f.Alone {
		words, said = "est majeur et a fermé sa scolarité à ses responsables", "door.adult.closed"
	}
	t.Say(words)
	return socle.See{Path: "/compte/responsables", Say: c.T(said)}, directory.SetAlone(t, t, t.Who().ID, f.Alone)
}

// ward is a child of age for whom the reader answered.
type ward struct {
	first string
	alone bool
}

// adultWidget tells a guardian what they still see of a child of age, and why.
func adultWidget(c *socle.Call, v *socle.View) (templ.Component, error) {
	all, err := db.All(v, func(r db.Row) (w ward, err error) { return w, r.Scan(&w.first, &w.alone) }, `
		SELECT p.first_name, p.alone FROM directory_guardian g JOIN directory_person p ON p.id = g.pupil
		WHERE g.guardian = ? AND g.may_see AND p.birth_date <> '' AND p.birth_date <= ? AND p.left_at = 0
		ORDER BY p.birth_date, p.sort_key`, v.Who().ID, directory.Adults(c.Today()))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return adultCard(all), nil
}
