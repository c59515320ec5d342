package edt

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
	"preau/socle/directory/feed/xmlscan"
)

// maxWarnings is the most that one file is warned of; an import shows fewer.
const maxWarnings = 5000

// file is what reading a file leaves behind: its warnings.
type file struct {
	name     string
	warnings []feed.Warning
}

func (f *file) warn(line int, says string) {
	if len(f.warnings) < maxWarnings {
		f.warnings = append(f.warnings, feed.Warning{Place: f.place(line), Says: says})
	}
}

func (f *file) place(line int) feed.Place { return feed.Place{File: f.name, Line: line} }

// element is an element that begins. It is good until the next one.
type element struct {
	file  *file
	scan  *xmlscan.Scanner
	name  string // without its prefix
	depth int    // the root's is 1
	line  int
}

// attr is the value of an attribute, as records hold it; one that is too long
// is left out.
func (e element) attr(name string) string {
	v := feed.Clean(string(e.scan.Attr(name)))
	if len(v) > feed.MaxValue {
		e.file.warn(e.line, fmt.Sprintf("une valeur de plus de %d caractères est laissée de côté", feed.MaxValue))
		return ""
	}
	return v
}

// ident is what ties the elements of the file together.
func (e element) ident() string { return e.attr("Ident") }

// walk runs begin on each element of a member, and end on its end with its text.
// An error of theirs ends it.
func walk(m source.Member, begin func(element) error, end func(depth int, name, text string) error) (*file, error) {
	f := &file{name: m.Name}
	r, err := m.Open()
	if err != nil {
		return f, fmt.Errorf("open %s: %w", m.Name, err)
	}
	defer r.Close()
	s, err := xmlscan.New(r)
	if err != nil {
		return f, xmlscan.Located(m.Name, err)
	}
	var text []byte
	for {
		kind, err := s.Next()
		switch {
		case errors.Is(err, io.EOF):
			return f, nil
		case err != nil:
			return f, xmlscan.Located(m.Name, err)
		}
		switch kind {
		case xmlscan.Start:
			text = text[:0]
			err = begin(element{file: f, scan: s, name: local(s.Name()), depth: s.Depth(), line: s.Line()})
		case xmlscan.Text:
			if len(text) <= feed.MaxValue {
				text = append(text, s.Text()...)
			}
		case xmlscan.End:
			err = end(s.Depth()+1, local(s.Name()), feed.Clean(string(text)))
			text = text[:0]
		}
		if err != nil {
			return f, err
		}
	}
}

// local is a name without its prefix.
func local(name []byte) string {
	_, after, found := strings.Cut(string(name), ":")
	if !found {
		return string(name)
	}
	return after
}
