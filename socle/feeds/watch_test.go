package feeds_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"preau/base/db"
	"preau/schooltest"
	"preau/socle/directory/feed"
	"preau/socle/directory/table"
	"preau/socle/feeds"
)

const set = "../directory/aaf/testdata/deux-etablissements"

// drop copies the set into a watched folder.
func drop(t *testing.T, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(set)); err != nil {
		t.Fatal(err)
	}
}

// tree lists the files of a folder, the moments of their taking left out.
func tree(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			p, err = filepath.Rel(dir, p)
			parts := strings.Split(p, "/")
			for i, part := range parts {
				if strings.HasPrefix(part, "2026") {
					parts[i] = "*"
				}
			}
			all = append(all, strings.Join(parts, "/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWatch(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		dir := s.TempDir()
		now := time.Now()
		w := feeds.Watch{Dir: dir, DB: s.DB, Engine: feeds.Engine(s.DB, func() time.Time { return s.Clock }), Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }}
		do := func() {
			s.Helper()
			if err := w.Do(s.Context()); err != nil {
				s.Fatal(err)
			}
		}
		schools := func() string {
			var all []string
			err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) {
				all, err = db.Strings(t, `SELECT id FROM directory_school WHERE id LIKE '999%' ORDER BY id`)
				return err
			})
			if err != nil {
				s.Fatal(err)
			}
			return strings.Join(all, " ")
		}
		drop(s.T, filepath.Join(dir, "nuit"))
		if do(); schools() != "" {
			s.Fatal("taken while it may still be written")
		}
		now = now.Add(2 * time.Minute)
		if do(); schools() != "9990001X 9990002Y" {
			s.Fatalf("schools %q", schools())
		}
		left := tree(s.T, dir)
		for _, f := range left {
			if !strings.HasPrefix(f, "faits/*/nuit/") && f != "faits/*/rapport.json" {
				s.Errorf("left there: %q", left)
			}
		}
		now = now.Add(31 * 24 * time.Hour)
		if do(); len(tree(s.T, dir)) != 0 {
			s.Errorf("kept too long: %q", tree(s.T, dir))
		}
	})
}

// What a school drops in its own folder reaches that school alone.
func TestWatchOneSchool(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		dir := s.TempDir()
		w := feeds.Watch{
			Dir: dir, DB: s.DB, Engine: feeds.Engine(s.DB, func() time.Time { return s.Clock }), Log: slog.New(slog.DiscardHandler),
			Now: func() time.Time { return time.Now().Add(time.Hour) },
		}
		drop(s.T, filepath.Join(dir, "9990002Y", "lot"))
		if err := os.WriteFile(filepath.Join(dir, "9990002Y", "bulletin.xml"), []byte("<notes/>"), 0o600); err != nil {
			s.Fatal(err)
		}
		if err := w.Do(s.Context()); err != nil {
			s.Fatal(err)
		}
		err := s.DB.Read(s.Context(), func(t *db.Tx) error {
			found, err := db.Strings(t, `SELECT id FROM directory_school WHERE id LIKE '999%'`)
			if len(found) != 1 || found[0] != "9990002Y" {
				s.Errorf("schools %q", found)
			}
			return err
		})
		if err != nil {
			s.Fatal(err)
		}
		left := strings.Join(tree(s.T, dir), " ")
		if !strings.Contains(left, "9990002Y/refuses/*/bulletin.xml") || !strings.Contains(left, "9990002Y/refuses/*/rapport.json") || !strings.Contains(left, "9990002Y/faits/*/rapport.json") {
			s.Errorf("left there: %s", left)
		}
	})
}

// A table that a school drops is read as the school has linked its columns; one
// for nobody is refused.
func TestWatchTable(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		dir, asked := s.TempDir(), ""
		w := feeds.Watch{
			Dir: dir, DB: s.DB, Engine: feeds.Engine(s.DB, func() time.Time { return s.Clock }), Log: slog.New(slog.DiscardHandler),
			Now: func() time.Time { return time.Now().Add(time.Hour) },
			Remembered: func(_ db.Queryer, school string, looks []table.Look) (table.Mapping, error) {
				asked += school + " "
				return table.Mapping{looks[0].Mark: {Kind: feed.KindPupil, Columns: []table.Meaning{table.Family, table.First, table.Class}}}, nil
			},
		}
		for _, at := range []string{filepath.Join(dir, "9990002Y"), dir} {
			if err := os.MkdirAll(at, 0o700); err != nil {
				s.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(at, "liste.csv"), []byte("Nom;Prénom;Salle\nMARTIN;Léa;6A\n"), 0o600); err != nil {
				s.Fatal(err)
			}
		}
		if err := w.Do(s.Context()); err != nil {
			s.Fatal(err)
		}
		left := strings.Join(tree(s.T, dir), " ")
		if !strings.Contains(left, "9990002Y/faits/*/liste.csv") || !strings.Contains(left, " refuses/*/liste.csv") || !strings.Contains(asked, "9990002Y") {
			s.Errorf("left there: %s; asked %s", left, asked)
		}
		err := s.DB.Read(s.Context(), func(t *db.Tx) error {
			found, err := db.Strings(t, `SELECT code FROM directory_group WHERE school = '9990002Y'`)
			if strings.Join(found, " ") != "6A" {
				s.Errorf("divisions %q", found)
			}
			return err
		})
		if err != nil {
			s.Fatal(err)
		}
	})
}
