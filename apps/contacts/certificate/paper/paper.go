// Package paper draws the certificat de scolarité: facts in, a PDF out.
package paper

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"preau/base/day"
	"preau/base/text"
	"preau/socle/school/calendar"
)

// Facts are what a certificate states.
type Facts struct {
	First, Family, Division string
	Birth                   day.Day // empty when the file does not hold it
	School, Street, Town    string
	Phone, Head             string
	Year                    string // of its September: "2026"
	Number                  string // "2026-0012"
	Code, Address           string // by which anyone checks that it is genuine, and where
	Day                     day.Day
}

// The page, in millimetres: A4.
const (
	margin = 25.0
	width  = 210 - 2*margin
	line   = 7.0
)

// Draw is the certificate as a PDF of one page. The same facts give the same
// bytes. A name in a script that the font lacks is drawn with empty boxes.
func Draw(f Facts) ([]byte, error) {
	p := fpdf.New("P", "mm", "A4", "")
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(false, 0)
	p.SetTitle("Certificat de scolarité n° "+f.Number, true)
	p.SetAuthor(f.School, true)
	p.SetLang("fr-FR")
	p.SetCatalogSort(true)
	p.SetCreationDate(f.Day.Time().UTC())
	p.SetModificationDate(f.Day.Time().UTC())
	p.AddPage()
	head(p, f)
	body(p, f)
	foot(p, f)
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return nil, fmt.Errorf("draw certificate: %w", err)
	}
	return b.Bytes(), nil
}

func head(p *fpdf.Fpdf, f Facts) {
	p.SetFont("go", "B", 13)
	p.MultiCell(width, line, f.School, "", "L", false)
	p.SetFont("go", "", 10)
	phone := ""
	if f.Phone != "" {
		phone = text.Phone(f.Phone)
	}
	for _, s := range []string{f.Street, f.Town, phone} {
		if s != "" {
			p.MultiCell(width, 5, s, "", "L", false)
		}
	}
	p.SetY(85)
	p.SetFont("go", "B", 20)
	p.MultiCell(width, 10, "Certificat de scolarité", "", "C", false)
	p.SetFont("go", "", 11)
	p.MultiCell(width, line, "Année scolaire "+calendar.YearName(f.Year)+" · n° "+f.Number, "", "C", false)
}

func body(p *fpdf.Fpdf, f Facts) {
	p.SetY(125)
	p.SetFont("go", "", 12)
	p.MultiCell(width, line, opening(f), "", "L", false)
	p.Ln(4)
	p.SetFont("go", "B", 14)
	p.MultiCell(width, 8, text.FullName(f.First, f.Family), "", "C", false)
	p.SetFont("go", "", 12)
	if f.Birth != "" {
		p.MultiCell(width, line, "date de naissance : "+french(f.Birth), "", "C", false)
	}
	p.Ln(4)
	p.MultiCell(width, line, "est inscrit(e) dans l’établissement en classe de "+f.Division+" pour l’année scolaire "+
		calendar.YearName(f.Year)+".", "", "L", false)
	p.Ln(10)
	p.MultiCell(width, line, place(f)+"le "+french(f.Day), "", "R", false)
	if f.Head != "" {
		p.MultiCell(width, line, f.Head, "", "R", false)
	}
}

// opening is who certifies.
func opening(f Facts) string {
	if f.Head == "" {
		return "L’établissement certifie que l’élève :"
	}
	return f.Head + ", chef d’établissement, certifie que l’élève :"
}

// place is the town as a date is begun, without its postal code: "Paris, ".
func place(f Facts) string {
	_, town, ok := strings.Cut(f.Town, " ")
	if !ok {
		town = f.Town
	}
	if town == "" {
		return ""
	}
	return town + ", "
}

func foot(p *fpdf.Fpdf, f Facts) {
	p.SetY(258)
	p.SetFont("go", "", 9)
	p.MultiCell(width, 5, "Pour vérifier que ce certificat est authentique, ouvrez "+f.Address+
		" ou tapez le code "+text.Fours(f.Code)+".", "T", "L", false)
}

var months = [...]string{
	"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

// french is a day in French whatever the reader's language: the paper is an
// official act.
func french(d day.Day) string {
	if !d.Valid() {
		return string(d)
	}
	y, m, n := d.Date()
	if n == 1 {
		return fmt.Sprintf("1er %s %d", months[m-time.January], y)
	}
	return fmt.Sprintf("%d %s %d", n, months[m-time.January], y)
}
