// Package dbtest gives tests a database of each engine.
//
// SQLite is always there. PostgreSQL is where PREAU_TEST_POSTGRES leads: the
// postgres:// URL of a server where databases may be made.
package dbtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"preau/base/db"
)

// Variable names the environment's variable that leads to PostgreSQL.
const Variable = "PREAU_TEST_POSTGRES"

// Each runs fn on an empty database of each engine. Without a server the
// PostgreSQL half is skipped, saying how to have one.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, Open(t, SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { fn(t, Open(t, Postgres(t))) })
}

// Open opens the database at url and closes it when the test ends.
func Open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// SQLite returns the path of a file, not yet made, that goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "preau.db")
}

// Postgres returns the URL of a new, empty PostgreSQL database that goes with
// the test, or skips the test when there is no server.
func Postgres(t testing.TB) string {
	t.Helper()
	return create(t, server(t), "template0")
}

// Clone returns the URL of a copy of the PostgreSQL database at template, which
// nobody may have open meanwhile. It goes with the test.
func Clone(t testing.TB, template string) string {
	t.Helper()
	u, err := url.Parse(template)
	if err != nil {
		t.Fatal(err)
	}
	return create(t, template, strings.TrimPrefix(u.Path, "/"))
}

func server(t testing.TB) string {
	t.Helper()
	s := os.Getenv(Variable)
	if s == "" {
		t.Skip("no PostgreSQL: run make test, or set " + Variable + " to the postgres:// URL of a server where databases may be made")
	}
	return s
}

// create makes a database from template on the server of the URL at.
func create(t testing.TB, at, template string) string {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	name := "preau_test_" + strings.ReplaceAll(db.NewID(), "-", "")
	admin := *u
	admin.Path = "/postgres"
	query := fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, pgx.Identifier{template}.Sanitize())
	if template == "template0" {
		query += " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
	}
	ask(t, admin.String(), query)
	t.Cleanup(func() { ask(t, admin.String(), "DROP DATABASE "+name+" WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
}

func ask(t testing.TB, url, query string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}
