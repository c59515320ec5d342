package e2e

import (
	"os"
	"strings"
	"testing"
)

// TestLink brings a table in without script: its columns are shown, one is mended, what was wrong is told beside it; on a
// phone and on a desk, in both themes, the page has no fault.
func TestLink(t *testing.T) {
	if !slow() {
		t.Skip("slow: make check brings a table in")
	}
	s := Serve(t, "-now", "2026-11-24T10:30")
	book, err := os.ReadFile("../socle/directory/table/testdata/classes.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	office := s.As("paul.garnier")
	sheet := office.sendImport("classes.xlsx", book)
	if !sheet.Says("Relier les colonnes") || !sheet.Says("MARTIN · PETIT") {
		t.Fatalf("%s: %s", sheet.At, words(sheet.root))
	}
	page := Browser(t).Open(s.URL+"/hors-ligne", Look{})
	page.SignIn(s, "paul.garnier")
	page.Go(s.URL + sheet.At.Path)
	for _, look := range []Look{{}, {Dark: true}, Desktop, {Width: Desktop.Width, Height: Desktop.Height, Dark: true}} {
		page.Wear(look)
		if faults := append(page.Axe(), page.SidewaysScroll(page.look.Width)...); len(faults) > 0 {
			t.Errorf("%+v: %s", look, strings.Join(faults, "\n"))
		}
	}
	wrong := office.Fill(sheet, "Continuer", "^Classe", "^Prénom$")
	if wrong.Status != 422 || !wrong.Says("Une autre colonne est déjà cela.") {
		t.Errorf("%d: %s", wrong.Status, words(wrong.root))
	}
	read := office.wait(office.done(office.Fill(wrong, "Continuer", "^Classe", "^Classe$")))
	if !read.Says("Léa MARTIN") || !read.Says("Appliquer 2 changements") {
		t.Errorf("%s: %s", read.At, words(read.root))
	}
}
