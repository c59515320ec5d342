package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// lock implements engine: the writer is alone, and BEGIN IMMEDIATE keeps other
// processes out.
func (e *lite) lock(*Tx) error { return nil }

// script runs the statements of a migration, which SQLite itself tells apart.
func (e *lite) script(t *Tx, text string) error {
	if _, err := t.begin(text, nil); err != nil {
		return err
	}
	c := t.session.(*conn)
	for text = code(text); text != ""; {
		s, rest, err := c.PrepareTransient(text)
		if err != nil {
			return t.fail(err, text)
		}
		if err := errors.Join(drain(s), s.Finalize()); err != nil {
			return t.fail(err, text)
		}
		text = code(text[len(text)-rest:])
	}
	return nil
}

// code is text from its first statement on: SQLite makes no statement of
// comments alone.
func code(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n;")
		if !strings.HasPrefix(text, "--") && !strings.HasPrefix(text, "/*") {
			return text
		}
		text = text[skip(text):]
	}
}

func (e *lite) schema(t *Tx) ([]Table, error) {
	var tables []Table
	_, err := All(t, scanColumn(&tables), `
		SELECT l.name, c.name, upper(c.type), c."notnull", coalesce(
			(SELECT f."table" FROM pragma_foreign_key_list(l.name) AS f WHERE f."from" = c.name ORDER BY f.id DESC LIMIT 1), ''), c.pk
		FROM pragma_table_list AS l, pragma_table_info(l.name) AS c
		WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY l.name, c.cid`)
	if err != nil {
		return nil, err
	}
	_, err = All(t, scanIndex(tables), `
		SELECT l.name, i.name, CASE i.origin WHEN 'c' THEN i.name ELSE '' END, i."unique", i.partial,
			coalesce(x.name, '') || CASE WHEN x.desc = 1 THEN ' DESC' ELSE '' END
		FROM pragma_table_list AS l, pragma_index_list(l.name) AS i, pragma_index_xinfo(i.name) AS x
		WHERE l.schema = 'main' AND l.type = 'table' AND i.origin <> 'pk' AND x.key = 1
		ORDER BY l.name, i.name, x.seqno`)
	return tables, err
}

func (e *lite) plan(ctx context.Context, query string, args []any) (string, error) {
	var lines []string
	err := e.read(ctx, func(t *Tx) (err error) {
		lines, err = All(t, func(r Row) (string, error) {
			var id, parent, unused int
			var detail string
			err := r.Scan(&id, &parent, &unused, &detail)
			return detail, err
		}, "EXPLAIN QUERY PLAN "+query, args...)
		return err
	})
	return strings.Join(lines, "\n"), err
}

// backup writes beside path and renames, so that path is whole or is not.
func (e *lite) backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("backup to %s: %w", path, os.ErrExist)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("backup: %w", err)
	}
	if err := e.copy(ctx, part); err != nil {
		return errors.Join(fmt.Errorf("backup to %s: %w", path, err), os.Remove(part))
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return flush(filepath.Dir(path))
}

// copy writes one snapshot of the database to a new file and to its disk.
func (e *lite) copy(ctx context.Context, to string) error {
	// Made first, for its owner's eyes only: SQLite fills an empty file.
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	c, err := openConn(e.path, e.cache, false)
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetInterrupt(ctx.Done())
	if _, err := c.exec(ctx, "VACUUM INTO ?", []any{to}); err != nil {
		return wrap(ctx, err, "VACUUM INTO")
	}
	return flush(to)
}

// flush has a file or a directory reach the disk.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (e *lite) check(ctx context.Context) error {
	return e.read(ctx, func(t *Tx) error {
		damage, err := Strings(t, "PRAGMA integrity_check(20)")
		if err != nil {
			return err
		}
		damage = slices.DeleteFunc(damage, func(s string) bool { return s == "ok" })
		orphans, err := Strings(t, `SELECT "table" || ' row ' || coalesce(rowid, 0) || ' refers to a ' || "parent" || ' that is not there'
			FROM pragma_foreign_key_check LIMIT 20`)
		if err != nil {
			return err
		}
		if all := append(damage, orphans...); len(all) > 0 {
			return fmt.Errorf("db: damage found: %s", strings.Join(all, "; "))
		}
		return nil
	})
}
