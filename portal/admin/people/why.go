package people

import (
	"cmp"
	"slices"

	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// answer is whether a person holds one right, and why.
type answer struct {
	Right  string          `json:"right"`
	Says   string          `json:"says"`
	Yes    bool            `json:"yes"`
	Reach  []rights.Reach  `json:"reach"` // of each hat, where no other person is asked about
	Chains [][]rights.Fact `json:"why"`
}

// seen is what one person can do about another, or at all.
type seen struct {
	Who     desk.Option     `json:"who"`
	Of      desk.Option     `json:"of"` // empty: at all
	Query   string          `json:"query"`
	Found   []desk.Option   `json:"found"`
	Right   string          `json:"right"`
	Choices []desk.Option   `json:"choices"`
	Answers []answer        `json:"answers"`
	Ties    []directory.Tie `json:"ties"`
}

// aboutPeople are the rights that are asked on a person, by some page.
func aboutPeople(c *socle.Call) []*rights.Right {
	var all []*rights.Right
	for _, a := range c.Manifest() {
		for _, r := range a.Routes {
			if r.On.Object == rights.People && r.Right != rights.Public && r.Right != rights.Known && !slices.Contains(all, r.Right) {
				all = append(all, r.Right)
			}
		}
	}
	return all
}

func showWhy(c *socle.Call, v *socle.View) (seen, error) {
	who, ok, err := directory.Load(v, v.On(), c.Today())
	if err != nil || !ok {
		return seen{}, cmp.Or(err, socle.ErrNotFound)
	}
	m := seen{Who: desk.Option{ID: string(who.ID), Name: who.Name()}, Query: c.Query("q"), Right: c.Query("droit"), Ties: who.Ties}
	some := desk.AllRights(c)
	if of := directory.ID(c.Query("de")); of != "" {
		if ok, err := v.Reaches(v, rights.People, of); err != nil || !ok {
			return m, cmp.Or(err, socle.ErrNotFound)
		}
		names, err := v.Names([]directory.ID{of})
		if err != nil {
			return m, err
		}
		m.Of, some = desk.Option{ID: string(of), Name: names[of]}, aboutPeople(c)
	}
	for _, r := range some {
		m.Choices = append(m.Choices, desk.Option{ID: r.Name, Name: r.Says})
		if m.Right != "" && m.Right != r.Name {
			continue
		}
		a, err := answerTo(v, who, r, directory.ID(m.Of.ID))
		if err != nil {
			return m, err
		}
		m.Answers = append(m.Answers, a)
	}
	slices.SortStableFunc(m.Answers, func(a, b answer) int {
		switch {
		case a.Yes == b.Yes:
			return 0
		case a.Yes:
			return -1
		}
		return 1
	})
	return m, m.find(c, v)
}

// find looks for whom the question may be about.
func (m *seen) find(c *socle.Call, v *socle.View) error {
	p, err := desk.Chosen(c, v)
	if err == nil {
		m.Found, err = desk.Find(c, v, p.ID)
	}
	return err
}

func answerTo(v *socle.View, who *directory.Person, r *rights.Right, of directory.ID) (answer, error) {
	a := answer{Right: r.Name, Says: r.Says}
	if of == "" {
		for _, s := range v.Spans(who, r) {
			a.Yes, a.Reach = true, append(a.Reach, s.Reach)
		}
		return a, nil
	}
	chains, err := v.Why(who, r, rights.People, of)
	a.Yes, a.Chains = len(chains) > 0, chains
	return a, err
}

func whyPage(c *socle.Call, m seen) socle.Page {
	return socle.Page{Title: c.T("admin.why.title", m.Who.Name), Body: whyBody(m)}
}
