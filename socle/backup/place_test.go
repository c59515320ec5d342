package backup_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/base/blob"
	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/backup"
)

var noon = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)

// sets are the migrations of the platform without applications, and a table of
// values that are hard to carry.
func sets() []db.Set {
	return append(socle.Sets(nil), backup.Schema, hard)
}

// place is where a platform lives.
type place struct {
	testing.TB
	db    *db.DB
	store *blob.Store
}

// empty is a migrated place without anything in it.
func empty(t testing.TB, url string) place {
	t.Helper()
	p := bare(t, url)
	if err := p.db.Migrate(t.Context(), sets()...); err != nil {
		t.Fatal(err)
	}
	return p
}

// bare is a place as it is before the first migration.
func bare(t testing.TB, url string) place {
	t.Helper()
	store, err := blob.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return place{t, dbtest.Open(t, url), store}
}

// engines are the two kinds of places a test runs from and to.
var engines = []struct {
	name string
	url  func(testing.TB) string
}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}}

// school is the school of schooltest with sealed lines, files, sessions and
// values that are hard to carry.
func school(s *schooltest.School) place {
	s.Helper()
	p := place{s.T, s.DB, s.Host.Blob}
	if err := p.db.Migrate(s.Context(), sets()...); err != nil {
		s.Fatal(err)
	}
	p.write(func(t *db.Tx) error {
		for _, id := range []string{"ines", "petit", "martin"} {
			if err := audit.Append(t, audit.Entry{School: string(schooltest.Verne), At: noon.Add(-time.Hour), Who: id, Says: "a lu « 𝄞 »"}); err != nil {
				return err
			}
		}
		if _, err := audit.Seal(t, noon); err != nil {
			return err
		}
		return t.Insert("hard_value", []string{"id", "up", "whole", "real", "truth", "words"}, values)
	})
	for i := range 20 {
		p.keep(fmt.Sprintf("devoir %d.pdf", i), bytes.Repeat([]byte(fmt.Sprintf("page %d ", i)), 1+i*i*50))
	}
	p.keep("vide.txt", nil)
	return p
}

// sign leaves one live session and one that was ended.
func (p place) sign() {
	p.Helper()
	p.write(func(t *db.Tx) error {
		return t.Insert("signin_session", []string{"id", "token", "person", "kind", "created_at", "seen_at", "expires_at", "ended_at"}, [][]any{
			{"live", "t1", "ines", "mine", 1, 2, noon.Add(time.Hour).UnixMilli(), 0},
			{"over", "t2", "ines", "mine", 1, 2, noon.Add(time.Hour).UnixMilli(), 77},
		})
	})
}

func (p place) write(fn func(*db.Tx) error) {
	p.Helper()
	if err := p.db.Write(p.Context(), fn); err != nil {
		p.Fatal(err)
	}
}

// keep puts a file and the row that names it, and gives its hash.
func (p place) keep(name string, body []byte) string {
	p.Helper()
	ref, err := p.store.Put(p.Context(), bytes.NewReader(body), 1<<30)
	if err != nil {
		p.Fatal(err)
	}
	p.write(func(t *db.Tx) error {
		_, err := t.Exec(`INSERT INTO socle_file (hash, kind, object, name, type, size, at) VALUES (?, 'news.article', ?, ?, ?, ?, 0)`,
			ref.Hash, name, name, ref.Type, ref.Size)
		return err
	})
	return ref.Hash
}

// backup makes a backup.
func (p place) backup() []byte {
	p.Helper()
	var b bytes.Buffer
	if _, err := backup.Write(p.Context(), p.db, p.store, &b, noon); err != nil {
		p.Fatal(err)
	}
	return b.Bytes()
}

// dump is everything in the place but what is its own, a line a row, and a
// digest of each file.
func (p place) dump() string {
	p.Helper()
	tables, err := p.db.Schema(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	var b strings.Builder
	for _, t := range tables {
		if t.Name == "base_migration" || t.Name == "backup_restore" {
			continue
		}
		fmt.Fprintln(&b, "#", t.Name)
		p.read(func(tx *db.Tx) error {
			row, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
			for i := range row {
				into[i] = &row[i]
			}
			for r, err := range tx.Rows("SELECT * FROM " + t.Name + " ORDER BY " + strings.Join(t.Primary, ", ")) {
				if err == nil {
					err = r.Scan(into...)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(&b, "%#v\n", row)
			}
			return nil
		})
	}
	err = p.store.Walk(p.Context(), func(hash string, size int64, _ time.Time) error {
		fmt.Fprintln(&b, hash, size)
		return p.store.Verify(p.Context(), hash)
	})
	if err != nil {
		p.Fatal(err)
	}
	return b.String()
}

func (p place) read(fn func(*db.Tx) error) {
	p.Helper()
	if err := p.db.Read(context.WithoutCancel(p.Context()), fn); err != nil {
		p.Fatal(err)
	}
}

// holds is how many rows of people and how many files the place has.
func (p place) holds() (people, files int) {
	p.Helper()
	p.read(func(t *db.Tx) (err error) {
		people, _, err = db.First(t, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, `SELECT COUNT(*) FROM directory_person`)
		return err
	})
	if err := p.store.Walk(p.Context(), func(string, int64, time.Time) error { files++; return nil }); err != nil {
		p.Fatal(err)
	}
	return people, files
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
