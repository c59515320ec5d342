package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"preau/base/blob"
	"preau/base/db"
)

// writer is a backup being made.
type writer struct {
	db    *db.DB
	store *blob.Store
	out   *sealer
	zip   *zstd.Encoder
	tar   *tar.Writer
	Manifest
	end ending
}

// Write copies the platform to w while others read and write. now is written as
// its instant. It takes one read connection while it reads the rows, at most a
// core, and a few megabytes whatever the size; the list of files is kept in the
// folder of temporary files.
//
// A file that a row names and that is missing or not what its name says is an
// error that tells which. After an error what w got is no backup.
func Write(ctx context.Context, d *db.DB, store *blob.Store, w io.Writer, now time.Time) (Summary, error) {
	x := &writer{db: d, store: store, out: &sealer{ctx: ctx, to: w, sum: sha256.New()}}
	x.Manifest = Manifest{Format: format, Made: now.UTC().Truncate(time.Millisecond), Engine: d.Engine()}
	var err error
	x.zip, err = zstd.NewWriter(x.out, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20))
	if err == nil {
		x.tar = tar.NewWriter(x.zip)
		err = x.all(ctx)
	}
	if err != nil {
		return Summary{}, fmt.Errorf("back up: %w", err)
	}
	return x.summary(x.out.n, x.end), nil
}

func (x *writer) all(ctx context.Context) error {
	files, err := unnamed()
	if err != nil {
		return err
	}
	defer files.Close()
	if err := x.snapshot(ctx, files); err != nil {
		return err
	}
	if err := x.blobs(ctx, files); err != nil {
		return err
	}
	if err := x.json("end.json", x.end); err != nil {
		return err
	}
	if err := x.tar.Close(); err != nil {
		return err
	}
	if err := x.zip.Close(); err != nil {
		return err
	}
	return x.out.seal()
}

// snapshot writes the rows of one instant, and the list of the files they name
// to files.
func (x *writer) snapshot(ctx context.Context, files io.Writer) error {
	before, err := migrations(ctx, x.db)
	if err != nil {
		return err
	}
	tables, err := plans(ctx, x.db)
	if err != nil {
		return err
	}
	var failed error
	began := false
	return x.db.Read(ctx, func(t *db.Tx) error {
		if began { // what is written cannot be unwritten
			return fmt.Errorf("the database wants the snapshot anew: %w", failed)
		}
		began = true
		failed = x.rows(t, before, tables, files)
		return failed
	})
}

func (x *writer) rows(t *db.Tx, before []Migration, tables []plan, files io.Writer) error {
	var err error
	if x.Migrations, err = migrationsIn(t); err != nil {
		return err
	}
	if !slices.Equal(x.Migrations, before) {
		return errors.New("the platform is being upgraded: make the backup when it is")
	}
	x.Migrations = slices.DeleteFunc(x.Migrations, isOwn)
	for i := range tables {
		p := &tables[i]
		if p.Rows, _, err = db.First(t, number, `SELECT COUNT(*) FROM `+p.Name); err != nil {
			return err
		}
		x.Tables = append(x.Tables, p.Table)
	}
	if err := x.list(t, files); err != nil {
		return err
	}
	if err := x.json("manifest.json", x.Manifest); err != nil {
		return err
	}
	for _, p := range tables {
		if err := x.table(t, p); err != nil {
			return fmt.Errorf("table %s: %w", p.Name, err)
		}
	}
	return nil
}

func number(r db.Row) (n int64, err error) { return n, r.Scan(&n) }

// table writes a table's rows, an entry for each megabyte of them.
func (x *writer) table(t *db.Tx, p plan) error {
	part := rowPart{writer: x, name: p.Name, b: make([]byte, 0, partSize+1<<16)}
	row, into := make([]any, len(p.Columns)), make([]any, len(p.Columns))
	for i := range row {
		into[i] = &row[i]
	}
	n := int64(0)
	for r, err := range t.Rows(p.query) {
		if err == nil {
			err = r.Scan(into...)
		}
		if err != nil {
			return err
		}
		// A session that lasts is not to last again.
		if p.ended >= 0 && row[p.ended] == int64(0) {
			row[p.ended] = x.Made.UnixMilli()
		}
		if err := part.add(p.Columns, row); err != nil {
			return fmt.Errorf("row %d: %w", n+1, err)
		}
		n++
	}
	if n != p.Rows {
		return fmt.Errorf("%d rows of %d can be put in order: some refer to each other in a ring", n, p.Rows)
	}
	return part.flush()
}

// rowPart gathers lines until they are worth an entry: a tar tells the size of
// an entry before it.
type rowPart struct {
	*writer
	name   string
	b      []byte
	number int
}

func (p *rowPart) add(columns []Column, row []any) (err error) {
	before := len(p.b)
	if p.b, err = appendLine(p.b, columns, row); err != nil {
		return err
	}
	if n := len(p.b) - before; n > maxPart-partSize {
		return fmt.Errorf("%d bytes, %d at most", n, maxPart-partSize)
	}
	if len(p.b) < partSize {
		return nil
	}
	return p.flush()
}

func (p *rowPart) flush() error {
	if len(p.b) == 0 {
		return nil
	}
	p.number++
	err := p.entry(fmt.Sprintf("rows/%s/%06d.jsonl", p.name, p.number), p.b)
	p.b = p.b[:0]
	return err
}

func (x *writer) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return err
	}
	return x.entry(name, append(b, '\n'))
}

func (x *writer) entry(name string, b []byte) error {
	if err := x.header(name, int64(len(b))); err != nil {
		return err
	}
	_, err := x.tar.Write(b)
	return err
}

func (x *writer) header(name string, size int64) error {
	return x.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: x.Made.Truncate(time.Second)})
}
