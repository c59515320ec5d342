package imports

import (
	"encoding/base64"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"preau/base/db"
	"preau/portal/admin/imports/columns"
	"preau/socle"
	"preau/socle/directory"
	engine "preau/socle/directory/imports"
	"preau/socle/directory/imports/undo"
)

// one is the page of an import.
type one struct {
	Import entry                   `json:"import"`
	Names  map[directory.ID]string `json:"names"`
	School string                  `json:"school"`  // the name of the only one it is for
	Link   *columns.Question       `json:"columns"` // nil unless they are to be linked
	Done   int64                   `json:"done"`    // schools, of Total, while it is applied
	Total  int64                   `json:"total"`
	Diff   *diff                   `json:"differences"` // nil until the files are read, and while they are applied
	Undo   bool                    `json:"canUndo"`     // there is something to undo

	mine bool
	left time.Duration // an estimate, 0 for none
}

// diff is what an import would change, or has changed.
type diff struct {
	Format    string           `json:"format"`
	Generated string           `json:"generated"`
	Year      string           `json:"year"`
	People    engine.Counts    `json:"people"`
	Tabs      []tab            `json:"tabs"`
	Ready     int              `json:"ready"`   // lines that are applied, or will be
	Waiting   int              `json:"waiting"` // doubts without an answer
	Aside     int              `json:"aside"`   // lines left out
	Fresh     []string         `json:"newSchools"`
	Schools   []school         `json:"schools"`
	At        directory.ID     `json:"school"` // the school whose lines are shown, empty for all
	What      string           `json:"what"`
	Lines     []line           `json:"lines"`
	Next      string           `json:"next"`
	Cases     []question       `json:"cases"`
	Hidden    int              `json:"hiddenCases"` // beyond those shown
	Notes     []engine.Warning `json:"warnings"`
	NoteCount int              `json:"warningCount"`

	after string // the line after which the page begins
}

// tab is a kind of lines, and how many there are.
type tab struct {
	What  string `json:"what"`
	Count int    `json:"count"`
	Ready int    `json:"ready"` // of them, those that are applied, or will be
}

// school is a school of the import.
type school struct {
	ID    directory.ID `json:"id"`
	Name  string       `json:"name"`
	State string       `json:"state"`
}

// line is a line of the differences.
type line struct {
	School  directory.ID    `json:"school"`
	Key     string          `json:"key"`
	What    string          `json:"what"`
	Role    string          `json:"role"`
	Name    string          `json:"name"`
	Place   string          `json:"place"`
	Changes []engine.Change `json:"changes"`
	Means   string          `json:"means"`
	Skip    bool            `json:"skip"`
	Choice  string          `json:"choice"`
}

func (l line) id() string { return string(l.School) + " " + l.Key }

// kinds are the kinds of lines, in the order of the tabs.
var kinds = []string{engine.New, engine.Changed, engine.Leaving, engine.Doubtful}

func showOne(c *socle.Call, v *socle.View) (one, error) {
	e, err := load(v, v.On())
	if err == nil && e.ID == "" {
		err = socle.ErrNotFound
	}
	if err != nil {
		return one{}, err
	}
	m := one{Import: e, mine: e.By == c.Who.ID, Done: e.at.Done, Total: e.at.Total}
	if left, ok := e.at.Left(c.Machine()); ok {
		m.left = left
	}
	if e.State == linking {
		if m.Link, err = columns.Of(v, e.ID, new(readAsk)); err != nil {
			return m, err
		}
	}
	if m.Names, err = v.Names([]directory.ID{e.By, e.AppliedBy}); err != nil {
		return m, err
	}
	if e.School != "" {
		s, _, err := directory.LoadSchool(v, e.School)
		if err != nil {
			return m, err
		}
		m.School = s.Name
	}
	swept := e.State == applied && e.run.Ended < c.Machine().Add(-kept).UnixMilli()
	if !e.isRead() || e.State.busy() || e.State == gone || e.State == undoing || e.State == undone || swept {
		return m, nil
	}
	switch err := undo.May(v, string(e.ID)); {
	case err == nil, errors.Is(err, undo.ErrLater):
		m.Undo = true
	case !errors.Is(err, undo.ErrNothing) && !errors.Is(err, undo.ErrState):
		return m, err
	}
	m.Diff, err = differences(c, v, &e)
	return m, err
}

func onePage(c *socle.Call, m one) socle.Page {
	return socle.Page{Title: c.T(m.title()), Body: oneBody(m)}
}

// differences reads what the page shows of a run that was read.
func differences(c *socle.Call, v *socle.View, e *entry) (*diff, error) {
	d := &diff{after: c.Query("apres"), Format: e.run.Format, Generated: e.run.Generated, Year: e.run.Year, At: e.School, NoteCount: e.run.Warnings}
	var err error
	if d.Schools, err = db.All(v, func(r db.Row) (s school, err error) { return s, r.Scan(&s.ID, &s.Name, &s.State) },
		`SELECT school, name, state FROM directory_import_school WHERE run = ? ORDER BY name, school`, e.ID); err != nil {
		return nil, err
	}
	if at := directory.ID(c.Query("ecole")); e.School == "" && slices.ContainsFunc(d.Schools, func(s school) bool { return s.ID == at }) {
		d.At = at
	}
	if what := c.Query("quoi"); slices.Contains(kinds, what) {
		d.What = what
	}
	for _, part := range []func(*socle.View, *entry) error{d.count, d.list, d.ask, d.note} {
		if err := part(v, e); err != nil {
			return nil, err
		}
	}
	d.Fresh, err = engine.NewSchools(v, string(e.ID))
	return d, err
}

// count counts people and lines.
func (d *diff) count(v *socle.View, e *entry) (err error) {
	if d.People, err = engine.Totals(v, string(e.ID), string(d.At)); err != nil {
		return err
	}
	d.Ready, d.Waiting, d.Aside, err = counts(v, e)
	if err != nil {
		return err
	}
	for r, err := range v.Rows(`SELECT what, count(*), sum(CASE WHEN skip THEN 0 ELSE 1 END) FROM directory_import_diff WHERE run = ? AND (CAST(? AS TEXT) = '' OR school = ?) GROUP BY what`, e.ID, d.At, d.At) {
		var t tab
		if err == nil {
			err = r.Scan(&t.What, &t.Count, &t.Ready)
		}
		if err != nil {
			return err
		}
		d.Tabs = append(d.Tabs, t)
	}
	slices.SortFunc(d.Tabs, func(a, b tab) int { return slices.Index(kinds, a.What) - slices.Index(kinds, b.What) })
	return nil
}

// counts counts the lines of a whole import: those to be applied, the doubts
// without an answer, those left out.
func counts(q db.Queryer, e *entry) (ready, waiting, aside int, err error) {
	_, _, err = db.First(q, func(r db.Row) (bool, error) { return true, r.Scan(&ready, &waiting, &aside) }, `
		SELECT coalesce(sum(CASE WHEN NOT skip THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN what = 'doubtful' AND choice = '' THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN skip AND what <> 'doubtful' THEN 1 ELSE 0 END), 0)
		FROM directory_import_diff WHERE run = ?`, e.ID)
	return ready, waiting, aside, err
}

// list reads a page of lines.
func (d *diff) list(v *socle.View, e *entry) error {
	all, err := engine.Differences(v, engine.Query{Run: string(e.ID), School: string(d.At), What: d.What, After: unmark(d.after), Limit: pageRows + 1})
	if err != nil {
		return err
	}
	if len(all) > pageRows {
		all = all[:pageRows]
		d.Next = mark(all[pageRows-1].Cursor())
	}
	for _, x := range all {
		d.Lines = append(d.Lines, asLine(x))
	}
	return nil
}

func asLine(x engine.Difference) line {
	return line{directory.ID(x.School), x.Key, x.What, x.Role, x.Name, x.Place, x.Changes, x.Means, x.Skip, x.Choice}
}

// mark makes a place in the list fit for a form, whose ends of lines browsers
// write their own way.
func mark(cursor string) string { return base64.RawURLEncoding.EncodeToString([]byte(cursor)) }

// unmark is the place that a mark names; a mark that is none is the beginning.
func unmark(s string) string {
	cursor, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || !utf8.Valid(cursor) {
		return ""
	}
	return string(cursor)
}

// note reads the first warnings.
func (d *diff) note(v *socle.View, e *entry) (err error) {
	d.Notes, err = db.All(v, func(r db.Row) (w engine.Warning, err error) { return w, r.Scan(&w.File, &w.Line, &w.Says) },
		`SELECT file, line, says FROM directory_import_warning WHERE run = ? ORDER BY n LIMIT ?`, e.ID, maxNotes)
	return err
}
