package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"preau/base/blob"
	"preau/base/db"
	"preau/schooltest"
	"preau/socle/audit"
	"preau/socle/backup"
)

// TestRoundTrip restores from each engine into each: every row and file is as it was.
func TestRoundTrip(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		from := school(s)
		want, file := from.dump(), from.backup()
		for _, to := range engines {
			t.Run(s.DB.Engine()+" to "+to.name, func(t *testing.T) {
				p := empty(t, to.url(t))
				sum, err := backup.Read(t.Context(), p.db, p.store, bytes.NewReader(file))
				if err != nil {
					t.Fatal(err)
				}
				if got := p.dump(); got != want {
					t.Errorf("differs:\n%s\nwant:\n%s", got, want)
				}
				if !sum.Made.Equal(noon) || sum.Blobs != 21 || sum.Rows == 0 || sum.Size != int64(len(file)) {
					t.Errorf("summary %+v", sum)
				}
				if report, err := backup.Check(t.Context(), p.db, p.store); err != nil || !report.Well() || report.Files != 21 || report.Journals != 1 {
					t.Errorf("check: %v %v", report, err)
				}
				if again := p.backup(); to.name == s.DB.Engine() && !bytes.Equal(again, file) {
					t.Error("the same rows and files make another backup")
				}
			})
		}
	})
}

// TestSessionsEnd makes sure that no session comes back to life.
func TestSessionsEnd(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		from := school(s)
		from.sign()
		p := empty(s.T, engines[0].url(s))
		if _, err := backup.Read(s.Context(), p.db, p.store, bytes.NewReader(from.backup())); err != nil {
			s.Fatal(err)
		}
		p.read(func(t *db.Tx) error {
			got, err := db.Strings(t, `SELECT id || ' ' || CAST(ended_at AS TEXT) FROM signin_session ORDER BY id`)
			if want := fmt.Sprintf("[live %d over 77]", noon.UnixMilli()); fmt.Sprint(got) != want {
				s.Errorf("sessions %v, want %s", got, want)
			}
			return err
		})
	})
}

// TestWhileWriting backs up beside twenty writers who keep a sum at nought: the
// restored place has it at nought, and every file that its rows name.
func TestWhileWriting(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		from := school(s)
		ctx, stop := context.WithCancel(s.Context())
		var wg sync.WaitGroup
		for w := range 20 {
			wg.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					if err := pair(ctx, from, w, i); err != nil && ctx.Err() == nil {
						s.Errorf("writer: %v", err)
						return
					}
				}
			})
		}
		time.Sleep(100 * time.Millisecond)
		var files [][]byte
		for range 3 {
			files = append(files, from.backup())
		}
		stop()
		wg.Wait()
		for _, file := range files {
			p := empty(s.T, engines[0].url(s))
			if _, err := backup.Read(s.Context(), p.db, p.store, bytes.NewReader(file)); err != nil {
				s.Fatal(err)
			}
			p.read(func(t *db.Tx) error {
				sum, _, err := db.First(t, func(r db.Row) (n [2]int64, err error) { return n, r.Scan(&n[0], &n[1]) },
					`SELECT CAST(SUM(whole) AS BIGINT), COUNT(*) FROM hard_value WHERE words = 'pair'`)
				if sum[0] != 0 || sum[1] == 0 {
					s.Errorf("sum and number of pairs: %v", sum)
				}
				return err
			})
			if report, err := backup.Check(s.Context(), p.db, p.store); err != nil || !report.Well() {
				s.Errorf("check: %v %v", report, err)
			}
		}
	})
}

// pair writes two rows whose sum is nought, the second referring to the first,
// and a file now and then.
func pair(ctx context.Context, p place, w, i int) error {
	a, b := fmt.Sprintf("%d-%d-b", w, i), fmt.Sprintf("%d-%d-a", w, i)
	ref := blob.Ref{}
	if i%10 == 0 {
		var err error
		if ref, err = p.store.Put(ctx, strings.NewReader(a), 100); err != nil {
			return err
		}
	}
	return p.db.Write(ctx, func(t *db.Tx) error {
		if ref.Hash != "" {
			if _, err := t.Exec(`INSERT INTO socle_file (hash, kind, object, name, type, size, at) VALUES (?, 'k', ?, 'n', '', ?, 0)`, ref.Hash, a, ref.Size); err != nil {
				return err
			}
		}
		return t.Insert("hard_value", []string{"id", "up", "whole", "real", "truth", "words"}, [][]any{
			{a, nil, i + 1, 0.5, true, "pair"}, {b, a, -i - 1, 0.5, false, "pair"},
		})
	})
}

// TestDamage refuses every file that is not as it was made, and leaves the place
// as it was: the same file whole is then restored there.
func TestDamage(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		file := school(s).backup()
		p := empty(s.T, engines[0].url(s))
		refused := func(what string, b []byte) {
			if _, err := backup.Read(s.Context(), p.db, p.store, bytes.NewReader(b)); !errors.Is(err, backup.ErrDamaged) {
				s.Errorf("%s: %v", what, err)
			}
		}
		for n := 0; n < len(file); n += max(1, len(file)/400) {
			refused(fmt.Sprintf("cut at %d of %d", n, len(file)), file[:n])
			flipped := bytes.Clone(file)
			flipped[n] ^= 1 << (n % 8)
			refused(fmt.Sprintf("bit flipped at %d", n), flipped)
		}
		for n := len(file) - 100; n < len(file); n++ {
			refused(fmt.Sprintf("cut at %d", n), file[:n])
		}
		refused("more", append(bytes.Clone(file), 0))
		refused("twice", append(bytes.Clone(file), file...))
		refused("another file", bytes.Repeat([]byte("no backup "), 100))
		if people, files := p.holds(); people != 0 || files != 0 {
			s.Errorf("refused files left %d people and %d files", people, files)
		}
		if err := backup.Whole(s.Context(), p.db); err != nil {
			s.Errorf("refused files left their mark: %v", err)
		}
		// A pipe cannot be read twice.
		if _, err := backup.Read(s.Context(), p.db, p.store, io.MultiReader(bytes.NewReader(file))); err != nil {
			s.Error(err)
		}
	})
}

// TestNotEmpty refuses a place that holds a row or a file.
func TestNotEmpty(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		from := school(s)
		file := from.backup()
		before := from.dump()
		if _, err := backup.Read(s.Context(), from.db, from.store, bytes.NewReader(file)); !errors.Is(err, backup.ErrNotEmpty) {
			s.Errorf("over itself: %v", err)
		}
		if from.dump() != before {
			s.Error("a refused restore changed the place")
		}
		p := empty(s.T, engines[0].url(s))
		if _, err := p.store.Put(s.Context(), strings.NewReader("x"), 1); err != nil {
			s.Fatal(err)
		}
		if _, err := backup.Read(s.Context(), p.db, p.store, bytes.NewReader(file)); !errors.Is(err, backup.ErrNotEmpty) {
			s.Errorf("over a file: %v", err)
		}
	})
}

// broken is a store's content that cannot be read further, or a power cut.
type broken struct {
	*bytes.Reader
	after int // reads
}

func (b *broken) Read(to []byte) (int, error) {
	if b.after--; b.after < 0 {
		return 0, errors.New("power cut")
	}
	return b.Reader.Read(to[:min(len(to), 4096)])
}

// TestKilled stops a restore at each of its steps: the place says so, or is as
// it was, and never has a part of the rows; restoring again mends it.
func TestKilled(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		from := school(s)
		want, file := from.dump(), from.backup()
		p := empty(s.T, engines[0].url(s))
		half := 0
		for after := 0; ; after += 3 {
			_, err := backup.Read(s.Context(), p.db, p.store, &broken{bytes.NewReader(file), after})
			if err == nil {
				break
			}
			if people, _ := p.holds(); people != 0 {
				s.Fatalf("after %d reads: %d people", after, people)
			}
			whole := backup.Whole(s.Context(), p.db)
			if _, files := p.holds(); files > 0 && !errors.Is(whole, backup.ErrHalf) {
				s.Fatalf("after %d reads: %d files and no mark", after, files)
			}
			if errors.Is(whole, backup.ErrHalf) {
				half++
			}
		}
		if half < 3 || p.dump() != want {
			s.Errorf("stopped %d times half way; same in the end: %v", half, p.dump() == want)
		}
		if err := backup.Whole(s.Context(), p.db); err != nil {
			s.Error(err)
		}
	})
}

// TestMissing tells by name which file is missing or changed.
func TestMissing(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		from := school(s)
		hash := from.keep("photo de classe.jpg", []byte("smile"))
		if err := from.store.Delete(s.Context(), hash); err != nil {
			s.Fatal(err)
		}
		_, err := backup.Write(s.Context(), from.db, from.store, io.Discard, noon)
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "photo de classe.jpg") {
			s.Errorf("missing: %v", err)
		}
		report, err := backup.Check(s.Context(), from.db, from.store)
		if err != nil || report.Damages != 1 || !strings.Contains(report.Wrong[0], "photo de classe.jpg") {
			s.Errorf("check: %v %v", report, err)
		}
	})
}

// TestTakenAway lets a file go, row and bytes, between the snapshot and its turn:
// neither is in the restored place.
func TestTakenAway(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		from := school(s)
		last := from.keep("zzz", bytes.Repeat([]byte("gone"), 10))
		var b bytes.Buffer
		w := writer(func(p []byte) (int, error) {
			if b.Len() == 0 { // the snapshot is begun: it still names the file
				from.write(func(t *db.Tx) error {
					_, err := t.Exec(`DELETE FROM socle_file WHERE hash = ?`, last)
					return err
				})
				if err := from.store.Delete(s.Context(), last); err != nil {
					return 0, err
				}
			}
			return b.Write(p)
		})
		sum, err := backup.Write(s.Context(), from.db, from.store, w, noon)
		if err != nil || sum.Gone != 1 {
			s.Fatalf("%+v %v", sum, err)
		}
		p := empty(s.T, engines[0].url(s))
		if _, err := backup.Read(s.Context(), p.db, p.store, &b); err != nil {
			s.Fatal(err)
		}
		if p.dump() != from.dump() {
			s.Error("the restored place still names the file")
		}
	})
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// TestReleases restores an older release's backup through its own tables, and
// refuses a newer one's.
func TestReleases(t *testing.T) {
	later := db.Set{Name: "hard", FS: fstest.MapFS{
		"migrations/0001_hard.sql":  hard.FS.(fstest.MapFS)["migrations/0001_hard.sql"],
		"migrations/0002_again.sql": {Data: []byte(`ALTER TABLE hard_value ADD COLUMN shout TEXT NOT NULL DEFAULT ''; UPDATE hard_value SET shout = upper(id);`)},
	}}
	newer := append(sets()[:len(sets())-1], later)
	schooltest.Each(t, nil, func(s *schooltest.School) {
		from := school(s)
		file := from.backup()
		for _, to := range engines {
			s.Run(to.name, func(t *testing.T) {
				p := bare(t, to.url(t))
				if _, err := backup.Read(t.Context(), p.db, p.store, bytes.NewReader(file), newer...); err != nil {
					t.Fatal(err)
				}
				p.read(func(t *db.Tx) error {
					got, err := db.Strings(t, `SELECT shout FROM hard_value ORDER BY id`)
					if fmt.Sprint(got) != "[A B C M Z]" {
						p.Errorf("the later migration saw %v", got)
					}
					return err
				})
				old := empty(t, engines[0].url(t))
				if _, err := backup.Read(t.Context(), old.db, old.store, bytes.NewReader(p.backup()), sets()...); !errors.Is(err, backup.ErrNewer) {
					t.Errorf("newer: %v", err)
				}
				if err := backup.Whole(t.Context(), old.db); err != nil {
					t.Errorf("newer: %v", err)
				}
				ahead := bare(t, engines[0].url(t))
				if err := ahead.db.Migrate(t.Context(), newer...); err != nil {
					t.Fatal(err)
				}
				if _, err := backup.Read(t.Context(), ahead.db, ahead.store, bytes.NewReader(file), newer...); !errors.Is(err, backup.ErrOlder) {
					t.Errorf("older: %v", err)
				}
			})
		}
	})
}

// TestCheck finds what was done to rows, bytes and journal.
func TestCheck(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		p := school(s)
		if report, err := backup.Check(s.Context(), p.db, p.store); err != nil || !report.Well() {
			s.Fatalf("whole: %v %v", report, err)
		}
		for _, c := range []struct{ what, does, finds string }{
			{"a line changed", `UPDATE audit_entry SET says = 'rien' WHERE who = 'ines'`, "journal of " + string(schooltest.Verne)},
			{"seals taken away", `DELETE FROM audit_seal`, "after seal 0"},
			{"a restore that did not end", `INSERT INTO backup_restore (id, made_at, begun_at) VALUES ('restore', 1, 1)`, "did not end"},
		} {
			p.write(func(t *db.Tx) error { _, err := t.Exec(c.does); return err })
			report, err := backup.Check(s.Context(), p.db, p.store)
			if err != nil || report.Well() || !strings.Contains(report.String(), c.finds) {
				s.Errorf("%s: %v %v", c.what, report, err)
			}
		}
	})
}

// TestCheckFiles finds a changed file and bytes that no row names.
func TestCheckFiles(t *testing.T) {
	dir := t.TempDir()
	p := empty(t, engines[0].url(t))
	var err error
	if p.store, err = blob.Open(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	hash := p.keep("bulletin.pdf", []byte("14,5"))
	if err := os.WriteFile(filepath.Join(dir, hash[:2], hash), []byte("19,5"), 0o600); err != nil {
		t.Fatal(err)
	}
	orphan := hashOf([]byte("orphan"))
	for body, age := range map[string]time.Duration{"orphan": 25 * time.Hour, "just sent": time.Hour} {
		ref, err := p.store.Put(t.Context(), strings.NewReader(body), 100)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(filepath.Join(dir, ref.Hash[:2], ref.Hash), at, at); err != nil {
			t.Fatal(err)
		}
	}
	report, err := backup.Check(t.Context(), p.db, p.store)
	if err != nil || report.Damages != 1 || !strings.Contains(report.Wrong[0], "bulletin.pdf") {
		t.Errorf("damage: %v %v", report, err)
	}
	if report.OrphanCount != 1 || report.Orphans[0] != orphan || report.OrphanBytes != 6 {
		t.Errorf("orphans: %v", report.Orphans)
	}
	if _, err := backup.Write(t.Context(), p.db, p.store, io.Discard, noon); !errors.Is(err, blob.ErrCorrupt) {
		t.Errorf("backup of a changed file: %v", err)
	}
}

// TestCreate leaves a whole file or none, and sweeps what a crash left.
func TestCreate(t *testing.T) {
	p := empty(t, engines[0].url(t))
	p.write(func(t *db.Tx) error {
		return audit.Append(t, audit.Entry{School: string(schooltest.Verne), At: noon})
	})
	dir := t.TempDir()
	file, piece := filepath.Join(dir, "nuit.preau"), filepath.Join(dir, ".nuit.preau.part-1")
	if err := os.WriteFile(piece, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-8 * 24 * time.Hour)
	if err := os.Chtimes(piece, old, old); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second takes the first one's place
		if _, err := backup.Create(t.Context(), p.db, p.store, file, noon); err != nil {
			t.Fatal(err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := backup.Create(cancelled, p.db, p.store, filepath.Join(dir, "autre"), noon); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "nuit.preau" {
		t.Fatalf("%v %v", entries, err)
	}
	if info, err := entries[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v %v", info.Mode(), err)
	}
}
