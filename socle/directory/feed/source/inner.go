package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// zipped adds a member of a zip, or what it holds when it is a zip itself. That
// one is unpacked into a folder of ours, since a zip is read from its end; a zip
// in it is a member like another.
func (s *Set) zipped(m Member) error {
	if !strings.HasSuffix(strings.ToLower(m.Name), ".zip") {
		return s.member(m)
	}
	if s.inner++; s.inner > MaxInner {
		return refuse(m.Name, fmt.Sprintf("le lot contient plus de %d archives dans une archive : déposez-les sans les réunir", MaxInner))
	}
	if err := s.weigh(m); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "preau-import-")
	if err != nil {
		return fmt.Errorf("make a folder to unpack into: %w", err)
	}
	s.closers = append(s.closers, func() error { return os.RemoveAll(dir) })
	r, err := m.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	to := filepath.Join(dir, "0")
	if err := write(to, r); err != nil {
		return err
	}
	return s.zip(to, m.Name, s.member)
}
