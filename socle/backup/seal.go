package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"os"
)

// The seal is a zstd skippable frame: its magic number, its length, a SHA-256.
const (
	sealMagic = 0x184D2A5E
	sealSize  = 8 + sha256.Size
)

// sealer hashes and counts what goes to a backup file, and stops with ctx.
type sealer struct {
	ctx context.Context
	to  io.Writer
	sum hash.Hash
	n   int64
}

func (s *sealer) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.to.Write(b)
	s.sum.Write(b[:n])
	s.n += int64(n)
	return n, err
}

// seal ends the file.
func (s *sealer) seal() error {
	_, err := s.Write(sealOf(s.sum))
	return err
}

func sealOf(sum hash.Hash) []byte {
	b := binary.LittleEndian.AppendUint32(nil, sealMagic)
	b = binary.LittleEndian.AppendUint32(b, sha256.Size)
	return sum.Sum(b)
}

// sealed reads a file from its start to its end, of size bytes, and is
// ErrDamaged unless it ends in its seal.
func sealed(ctx context.Context, f io.ReadSeeker, size int64) error {
	if size < sealSize {
		return ErrDamaged
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.CopyN(sum, reader{ctx, f}, size-sealSize); err != nil {
		return err
	}
	end := make([]byte, sealSize)
	if _, err := io.ReadFull(f, end); err != nil {
		return err
	}
	if !bytes.Equal(end, sealOf(sum)) {
		return ErrDamaged
	}
	return nil
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

// unnamed makes a temporary file that no crash leaves behind: its name is taken
// away at once.
func unnamed() (*os.File, error) {
	f, err := os.CreateTemp("", "preau-backup-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// seekable is r itself when it can be read twice, else a copy of it in the
// folder of temporary files. The size is in bytes.
func seekable(ctx context.Context, r io.Reader) (f io.ReadSeeker, size int64, done func() error, err error) {
	done = func() error { return nil }
	if s, ok := r.(io.ReadSeeker); ok {
		if size, err := s.Seek(0, io.SeekEnd); err == nil {
			return s, size, done, nil
		}
	}
	temp, err := unnamed()
	if err != nil {
		return nil, 0, done, err
	}
	if size, err = io.Copy(temp, reader{ctx, r}); err != nil {
		temp.Close()
		return nil, 0, done, fmt.Errorf("keep what is read in %s: %w", os.TempDir(), err)
	}
	return temp, size, temp.Close, nil
}
