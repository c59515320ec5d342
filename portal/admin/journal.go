package admin

import (
	"preau/base/day"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/directory"
)

// Limits of the journal's pages.
const (
	journalRows = 50
	exportRows  = 20_000
	// verified is how many sealed lines are verified on each reading of the page;
	// beyond, on demand.
	verified = 5_000
)

// line is a line of the journal in words.
type line struct {
	ID     string       `json:"id"`
	At     int64        `json:"at"`
	Who    directory.ID `json:"who"`
	Name   string       `json:"name"`
	Role   string       `json:"role"`
	Text   string       `json:"text"`
	OnKind string       `json:"onKind"`
	On     string       `json:"on"`
	Sealed bool         `json:"sealed"`
}

// seal is the state of the chain of seals.
type seal struct {
	Lines   int   `json:"lines"`
	Last    int64 `json:"last"`    // when the last one was set, 0 for never
	Checked bool  `json:"checked"` // it was recomputed for this page
	Broken  int64 `json:"broken"`  // the first seal that does not agree, 0 when all do
}

type journal struct {
	Place   desk.Place    `json:"school"`
	Who     directory.ID  `json:"person"`
	WhoName string        `json:"personName"`
	On      string        `json:"thing"`
	Day     day.Day       `json:"day"`
	Query   string        `json:"query"`
	Found   []desk.Option `json:"found"`
	Lines   []line        `json:"lines"`
	Next    string        `json:"next"` // the last line of this page, empty on the last one
	Seal    seal          `json:"seal"`
	Today   day.Day       `json:"today"`
}

// filter is what the address chooses.
func (m *journal) filter(c *socle.Call, limit int) audit.Filter {
	m.Who, m.On, m.Day = directory.ID(c.Query("personne")), c.Query("chose"), day.Day(c.Query("jour"))
	f := audit.Filter{School: string(m.Place.ID), Who: string(m.Who), On: m.On, Before: c.Query("avant"), Limit: limit}
	if !m.Day.Valid() {
		m.Day = ""
	} else {
		f.From, f.Until = m.Day.Time(), m.Day.Add(1).Time()
	}
	return f
}

func showJournal(c *socle.Call, v *socle.View) (journal, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return journal{}, err
	}
	m := journal{Place: p, Query: c.Query("q"), Today: c.Today()}
	all, err := v.Journal(m.filter(c, journalRows+1))
	if err != nil {
		return m, err
	}
	if len(all) > journalRows {
		all = all[:journalRows]
		m.Next = all[journalRows-1].ID
	}
	m.Lines = told(all)
	if m.Who != "" {
		names, err := v.Names([]directory.ID{m.Who})
		if err != nil {
			return m, err
		}
		m.WhoName = names[m.Who]
	}
	if m.Found, err = desk.Find(c, v, p.ID); err != nil {
		return m, err
	}
	return m, m.verify(v, c.Query("sceau") != "")
}

func told(all []socle.Line) []line {
	list := make([]line, len(all))
	for i, l := range all {
		list[i] = line{l.ID, l.At.UnixMilli(), directory.ID(l.Who), l.Name, l.Role, l.Text, l.OnKind, l.OnID, l.Seal > 0}
	}
	return list
}

func (m *journal) verify(v *socle.View, asked bool) error {
	n, last, err := audit.Sealed(v, string(m.Place.ID))
	if err != nil {
		return err
	}
	m.Seal.Lines = n
	if !last.IsZero() {
		m.Seal.Last = last.UnixMilli()
	}
	if n == 0 || n > verified && !asked {
		return nil
	}
	m.Seal.Checked = true
	m.Seal.Broken, err = audit.Verify(v, string(m.Place.ID))
	return err
}

func journalPage(c *socle.Call, m journal) socle.Page {
	return socle.Page{Title: c.T("admin.journal.title"), Body: journalBody(m)}
}

// exportJournal gives the lines as a spreadsheet reads them.
func exportJournal(c *socle.Call, v *socle.View) (socle.File, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return socle.File{}, err
	}
	m := journal{Place: p}
	all, err := v.Journal(m.filter(c, exportRows))
	if err != nil {
		return socle.File{}, err
	}
	rows := [][]string{{c.T("admin.journal.when"), c.T("admin.journal.who"), c.T("admin.journal.role"), c.T("admin.journal.what")}}
	for _, l := range all {
		rows = append(rows, []string{
			l.At.In(day.Paris).Format("2006-01-02 15:04:05"), l.Name, c.T("rights.role." + l.Role), l.Text,
		})
	}
	body, err := desk.Sheet(rows)
	return socle.File{Name: "journal-" + string(p.ID) + "-" + string(c.Today()) + ".csv", Type: "text/csv; charset=utf-8", Body: body}, err
}
