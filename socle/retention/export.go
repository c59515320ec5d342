package retention

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"preau/base/db"
	"preau/base/text"
)

// Namer says how something is called that a row refers to by its identifier: a
// person (table is People), a group. "" is not to be said, or not known: another
// person is then "une autre personne", anything else its identifier.
type Namer func(table, id string) string

// Export writes what is kept about a person (GDPR articles 15 and 20) as a zip:
// index.html, to be read offline, and each table as CSV and JSON. Only rows that
// have the person among their owners are in it, and of other people only what
// names says. The texts are in the language of ctx.
func (r *Rules) Export(ctx context.Context, q db.Queryer, person string, now time.Time, names Namer, w io.Writer) error {
	z := zip.NewWriter(w)
	p := page{
		Lang: string(text.From(ctx).Tag()), Name: names(People, person),
		Made: words.T(ctx, "retention.export.made", text.MomentFull(ctx, now)),
	}
	for _, tab := range slices.Backward(r.tables) { // the person first, then what hangs on it
		s, err := r.section(ctx, q, tab, person, names)
		if err == nil && s.Count > 0 {
			s.file(len(p.Sections) + 1)
			p.Sections = append(p.Sections, s)
			err = s.write(z, now)
		}
		if err != nil {
			return fmt.Errorf("export %s: %w", tab.Name, err)
		}
	}
	out, err := create(z, "index.html", now)
	if err == nil {
		err = p.write(ctx, out)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

func create(z *zip.Writer, name string, now time.Time) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: now})
}

// section is a table of the export.
type section struct {
	ID, Label, Why, Keep, Rows string
	CSV, JSON                  string // names of its files
	Count                      int
	Headings                   []string
	Cells                      [][]string // as people read them
	columns                    []string
	values                     [][]any // as programs read them
}

// section reads the rows of a table that have a person among their owners.
func (r *Rules) section(ctx context.Context, q db.Queryer, tab Table, person string, names Namer) (*section, error) {
	s := &section{Label: tab.Label, Why: tab.Why, Keep: tab.Duration(ctx)}
	var shown []shown
	for _, c := range r.schema[tab.Name].Columns {
		heading, chosen := tab.Columns[c.Name]
		if tab.Columns == nil {
			heading, chosen = c.Name, true
		}
		if chosen {
			s.columns, s.Headings = append(s.columns, c.Name), append(s.Headings, heading)
			shown = append(shown, show(tab, c))
		}
	}
	where, args := owned(tab, person)
	query := fmt.Sprintf("SELECT %s FROM %s WHERE %s ORDER BY %s", strings.Join(s.columns, ", "), tab.Name, where, r.key(tab.Name))
	v := viewer{ctx, person, names}
	for row, err := range q.Rows(query, args...) {
		if err != nil {
			return nil, err
		}
		values, into := make([]any, len(shown)), make([]any, len(shown))
		for i := range values {
			into[i] = &values[i]
		}
		if err := row.Scan(into...); err != nil {
			return nil, err
		}
		cells := make([]string, len(shown))
		for i, c := range shown {
			cells[i], values[i] = v.cell(c, values[i])
		}
		s.Cells, s.values = append(s.Cells, cells), append(s.values, values)
	}
	s.Count = len(s.Cells)
	s.Rows = words.T(ctx, "retention.export.rows", s.Count)
	return s, nil
}

// file names the section's files: "donnees/03-inscriptions.csv".
func (s *section) file(number int) {
	plain := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, text.SortKey(s.Label))
	s.ID = fmt.Sprintf("%02d-%s", number, plain)
	s.CSV, s.JSON = "donnees/"+s.ID+".csv", "donnees/"+s.ID+".json"
}

func (s *section) write(z *zip.Writer, now time.Time) error {
	out, err := create(z, s.CSV, now)
	if err == nil {
		err = s.writeCSV(out)
	}
	if err == nil {
		out, err = create(z, s.JSON, now)
	}
	if err == nil {
		err = s.writeJSON(out)
	}
	return err
}

// writeCSV writes what a French spreadsheet opens by itself: UTF-8 with its mark,
// semicolons, CRLF.
func (s *section) writeCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = ';', true
	if err := c.Write(s.Headings); err != nil {
		return err
	}
	for _, cells := range s.Cells {
		line := make([]string, len(cells))
		for i, cell := range cells {
			line[i] = harmless(cell)
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// harmless keeps a spreadsheet from reading a text that somebody else wrote as a
// formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func (s *section) writeJSON(w io.Writer) error {
	rows := make([]map[string]any, len(s.values))
	for i, values := range s.values {
		rows[i] = map[string]any{}
		for j, v := range values {
			rows[i][s.columns[j]] = v
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{"title": s.Label, "ground": s.Why, "kept": s.Keep, "rows": rows})
}
