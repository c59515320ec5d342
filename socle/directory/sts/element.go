package sts

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/xmlscan"
)

// maxElements is the most elements of one record: a division with all that is
// taught there has some hundreds.
const maxElements = 20_000

// errEnd is the end of a file that is whole.
var errEnd = errors.New("end of file")

// element is an element and what it holds. None is a nil one, of which
// everything is empty.
type element struct {
	name     string
	line     int
	attrs    map[string]string
	text     string
	children []*element
}

// attributes are those that the two grammars have.
var attributes = []string{"CODE", "ANNEE", "ID", "TYPE", "CODE_MATIERE"}

// decoder reads the elements of one file that are asked for, each whole.
type decoder struct {
	file     string
	scan     *xmlscan.Scanner
	warnings []feed.Warning
}

func newDecoder(file string, r io.Reader) (*decoder, error) {
	s, err := xmlscan.New(r)
	if err != nil {
		return nil, xmlscan.Located(file, err)
	}
	return &decoder{file: file, scan: s}, nil
}

// warned are the warnings of the file so far.
func (d *decoder) warned() []feed.Warning {
	if d == nil {
		return nil
	}
	return d.warnings
}

// root is the name of the first element.
func (d *decoder) root() (string, error) {
	for {
		kind, err := d.scan.Next()
		if err != nil {
			return "", xmlscan.Located(d.file, err)
		}
		if kind == xmlscan.Start {
			return string(d.scan.Name()), nil
		}
	}
}

// next reads the next element of one of the names, wherever it stands: errEnd
// after the last.
func (d *decoder) next(names ...string) (*element, error) {
	for {
		kind, err := d.scan.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil, errEnd
		case err != nil:
			return nil, xmlscan.Located(d.file, err)
		case kind == xmlscan.Start && slices.Contains(names, string(d.scan.Name())):
			return d.element()
		}
	}
}

// element reads the element that has just begun, and all within.
func (d *decoder) element() (*element, error) {
	open := []*element{d.begin()}
	for n := 1; ; {
		kind, err := d.scan.Next()
		if err != nil {
			return nil, xmlscan.Located(d.file, err)
		}
		last := open[len(open)-1]
		switch kind {
		case xmlscan.Start:
			if n++; n > maxElements {
				return nil, feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("<%s> contient plus de %d éléments : le fichier est abîmé, refaites l’export", open[0].name, maxElements))
			}
			e := d.begin()
			last.children = append(last.children, e)
			open = append(open, e)
		case xmlscan.Text:
			if len(last.text)+len(d.scan.Text()) > xmlscan.MaxToken {
				return nil, feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("une valeur dépasse %d ko : le fichier est abîmé, refaites l’export", xmlscan.MaxToken>>10))
			}
			last.text += string(d.scan.Text())
		case xmlscan.End:
			last.text = d.clean(last.text)
			if open = open[:len(open)-1]; len(open) == 0 {
				return last, nil
			}
		}
	}
}

// begin is the element that has just begun, with its attributes.
func (d *decoder) begin() *element {
	e := &element{name: string(d.scan.Name()), line: d.scan.Line()}
	for _, name := range attributes {
		if v := d.scan.Attr(name); v != nil {
			if e.attrs == nil {
				e.attrs = map[string]string{}
			}
			e.attrs[name] = d.clean(string(v))
		}
	}
	return e
}

// clean is a value as records hold it; one that is too long is left out.
func (d *decoder) clean(s string) string {
	if s = feed.Clean(s); len(s) <= feed.MaxValue {
		return s
	}
	if len(d.warnings) < maxWarnings {
		d.warnings = append(d.warnings, feed.Warning{
			Place: feed.Place{File: d.file, Line: d.scan.Line()}, Says: fmt.Sprintf("une valeur de plus de %d caractères est laissée de côté", feed.MaxValue),
		})
	}
	return ""
}

// attr is the value of an attribute.
func (e *element) attr(name string) string {
	if e == nil {
		return ""
	}
	return e.attrs[name]
}

// value is the text of the element.
func (e *element) value() string {
	if e == nil {
		return ""
	}
	return e.text
}

// at is the element's line, or that of what should have held it.
func (e *element) at(within *element) int {
	if e == nil {
		return within.line
	}
	return e.line
}

// first is the first child of a name.
func (e *element) first(name string) *element {
	if e != nil {
		for _, c := range e.children {
			if c.name == name {
				return c
			}
		}
	}
	return nil
}

// one is the text of the first of the named children that has one.
func (e *element) one(names ...string) string {
	for _, name := range names {
		if v := e.first(name).value(); v != "" {
			return v
		}
	}
	return ""
}

// all are the elements named, within the list that holds them:
// all("SERVICES", "SERVICE").
func (e *element) all(list, name string) []*element {
	var found []*element
	if l := e.first(list); l != nil {
		for _, c := range l.children {
			if c.name == name {
				found = append(found, c)
			}
		}
	}
	return found
}
