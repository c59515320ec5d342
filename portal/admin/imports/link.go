package imports

import (
	"cmp"
	"context"
	"errors"

	"preau/base/db"
	"preau/portal/admin/imports/columns"
	"preau/socle"
	"preau/socle/directory/feed/source"
	engine "preau/socle/directory/imports"
	"preau/socle/directory/table"
	"preau/socle/feeds"
	"preau/socle/jobs"
)

// look asks what the columns of files are that are tables, before they are read;
// of any other format there is nothing to ask, and it is nil. Tables are of one
// school.
func (x work) look(w *jobs.Work, ask *readAsk, paths []string) (q *columns.Question, err error) {
	set, err := source.Open(paths...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, set.Close()) }()
	f, err := x.engine.Format(set)
	if err != nil || f.Name != table.Name {
		return nil, err
	}
	q = &columns.Question{}
	if q.Mapping, q.Tables, err = table.Guess(set); err != nil {
		return nil, err
	}
	ask.School = cmp.Or(ask.School, ask.Place)
	return q, w.Read(func(t *db.Tx) error { return q.Recall(t, ask.School) })
}

// linked is the engine that reads tables as they were linked.
func (a readAsk) linked(e *engine.Engine) *engine.Engine {
	if a.Mapping == nil {
		return e
	}
	return feeds.Linked(e, func(table.Mapping, []table.Look) (table.Mapping, error) { return a.Mapping, nil })
}

// link keeps what the columns are for the school, and has the tables read so.
func link(c *socle.Call, t *socle.Tx, f columns.Form) (socle.See, error) {
	e, err := take(t)
	if err != nil {
		return socle.See{}, err
	}
	var ask readAsk
	q, err := columns.Of(t, e.ID, &ask)
	if err != nil || q == nil || e.State != linking {
		t.Quiet()
		return e.see(c, "admin.import.link.done"), err
	}
	if ask.Mapping, err = q.Said(c, f); err != nil {
		return socle.See{}, err
	}
	if err := columns.Remember(t, e.School, ask.Mapping, c.Machine()); err != nil {
		return socle.See{}, err
	}
	job, err := t.Enqueue(readJob, ask)
	if err != nil {
		return socle.See{}, err
	}
	t.Say("a relié les colonnes de {0} pour l’import de l’annuaire", socle.WordRef(e.told()))
	_, err = t.Exec(`UPDATE admin_import SET link = '', job = ? WHERE id = ?`, job, e.ID)
	return socle.See{Path: pathOf(e.ID)}, err
}

// stepLink says beside "Relier" how far that is.
func (m one) stepLink(ctx context.Context) string {
	switch {
	case m.Link != nil:
		return words.T(ctx, "admin.import.step.columns", m.Link.Count())
	case m.Diff != nil && m.Diff.Format == table.Name:
		return words.T(ctx, "admin.import.step.linked")
	case m.Diff != nil:
		return words.T(ctx, "admin.import.step.known")
	}
	return ""
}
