package rules

import (
	"cmp"
	"slices"

	"preau/base/day"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// reachOf is how far a role reaches under a right, by itself or by a rule.
type reachOf struct {
	Role  directory.Role `json:"role"`
	Reach rights.Reach   `json:"reach"`
	Max   rights.Reach   `json:"max"`
	Rule  string         `json:"rule"` // the rule that says so, empty when it is the right's own
}

// rightRow is a right as a school has it.
type rightRow struct {
	Name  string    `json:"name"`
	Says  string    `json:"says"`
	Log   bool      `json:"logged"`
	Roles []reachOf `json:"roles"`
}

type appRights struct {
	Name   string     `json:"name"`
	Title  string     `json:"title"`
	Rights []rightRow `json:"rights"`
}

// ruleRow is a rule in the list.
type ruleRow struct {
	ID         string         `json:"id"`
	Role       directory.Role `json:"role"`
	Person     directory.ID   `json:"person"`
	PersonName string         `json:"personName"`
	Right      string         `json:"right"`
	Says       string         `json:"says"`
	Reach      rights.Reach   `json:"reach"`
	From       day.Day        `json:"from"`
	Until      day.Day        `json:"until"`
	By         string         `json:"by"`
	At         int64          `json:"at"`
	Over       bool           `json:"over"`
}

type rightsList struct {
	Place desk.Place  `json:"school"`
	Apps  []appRights `json:"applications"`
	Rules []ruleRow   `json:"rules"`
}

func showRights(c *socle.Call, v *socle.View) (rightsList, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return rightsList{}, err
	}
	rules, err := rights.RulesOf(v, p.ID)
	if err != nil {
		return rightsList{}, err
	}
	m := rightsList{Place: p}
	for _, a := range c.Manifest() {
		x := appRights{Name: a.Name, Title: a.Title}
		for _, r := range a.Rights {
			x.Rights = append(x.Rights, rightRow{r.Name, r.Says, r.Log, reaches(r, rules, c.Today())})
		}
		if len(x.Rights) > 0 {
			m.Apps = append(m.Apps, x)
		}
	}
	m.Rules, err = tellRules(c, v, rules)
	return m, err
}

func rightsPage(c *socle.Call, m rightsList) socle.Page {
	return socle.Page{Title: c.T("admin.rights.title"), Body: rightsBody(m)}
}

// reaches are the roles that a right reaches something for, today. rules come
// newest first: the first that holds is the one in force.
func reaches(r *rights.Right, rules []rights.Rule, today day.Day) []reachOf {
	var all []reachOf
	for _, role := range directory.Roles {
		x := reachOf{Role: role, Reach: r.Give[role], Max: r.Limit(role)}
		for _, rule := range rules {
			if rule.Right == r.Name && rule.Role == role && (rule.From == "" || rule.From <= today) && (rule.Until == "" || today <= rule.Until) {
				x.Rule, x.Reach = rule.ID, rule.Reach
				break
			}
		}
		if x.Rule != "" || x.Reach != "" && x.Reach != rights.Nobody {
			all = append(all, x)
		}
	}
	return all
}

func tellRules(c *socle.Call, v *socle.View, rules []rights.Rule) ([]ruleRow, error) {
	var ids []directory.ID
	for _, r := range rules {
		ids = append(ids, r.By)
		if r.Person != "" {
			ids = append(ids, r.Person)
		}
	}
	names, err := v.Names(ids)
	all := make([]ruleRow, len(rules))
	for i, r := range rules {
		all[i] = ruleRow{
			ID: r.ID, Role: r.Role, Person: r.Person, PersonName: names[r.Person], Right: r.Right, Says: r.Right, Reach: r.Reach,
			From: r.From, Until: r.Until, By: names[r.By], At: r.At, Over: r.Until != "" && r.Until < c.Today(),
		}
		if x := desk.RightNamed(c, r.Right); x != nil {
			all[i].Says = x.Says
		}
	}
	return all, err
}

// draft is the page on which a rule is written.
type draft struct {
	Place      desk.Place       `json:"school"`
	Right      string           `json:"right"`
	Says       string           `json:"says"`
	Role       directory.Role   `json:"role"`
	Person     directory.ID     `json:"person"`
	PersonName string           `json:"personName"`
	Roles      []directory.Role `json:"roles"`
	Reaches    []rights.Reach   `json:"reaches"`
	Rights     []desk.Option    `json:"rights"`
	Query      string           `json:"query"`
	Found      []desk.Option    `json:"found"`
	Today      day.Day          `json:"today"`
}

// showDraft is led through by links, so that each list holds what can be chosen
// and nothing else: the right, then for whom, then how far.
func showDraft(c *socle.Call, v *socle.View) (draft, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return draft{}, err
	}
	m := draft{Place: p, Right: c.Query("droit"), Role: directory.Role(c.Query("role")), Person: directory.ID(c.Query("personne")), Query: c.Query("q"), Today: c.Today()}
	r := desk.RightNamed(c, m.Right)
	if r == nil {
		for _, x := range desk.AllRights(c) {
			m.Rights = append(m.Rights, desk.Option{ID: x.Name, Name: x.Says})
		}
		m.Right = ""
		return m, nil
	}
	m.Says, m.Roles = r.Says, rolesUnder(r)
	if m.Person != "" {
		return m, m.forPerson(c, v, r)
	}
	if slices.Contains(m.Roles, m.Role) {
		m.Reaches = r.Choices(m.Role)
	} else {
		m.Role = ""
	}
	m.Found, err = desk.Find(c, v, p.ID)
	return m, err
}

// rolesUnder are the roles for which a rule can change anything of r. The
// platform's administrator is above the rules of a school.
func rolesUnder(r *rights.Right) []directory.Role {
	return slices.DeleteFunc(slices.Clone(directory.Roles), func(role directory.Role) bool {
		return role == directory.Admin || len(r.Choices(role)) < 2
	})
}

// forPerson offers what all the roles of one person allow.
func (m *draft) forPerson(c *socle.Call, v *socle.View, r *rights.Right) error {
	who, err := ruled(c, v, m.Place.ID, m.Person)
	if err != nil {
		return err
	}
	m.PersonName, m.Reaches = who.Name(), choicesFor(who, m.Place.ID, r)
	return nil
}

// ruled is a person of the school whom a rule may be about.
func ruled(c *socle.Call, v *socle.View, school, id directory.ID) (*directory.Person, error) {
	ok, err := v.Reaches(v, rights.People, id)
	if err != nil || !ok {
		return nil, cmp.Or(err, socle.ErrNotFound)
	}
	who, ok, err := directory.Load(v, id, c.Today())
	if err != nil || !ok || !who.In(school) {
		return nil, cmp.Or(err, socle.ErrNotFound)
	}
	return who, nil
}

// choicesFor are the reaches that a rule may give a person under r, by any of
// the roles they have in the school.
func choicesFor(who *directory.Person, school directory.ID, r *rights.Right) []rights.Reach {
	var all []rights.Reach
	for _, t := range who.Ties {
		if t.School == school && t.Role != directory.Admin {
			for _, x := range r.Choices(t.Role) {
				if !slices.Contains(all, x) {
					all = append(all, x)
				}
			}
		}
	}
	return all
}

func draftPage(c *socle.Call, m draft) socle.Page {
	return socle.Page{Title: c.T("admin.rule.new"), Body: draftBody(m)}
}
