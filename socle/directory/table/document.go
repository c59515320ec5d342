package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// openDocument gives the sheets of an OpenDocument spreadsheet (ISO/IEC 26300).
func openDocument(m source.Member, take func(grid) error) error {
	damaged := feed.Refuse(m.Name, 0, "ce classeur ne se lit pas (abîmé, ou protégé par un mot de passe) : enregistrez-le de nouveau en .ods, ou en CSV UTF-8")
	f, err := m.Open()
	if err != nil {
		return err
	}
	body, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	_ = f.Close()
	if err != nil {
		return err
	}
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return damaged
	}
	content, err := z.Open("content.xml")
	if err != nil {
		return damaged
	}
	defer content.Close()
	d := &document{xml: xml.NewDecoder(io.LimitReader(content, maxUnpacked)), damaged: damaged}
	for {
		e, err := d.begin("table", "table")
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		d.line, d.again, d.ended = 0, 0, false
		if err := take(grid{file: m.Name + ", feuille « " + value(e, "name") + " »", next: d.next}); err != nil {
			return err
		}
	}
}

// document is the content of a spreadsheet, which is read once from its head.
type document struct {
	xml     *xml.Decoder
	damaged error
	line    int
	cells   []string // of the row read last
	again   int      // how many more times it stands there
	ended   bool     // the table has no more rows
}

// next is the next row of the table; io.EOF after the last.
func (d *document) next() ([]string, int, error) {
	if d.again > 0 {
		d.again--
		d.line++
		return d.cells, d.line, nil
	}
	if d.ended {
		return nil, 0, io.EOF
	}
	e, err := d.begin("table-row", "table")
	if err != nil {
		d.ended = true
		return nil, 0, err
	}
	if d.cells, err = d.row(); err != nil {
		return nil, 0, err
	}
	d.line++
	if n := count(e, "number-rows-repeated"); len(d.cells) > 0 {
		d.again = min(n, maxRows) - 1
	} else {
		d.line += n - 1 // the empty rest of the sheet
	}
	return d.cells, d.line, nil
}

// begin goes to the next element of a name; io.EOF when the one that holds it
// ends before.
func (d *document) begin(name, within string) (xml.StartElement, error) {
	for {
		t, err := d.xml.Token()
		if errors.Is(err, io.EOF) && name == within {
			return xml.StartElement{}, io.EOF
		}
		if err != nil {
			return xml.StartElement{}, d.damaged
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local == name {
				return e, nil
			}
		case xml.EndElement:
			if e.Name.Local == within && name != within {
				return xml.StartElement{}, io.EOF
			}
		}
	}
}

// row reads the cells of a row, to its end.
func (d *document) row() (cells []string, err error) {
	blank := 0
	for {
		t, err := d.xml.Token()
		if err != nil {
			return nil, d.damaged
		}
		switch e := t.(type) {
		case xml.EndElement:
			if e.Name.Local == "table-row" {
				return cells, nil
			}
		case xml.StartElement:
			if e.Name.Local != "table-cell" && e.Name.Local != "covered-table-cell" {
				continue
			}
			v, err := d.cell(e)
			if err != nil {
				return nil, err
			}
			n := count(e, "number-columns-repeated")
			if v == "" {
				blank += n
				continue
			}
			for range min(blank, maxColumns+1) {
				cells = append(cells, "")
			}
			for range min(n, maxColumns+1) {
				cells = append(cells, v)
			}
			if blank = 0; len(cells) > 4*maxColumns {
				return nil, d.damaged
			}
		}
	}
}

// cell reads one cell: a day and a number as they are kept, else its text.
func (d *document) cell(e xml.StartElement) (string, error) {
	var b strings.Builder
	note := 0
	for depth := 1; depth > 0; {
		t, err := d.xml.Token()
		if err != nil {
			return "", d.damaged
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			if t.Name.Local == "annotation" || note > 0 {
				note++
			}
			if (t.Name.Local == "p" || t.Name.Local == "line-break" || t.Name.Local == "s") && b.Len() > 0 && note == 0 {
				b.WriteByte(' ')
			}
		case xml.EndElement:
			depth--
			note = max(0, note-1)
		case xml.CharData:
			if note == 0 && b.Len() <= feed.MaxValue && depth > 1 {
				b.Write(t)
			}
		}
	}
	for _, kept := range []string{"date-value", "string-value"} {
		if v := value(e, kept); v != "" {
			return v, nil
		}
	}
	return b.String(), nil
}

// value is an attribute of an element.
func value(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// count is how many times something stands there.
func count(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(value(e, name))
	if err != nil || n < 1 {
		return 1
	}
	return n
}
