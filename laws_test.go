package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/base/ui"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/rights"
)

// The laws that bear on every application at once, from the manifest that the program itself serves.

// onEachEngine runs fn over a database of each engine that holds the tables of every application.
func onEachEngine(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Migrate(t.Context(), socle.Sets(manifest())...); err != nil {
			t.Fatal(err)
		}
		fn(t, d)
	})
}

func TestApplicationsDeclareEverything(t *testing.T) {
	host := &socle.Host{Apps: manifest()}
	if len(host.Apps) == 0 {
		t.Fatal("no application")
	}
	if err := host.Check(); err != nil {
		t.Error(err)
	}
}

// TestPersonalDataIsKeptForAReason reads the real schema: a table that names a person says why, how long, and how it
// is given back.
func TestPersonalDataIsKeptForAReason(t *testing.T) {
	onEachEngine(t, func(t *testing.T, d *db.DB) {
		schema, err := d.Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := (&socle.Host{Apps: manifest()}).CheckKeeps(schema); err != nil {
			t.Error(err)
		}
		known := map[string]bool{}
		for _, table := range schema {
			known[table.Name] = true
		}
		for name := range socle.Keeps(manifest()) {
			if !known[name] {
				t.Errorf("a Keep is about %s, which is no table", name)
			}
		}
	})
}

// TestSchema holds the tables of each engine to their golden files: a change of schema is a visible change of them.
func TestSchema(t *testing.T) {
	onEachEngine(t, func(t *testing.T, d *db.DB) {
		schema, err := d.Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		schooltest.Golden(t, "schema."+path.Base(t.Name())+".golden", drawn(schema))
	})
}

// drawn writes tables as text: a name, its columns, its key and its indexes.
func drawn(schema []db.Table) string {
	var b strings.Builder
	for _, table := range schema {
		fmt.Fprintf(&b, "%s\n", table.Name)
		for _, c := range table.Columns {
			fmt.Fprintf(&b, "\t%s %s%s%s\n", c.Name, c.Type, given(c.NotNull, " NOT NULL"), given(c.References != "", " → "+c.References))
		}
		fmt.Fprintf(&b, "\tPRIMARY KEY (%s)\n", strings.Join(table.Primary, ", "))
		for _, x := range table.Indexes {
			fmt.Fprintf(&b, "\t%sINDEX %s(%s)%s\n", given(x.Unique, "UNIQUE "), given(x.Name != "", x.Name+" "), strings.Join(x.Columns, ", "), given(x.Partial, " WHERE …"))
		}
	}
	return b.String()
}

func given(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

// TestApplicationsNameTheirOwnTables reads every source below an application's folder.
func TestApplicationsNameTheirOwnTables(t *testing.T) {
	read := 0
	for _, a := range manifest() {
		for _, file := range sources(t, folder(t, a)) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			read++
			for _, table := range a.ForeignTables(string(text)) {
				t.Errorf("%s names %s, another's table: what two applications need stands in the socle", file, table)
			}
		}
	}
	if read == 0 {
		t.Error("no source was read")
	}
}

// folder is where an application's source is: below apps, or a part of the portal.
func folder(t *testing.T, a *socle.App) string {
	t.Helper()
	for _, dir := range []string{"apps/" + a.Name, "portal/" + a.Name, a.Name} {
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	t.Fatalf("no folder of the application %s", a.Name)
	return ""
}

// sources are the files of Go and SQL of a folder and below, but for tests and for the folders that are other
// applications'.
func sources(t *testing.T, dir string) (files []string) {
	t.Helper()
	others := map[string]bool{}
	for _, a := range manifest() {
		if other := folder(t, a); other != dir {
			others[other] = true
		}
	}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (others[filepath.ToSlash(name)] || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || strings.HasSuffix(name, "_test.go"):
		case path.Ext(name) == ".go", path.Ext(name) == ".sql":
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestEveryIconIsDrawn(t *testing.T) {
	for _, a := range manifest() {
		icons := []string{a.Icon}
		for _, l := range a.Links {
			icons = append(icons, l.Icon)
		}
		for _, icon := range icons {
			if !ui.HasIcon(icon) {
				t.Errorf("%s: no icon %q", a.Name, icon)
			}
		}
	}
}

var wildcard = regexp.MustCompile(`\{[^}$]*\}`)

// TestStrangersGetNothing asks every route in nobody's name: a page sends to the door or does not exist, and a program
// without a token is told so.
func TestStrangersGetNothing(t *testing.T) {
	for name, database := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			handler := stranger(t, database(t))
			for _, a := range manifest() {
				for _, r := range a.Routes {
					asStranger(t, handler, r, "text/html")
					asStranger(t, handler, r, "application/json")
				}
			}
		})
	}
}

// stranger gives the pages of an empty platform.
func stranger(t *testing.T, database string) http.Handler {
	t.Helper()
	x, err := place{Data: t.TempDir(), Database: database}.open(t.Context(), true, "http://127.0.0.1", quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.close(); err != nil {
			t.Error(err)
		}
	})
	handler, err := x.handler()
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func asStranger(t *testing.T, handler http.Handler, r socle.Route, accept string) {
	t.Helper()
	address := wildcard.ReplaceAllString(strings.ReplaceAll(r.Pattern, "{$}", ""), "x")
	request := httptest.NewRequest(r.Method, address, nil)
	request.Header.Set("Accept", accept)
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	to := answer.Header().Get("Location")
	open := r.Right == rights.Public
	switch code := answer.Code; {
	case open && (code == http.StatusOK || code == http.StatusNotFound || code == http.StatusUnprocessableEntity):
	case !open && accept == "application/json" && code == http.StatusUnauthorized:
	case !open && accept == "text/html" && code == http.StatusNotFound:
	case !open && accept == "text/html" && code == http.StatusSeeOther && strings.HasPrefix(to, "/connexion?"):
	default:
		t.Errorf("%s %s as %s: a stranger gets %d %s", r.Method, address, accept, code, to)
	}
}
