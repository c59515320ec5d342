package news

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"preau/schooltest"
)

const (
	shop  = "GET /actualites/public/0750001A"
	atoms = "GET /actualites/flux.atom"
)

// The public pages and the feed show what is public, and nothing else; whoever
// wrote it is nobody's to know.
func TestPublic(t *testing.T) {
	each(t, func(s *schooltest.School) {
		s.Want(s.As("", shop), 200, "Venez nous voir", "Texte public", "Portes ouvertes · 12\u00a0h")
		s.Want(s.As("", shop+"/visite"), 200, "Texte public", "Par Portes ouvertes", `alt="La cour"`)
		s.Want(s.As("", "GET /actualites/public/fichiers/affiche"), 200)
		feed := s.As("", atoms)
		s.Want(feed, 200, "Venez nous voir", "http://preau.test/actualites/public/0750001A/visite")
		for _, r := range []schooltest.Response{s.As("", shop), s.As("", shop+"/visite"), feed, s.JSON("", shop, ""), s.JSON("", shop+"/visite", "")} {
			lacks(s, r, "garnier", "Garnier", "Perrin", "brouillon", "Un avis", "Celui de demain", "Le vieux", "Rallye", "Curie", "Signaler", "Vie du collège")
		}
		for _, id := range []string{"brouillon", "soumis", "renvoye", "demain", "avis", "vieux", "rallye", "ailleurs", "rien"} {
			s.Want(s.As("", shop+"/"+id), 404)
		}
		wants(s, "GET /actualites/public/0750002B/visite", 404, "")
		for _, id := range []string{"photo", "essai", "dehors", "rien"} {
			s.Want(s.As("", "GET /actualites/public/fichiers/"+id), 404)
		}
		wants(s, "GET /actualites/public/9999999Z", 404, "")
		wants(s, "GET /actualites/flux.atom?etablissement=9999999Z", 404, "")
		s.Want(s.As("", "GET /actualites/public/0750002B"), 200, "Aucune actualité")
		s.Want(s.As("", shop+"?page=-1&rubrique=vie"), 200, "Aucune actualité")
		s.Want(s.As("", shop+"?page=999999999999999999999"), 200)
	})
}

// A passer-by begins at the page of the only school that publishes, or at the
// list of those that do.
func TestPublicDoor(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const door = "GET /actualites/public"
		s.Want(s.As("", door), 200, `href="/actualites/public/0750001A"`, `href="/actualites/public/0750002B"`)
		exec(s, `INSERT INTO rights_app_off (school, app) VALUES ('0750002B', 'news')`)
		s.Settle()
		s.Want(s.As("", door), 200, "Venez nous voir")
		lacks(s, s.As("", door), "Curie")
		exec(s, `UPDATE news_section SET public = FALSE`)
		s.Want(s.As("", door), 200, "Aucun établissement ne publie ici")
	})
}

// What stops being public is public no more, at once, wherever it stood.
func TestPublicNoMore(t *testing.T) {
	for name, stop := range map[string]string{
		"section":     `UPDATE news_section SET public = FALSE WHERE id = 'portes'`,
		"article":     `UPDATE news_article SET public = FALSE WHERE id = 'visite'`,
		"archived":    `UPDATE news_article SET state = 'archived' WHERE id = 'visite'`,
		"later":       `UPDATE news_article SET publish_at = 1795604400000 WHERE id = 'visite'`,
		"application": `INSERT INTO rights_app_off (school, app) VALUES ('0750001A', 'news')`,
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(s *schooltest.School) {
				s.Want(s.As("", shop+"/visite"), 200)
				exec(s, stop)
				wants(s, shop+"/visite", 404, "")
				wants(s, "GET /actualites/public/fichiers/affiche", 404, "")
				lacks(s, s.As("", atoms), "Venez")
				lacks(s, s.As("", shop), "Venez")
				lacks(s, s.As("", "GET /actualites/flux.atom?etablissement=0750001A"), "Venez")
			})
		})
	}
}

// What an editor publishes in a public section is public, when it is for all;
// what only some are told is not, nor what a section published before it opened.
func TestBecomingPublic(t *testing.T) {
	each(t, func(s *schooltest.School) {
		id := wrote(s, "garnier", "rubrique", "portes", "titre", "Pour tous", "texte", "Bienvenue")
		s.Want(s.As("garnier", "GET /actualites/"+id), 200, "Une fois publiée, tout le monde pourra la lire")
		wants(s, shop+"/"+id, 404, "")
		s.Want(decided(s, "martin", id, "publier"), 303)
		s.Want(s.As("ines", "GET /actualites/"+id), 200, "Tout le monde peut lire cette actualité")
		wants(s, shop+"/"+id, 200, "", "noir", "vidal")

		only := wrote(s, "garnier", "rubrique", "portes", "titre", "Pour le personnel", "texte", "Qui tient le stand ?", "pour", "personnel")
		lacks(s, s.As("martin", "GET /actualites/decider/"+only), "tout le monde")
		s.Want(decided(s, "martin", only, "publier"), 303)
		wants(s, "GET /actualites/"+only, 200, "roux")
		wants(s, "GET /actualites/"+only, 404, "ines")
		wants(s, shop+"/"+only, 404, "")

		// An editor who narrows what is public takes it back from the public.
		s.Want(s.As("martin", "POST /actualites/modifier/"+id, "rubrique", "portes", "titre", "Pour tous", "texte", "Bienvenue", "pour", "eleves", "version", "2"), 303)
		wants(s, shop+"/"+id, 404, "")

		s.Want(s.As("martin", "POST /actualites/rubriques/vie", "nom", "Vie", "pour", "eleves", "pour", "responsables", "pour", "personnel",
			"commentaires", "open", "publique", "true", "version", "1"), 303)
		wants(s, shop+"/avis", 404, "")
	})
}

type atomFeed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Summary string `xml:"summary"` // HTML
		Link    struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Author string `xml:"author>name"`
	} `xml:"entry"`
}

// The feed is Atom (RFC 4287), whatever is in it.
func TestFeed(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const odd = "<b>&amp; “李” ]]> \u202eمحمد"
		exec(s, `UPDATE news_article SET title = ?, body = ? WHERE id = 'visite'`, odd, "Un\x0bmot & <i>deux</i>")
		r := s.As("", "GET /actualites/flux.atom?etablissement=0750001A")
		s.Want(r, 200)
		if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/atom+xml") {
			s.Error(kind)
		}
		var f atomFeed
		if err := xml.Unmarshal([]byte(r.Body), &f); err != nil {
			s.Fatalf("%v: %s", err, r.Body)
		}
		if len(f.Entries) != 1 || f.Entries[0].Title != odd || f.Entries[0].Author != "Portes ouvertes" || !strings.HasPrefix(f.Entries[0].ID, "urn:uuid:") {
			s.Errorf("%+v", f)
		}
		if got := f.Entries[0].Summary; !strings.Contains(got, "&lt;i&gt;deux") {
			s.Errorf("the beginning of the text is markup: %s", got)
		}
		if at, err := time.Parse(time.RFC3339, f.Updated); err != nil || at.UnixMilli() != 1795345200000 {
			s.Errorf("updated %s, %v", f.Updated, err)
		}
	})
}

// One's own feed holds what one may read at that moment, as long as one may; its
// address is drawn by the server, shown once, and good until it is changed.
func TestPersonalFeed(t *testing.T) {
	each(t, func(s *schooltest.School) {
		subscribe := func(who string) string {
			s.Helper()
			r := s.As(who, "POST /actualites/abonnement", "secret", strings.Repeat("A", 43))
			s.Want(r, 303)
			once := ""
			for _, k := range r.Header.Values("Set-Cookie") {
				if name, _, _ := strings.Cut(k, "="); strings.Contains(name, "fois") || strings.Contains(name, "once") || strings.Contains(name, "secret") {
					once, _, _ = strings.Cut(k, ";")
				}
			}
			shown := s.With(who, "GET /actualites/abonnement", "Cookie", once)
			_, secret, ok := strings.Cut(shown.Body, "http://preau.test/actualites/flux/")
			if !ok {
				s.Fatalf("no address with %q: %v %s", once, r.Header, shown.Body)
			}
			secret, _, _ = strings.Cut(secret, "<")
			return "GET /actualites/flux/" + secret
		}
		ines, petit := subscribe("ines"), subscribe("petit")
		lacks(s, s.As("ines", "GET /actualites/abonnement"), "/actualites/flux/")
		s.Want(s.As("", ines), 200, "Un avis", "Rallye", "Venez nous voir")
		lacks(s, s.As("", ines), "Celui de demain", "Le brouillon", "Le vieux", "Chez Curie")
		s.Want(s.As("", petit), 200, "Un avis", "Chez Curie")
		lacks(s, s.As("", petit), "Rallye", "Le brouillon") // a feed is for reading
		for _, forged := range []string{ines + "x", ines[:len(ines)-1], "GET /actualites/flux/" + strings.Repeat("A", 43), "GET /actualites/flux/%00"} {
			s.Want(s.As("", forged), 404)
		}
		hash := column(s, `SELECT hash FROM news_feed WHERE person = 'ines'`)
		wants(s, "GET /actualites/flux/"+hash[0], 404, "")

		again := subscribe("ines")
		wants(s, ines, 404, "")
		wants(s, again, 200, "")
		s.Want(s.As("ines", "POST /actualites/abonnement/arret"), 303)
		wants(s, again, 404, "")

		exec(s, `INSERT INTO rights_app_off (school, app) VALUES ('0750002B', 'news')`)
		lacks(s, s.As("", petit), "Chez Curie")
		exec(s, `INSERT INTO signin_account (person, identifier, stem, number, state, created_at) VALUES ('petit', 'claire.petit', 'claire.petit', 1, 'active', 0)`)
		wants(s, petit, 200, "")
		exec(s, `UPDATE signin_account SET state = 'blocked' WHERE person = 'petit'`)
		wants(s, petit, 404, "")
		exec(s, `UPDATE signin_account SET state = 'active' WHERE person = 'petit'`)
		exec(s, `UPDATE directory_tie SET until_day = '2026-11-23' WHERE person = 'petit'`)
		wants(s, petit, 404, "")
		journal(s, "ines a activé son abonnement aux actualités", "petit a activé son abonnement aux actualités",
			"ines a activé son abonnement aux actualités", "ines a arrêté son abonnement aux actualités")
	})
}
