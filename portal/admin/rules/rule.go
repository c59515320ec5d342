package rules

import (
	"cmp"
	"slices"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// ruleForm is a new rule. Without Sure nothing is written: the reader sees first
// whom it is about.
type ruleForm struct {
	Right  string         `form:"droit"`
	Role   directory.Role `form:"role"`
	Person directory.ID   `form:"personne"`
	Reach  rights.Reach   `form:"portee"`
	From   day.Day        `form:"du"`
	Until  day.Day        `form:"au"`
	Sure   bool           `form:"certain"`
}

// Check looks at the days.
func (f *ruleForm) Check(c *socle.Call) socle.Invalid { return badDays(c, f.From, f.Until) }

func badDays(c *socle.Call, from, until day.Day) (bad socle.Invalid) {
	if from != "" && !from.Valid() {
		bad = append(bad, socle.Wrong("du", c.T("admin.rule.bad.from"))...)
	}
	if until != "" && (!until.Valid() || until < from) {
		bad = append(bad, socle.Wrong("au", c.T("admin.rule.bad.until"))...)
	}
	return bad
}

// lockedOut is the one rule that nobody could mend: the direction's own right
// to mend rules.
func lockedOut(right string, role directory.Role, reach rights.Reach) bool {
	return right == Keep.Name && role == directory.Head && reach != rights.School
}

// allowed is nil when a rule may say so.
func (f *ruleForm) allowed(c *socle.Call, v *socle.View, school directory.ID) error {
	r := desk.RightNamed(c, f.Right)
	if r == nil {
		return socle.ErrNotFound
	}
	var choices []rights.Reach
	if f.Person != "" {
		who, err := ruled(c, v, school, f.Person)
		if err != nil {
			return err
		}
		if who.Is(directory.Admin) || lockedOut(f.Right, firstRole(who, school), f.Reach) {
			return socle.Wrong("", c.T("admin.rule.bad.locked"))
		}
		choices, f.Role = choicesFor(who, school, r), ""
	} else if slices.Contains(rolesUnder(r), f.Role) {
		choices = r.Choices(f.Role)
	}
	switch {
	case len(choices) == 0:
		return socle.Wrong("", c.T("admin.rule.bad.whom"))
	case !slices.Contains(choices, f.Reach):
		return socle.Wrong("portee", c.T("admin.rule.bad.reach"))
	case lockedOut(f.Right, f.Role, f.Reach):
		return socle.Wrong("portee", c.T("admin.rule.bad.locked"))
	}
	return nil
}

// firstRole is the first hat that somebody has in school.
func firstRole(who *directory.Person, school directory.ID) directory.Role {
	for _, t := range who.Ties {
		if t.School == school {
			return t.Role
		}
	}
	return ""
}

func writeRule(c *socle.Call, t *socle.Tx, f ruleForm) (socle.See, error) {
	p, err := desk.Choose(c, t)
	if err == nil {
		err = f.allowed(c, &t.View, p.ID)
	}
	if err != nil {
		return socle.See{}, err
	}
	if !f.Sure {
		t.Quiet()
		return socle.See{Path: p.At("/administration/droits/apercu", "droit", f.Right, "role", string(f.Role), "personne", string(f.Person),
			"portee", string(f.Reach), "du", string(f.From), "au", string(f.Until))}, nil
	}
	rule := rights.Rule{
		ID: db.NewID(), School: p.ID, Role: f.Role, Person: f.Person, Right: f.Right, Reach: f.Reach,
		From: f.From, Until: f.Until, By: c.Who.ID, At: c.Machine().UnixMilli(),
	}
	sayRule(c, t, "a réglé le droit « {0} » pour {1} : {2}", rule)
	return socle.See{Path: p.At("/administration/droits"), Say: c.T("admin.rule.saved")}, rights.Add(t, rule)
}

// sayRule writes the journal's line of a rule.
func sayRule(c *socle.Call, t *socle.Tx, words string, r rights.Rule) {
	says := r.Right
	if x := desk.RightNamed(c, r.Right); x != nil {
		says = x.Says
	}
	whom := socle.PersonRef(r.Person)
	if r.Person == "" {
		whom = socle.WordRef(text.French.T("rights.role." + string(r.Role)))
	}
	t.Say(words, socle.WordRef(says), whom, socle.WordRef(text.French.T("rights.reach."+string(r.Reach))))
}

// effect is what a rule would change, before it is written.
type effect struct {
	Place  desk.Place     `json:"school"`
	Rule   ruleRow        `json:"rule"`
	Before []rights.Reach `json:"before"` // of each role it is about
	People int            `json:"people"`
}

func showEffect(c *socle.Call, v *socle.View) (effect, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return effect{}, err
	}
	f := ruleForm{
		Right: c.Query("droit"), Role: directory.Role(c.Query("role")), Person: directory.ID(c.Query("personne")),
		Reach: rights.Reach(c.Query("portee")), From: day.Day(c.Query("du")), Until: day.Day(c.Query("au")),
	}
	if err := f.allowed(c, v, p.ID); err != nil || len(f.Check(c)) > 0 {
		return effect{}, cmp.Or(err, socle.ErrNotFound)
	}
	r := desk.RightNamed(c, f.Right)
	m := effect{Place: p, People: 1, Rule: ruleRow{Role: f.Role, Person: f.Person, Right: r.Name, Says: r.Says, Reach: f.Reach, From: f.From, Until: f.Until}}
	if f.Person != "" {
		return m, m.ofPerson(c, v, r)
	}
	rules, err := rights.RulesOf(v, p.ID)
	if err != nil {
		return m, err
	}
	m.Before = []rights.Reach{rights.Nobody}
	for _, x := range reaches(r, rules, c.Today()) {
		if x.Role == f.Role {
			m.Before[0] = x.Reach
		}
	}
	m.People, _, err = db.First(v, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, `
		SELECT COUNT(DISTINCT t.person) FROM directory_tie t
		WHERE t.school = ? AND t.role = ? AND (t.until_day = '' OR t.until_day >= ?)`, p.ID, f.Role, c.Today())
	return m, err
}

// ofPerson tells what one person reaches today.
func (m *effect) ofPerson(c *socle.Call, v *socle.View, r *rights.Right) error {
	who, err := ruled(c, v, m.Place.ID, m.Rule.Person)
	if err != nil {
		return err
	}
	m.Rule.PersonName = who.Name()
	for _, s := range v.Spans(who, r) {
		if s.Tie.School == m.Place.ID {
			m.Before = append(m.Before, s.Reach)
		}
	}
	return nil
}

func effectPage(c *socle.Call, m effect) socle.Page {
	return socle.Page{Title: c.T("admin.rule.effect"), Body: effectBody(m)}
}

// ruleAsk is the page on which a rule is changed.
type ruleAsk struct {
	Rule    ruleRow        `json:"rule"`
	Reaches []rights.Reach `json:"reaches"`
}

func showRule(c *socle.Call, v *socle.View) (ruleAsk, error) {
	rule, ok, err := rights.Find(v, string(v.On()))
	if err != nil || !ok {
		return ruleAsk{}, cmp.Or(err, socle.ErrNotFound)
	}
	rows, err := tellRules(c, v, []rights.Rule{rule})
	if err != nil {
		return ruleAsk{}, err
	}
	m := ruleAsk{Rule: rows[0]}
	m.Reaches, err = reachesOf(c, v, rule)
	return m, err
}

// reachesOf are the choices of a rule that there is.
func reachesOf(c *socle.Call, v *socle.View, rule rights.Rule) ([]rights.Reach, error) {
	r := desk.RightNamed(c, rule.Right)
	switch {
	case r == nil:
		return []rights.Reach{rule.Reach}, nil
	case rule.Person == "":
		return r.Choices(rule.Role), nil
	}
	who, ok, err := directory.Load(v, rule.Person, c.Today())
	if err != nil || !ok {
		return []rights.Reach{rule.Reach}, err
	}
	return choicesFor(who, rule.School, r), nil
}

func rulePage(c *socle.Call, m ruleAsk) socle.Page {
	return socle.Page{Title: c.T("admin.rule.change"), Body: ruleBody(m)}
}

type amendForm struct {
	Reach   rights.Reach `form:"portee"`
	From    day.Day      `form:"du"`
	Until   day.Day      `form:"au"`
	Version int64        `form:"version"` // the instant at which the rule on the page was written
}

// Check looks at the days.
func (f *amendForm) Check(c *socle.Call) socle.Invalid { return badDays(c, f.From, f.Until) }

// amendRule changes a rule, unless somebody did so since the page was read.
func amendRule(c *socle.Call, t *socle.Tx, f amendForm) (socle.See, error) {
	rule, ok, err := rights.Find(t, string(t.On()))
	if err != nil || !ok {
		return socle.See{}, cmp.Or(err, socle.ErrNotFound)
	}
	choices, err := reachesOf(c, &t.View, rule)
	switch {
	case err != nil:
		return socle.See{}, err
	case !slices.Contains(choices, f.Reach):
		return socle.See{}, socle.Wrong("portee", c.T("admin.rule.bad.reach"))
	case lockedOut(rule.Right, rule.Role, f.Reach):
		return socle.See{}, socle.Wrong("portee", c.T("admin.rule.bad.locked"))
	}
	mine := rule
	mine.Reach, mine.From, mine.Until, mine.By, mine.At = f.Reach, f.From, f.Until, c.Who.ID, c.Machine().UnixMilli()
	done, err := rights.Amend(t, mine, f.Version)
	if err == nil && !done {
		err = ruleConflict(c, &t.View, rule)
	}
	sayRule(c, t, "a modifié le droit « {0} » pour {1} : {2}", mine)
	return socle.See{Path: "/administration/droits", Say: c.T("admin.rule.saved")}, err
}

// ruleConflict tells the rule as somebody wrote it meanwhile.
func ruleConflict(c *socle.Call, v *socle.View, theirs rights.Rule) error {
	names, err := v.Names([]directory.ID{theirs.By})
	if err != nil {
		return err
	}
	return &socle.Conflict{
		Who: names[theirs.By], When: theirs.At, Version: theirs.At,
		Theirs: map[string]string{"portee": string(theirs.Reach), "du": string(theirs.From), "au": string(theirs.Until)},
		Labels: map[string]string{"portee": c.T("admin.rule.reach"), "du": c.T("admin.rule.from"), "au": c.T("admin.rule.until")},
	}
}

func removeRule(c *socle.Call, t *socle.Tx, _ struct{}) (socle.See, error) {
	rule, ok, err := rights.Find(t, string(t.On()))
	if err != nil || !ok {
		return socle.See{}, cmp.Or(err, socle.ErrNotFound)
	}
	if err := rights.Remove(t, rule.ID); err != nil {
		return socle.See{}, err
	}
	sayRule(c, t, "a retiré la règle sur le droit « {0} » pour {1} : {2}", rule)
	return socle.See{Path: "/administration/droits", Say: c.T("admin.rule.removed")}, nil
}
