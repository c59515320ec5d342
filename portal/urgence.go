package portal

import (
	"strings"

	"preau/base/day"
	"preau/base/db"
	"preau/socle"
)

// urgentForm is what the head writes to everyone at once.
type urgentForm struct {
	Title string  `form:"titre"`
	Says  string  `form:"texte"`
	Until day.Day `form:"jusqua"`
}

// Limits of an urgent message: it is read in one glance.
const (
	maxUrgentTitle = 80
	maxUrgentText  = 400
)

// Check tells what is missing.
func (f *urgentForm) Check(c *socle.Call) socle.Invalid {
	var bad socle.Invalid
	if f.Title = strings.TrimSpace(f.Title); f.Title == "" || len([]rune(f.Title)) > maxUrgentTitle {
		bad = append(bad, socle.Wrong("titre", c.T("portal.urgent.bad_title", maxUrgentTitle))...)
	}
	if f.Says = strings.TrimSpace(f.Says); f.Says == "" || len([]rune(f.Says)) > maxUrgentText {
		bad = append(bad, socle.Wrong("texte", c.T("portal.urgent.bad_text", maxUrgentText))...)
	}
	if !f.Until.Valid() || f.Until < c.Today() || f.Until > c.Today().Add(31) {
		bad = append(bad, socle.Wrong("jusqua", c.T("portal.urgent.bad_until"))...)
	}
	return bad
}

func showUrgent(c *socle.Call, v *socle.View) ([]Urgent, error) {
	where, args := v.Within(urgentObject, "u")
	return db.All(v, scanUrgent, `
		SELECT `+urgentColumns+`
		WHERE u.ended_at = 0 AND u.until_day >= ? AND `+where+` ORDER BY u.at DESC`, append([]any{c.Today()}, args...)...)
}

func urgentPage(c *socle.Call, all []Urgent) socle.Page {
	return socle.Page{Title: c.T("portal.urgent.title"), Body: urgentBody(all, c.Today(), c.School.Name)}
}

// writeUrgent shows a message in place of the school's former one.
func writeUrgent(c *socle.Call, t *socle.Tx, f urgentForm) (socle.See, error) {
	now := c.Now().UnixMilli()
	if _, err := t.Exec(`UPDATE portal_urgent SET ended_at = ? WHERE school = ? AND ended_at = 0`, now, t.School()); err != nil {
		return socle.See{}, err
	}
	_, err := t.Exec(`INSERT INTO portal_urgent (id, school, title, says, until_day, by_person, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), t.School(), f.Title, f.Says, f.Until, t.Who().ID, now)
	t.Say("a affiché à tout l’établissement : « {0} »", socle.WordRef(f.Title))
	t.Publish("urgent:" + string(t.School()))
	return socle.See{Path: "/administration/urgence", Say: c.T("portal.urgent.shown")}, err
}

func endUrgent(c *socle.Call, t *socle.Tx, _ struct{}) (socle.See, error) {
	_, err := t.Exec(`UPDATE portal_urgent SET ended_at = ? WHERE id = ?`, c.Now().UnixMilli(), t.On())
	t.Say("a retiré le message urgent « {0} »", socle.ThingRef(urgentObject, t.On()))
	t.Publish("urgent:" + string(t.School()))
	return socle.See{Path: "/administration/urgence", Say: c.T("portal.urgent.ended")}, err
}
