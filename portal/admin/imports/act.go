package imports

import (
	"preau/base/db"
	"preau/socle"
	engine "preau/socle/directory/imports"
)

// nothing is a form of one button.
type nothing struct{}

// stop has the work leave off, between two schools when it applies.
func stop(c *socle.Call, t *socle.Tx, _ nothing) (socle.See, error) {
	e, err := take(t)
	if err != nil {
		return socle.See{}, err
	}
	told, err := t.StopJob(e.job)
	if err != nil || !told {
		t.Quiet() // it had ended
		return e.see(c, "admin.import.ended"), err
	}
	t.Say("a arrêté l’import de {0}", socle.WordRef(e.told()))
	return e.see(c, "admin.import.stopping"), choices.Stop(t, string(e.ID))
}

// resume has work that was stopped, or that failed, go on.
func resume(c *socle.Call, t *socle.Tx, _ nothing) (socle.See, error) {
	e, err := take(t)
	if err != nil {
		return socle.See{}, err
	}
	told := false
	if e.State == stopped || e.State == failed {
		told, err = t.RetryJob(e.job)
	}
	if err != nil || !told {
		t.Quiet()
		return e.see(c, "admin.import.going"), err
	}
	t.Say("a repris l’import de {0}", socle.WordRef(e.told()))
	return socle.See{Path: pathOf(e.ID)}, nil
}

// drop forgets an import of which nothing was applied.
func drop(c *socle.Call, t *socle.Tx, _ nothing) (socle.See, error) {
	e, err := take(t)
	if err != nil {
		return socle.See{}, err
	}
	begun, err := db.Exists(t, `SELECT 1 FROM directory_import_school WHERE run = ? AND state = 'applied'`, e.ID)
	if err != nil || begun || e.State.busy() || e.State == applied {
		t.Quiet()
		return e.see(c, "admin.import.not_dropped"), err
	}
	for _, forget := range []func() error{
		func() error { return engine.Drop(t, string(e.ID)) },
		func() error { return t.DetachAll(Object, e.ID) },
		func() error { _, err := t.Exec(`DELETE FROM admin_import WHERE id = ?`, e.ID); return err },
	} {
		if err := forget(); err != nil {
			return socle.See{}, err
		}
	}
	t.Say("a abandonné l’import de {0}, rien n’a été modifié", socle.WordRef(e.told()))
	return socle.See{Path: ListPath, Say: c.T("admin.import.dropped")}, nil
}
