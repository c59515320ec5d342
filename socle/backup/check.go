package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"preau/base/blob"
	"preau/base/db"
	"preau/base/text"
	"preau/socle/audit"
)

// page is how many files are asked of the database at once; maxTold how many
// lines of one kind a report holds.
const (
	page    = 500
	maxTold = 1000
)

// loose is how long bytes may wait to be named by a row: a file sent with a
// form that is not yet kept. socle.SweepFiles removes them after that.
const loose = 24 * time.Hour

// Report is what [Check] found.
type Report struct {
	// Wrong are sentences, one for each damage, of which the first 1,000.
	Wrong   []string
	Damages int
	// Orphans are hashes of bytes older than a day that no row names, of which
	// the first 1,000: no damage, only room taken.
	Orphans     []string
	OrphanCount int
	OrphanBytes int64
	Files       int   // verified
	FileBytes   int64 // of those
	Journals    int   // of schools, verified
}

// Well reports whether nothing is damaged.
func (r *Report) Well() bool { return r.Damages == 0 }

// String is the report in lines, for a terminal.
func (r Report) String() string {
	var b strings.Builder
	for _, w := range r.Wrong {
		fmt.Fprintln(&b, "damaged:", w)
	}
	for _, o := range r.Orphans {
		fmt.Fprintln(&b, "named by no row:", o)
	}
	fmt.Fprintf(&b, "%d files of %s and the journals of %d schools verified, %d damages; %d files of %s that no row names",
		r.Files, text.Bytes(r.FileBytes), r.Journals, r.Damages, r.OrphanCount, text.Bytes(r.OrphanBytes))
	return b.String()
}

func (r *Report) wrong(format string, args ...any) {
	if r.Damages++; len(r.Wrong) < maxTold {
		r.Wrong = append(r.Wrong, fmt.Sprintf(format, args...))
	}
}

// Check reads the whole place beside whoever serves it: the database's pages,
// indexes and foreign keys, every file that a row names, the seals of every
// school's journal. The error is only of what could not be looked at.
func Check(ctx context.Context, d *db.DB, store *blob.Store) (Report, error) {
	var r Report
	for _, look := range []func() error{
		func() error { return r.rows(ctx, d) },
		func() error { return r.files(ctx, d, store) },
		func() error { return r.orphans(ctx, d, store) },
		func() error { return r.journals(ctx, d) },
	} {
		if err := look(); err != nil {
			return r, fmt.Errorf("check: %w", err)
		}
	}
	return r, nil
}

// rows asks the engine, and whether a restore ended.
func (r *Report) rows(ctx context.Context, d *db.DB) error {
	if err := d.Check(ctx); err != nil {
		if ctx.Err() != nil {
			return err
		}
		r.wrong("rows: %v", err)
	}
	err := Whole(ctx, d)
	if errors.Is(err, ErrHalf) {
		r.wrong("%v", err)
		return nil
	}
	return err
}

// kept is a file as its rows tell of it.
type kept struct {
	hash string
	size int64
}

func scanKept(r db.Row) (k kept, err error) { return k, r.Scan(&k.hash, &k.size) }

// files verifies the bytes of every file, outside of any transaction.
func (r *Report) files(ctx context.Context, d *db.DB, store *blob.Store) error {
	for last := ""; ; {
		var some []kept
		err := d.Read(ctx, func(t *db.Tx) (err error) {
			some, err = db.All(t, scanKept, `
				SELECT hash, MAX(size) FROM socle_file WHERE hash > ? GROUP BY hash ORDER BY hash LIMIT ?`, last, page)
			return err
		})
		if err != nil || len(some) == 0 {
			return err
		}
		for _, k := range some {
			if err := r.file(ctx, d, store, k); err != nil {
				return err
			}
		}
		last = some[len(some)-1].hash
	}
}

func (r *Report) file(ctx context.Context, d *db.DB, store *blob.Store, k kept) error {
	r.Files++
	r.FileBytes += k.size
	err := store.Verify(ctx, k.hash)
	if err == nil || ctx.Err() != nil {
		return err
	}
	says, still, asked := named(ctx, d, k.hash)
	if asked != nil {
		return asked
	}
	if still || !errors.Is(err, fs.ErrNotExist) { // else taken away meanwhile, row and bytes
		r.wrong("%s: %v", says, err)
	}
	return nil
}

// orphans finds the bytes that no row names.
func (r *Report) orphans(ctx context.Context, d *db.DB, store *blob.Store) error {
	var some []kept
	old := time.Now().Add(-loose)
	err := store.Walk(ctx, func(hash string, size int64, at time.Time) error {
		if at.After(old) {
			return nil
		}
		if some = append(some, kept{hash, size}); len(some) < page {
			return nil
		}
		err := r.unnamed(ctx, d, some)
		some = some[:0]
		return err
	})
	if err != nil {
		return err
	}
	return r.unnamed(ctx, d, some)
}

func (r *Report) unnamed(ctx context.Context, d *db.DB, some []kept) error {
	if len(some) == 0 {
		return nil
	}
	args := make([]any, len(some))
	for i, k := range some {
		args[i] = k.hash
	}
	var known []string
	err := d.Read(ctx, func(t *db.Tx) (err error) {
		known, err = db.Strings(t, `SELECT DISTINCT hash FROM socle_file
			WHERE hash IN (`+strings.Repeat(", ?", len(args))[2:]+`) ORDER BY hash`, args...)
		return err
	})
	for _, k := range some {
		if _, ok := slices.BinarySearch(known, k.hash); ok || err != nil {
			continue
		}
		r.OrphanCount++
		r.OrphanBytes += k.size
		if len(r.Orphans) < maxTold {
			r.Orphans = append(r.Orphans, k.hash)
		}
	}
	return err
}

// journals recomputes the seals of every school.
func (r *Report) journals(ctx context.Context, d *db.DB) error {
	var schools []string
	err := d.Read(ctx, func(t *db.Tx) (err error) {
		schools, err = db.Strings(t, `SELECT school FROM audit_entry UNION SELECT school FROM audit_seal ORDER BY school`)
		return err
	})
	if err != nil {
		return err
	}
	for _, school := range schools {
		var seal, last int64
		var beyond bool
		err := d.Read(ctx, func(t *db.Tx) (err error) {
			if seal, err = audit.Verify(t, school); err != nil {
				return err
			}
			if last, _, err = db.First(t, number, `SELECT coalesce(MAX(number), 0) FROM audit_seal WHERE school = ?`, school); err != nil {
				return err
			}
			beyond, err = db.Exists(t, `SELECT 1 FROM audit_entry WHERE seal > ? AND school = ?`, last, school)
			return err
		})
		if err != nil {
			return err
		}
		r.Journals++
		switch {
		case seal != 0:
			r.wrong("journal of %s: its lines are not those that were sealed, from seal %d on", school, seal)
		case beyond:
			r.wrong("journal of %s: seals after seal %d were taken away", school, last)
		}
	}
	return nil
}
