package people

import (
	"context"
	"strconv"

	"preau/base/text"
	"preau/base/ui"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/rights"
)

type peopleList struct {
	Place  desk.Place  `json:"school"`
	Search desk.Search `json:"search"`
	Count  int         `json:"count"`
	Rows   []desk.Row  `json:"people"`
}

func showPeople(c *socle.Call, v *socle.View) (peopleList, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return peopleList{}, err
	}
	m := peopleList{Place: p, Search: desk.ReadSearch(c)}
	if _, err := v.Other(Keep, rights.Places, p.ID); err == nil {
		m.Search.Whole = true
	}
	if m.Count, err = desk.Count(v, p.ID, m.Search); err != nil {
		return m, err
	}
	m.Rows, err = desk.People(v, p.ID, m.Search, c.Today())
	return m, err
}

func peoplePage(c *socle.Call, m peopleList) socle.Page {
	return socle.Page{Title: c.T("admin.people.title"), Body: peopleBody(m, c.Machine())}
}

// pages is where one is in the list.
func (m peopleList) pages(ctx context.Context) ui.Pages {
	from, s := m.Search.Page*desk.PageRows, m.Search
	at := func(page int) string {
		return m.Place.At("/administration/personnes", "q", s.Query, "role", string(s.Role), "compte", string(s.State), "page", strconv.Itoa(page))
	}
	p := ui.Pages{Says: text.T(ctx, "admin.people.range", from+1, from+len(m.Rows), text.Number(m.Count))}
	if s.Page > 0 {
		p.Prev = at(s.Page - 1)
	}
	if from+len(m.Rows) < m.Count {
		p.Next = at(s.Page + 1)
	}
	return p
}
