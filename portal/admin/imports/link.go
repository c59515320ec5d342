package imports

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"preau/base/db"
	"preau/portal/admin/imports/columns"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/directory/feed/source"
	engine "preau/socle/directory/imports"
	"preau/socle/directory/table"
	"preau/socle/feeds"
	"preau/socle/jobs"
)

// linked is what waits for somebody to say what the columns of tables are, and
// the reading that goes on then.
type linked struct {
	Ask readAsk `json:"ask"`
	columns.Question
}

// look looks at files that are tables, before they are read; of any other format
// there is nothing to ask, and it is nil.
func (x work) look(w *jobs.Work, ask readAsk, paths []string) (l *linked, err error) {
	set, err := source.Open(paths...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, set.Close()) }()
	f, err := x.engine.Format(set)
	if err != nil || f.Name != table.Name {
		return nil, err
	}
	ask.School = cmp.Or(ask.School, ask.Place)
	l = &linked{Ask: ask}
	if l.Mapping, l.Tables, err = table.Guess(set); err != nil {
		return nil, err
	}
	return l, w.Read(func(t *db.Tx) error { return l.Recall(t, ask.School) })
}

// wait keeps the question until somebody answers. Tables are of one school.
func (l *linked) wait(t *db.Tx) error {
	body, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("keep the columns of an import: %w", err)
	}
	_, err = t.Exec(`UPDATE admin_import SET link = ?, school = ? WHERE id = ?`, string(body), l.Ask.School, l.Ask.Import)
	return err
}

// linked is the engine that reads tables as they were linked.
func (a readAsk) linked(e *engine.Engine) *engine.Engine {
	if a.Mapping == nil {
		return e
	}
	return feeds.Linked(e, func(table.Mapping, []table.Look) (table.Mapping, error) { return a.Mapping, nil })
}

// linkedOf reads what waits in an import.
func linkedOf(q db.Queryer, id directory.ID) (*linked, error) {
	body, err := db.Strings(q, `SELECT link FROM admin_import WHERE id = ? AND link <> ''`, id)
	if err != nil || len(body) == 0 {
		return nil, err
	}
	l := &linked{}
	if err := json.Unmarshal([]byte(body[0]), l); err != nil {
		return nil, fmt.Errorf("read the columns of an import: %w", err)
	}
	return l, nil
}

// link keeps what the columns are for the school, and has the tables read so.
func link(c *socle.Call, t *socle.Tx, f columns.Form) (socle.See, error) {
	e, err := take(t)
	if err != nil {
		return socle.See{}, err
	}
	l, err := linkedOf(t, e.ID)
	if err != nil || l == nil || e.State != linking {
		t.Quiet()
		return e.see(c, "admin.import.link.done"), err
	}
	if l.Ask.Mapping, err = l.Said(c, f); err != nil {
		return socle.See{}, err
	}
	if err := columns.Remember(t, e.School, l.Ask.Mapping, c.Machine()); err != nil {
		return socle.See{}, err
	}
	job, err := t.Enqueue(readJob, l.Ask)
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
