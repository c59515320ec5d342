package door

import (
	"slices"
	"time"

	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
)

// App is "Mon compte": where one is signed in, how one reads, what opens one's
// account elsewhere. Each page is of the reader alone.
func (d *Door) App() *socle.App {
	return &socle.App{
		Name: "door", Title: "door.account.title", Icon: "cle", Always: true,
		Paths: []string{"/compte"},
		Routes: []socle.Route{
			socle.Show("GET /compte", socle.Mine, rights.Known, d.showAccount, accountPage),
			socle.Do("POST /compte/sessions/fin", socle.Mine, rights.Known, d.endSession).From("/compte"),
			socle.Do("POST /compte/sessions/autres", socle.Mine, rights.Known, d.endOthers).From("/compte"),
			socle.Do("POST /compte/jetons/retrait", socle.Mine, rights.Known, d.revoke).From("/compte"),
			socle.Show("GET /compte/affichage", socle.Mine, rights.Known, looks, looksPage),
			socle.Do("POST /compte/affichage", socle.Mine, rights.Known, setLooks),
			socle.Show("GET /compte/motdepasse", socle.Mine, rights.Known, identifier, passwordPage),
			socle.Show("GET /compte/jetons", socle.Mine, rights.Known, newToken, tokenPage),
			socle.Show("GET /compte/responsables", socle.Mine, rights.Known, showGuardians, guardiansPage),
			socle.Do("POST /compte/responsables", socle.Mine, rights.Known, setAlone),
		},
		Widgets: []socle.Widget{{
			Name: "door.adult", Right: rights.Known, For: []directory.Role{directory.Guardian}, Place: socle.Side, Order: 90, Link: "/aide", Draw: adultWidget,
		}},
		Links: []socle.Link{
			{Says: "door.look.title", Path: "/compte/affichage", Icon: "palette", Right: rights.Known},
			{Says: "door.password.title", Path: "/compte/motdepasse", Icon: "cadenas", Right: rights.Known},
		},
	}
}

// place is where one is signed in.
type place struct {
	ID      string `json:"id"`
	Device  string `json:"device"`
	Mine    bool   `json:"mine"` // one's own device
	Since   int64  `json:"since"`
	Seen    int64  `json:"seen"`
	Expires int64  `json:"expires"`
	Here    bool   `json:"here"`
}

// key is a token of one's own.
type key struct {
	ID    string       `json:"id"`
	Name  string       `json:"name"`
	Scope signin.Scope `json:"scope"`
	Since int64        `json:"since"`
	Used  int64        `json:"used"`
}

// hat is a tie under which one may act.
type hat struct {
	School directory.ID   `json:"school"`
	Name   string         `json:"name"`
	Role   directory.Role `json:"role"`
	Worn   bool           `json:"worn"`
}

// account is the model of "Mon compte".
type account struct {
	Identifier string  `json:"identifier"`
	Email      string  `json:"email"`
	Places     []place `json:"places"`
	Keys       []key   `json:"keys"`
	Hats       []hat   `json:"hats"`
	Adult      bool    `json:"adult"` // a pupil of age, who says what guardians see
	Done       string  `json:"-"`     // a word of what was just done, a key of the catalogue
}

// done are the words that an address may ask for.
var done = map[string]string{"motdepasse": "door.password.done"}

func (d *Door) showAccount(c *socle.Call, v *socle.View) (m account, err error) {
	who := v.Who().ID
	a, _, err := signin.Of(v, who)
	if err != nil {
		return m, err
	}
	m = account{Identifier: a.Identifier, Email: a.Email, Places: []place{}, Keys: []key{}, Done: done[c.Query("fait")], Adult: adultPupil(c)}
	sessions, err := signin.Sessions(v, who, d.Host.Now())
	if err != nil {
		return m, err
	}
	for _, s := range sessions {
		m.Places = append(m.Places, place{s.ID, s.Device, s.Kind == signin.Own, s.Created, s.Seen, s.Expires, s.ID == c.Session()})
	}
	tokens, err := signin.Tokens(v, who)
	if err != nil {
		return m, err
	}
	for _, k := range tokens {
		m.Keys = append(m.Keys, key{k.ID, k.Name, k.Scope, k.Created, k.Used})
	}
	m.Hats, err = hats(c, v)
	return m, err
}

// hats are the ties of the reader, with the schools' names in one query.
func hats(c *socle.Call, q db.Queryer) ([]hat, error) {
	names := map[directory.ID]string{}
	for row, err := range q.Rows(`
		SELECT DISTINCT s.id, s.name FROM directory_tie t JOIN directory_school s ON s.id = t.school WHERE t.person = ?`, c.Who.ID) {
		if err != nil {
			return nil, err
		}
		var id directory.ID
		var name string
		if err := row.Scan(&id, &name); err != nil {
			return nil, err
		}
		names[id] = name
	}
	all := []hat{}
	for _, t := range c.Who.Ties {
		all = append(all, hat{t.School, names[t.School], t.Role, t == c.Hat})
	}
	return all, nil
}

func accountPage(c *socle.Call, m account) socle.Page {
	return socle.Page{Title: c.T("door.account.title"), Body: accountBody(c, m)}
}

// named is a form that names a session or a token.
type named struct {
	ID string `form:"id"`
}

func (d *Door) endSession(c *socle.Call, t *socle.Tx, f named) (socle.See, error) {
	t.Say("a mis fin à une de ses connexions")
	return socle.See{Path: "/compte", Say: c.T("door.places.ended")}, signin.End(t, t.Who().ID, f.ID, d.Host.Now())
}

func (d *Door) endOthers(c *socle.Call, t *socle.Tx, _ struct{}) (socle.See, error) {
	if c.Session() == "" {
		return socle.See{}, socle.ErrDenied // a token is not the one who signs out of the others
	}
	t.Say("a mis fin à toutes ses autres connexions")
	return socle.See{Path: "/compte", Say: c.T("door.places.all_ended")}, signin.EndOthers(t, t.Who().ID, c.Session(), d.Host.Now())
}

func (d *Door) revoke(c *socle.Call, t *socle.Tx, f named) (socle.See, error) {
	t.Say("a retiré un mot de passe d’application")
	return socle.See{Path: "/compte", Say: c.T("door.keys.revoked")}, signin.Revoke(t, t.Who().ID, f.ID, d.Host.Now())
}

// look is how one reads, as the form and the API have it.
type look struct {
	Theme string    `form:"theme" json:"theme"`
	Size  string    `form:"taille" json:"size"`
	Airy  bool      `form:"aere" json:"airy"`
	Eco   bool      `form:"eco" json:"eco"`
	Lang  text.Lang `form:"langue" json:"lang"`
}

// Check refuses what no page can be drawn with.
func (f *look) Check(c *socle.Call) (bad socle.Invalid) {
	for field, ok := range map[string]bool{
		"theme":  slices.Contains([]string{"", "clair", "sombre"}, f.Theme),
		"taille": slices.Contains([]string{"", "112", "125"}, f.Size),
		"langue": f.Lang == "" || slices.Contains(text.Languages(), f.Lang),
	} {
		if !ok {
			bad = append(bad, socle.Wrong(field, c.T("door.look.wrong"))...)
		}
	}
	return bad
}

func looks(_ *socle.Call, v *socle.View) (look, error) {
	p, err := signin.PrefsOf(v, v.Who().ID)
	return look{p.Theme, p.Size, p.Airy, p.Eco, p.Lang}, err
}

func looksPage(c *socle.Call, m look) socle.Page {
	return socle.Page{Title: c.T("door.look.title"), Body: lookBody(m)}
}

func setLooks(c *socle.Call, t *socle.Tx, f look) (socle.See, error) {
	p, err := signin.PrefsOf(t, t.Who().ID)
	if err != nil {
		return socle.See{}, err
	}
	// How one reads is nobody's business: no line in the journal.
	t.Quiet()
	p.Theme, p.Size, p.Airy, p.Eco, p.Lang = f.Theme, f.Size, f.Airy, f.Eco, f.Lang
	return socle.See{Path: "/compte/affichage", Say: f.Lang.T("door.look.done")}, signin.SetPrefs(t, t.Who().ID, p)
}

// login is the model of the page of the password.
type login struct {
	Identifier string `json:"identifier"`
}

func identifier(_ *socle.Call, v *socle.View) (login, error) {
	a, _, err := signin.Of(v, v.Who().ID)
	return login{a.Identifier}, err
}

func passwordPage(c *socle.Call, m login) socle.Page {
	return socle.Page{Title: c.T("door.password.title"), Body: passwordBody(m)}
}

// tokenForm is the model of the page that makes a token.
type tokenForm struct {
	Scopes []signin.Scope `json:"scopes"`
}

func newToken(*socle.Call, *socle.View) (tokenForm, error) {
	return tokenForm{[]signin.Scope{signin.ScopeDAV, signin.ScopeMail, signin.ScopeAPI}}, nil
}

func tokenPage(c *socle.Call, m tokenForm) socle.Page {
	return socle.Page{Title: c.T("door.keys.title"), Body: tokenBody(m)}
}

func at(ms int64) time.Time { return time.UnixMilli(ms) }
