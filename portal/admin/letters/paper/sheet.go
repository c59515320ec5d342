package paper

// Line is one person of a sheet of labels, or of a list.
type Line struct {
	Name       string
	Identifier string
	Place      string // division, or what somebody does
	State      string // of the account, in words
}

// The sheet of labels, in millimetres: A4, three columns of eight, 70 × 37, as
// office shops sell it.
const (
	labelColumns, labelRows = 3, 8
	labelWidth, labelHeight = 70.0, 37.0
	labelTop                = 0.5
)

// Labels is a sheet of labels: names and identifiers, no code.
func Labels(title string, all []Line) ([]byte, error) {
	p := newPaper(title)
	for i, l := range all {
		at := i % (labelColumns * labelRows)
		if at == 0 {
			p.AddPage()
		}
		x, y := float64(at%labelColumns)*labelWidth+6, labelTop+float64(at/labelColumns)*labelHeight+8
		p.SetXY(x, y)
		p.SetFont("go", "B", 11)
		p.CellFormat(labelWidth-10, 6, l.Name, "", 2, "L", false, 0, "")
		p.SetFont("go", "", 9)
		p.CellFormat(labelWidth-10, 5, l.Place, "", 2, "L", false, 0, "")
		p.SetFont("mono", "", min(11, fit(l.Identifier)))
		p.CellFormat(labelWidth-10, 6, l.Identifier, "", 2, "L", false, 0, "")
	}
	return bytesOf(p)
}

// listRows is how many people a page of a list holds.
const listRows = 34

// List is who is in a class, with the identifier and where the account stands:
// what a form teacher keeps at hand. No code is on it.
func List(title, school string, all []Line) ([]byte, error) {
	p := newPaper(title)
	for i, l := range all {
		if i%listRows == 0 {
			p.AddPage()
			p.SetFont("go", "B", 15)
			p.CellFormat(width, 9, title, "", 2, "L", false, 0, "")
			p.SetFont("go", "", 10)
			p.CellFormat(width, 6, school, "", 2, "L", false, 0, "")
			p.Ln(3)
			p.SetFont("go", "B", 10)
			row(p.CellFormat, "Nom", "Identifiant", "Compte")
			p.Ln(7)
		}
		p.SetFont("go", "", 10)
		row(p.CellFormat, l.Name, l.Identifier, l.State)
		p.Ln(7)
	}
	return bytesOf(p)
}

// row draws the cells of a line.
func row(cell func(w, h float64, text, border string, ln int, align string, fill bool, link int, url string), name, identifier, state string) {
	cell(70, 7, name, "B", 0, "L", false, 0, "")
	cell(60, 7, identifier, "B", 0, "L", false, 0, "")
	cell(width-130, 7, state, "B", 0, "L", false, 0, "")
}
