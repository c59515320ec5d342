// Package csvscan reads the tables that software and spreadsheets write as text:
// in whichever encoding and with whichever separator, a line at a time, with its
// number. What cannot be read is refused in words.
package csvscan

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// MaxLine is the longest line, in bytes: a quote that nobody closes goes on to
// the end of the file.
const MaxLine = 1 << 20

// commas are the separators that are looked for, the likeliest in France first.
var commas = []rune{';', ',', '\t', '|'}

// Table is a table that is open, before its first line.
type Table struct {
	File  string
	Codes string // how the file is written: UTF8, UTF16, Latin9, Windows
	Odd   int    // the first line that is not in UTF-8; 0 when all are

	closer io.Closer
	from   *counter
	csv    *csv.Reader
}

// Open opens a member as a table. Without a separator, 0, it finds which one the
// first lines have; "sep=;" at the head of a spreadsheet's file says it. The
// error is a *feed.Error when the member is no text.
func Open(m source.Member, comma rune) (*Table, error) {
	t := &Table{File: m.Name}
	if err := t.look(m); err != nil {
		return nil, err
	}
	f, err := m.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", m.Name, err)
	}
	t.closer, t.from = f, &counter{Reader: f}
	t.from.Reader = t.decoded(f)
	b := bufio.NewReaderSize(t.from, headBytes)
	head, err := b.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		t.Close()
		return nil, feedOr(err, m.Name)
	}
	if said, n := announced(string(head)); n > 0 {
		if _, err := b.Discard(n); err != nil {
			t.Close()
			return nil, err
		}
		t.from.line, t.from.skipped, comma, head = 1, n, said, head[n:]
	}
	if comma == 0 {
		comma = separator(string(head))
	}
	t.csv = csv.NewReader(b)
	t.csv.Comma, t.csv.FieldsPerRecord, t.csv.ReuseRecord = comma, -1, true
	return t, nil
}

// feedOr is an error of reading: a *feed.Error as it is.
func feedOr(err error, name string) error {
	var fault *feed.Error
	if errors.As(err, &fault) {
		return err
	}
	return fmt.Errorf("read %s: %w", name, err)
}

// Next gives the next line, good until the one after it, and its number; io.EOF
// after the last. A line without anything is passed over.
func (t *Table) Next() (cells []string, line int, err error) {
	t.from.since = 0
	cells, err = t.csv.Read()
	var bad *csv.ParseError
	switch {
	case err == nil:
		line, _ := t.csv.FieldPos(0)
		return cells, line + t.from.line, nil
	case errors.Is(err, errLong):
		return nil, 0, feed.Refuse(t.File, 0, fmt.Sprintf("une ligne dépasse %d ko : un guillemet n’est pas fermé, refaites l’export", MaxLine>>10))
	case errors.As(err, &bad):
		return nil, 0, feed.Refuse(t.File, bad.StartLine+t.from.line, "les guillemets de cette ligne sont mal placés ou ne sont pas fermés : le fichier est tronqué ou abîmé, refaites l’export")
	case errors.Is(err, io.EOF):
		return nil, 0, io.EOF
	}
	return nil, 0, feedOr(err, t.File)
}

// Cut tells that the file ends in the line that was read last, which has no end:
// it may be a file that was cut short.
func (t *Table) Cut() bool {
	return t.from.ended && t.from.last != '\n' && t.csv.InputOffset()+int64(t.from.skipped) == t.from.bytes
}

// Close closes the file.
func (t *Table) Close() { _ = t.closer.Close() }

// counter counts what is read, and stops the reading of a line that does not end.
type counter struct {
	io.Reader
	since, line, skipped int
	bytes                int64
	last                 byte
	ended                bool
}

var errLong = errors.New("a line is too long")

// Read reads, until a line is too long.
func (c *counter) Read(p []byte) (int, error) {
	if c.since > MaxLine {
		return 0, errLong
	}
	n, err := c.Reader.Read(p)
	c.since, c.bytes = c.since+n, c.bytes+int64(n)
	if n > 0 {
		c.last = p[n-1]
	}
	c.ended = c.ended || errors.Is(err, io.EOF)
	return n, err
}

// announced is the separator that "sep=" says, and how many bytes say so.
func announced(head string) (comma rune, n int) {
	if len(head) < 6 || head[:4] != "sep=" || !slices.Contains(commas, rune(head[4])) {
		return 0, 0
	}
	switch {
	case head[5] == '\n':
		return rune(head[4]), 6
	case len(head) > 6 && head[5:7] == "\r\n":
		return rune(head[4]), 7
	}
	return 0, 0
}

// separator is the separator that the first lines have: the one that most of
// them have most of.
func separator(head string) rune {
	best, most := commas[0], 0
	for _, comma := range commas {
		if n := width(head, comma); n > most {
			best, most = comma, n
		}
	}
	return best
}
