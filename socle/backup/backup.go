// Package backup copies the whole platform, rows and files, to one portable
// file while it serves, puts it back into an empty place of either engine, and
// verifies a place.
//
// A backup is a tar compressed with zstd, which tar and zstd themselves open:
//
//	manifest.json                       [Manifest]
//	rows/directory_person/000001.jsonl  a row a line, a JSON array in the manifest's order of columns
//	blob/ab/abcd…                       each file that socle_file names, under its SHA-256
//	end.json                            what happened meanwhile
//
// and after it a zstd skippable frame (RFC 8878 §3.1.2) that holds the SHA-256
// of every byte before: a file that was cut, lengthened or altered anywhere is
// refused before anything of it is used.
//
// The rows are those of one instant. What does not belong to them is left out:
// base_migration is compared and never restored, and no session is live in a
// backup: those that were are written as ended at its instant, so that a
// restore revives none that was ended since. Passwords, app passwords and
// blocked accounts come back as they were. The file names everyone the
// platform knows: who keeps it keeps it as the data folder is kept.
package backup

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"time"

	"preau/base/db"
	"preau/base/text"
)

//go:embed migrations
var schema embed.FS

// Schema is the migration of the mark that a restore leaves.
var Schema = db.Set{Name: "backup", FS: schema}

// Errors of [Read] and [Whole], for errors.Is.
var (
	// ErrDamaged is a file that was cut or altered, or is no backup.
	ErrDamaged = errors.New("the file is cut or altered, or it is no backup")
	// ErrNotEmpty is a place that holds rows or files.
	ErrNotEmpty = errors.New("the place is not empty")
	// ErrNewer is a backup made by a program that knows more than this one.
	ErrNewer = errors.New("the backup was made by a newer release, or by one with other applications")
	// ErrOlder is a backup of fewer migrations than the place has had: the place
	// is to be made by Read, which is given the migrations.
	ErrOlder = errors.New("the place has had migrations that the backup has not")
	// ErrHalf is a place into which a restore began and did not end.
	ErrHalf = errors.New("a restore into this place did not end: restore again")
)

// The limits of a backup file.
const (
	format   = 1
	partSize = 1 << 20  // bytes after which rows begin a new entry
	maxPart  = 64 << 20 // bytes of an entry of rows, which one long row may pass partSize by
)

// Manifest is the first entry of a backup: what it holds.
type Manifest struct {
	Format     int         `json:"format"`
	Made       time.Time   `json:"made"`
	Engine     string      `json:"engine"` // where it was made; it is restored on either
	Migrations []Migration `json:"migrations"`
	Tables     []Table     `json:"tables"` // a table after those it refers to
	Blobs      int         `json:"blobs"`
	BlobBytes  int64       `json:"blob_bytes"`
}

// Migration is a row of base_migration.
type Migration struct {
	App     string `json:"app"`
	Version int    `json:"version"`
	Name    string `json:"name"`
	Sum     string `json:"sum"`
}

// Table is a table of a backup.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Rows    int64    `json:"rows"`
}

// Column is a column of a table: TEXT, BIGINT, BOOLEAN or DOUBLE PRECISION.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// ending is the last entry.
type ending struct {
	// Gone are the files that the snapshot names and that somebody took away,
	// row and bytes, before the backup came to them.
	Gone []string `json:"gone"`
}

// Summary tells what was backed up or restored.
type Summary struct {
	Made      time.Time // the instant of the rows
	Tables    int
	Rows      int64
	Blobs     int
	BlobBytes int64
	Size      int64 // bytes of the backup
	Gone      int   // files that were taken away during the backup
}

// String is the summary in a line, for a terminal.
func (s Summary) String() string {
	return fmt.Sprintf("%s: %d rows of %d tables, %d files of %s; the backup has %s", s.Made.UTC().Format(time.RFC3339),
		s.Rows, s.Tables, s.Blobs, text.Bytes(s.BlobBytes), text.Bytes(s.Size))
}

func (m *Manifest) summary(size int64, end ending) Summary {
	s := Summary{Made: m.Made, Tables: len(m.Tables), Blobs: m.Blobs - len(end.Gone), BlobBytes: m.BlobBytes, Size: size, Gone: len(end.Gone)}
	for _, t := range m.Tables {
		s.Rows += t.Rows
	}
	return s
}

// Whole is [ErrHalf] where a restore began and did not end. Whoever opens a
// migrated place to serve it asks first.
func Whole(ctx context.Context, d *db.DB) error {
	return d.Read(ctx, func(t *db.Tx) error {
		half, err := db.Exists(t, `SELECT 1 FROM backup_restore WHERE done_at = 0`)
		if err == nil && half {
			err = ErrHalf
		}
		return err
	})
}
