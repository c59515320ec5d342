package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

const hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" // sha256 of "hello"

func open(t *testing.T) (*Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "blob")
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
	return s, dir
}

func count(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.Walk(t.Context(), func(string, int64, time.Time) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestKeep(t *testing.T) {
	s, dir := open(t)
	ctx := t.Context()
	ref, err := s.Put(ctx, iotest.OneByteReader(strings.NewReader("hello")), 5)
	if err != nil || ref != (Ref{hello, 5, "text/plain; charset=utf-8"}) {
		t.Fatal(ref, err)
	}
	if again, err := s.Put(ctx, strings.NewReader("hello"), 100); err != nil || again != ref {
		t.Error(again, err)
	}
	if n := count(t, s); n != 1 {
		t.Errorf("%d kept", n)
	}
	f, err := s.Open(ctx, hello)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(1, io.SeekStart); err != nil {
		t.Error(err)
	}
	if b, err := io.ReadAll(f); err != nil || string(b) != "ello" {
		t.Errorf("%q %v", b, err)
	}
	f.Close()
	if ok, err := s.Exists(ctx, hello); !ok || err != nil {
		t.Error(ok, err)
	}
	if err := s.Verify(ctx, hello); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "2c", hello), []byte("hallo"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(ctx, hello); !errors.Is(err, ErrCorrupt) {
		t.Error(err)
	}
	for range 2 {
		if err := s.Delete(ctx, hello); err != nil {
			t.Error(err)
		}
	}
	if ok, err := s.Exists(ctx, hello); ok || err != nil {
		t.Error(ok, err)
	}
	if _, err := s.Open(ctx, hello); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestTypes(t *testing.T) {
	s, _ := open(t)
	for want, head := range map[string]string{
		"application/pdf": "%PDF-1.7\n", "image/png": "\x89PNG\r\n\x1a\n", "image/jpeg": "\xff\xd8\xff\xe0",
		"application/zip": "PK\x03\x04rest", "text/html; charset=utf-8": "<!doctype html><script>", "application/octet-stream": "\x00\x01\x02",
	} {
		if ref, err := s.Put(t.Context(), strings.NewReader(head), 100); err != nil || ref.Type != want {
			t.Errorf("%q: %s %v", head, ref.Type, err)
		}
	}
	if ref, err := s.Put(t.Context(), strings.NewReader(""), 0); err != nil || ref.Size != 0 {
		t.Error(ref, err)
	}
}

func TestRefused(t *testing.T) {
	s, _ := open(t)
	broken := errors.New("the line broke")
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		max  int64
		want error
	}{
		"one byte too many": {t.Context(), strings.NewReader("hello!"), 5, ErrTooBig},
		"endless":           {t.Context(), iotest.OneByteReader(endless{}), 1000, ErrTooBig},
		"broken":            {t.Context(), io.MultiReader(strings.NewReader("hel"), iotest.ErrReader(broken)), 100, broken},
		"stopped":           {stopped, strings.NewReader("hello"), 100, context.Canceled},
	} {
		if ref, err := s.Put(c.ctx, c.r, c.max); !errors.Is(err, c.want) || ref != (Ref{}) {
			t.Errorf("%s: %v %v", name, ref, err)
		}
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d kept", n)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestFull(t *testing.T) {
	s, _ := open(t)
	f := s.backend.(*files)
	f.free = func(string) (uint64, error) { return MinFree - 1, nil }
	if _, err := s.Put(t.Context(), strings.NewReader("hello"), 5); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	f.free = func(string) (uint64, error) { return MinFree, nil }
	if _, err := s.Put(t.Context(), strings.NewReader("hello"), 5); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here: the disk's own error is not tried")
	}
	s.temp = func() (*os.File, error) {
		link := filepath.Join(f.tmp(), "full")
		if err := os.Symlink("/dev/full", link); err != nil {
			return nil, err
		}
		return os.OpenFile(link, os.O_RDWR, 0)
	}
	if _, err := s.Put(t.Context(), strings.NewReader("hello?"), 50); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	if n, err := freeSpace(t.TempDir()); err != nil || n == 0 {
		t.Error(n, err)
	}
}

func TestPaths(t *testing.T) {
	s, dir := open(t)
	if err := os.WriteFile(filepath.Join(filepath.Dir(dir), "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{"", "../secret", hello[:63], strings.ToUpper(hello), hello + "0", "..", "2c/../../secret" + strings.Repeat("a", 49)} {
		if _, err := s.Open(t.Context(), hash); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", hash, err)
		}
		if ok, err := s.Exists(t.Context(), hash); ok || err != nil {
			t.Errorf("%q: %v %v", hash, ok, err)
		}
		if err := s.Delete(t.Context(), hash); err != nil {
			t.Errorf("%q: %v", hash, err)
		}
	}
	if _, err := Open(t.Context(), "ftp://host/x"); err == nil {
		t.Error("an unknown scheme")
	}
	if _, err := Open(t.Context(), filepath.Join(filepath.Dir(dir), "secret")); err == nil {
		t.Error("a file for a folder")
	}
}

func TestTimeAndSweep(t *testing.T) {
	s, dir := open(t)
	if _, err := s.Put(t.Context(), strings.NewReader("hello"), 5); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-48 * time.Hour)
	left := filepath.Join(dir, "tmp", "put-1")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{left, filepath.Join(dir, "2c", hello)} {
		if err := os.Chtimes(p, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Put(t.Context(), strings.NewReader("hello"), 5); err != nil {
		t.Fatal(err)
	}
	err := s.Walk(t.Context(), func(_ string, _ int64, at time.Time) error {
		if time.Since(at) > time.Hour {
			t.Errorf("put again just now, dated %s", at)
		}
		return io.ErrUnexpectedEOF
	})
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
	if _, err := Open(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Error("what a crash left is still there")
	}
}

func TestSameAtOnce(t *testing.T) {
	s, _ := open(t)
	body := bytes.Repeat([]byte("préau"), 50_000)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if ref, err := s.Put(t.Context(), bytes.NewReader(body), 1<<20); err != nil || s.Verify(t.Context(), ref.Hash) != nil {
				t.Error(ref, err)
			}
		})
	}
	all.Wait()
	if n := count(t, s); n != 1 {
		t.Errorf("%d kept", n)
	}
}
