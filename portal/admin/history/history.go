// Package history is what the imports did: undoing one, and what they did to
// one person. An import that a command or the watched folder made stands here
// like one that was asked for on a page.
package history

import (
	"errors"
	"slices"
	"time"

	"preau/base/db"
	"preau/portal/admin/desk"
	"preau/portal/admin/imports"
	"preau/portal/admin/people"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/directory"
	engine "preau/socle/directory/imports"
	"preau/socle/directory/imports/undo"
	"preau/socle/jobs"
	"preau/socle/rights"
)

// words are the texts of the pages.
var words = desk.Words

// Run is an import as the engine knows it. That of one school is reached by who
// reaches the school; that of all, by who reaches the platform.
var Run = &rights.Object{Name: "admin.run", Table: "directory_import", ID: "run", School: "only_one", Label: "format"}

// onRun and onPerson are the On of the pages.
var (
	onRun    = socle.One(Run, "import")
	onPerson = socle.One(rights.People, "person")
)

// Routes are the pages of what imports did.
func Routes() []socle.Route {
	return []socle.Route{
		socle.Show("GET /administration/imports/{import}/annuler", onRun, imports.Right, show, page),
		socle.Do("POST /administration/imports/{import}/annuler", onRun, imports.Right, start),
		socle.Show("GET /administration/personnes/{person}/imports", onPerson, people.Keep, showPerson, personPage),
	}
}

// Limits of a page.
const (
	maxSchools = 20
	maxLines   = 50
)

// model is the page of an undoing.
type model struct {
	Run     engine.Run  `json:"run"`
	Can     bool        `json:"can"`
	Why     string      `json:"why"` // why it cannot be: the catalogue's key
	Later   []string    `json:"later"`
	Counts  undo.Counts `json:"people"`
	Lines   []undo.Line `json:"lines"`
	Hidden  int         `json:"hiddenLines"`
	Schools int         `json:"schools"`
}

func show(c *socle.Call, v *socle.View) (m model, err error) {
	if m.Run, err = engine.Find(v, string(v.On())); err != nil {
		return m, err
	}
	switch err := undo.May(v, m.Run.ID); {
	case errors.Is(err, undo.ErrLater):
		m.Why = "later"
		if m.Later, err = undo.Later(v, m.Run.ID); err != nil {
			return m, err
		}
	case errors.Is(err, undo.ErrNothing):
		m.Why = "nothing"
	case errors.Is(err, undo.ErrState):
		m.Why = "state"
		if m.Run.State == undo.Undone {
			m.Why = undo.Undone
		}
	case err != nil:
		return m, err
	default:
		m.Can = true
		return m, m.preview(v)
	}
	return m, nil
}

// preview reads what undoing would do, of the first schools.
func (m *model) preview(q db.Queryer) error {
	schools, err := undo.Schooled(q, m.Run.ID)
	if err != nil {
		return err
	}
	m.Schools = len(schools)
	for _, s := range schools[:min(len(schools), maxSchools)] {
		lines, n, err := undo.Preview(q, m.Run.ID, s)
		if err != nil {
			return err
		}
		m.Counts.Removed += n.Removed
		m.Counts.Closed += n.Closed
		m.Counts.Restored += n.Restored
		m.Counts.Kept += n.Kept
		m.Lines = append(m.Lines, lines...)
	}
	if more := len(m.Lines) - maxLines; more > 0 {
		m.Lines, m.Hidden = m.Lines[:maxLines], more
	}
	return nil
}

func page(c *socle.Call, m model) socle.Page {
	return socle.Page{Title: c.T("admin.undo.title"), Body: body(m)}
}

// undoJob is the job that undoes an import.
const undoJob = "import.undo"

// ask names the import to undo.
type ask struct {
	Run string `json:"run"`
}

// start has an import undone.
func start(c *socle.Call, t *socle.Tx, _ struct{}) (socle.See, error) {
	run := string(t.On())
	see := socle.See{Path: "/administration/imports/" + run + "/annuler"}
	switch err := undo.May(t, run); {
	case errors.Is(err, undo.ErrLater), errors.Is(err, undo.ErrNothing), errors.Is(err, undo.ErrState):
		t.Quiet()
		return see, nil // the page says why not
	case err != nil:
		return see, err
	}
	if err := mayUndo(c, t, run); err != nil {
		return see, err
	}
	if _, err := t.Exec(`UPDATE directory_import SET state = ? WHERE run = ?`, undo.Undoing, run); err != nil {
		return see, err
	}
	if _, err := t.Enqueue(undoJob, ask{run}); err != nil {
		return see, err
	}
	t.Say("a lancé l’annulation de l’import {0}", audit.Ref{Word: run})
	return see, nil
}

// mayUndo refuses what would make the reader more than they are: as an import
// that touches the direction is the direction's to apply, so it is theirs to undo.
func mayUndo(c *socle.Call, t *socle.Tx, run string) error {
	if c.Who.Is(directory.Admin) || c.Who.In(t.School(), directory.Head, directory.Deputy) {
		return nil
	}
	touches, err := db.Exists(t, `SELECT 1 FROM directory_import_undo u WHERE u.run = ? AND u.person <> '' AND (u.person = ?
		OR u.name = 'directory_tie' AND (u.key LIKE '%"head"]' OR u.key LIKE '%"deputy"]' OR u.key LIKE '%"admin"]')
		OR EXISTS (SELECT 1 FROM directory_tie t WHERE t.person = u.person AND t.role IN ('head', 'deputy', 'admin')))`, run, c.Who.ID)
	if err == nil && touches {
		err = socle.Wrong("", c.T("admin.undo.direction"))
	}
	return err
}

// Job is the job that undoes imports.
func Job(u *undo.Undo) jobs.Job {
	return jobs.Job{Name: undoJob, Title: "Annuler un import", Do: func(w *jobs.Work) error {
		var a ask
		if err := w.Payload(&a); err != nil {
			return err
		}
		err := u.Apply(w.Context(), a.Run, func(done, of int) { w.Progress(int64(done), int64(of), "") })
		if errors.Is(err, undo.ErrLater) || errors.Is(err, undo.ErrState) {
			return jobs.Final(err)
		}
		return err
	}}
}

// person is the page of what the imports did to one.
type person struct {
	ID     directory.ID `json:"id"`
	Name   string       `json:"name"`
	Events []undo.Event `json:"events"`

	Open map[string]bool `json:"-"` // runs that the reader reaches
}

func showPerson(_ *socle.Call, v *socle.View) (person, error) {
	m := person{ID: v.On(), Open: map[string]bool{}}
	names, err := v.Names([]directory.ID{m.ID})
	if err != nil {
		return m, err
	}
	m.Name = names[m.ID]
	all, err := undo.Did(v, string(m.ID))
	if err != nil {
		return m, err
	}
	schools, whole := v.Schools()
	for _, e := range all {
		if !whole && !slices.Contains(schools, directory.ID(e.School)) {
			continue
		}
		m.Events = append(m.Events, e)
		if m.Open[e.Run], err = v.Reaches(v, Run, directory.ID(e.Run)); err != nil {
			return m, err
		}
	}
	return m, nil
}

func personPage(c *socle.Call, m person) socle.Page {
	return socle.Page{Title: c.T("admin.did.title", m.Name), Body: personBody(m)}
}

// instant is a moment of the machine's clock.
func instant(ms int64) time.Time { return time.UnixMilli(ms) }
