// Package paper draws what brings people their identifiers: letters for window
// envelopes, labels, the list of a class.
package paper

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
	"github.com/skip2/go-qrcode"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"

	"preau/base/text"
)

// Letter is the sheet of one person.
type Letter struct {
	School     []string // the sender's lines
	To         []string // the addressee's, at most seven
	Name       string
	Identifier string
	Code       string
	URL        string // of the page of activation: what is typed, and what the QR says
	Until      string // the last day of the code, in words
	Asks       string // what is asked beside the code, in a sentence
	English    bool   // two lines in English for who reads no French
}

// The sheet, in millimetres: A4, folded in three into a DL envelope whose window
// is on the right (110 × 220 mm; the window of 100 × 45 mm is 20 mm from the right
// and the bottom edge, as French envelopes have it; the standard NF Z 11-001 was
// not at hand).
const (
	margin           = 20.0
	width            = 210 - 2*margin
	addressX         = 108.0
	addressY         = 50.0
	addressWidth     = 82.0
	bodyY            = 105.0
	qrSide           = 36.0
	line             = 6.0
	maxLines         = 7
	grey             = 90
	green1, g2, blue = 22, 82, 64
)

// newPaper is an empty A4 with the fonts, a title and a language.
func newPaper(title string) *fpdf.Fpdf {
	p := fpdf.New("P", "mm", "A4", "")
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	p.AddUTF8FontFromBytes("mono", "", gomono.TTF)
	p.SetTitle(title, true)
	p.SetLang("fr-FR")
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(false, 0)
	return p
}

func bytesOf(p *fpdf.Fpdf) ([]byte, error) {
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return nil, fmt.Errorf("draw: %w", err)
	}
	return b.Bytes(), nil
}

// Letters is a sheet for each person, in their order.
func Letters(title string, all []Letter) ([]byte, error) {
	p := newPaper(title)
	for _, l := range all {
		p.AddPage()
		if err := letter(p, l); err != nil {
			return nil, err
		}
	}
	return bytesOf(p)
}

func letter(p *fpdf.Fpdf, l Letter) error {
	p.SetXY(margin, margin)
	for i, s := range l.School {
		style := ""
		if i == 0 {
			style = "B"
		}
		p.SetFont("go", style, 10)
		p.MultiCell(80, 5, s, "", "L", false)
	}
	p.SetFont("go", "", 11)
	for i, s := range l.To[:min(len(l.To), maxLines)] {
		p.SetXY(addressX, addressY+float64(i)*5)
		p.CellFormat(addressWidth, 5, s, "", 0, "L", false, 0, "")
	}
	p.SetXY(margin, bodyY)
	p.SetFont("go", "B", 15)
	p.MultiCell(width, 8, "Votre compte sur l’espace numérique de l’établissement", "", "L", false)
	p.Ln(2)
	p.SetFont("go", "", 11)
	p.MultiCell(width, line, "Bonjour "+l.Name+",", "", "L", false)
	p.Ln(1)
	p.MultiCell(width, line, "Emploi du temps, travail à faire, notes, absences, messages : tout est au même endroit. "+
		"Voici comment ouvrir votre compte. Cela prend deux minutes, sur un ordinateur ou un téléphone.", "", "L", false)
	p.Ln(3)
	if err := box(p, l); err != nil {
		return err
	}
	steps(p, l)
	return nil
}

// box holds what is typed: the address, the identifier, the code; and the QR.
func box(p *fpdf.Fpdf, l Letter) error {
	y := p.GetY()
	p.SetDrawColor(green1, g2, blue)
	p.SetLineWidth(0.5)
	p.Rect(margin, y, width, qrSide+8, "D")
	for i, row := range [][2]string{{"Adresse", l.URL}, {"Identifiant", l.Identifier}, {"Code d’activation", text.Fours(l.Code)}} {
		p.SetXY(margin+4, y+4+float64(i)*12.5)
		p.SetTextColor(grey, grey, grey)
		p.SetFont("go", "", 9)
		p.CellFormat(100, 4.5, row[0], "", 2, "L", false, 0, "")
		p.SetTextColor(0, 0, 0)
		p.SetFont("mono", "", fit(row[1]))
		p.CellFormat(125, 7, row[1], "", 2, "L", false, 0, "")
	}
	if err := drawQR(p, l.URL, margin+width-qrSide-4, y+4); err != nil {
		return err
	}
	p.SetXY(margin, y+qrSide+12)
	return nil
}

// fit is the size of letters, in points, at which a word stands beside the QR.
func fit(word string) float64 {
	if n := float64(len([]rune(word))); n > 30 {
		return max(7, 14*30/n)
	}
	return 14
}

// drawQR draws a QR of text as plain rectangles, which print sharply at any size.
func drawQR(p *fpdf.Fpdf, text string, x, y float64) error {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("draw a QR: %w", err)
	}
	q.DisableBorder = true
	rows := q.Bitmap()
	side := qrSide / float64(len(rows))
	p.SetFillColor(0, 0, 0)
	for i, row := range rows {
		for j := 0; j < len(row); j++ {
			from := j
			for j < len(row) && row[j] {
				j++
			}
			if j > from {
				p.Rect(x+float64(from)*side, y+float64(i)*side, float64(j-from)*side, side, "F")
			}
		}
	}
	return nil
}

// steps is how to do it, in plain words.
func steps(p *fpdf.Fpdf, l Letter) {
	for i, s := range []string{
		"Ouvrez l’adresse ci-dessus, ou visez le carré avec l’appareil photo d’un téléphone.",
		"Tapez votre identifiant, puis le code. Les majuscules et les espaces ne comptent pas.",
		l.Asks,
		"Choisissez votre mot de passe. L’établissement ne le connaît pas et ne vous le demandera jamais.",
	} {
		p.SetFont("go", "B", 11)
		p.SetX(margin)
		p.CellFormat(8, line, fmt.Sprint(i+1), "", 0, "L", false, 0, "")
		p.SetFont("go", "", 11)
		p.MultiCell(width-8, line, s, "", "L", false)
	}
	p.Ln(2)
	p.SetFont("go", "", 10)
	p.MultiCell(width, 5, "Le code sert une seule fois, jusqu’au "+l.Until+". Il remplace les codes reçus avant. Gardez cette feuille à l’abri "+
		"jusque-là. Un souci, ou vous préférez qu’on vous le lise ou qu’on vous l’envoie autrement ? Appelez l’établissement.", "", "L", false)
	if l.English {
		p.Ln(1)
		p.SetTextColor(grey, grey, grey)
		p.MultiCell(width, 5, "In English: open the address, type your identifier and the code, then choose a password. "+
			"The page can be read in English. The school can help you by phone.", "", "L", false)
		p.SetTextColor(0, 0, 0)
	}
}
