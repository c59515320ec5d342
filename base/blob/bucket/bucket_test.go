package bucket

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	_ "gocloud.dev/blob/memblob"

	"preau/base/blob"
)

func TestBucket(t *testing.T) {
	ctx := t.Context()
	s, err := blob.Open(ctx, "mem://", blob.Scheme{Name: "mem", Open: Open}, S3)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if ref, err := s.Put(ctx, strings.NewReader("hello"), 5); err != nil || ref.Size != 5 || ref.Type != "text/plain; charset=utf-8" {
			t.Fatal(ref, err)
		}
	}
	if _, err := s.Put(ctx, strings.NewReader("hello!"), 5); !errors.Is(err, blob.ErrTooBig) {
		t.Error(err)
	}
	var kept []string
	if err := s.Walk(ctx, func(hash string, size int64, at time.Time) error {
		kept = append(kept, hash)
		if size != 5 || at.IsZero() {
			t.Error(hash, size, at)
		}
		return nil
	}); err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	f, err := s.Open(ctx, kept[0])
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
	if err := s.Verify(ctx, kept[0]); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := s.Delete(ctx, kept[0]); err != nil {
			t.Error(err)
		}
	}
	if ok, err := s.Exists(ctx, kept[0]); ok || err != nil {
		t.Error(ok, err)
	}
	if _, err := s.Open(ctx, kept[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := blob.Open(ctx, "s3://?region=none", S3); err == nil {
		t.Error("a bucket without a name")
	}
}
