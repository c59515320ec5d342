package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"preau/base/blob"
	"preau/base/db"
)

// stale is the age of a piece that no Create can still be writing.
const stale = 7 * 24 * time.Hour

// Create is [Write] to a file, for its owner's eyes only, which appears under
// its name once it is whole and on its disk, in place of one that was there. A
// piece that a crash left beside it is swept a week later.
func Create(ctx context.Context, d *db.DB, store *blob.Store, file string, now time.Time) (sum Summary, err error) {
	dir, name := filepath.Split(file)
	if dir == "" {
		dir = "."
	}
	pattern := "." + name + ".part-*"
	if err := sweep(filepath.Join(dir, pattern)); err != nil {
		return sum, fmt.Errorf("back up: %w", err)
	}
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return sum, fmt.Errorf("back up: %w", err)
	}
	defer func() {
		if e := os.Remove(f.Name()); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}()
	sum, err = Write(ctx, d, store, f, now)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return Summary{}, err
	}
	if err := os.Rename(f.Name(), file); err != nil {
		return Summary{}, fmt.Errorf("back up: %w", err)
	}
	return sum, flush(dir)
}

// flush makes a folder's names outlive a power cut.
func flush(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// sweep removes the old pieces of a pattern.
func sweep(pattern string) error {
	old, err := filepath.Glob(pattern)
	if err != nil {
		return err
	}
	for _, piece := range old {
		info, err := os.Stat(piece)
		if err != nil || time.Since(info.ModTime()) < stale {
			continue
		}
		if err := os.Remove(piece); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
