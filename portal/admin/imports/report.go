package imports

import (
	"strconv"

	"preau/base/db"
	"preau/portal/admin/desk"
	"preau/socle"
	engine "preau/socle/directory/imports"
)

// Limits of the sheet: what a spreadsheet still opens.
const (
	sheetPage = 2000
	sheetRows = 100_000
)

// giveReport gives every line of an import, and the defects of its files, as a
// spreadsheet reads them.
func giveReport(c *socle.Call, v *socle.View) (socle.File, error) {
	e, err := load(v, v.On())
	if err == nil && !e.isRead() {
		err = socle.ErrNotFound
	}
	if err != nil {
		return socle.File{}, err
	}
	rows := [][]string{{
		c.T("admin.import.sheet.what"), c.T("admin.import.sheet.school"), c.T("admin.import.sheet.who"), c.T("admin.import.sheet.place"),
		c.T("admin.import.sheet.value"), c.T("admin.import.sheet.before"), c.T("admin.import.sheet.after"), c.T("admin.import.sheet.then"),
	}}
	by := engine.Query{Run: string(e.ID), School: string(e.School), Limit: sheetPage}
	for len(rows) < sheetRows {
		some, err := engine.Differences(v, by)
		if err != nil {
			return socle.File{}, err
		}
		for _, x := range some {
			rows = append(rows, asLine(x).cells(c)...)
		}
		if len(some) < sheetPage {
			break
		}
		by.After = some[len(some)-1].Cursor()
	}
	notes, err := db.All(v, func(r db.Row) (w engine.Warning, err error) { return w, r.Scan(&w.File, &w.Line, &w.Says) },
		`SELECT file, line, says FROM directory_import_warning WHERE run = ? ORDER BY n`, e.ID)
	if err != nil {
		return socle.File{}, err
	}
	for _, w := range notes {
		rows = append(rows, []string{c.T("admin.import.sheet.note"), "", "", w.File + ":" + strconv.Itoa(w.Line), "", "", "", w.Says})
	}
	body, err := desk.Sheet(rows)
	return socle.File{Name: "import-" + string(c.Today()) + ".csv", Type: "text/csv; charset=utf-8", Body: body}, err
}

// cells are the rows of a line: one for each value that changes.
func (l line) cells(c *socle.Call) [][]string {
	var rows [][]string
	for _, b := range l.becomes(c) {
		rows = append(rows, []string{l.word(c), string(l.School), l.Name, l.where(c), b.Label, b.Before, b.After, l.then(c)})
	}
	return rows
}
