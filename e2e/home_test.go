package e2e

import (
	"strings"
	"testing"
)

// homes are what each person of the demonstration finds when they come in, and what they must not.
var homes = []struct {
	who      string
	has, not []string
}{
	{"ines.moreau", []string{"Bonjour Inès", "4e B", "Ta classe", "Claire Ferrand", "À savoir"}, []string{"Comptes", "À valider", "Écrire une actualité"}},
	{"noe.moreau", []string{"Bonjour Noé", "6e A", "Ta classe"}, []string{"4e B", "Comptes"}},
	{"nadia.moreau", []string{"Bonjour Nadia", "Mes enfants", "Inès", "Noé", "Joindre l’établissement"}, []string{"Julien", "Comptes"}},
	{"julien.moreau", []string{"Bonjour Julien", "Mes enfants", "Inès", "Noé"}, []string{"Nadia", "Comptes"}},
	{"claire.ferrand", []string{"Bonjour Claire", "Vos classes", "4e B", "professeur principal", "6e A"}, []string{"3e A", "Comptes"}},
	{"marc.lebrun", []string{"Bonjour Marc", "Vos classes", "Vos autres casquettes", "Voir comme responsable"}, []string{"Comptes"}},
	{"emma.lopez", []string{"Bonjour Emma", "18 décembre", "Vos classes"}, []string{"Comptes"}},
	{"david.cohen", []string{"Bonjour David", "À savoir"}, []string{"Comptes", "Vos classes"}},
	{"samira.benali", []string{"Bonjour Samira", "Trouver un élève"}, []string{"Comptes"}},
	{"yanis.roux", []string{"Bonjour Yanis", "Trouver un élève"}, []string{"Comptes"}},
	{"fatou.sarr", []string{"Bonjour Fatou", "Accompagnement", "1 élève"}, []string{"Comptes", "Trouver un élève"}},
	{"lucie.perez", []string{"Bonjour Lucie", "Trouver un élève"}, []string{"Comptes"}},
	{"helene.vasseur", []string{"Bonjour Hélène", "À valider", "Comptes", "comptes activés sur"}, []string{"Vos classes"}},
	{"anne.morel", []string{"Bonjour Anne", "Comptes"}, []string{"Vos classes"}},
	{"remi.gauthier", []string{"Bonjour Rémi", "À savoir"}, []string{"Comptes"}},
	{"paul.garnier", []string{"Bonjour Paul", "Comptes", "comptes activés sur"}, []string{"À valider"}},
	{"admin", []string{"Bonjour", "comptes activés sur"}, []string{"Vos classes"}},
	{"lea.vidal", []string{"Bonjour Léa", "Votre accès finit le mercredi 30 juin", "Rallye maths"}, []string{"Actualités", "Comptes"}},
	{"tom.berger", []string{"Bonjour Tom", "Collège Victor-Schœlcher", "5e A", "Aucune actualité"}, []string{"Tilleuls", "Menu de la semaine"}},
	{"adele.marchand", []string{"Bonjour Adèle", "Lycée Olympe-de-Gouges", "Tle A"}, []string{"Tilleuls", "Menu de la semaine"}},
}

// TestHomes lets each person of the demonstration come in by the form, find their own home, and go.
func TestHomes(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	page := Browser(t).Open(s.URL+"/", Look{})
	for _, h := range homes {
		page.SignIn(s, h.who)
		page.Must(append(h.has, "Mardi 24 novembre, semaine B", "C’est tout pour aujourd’hui.")...)
		page.MustNot(h.not...)
		if twice := page.Read(sameWords); twice != "" {
			t.Errorf("%s has two entries of the menu that say %q", h.who, twice)
		}
		page.Click("Mon compte")
		page.Follow("Se déconnecter")
		if page.At() != "/connexion" || !page.Says("déconnecté") {
			t.Errorf("%s signed out to %s: %s", h.who, page.Address(), page.Text("main"))
		}
	}
}

// TestChildren lets a guardian go from the page of all her children to that of one, and back.
func TestChildren(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	page := Browser(t).Open(s.URL+"/", Look{})
	page.SignIn(s, "nadia.moreau")
	for _, step := range []struct {
		press    string
		has, not string
	}{
		{"NM Noé", "6e A", "4e B"},
		{"IM Inès", "4e B", "6e A"},
		{"Mes enfants", "4e B", "Bonjour Inès"},
	} {
		page.Follow(step.press)
		page.Must(step.has)
		page.MustNot(step.not)
	}
}

// TestOtherSchool shows that a pupil of another school finds nobody and nothing of the first, whatever he asks for.
func TestOtherSchool(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	ines, tom := s.As("ines.moreau"), s.As("tom.berger")
	if page := ines.Get("/recherche?q=ferrand"); !page.Says("Claire") {
		t.Fatalf("a pupil does not find her teacher: %s", words(page.root))
	}
	for _, q := range []string{"moreau", "ferrand", "menu", "4e B"} {
		if page := tom.Get("/recherche?q=" + strings.ReplaceAll(q, " ", "+")); page.Says("Inès") || page.Says("Noé Moreau") || page.Says("Claire") || page.Says("Menu de la semaine") {
			t.Errorf("%q: %s", q, words(page.root))
		}
	}
	missing := tom.Get("/nulle-part")
	for _, path := range []string{ines.first(ines.Get("/actualites"), `^/actualites/[0-9a-f-]{36}$`), ines.first(ines.Get("/"), `^/annuaire/(classe|equipe)/`)} {
		if page := ines.Get(path); page.Status != 200 {
			t.Fatalf("%s: %d for a pupil of the school", path, page.Status)
		}
		if page := tom.Get(path); page.Status != missing.Status || page.Heading() != missing.Heading() {
			t.Errorf("%s: %d %q for a stranger, want the page of what does not exist", path, page.Status, page.Heading())
		}
	}
}

// sameWords are the words that two entries of the menu share, "" when each says its own.
const sameWords = `[...document.querySelectorAll(".nav a")].filter(a => a.getClientRects().length).map(a => a.innerText.trim())
	.filter((says, n, all) => all.indexOf(says) !== n).join(", ")`
