package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A transcript is a daily task by the keyboard alone: what Tab came to, what was typed, and each page as assistive
// technology gets it.
type transcript struct {
	page *Page
	text strings.Builder
}

// tab goes to what is said so.
func (s *transcript) tab(says string) { s.text.WriteString(s.page.TabTo(says)) }

// write types a text.
func (s *transcript) write(says string) {
	s.text.WriteString("  type: " + says + "\n")
	s.page.Press(says)
}

// enter presses Enter and waits for the page that follows.
func (s *transcript) enter() {
	s.text.WriteString("  Enter\n")
	s.page.Leave(func() { s.page.Press(kb.Enter) })
	s.show()
}

// show tells the page, as the accessibility tree has it.
func (s *transcript) show() {
	s.page.Until(`!document.querySelector("body > .bulle") || document.querySelector("#annonce").textContent`)
	s.text.WriteString("\n== " + s.page.Title() + "\n")
	s.text.WriteString(s.page.Tree())
}

// byKeys begins a task: the person signs in by the keyboard, which is told only where it is the task.
func byKeys(t *testing.T, who string) *transcript {
	t.Helper()
	s := Serve(t, "-now", "2026-11-24T10:30")
	tr := &transcript{page: Browser(t).Open(s.URL+"/connexion", Desktop)}
	tr.show()
	tr.tab(`"Identifiant"`)
	tr.write(who)
	tr.tab(`"Mot de passe"`)
	tr.write(password)
	tr.text.WriteString("  Enter\n")
	tr.page.Leave(func() { tr.page.Press(kb.Enter) })
	return tr
}

// TestReadByKeys signs in and opens an article.
func TestReadByKeys(t *testing.T) {
	tr := byKeys(t, "ines.moreau")
	tr.show()
	tr.tab("Menu de la semaine")
	tr.enter()
	golden(t, "read", tr.text.String())
}

// TestFindByKeys finds a person by the search.
func TestFindByKeys(t *testing.T) {
	tr := byKeys(t, "yanis.roux")
	tr.text.Reset()
	tr.tab(`searchbox "Rechercher"`)
	tr.write("inès moreau")
	tr.enter()
	tr.tab(`link "Inès Moreau"`)
	tr.enter()
	golden(t, "find", tr.text.String())
}

// TestPublishByKeys writes an article and publishes it.
func TestPublishByKeys(t *testing.T) {
	tr := byKeys(t, "helene.vasseur")
	tr.text.Reset()
	tr.tab(`link "Actualités"`)
	tr.page.Leave(func() { tr.page.Press(kb.Enter) })
	tr.tab("Écrire une actualité")
	tr.enter()
	tr.tab(`"Rubrique"`)
	tr.write("Vie du")
	tr.tab(`"Titre"`)
	tr.write("Coupure d’eau jeudi")
	tr.tab(`"Texte"`)
	tr.write("De 13 h à 14 h, dans le bâtiment B.")
	tr.tab(`checkbox "Le personnel"`)
	tr.write(" ")
	tr.tab(`button "Envoyer à la validation"`)
	tr.enter()
	golden(t, "publish", tr.text.String())
}

// TestUrgentByKeys tells everyone at once.
func TestUrgentByKeys(t *testing.T) {
	tr := byKeys(t, "helene.vasseur")
	tr.text.Reset()
	tr.page.Go(tr.page.Read("location.origin") + "/administration/urgence")
	tr.tab(`"Titre"`)
	tr.write("Neige")
	tr.tab(`"Texte"`)
	tr.write("Pas de cars ce soir. Les élèves restent au chaud au foyer.")
	tr.tab(`button "Afficher à tout le monde"`)
	tr.page.Leave(func() { tr.page.Press(kb.Enter) })
	tr.page.Must("Affiché en ce moment", "Pas de cars ce soir.")
	golden(t, "urgent", tr.text.String())
}

// TestWithoutScript does the same tasks with script off: sign in and read, find, publish, tell everyone.
func TestWithoutScript(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	ines, yanis, head := s.As("ines.moreau"), s.As("yanis.roux"), s.As("helene.vasseur")
	if article := ines.Get(ines.first(ines.Get("/"), `^/actualites/[0-9a-f-]{36}$`)); !article.Says("velouté de potiron") {
		t.Errorf("the article: %s", words(article.root))
	}
	found := yanis.done(yanis.Fill(yanis.Get("/recherche"), "Chercher", "Que cherchez-vous", "inès moreau"))
	if person := yanis.Get(yanis.first(found, `^/annuaire/personne/`)); person.Heading() != "Inès Moreau" {
		t.Errorf("found %q", person.Heading())
	}
	sent := head.done(head.Fill(head.Get("/actualites/nouveau"), "Envoyer à la validation",
		"Rubrique", "Vie du", "Titre", "Coupure d’eau jeudi", "Texte", "De 13 h à 14 h, dans le bâtiment B.", "Les élèves", "oui"))
	head.done(head.Fill(head.Get(head.first(sent, `^/actualites/decider/`)), "Publier"))
	if list := ines.Get("/actualites"); !list.Says("Coupure d’eau jeudi") {
		t.Errorf("the article is not published: %s", words(list.root))
	}
	head.done(head.Fill(head.Get("/administration/urgence"), "Afficher", "Titre", "Neige", "Texte", "Pas de cars ce soir.", "jour", "2026-11-25"))
	if home := ines.Get("/"); !home.Says("Pas de cars ce soir.") {
		t.Error("the urgent message is not on the home page")
	}
}
