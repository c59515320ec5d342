package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Set is the migrations of one application.
type Set struct {
	Name string // of the application, the first word of its tables
	// FS holds migrations/0001_name.sql and on, numbered without a gap. A file
	// that ends in .sqlite.sql or .postgres.sql is for that engine; its number
	// then has a file for each.
	FS fs.FS
}

// ErrMigration is a set of migrations that does not continue what the database
// has: a file that was changed or taken away after it ran.
var ErrMigration = errors.New("migrations are only ever added")

const createMigrations = `CREATE TABLE IF NOT EXISTS base_migration (
	app     TEXT NOT NULL,
	version BIGINT NOT NULL,
	name    TEXT NOT NULL,
	sum     TEXT NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (app, version)
)`

// migration is one file. at is when it ran, in milliseconds UTC.
type migration struct {
	version   int
	name, sum string
	text      string
}

// Migrate runs the files of sets that the database has not had, set after set,
// each in one transaction. Several processes may do it at once. It is
// ErrMigration when a file that ran is changed or missing.
func (d *DB) Migrate(ctx context.Context, sets ...Set) error {
	err := d.WriteQueue(ctx, func(t *Tx) error {
		if err := d.engine.lock(t); err != nil {
			return err
		}
		_, err := t.Exec(createMigrations)
		return err
	})
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	for _, set := range sets {
		if err := d.migrate(ctx, set); err != nil {
			return fmt.Errorf("migrate %s: %w", set.Name, err)
		}
	}
	return nil
}

func (d *DB) migrate(ctx context.Context, set Set) error {
	files, err := migrations(set.FS, d.Engine())
	if err != nil {
		return err
	}
	for more := true; more; {
		err := d.WriteQueue(ctx, func(t *Tx) error {
			if err := d.engine.lock(t); err != nil {
				return err
			}
			n, err := continues(t, set.Name, files)
			if more = err == nil && n < len(files); !more {
				return err
			}
			m := files[n]
			if err := d.engine.script(t, m.text); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			_, err = t.Exec("INSERT INTO base_migration (app, version, name, sum, at) VALUES (?, ?, ?, ?, ?)",
				set.Name, m.version, m.name, m.sum, time.Now().UnixMilli())
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// continues returns how many of files the database has had, which must be the
// first ones, unchanged.
func continues(t *Tx, app string, files []migration) (int, error) {
	had, err := All(t, func(r Row) (m migration, err error) {
		return m, r.Scan(&m.version, &m.name, &m.sum)
	}, "SELECT version, name, sum FROM base_migration WHERE app = ? ORDER BY version", app)
	if err != nil {
		return 0, err
	}
	for i, m := range had {
		switch {
		case i >= len(files):
			return 0, fmt.Errorf("%w: the database has had %s, which this program does not know", ErrMigration, m.name)
		case files[i].version != m.version || files[i].sum != m.sum:
			return 0, fmt.Errorf("%w: %s is not what the database has had as %s", ErrMigration, files[i].name, m.name)
		}
	}
	return len(had), nil
}

// migrations reads the files of an engine in order.
func migrations(from fs.FS, engine string) ([]migration, error) {
	names, err := fs.Glob(from, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var all []migration
	for _, name := range names {
		base := path.Base(name)
		parts := strings.Split(base, ".")
		if len(parts) == 3 && parts[1] != engine {
			continue
		}
		number, _, _ := strings.Cut(base, "_")
		version, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("%s does not begin with a number", base)
		}
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		all = append(all, migration{version, base, hex.EncodeToString(sum[:]), string(text)})
	}
	slices.SortFunc(all, func(a, b migration) int { return a.version - b.version })
	for i, m := range all {
		if m.version != i+1 {
			return nil, fmt.Errorf("%s stands where number %d should", m.name, i+1)
		}
	}
	return all, nil
}
