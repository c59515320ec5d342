package feeds

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports"
	"preau/socle/directory/table"
)

// The folders of a watched folder in which what was taken goes, for as long as
// the lines of an import are kept.
const (
	Done    = "faits"
	Refused = "refuses"
)

// moment is how the folder of what was taken at a time is named.
const moment = "20060102T150405.000Z"

// quiet is how long nothing of a delivery must have changed before it is taken:
// whoever drops it may still be writing.
const quiet = time.Minute

// Watch takes the deliveries that stand in a folder: a file or a folder is one,
// for every school that it names; what stands in a folder named as a UAI is for
// that school alone. Each is imported as `preau import` does it, moved to
// [Done] or [Refused], and its report is left beside it. What is doubtful waits
// for a person on the page of imports.
type Watch struct {
	Dir    string
	DB     *db.DB
	Engine *imports.Engine
	Log    *slog.Logger
	Now    func() time.Time
	// Remembered is what a school said of the columns of its tables; nil where
	// nobody is asked, and they are read as they are guessed.
	Remembered func(q db.Queryer, school string, looks []table.Look) (table.Mapping, error)
}

// delivery is what was dropped.
type delivery struct{ dir, name, school string }

// Do takes all that is there. A delivery that fails for a reason of ours stays,
// to be taken again.
func (w Watch) Do(ctx context.Context) error {
	all, err := w.deliveries(w.Dir, "")
	for _, d := range all {
		if ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		err = errors.Join(err, w.take(ctx, d))
	}
	return err
}

// deliveries lists what a folder holds, and forgets what was taken long ago.
func (w Watch) deliveries(dir, school string) ([]delivery, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("watch feeds: %w", err)
	}
	var all []delivery
	for _, e := range entries {
		_, uai, _ := feed.UAI(e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."), !e.IsDir() && !e.Type().IsRegular():
		case e.IsDir() && (e.Name() == Done || e.Name() == Refused):
			err = errors.Join(err, w.forget(filepath.Join(dir, e.Name())))
		case e.IsDir() && uai && school == "":
			within, failed := w.deliveries(filepath.Join(dir, e.Name()), e.Name())
			all, err = append(all, within...), errors.Join(err, failed)
		case w.changed(filepath.Join(dir, e.Name())).Before(w.Now().Add(-quiet)):
			all = append(all, delivery{dir, e.Name(), school})
		}
	}
	return all, err
}

// changed is when anything of a delivery changed last.
func (w Watch) changed(path string) (last time.Time) {
	err := filepath.WalkDir(path, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
		return err
	})
	if err != nil {
		return w.Now() // it is being moved or removed: not yet
	}
	return last
}

// take imports one delivery and moves it away.
func (w Watch) take(ctx context.Context, d delivery) error {
	run, err := w.linked(ctx, d.school).Stage(ctx, []string{filepath.Join(d.dir, d.name)}, imports.Options{School: d.school, Bound: d.school != ""})
	var refused *feed.Error
	if errors.As(err, &refused) {
		w.Log.Warn("feed refused", "file", d.name, "says", refused.Error())
		return w.move(d, Refused, map[string]string{"refused": refused.Error()})
	}
	if err == nil {
		err = w.Engine.Apply(ctx, run.ID, nil)
	}
	if err != nil {
		return fmt.Errorf("import %s: %w", d.name, err)
	}
	var r imports.Report
	if err := w.DB.Read(ctx, func(t *db.Tx) error { r, err = imports.NewReport(t, run.ID); return err }); err != nil {
		return err
	}
	w.Log.Info("feed imported", "file", d.name, "run", run.ID, "new", r.People.New, "changed", r.People.Changed, "leaving", r.People.Leaving,
		"doubtful", r.People.Doubtful, "warnings", len(r.Warnings)+r.Omitted)
	return w.move(d, Done, r)
}

// linked is the engine that reads tables as a school has linked their columns.
func (w Watch) linked(ctx context.Context, school string) *imports.Engine {
	if w.Remembered == nil {
		return w.Engine
	}
	return Linked(w.Engine, func(_ table.Mapping, looks []table.Look) (m table.Mapping, err error) {
		err = w.DB.Read(ctx, func(t *db.Tx) error {
			m, err = w.Remembered(t, strings.ToUpper(school), looks)
			return err
		})
		return m, err
	})
}

// move puts a delivery where it goes, with its report beside it.
func (w Watch) move(d delivery, to string, report any) error {
	body, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return fmt.Errorf("report of %s: %w", d.name, err)
	}
	dir := filepath.Join(d.dir, to, w.Now().UTC().Format(moment))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("move %s: %w", d.name, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "rapport.json"), append(body, '\n'), 0o600); err != nil {
		return fmt.Errorf("report of %s: %w", d.name, err)
	}
	return os.Rename(filepath.Join(d.dir, d.name), filepath.Join(dir, d.name))
}

// forget removes what was taken long ago: it is children's data.
func (w Watch) forget(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		at, wrong := time.Parse(moment, e.Name())
		if wrong == nil && at.Before(w.Now().Add(-kept)) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return err
}
