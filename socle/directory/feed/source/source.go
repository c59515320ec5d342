// Package source opens what somebody hands over to be imported: a file, a
// folder, a zip, a tar or tar.gz, several of these. It gives the files within as
// members, whatever they came in, and holds all of it to limits.
package source

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// Limits of what is opened. A whole region's set, unpacked, is about 2 GB.
const (
	MaxMembers = 2000
	MaxInner   = 100      // zips within zips
	MaxMember  = 4 << 30  // bytes of one member, unpacked
	MaxTotal   = 16 << 30 // bytes of all, unpacked
	MaxRatio   = 200      // unpacked to packed, of what is beyond FreeRatio
	FreeRatio  = 1 << 20
)

// Set is the members found. Close removes what was unpacked.
type Set struct {
	Members []Member // by name
	closers []func() error
	total   int64
	inner   int
}

// Member is a file of a set. It can be opened as often as needed.
type Member struct {
	Name string // "lot.zip/Eleve_0000.xml": for people
	Size int64  // bytes; for an archive, as it announces
	open func() (io.ReadCloser, error)
}

// Base is the member's own name, without what it came in.
func (m Member) Base() string { return path.Base(m.Name) }

// Open gives the member's bytes.
func (m Member) Open() (io.ReadCloser, error) { return m.open() }

// Open finds the members of paths. What a path is, its content says. A zip within
// a zip is opened too, since SIECLE exports each of its files in one; any other
// archive within an archive is a member like another. The error is a *feed.Error
// when what was handed over is at fault.
func Open(paths ...string) (*Set, error) {
	s := &Set{}
	for _, p := range paths {
		if err := s.add(p); err != nil {
			return nil, errorAnd(err, s.Close())
		}
	}
	slices.SortStableFunc(s.Members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	return s, nil
}

// Close lets go of the archives and removes what was unpacked.
func (s *Set) Close() error {
	var first error
	for _, c := range s.closers {
		if err := c(); err != nil && first == nil {
			first = fmt.Errorf("close the files of the import: %w", err)
		}
	}
	s.closers = nil
	return first
}

func errorAnd(err, other error) error {
	if err == nil {
		return other
	}
	return err
}

// add adds what stands at a path of this machine.
func (s *Set) add(p string) error {
	info, err := os.Stat(p)
	switch {
	case os.IsNotExist(err):
		return refuse(p, "ce fichier n’existe pas")
	case err != nil:
		return fmt.Errorf("look at %s: %w", p, err)
	case info.IsDir():
		return s.folder(p)
	case !info.Mode().IsRegular():
		return refuse(p, "ce n’est pas un fichier")
	}
	return s.file(p, info.Size())
}

// folder adds the files of a folder and of those within. Links are not followed.
func (s *Set) folder(dir string) error {
	return filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read folder %s: %w", dir, err)
		}
		if !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return fmt.Errorf("look at %s: %w", p, err)
		}
		return s.file(p, info.Size())
	})
}

// file adds a file, or what it holds when it is an archive.
func (s *Set) file(p string, size int64) error {
	head, err := start(p)
	if err != nil {
		return err
	}
	switch {
	case workbook(p):
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return s.zip(p, filepath.Base(p), s.zipped)
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		return s.gzip(p, size)
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return s.tar(p, size)
	}
	return s.member(Member{Name: filepath.Base(p), Size: size, open: func() (io.ReadCloser, error) { return os.Open(p) }})
}

// workbook tells by its name that a file is a spreadsheet: it is a zip too, and is
// read as a whole.
func workbook(p string) bool {
	return slices.Contains([]string{".xlsx", ".xlsm", ".ods"}, strings.ToLower(filepath.Ext(p)))
}

// start is the first block of a file.
func start(p string) ([]byte, error) {
	f, err := os.Open(p)
	if err != nil {
		return nil, fmt.Errorf("open a file to import: %w", err)
	}
	defer f.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("read a file to import: %w", err)
	}
	return head[:n], nil
}

// member adds a member within the limits.
func (s *Set) member(m Member) error {
	if len(s.Members) == MaxMembers {
		return refuse(m.Name, fmt.Sprintf("le lot contient plus de %d fichiers", MaxMembers))
	}
	if err := s.weigh(m); err != nil {
		return err
	}
	s.Members = append(s.Members, m)
	return nil
}

// weigh counts the bytes of what is opened.
func (s *Set) weigh(m Member) error {
	s.total += m.Size
	if m.Size > MaxMember || s.total > MaxTotal {
		return refuse(m.Name, fmt.Sprintf("le lot est trop gros : %d Go par fichier et %d Go en tout au plus", MaxMember>>30, MaxTotal>>30))
	}
	return nil
}

// zip adds the members of the zip at p, which people know as name. They are read
// where they are. What each is goes to add.
func (s *Set) zip(p, name string, add func(Member) error) error {
	z, err := zip.OpenReader(p)
	if err != nil {
		return refuse(name, "cette archive zip est abîmée : refaites-la ou renvoyez-la")
	}
	s.closers = append(s.closers, z.Close)
	for _, f := range z.File {
		name, skip, err := within(name, f.Name, f.Mode())
		if err != nil {
			return err
		}
		if skip {
			continue
		}
		packed, size := int64(f.CompressedSize64), int64(f.UncompressedSize64)
		if size < 0 || packed < 0 || size > FreeRatio && size/MaxRatio > packed {
			return bomb(name)
		}
		open := func() (io.ReadCloser, error) {
			r, err := f.Open()
			if err != nil {
				return nil, refuse(name, "ce fichier de l’archive ne se lit pas (protégé par un mot de passe ?) : refaites l’archive")
			}
			return &packedReader{ReadCloser: r, name: name, left: size}, nil
		}
		if err := add(Member{Name: name, Size: size, open: open}); err != nil {
			return err
		}
	}
	return nil
}

// packedReader never gives more than the archive announced, whatever it holds.
type packedReader struct {
	io.ReadCloser
	name string
	left int64
}

// Read reads, and says of a damaged archive that it is.
func (r *packedReader) Read(b []byte) (int, error) {
	n, err := r.ReadCloser.Read(b)
	r.left -= int64(n)
	switch {
	case r.left < 0:
		return 0, bomb(r.name)
	case err != nil && err != io.EOF:
		return n, refuse(r.name, "ce fichier de l’archive est abîmé : refaites l’archive ou renvoyez-la")
	}
	return n, err
}

// within is the name of an archive's member. One that climbs out, or that is no
// plain file, is refused: no honest tool makes any.
func within(archive, name string, mode os.FileMode) (full string, skip bool, err error) {
	full = archive + "/" + path.Clean(name)
	slashed := strings.ReplaceAll(name, `\`, "/")
	switch {
	case slashed == "" || strings.HasPrefix(slashed, "/") || strings.ContainsAny(name, "\x00:") || slices.Contains(strings.Split(slashed, "/"), ".."):
		return "", false, refuse(archive, fmt.Sprintf("l’archive contient un chemin interdit (%.100q) : elle est refusée", name))
	case mode.IsDir() || strings.HasSuffix(slashed, "/") || strings.HasPrefix(path.Base(slashed), ".") || strings.HasPrefix(slashed, "__MACOSX/"):
		return "", true, nil
	case !mode.IsRegular():
		return "", false, refuse(full, "l’archive contient un lien au lieu d’un fichier : elle est refusée")
	}
	return full, false, nil
}

// bomb refuses what unpacks to far more than it should.
func bomb(name string) error {
	return refuse(name, "ce fichier se déplie démesurément : l’archive est refusée par sécurité, déposez les fichiers sans les comprimer")
}

func refuse(name, says string) error {
	return &feed.Error{Place: feed.Place{File: name}, Says: says}
}
