package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"preau/base/blob"
	"preau/base/db"
	"preau/portal/admin/imports/columns"
	"preau/socle/directory"
	"preau/socle/directory/feed"
	engine "preau/socle/directory/imports"
	"preau/socle/directory/table"
	"preau/socle/files"
	"preau/socle/jobs"
)

// The jobs of an import.
const (
	readJob  = "import.read"
	applyJob = "import.apply"
)

// readAsk is what an import is read with.
type readAsk struct {
	Import directory.ID `json:"import"`
	School directory.ID `json:"school"`
	Bound  bool         `json:"bound"` // whoever asks reaches School alone
	Year   string       `json:"year"`
	Files  []file       `json:"files"`
	// Place is the school whose page it was asked for on: that of tables, which name
	// none. Mapping is what their columns were said to be.
	Place   directory.ID  `json:"place,omitempty"`
	Mapping table.Mapping `json:"mapping,omitempty"`
}

// file is a file that was sent.
type file struct {
	Hash string `json:"hash"`
	Name string `json:"name"`
}

// applyAsk names the import to apply.
type applyAsk struct {
	Import directory.ID `json:"import"`
}

// work is what the jobs work with.
type work struct {
	engine *engine.Engine
	store  *blob.Store
}

// Jobs are the reading and the applying, with the engine that does them and the
// store that holds the files sent.
func Jobs(e *engine.Engine, store *blob.Store) []jobs.Job {
	w := work{e, store}
	return []jobs.Job{
		{Name: readJob, Title: "Lire les fichiers d’un import", Do: w.read},
		{Name: applyJob, Title: "Appliquer un import", Do: w.apply},
	}
}

// read stages the files sent. A try that was killed is begun again from the
// files; once they are read, or refused, nobody needs them.
func (x work) read(w *jobs.Work) error {
	var ask readAsk
	if err := w.Payload(&ask); err != nil {
		return err
	}
	ctx, leave := untilStopped(w)
	defer leave()
	dir := filepath.Join(os.TempDir(), "preau-import-"+string(ask.Import))
	defer os.RemoveAll(dir)
	paths, err := x.unpack(ctx, dir, ask.Files)
	var waits *columns.Question
	if err == nil && ask.Mapping == nil {
		waits, err = x.look(w, &ask, paths)
	}
	if err == nil && waits == nil {
		_, err = ask.linked(x.engine).Stage(ctx, paths, engine.Options{School: string(ask.School), Bound: ask.Bound, Year: ask.Year, Run: string(ask.Import)})
	}
	var fault *feed.Error
	switch {
	case w.Stopped():
		return nil
	case err != nil && !errors.As(err, &fault):
		return err
	}
	return w.Write(func(t *db.Tx) error {
		if waits != nil {
			return waits.Wait(t, ask.Import, ask.School, ask) // the files are needed again
		}
		if fault != nil {
			if _, err := t.Exec(`UPDATE admin_import SET refused = ? WHERE id = ?`, fault.Error(), ask.Import); err != nil {
				return err
			}
		}
		return files.ReleaseAll(t, Object.Name, string(ask.Import))
	})
}

// unpack puts the files sent where the engine reads them, each in a folder of
// its own: two may have one name. What a killed try left there goes first.
func (x work) unpack(ctx context.Context, dir string, sent []file) (paths []string, err error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("clear the folder of an import: %w", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of an import: %w", err)
	}
	for i, f := range sent {
		p := filepath.Join(dir, strconv.Itoa(i), f.Name)
		if err := x.fetch(ctx, f.Hash, p); err != nil {
			return nil, fmt.Errorf("fetch a file of an import: %w", err)
		}
		paths = append(paths, p)
	}
	return paths, nil
}

// fetch copies a file sent to p, whose folder it makes.
func (x work) fetch(ctx context.Context, hash, p string) error {
	from, err := x.store.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer from.Close()
	if err := os.Mkdir(filepath.Dir(p), 0o700); err != nil {
		return err
	}
	to, err := os.OpenFile(p, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

// apply makes the changes, school after school. Stopped, it leaves whole
// schools, and goes on with the others when it is asked to.
func (x work) apply(w *jobs.Work) error {
	var ask applyAsk
	if err := w.Payload(&ask); err != nil {
		return err
	}
	ctx, leave := untilStopped(w)
	defer leave()
	err := x.engine.Apply(ctx, string(ask.Import), func(done, of int) { w.Progress(int64(done), int64(of), "") })
	switch {
	case err == nil, w.Stopped():
		return nil
	case errors.Is(err, engine.ErrNoRun):
		return jobs.Final(err)
	}
	return err
}

// kept is how long files wait for work that was stopped, or that failed, and how
// long the lines of an import stay (feeds.Sweep).
const kept = 30 * 24 * time.Hour

// Sweep lets go of the files of imports that nobody went on with, and of what
// their columns held.
func Sweep(t *db.Tx, now time.Time) error {
	if _, err := t.Exec(`UPDATE admin_import SET link = '' WHERE link <> '' AND at < ?`, now.Add(-kept).UnixMilli()); err != nil {
		return err
	}
	return files.ReleaseOld(t, Object.Name, now.Add(-kept))
}

// untilStopped is a context that ends when the job is to leave off.
func untilStopped(w *jobs.Work) (context.Context, func()) {
	ctx, cancel := context.WithCancel(w.Context())
	go func() {
		look := time.NewTicker(200 * time.Millisecond)
		defer look.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-look.C:
				if w.Stopped() {
					cancel()
					return
				}
			}
		}
	}()
	return ctx, cancel
}
