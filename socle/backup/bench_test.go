package backup_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/backup"
)

// much fills a place with a journal of n lines (about 300 bytes each) and files
// of noise, of a megabyte each.
func much(p place, n, files int) {
	p.Helper()
	for begin := 0; begin < n; begin += 5000 {
		p.write(func(t *db.Tx) error {
			rows := make([][]any, min(5000, n-begin))
			for i := range rows {
				rows[i] = []any{
					db.NewID(), "0750001A", begin + i, db.NewID(), "teacher", "news.write", "news.article", db.NewID(),
					"a publié {0} dans {1}", fmt.Sprintf(`[{"k":"news.article","i":"%s"},{"w":"Sortie au théâtre, 4e B"}]`, db.NewID()), 0,
				}
			}
			return t.Insert("audit_entry", []string{"id", "school", "at", "who", "role", "did", "on_kind", "on_id", "says", "refs", "seal"}, rows)
		})
	}
	noise := rand.NewChaCha8([32]byte{1})
	for i := range files {
		body := make([]byte, 1<<20)
		if _, err := noise.Read(body); err != nil {
			p.Fatal(err)
		}
		p.keep(fmt.Sprintf("%d.jpg", i), body)
	}
}

// TestMemory backs up and restores some 36 MB of rows and files in far less
// memory.
func TestMemory(t *testing.T) {
	from := empty(t, dbtest.SQLite(t))
	much(from, 40_000, 24)
	file, err := os.Create(filepath.Join(t.TempDir(), "backup"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var size int64
	used := peak(func() {
		sum, err := backup.Write(t.Context(), from.db, from.store, file, noon)
		if err != nil {
			t.Fatal(err)
		}
		size = sum.BlobBytes
	})
	if used > 20<<20 || size != 24<<20 {
		t.Errorf("backing up took %d MB of memory for %d MB of files", used>>20, size>>20)
	}
	to := empty(t, dbtest.SQLite(t))
	used = peak(func() {
		if _, err := backup.Read(t.Context(), to.db, to.store, file); err != nil {
			t.Fatal(err)
		}
	})
	if used > 30<<20 {
		t.Errorf("restoring took %d MB of memory", used>>20)
	}
}

// peak is how much the heap grew at most while fn ran, garbage included, as seen
// every few milliseconds.
func peak(fn func()) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapInuse, m.HeapInuse
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
	}()
	fn()
	close(stop)
	<-stopped
	return most - before
}

// BenchmarkBackup and its sisters count the bytes of rows as JSON lines and of
// files.
func BenchmarkBackup(b *testing.B) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) { bench(b, e.url) })
	}
}

func bench(b *testing.B, url func(testing.TB) string) {
	for _, c := range []struct {
		name        string
		rows, files int
	}{{"rows", 100_000, 0}, {"files", 0, 50}} {
		from := empty(b, url(b))
		much(from, c.rows, c.files)
		var file bytes.Buffer
		if _, err := backup.Write(b.Context(), from.db, from.store, &file, noon); err != nil {
			b.Fatal(err)
		}
		bytesOf := int64(c.rows*330 + c.files<<20)
		b.Run("write/"+c.name, func(b *testing.B) {
			b.SetBytes(bytesOf)
			for b.Loop() {
				if _, err := backup.Write(b.Context(), from.db, from.store, io.Discard, noon); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("read/"+c.name, func(b *testing.B) {
			b.SetBytes(bytesOf)
			for b.Loop() {
				b.StopTimer()
				to := empty(b, url(b))
				b.StartTimer()
				if _, err := backup.Read(b.Context(), to.db, to.store, bytes.NewReader(file.Bytes())); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("check/"+c.name, func(b *testing.B) {
			b.SetBytes(bytesOf)
			for b.Loop() {
				if r, err := backup.Check(b.Context(), from.db, from.store); err != nil || !r.Well() {
					b.Fatal(r, err)
				}
			}
		})
	}
}
