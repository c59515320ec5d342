package people

import (
	"errors"
	"slices"
	"strings"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
)

// personPath is the address of a person's page.
func personPath(id directory.ID) string { return "/administration/personnes/" + string(id) }

// guard loads the person that the write is on, if the writer may act on the
// account.
func guard(c *socle.Call, t *socle.Tx) (*directory.Person, error) {
	who, ok, err := directory.Load(t, t.On(), c.Today())
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, socle.ErrNotFound
	case !outranks(c.Who, who.Ties):
		return nil, socle.Wrong("", c.T("admin.person.above"))
	}
	return who, nil
}

type codeForm struct {
	Channel signin.Channel `form:"canal"`
}

// reissue makes a new code and shows it this once. A pupil's is given by who
// holds codes; another's by who keeps people too.
func reissue(c *socle.Call, t *socle.Tx, f codeForm) (socle.See, error) {
	if _, denied := t.Other(Keep, rights.People, t.On()); denied != nil {
		ties, err := tiesWithin(&t.View)
		if err != nil {
			return socle.See{}, err
		}
		if !slices.ContainsFunc(ties, func(x tie) bool { return x.Role == directory.Pupil }) {
			return socle.See{}, socle.ErrNotFound
		}
	}
	if _, err := guard(c, t); err != nil {
		return socle.See{}, err
	}
	if f.Channel != signin.ByLetter && f.Channel != signin.ByHand {
		return socle.See{}, socle.Wrong("canal", c.T("admin.code.channel"))
	}
	code, err := giveCode(c, t, t.On(), f.Channel)
	words := "a fait un nouveau code d’activation pour {0}, par lettre"
	if f.Channel == signin.ByHand {
		words = "a remis en mains propres un code d’activation à {0}"
	}
	t.Say(words, socle.PersonRef(t.On()))
	return socle.See{Path: personPath(t.On()) + "/lettre", Once: code}, err
}

// giveCode makes a code, and says how to mend what hinders it.
func giveCode(c *socle.Call, t *socle.Tx, person directory.ID, by signin.Channel) (string, error) {
	code, _, err := signin.Reissue(t, person, c.Who.ID, by, c.Machine())
	switch {
	case errors.Is(err, signin.ErrByHand):
		err = socle.Wrong("canal", c.T("admin.code.byhand"))
	case errors.Is(err, signin.ErrNoAccount):
		err = socle.Wrong("", c.T("admin.code.none"))
	}
	return code, err
}

func block(c *socle.Call, t *socle.Tx, _ struct{}) (socle.See, error) {
	who, err := guard(c, t)
	if err == nil && who.ID == c.Who.ID {
		err = socle.ErrDenied // one does not lock oneself out: no page offers it
	}
	if err == nil {
		err = gone(signin.Block(t, t.On(), c.Machine()))
	}
	t.Say("a bloqué le compte de {0}", socle.PersonRef(t.On()))
	return socle.See{Path: personPath(t.On()), Say: c.T("admin.person.blocked")}, err
}

func unblock(c *socle.Call, t *socle.Tx, _ struct{}) (socle.See, error) {
	_, err := guard(c, t)
	if err == nil {
		// Already open, by a second click or another's: that is what was wanted.
		if err = signin.Unblock(t, t.On()); errors.Is(err, signin.ErrNoAccount) {
			t.Quiet()
			return socle.See{Path: personPath(t.On())}, nil
		}
	}
	t.Say("a débloqué le compte de {0}", socle.PersonRef(t.On()))
	return socle.See{Path: personPath(t.On()), Say: c.T("admin.person.unblocked")}, err
}

func endSessions(c *socle.Call, t *socle.Tx, _ struct{}) (socle.See, error) {
	_, err := guard(c, t)
	if err == nil {
		err = signin.EndOthers(t, t.On(), c.Session(), c.Machine())
	}
	t.Say("a fermé toutes les sessions de {0}", socle.PersonRef(t.On()))
	return socle.See{Path: personPath(t.On()), Say: c.T("admin.person.ended")}, err
}

// gone is an account that is not there as a page that is not.
func gone(err error) error {
	if errors.Is(err, signin.ErrNoAccount) {
		return socle.ErrNotFound
	}
	return err
}

// sight is what a guardian may see of a pupil, and why not.
type sight struct {
	Pupil    directory.ID `json:"pupil"`
	Name     string       `json:"name"`
	Guardian family       `json:"guardian"`
}

func showGuardian(c *socle.Call, v *socle.View) (sight, error) {
	m := card{ID: v.On()}
	if err := m.tellFamily(v); err != nil {
		return sight{}, err
	}
	names, err := v.Names([]directory.ID{v.On()})
	for _, g := range m.Guardians {
		if g.ID == directory.ID(c.Query("qui")) {
			return sight{v.On(), names[v.On()], g}, err
		}
	}
	return sight{}, errors.Join(err, socle.ErrNotFound)
}

func guardianPage(c *socle.Call, m sight) socle.Page {
	return socle.Page{Title: c.T("admin.sight.title", m.Guardian.Name), Body: sightBody(m)}
}

type sightForm struct {
	MaySee string `form:"peut_voir"`
	WhyNot string `form:"motif"`
}

// maxReason bounds the reason, a few sentences of the school's legal record.
const maxReason = 500

// Check asks for the reason, which is the legal record.
func (f *sightForm) Check(c *socle.Call) socle.Invalid {
	f.WhyNot = strings.TrimSpace(f.WhyNot)
	switch {
	case f.MaySee != "oui" && f.MaySee != "non":
		return socle.Wrong("peut_voir", c.T("admin.sight.choose"))
	case f.MaySee == "non" && len([]rune(f.WhyNot)) < 5:
		return socle.Wrong("motif", c.T("admin.sight.reason"))
	case len([]rune(f.WhyNot)) > maxReason:
		return socle.Wrong("motif", c.T("admin.sight.long", maxReason))
	}
	if f.MaySee == "oui" {
		f.WhyNot = ""
	}
	return nil
}

// setSight opens or closes what a guardian sees of a pupil. The pair of both is
// checked by the row itself: the pupil is granted, the guardian must be theirs.
// Nobody opens or closes it for a pupil of their own.
func setSight(c *socle.Call, t *socle.Tx, f sightForm) (socle.See, error) {
	guardian, may := directory.ID(c.Query("qui")), f.MaySee == "oui"
	own, err := db.Exists(t, `SELECT 1 FROM directory_guardian WHERE pupil = ? AND guardian = ?`, t.On(), c.Who.ID)
	if err == nil && own {
		err = socle.Wrong("peut_voir", c.T("admin.sight.self"))
	}
	if err != nil {
		return socle.See{}, err
	}
	n, err := t.Exec(`UPDATE directory_guardian SET may_see = ?, why_not = ? WHERE pupil = ? AND guardian = ?`, may, f.WhyNot, t.On(), guardian)
	if err == nil && n == 0 {
		err = socle.ErrNotFound
	}
	words, said := "a fermé à {0} ce qui concerne {1}, sur un motif légal porté au dossier", "admin.sight.closed"
	if may {
		words, said = "a ouvert à {0} ce qui concerne {1}", "admin.sight.opened"
	}
	t.Say(words, socle.PersonRef(guardian), socle.PersonRef(t.On()))
	t.Publish("person:" + string(guardian))
	t.Publish("person:" + string(t.On()))
	return socle.See{Path: personPath(t.On()), Say: c.T(said)}, err
}

// tieForm is a place that somebody gets in a school.
type tieForm struct {
	School directory.ID   `form:"etablissement"`
	Role   directory.Role `form:"role"`
	Title  string         `form:"fonction"`
	Until  day.Day        `form:"jusqua"`
}

// Check looks at what needs no database.
func (f *tieForm) Check(c *socle.Call) socle.Invalid {
	f.Title = strings.TrimSpace(f.Title)
	var bad socle.Invalid
	if len([]rune(f.Title)) > desk.MaxName {
		bad = append(bad, socle.Wrong("fonction", c.T("admin.field.long", desk.MaxName))...)
	}
	return append(bad, badUntil(c, f.Until, f.Role)...)
}

// badUntil checks the last day of a tie. Someone from outside always has one.
func badUntil(c *socle.Call, until day.Day, role directory.Role) socle.Invalid {
	switch {
	case until == "" && role == directory.Partner:
		return socle.Wrong("jusqua", c.T("admin.field.until_partner"))
	case until != "" && (!until.Valid() || until < c.Today()):
		return socle.Wrong("jusqua", c.T("admin.field.until"))
	}
	return nil
}

// tieAsk is the page on which a tie is added or ended.
type tieAsk struct {
	ID      directory.ID     `json:"id"`
	Name    string           `json:"name"`
	Ties    []tie            `json:"ties"`
	Roles   []directory.Role `json:"roles"`
	Schools []desk.Option    `json:"schools"`
	Today   day.Day          `json:"today"`
}

func showTie(c *socle.Call, v *socle.View) (tieAsk, error) {
	names, err := v.Names([]directory.ID{v.On()})
	if err != nil {
		return tieAsk{}, err
	}
	p, err := desk.Chosen(c, v)
	if err != nil {
		return tieAsk{}, err
	}
	m := tieAsk{ID: v.On(), Name: names[v.On()], Roles: rolesToGive(c.Who, p.ID), Schools: p.Schools, Today: c.Today()}
	m.Ties, err = tiesWithin(v)
	return m, err
}

func tiePage(c *socle.Call, m tieAsk) socle.Page {
	return socle.Page{Title: c.T("admin.tie.title", m.Name), Body: tieBody(m)}
}

func addTie(c *socle.Call, t *socle.Tx, f tieForm) (socle.See, error) {
	if err := t.In(f.School); err != nil {
		return socle.See{}, err
	}
	switch {
	case t.On() == c.Who.ID:
		return socle.See{}, socle.Wrong("", c.T("admin.tie.self"))
	case !slices.Contains(rolesToGive(c.Who, f.School), f.Role):
		return socle.See{}, socle.Wrong("role", c.T("admin.field.role"))
	}
	who, err := guard(c, t)
	if err != nil {
		return socle.See{}, err
	}
	if err := writeTie(t, who, f, c.Today(), c.Machine()); err != nil {
		return socle.See{}, err
	}
	t.Say("a donné à {0} le rôle « {1} »", socle.PersonRef(t.On()), socle.WordRef(text.French.T("rights.role."+string(f.Role))))
	return socle.See{Path: personPath(t.On()), Say: c.T("admin.tie.added")}, nil
}

type endForm struct {
	School directory.ID   `form:"etablissement"`
	Role   directory.Role `form:"role"`
}

// endTie ends a tie set by hand, on the day before today: those of the
// academy's file are ended by the file.
func endTie(c *socle.Call, t *socle.Tx, f endForm) (socle.See, error) {
	if err := t.In(f.School); err != nil {
		return socle.See{}, err
	}
	if _, err := guard(c, t); err != nil {
		return socle.See{}, err
	}
	n, err := t.Exec(`UPDATE directory_tie SET until_day = ? WHERE person = ? AND school = ? AND role = ? AND source = ?`,
		c.Today().Add(-1), t.On(), f.School, f.Role, manual)
	if err == nil && n == 0 {
		err = socle.ErrNotFound
	}
	t.Say("a mis fin au rôle « {1} » de {0}", socle.PersonRef(t.On()), socle.WordRef(text.French.T("rights.role."+string(f.Role))))
	t.Publish("person:" + string(t.On()))
	return socle.See{Path: personPath(t.On()), Say: c.T("admin.tie.ended")}, err
}
