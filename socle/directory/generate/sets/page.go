package sets

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// page is an XML file that is being written, and the first error.
type page struct {
	out io.Writer
	err error
}

// writePage writes the file at path, whose folder it makes; latin is ISO-8859-15,
// as the ministry's software writes.
func writePage(path string, latin bool, fill func(*page)) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make the folder of a set: %w", err)
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("create a file of a set: %w", err)
	}
	buffer := bufio.NewWriterSize(file, 1<<16)
	p, charset := &page{out: buffer}, "UTF-8"
	if latin {
		charset = "ISO-8859-15"
		p.out = encoding.HTMLEscapeUnsupported(charmap.ISO8859_15.NewEncoder()).Writer(buffer)
	}
	p.print(`<?xml version="1.0" encoding="` + charset + "\"?>\n")
	fill(p)
	if err := errors.Join(p.err, buffer.Flush(), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}

// print writes text as it is.
func (p *page) print(text string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.out, text)
	}
}

// text writes a value.
func (p *page) text(value string) {
	if p.err == nil {
		p.err = xml.EscapeText(p.out, []byte(value))
	}
}

// head begins an element; attributes are names and values, in turn. An attribute
// without a value is left out.
func (p *page) head(name string, attrs []string) {
	p.print("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			p.print(" " + attrs[i] + `="`)
			p.text(attrs[i+1])
			p.print(`"`)
		}
	}
}

// within writes an element and what fill writes in it.
func (p *page) within(name string, attrs []string, fill func()) {
	p.head(name, attrs)
	p.print(">\n")
	fill()
	p.print("</" + name + ">\n")
}

// empty writes an element without content.
func (p *page) empty(name string, attrs ...string) {
	p.head(name, attrs)
	p.print("/>\n")
}

// leaf writes an element with a value; without one, nothing.
func (p *page) leaf(name, value string) {
	if value == "" {
		return
	}
	p.print("<" + name + ">")
	p.text(value)
	p.print("</" + name + ">\n")
}
