package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"preau/base/blob"
	"preau/base/db"
)

// list counts the files that the snapshot names and lists them in to, a hash and
// a size a line.
func (x *writer) list(t *db.Tx, to io.Writer) error {
	w := bufio.NewWriter(to)
	for r, err := range t.Rows(`SELECT hash, MAX(size) FROM socle_file GROUP BY hash ORDER BY hash`) {
		var hash string
		var size int64
		if err == nil {
			err = r.Scan(&hash, &size)
		}
		if err != nil {
			return err
		}
		x.Blobs++
		x.BlobBytes += size
		fmt.Fprintln(w, hash, size)
	}
	return w.Flush()
}

// blobs copies the files of the list. The snapshot is over by then: it would
// keep the database from tidying up for as long as that lasts.
func (x *writer) blobs(ctx context.Context, list *os.File) error {
	if _, err := list.Seek(0, io.SeekStart); err != nil {
		return err
	}
	lines := bufio.NewReader(list)
	for {
		var hash string
		var size int64
		switch _, err := fmt.Fscanln(lines, &hash, &size); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read the list of files: %w", err)
		}
		if err := x.blob(ctx, hash, size); err != nil {
			return err
		}
	}
}

func (x *writer) blob(ctx context.Context, hash string, size int64) error {
	f, err := x.store.Open(ctx, hash)
	if errors.Is(err, fs.ErrNotExist) {
		return x.missing(ctx, hash, err)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := x.header("blob/"+hash[:2]+"/"+hash, size); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(x.tar, sum), f, size); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		says, _, err := named(ctx, x.db, hash)
		return errors.Join(fmt.Errorf("%s: %w", says, blob.ErrCorrupt), err)
	}
	return nil
}

// missing lets a file be absent only when no row names it any more: somebody
// took it away meanwhile, and the restore takes the row away too.
func (x *writer) missing(ctx context.Context, hash string, cause error) error {
	says, still, err := named(ctx, x.db, hash)
	switch {
	case err != nil:
		return err
	case still:
		return fmt.Errorf("%s: %w", says, cause)
	}
	x.end.Gone = append(x.end.Gone, hash)
	return nil
}

// named says which file a hash is, as people know it, and whether a row still
// names it.
func named(ctx context.Context, d *db.DB, hash string) (says string, still bool, err error) {
	err = d.Read(ctx, func(t *db.Tx) (err error) {
		says, still, err = db.First(t, fileWords, `SELECT name, kind, object FROM socle_file WHERE hash = ? ORDER BY at, kind, object LIMIT 1`, hash)
		return err
	})
	return says + " (" + hash + ")", still, err
}

// fileWords reads the name of a file and what it belongs to.
func fileWords(r db.Row) (string, error) {
	var name, kind, object string
	err := r.Scan(&name, &kind, &object)
	return fmt.Sprintf("file %q of %s %s", name, kind, object), err
}
