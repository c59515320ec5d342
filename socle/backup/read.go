package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"preau/base/blob"
	"preau/base/db"
)

// source is a backup being restored: a whole file, verified, read several times.
type source struct {
	Manifest
	file io.ReadSeeker
	end  ending
}

// Read puts a backup into an empty place: a database of either engine, and a
// store of files. r is read more than once: what cannot seek is first copied to
// the folder of temporary files, so give it the file itself where there is one.
//
// With sets, the migrations of this program, the database may be new: it is
// brought to the release that made the backup, filled, and brought on to this
// one. Without, it must have had the migrations of the backup, no less
// (ErrNewer) and no more (ErrOlder).
//
// A file that is cut or altered, a place that holds anything, or a backup of a
// newer release is refused before anything is written (ErrDamaged, ErrNotEmpty,
// ErrNewer; a new database may be left migrated). From there until its last
// step, one transaction with all the rows, the place is marked: [Whole] refuses
// it, and Read may be run on it again.
func Read(ctx context.Context, d *db.DB, store *blob.Store, r io.Reader, sets ...db.Set) (Summary, error) {
	sum, err := read(ctx, d, store, r, sets)
	if err != nil {
		return Summary{}, fmt.Errorf("restore: %w", err)
	}
	return sum, nil
}

func read(ctx context.Context, d *db.DB, store *blob.Store, r io.Reader, sets []db.Set) (sum Summary, err error) {
	file, size, done, err := seekable(ctx, r)
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := sealed(ctx, file, size); err != nil {
		return sum, err
	}
	s := &source{file: file}
	if err := s.open(ctx); err != nil {
		return sum, err
	}
	if err := s.ready(ctx, d, store, sets); err != nil {
		return sum, err
	}
	if err := s.blobs(ctx, store); err != nil {
		return sum, err
	}
	if err := d.Write(ctx, s.load); err != nil {
		return sum, err
	}
	if err := d.Migrate(ctx, sets...); err != nil {
		return sum, err
	}
	return s.summary(size, s.end), d.Analyze(ctx)
}

// open reads the manifest.
func (s *source) open(ctx context.Context) error {
	err := s.each(ctx, func(h *tar.Header, r io.Reader) error {
		if h.Name != "manifest.json" {
			return fmt.Errorf("%w: it begins with %s", ErrDamaged, h.Name)
		}
		if err := json.NewDecoder(r).Decode(&s.Manifest); err != nil {
			return fmt.Errorf("%w: manifest: %w", ErrDamaged, err)
		}
		return io.EOF
	})
	if err == nil && s.Format > format {
		err = fmt.Errorf("%w: format %d, this program reads %d", ErrNewer, s.Format, format)
	}
	return err
}

// ready makes and marks the place.
func (s *source) ready(ctx context.Context, d *db.DB, store *blob.Store, sets []db.Set) error {
	if err := empty(ctx, d, store); err != nil {
		return err
	}
	if err := atRelease(ctx, d, s.Migrations, sets); err != nil {
		return err
	}
	if err := d.Migrate(ctx, Schema); err != nil {
		return err
	}
	return begin(ctx, d, &s.Manifest)
}

// each calls visit with every entry from the start of the file, until one
// returns io.EOF.
func (s *source) each(ctx context.Context, visit func(*tar.Header, io.Reader) error) error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	zip, err := zstd.NewReader(reader{ctx, s.file}, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20))
	if err != nil {
		return err
	}
	defer zip.Close()
	all := tar.NewReader(zip)
	for {
		h, err := all.Next()
		if err == nil {
			err = visit(h, all)
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// blobs puts the files into the store, where no row names them yet.
func (s *source) blobs(ctx context.Context, store *blob.Store) error {
	n, ended := 0, false
	err := s.each(ctx, func(h *tar.Header, r io.Reader) error {
		switch {
		case h.Name == "end.json":
			ended = true
			return json.NewDecoder(r).Decode(&s.end)
		case !strings.HasPrefix(h.Name, "blob/"):
			return nil
		}
		n++
		ref, err := store.Put(ctx, r, h.Size)
		if err == nil && ref.Hash != path.Base(h.Name) {
			err = fmt.Errorf("%w: %s holds %s", ErrDamaged, h.Name, ref.Hash)
		}
		return err
	})
	if err == nil && (!ended || n != s.Blobs-len(s.end.Gone)) {
		err = fmt.Errorf("%w: %d files of %d", ErrDamaged, n, s.Blobs)
	}
	return err
}

// load puts all rows in and takes the mark away, in one transaction, which may
// run twice.
func (s *source) load(t *db.Tx) error {
	if err := s.fill(t); err != nil {
		return err
	}
	for _, hash := range s.end.Gone {
		if _, err := t.Exec(`DELETE FROM socle_file WHERE hash = ?`, hash); err != nil {
			return err
		}
	}
	t.Publish("*") // a program that serves this place has seen it empty
	_, err := t.Exec(`UPDATE backup_restore SET done_at = ?`, time.Now().UnixMilli())
	return err
}

func (s *source) fill(t *db.Tx) error {
	at, rows := -1, int64(0) // the table being filled, and its rows so far
	full := func() error {
		if at >= 0 && rows != s.Tables[at].Rows {
			return fmt.Errorf("%w: table %s: %d rows of %d", ErrDamaged, s.Tables[at].Name, rows, s.Tables[at].Rows)
		}
		return nil
	}
	err := s.each(t.Context(), func(h *tar.Header, r io.Reader) error {
		name, ok := strings.CutPrefix(path.Dir(h.Name), "rows/")
		switch {
		case h.Name == "manifest.json":
			return nil
		case !ok:
			return io.EOF // the rows are over
		}
		for at < 0 || s.Tables[at].Name != name {
			if err := full(); err != nil {
				return err
			}
			if at, rows = at+1, 0; at == len(s.Tables) {
				return fmt.Errorf("%w: %s is not in its place", ErrDamaged, h.Name)
			}
			if err := vacant(t, s.Tables[at].Name); err != nil {
				return err
			}
		}
		n, err := s.Tables[at].insert(t, h.Size, r)
		rows += n
		return err
	})
	for err == nil && at < len(s.Tables) {
		if err = full(); err == nil {
			at, rows = at+1, 0
		}
	}
	return err
}

// vacant refuses a table that somebody wrote into since the place was looked at.
func vacant(t *db.Tx, table string) error {
	some, err := db.Exists(t, `SELECT 1 FROM `+table+` LIMIT 1`)
	if err == nil && some {
		err = fmt.Errorf("%w: its table %s holds rows", ErrNotEmpty, table)
	}
	return err
}

// insert adds the rows of one entry, and tells how many.
func (x *Table) insert(t *db.Tx, size int64, r io.Reader) (int64, error) {
	if size > maxPart {
		return 0, fmt.Errorf("%w: an entry of %d bytes", ErrDamaged, size)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return 0, err
	}
	names := make([]string, len(x.Columns))
	for i, c := range x.Columns {
		names[i] = c.Name
	}
	rows := make([][]any, 0, bytes.Count(b, []byte{'\n'}))
	for line := range bytes.Lines(b) {
		row, err := parseLine(bytes.TrimSuffix(line, []byte{'\n'}), x.Columns)
		if err != nil {
			return 0, fmt.Errorf("%w: table %s: %w", ErrDamaged, x.Name, err)
		}
		rows = append(rows, row)
	}
	return int64(len(rows)), t.Insert(x.Name, names, rows)
}
