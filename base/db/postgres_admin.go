package db

import (
	"context"
	"fmt"
	"strings"
)

// migrationLock is the key of the advisory lock of those who migrate.
const migrationLock = 0x70726561 // "prea"

func (e *postgres) lock(t *Tx) error {
	if err := collated(t); err != nil {
		return err
	}
	_, err := t.Exec("SELECT pg_advisory_xact_lock(?)", migrationLock)
	return err
}

// collated refuses a database that does not sort by bytes: pages that follow each
// other by a sort key compare such keys in Go too, and SQLite sorts so.
func collated(t *Tx) error {
	names, err := Strings(t, "SELECT datcollate FROM pg_database WHERE datname = current_database()")
	if err != nil {
		return err
	}
	if name, _, _ := strings.Cut(names[0], "."); name != "C" && name != "POSIX" {
		return fmt.Errorf("db: the database sorts by %s: make it anew with CREATE DATABASE … TEMPLATE template0 LC_COLLATE 'C'", names[0])
	}
	return nil
}

// script runs the statements of a migration, which PostgreSQL itself tells apart.
func (e *postgres) script(t *Tx, text string) error {
	if _, err := t.begin(text, nil); err != nil {
		return err
	}
	s := t.session.(*pgSession)
	if err := s.started(t.ctx); err != nil {
		return t.fail(err, text)
	}
	_, err := s.conn.PgConn().Exec(t.ctx, text).ReadAll()
	return t.fail(err, text)
}

func (e *postgres) schema(t *Tx) ([]Table, error) {
	var tables []Table
	_, err := All(t, scanColumn(&tables), `
		SELECT c.relname, a.attname, upper(format_type(a.atttypid, a.atttypmod)), a.attnotnull, coalesce(
			(SELECT r.relname FROM pg_constraint AS f JOIN pg_class AS r ON r.oid = f.confrelid
			 WHERE f.conrelid = c.oid AND f.contype = 'f' AND a.attnum = ANY (f.conkey) ORDER BY f.oid LIMIT 1), ''),
			coalesce(array_position(p.conkey, a.attnum), 0)
		FROM pg_class AS c
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_constraint AS p ON p.conrelid = c.oid AND p.contype = 'p'
		WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
		ORDER BY c.relname, a.attnum`)
	if err != nil {
		return nil, err
	}
	_, err = All(t, scanIndex(tables), `
		SELECT c.relname, i.relname, CASE WHEN k.oid IS NULL THEN i.relname ELSE '' END, x.indisunique, x.indpred IS NOT NULL,
			coalesce(a.attname, '') || CASE WHEN x.indoption[n - 1] & 1 = 1 THEN ' DESC' ELSE '' END
		FROM pg_index AS x
		JOIN pg_class AS c ON c.oid = x.indrelid
		JOIN pg_class AS i ON i.oid = x.indexrelid
		LEFT JOIN pg_constraint AS k ON k.conindid = i.oid AND k.contype IN ('u', 'x')
		CROSS JOIN generate_series(1, x.indnkeyatts) AS n
		LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = x.indkey[n - 1] AND a.attnum > 0
		WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND NOT x.indisprimary
		ORDER BY c.relname, i.relname, n`)
	return tables, err
}

func (e *postgres) plan(ctx context.Context, query string, args []any) (string, error) {
	var lines []string
	err := e.once(ctx, begins[repeatable], false, func(t *Tx) error {
		if _, err := t.Exec("SET LOCAL enable_seqscan = off"); err != nil {
			return err
		}
		var err error
		if lines, err = Strings(t, "EXPLAIN "+query, args...); err != nil {
			return err
		}
		return errPlanned
	})
	if err != errPlanned {
		return "", err
	}
	return strings.Join(lines, "\n"), nil
}

// errPlanned has plan's transaction undone.
var errPlanned = fmt.Errorf("db: planned")

func (e *postgres) backup(context.Context, string) error {
	return fmt.Errorf("db: backup: %w: use pg_dump or pg_basebackup", ErrUnsupported)
}

func (e *postgres) check(ctx context.Context) error {
	return e.read(ctx, func(t *Tx) error {
		if err := collated(t); err != nil {
			return err
		}
		wrong, err := Strings(t, `
			SELECT 'index ' || indexrelid::regclass::text || ' is not valid' FROM pg_index WHERE NOT indisvalid
			UNION ALL
			SELECT 'constraint ' || conname || ' was never checked' FROM pg_constraint WHERE NOT convalidated`)
		if err != nil {
			return err
		}
		if len(wrong) > 0 {
			return fmt.Errorf("db: damage found: %s", strings.Join(wrong, "; "))
		}
		return nil
	})
}
