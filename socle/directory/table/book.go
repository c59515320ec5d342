package table

import (
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Limits of a workbook, unpacked: beyond inMemory a sheet is read from a file.
const (
	maxUnpacked = 64 << 20
	inMemory    = 16 << 20
	maxLines    = 1 << 20 // of a sheet, as Excel has it
)

// openBook gives the sheets of an Excel workbook (ISO/IEC 29500). Values are as
// they are kept, not as they are shown: a day is a number.
func openBook(m source.Member, take func(grid) error) (err error) {
	f, err := m.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	damaged := feed.Refuse(m.Name, 0, "ce classeur ne se lit pas (abîmé, ou protégé par un mot de passe) : enregistrez-le de nouveau en .xlsx, ou en CSV UTF-8")
	book, err := excelize.OpenReader(f, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: inMemory})
	if err != nil {
		return damaged
	}
	defer book.Close()
	names := book.GetSheetList()
	for _, name := range names {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		rows, err := book.Rows(name)
		if err != nil {
			continue // a chart
		}
		err = take(grid{file: sheetName(m, names, name), book: true, next: lines(rows, damaged)})
		_ = rows.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// lines gives the lines of a sheet.
func lines(rows *excelize.Rows, damaged error) func() ([]string, int, error) {
	line := 0
	return func() ([]string, int, error) {
		if line++; line > maxLines {
			return nil, 0, damaged // a row with an absurd number: the empty ones before it are counted one by one
		}
		if !rows.Next() {
			if rows.Error() != nil {
				return nil, 0, damaged
			}
			return nil, 0, io.EOF
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, 0, damaged
		}
		return slices.Clone(cells), line, nil
	}
}

// sheetName is a sheet as people know it.
func sheetName(m source.Member, names []string, name string) string {
	if len(names) < 2 {
		return m.Name
	}
	return fmt.Sprintf("%s, feuille « %.40s »", m.Name, name)
}
