package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory/generate"
)

// What a release leaves behind for all that come after it, in testdata/release/NAME:
//
//	data.tar.gz     a data folder on SQLite: one small school, a newcomer, an article with a comment
//	night.preau     its backup, for PostgreSQL
//	migrations.txt  the migrations that it has had: application, file, SHA-256
//
// Made once, when it is released: go test . -run TestUpgrade -release 2026-11
var release = flag.String("release", "", "keep the present program's data under this name in testdata/release")

// TestUpgrade opens what each release left, with the present program, on both engines.
func TestUpgrade(t *testing.T) {
	if *release != "" {
		keepRelease(t, filepath.Join("testdata", "release", *release))
	}
	all, err := filepath.Glob("testdata/release/*")
	if err != nil || len(all) == 0 {
		t.Fatal("no release is kept", err)
	}
	for _, dir := range all {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Run("migrations", func(t *testing.T) { appendOnly(t, dir) })
			t.Run("sqlite", func(t *testing.T) {
				data := t.TempDir()
				unpack(t, filepath.Join(dir, "data.tar.gz"), data)
				upgraded(t, "-data", data)
			})
			t.Run("postgres", func(t *testing.T) {
				at := []string{"-data", t.TempDir(), "-database", dbtest.Postgres(t)}
				preau(t, append([]string{"restore", filepath.Join(dir, "night.preau")}, at...)...)
				upgraded(t, at...)
			})
		})
	}
}

// appendOnly compares the migrations of a release with the present ones: their text is history.
func appendOnly(t *testing.T, dir string) {
	kept, err := os.ReadFile(filepath.Join(dir, "migrations.txt"))
	if err != nil {
		t.Fatal(err)
	}
	now := migrated(t)
	for _, line := range edited(string(kept), now) {
		t.Errorf("%s is changed or gone: what a release has run is never edited, add a file after it", line)
	}
	if altered := strings.Replace(string(kept), "directory 0001_directory.sql ", "directory 0001_directory.sql f", 1); len(edited(altered, now)) != 1 {
		t.Error("a changed sum was not seen")
	}
}

// edited are the kept lines that are no more.
func edited(kept string, now []string) (all []string) {
	for line := range strings.Lines(kept) {
		if line = strings.TrimSpace(line); !slices.Contains(now, line) {
			all = append(all, line)
		}
	}
	return all
}

// migrated lists the migrations of the present program.
func migrated(t *testing.T) (all []string) {
	t.Helper()
	d := dbtest.Open(t, dbtest.SQLite(t))
	err := d.Migrate(t.Context(), socle.Sets(manifest())...)
	if err == nil {
		err = d.Read(t.Context(), func(x *db.Tx) (err error) {
			all, err = db.Strings(x, `SELECT app || ' ' || name || ' ' || sum FROM base_migration ORDER BY app, version`)
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// upgraded tells that a place has today's tables and all that was in it.
func upgraded(t *testing.T, at ...string) {
	t.Helper()
	if said := preau(t, append([]string{"check"}, at...)...); !strings.Contains(said, "1 files") || !strings.Contains(said, "1 schools verified, 0 damages") {
		t.Errorf("check: %s", said)
	}
	dir := t.TempDir()
	preau(t, "generate", "-schools", "1", "-pupils", "4", "-out", dir)
	if said := preau(t, append([]string{"import", "-dry-run", filepath.Join(dir, "aaf")}, at...)...); !strings.Contains(said, " 0 arrivées, 0 changements, 0 départs,") {
		t.Errorf("the files of then, read now: %s", said)
	}
	preau(t, append([]string{"person", "block", "rosa.parks"}, at...)...)
	place := place{Data: at[1]}
	if len(at) > 2 {
		place.Database = at[3]
	}
	d := dbtest.Open(t, place.dsn())
	tables, err := d.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	schooltest.Golden(t, "schema."+d.Engine()+".golden", drawn(tables))
	if err := d.Read(t.Context(), func(x *db.Tx) error {
		words, err := db.Strings(x, `SELECT a.title || ' ' || c.body FROM news_article a JOIN news_comment c ON c.article = a.id`)
		if !slices.Equal(words, []string{"Rentrée Merci !"}) {
			t.Errorf("the article is %q", words)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// preau runs the program as a process, which must succeed.
func preau(t *testing.T, args ...string) string {
	t.Helper()
	said, err := exec.Command("preau", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("preau %q: %v: %s", args, err, said)
	}
	return string(said)
}

// keepRelease makes the files of a release.
func keepRelease(t *testing.T, dir string) {
	t.Helper()
	data, files := filepath.Join(t.TempDir(), "data"), t.TempDir()
	preau(t, "generate", "-schools", "1", "-pupils", "4", "-out", files)
	preau(t, "import", "-data", data, filepath.Join(files, "aaf"))
	preau(t, "person", "add", "-data", data, "rosa.parks", "-first", "Rosa", "-family", "Parks", "-school", schoolOfFiles, "-role", "teacher")
	fillRelease(t, data)
	must(t, os.RemoveAll(dir))
	must(t, os.MkdirAll(dir, 0o755))
	preau(t, "backup", "-data", data, filepath.Join(dir, "night.preau"))
	must(t, os.Chmod(filepath.Join(dir, "night.preau"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "migrations.txt"), []byte(strings.Join(migrated(t), "\n")+"\n"), 0o644))
	file, err := os.Create(filepath.Join(dir, "data.tar.gz"))
	must(t, err)
	z, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	must(t, err)
	w := tar.NewWriter(z)
	must(t, errors.Join(w.AddFS(os.DirFS(data)), w.Close(), z.Close(), file.Close()))
}

// schoolOfFiles is the one school of the files that preau generate writes.
const schoolOfFiles = "9990010G"

// fillRelease writes what no command does: an article with a file and a comment. What was staged for the import goes.
func fillRelease(t *testing.T, data string) {
	t.Helper()
	p := place{Data: data}
	d, store, err := p.store(t.Context(), false)
	must(t, err)
	ref, err := store.Put(t.Context(), strings.NewReader("%PDF-1.4\nmenu"), 100)
	must(t, err)
	must(t, d.Write(t.Context(), func(x *db.Tx) error {
		people, err := db.Strings(x, `SELECT person FROM signin_account WHERE identifier = 'rosa.parks'`)
		if err != nil || len(people) != 1 {
			return errors.Join(err, fmt.Errorf("rosa.parks is %q", people))
		}
		rosa, at := people[0], generate.ExportDay.UnixMilli()
		for _, q := range []struct {
			text string
			args []any
		}{
			{`INSERT INTO news_section (id, school, name, sort_key, for_pupils, for_guardians, for_staff, comments, public) VALUES ('s', ?, 'Vie', 'vie', TRUE, TRUE, TRUE, 'open', FALSE)`, []any{schoolOfFiles}},
			{
				`INSERT INTO news_article (id, school, section, year, author, title, body, state, publish_at, saved_by, saved_at) VALUES ('a', ?, 's', '2026', ?, 'Rentrée', 'Bonne rentrée.', 'published', ?, ?, ?)`,
				[]any{schoolOfFiles, rosa, at, rosa, at},
			},
			{`INSERT INTO news_comment (id, article, section, school, author, body, state, at) VALUES ('c', 'a', 's', ?, ?, 'Merci !', 'shown', ?)`, []any{schoolOfFiles, rosa, at}},
			{
				`INSERT INTO news_file (id, article, section, school, author, kind, hash, name, type, size) VALUES ('f', 'a', 's', ?, ?, 'file', ?, 'menu.pdf', ?, ?)`,
				[]any{schoolOfFiles, rosa, ref.Hash, ref.Type, ref.Size},
			},
			{`INSERT INTO socle_file (hash, kind, object, name, type, size, at) VALUES (?, 'news.file', 'f', 'menu.pdf', ?, ?, ?)`, []any{ref.Hash, ref.Type, ref.Size, at}},
			{`DELETE FROM directory_import_row`, nil},
			{`DELETE FROM directory_import_at`, nil},
			{`DELETE FROM directory_import_diff`, nil},
		} {
			if _, err := x.Exec(q.text, q.args...); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, errors.Join(store.Close(), d.Close()))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// unpack puts a tar.gz of ours into a folder.
func unpack(t *testing.T, archive, dir string) {
	t.Helper()
	file, err := os.Open(archive)
	must(t, err)
	defer file.Close()
	z, err := gzip.NewReader(file)
	must(t, err)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		must(t, err)
		at := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.FileInfo().IsDir() {
			must(t, os.MkdirAll(at, 0o700))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(at), 0o700))
		body, err := io.ReadAll(r)
		must(t, err)
		must(t, os.WriteFile(at, body, 0o600))
	}
}

// upTo gives the sets with only the migrations that a database has had.
func upTo(t *testing.T, had map[string]int) (sets []db.Set) {
	t.Helper()
	for _, s := range socle.Sets(manifest()) {
		older := fstest.MapFS{}
		names, err := fs.Glob(s.FS, "migrations/*.sql")
		must(t, err)
		for _, name := range names {
			number, _, _ := strings.Cut(filepath.Base(name), "_")
			version, err := strconv.Atoi(number)
			must(t, err)
			if version <= had[s.Name] {
				text, err := fs.ReadFile(s.FS, name)
				must(t, err)
				older[name] = &fstest.MapFile{Data: text}
			}
		}
		sets = append(sets, db.Set{Name: s.Name, FS: older})
	}
	return sets
}

// TestKilledMigration kills the program again and again while it brings an older place up to date: whatever it had
// come to, the tables are those of whole migrations, and the next start goes on from there.
func TestKilledMigration(t *testing.T) {
	for engine, url := range map[string]func(testing.TB) string{"sqlite": nil, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			midway, rounds := 0, 1
			if os.Getenv("PREAU_SLOW") != "" {
				rounds = 3
			}
			for range rounds {
				midway += killedMigrations(t, url)
			}
			if t.Logf("%d kills within a migration, over %d places", midway, rounds); midway == 0 {
				t.Error("no kill came in the middle")
			}
		})
	}
}

// killedMigrations makes one older place and starts the program on it until it comes to the end; it counts the kills
// that came after a first migration and before the last.
func killedMigrations(t *testing.T, url func(testing.TB) string) (midway int) {
	p := place{Data: t.TempDir()}
	if url != nil {
		p.Database = url(t)
	}
	d := dbtest.Open(t, p.dsn())
	must(t, d.Migrate(t.Context(), upTo(t, map[string]int{"directory": 1, "audit": 1})...))
	all := len(migrated(t))
	for had, turn := count(t, d), 0; had < all; turn++ {
		if turn > all {
			t.Fatalf("%d of %d migrations after %d starts", had, all, turn)
		}
		cmd := exec.Command("preau", "check", "-data", p.Data, "-database", p.Database)
		must(t, cmd.Start())
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for begun, next := time.Now(), min(all, had+1+rand.IntN(4)); count(t, d) < next && time.Since(begun) < time.Minute; {
			time.Sleep(time.Millisecond / 2)
		}
		_ = cmd.Process.Kill() // it may have come to its end
		<-ended
		if had = count(t, d); had < all {
			midway++
		}
		sameTables(t, d)
	}
	if said, err := exec.Command("preau", "check", "-data", p.Data, "-database", p.Database).CombinedOutput(); err != nil {
		t.Errorf("preau check: %v: %s", err, said)
	}
	return midway
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	must(t, d.Read(t.Context(), func(x *db.Tx) (err error) {
		all, err := db.Strings(x, `SELECT app FROM base_migration`)
		n = len(all)
		return err
	}))
	return n
}

// versions is how many migrations each application has had.
func versions(t *testing.T, d *db.DB) map[string]int {
	t.Helper()
	had := map[string]int{}
	must(t, d.Read(t.Context(), func(x *db.Tx) error {
		apps, err := db.Strings(x, `SELECT app FROM base_migration`)
		for _, a := range apps {
			had[a]++
		}
		return err
	}))
	return had
}

// sameTables compares the tables with those of a place that had the same migrations and was never killed.
func sameTables(t *testing.T, d *db.DB) {
	t.Helper()
	// What the killed process had sent may still be committed by the server: both are read until they are of one state.
	had, got := versions(t, d), []db.Table(nil)
	for {
		var err error
		got, err = d.Schema(t.Context())
		must(t, err)
		now := versions(t, d)
		if maps.Equal(now, had) {
			break
		}
		had = now
	}
	fresh := dbtest.SQLite
	if d.Engine() != "sqlite" {
		fresh = dbtest.Postgres
	}
	whole := dbtest.Open(t, fresh(t))
	must(t, whole.Migrate(t.Context(), upTo(t, had)...))
	want, err := whole.Schema(t.Context())
	must(t, err)
	if drawn(got) != drawn(want) {
		t.Errorf("half a migration:\n%s\nwant:\n%s", drawn(got), drawn(want))
	}
}
