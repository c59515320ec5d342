package onde

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Limits of one table. The largest school has a tenth of it.
const (
	maxBytes   = 32 << 20
	maxRows    = 50_000
	maxColumns = 400
	headBytes  = 16 << 10 // within which the names of the columns end
)

// table is one file.
type table struct {
	file string
	rows []*row
}

// row is a line of a table that is not empty.
type row struct {
	file     string
	line     int
	columns  []string // what each cell means
	cells    []string
	warnings []feed.Warning
}

// look tells which table a file is, by the names of its columns.
func look(m source.Member) (int, error) {
	head, err := load(m, headBytes)
	if err != nil {
		return unknown, err
	}
	if end := bytes.IndexByte(head, '\n'); end >= 0 {
		head = head[:end+1]
	}
	s, err := decoded(m.Name, head)
	if err != nil {
		return unknown, err
	}
	names, err := scan(s).Read()
	if err != nil || len(names) > maxColumns {
		return unknown, nil
	}
	return kindOf(names), nil
}

// load reads the first bytes of a file.
func load(m source.Member, limit int64) ([]byte, error) {
	f, err := m.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", m.Name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit))
	var fault *feed.Error
	if err != nil && !errors.As(err, &fault) {
		return nil, fmt.Errorf("read %s: %w", m.Name, err)
	}
	return b, err
}

// decoded gives a file in UTF-8. ONDE writes ISO-8859-15, a spreadsheet that
// saved it Windows-1252 or UTF-8, with or without its mark.
func decoded(file string, b []byte) (string, error) {
	marked := bytes.HasPrefix(b, []byte("\xef\xbb\xbf"))
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	switch {
	case len(bytes.TrimSpace(b)) == 0:
		return "", feed.Refuse(file, 0, "le fichier est vide : refaites l’extraction, ou retirez ce fichier du lot")
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}), bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.IndexByte(b, 0) >= 0:
		return "", feed.Refuse(file, 1, "le fichier est en UTF-16 ou n’est pas du texte : enregistrez-le en CSV UTF-8")
	case utf8.Valid(b):
		return string(b), nil
	case marked:
		return "", feed.Refuse(file, 1, "le fichier annonce UTF-8 et n’en est pas : refaites l’extraction")
	}
	codes := charmap.ISO8859_15
	if slices.ContainsFunc(b, func(c byte) bool { return c >= 0x80 && c < 0xA0 }) {
		codes = charmap.Windows1252
	}
	out, err := codes.NewDecoder().Bytes(b)
	if err != nil {
		return "", feed.Refuse(file, 1, "le codage du fichier n’est pas reconnu : enregistrez-le en CSV UTF-8")
	}
	return string(out), nil
}

func scan(s string) *csv.Reader {
	r := csv.NewReader(strings.NewReader(s))
	r.Comma, r.FieldsPerRecord = ';', -1
	return r
}

// read reads a whole table.
func read(m source.Member) (*table, error) {
	b, err := load(m, maxBytes+1)
	if err != nil {
		return nil, err
	}
	if len(b) > maxBytes {
		return nil, feed.Refuse(m.Name, 0, fmt.Sprintf("le fichier dépasse %d Mo : ce n’est pas l’extraction d’une seule école", maxBytes>>20))
	}
	s, err := decoded(m.Name, b)
	if err != nil {
		return nil, err
	}
	t := &table{file: m.Name}
	r := scan(s)
	names, err := r.Read()
	columns := meanings(names)
	for err == nil {
		var cells []string
		if cells, err = r.Read(); err != nil {
			break
		}
		line, _ := r.FieldPos(0)
		if len(cells) < len(columns) && int(r.InputOffset()) == len(s) && !strings.HasSuffix(s, "\n") {
			return nil, feed.Refuse(m.Name, line, fmt.Sprintf("la dernière ligne n’a que %d colonnes sur %d : le fichier est tronqué, refaites l’extraction", len(cells), len(columns)))
		}
		if len(t.rows) == maxRows {
			return nil, feed.Refuse(m.Name, line, fmt.Sprintf("le fichier compte plus de %d lignes : ce n’est pas l’extraction d’une seule école", maxRows))
		}
		t.add(columns, cells, line)
	}
	var fault *csv.ParseError
	if errors.As(err, &fault) {
		return nil, feed.Refuse(m.Name, fault.StartLine, "un guillemet de cette ligne est mal placé ou n’est pas fermé : le fichier est tronqué ou abîmé, refaites l’extraction")
	}
	if !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", m.Name, err)
	}
	return t, nil
}

// add adds a line, unless nothing stands in it.
func (t *table) add(columns, cells []string, line int) {
	r := &row{file: t.file, line: line, columns: columns, cells: make([]string, min(len(cells), len(columns)))}
	said := false
	for i, v := range cells[:len(r.cells)] {
		if len(v) > feed.MaxValue {
			r.warn(fmt.Sprintf("une valeur de plus de %d caractères est laissée de côté", feed.MaxValue))
			continue
		}
		r.cells[i] = feed.Clean(v)
		said = said || r.cells[i] != ""
	}
	if slices.ContainsFunc(cells[len(r.cells):], func(v string) bool { return strings.TrimSpace(v) != "" }) {
		r.warn("la ligne a plus de colonnes que l’en-tête : la suite est laissée de côté")
	}
	if said {
		t.rows = append(t.rows, r)
	}
}

// one is the first value of the columns that mean something.
func (r *row) one(meaning string) string {
	for i, c := range r.columns {
		if c == meaning && i < len(r.cells) && r.cells[i] != "" {
			return r.cells[i]
		}
	}
	return ""
}

// yes is a truth written oui or non.
func (r *row) yes(meaning string) bool {
	v := fold(r.one(meaning))
	return v == "oui" || v == "o" || v == "1" || v == "vrai"
}

// day is a day, written dd/mm/yyyy or yyyy-mm-dd; one that does not exist is
// warned of.
func (r *row) day(meaning, says string) string {
	v := r.one(meaning)
	if v == "" {
		return ""
	}
	french := v
	if len(v) == 10 && v[4] == '-' && v[7] == '-' {
		french = v[8:] + "/" + v[5:7] + "/" + v[:4]
	}
	d, ok := feed.FrenchDay(french)
	if !ok {
		r.warn(fmt.Sprintf("%s « %.40s » n’est pas un jour (jj/mm/aaaa) : laissée de côté", says, v))
	}
	return d
}

func (r *row) warn(says string) {
	r.warnings = append(r.warnings, feed.Warning{Place: r.place(), Says: says})
}

func (r *row) place() feed.Place { return feed.Place{File: r.file, Line: r.line} }
