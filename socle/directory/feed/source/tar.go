package source

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"preau/socle/directory/feed"
)

// A tar is read once from its beginning: its members are unpacked into a
// folder of ours, under names of ours, since a feed is read in its own order.

// gzip adds what a compressed file holds: a tar's members, or the file itself.
func (s *Set) gzip(p string, packed int64) error {
	return s.unpack(p, func(f *os.File) (io.Reader, error) {
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, refuse(filepath.Base(p), "ce fichier comprimé est abîmé : refaites-le ou renvoyez-le")
		}
		return z, nil
	}, packed)
}

// tar adds the members of a tar.
func (s *Set) tar(p string, size int64) error {
	return s.unpack(p, func(f *os.File) (io.Reader, error) { return f, nil }, size)
}

// unpack reads the archive p, opened by open, packed bytes long.
func (s *Set) unpack(p string, open func(*os.File) (io.Reader, error), packed int64) error {
	f, err := os.Open(p)
	if err != nil {
		return fmt.Errorf("open a file to import: %w", err)
	}
	defer f.Close()
	dir, err := os.MkdirTemp("", "preau-import-")
	if err != nil {
		return fmt.Errorf("make a folder to unpack into: %w", err)
	}
	s.closers = append(s.closers, func() error { return os.RemoveAll(dir) })
	r, err := open(f)
	if err != nil {
		return err
	}
	guard := &ratio{Reader: r, name: filepath.Base(p), left: min(MaxTotal, FreeRatio+packed*MaxRatio)}
	if err := s.untar(p, dir, guard); err != nil {
		var fault *feed.Error
		if errors.As(err, &fault) {
			return err
		}
		var full *os.PathError
		if errors.As(err, &full) {
			return fmt.Errorf("unpack %s: %w", p, err)
		}
		return refuse(filepath.Base(p), "cette archive est abîmée ou n’en est pas une : refaites-la (zip ou tar.gz) ou renvoyez-la")
	}
	return nil
}

// untar unpacks the members of a tar into dir.
func (s *Set) untar(p, dir string, r io.Reader) error {
	archive := tar.NewReader(r)
	for {
		h, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		name, skip, err := within(filepath.Base(p), h.Name, h.FileInfo().Mode())
		if err == nil && !skip && h.Typeflag != tar.TypeReg {
			err = refuse(name, "l’archive contient un lien au lieu d’un fichier : elle est refusée")
		}
		if err != nil {
			return err
		}
		if skip {
			continue
		}
		to := filepath.Join(dir, strconv.Itoa(len(s.Members)))
		m := Member{Name: name, Size: h.Size, open: func() (io.ReadCloser, error) { return os.Open(to) }}
		if err := s.member(m); err != nil {
			return err
		}
		if err := write(to, archive); err != nil {
			return err
		}
	}
}

// write copies r into a new file.
func write(to string, r io.Reader) error {
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = io.Copy(f, r); err != nil {
		return errorAnd(err, f.Close())
	}
	return f.Close()
}

// ratio stops an archive that unpacks to more than left bytes.
type ratio struct {
	io.Reader
	name string
	left int64
}

// Read reads within the limit.
func (r *ratio) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if r.left -= int64(n); r.left < 0 {
		return 0, bomb(strings.TrimSpace(r.name))
	}
	return n, err
}
