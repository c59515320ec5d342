package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"preau/base/db"
)

// Template returns the URL of a database that build filled once for this key:
// every test, of any process, that asks for the same key on the same server has
// the same one, to be cloned and never opened. It stays with the server.
func Template(t testing.TB, key string, build func(url string) error) string {
	t.Helper()
	at := server(t)
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(key))
	name := "preau_template_" + hex.EncodeToString(sum[:8])
	ctx := context.Background()
	c, err := pgx.Connect(ctx, at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	// One process builds, the others wait for it.
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock(hashtext($1))", name); err != nil {
		t.Fatal(err)
	}
	var built bool
	err = c.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&built)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	if built {
		return u.String()
	}
	u.Path = "/" + name + "_building"
	if _, err := c.Exec(ctx, "DROP DATABASE IF EXISTS "+name+"_building WITH (FORCE)"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(ctx, "CREATE DATABASE "+name+"_building TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
		t.Fatal(err)
	}
	if err := build(u.String()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(ctx, "ALTER DATABASE "+name+"_building RENAME TO "+name); err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// EachOf is [Each] on databases that have the tables of sets. PostgreSQL makes
// them once for all tests that ask for the same.
func EachOf(t *testing.T, sets []db.Set, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		d := Open(t, SQLite(t))
		if err := d.Migrate(t.Context(), sets...); err != nil {
			t.Fatal(err)
		}
		fn(t, d)
	})
	t.Run("postgres", func(t *testing.T) {
		template := Template(t, keyOf(t, sets), func(url string) error {
			d, err := db.Open(context.Background(), url, db.Options{})
			if err != nil {
				return err
			}
			return errors.Join(d.Migrate(context.Background(), sets...), d.Close())
		})
		fn(t, Open(t, Clone(t, template)))
	})
}

// keyOf is all that the migrations of sets say.
func keyOf(t *testing.T, sets []db.Set) string {
	t.Helper()
	var key strings.Builder
	for _, s := range sets {
		key.WriteString(s.Name + "\n")
		names, err := fs.Glob(s.FS, "migrations/*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			body, err := fs.ReadFile(s.FS, n)
			if err != nil {
				t.Fatal(err)
			}
			key.Write(body)
		}
	}
	return key.String()
}
