package door_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/text"
	"preau/schooltest"
	"preau/socle/directory"
	"preau/socle/signin"
)

func (g *gate) code(person directory.ID, channel signin.Channel) (code string) {
	g.Helper()
	g.write(func(t *db.Tx) (err error) {
		if err := signin.NewAccounts(t, []directory.ID{person}, g.now()); err != nil {
			return err
		}
		code, _, err = signin.Reissue(t, person, "garnier", channel, g.now())
		return err
	})
	return code
}

// TestFirstSignIn is a guardian with the letter of the school.
func TestFirstSignIn(t *testing.T) {
	each(t, func(g *gate) {
		b, code := g.browser(), g.code("pdiallo", signin.ByLetter)
		b.wants(b.get("/activation"), 200, "", "Activer votre compte", `aria-current="step"`)
		b.wants(b.post("/activation", "etape", "code", "code", "AAAA-BBBB-CCCC"), 422, "", "n’ouvre aucun compte", `value="AAAA-BBBB-CCCC"`)
		secrets := []string{"Karim", "Diallo", "karim.diallo", "Inès", "0639980001"}
		you := b.wants(b.post("/activation", "etape", "code", "code", strings.ToLower(code)), 200, "", "Collège Jules-Verne", `name="naissance"`)
		b.lacks(you, secrets...)
		b.wants(b.post("/activation", "etape", "vous", "code", code, "naissance", "04/05"), 422, "", "Il manque l’année")
		wrong := b.wants(b.post("/activation", "etape", "vous", "code", code, "naissance", "04/05/2012", "telephone", "1234"), 422, "", "Il reste 4 essais")
		b.lacks(wrong, secrets...)
		// Skipping the question does not skip it.
		b.lacks(b.wants(b.post("/activation", "etape", "securite", "code", code, "motdepasse", good, "charte", "1"), 422, ""), secrets...)
		fact := []string{"code", code, "naissance", "4/5/2012", "telephone", "00 01"}
		b.wants(b.post("/activation", append(fact, "etape", "vous")...), 200, "", "Vous êtes Karim Diallo. Vous suivez ici", "Inès", "karim.diallo", `name="charte"`)
		safe := append(fact, "etape", "securite")
		b.wants(b.post("/activation", append(safe, "motdepasse", "12345678", "courriel", "karim")...), 422, "",
			"Il reste 3 choses à corriger", "Il en manque 4", "Cette adresse n’est pas complète", "acceptez-la", `value="karim"`)
		b.wants(b.post("/activation", append(safe, "motdepasse", "Karim Diallo 2026", "charte", "1")...), 422, "", "contient votre nom")
		b.wants(b.post("/activation", append(safe, "motdepasse", good, "courriel", "karim@exemple.fr", "charte", "1")...), 303, "/")
		b.wants(b.get("/compte"), 200, "", "karim.diallo")
		b.wants(b.post("/activation", append(safe, "motdepasse", good, "charte", "1")...), 422, "", "n’ouvre aucun compte")
		g.browser().in("karim.diallo")
		if lines := g.Lines(schooltest.Verne); len(lines) != 1 || !strings.Contains(lines[0], "a activé son compte") {
			g.Errorf("the journal: %q", lines)
		}
	})
}

func TestCodeEnds(t *testing.T) {
	each(t, func(g *gate) {
		b, code := g.browser(), g.code("zoe", signin.ByLetter)
		for _, left := range []string{"4 essais", "3 essais", "2 essais", "1 essai."} {
			b.wants(b.post("/activation", "etape", "vous", "code", code, "naissance", "01/01/2001"), 422, "", left)
		}
		b.wants(b.post("/activation", "etape", "vous", "code", code, "naissance", "01/01/2001"), 422, "", "ce code ne sert plus", "Collège Jules-Verne", text.Phone("0199000001"))
		b.wants(b.post("/activation", "etape", "vous", "code", code, "naissance", "04/05/2012"), 422, "", "n’ouvre aucun compte")
		code = g.code("zoe", signin.ByEmail)
		g.forward(15 * 24 * time.Hour)
		late := b.wants(b.post("/activation", "etape", "code", "code", code), 422, "", "n’est plus valable depuis", "Collège Jules-Verne")
		b.lacks(late, "Zoé", "Nuñez")
	})
}

// TestDraft: a form typed while the session ran out comes back to who typed it.
func TestDraft(t *testing.T) {
	each(t, func(g *gate) {
		b := g.browser().in("ines.diallo")
		g.forward(31 * time.Minute)
		b.referer = "/compte/affichage"
		b.wants(b.post("/compte/affichage", "theme", "sombre", "taille", "125"), 303, "/connexion?fin=1&garde=1&vers=%2Fcompte%2Faffichage")
		b.referer = ""
		b.wants(b.get("/connexion?fin=1&garde=1&vers=%2Fcompte%2Faffichage"), 200, "", "votre texte est gardé")
		other := g.browser().in("awa.diallo")
		other.lacks(other.wants(other.get("/compte/affichage"), 200, ""), `value="sombre" checked`)
		b.in("ines.diallo")
		b.wants(b.get("/compte/affichage"), 200, "", `value="sombre" checked`, `value="125" checked`)
		b.lacks(b.wants(b.get("/compte/affichage"), 200, ""), `value="sombre" checked`)
	})
}

func TestCharterFirst(t *testing.T) {
	each(t, func(g *gate) {
		b := g.browser().in("ines.diallo")
		g.write(func(t *db.Tx) error {
			_, err := t.Exec(`UPDATE signin_account SET charter = 0`)
			t.Publish("*")
			return err
		})
		b.wants(b.get("/compte?fait=x"), 303, "/charte?vers=%2Fcompte%3Ffait%3Dx")
		b.wants(b.post("/compte/sessions/autres"), 303, "/charte")
		b.wants(b.post("/compte/motdepasse", "ancien", good, "nouveau", good+" 7"), 303, "/charte")
		b.wants(b.get("/charte?vers=/compte"), 200, "", "<h1>La charte informatique", "J’accepte", "Votre accès est à vous", `value="/compte"`)
		b.wants(b.post("/charte", "charte", "0"), 422, "")
		b.wants(b.post("/charte", "charte", "1", "vers", "//evil.example"), 303, "/")
		b.wants(b.get("/compte"), 200, "")
		if lines := g.Lines(schooltest.Verne); len(lines) != 1 || !strings.Contains(lines[0], "a accepté la charte") {
			g.Errorf("the journal: %q", lines)
		}
		stranger := g.browser()
		stranger.lacks(stranger.wants(stranger.get("/charte"), 200, "", "Votre accès est à vous"), "J’accepte")
	})
}

func TestAccount(t *testing.T) {
	each(t, func(g *gate) {
		b, elsewhere := g.browser().in("ines.diallo"), g.browser().in("ines.diallo")
		page := b.wants(b.get("/compte"), 200, "", "Déconnecter partout ailleurs", "ici")
		ids := values(page.body, "id")
		if len(ids) != 1 {
			g.Fatalf("%d sessions to end, want the other one: %q", len(ids), ids)
		}
		// Somebody else names it, in vain.
		stranger := g.browser().in("awa.diallo")
		stranger.wants(stranger.post("/compte/sessions/fin", "id", ids[0]), 303, "/compte")
		elsewhere.wants(elsewhere.get("/compte"), 200, "")
		b.wants(b.post("/compte/sessions/fin", "id", ids[0]), 303, "/compte")
		elsewhere.wants(elsewhere.get("/compte"), 303, "/connexion?fin=1&vers=%2Fcompte")
		elsewhere.in("ines.diallo")
		b.wants(b.post("/compte/sessions/autres"), 303, "/compte")
		elsewhere.wants(elsewhere.get("/compte"), 303, "/connexion?fin=1&vers=%2Fcompte")
		b.wants(b.get("/compte"), 200, "")
	})
}

// values are those of the hidden fields of that name.
func values(body, name string) (all []string) {
	for _, part := range strings.Split(body, `<input type="hidden" name="`+name+`" value="`)[1:] {
		v, _, _ := strings.Cut(part, `"`)
		all = append(all, v)
	}
	return all
}

func TestLook(t *testing.T) {
	each(t, func(g *gate) {
		b := g.browser().in("ines.diallo")
		b.wants(b.post("/compte/affichage", "theme", "rose", "taille", "12", "langue", "xx"), 422, "", "Choisis une des réponses")
		b.wants(b.post("/compte/affichage", "theme", "sombre", "taille", "112", "aere", "true", "langue", "en"), 303, "/compte/affichage")
		b.wants(b.get("/compte/affichage"), 200, "", "Display", `value="sombre" checked`, `value="112" checked`)
		if lines := g.Lines(schooltest.Verne); len(lines) != 0 {
			g.Errorf("how one reads stands in the journal: %q", lines)
		}
	})
}

func TestLanguage(t *testing.T) {
	each(t, func(g *gate) {
		b := g.browser()
		b.referer = "/connexion?vers=%2Fcompte"
		b.wants(b.get("/langue?langue=en"), 303, "/connexion?vers=%2Fcompte")
		b.referer = ""
		b.wants(b.get("/connexion"), 200, "", "Hello, who are you?", `lang="en"`)
		b.wants(b.post("/connexion", "identifiant", "x", "motdepasse", "y"), 422, "", "do not go together")
		b.wants(b.get("/langue?langue=xx"), 303, "/connexion")
		b.wants(b.get("/mot-de-passe-oublie"), 200, "", "Find your access again", "tel:0199000001")
	})
}

func TestHat(t *testing.T) {
	each(t, func(g *gate) {
		g.write(func(t *db.Tx) error {
			_, err := t.Exec(`INSERT INTO directory_tie (person, school, role, sort_key) VALUES ('petit', '0750001A', 'guardian', 'x')`)
			directory.Touch(t, "petit")
			return err
		})
		var login string
		g.must(g.DB.Read(g.Context(), func(t *db.Tx) error {
			a, _, err := signin.Of(t, "petit")
			login = a.Identifier
			return err
		}))
		b := g.browser().in(login)
		before := cookieOf(b, "preau_session")
		b.wants(b.post("/compte/casquette", "etablissement", string(schooltest.Verne), "role", "head"), 404, "")
		b.wants(b.post("/compte/casquette", "etablissement", string(schooltest.Verne), "role", "guardian"), 303, "/")
		if cookieOf(b, "preau_session") == before {
			g.Error("the token is the same under another hat")
		}
		page := b.wants(b.do(http.MethodGet, "/compte", map[string]string{"Accept": "application/json"}), 200, "")
		if !strings.Contains(page.body, `"role":"guardian","worn":true`) {
			g.Errorf("hats: %s", page.body)
		}
	})
}

// TestRushAtTheDoor: while fifty people wait to come in, those who are in read.
func TestRushAtTheDoor(t *testing.T) {
	each(t, func(g *gate) {
		reader := g.browser().in("ines.diallo")
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() {
				b := g.browser()
				b.from = fmt.Sprintf("198.51.100.%d", i)
				b.wants(b.post("/connexion", "identifiant", "awa.diallo", "motdepasse", good), 303, "/")
			})
		}
		for range 20 {
			start := time.Now()
			reader.wants(reader.get("/compte"), 200, "")
			if took := time.Since(start); took > time.Second {
				g.Errorf("a page took %s while others sign in", took)
			}
		}
		all.Wait()
	})
}
