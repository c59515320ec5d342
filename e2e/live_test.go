package e2e

import (
	"regexp"
	"strings"
	"testing"
)

// TestUrgent shows a message of the head reaching at once who has a page open and who has not signed in, and going.
func TestUrgent(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	ines, tom := Browser(t).Open(s.URL+"/", Look{}), Browser(t).Open(s.URL+"/", Look{})
	ines.SignIn(s, "ines.moreau")
	tom.SignIn(s, "tom.berger")
	for _, page := range []*Page{ines, tom} {
		page.Until(`performance.now() > 2000`) // the stream of events is opened a second after the page
	}
	head := s.As("helene.vasseur")
	write := func() *Sheet {
		return head.done(head.Fill(head.Get("/administration/urgence"), "Afficher", "Titre", "Neige", "Texte", "Pas de cars ce soir.", "jour", "2026-11-25"))
	}
	shown := write()
	ines.Until(`document.querySelector(".urgent")?.textContent.includes("Pas de cars ce soir.")`)
	ines.Until(`document.querySelector("#annonce").textContent.includes("Neige")`) // a screen reader is told
	if faults := ines.Axe(); len(faults) > 0 {
		t.Errorf("the page with the message: %q", faults)
	}
	stranger := s.Stranger()
	for _, path := range []string{"/connexion", "/activation", "/hors-ligne", "/actualites/public/" + firstSchool} {
		if sheet := stranger.Get(path); !sheet.Says("Pas de cars ce soir.") {
			t.Errorf("%s does not say it to who has not signed in", path)
		}
	}
	if tom.Is(`!!document.querySelector(".urgent")`) {
		t.Error("a pupil of another school reads it")
	}
	head.done(head.Fill(shown, "Retirer|Ne plus afficher|Arrêter"))
	ines.Until(`!document.querySelector(".urgent")`)
	if sheet := stranger.Get("/connexion"); sheet.Says("Pas de cars") {
		t.Error("who has not signed in still reads it")
	}
}

// TestOffline shows what stays in the device: the shell and the page without network, nothing of a person.
func TestOffline(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	page := Browser(t).Open(s.URL+"/", Look{})
	page.SignIn(s, "nadia.moreau")
	for _, path := range []string{"/", "/actualites", "/annuaire", "/compte"} {
		page.Go(s.URL + path)
	}
	page.Until(`navigator.serviceWorker.controller`)
	kept := page.Read(`(async () => {
		const all = []
		for (const name of await caches.keys()) {
			const cache = await caches.open(name)
			for (const request of await cache.keys())
				all.push(new URL(request.url).pathname + "\n" + await (await cache.match(request)).clone().text())
		}
		return all.join("\n\0\n")
	})()`)
	for _, file := range []string{`/preau\b.*\.css`, `/pages\b.*\.css`, `/preau\b.*\.js`, `/icones\b.*\.svg`, `/bricolage-fr\b.*\.woff2`, `/hors-ligne`} {
		if !regexp.MustCompile(`(?m)` + file + `$`).MatchString(kept) {
			t.Errorf("%s is not kept", file)
		}
	}
	for _, word := range []string{"Nadia", "Moreau", "Inès", "Bonjour", "Tilleuls, 12 rue"} {
		if strings.Contains(kept, word) {
			t.Errorf("the device keeps %q", word)
		}
	}
	s.Stop()
	page.Go(s.URL + "/actualites")
	page.Must("Pas de réseau", "Rien n’est perdu")
	page.MustNot("Menu de la semaine", "Nadia")
	if page.Is(`getComputedStyle(document.documentElement).backgroundColor === "rgba(0, 0, 0, 0)"`) {
		t.Error("the page without network has lost its style")
	}
	s.Start()
	page.Go(s.URL + "/actualites")
	page.Must("Menu de la semaine")
}
