package contacts

import (
	"slices"

	"github.com/a-h/templ"

	"preau/apps/contacts/certificate"
	"preau/socle"
	"preau/socle/directory"
)

// widgets are the annuaire's part of the home pages. Each costs three
// statements at most.
var widgets = []socle.Widget{
	{Name: "contacts.children", Right: findPeople, For: []directory.Role{directory.Guardian}, Place: socle.Top, Order: 20, Link: "/annuaire", Draw: drawChildren},
	{Name: "contacts.school", Right: findPeople, For: []directory.Role{directory.Guardian}, Place: socle.Side, Order: 20, Link: "/annuaire", Draw: drawSchool},
	{Name: "contacts.classes", Right: readClass, For: []directory.Role{directory.Teacher, directory.AESH}, Place: socle.Main, Order: 40, Link: "/annuaire", Draw: drawGroups("contacts.classes", directory.Division)},
	{Name: "contacts.groups", Right: readClass, For: []directory.Role{directory.Partner, directory.AESH}, Place: socle.Main, Order: 20, Link: "/annuaire", Draw: drawGroups("contacts.groups", directory.Manual)},
	{Name: "contacts.class", Right: readClass, For: []directory.Role{directory.Pupil}, Place: socle.Side, Order: 40, Link: "/annuaire", Draw: drawClass},
	certificate.Widget,
	{
		Name: "contacts.search", Right: findPeople, For: []directory.Role{directory.AED, directory.CPE, directory.Nurse},
		Place: socle.Main, Order: 10, Link: "/annuaire", Draw: func(*socle.Call, *socle.View) (templ.Component, error) { return quickSearch(), nil },
	},
}

// child is what a guardian's card of one child says.
type child struct {
	ward         directory.Ward
	division     directory.Member
	formTeachers []string
	picture      bool
}

// drawChildren is one card for each child in the school of the hat, or the one
// that ?enfant= names.
func drawChildren(c *socle.Call, v *socle.View) (templ.Component, error) {
	var all []child
	for _, w := range c.Who.Wards {
		for _, g := range w.Groups {
			if g.Kind == directory.Division && g.School == c.Hat.School {
				all = append(all, child{ward: w, division: g})
				break
			}
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	groups := make([]directory.ID, len(all))
	pupils := make([]directory.ID, len(all))
	for i, k := range all {
		groups[i], pupils[i] = k.division.Group, k.ward.Pupil
	}
	leads, err := leadsOf(v, groups)
	if err != nil {
		return nil, err
	}
	s, err := scopes(c, v)
	if err != nil {
		return nil, err
	}
	shown, err := s.pictured(pupils)
	for i := range all {
		all[i].formTeachers = leads[all[i].division.Group]
		all[i].picture = shown[all[i].ward.Pupil]
	}
	return children(all, c.Query("enfant")), err
}

// leadsOf names the professeurs principaux of each group.
func leadsOf(v *socle.View, groups []directory.ID) (map[directory.ID][]string, error) {
	q := new(query)
	q.add(`SELECT m.group_id, p.first_name || ' ' || p.family_name FROM directory_member m JOIN directory_person p ON p.id = m.person
		WHERE m.part = 'form_teacher' AND `)
	in(q, `m.group_id`, groups)
	q.add(` ORDER BY m.sort_key`)
	leads := map[directory.ID][]string{}
	return leads, pairs(v, q, func(id directory.ID, name string) { leads[id] = append(leads[id], name) })
}

// drawSchool is how to reach the school.
func drawSchool(c *socle.Call, _ *socle.View) (templ.Component, error) {
	if c.School.Phone == "" && c.School.Town == "" && c.School.Email == "" {
		return nil, nil
	}
	return reachSchool(c.School), nil
}

// taughtClass is a class of the reader's.
type taughtClass struct {
	group  directory.Member
	leads  bool // the reader is its professeur principal
	pupils int
}

// drawGroups are the groups of a kind that the reader leads or helps, under a
// title.
func drawGroups(title string, kind string) func(*socle.Call, *socle.View) (templ.Component, error) {
	return func(c *socle.Call, v *socle.View) (templ.Component, error) {
		var all []taughtClass
		var groups []directory.ID
		for _, m := range c.Who.Groups {
			if m.Kind != kind || m.School != c.Hat.School || m.Part == directory.PartPupil {
				continue
			}
			i := slices.Index(groups, m.Group)
			if i < 0 {
				i, all, groups = len(all), append(all, taughtClass{group: m}), append(groups, m.Group)
			}
			all[i].leads = all[i].leads || m.Part == directory.PartFormTeacher
		}
		if len(all) == 0 {
			return nil, nil
		}
		counts, err := countPupils(v, groups)
		for i := range all {
			all[i].pupils = counts[groups[i]]
		}
		return classes(c.T(title), all), err
	}
}

func countPupils(v *socle.View, groups []directory.ID) (map[directory.ID]int, error) {
	q := new(query)
	q.add(`SELECT m.group_id, count(*) FROM directory_member m WHERE m.part = 'pupil' AND `)
	in(q, `m.group_id`, groups)
	q.add(` GROUP BY m.group_id`)
	counts := map[directory.ID]int{}
	for row, err := range v.Rows(q.String(), q.args...) {
		var id directory.ID
		var n int
		if err == nil {
			err = row.Scan(&id, &n)
		}
		if err != nil {
			return nil, err
		}
		counts[id] = n
	}
	return counts, nil
}

// drawClass is the pupil's own class.
func drawClass(c *socle.Call, v *socle.View) (templ.Component, error) {
	for _, m := range c.Who.Groups {
		if m.Kind == directory.Division && m.School == c.Hat.School && m.Part == directory.PartPupil {
			leads, err := leadsOf(v, []directory.ID{m.Group})
			return ownClass(m, leads[m.Group]), err
		}
	}
	return nil, nil
}
