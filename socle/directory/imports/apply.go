package imports

import (
	"context"
	"errors"
	"fmt"

	"preau/base/db"
	"preau/socle/directory/imports/undo"
)

// Apply makes the changes of a run, school after school, the lines left out
// excepted. progress, which may be nil, is told how many schools are done. A
// school that fails stops the run, which can be resumed; the schools before it
// are whole.
func (e *Engine) Apply(ctx context.Context, id string, progress func(done, of int)) error {
	var run Run
	err := e.DB.Read(ctx, func(t *db.Tx) (err error) {
		run, err = Find(t, id)
		return err
	})
	if err != nil {
		return err
	}
	if run.State == Reading || run.State == undo.Undoing || run.State == undo.Undone {
		return fmt.Errorf("apply import %s: it is %s", id, run.State)
	}
	schools, err := e.units(ctx, id)
	if err != nil {
		return err
	}
	if len(schools) > 0 {
		if err := e.state(ctx, id, Applying, 0); err != nil {
			return err
		}
		if err := e.nomenclature(ctx, run); err != nil {
			return err
		}
	}
	for i, u := range schools {
		if progress != nil {
			progress(i, len(schools))
		}
		if err := e.applySchool(ctx, run, u); err != nil {
			return fmt.Errorf("apply import %s to school %s: %w", id, u.school, err)
		}
		// Tables that the engine believes empty are read whole for each person:
		// it counts them anew each time that the schools done have doubled, and at the end.
		if i&(i+1) == 0 || i == len(schools)-1 {
			if err := e.DB.Analyze(ctx); err != nil {
				return err
			}
		}
	}
	if progress != nil {
		progress(len(schools), len(schools))
	}
	return e.state(ctx, id, Applied, e.now().UnixMilli())
}

// Resume goes on with every run that was being applied when the program ended.
func (e *Engine) Resume(ctx context.Context) error {
	var dead []string
	err := e.DB.Read(ctx, func(t *db.Tx) (err error) {
		dead, err = db.Strings(t, `SELECT run FROM directory_import WHERE state = ? ORDER BY at`, Applying)
		return err
	})
	for _, id := range dead {
		if err == nil {
			err = e.Apply(ctx, id, nil)
		}
	}
	return err
}

// applySchool brings one school to what the feed says. The plan is made
// outside the transaction that writes it, so that other writers wait for the
// writing alone; where somebody else made the same people meanwhile, a unique
// key says so and the plan is made again.
func (e *Engine) applySchool(ctx context.Context, run Run, u unit) error {
	for try := 1; ; try++ {
		p, err := e.plan(ctx, run, u)
		if err != nil {
			return err
		}
		err = e.DB.Write(ctx, func(t *db.Tx) error { return e.write(t, p) })
		if err == nil || try == maxRetries || !errors.Is(err, db.ErrUnique) {
			return err
		}
	}
}

// write makes a plan true, with all that goes with it.
func (e *Engine) write(t *db.Tx, p *plan) error {
	done, err := db.Exists(t, `SELECT 1 FROM directory_import_school WHERE run = ? AND school = ? AND state = ?`, p.run.ID, p.unit.school, Applied)
	if err != nil || done {
		return err // another process was quicker
	}
	if err := p.write(t, e.now()); err != nil {
		return err
	}
	if e.OnApplied != nil {
		if err := e.OnApplied(t, p.unit.school, p.fresh); err != nil {
			return fmt.Errorf("after import: %w", err)
		}
	}
	if e.Journal != nil {
		if err := e.Journal(t, p.run, p.unit.school, p.counts()); err != nil {
			return fmt.Errorf("journal of import: %w", err)
		}
	}
	if _, err := t.Exec(`UPDATE directory_import_school SET state = ? WHERE run = ? AND school = ?`, Applied, p.run.ID, p.unit.school); err != nil {
		return err
	}
	t.Publish("directory:" + p.unit.school)
	return nil
}

// counts are the people of a plan.
func (p *plan) counts() Counts {
	n := Counts{Same: p.same}
	for _, d := range p.diffs {
		switch {
		case d.What == Doubtful:
			n.Doubtful++
		case d.Skip:
		case d.What == New:
			n.New++
		case d.What == Changed:
			n.Changed++
		case d.What == Leaving:
			n.Leaving++
		}
	}
	return n
}

func (e *Engine) state(ctx context.Context, id, state string, ended int64) error {
	return e.DB.Write(ctx, func(t *db.Tx) error {
		_, err := t.Exec(`UPDATE directory_import SET state = ?, ended = ? WHERE run = ?`, state, ended, id)
		return err
	})
}

// Leave sets which lines of a school are left out: those whose boxes are not
// ticked. It opens an applied school again, for Apply to do what is new.
func (e *Engine) Leave(t Writer, run, school string, keys []string, out bool) error {
	for _, key := range keys {
		n, err := t.Exec(`UPDATE directory_import_diff SET skip = ? WHERE run = ? AND school = ? AND key = ? AND what <> ?`, out, run, school, key, Doubtful)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("line %s of import %s: %w", key, run, ErrNoRun)
		}
	}
	return e.reopen(t, run, school)
}

// Depart says of all who are missing from a school's files whether they leave:
// the answer to the case of a school that misses too many.
func (e *Engine) Depart(t Writer, run, school string, leave bool) error {
	if _, err := t.Exec(`UPDATE directory_import_diff SET skip = ? WHERE run = ? AND school = ? AND what = ?`, !leave, run, school, Leaving); err != nil {
		return err
	}
	return e.reopen(t, run, school)
}

// Stop says that a run being applied stays where it is, between two schools.
func (e *Engine) Stop(t Writer, run string) error {
	_, err := t.Exec(`UPDATE directory_import SET state = ? WHERE run = ? AND state = ?`, Stopped, run, Applying)
	return err
}

// Settle answers a doubt: SameOne, the person whom the directory knows, or
// Another.
func (e *Engine) Settle(t Writer, run, school, key, choice string) error {
	if choice != SameOne && choice != Another {
		return fmt.Errorf("settle import %s: no such choice %q", run, choice)
	}
	n, err := t.Exec(`UPDATE directory_import_diff SET choice = ?, skip = ? WHERE run = ? AND school = ? AND key = ? AND what = ? AND (person <> '' OR ? = 'other') AND (means <> ? OR ? = 'same')`,
		choice, false, run, school, key, Doubtful, choice, Away, choice)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("doubt %s of import %s: %w", key, run, ErrNoRun)
	}
	return e.reopen(t, run, school)
}

// reopen has a school applied again.
func (e *Engine) reopen(t Writer, run, school string) error {
	_, err := t.Exec(`UPDATE directory_import_school SET state = ? WHERE run = ? AND school = ?`, Ready, run, school)
	return err
}

// Writer is the transaction that a choice is written in: a *db.Tx, or the
// counter's own.
type Writer interface {
	Exec(query string, args ...any) (int64, error)
}
