package csvscan

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// How a file may be written.
const (
	UTF8    = "UTF-8"
	UTF16   = "UTF-16"
	Latin9  = "ISO-8859-15"
	Windows = "Windows-1252"
)

// headBytes is within which the first lines are looked at, and headLines how
// many of them.
const (
	headBytes = 16 << 10
	headLines = 20
)

// look finds how a member is written. What is not in UTF-8 is in Windows-1252
// when it has signs that only that has, else in ISO-8859-15, of which France's
// software writes more.
func (t *Table) look(m source.Member) error {
	f, err := m.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", m.Name, err)
	}
	defer f.Close()
	b := bufio.NewReaderSize(f, 64<<10)
	head, err := b.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return feedOr(err, m.Name)
	}
	switch {
	case len(bytes.TrimSpace(bytes.TrimPrefix(head, mark))) == 0 && errors.Is(err, io.EOF):
		return feed.Refuse(m.Name, 0, "le fichier est vide : refaites l’export, ou retirez ce fichier du lot")
	case wide(head):
		t.Codes = UTF16
		return nil
	}
	marked := bytes.HasPrefix(head, mark)
	if err := t.narrow(b); err != nil {
		return err
	}
	if marked && t.Odd > 0 {
		return feed.Refuse(m.Name, t.Odd, "le fichier annonce UTF-8 et n’en est pas : refaites l’export, ou enregistrez-le en CSV UTF-8")
	}
	return nil
}

// mark begins a file in UTF-8 that says so.
var mark = []byte("\xef\xbb\xbf")

// wide tells that a file is in UTF-16: its mark says so, or every other byte of
// its beginning is nothing.
func wide(head []byte) bool {
	if bytes.HasPrefix(head, []byte{0xFE, 0xFF}) || bytes.HasPrefix(head, []byte{0xFF, 0xFE}) {
		return true
	}
	even, odd := zeros(head)
	return len(head) > 8 && (odd > len(head)/4 && even == 0 || even > len(head)/4 && odd == 0)
}

// zeros counts the bytes that are nothing, at even and at odd places.
func zeros(b []byte) (even, odd int) {
	for i, c := range b {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// narrow reads a file whose signs begin with one byte, to its end.
func (t *Table) narrow(b *bufio.Reader) error {
	t.Codes = UTF8
	own := false
	for line := 1; ; {
		r, n, err := b.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			if t.Odd > 0 {
				t.Codes = Latin9
			}
			if own {
				t.Codes = Windows
			}
			return nil
		case err != nil:
			return feedOr(err, t.File)
		case r == 0:
			return feed.Refuse(t.File, line, "ce n’est pas du texte : enregistrez le tableau en CSV UTF-8")
		case r == utf8.RuneError && n == 1:
			if t.Odd == 0 {
				t.Odd = line
			}
			if err := b.UnreadRune(); err != nil {
				return err
			}
			c, err := b.ReadByte()
			if err != nil {
				return err
			}
			own = own || c >= 0x80 && c < 0xA0
		case r == '\n':
			line++
		}
	}
}

// decoded gives the file in UTF-8, without its mark.
func (t *Table) decoded(r io.Reader) io.Reader {
	var codes encoding.Encoding = unicode.UTF8BOM
	switch t.Codes {
	case UTF16:
		b := bufio.NewReader(r)
		head, _ := b.Peek(512)
		even, odd := zeros(head)
		order := unicode.LittleEndian
		if even > odd {
			order = unicode.BigEndian
		}
		return transform.NewReader(b, unicode.UTF16(order, unicode.UseBOM).NewDecoder())
	case Latin9:
		codes = charmap.ISO8859_15
	case Windows:
		codes = charmap.Windows1252
	}
	return transform.NewReader(r, codes.NewDecoder())
}

// width is how many columns the first lines have with a separator: as many as
// half of them have at least.
func width(head string, comma rune) int {
	r := csv.NewReader(strings.NewReader(head))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	var all []int
	for len(all) < headLines {
		cells, err := r.Read()
		if err != nil {
			break
		}
		all = append(all, len(cells))
	}
	if len(all) > 1 && len(head) == headBytes {
		all = all[:len(all)-1] // it may be cut
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}
