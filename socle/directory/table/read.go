package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/csvscan"
	"preau/socle/directory/feed/source"
)

// Limits of what is read. The largest school has a tenth of it.
const (
	maxBytes   = 32 << 20 // of a file
	maxRows    = 50_000   // of all tables
	maxColumns = 200
	maxTables  = 200
	maxAsked   = 500 // columns of tables with other headers: somebody says of each what it is
	headLines  = 10  // within which the headers stand
	samples    = 3
)

// sheet is a table: its headers, and its rows.
type sheet struct {
	file  string // "liste.xlsx, feuille 6A"
	names []string
	line  int
	rows  []row
	book  bool // its days may be numbers, as spreadsheets keep them
}

// row is a line that is not empty.
type row struct {
	line  int
	cells []string
}

// grid is a table as it stands in its file.
type grid struct {
	file string
	book bool
	next func() (cells []string, line int, err error) // io.EOF after the last
	cut  func() bool                                  // the line read last may be cut short
}

// open gives the tables of a member to take, one after the other.
func open(m source.Member, take func(grid) error) error {
	if m.Size > maxBytes {
		return feed.Refuse(m.Name, 0, fmt.Sprintf("le fichier dépasse %d Mo : ce n’est pas le tableau d’un seul établissement", maxBytes>>20))
	}
	head, err := start(m)
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK")) && strings.EqualFold(path.Ext(m.Name), ".ods"):
		return openDocument(m, take)
	case bytes.HasPrefix(head, []byte("PK")):
		return openBook(m, take)
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return feed.Refuse(m.Name, 0, "c’est un ancien classeur (.xls) : enregistrez-le en .xlsx ou en CSV UTF-8")
	case strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \r\n\t"), "<"):
		return feed.Refuse(m.Name, 1, "ce n’est pas un tableau")
	}
	t, err := csvscan.Open(m, 0)
	if err != nil {
		return err
	}
	defer t.Close()
	return take(grid{file: m.Name, next: t.Next, cut: t.Cut})
}

// start is the beginning of a member.
func start(m source.Member) ([]byte, error) {
	f, err := m.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, 256)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return head[:n], nil
}

// read reads a table, up to so many rows: of the first lines, the one with most
// words that are known is that of the headers.
func (g grid) read(limit int) (*sheet, error) {
	var first []row
	s := &sheet{file: g.file, book: g.book}
	for len(first) < headLines {
		r, err := g.row()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		first = append(first, r)
	}
	if len(first) == 0 {
		return nil, nil
	}
	at := headAt(first)
	s.names, s.line, s.rows = first[at].cells, first[at].line, first[at+1:]
	for len(s.names) > 0 && s.names[len(s.names)-1] == "" {
		s.names = s.names[:len(s.names)-1]
	}
	if len(s.names) > maxColumns {
		return nil, feed.Refuse(g.file, s.line, fmt.Sprintf("ce tableau a plus de %d colonnes : retirez celles qui ne servent pas", maxColumns))
	}
	for len(s.rows) < limit {
		r, err := g.row()
		if errors.Is(err, io.EOF) {
			return s, g.whole(s)
		}
		if err != nil {
			return nil, err
		}
		s.rows = append(s.rows, r)
	}
	return s, nil
}

// whole refuses a table whose last line was cut short.
func (g grid) whole(s *sheet) error {
	if len(s.rows) == 0 || g.cut == nil || !g.cut() {
		return nil
	}
	if last := s.rows[len(s.rows)-1]; len(last.cells) == 1 && len(s.names) > 2 {
		return feed.Refuse(g.file, last.line, "la dernière ligne n’est pas entière : le fichier est tronqué, refaites l’export")
	}
	return nil
}

// row is the next line that holds something.
func (g grid) row() (row, error) {
	for {
		cells, line, err := g.next()
		if err != nil {
			return row{}, err
		}
		r := row{line: line, cells: make([]string, len(cells))}
		for i, v := range cells {
			r.cells[i] = feed.Clean(v)
		}
		if filled(r) > 0 {
			return r, nil
		}
	}
}

func filled(r row) (n int) {
	for _, v := range r.cells {
		if v != "" {
			n++
		}
	}
	return n
}

// headAt is the line of the headers: the first one with most words that are
// known, the first of all when none has two.
func headAt(first []row) int {
	best, most := 0, 1
	for i, r := range first {
		n := 0
		for _, v := range r.cells {
			if guess(v) != "" {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	return best
}

// load reads all tables of a set. What is no table is said by name.
func load(s *source.Set, limit int) (all []*sheet, others []feed.Warning, err error) {
	n := 0
	for _, m := range s.Members {
		err := open(m, func(g grid) error {
			t, err := g.read(limit)
			if err != nil || t == nil {
				return err
			}
			if n += len(t.rows); n > maxRows || len(all) == maxTables {
				return feed.Refuse(g.file, 0, fmt.Sprintf("le lot compte plus de %d lignes ou de %d tableaux : ce n’est pas celui d’un seul établissement", maxRows, maxTables))
			}
			all = append(all, t)
			return nil
		})
		var fault *feed.Error
		switch {
		case errors.As(err, &fault) && !looksLikeTable(m):
			others = append(others, feed.Warning{Place: feed.Place{File: m.Name}, Says: "ce fichier n’est pas un tableau : il est laissé de côté"})
		case err != nil:
			return nil, nil, err
		}
	}
	return all, others, nil
}

// looksLikeTable tells by its name that a member is meant to be a table: it is
// refused when it cannot be read, where another is left aside.
func looksLikeTable(m source.Member) bool {
	return slices.Contains([]string{".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"}, strings.ToLower(path.Ext(m.Name)))
}
