package onde

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/csvscan"
	"preau/socle/directory/feed/source"
)

// Limits of one table. The largest school has a tenth of it.
const (
	maxBytes   = 32 << 20
	maxRows    = 50_000
	maxColumns = 400
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
	t, err := csvscan.Open(m, ';')
	if err != nil {
		return unknown, err
	}
	defer t.Close()
	names, _, err := t.Next()
	var fault *feed.Error
	if err != nil && !errors.As(err, &fault) && !errors.Is(err, io.EOF) {
		return unknown, err
	}
	if err != nil || len(names) > maxColumns {
		return unknown, nil
	}
	return kindOf(names), nil
}

// read reads a whole table.
func read(m source.Member) (*table, error) {
	if m.Size > maxBytes {
		return nil, feed.Refuse(m.Name, 0, fmt.Sprintf("le fichier dépasse %d Mo : ce n’est pas l’extraction d’une seule école", maxBytes>>20))
	}
	f, err := csvscan.Open(m, ';')
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, _, err := f.Next()
	t, columns := &table{file: m.Name}, meanings(names)
	for err == nil {
		var cells []string
		var line int
		if cells, line, err = f.Next(); err != nil {
			break
		}
		if len(cells) < len(columns) && f.Cut() {
			return nil, feed.Refuse(m.Name, line, fmt.Sprintf("la dernière ligne n’a que %d colonnes sur %d : le fichier est tronqué, refaites l’extraction", len(cells), len(columns)))
		}
		if len(t.rows) == maxRows {
			return nil, feed.Refuse(m.Name, line, fmt.Sprintf("le fichier compte plus de %d lignes : ce n’est pas l’extraction d’une seule école", maxRows))
		}
		t.add(columns, cells, line)
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
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
