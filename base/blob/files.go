package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// MinFree is the space in bytes below which nothing more is put: the database
// lies on the same disk and must go on writing.
const MinFree = 64 << 20

// staleTemp is the age of a temporary file that no Put can still be writing.
const staleTemp = 24 * time.Hour

// files keeps bytes in a folder: ab/abcd… beside tmp/. It is written by hand
// rather than on gocloud.dev's fileblob, which does not sync to disk and adds
// 7 MB to the program.
type files struct {
	dir  string
	free func(dir string) (uint64, error) // bytes that may still be written
}

func openFiles(dir string) (*files, error) {
	f := &files{dir: dir, free: freeSpace}
	if err := os.MkdirAll(f.tmp(), 0o700); err != nil {
		return nil, err
	}
	return f, f.sweep()
}

func (f *files) tmp() string { return filepath.Join(f.dir, "tmp") }

func (f *files) path(hash string) string { return filepath.Join(f.dir, hash[:2], hash) }

// sweep removes what a crash left half written.
func (f *files) sweep() error {
	entries, err := os.ReadDir(f.tmp())
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < staleTemp {
			continue
		}
		if err := os.Remove(filepath.Join(f.tmp(), e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (f *files) temp() (*os.File, error) {
	if n, err := f.free(f.dir); err == nil && n < MinFree {
		return nil, ErrFull
	}
	return os.CreateTemp(f.tmp(), "put-*")
}

// Commit moves the temporary file, whose bytes Put has synced, under its hash.
func (f *files) Commit(_ context.Context, ref Ref, temp string) error {
	path := f.path(ref.Hash)
	if info, err := os.Stat(path); err == nil && info.Size() == ref.Size {
		now := time.Now()
		err := os.Chtimes(path, now, now)
		if !errors.Is(err, fs.ErrNotExist) { // deleted since: keep it anew
			return err
		}
	}
	shard := filepath.Dir(path)
	made := os.Mkdir(shard, 0o700)
	if made != nil && !errors.Is(made, fs.ErrExist) {
		return made
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	if err := syncDir(shard); err != nil || made != nil {
		return err
	}
	return syncDir(f.dir)
}

// syncDir makes a folder's names outlive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open reads a file.
func (f *files) Open(_ context.Context, hash string) (io.ReadSeekCloser, error) {
	file, err := os.Open(f.path(hash))
	if err != nil {
		return nil, err
	}
	return file, nil
}

// Exists looks for a file.
func (f *files) Exists(_ context.Context, hash string) (bool, error) {
	_, err := os.Stat(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Delete removes a file.
func (f *files) Delete(_ context.Context, hash string) error {
	if err := os.Remove(f.path(hash)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Walk visits the files, passing over what is not ours.
func (f *files) Walk(ctx context.Context, visit func(string, int64, time.Time) error) error {
	shards, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	for _, shard := range shards {
		if len(shard.Name()) != 2 || !shard.IsDir() {
			continue
		}
		entries, err := os.ReadDir(filepath.Join(f.dir, shard.Name()))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := ctx.Err(); err != nil {
				return err
			}
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) || !valid(e.Name()) {
				continue
			}
			if err != nil {
				return fmt.Errorf("look at %s: %w", e.Name(), err)
			}
			if err := visit(e.Name(), info.Size(), info.ModTime()); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close has nothing to free.
func (f *files) Close() error { return nil }
