package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/base/blob"
	"preau/base/db"
)

// migrations are the rows of base_migration; none where there is no such table.
func migrations(ctx context.Context, d *db.DB) (all []Migration, err error) {
	tables, err := d.Schema(ctx)
	if err != nil || !has(tables, "base_migration") {
		return nil, err
	}
	err = d.Read(ctx, func(t *db.Tx) (err error) {
		all, err = migrationsIn(t)
		return err
	})
	return all, err
}

func has(tables []db.Table, name string) bool {
	return slices.ContainsFunc(tables, func(t db.Table) bool { return t.Name == name })
}

func migrationsIn(t *db.Tx) ([]Migration, error) {
	return db.All(t, func(r db.Row) (m Migration, err error) {
		return m, r.Scan(&m.App, &m.Version, &m.Name, &m.Sum)
	}, `SELECT app, version, name, sum FROM base_migration ORDER BY app, version`)
}

// empty is ErrNotEmpty for a place that holds rows or files, unless a restore
// began there and did not end: its files may be in, no row is.
func empty(ctx context.Context, d *db.DB, store *blob.Store) error {
	tables, err := d.Schema(ctx)
	if err != nil {
		return err
	}
	half := false
	if has(tables, "backup_restore") {
		err := Whole(ctx, d)
		if half = errors.Is(err, ErrHalf); err != nil && !half {
			return err
		}
	}
	err = d.Read(ctx, func(t *db.Tx) error { return noRows(t, tables) })
	if err != nil || half {
		return err
	}
	return store.Walk(ctx, func(hash string, _ int64, _ time.Time) error {
		return fmt.Errorf("%w: its files hold %s", ErrNotEmpty, hash)
	})
}

func noRows(t *db.Tx, tables []db.Table) error {
	for _, x := range tables {
		if slices.Contains(own, x.Name) {
			continue
		}
		some, err := db.Exists(t, `SELECT 1 FROM `+x.Name+` LIMIT 1`)
		if err != nil {
			return err
		}
		if some {
			return fmt.Errorf("%w: its table %s holds rows", ErrNotEmpty, x.Name)
		}
	}
	return nil
}

// same compares the migrations that the place has had with the backup's. A file
// that is each engine's own is compared by its number.
func same(place, backup []Migration) error {
	place = slices.DeleteFunc(place, isOwn)
	index := func(all []Migration, m Migration) int {
		return slices.IndexFunc(all, func(o Migration) bool { return o.App == m.App && o.Version == m.Version })
	}
	for _, m := range backup {
		i := index(place, m)
		switch {
		case i < 0:
			return fmt.Errorf("%w: it has had %s of %s", ErrNewer, m.Name, m.App)
		case place[i].Name == m.Name && place[i].Sum != m.Sum:
			return fmt.Errorf("%w: its %s of %s is another", ErrNewer, m.Name, m.App)
		}
	}
	for _, m := range place {
		if index(backup, m) < 0 {
			return fmt.Errorf("%w: %s of %s", ErrOlder, m.Name, m.App)
		}
	}
	return nil
}

// atRelease brings a place that has had less to the migrations of a backup, with
// sets, and refuses one that cannot be.
func atRelease(ctx context.Context, d *db.DB, backup []Migration, sets []db.Set) error {
	compare := func() error {
		had, err := migrations(ctx, d)
		if err != nil {
			return err
		}
		return same(had, backup)
	}
	err := compare()
	if !errors.Is(err, ErrNewer) || len(sets) == 0 {
		return err
	}
	if err := d.Migrate(ctx, asOf(sets, backup)...); err != nil {
		return err
	}
	return compare()
}

// asOf cuts the sets off where a backup's migrations end, so that its rows come
// into the tables they left, and later migrations move them as they would have.
func asOf(sets []db.Set, backup []Migration) []db.Set {
	var out []db.Set
	for _, s := range sets {
		last := 0
		for _, m := range backup {
			if m.App == s.Name {
				last = max(last, m.Version)
			}
		}
		if last > 0 {
			out = append(out, db.Set{Name: s.Name, FS: upTo{s.FS, last}})
		}
	}
	return out
}

// upTo holds the migrations of a set up to a number.
type upTo struct {
	fs.FS
	last int
}

// ReadDir implements fs.ReadDirFS.
func (u upTo) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(u.FS, name)
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool {
		digits, _, _ := strings.Cut(e.Name(), "_")
		n, err := strconv.Atoi(digits)
		return err == nil && n > u.last
	}), err
}

// begin marks the place as half restored.
func begin(ctx context.Context, d *db.DB, m *Manifest) error {
	return d.Write(ctx, func(t *db.Tx) error {
		_, err := t.Exec(`INSERT INTO backup_restore (id, made_at, begun_at) VALUES ('restore', ?, ?)
			ON CONFLICT (id) DO UPDATE SET made_at = excluded.made_at, begun_at = excluded.begun_at, done_at = 0`,
			m.Made.UnixMilli(), time.Now().UnixMilli())
		return err
	})
}
