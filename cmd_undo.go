package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/directory/imports"
	"preau/socle/directory/imports/undo"
	"preau/socle/feeds"
)

// undo takes back what an import did. Exit 0 undone, 1 refused and nothing
// written.
func (i *importCmd) undo(c *console) (err error) {
	x, err := i.place.open(c, true, "", slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.close()) }()
	if err := x.db.Read(c, func(t *db.Tx) error { return printUndo(c, t, i.Undo) }); err != nil {
		return i.refuse(c, err)
	}
	if i.DryRun {
		fmt.Fprintln(c.out, "Rien n’est modifié (-dry-run).")
		return nil
	}
	if err := feeds.Undo(x.db, x.portal.Rules, time.Now).Apply(c, i.Undo, nil); err != nil {
		return i.refuse(c, err)
	}
	fmt.Fprintf(c.out, "Import %s annulé.\n", i.Undo)
	return nil
}

// refuse says in words why an import cannot be undone.
func (i *importCmd) refuse(c *console, err error) error {
	says := map[error]string{
		undo.ErrState:   "cet import n’existe pas, n’a pas été appliqué, ou est déjà annulé",
		undo.ErrNothing: fmt.Sprintf("cet import n’a rien changé, ou il date de plus de %d jours", undo.Days),
		undo.ErrLater:   "un import plus récent du même établissement doit être annulé d’abord",
	}
	for is, words := range says {
		if errors.Is(err, is) {
			fmt.Fprintln(c.err, "preau: refusé :", words)
			return exit(imports.ExitRefused)
		}
	}
	return err
}

// undoSigns stand before the lines of an undoing.
var undoSigns = map[string]string{undo.Removed: "-", undo.Closed: "-", undo.Restored: "~", undo.Kept: "!"}

// printUndo tells what undoing a run would do, school by school.
func printUndo(c *console, t *db.Tx, run string) error {
	if err := undo.May(t, run); err != nil {
		return err
	}
	schools, err := undo.Schooled(t, run)
	if err != nil {
		return err
	}
	for _, school := range schools {
		lines, n, err := undo.Preview(t, run, school)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s : %d arrivées retirées, %d fiches remises comme avant, %d accès fermés, %d fiches changées depuis, qui restent\n",
			school, n.Removed, n.Restored, n.Closed, n.Kept)
		for i, l := range lines {
			if i == shown {
				fmt.Fprintln(c.out, "…")
				break
			}
			fmt.Fprintf(c.out, "%s %s", undoSigns[l.What], strings.TrimSpace(l.School+" "+l.Name))
			for _, x := range l.Changes {
				fmt.Fprintf(c.out, " %s : %q → %q ;", x.Field, x.Before, x.After)
			}
			fmt.Fprintln(c.out)
		}
	}
	return nil
}
