// Package blob keeps bytes by the name of their content: a file's name is the
// SHA-256 of its bytes, so that what is kept twice is stored once and what has
// changed is seen. Files of the data folder by default; preau/base/blob/bucket
// keeps the same in a store compatible with S3.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/gabriel-vasile/mimetype"
)

// Errors of Put, Open and Verify, for errors.Is. What is absent is fs.ErrNotExist.
var (
	ErrTooBig  = errors.New("larger than allowed")
	ErrFull    = errors.New("no space left to keep files")
	ErrCorrupt = errors.New("content is not what its name says")
)

// Ref names bytes that are kept: what tables hold.
type Ref struct {
	Hash string // SHA-256 in lower-case hexadecimal
	Size int64  // bytes
	Type string // media type, seen in the content and never believed from a name: "application/pdf"
}

// Backend is where the bytes lie. Hashes given to it are well formed.
type Backend interface {
	// Commit keeps the bytes of a temporary file, which it may move. Once it
	// returns they outlive a power cut. Keeping the same again renews its time.
	Commit(ctx context.Context, ref Ref, temp string) error
	// Open reads; an absent hash is fs.ErrNotExist.
	Open(ctx context.Context, hash string) (io.ReadSeekCloser, error)
	// Exists tells whether the hash is kept.
	Exists(ctx context.Context, hash string) (bool, error)
	// Delete forgets; an absent hash is no error.
	Delete(ctx context.Context, hash string) error
	// Walk visits everything kept, with its size and when it was last committed.
	Walk(ctx context.Context, visit func(hash string, size int64, at time.Time) error) error
	// Close frees what the backend holds.
	Close() error
}

// Scheme opens the backends of one kind of URL, "s3".
type Scheme struct {
	Name string
	Open func(ctx context.Context, url string) (Backend, error)
}

// Store keeps bytes in a backend. It is safe for many goroutines, and for many
// processes on one folder or bucket.
type Store struct {
	backend Backend
	temp    func() (*os.File, error)
}

// Open opens a store: a folder, made when absent, or a URL of one of the
// schemes given.
func Open(ctx context.Context, at string, schemes ...Scheme) (*Store, error) {
	name, _, isURL := strings.Cut(at, "://")
	if !isURL {
		f, err := openFiles(at)
		if err != nil {
			return nil, fmt.Errorf("open files: %w", err)
		}
		return &Store{f, f.temp}, nil
	}
	for _, s := range schemes {
		if s.Name == name {
			b, err := s.Open(ctx, at)
			if err != nil {
				return nil, fmt.Errorf("open store of files %s: %w", name, err)
			}
			return &Store{b, func() (*os.File, error) { return os.CreateTemp("", "preau-blob-*") }}, nil
		}
	}
	return nil, fmt.Errorf("open store of files: unknown kind %q", name)
}

// Close frees what the store holds; nothing waits to be written.
func (s *Store) Close() error { return s.backend.Close() }

// headSize is how much of the content its type is read from.
const headSize = 3072

// Put keeps what it reads, at most limit bytes: one more is ErrTooBig. When it
// returns without error the bytes outlive a power cut; with an error nothing
// is left behind.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (Ref, error) {
	f, err := s.temp()
	if err != nil {
		return Ref{}, fmt.Errorf("keep file: %w", full(err))
	}
	ref, err := fill(ctx, f, r, limit)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = s.backend.Commit(ctx, ref, f.Name())
	}
	if err != nil {
		ref = Ref{}
		err = fmt.Errorf("keep file: %w", full(err))
	}
	if e := os.Remove(f.Name()); e != nil && !errors.Is(e, fs.ErrNotExist) && err == nil {
		err = fmt.Errorf("remove temporary file: %w", e)
	}
	return ref, err
}

// fill copies into the temporary file and learns what the bytes are.
func fill(ctx context.Context, f *os.File, r io.Reader, limit int64) (Ref, error) {
	sum, head := sha256.New(), &head{}
	n, err := io.Copy(io.MultiWriter(f, sum, head), io.LimitReader(reader{ctx, r}, limit+1))
	if err != nil {
		return Ref{}, err
	}
	if n > limit {
		return Ref{}, ErrTooBig
	}
	if err := f.Sync(); err != nil {
		return Ref{}, err
	}
	return Ref{hex.EncodeToString(sum.Sum(nil)), n, mimetype.Detect(head.b).String()}, nil
}

// head keeps the first bytes written to it.
type head struct{ b []byte }

func (h *head) Write(b []byte) (int, error) {
	if room := headSize - len(h.b); room > 0 {
		h.b = append(h.b, b[:min(room, len(b))]...)
	}
	return len(b), nil
}

// reader stops with its context.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(b)
}

// full says ErrFull for what the system says of a disk or quota.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// Open reads what is kept under a hash; fs.ErrNotExist when there is nothing,
// or when it is no hash. The caller closes it.
func (s *Store) Open(ctx context.Context, hash string) (io.ReadSeekCloser, error) {
	if !valid(hash) {
		return nil, fmt.Errorf("open kept file %.8q: %w", hash, fs.ErrNotExist)
	}
	f, err := s.backend.Open(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("open kept file %.8q: %w", hash, err)
	}
	return f, nil
}

// Exists tells whether the bytes of a hash are kept.
func (s *Store) Exists(ctx context.Context, hash string) (bool, error) {
	if !valid(hash) {
		return false, nil
	}
	ok, err := s.backend.Exists(ctx, hash)
	if err != nil {
		return false, fmt.Errorf("look for kept file %.8q: %w", hash, err)
	}
	return ok, nil
}

// Delete forgets the bytes of a hash; what is not there is no error. Whoever
// deletes what no table names spares what Walk says is recent: a Put renews
// the time of what it finds already kept, before a table names it.
func (s *Store) Delete(ctx context.Context, hash string) error {
	if !valid(hash) {
		return nil
	}
	if err := s.backend.Delete(ctx, hash); err != nil {
		return fmt.Errorf("delete kept file %.8q: %w", hash, err)
	}
	return nil
}

// Walk visits everything kept, in the order of the hashes, with its size in
// bytes and when it was last put. The first error of visit ends it.
func (s *Store) Walk(ctx context.Context, visit func(hash string, size int64, at time.Time) error) error {
	if err := s.backend.Walk(ctx, visit); err != nil {
		return fmt.Errorf("list kept files: %w", err)
	}
	return nil
}

// Verify reads the bytes of a hash and says ErrCorrupt when they have changed,
// fs.ErrNotExist when they are gone.
func (s *Store) Verify(ctx context.Context, hash string) error {
	f, err := s.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, reader{ctx, f}); err != nil {
		return fmt.Errorf("verify kept file %.8q: %w", hash, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return fmt.Errorf("verify kept file %.8q: %w", hash, ErrCorrupt)
	}
	return nil
}

// valid tells a hash from anything else, a path above all.
func valid(hash string) bool {
	if len(hash) != 2*sha256.Size {
		return false
	}
	for i := range len(hash) {
		if c := hash[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
