package e2e

import (
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"preau/base/db"
)

// TestFirstSignIn lets the secretary add somebody, who comes in with the code of the letter, says what they know,
// chooses a password and accepts the charter; the code is then worth nothing.
func TestFirstSignIn(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	office := s.As("paul.garnier")
	letter := office.done(office.Fill(office.Get("/administration/personnes/nouvelle"), "Ajouter", "Rôle", "^professeur$", "Prénom", "Zoé", "Nom de famille", "Àrc-Nuñez", "naissance", "14/07/1984"))
	code := regexp.MustCompile(`[A-Z0-9]{4} [A-Z0-9]{4} [A-Z0-9]{4}`).FindString(words(letter.root))
	if code == "" {
		t.Fatalf("no code on the letter: %s", words(letter.root))
	}
	page := Browser(t).Open(s.URL+"/connexion", Look{})
	page.Follow("Entrer le code reçu")
	page.Fill("Votre code", code)
	page.Leave(func() { page.Press(kb.Enter) })
	page.Must("Collège des Tilleuls")
	page.MustNot("Zoé", "Nuñez")
	page.Fill("Date de naissance", "14/07/1985")
	page.Leave(func() { page.Press(kb.Enter) })
	page.Must("Il reste 4 essais")
	page.MustNot("Zoé")
	page.Fill("Date de naissance", "14/07/1984")
	page.Leave(func() { page.Press(kb.Enter) })
	page.Must("Zoé Àrc-Nuñez", "La charte informatique")
	page.Fill("Votre mot de passe", "quatre bancs sous le préau")
	page.Leave(func() { page.Press(kb.Enter) })
	page.Must("acceptez-la")
	page.Fill("Votre mot de passe", "quatre bancs sous le préau")
	page.Click("J’ai lu la charte")
	page.Leave(func() { page.Press(kb.Enter) })
	page.Must("Bonjour Zoé")
	again := s.Stranger()
	if sheet := again.Fill(again.Get("/activation"), "Continuer", "code", code); sheet.Status != 422 {
		t.Errorf("the code opened again: %d %s", sheet.Status, words(sheet.root))
	}
}

// TestSessionEnds lets a session run out while a text is being typed: signed in again, one finds it on the page.
func TestSessionEnds(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	page := Browser(t).Open(s.URL+"/", Look{})
	page.SignIn(s, "claire.ferrand")
	page.Go(s.URL + "/actualites/nouveau")
	page.Fill("Titre", "Sortie au planétarium")
	page.Fill("Texte", "Départ à 9 h de la cour.")
	s.Stop()
	change(t, s, `UPDATE signin_session SET expires_at = ?`, time.Now().Add(-time.Minute).UnixMilli())
	s.Start()
	page.Follow("Enregistrer le brouillon")
	page.Must("Bonjour, qui êtes-vous")
	page.Fill("Identifiant", "claire.ferrand")
	page.Fill("Mot de passe", password)
	page.Leave(func() { page.Press(kb.Enter) })
	if title, text := page.Read(field("Titre")+".value"), page.Read(field("Texte")+".value"); title != "Sortie au planétarium" || text != "Départ à 9 h de la cour." {
		t.Fatalf("%s: the form has %q and %q again", page.Address(), title, text)
	}
	page.Follow("Enregistrer le brouillon")
	page.MustNot("Bonjour, qui êtes-vous")
	v := s.As("claire.ferrand")
	if sheet := v.Get("/actualites/redaction?etat=draft"); !sheet.Says("Sortie au planétarium") {
		t.Errorf("the draft was not saved: %s", words(sheet.root))
	}
}

// change writes to the rows of a server that is stopped, as time would.
func change(t *testing.T, s *Served, query string, args ...any) {
	t.Helper()
	rows, err := db.Open(t.Context(), filepath.Join(s.Data, "preau.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := rows.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestSignOutEverywhere ends from one browser what is open in another; the one that asked stays in.
func TestSignOutEverywhere(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	page, other := Browser(t).Open(s.URL+"/", Look{}), s.As("claire.ferrand")
	page.SignIn(s, "claire.ferrand")
	other.done(other.Fill(other.Get("/compte"), "Déconnecter partout ailleurs"))
	page.Go(s.URL + "/compte")
	page.Must("Bonjour, qui êtes-vous")
	if sheet := other.Get("/compte"); sheet.Status != 200 || sheet.At.Path != "/compte" {
		t.Errorf("the browser that signed the others out is out itself: %s", sheet.At)
	}
}

// TestTwoTabs shows two tabs of one person: what one does, the other sees; signing out in one ends the other.
func TestTwoTabs(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	window := Browser(t)
	one := window.Open(s.URL+"/", Look{})
	one.SignIn(s, "ines.moreau")
	two := window.Open(s.URL+"/compte/affichage", Desktop)
	two.Click("Sombre")
	two.Follow("Enregistrer")
	one.Go(s.URL + "/")
	if theme := one.Read("document.documentElement.dataset.theme || ''"); theme != "sombre" {
		t.Errorf("the other tab has the theme %q", theme)
	}
	two.Go(s.URL + "/")
	two.Click("Mon compte")
	two.Follow("Se déconnecter")
	one.Go(s.URL + "/actualites")
	if one.At() != "/connexion" {
		t.Errorf("the other tab is still in, at %s", one.Address())
	}
}

// TestThrottle shows what somebody reads who tries many passwords, and that others come in meanwhile.
func TestThrottle(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30", "-strict")
	v := s.Stranger()
	try := func() *Sheet {
		return v.Fill(v.Get("/connexion"), "Entrer|Se connecter", "Identifiant", "ines.moreau", "Mot de passe", "pas celui-là")
	}
	sheet := try()
	for n := 0; n < 30 && sheet.Status == 422; n++ {
		sheet = try()
	}
	if sheet.Status != 429 || sheet.Header.Get("Retry-After") == "" || !regexp.MustCompile(`\d+\s(seconde|minute)`).MatchString(words(sheet.root)) {
		t.Fatalf("%d, Retry-After %q: %s", sheet.Status, sheet.Header.Get("Retry-After"), words(sheet.root))
	}
	s.As("noe.moreau")
}
