package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"preau/base/db"
	"preau/portal/admin/imports/columns"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports"
	"preau/socle/directory/table"
	"preau/socle/feeds"
)

// importCmd reads the ministry's files.
type importCmd struct {
	place
	School string   `env:"PREAU_SCHOOL" help:"only this school; needed for a feed that names none" placeholder:"UAI"`
	Year   string   `env:"PREAU_YEAR" help:"the year of September, where the files are of another than the running one" placeholder:"YYYY"`
	DryRun bool     `name:"dry-run" help:"print the difference and change nothing"`
	JSON   string   `name:"json" env:"PREAU_JSON" help:"write the report there" placeholder:"FILE"`
	Undo   string   `help:"undo an import instead, by its id; -dry-run tells what that would do" placeholder:"RUN"`
	Paths  []string `arg:"" optional:"" type:"path" help:"files, folders, zip, tar.gz"`
}

// Validate asks for one thing to do.
func (i *importCmd) Validate() error {
	if (i.Undo == "") == (len(i.Paths) == 0) {
		return errors.New("name the files to import, or the import to undo (-undo RUN)")
	}
	return nil
}

// shown is how many lines of a kind are printed; the report has them all.
const shown = 20

// Run prints the difference, then makes it. Exit 0 applied, 1 refused, 3
// applied but for cases to settle.
func (i *importCmd) Run(c *console) (err error) {
	if i.Undo != "" {
		return i.undo(c)
	}
	d, store, err := i.place.store(c, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(), d.Close()) }()
	engine := feeds.Engine(d, time.Now)
	if err := engine.Resume(c); err != nil {
		return err
	}
	run, err := i.linked(c, d, engine).Stage(c, i.Paths, imports.Options{School: i.School, Year: i.Year})
	var refused *feed.Error
	if errors.As(err, &refused) {
		fmt.Fprintln(c.err, "preau: refusé :", refused)
		return exit(imports.ExitRefused)
	}
	if err != nil {
		return err
	}
	if err := print(c, d, run.ID); err != nil {
		return err
	}
	if i.DryRun {
		fmt.Fprintln(c.out, "Rien n’est modifié (-dry-run).")
		return errors.Join(i.report(c, d, run.ID), engine.Drop(c, run.ID))
	}
	if err := engine.Apply(c, run.ID, nil); err != nil {
		return err
	}
	if err := i.report(c, d, run.ID); err != nil {
		return err
	}
	r, err := report(c, d, run.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Import %s appliqué.\n", run.ID)
	for _, k := range r.Cases {
		fmt.Fprintf(c.out, "à trancher : %s\n", k.Says)
	}
	if code := r.Exit(); code != 0 {
		return exit(code)
	}
	return nil
}

// linked is the engine that reads tables as the school has linked their columns
// on the page of imports, else as they are guessed; it prints what each is.
func (i *importCmd) linked(c *console, d *db.DB, e *imports.Engine) *imports.Engine {
	return feeds.Linked(e, func(guessed table.Mapping, looks []table.Look) (m table.Mapping, err error) {
		err = d.Read(c, func(t *db.Tx) error {
			m, err = columns.Remembered(t, strings.ToUpper(i.School), looks)
			return err
		})
		for _, l := range looks {
			s, known := m[l.Mark]
			if !known {
				s = guessed[l.Mark]
			}
			for n, column := range l.Columns {
				says := "non prise"
				if s.Kind != "" && s.Columns[n] != "" {
					says = columns.Says(c, s.Columns[n])
				}
				fmt.Fprintf(c.out, "%s, colonne « %s » : %s\n", l.Tables[0], column.Header, says)
			}
		}
		return m, err
	})
}

func report(c *console, d *db.DB, run string) (r imports.Report, err error) {
	err = d.Read(c, func(t *db.Tx) error {
		r, err = imports.NewReport(t, run)
		return err
	})
	return r, err
}

// report writes the report where it was asked.
func (i *importCmd) report(c *console, d *db.DB, run string) error {
	if i.JSON == "" {
		return nil
	}
	r, err := report(c, d, run)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(i.JSON, append(body, '\n'), 0o600)
}

// print tells the difference.
func print(c *console, d *db.DB, run string) error {
	r, err := report(c, d, run)
	if err != nil {
		return err
	}
	n := r.People
	fmt.Fprintf(c.out, "%s, %s, année %s : %d arrivées, %d changements, %d départs, %d sans changement, %d à trancher ; %d groupes, %d enseignements, %d séances\n",
		r.Format, r.School, r.Year, n.New, n.Changed, n.Leaving, n.Same, n.Doubtful, r.Groups, r.Courses, r.Lessons)
	if err := printSchools(c, d, run); err != nil {
		return err
	}
	for _, what := range []string{imports.Doubtful, imports.Leaving, imports.Changed, imports.New} {
		if err := printLines(c, d, run, what); err != nil {
			return err
		}
	}
	for i, w := range r.Warnings {
		if i == shown {
			fmt.Fprintf(c.out, "… et %d autres avertissements\n", len(r.Warnings)+r.Omitted-shown)
			break
		}
		fmt.Fprintf(c.out, "avertissement : %s:%d : %s\n", w.File, w.Line, w.Says)
	}
	return nil
}

func printSchools(c *console, d *db.DB, run string) error {
	return d.Read(c, func(t *db.Tx) error {
		all, err := imports.NewSchools(t, run)
		for _, s := range all {
			fmt.Fprintf(c.out, "+ établissement %s\n", s)
		}
		return err
	})
}

// signs stand before the lines of a difference.
var signs = map[string]string{imports.New: "+", imports.Changed: "~", imports.Leaving: "-", imports.Doubtful: "?"}

func printLines(c *console, d *db.DB, run, what string) error {
	return d.Read(c, func(t *db.Tx) error {
		lines, err := imports.Differences(t, imports.Query{Run: run, What: what, Limit: shown + 1})
		for i, l := range lines {
			if i == shown {
				fmt.Fprintf(c.out, "%s …\n", signs[what])
				break
			}
			fmt.Fprintf(c.out, "%s %s %s (%s)", signs[what], l.School, l.Name, l.Place)
			printChanges(c.out, l.Changes)
		}
		return err
	})
}

func printChanges(w io.Writer, all []imports.Change) {
	for _, x := range all {
		fmt.Fprintf(w, " %s : %q → %q ;", x.Field, x.Before, x.After)
	}
	fmt.Fprintln(w)
}
