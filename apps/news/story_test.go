package news

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"preau/schooltest"
	"preau/socle"
)

// The whole life of an article: written, submitted, sent back with a word,
// mended, scheduled, published as time passes, read, archived, taken up again.
func TestLife(t *testing.T) {
	each(t, func(s *schooltest.School) {
		id := wrote(s, "petit", "rubrique", "vie", "titre", "Sortie au théâtre", "texte", "Rendez-vous à **13 h**.", "action", "brouillon")
		page := "GET /actualites/" + id
		s.Want(s.As("petit", page), 200, "brouillon", "Envoyer à la validation", "Une fois publiée, 17 personnes la verront")
		wants(s, page, 404, "ines", "mdiallo", "leroy", "noir", "cohen")
		lacks(s, s.As("ines", "GET /actualites"), "Sortie au théâtre")

		s.Want(s.As("petit", "POST /actualites/decider/"+id, "action", "publier", "version", "1"), 404) // who writes does not publish
		s.Want(s.As("petit", "POST /actualites/envoyer/"+id), 303)
		s.Want(s.As("petit", "POST /actualites/envoyer/"+id), 404) // sent already
		s.Want(s.As("benali", "GET /actualites/moderation"), 200, "Sortie au théâtre", "Claire Petit")
		s.Want(s.As("benali", "GET /actualites/decider/"+id), 200, "Une fois publiée", "Rendez-vous", "Un mot pour Claire Petit")
		lacks(s, s.As("cohen", "GET /actualites/moderation"), "Sortie au théâtre")

		s.Want(decided(s, "benali", id, "renvoyer"), 422, "Écrivez un mot")
		s.Want(decided(s, "benali", id, "renvoyer", "mot", "Ajoutez le <b>prix</b>."), 303)
		s.Want(s.As("petit", page), 200, "à reprendre", "Ajoutez le &lt;b&gt;prix&lt;/b&gt;.")
		s.Want(s.As("petit", "GET /actualites/redaction"), 200, "Sortie au théâtre") // what was sent back comes first
		s.Want(s.As("petit", "POST /actualites/modifier/"+id, "rubrique", "vie", "titre", "Sortie au théâtre", "texte", "12 euros.", "version", "3", "action", "envoyer"), 303)

		for _, when := range []string{"", "hier", "2026-11-24T10:00", "2027-11-25T10:00", "2026-13-45T99:99"} {
			s.Want(decided(s, "benali", id, "programmer", "quand", when), 422, "Choisissez un moment à venir")
		}
		s.Want(decided(s, "benali", id, "brûler"), 422, "Choisissez ce que vous décidez")
		s.Want(decided(s, "benali", id, "programmer", "quand", "2026-11-25T08:00"), 303)
		s.Want(s.As("benali", page), 200, "programmée", "Elle paraîtra")
		wants(s, page, 404, "ines", "mdiallo")
		wants(s, page, 200, "petit") // the author still reads it
		s.Want(s.As("petit", "GET /actualites/modifier/"+id), 404)

		s.Clock = time.Date(2026, 11, 25, 6, 59, 59, 0, time.UTC)
		wants(s, page, 404, "ines")
		s.Clock = s.Clock.Add(time.Second) // 8 h 00 in Paris
		wants(s, page, 200, "ines", "mdiallo", "roux")
		s.Want(s.As("ines", "GET /actualites"), 200, "Sortie au théâtre", "12 euros.")
		wants(s, page, 404, "noir", "lea", "blanc", "vidal", "admin")

		s.Want(s.As("petit", "POST /actualites/archiver/"+id), 404) // published: an editor's
		s.Want(s.As("benali", "POST /actualites/archiver/"+id), 303)
		wants(s, page, 404, "ines")
		s.Want(s.As("benali", "POST /actualites/modifier/"+id, "rubrique", "vie", "titre", "x", "texte", "x", "version", "7"), 404)
		s.Want(s.As("benali", "POST /actualites/reprendre/"+id), 303)
		s.Want(s.As("petit", page), 200, "brouillon")
		journal(s,
			"petit a écrit {0} dans {1}", "petit a soumis {0}", "benali a renvoyé {0} à son auteur", "petit a modifié et soumis {0}",
			"benali a programmé {0} dans {1} pour le {2}", "benali a archivé {0}", "benali a repris {0}")
	})
}

// An editor publishes at once what they wrote; an author takes back what waits.
func TestShortLives(t *testing.T) {
	each(t, func(s *schooltest.School) {
		id := wrote(s, "benali", "rubrique", "vie", "titre", "Neige", "texte", "Le collège ferme à 15 h.")
		s.Want(decided(s, "benali", id, "publier"), 303)
		s.Want(s.As("tom", "GET /actualites/"+id), 200, "Le collège ferme")
		s.Want(decided(s, "benali", id, "publier"), 404)

		id = wrote(s, "petit", "rubrique", "vie", "titre", "Trop tôt", "texte", "…", "action", "envoyer")
		s.Want(s.As("petit", "POST /actualites/reprendre/"+id), 303)
		s.Want(s.As("petit", "POST /actualites/archiver/"+id), 303)
		s.Want(s.As("petit", "POST /actualites/reprendre/"+id), 404) // an editor's
		s.Want(s.As("martin", "POST /actualites/reprendre/"+id), 303)
		journal(s, "benali a écrit {0} dans {1}", "benali a publié {0} dans {1}", "petit a écrit et soumis {0} dans {1}",
			"petit a repris {0}", "petit a archivé {0}", "martin a repris {0}")
	})
}

// Who an article is for reads it, on every page where it could show; the others
// find nothing that tells that it is there.
func TestAudience(t *testing.T) {
	each(t, func(s *schooltest.School) {
		wants(s, "GET /actualites/rallye", 200, "ines", "tom", "cohen", "martin", "adjoint")
		wants(s, "GET /actualites/rallye", 404, "zoe", "mdiallo", "petit", "benali", "noir", "lea", "blanc", "vidal", "admin")
		wants(s, "GET /actualites/rallye", 303, "ancien", "") // whom the door lets in no more
		wants(s, "GET /actualites/ailleurs", 200, "noir", "lea", "petit")
		wants(s, "GET /actualites/ailleurs", 404, "ines", "martin", "leroy", "admin")
		lacks(s, s.As("zoe", "GET /actualites"), "Rallye", "cdi")
		s.Want(s.As("tom", "GET /actualites?rubrique=cdi"), 200, "Rallye")
		s.Want(s.As("zoe", "GET /actualites?rubrique=cdi"), 200, "Aucune actualité")
		s.Want(s.As("tom", "GET /actualites/rallye"), 200, "Les élèves de 3e B.")
		for _, target := range []string{"GET /actualites/fichiers/essai", "GET /actualites/fichiers/dehors"} {
			wants(s, target, 404, "ines", "tom", "mdiallo")
		}

		// Who may no longer see a pupil reads no more what is for them.
		id := wrote(s, "benali", "rubrique", "vie", "titre", "Aux familles", "texte", "Réunion", "pour", "responsables", "divisions", "3eB")
		s.Want(s.As("benali", "GET /actualites/"+id), 200, "Une fois publiée, 2 personnes la verront", "les 2 responsables des élèves de 3e B")
		s.Want(decided(s, "benali", id, "publier"), 303)
		wants(s, "GET /actualites/"+id, 200, "mdiallo", "pdiallo")
		wants(s, "GET /actualites/"+id, 404, "roy", "ines", "petit", "blanc")
		exec(s, `UPDATE directory_guardian SET may_see = FALSE WHERE guardian = 'pdiallo'`)
		wants(s, "GET /actualites/"+id, 404, "pdiallo")

		// A section that no longer addresses families keeps no family as a reader.
		s.Want(s.As("martin", "POST /actualites/rubriques/vie", "nom", "Vie du collège", "pour", "eleves", "pour", "personnel", "commentaires", "open", "version", "1"), 303)
		wants(s, "GET /actualites/avis", 404, "mdiallo")
		wants(s, "GET /actualites/avis", 200, "ines")
	})
}

// Two people at one article: the second is told who was first and when, both
// texts stand on the page, and either can go on.
func TestTwoAtOnce(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const page = "POST /actualites/modifier/brouillon"
		mine := []string{"rubrique", "vie", "titre", "Le brouillon", "version", "1", "action", "brouillon"}
		s.Want(s.As("benali", page, append(mine, "texte", "Celui de Samira")...), 303)
		r := s.As("petit", page, append(mine, "texte", "Celui de Claire")...)
		s.Want(r, 409, "conflict with Samira Benali")
		j := s.JSON("petit", page, `{"rubrique": "vie", "titre": "Le brouillon", "version": 1, "texte": "Celui de Claire"}`)
		s.Want(j, 409, `"theirs"`, "Celui de Samira")
		if got := column(s, `SELECT body FROM news_article WHERE id = 'brouillon'`); got[0] != "Celui de Samira" {
			s.Errorf("the text is %q", got)
		}
		s.Want(s.As("petit", page, append(mine, "texte", "Celui des deux", "version", "2")...), 409) // the first version counts
		s.Want(s.As("petit", page, "rubrique", "vie", "titre", "Le brouillon", "texte", "Celui des deux", "version", "2"), 303)
		s.Want(s.As("benali", page, "rubrique", "vie", "titre", "Le brouillon", "texte", "Et encore", "version", "3"), 303)

		// Nobody publishes a text that they have not read.
		s.Want(s.As("benali", "POST /actualites/decider/soumis", "action", "publier", "version", "7"), 422, "Relisez-le avant de décider")
		s.Want(s.As("petit", "POST /actualites/modifier/soumis", "rubrique", "vie", "titre", "Le soumis", "texte", "Autre", "version", "1"), 303)
		s.Want(s.As("benali", "POST /actualites/decider/soumis", "action", "publier", "version", "1"), 422, "Claire Petit a changé ce texte")
		s.Want(decided(s, "benali", "soumis", "publier"), 303)
		journal(s, "benali a modifié {0}", "petit a modifié {0}", "benali a modifié {0}", "petit a modifié {0}", "benali a publié {0} dans {1}")
	})
}

// What is published moves only where its writer publishes; what is not moves
// among the sections in which its author writes.
func TestMoving(t *testing.T) {
	each(t, func(s *schooltest.School) {
		exec(s, `INSERT INTO news_team (id, object, school, part, role, person) VALUES ('t9', 'portes', '0750001A', 'contributor', '*', 'benali')`)
		move := func(who, id, to string) schooltest.Response {
			return s.As(who, "POST /actualites/modifier/"+id, "rubrique", to, "titre", "Un avis à tous", "texte", "Texte paru", "version", "1")
		}
		s.Want(move("benali", "avis", "portes"), 422, "Une actualité publiée ne passe dans")
		s.Want(move("benali", "demain", "portes"), 422, "ne passe dans")
		wants(s, "GET /actualites/public/0750001A/avis", 404, "")
		s.Want(move("petit", "brouillon", "cdi"), 303)
		s.Want(move("petit", "soumis", "portes"), 422, "Choisissez une rubrique")
		s.Want(move("petit", "soumis", "curie"), 422, "d’un autre établissement")
		// The head publishes everywhere: comments, files and reports move along.
		s.Want(move("martin", "avis", "portes"), 303)
		wants(s, "GET /actualites/public/0750001A/avis", 404, "") // public by a decision, never by a move
		for _, table := range []string{"news_file", "news_comment", "news_report"} {
			if got := column(s, `SELECT section FROM `+table+` WHERE article = 'avis'`); strings.Join(got, " ") != "portes" {
				s.Errorf("%s: %v", table, got)
			}
		}
		s.Want(s.As("benali", "POST /actualites/commentaires/masquer/mot"), 404)
	})
}

// spied is the application with one page more, that draws a widget.
func spied(draw func(*socle.Call, *socle.View) (templ.Component, error)) []*socle.App {
	spy := *App
	spy.Routes = append([]socle.Route{socle.Show("GET /actualites/essai", socle.Mine, read, func(c *socle.Call, v *socle.View) (templ.Component, error) {
		return draw(c, v)
	}, func(_ *socle.Call, body templ.Component) socle.Page { return socle.Page{Body: body} })}, App.Routes...)
	return []*socle.App{&spy}
}

// "À savoir" shows what is new first, and says so no longer once it is read.
func TestHome(t *testing.T) {
	schooltest.Each(t, spied(know), func(s *schooltest.School) {
		sow(s)
		order := func(titles ...string) {
			s.Helper()
			r := s.As("ines", "GET /actualites/essai")
			s.Want(r, 200, "À savoir")
			at := 0
			for _, title := range titles {
				i := strings.Index(r.Body[at:], title)
				if i < 0 {
					s.Fatalf("no %q, or not in its place: %s", title, r.Body)
				}
				at += i
			}
			if n := strings.Count(r.Body, "nouveau"); n != strings.Count(strings.Join(titles, ""), "nouveau") {
				s.Errorf("%d are called new: %s", n, r.Body)
			}
		}
		exec(s, `UPDATE news_article SET publish_at = publish_at + CASE id WHEN 'avis' THEN 3 WHEN 'visite' THEN 2 ELSE 1 END WHERE state = 'published'`)
		order("avis", "nouveau", "Venez", "nouveau", "Rallye", "nouveau")
		s.Want(s.As("ines", "GET /actualites/avis"), 200)
		if err := s.Host.FlushReads(s.Context()); err != nil {
			s.Fatal(err)
		}
		order("Venez", "nouveau", "Rallye", "nouveau", "avis")
		lacks(s, s.As("ines", "GET /actualites?rubrique=vie"), "nouveau")
		s.Want(s.As("tom", "GET /actualites?rubrique=vie"), 200, "nouveau")
		s.Clock = s.Clock.AddDate(0, 0, 30)
		lacks(s, s.As("tom", "GET /actualites?rubrique=vie"), "nouveau")
	})
}

// Who writes and who validates has the way to it on the list; the others do not.
func TestWaysIn(t *testing.T) {
	each(t, func(s *schooltest.School) {
		s.Want(s.As("benali", "GET /actualites"), 200, "2 choses à valider", "Textes en cours", "Écrire une actualité")
		s.Want(s.As("petit", "GET /actualites"), 200, "Textes en cours")
		lacks(s, s.As("petit", "GET /actualites"), "à valider")
		lacks(s, s.As("ines", "GET /actualites"), "à valider", "Textes en cours", "Écrire")
		s.Want(s.As("ines", "GET /actualites/nouveau"), 200, "Aucune rubrique ne vous est ouverte")
		s.Want(s.As("noir", "GET /actualites/moderation"), 200, "Rien n’attend")
	})
}
