// Package demo fills an empty place with the demonstration: three invented
// schools that go through the real importer, the people that guides know by
// name, and some weeks of life.
package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"preau/base/blob"
	"preau/base/day"
	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/directory/generate/demo"
	"preau/socle/directory/generate/sets"
	"preau/socle/signin/secret"
)

// Password is that of all the demonstration's people.
const Password = "preau-demo"

// Pupils is how many pupils the first school has unless another number is asked.
const Pupils = demo.Pupils

// People are those who can sign in.
func People() []demo.Person { return demo.People }

// Place is where the demonstration goes.
type Place struct {
	DB   *db.DB
	Blob *blob.Store
	Now  time.Time         // the machine's
	At   time.Time         // the school's
	Say  func(says string) // told at each step
}

// Fill fills an empty place.
func Fill(ctx context.Context, p Place, pupils int) error {
	for _, step := range []struct {
		says string
		do   func(context.Context, Place, int) error
	}{
		{"Les fichiers de trois établissements inventés, lus par l’importateur", importSchools},
		{"Les personnes que les guides connaissent par leur nom", addPeople},
		{"Quelques semaines d’actualités", addNews},
	} {
		p.Say(step.says)
		if err := step.do(ctx, p, pupils); err != nil {
			return fmt.Errorf("%s: %w", step.says, err)
		}
	}
	return p.DB.Analyze(ctx)
}

// importSchools writes the schools as an AAF set and reads it back.
func importSchools(ctx context.Context, p Place, pupils int) (err error) {
	dir, err := os.MkdirTemp("", "preau-demo-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	set := filepath.Join(dir, "aaf")
	if err := sets.WriteAAF(set, demo.Schools(pupils), sets.AAF{Day: p.At}); err != nil {
		return err
	}
	return importSet(ctx, p, set)
}

// addPeople joins those who have two records, adds those who are in no file and
// opens the accounts of those who sign in.
func addPeople(ctx context.Context, p Place, pupils int) error {
	keys := demo.Keys(demo.Schools(pupils))
	hash, err := secret.NewLine(1).Hash(ctx, Password)
	if err != nil {
		return err
	}
	return p.DB.Write(ctx, func(t *db.Tx) error {
		f := &filler{t: t, p: p, keys: keys, hash: hash}
		for _, j := range demo.Joins(demo.Schools(pupils)) {
			if err := f.join(j); err != nil {
				return err
			}
		}
		if err := f.setSchools(); err != nil {
			return err
		}
		for _, e := range demo.Extras {
			if err := f.extra(e); err != nil {
				return err
			}
		}
		for _, x := range demo.People {
			if err := f.open(x); err != nil {
				return err
			}
		}
		for _, school := range []string{demo.Tilleuls, demo.Schoelcher, demo.Gouges} {
			directory.TouchSchool(t, directory.ID(school))
		}
		return nil
	})
}

// weekA is a day of a week A: the demonstration begins in a week B.
const weekA day.Day = "2026-11-16"
