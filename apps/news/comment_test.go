package news

import (
	"strings"
	"testing"

	"preau/schooltest"
)

// Comments under the three policies: shown at once, once accepted, never.
func TestComments(t *testing.T) {
	each(t, func(s *schooltest.School) {
		say := func(who, id, body string) schooltest.Response {
			return s.As(who, "POST /actualites/commenter/"+id, "commentaire", body)
		}
		for range ownComments {
			s.Want(say("mdiallo", "avis", "Encore"), 303)
		}
		s.Want(say("mdiallo", "avis", "Encore"), 422, "c’est le plus sous une actualité")
		exec(s, `DELETE FROM news_comment WHERE body = 'Encore'`)
		exec(s, `DELETE FROM audit_entry WHERE who = 'mdiallo'`)
		s.Want(say("tom", "avis", "Bravo <script>alert(1)</script>"), 303)
		r := s.As("mdiallo", "GET /actualites/avis")
		s.Want(r, 200, "Bravo &lt;script&gt;", "Tom Roy", "Il paraîtra aussitôt")
		lacks(s, r, "<script>", "Masquer")

		s.Want(say("ines", "rallye", "Moi aussi"), 303)
		s.Want(s.As("ines", "GET /actualites/rallye"), 200, "Moi aussi", "en attente", "quand la rubrique l’aura accepté")
		lacks(s, s.As("tom", "GET /actualites/rallye"), "Moi aussi")
		s.Want(s.As("cohen", "GET /actualites/moderation"), 200, "Moi aussi", "Le mot de Tom")
		s.Want(say("cohen", "rallye", "Merci à tous"), 303) // an editor's needs no other's eye
		s.Want(s.As("tom", "GET /actualites/rallye"), 200, "Merci à tous")
		s.Want(s.As("cohen", "POST /actualites/commentaires/accepter/attend"), 303)
		s.Want(s.As("ines", "GET /actualites/rallye"), 200, "Le mot de Tom")
		s.Want(s.As("cohen", "POST /actualites/commentaires/masquer/attend"), 303)
		lacks(s, s.As("ines", "GET /actualites/rallye"), "Le mot de Tom")

		s.Want(say("ines", "visite", "Fermé ?"), 404)
		lacks(s, s.As("ines", "GET /actualites/visite"), "Votre commentaire")
		for _, id := range []string{"brouillon", "soumis", "demain", "vieux", "ailleurs", "rien"} {
			s.Want(say("ines", id, "Je devine"), 404)
			s.Want(say("ines", id, ""), 404) // an empty one tells no more
		}
		s.Want(say("zoe", "rallye", "Je devine"), 404)
		s.Want(s.As("benali", "POST /actualites/commentaires/accepter/attend"), 404) // another section's editor
		journal(s, "tom a commenté {0}", "ines a commenté {0}", "cohen a commenté {0}",
			"cohen a accepté le commentaire de {0} sur {1}", "cohen a masqué le commentaire de {0} sur {1}")
	})
}

// What an author takes back comes back by nobody's hand; an editor's own too.
func TestWithdraw(t *testing.T) {
	each(t, func(s *schooltest.School) {
		s.Want(s.As("tom", "POST /actualites/commentaires/retirer/mot"), 404)
		s.Want(s.As("ines", "GET /actualites/avis"), 200, "Retirer mon commentaire")
		s.Want(s.As("ines", "POST /actualites/commentaires/retirer/mot"), 303)
		for _, who := range []string{"ines", "benali", "martin"} {
			lacks(s, s.As(who, "GET /actualites/avis"), "Le mot d’Inès")
		}
		s.Want(s.As("benali", "POST /actualites/commentaires/accepter/mot"), 404)
		s.Want(s.As("benali", "GET /actualites/signalements/alerte"), 200, "Le mot d’Inès") // the report is answered all the same
		s.Want(s.As("benali", "POST /actualites/commenter/avis", "commentaire", "Le mien"), 303)
		s.Want(s.As("benali", "GET /actualites/avis"), 200, "Retirer mon commentaire")
		journal(s, "ines a retiré le commentaire de {0} sur {1}", "benali a commenté {0}")
	})
}

func TestCommentForms(t *testing.T) {
	each(t, func(s *schooltest.School) {
		long := strings.Repeat("é", maxWord)
		s.Want(s.As("tom", "POST /actualites/commenter/avis", "commentaire", long), 303)
		s.Want(s.As("tom", "POST /actualites/commenter/avis", "commentaire", long+"é"), 422, "1000 signes au plus", long+"é") // kept
		s.Want(s.As("tom", "POST /actualites/commenter/avis", "commentaire", " \n\t"), 422)
		exec(s, `INSERT INTO news_comment (id, article, section, school, author, body, state, at)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 298)
			SELECT 'n' || CAST(i AS TEXT), 'avis', 'vie', '0750001A', 'tom', 'x', 'shown', i FROM n`)
		s.Want(s.As("tom", "POST /actualites/commenter/avis", "commentaire", "Un de trop"), 422, "a déjà 300 commentaires")
	})
}

// Whoever reads may report; the section's editors answer, and who reported reads
// the answer.
func TestReports(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const page = "POST /actualites/signaler/avis"
		s.Want(s.As("tom", "GET /actualites/signaler/avis?commentaire=mot"), 200, "Le mot d’Inès", "3018")
		s.Want(s.As("tom", page, "commentaire", "mot"), 422, "Choisis pourquoi", "Le mot d’Inès")
		s.Want(s.As("tom", page, "motif", "tout"), 422)
		s.Want(s.As("tom", page, "motif", "autre", "precisions", strings.Repeat("x", maxWord+1)), 422, "C’est trop long")
		s.Want(s.As("tom", page, "motif", "harcelement", "precisions", "Encore <i>lui</i>", "commentaire", "mot"), 303)
		s.Want(s.As("tom", page, "motif", "faux", "commentaire", "attend"), 404) // the comment of another article
		s.Want(s.As("tom", page, "motif", "faux"), 303)
		for _, id := range []string{"brouillon", "demain", "vieux", "ailleurs"} {
			s.Want(s.As("tom", "POST /actualites/signaler/"+id, "motif", "faux"), 404)
			s.Want(s.As("tom", "POST /actualites/signaler/"+id), 404)
		}
		s.Want(s.As("vidal", page, "motif", "faux"), 404)

		s.Want(s.As("benali", "GET /actualites/moderation"), 200, "Du harcèlement", "Tom Roy", "Awa Diallo")
		lacks(s, s.As("cohen", "GET /actualites/moderation"), "Tom Roy · Un avis")
		const alert = "/actualites/signalements/alerte"
		wants(s, "GET "+alert, 404, "cohen", "petit", "mdiallo", "noir")
		s.Want(s.As("benali", "GET "+alert), 200, "Ce n’est pas gentil.", "Le mot d’Inès", "Masquer ce commentaire")
		s.Want(s.As("benali", "POST "+alert, "reponse", " "), 422)
		s.Want(s.As("benali", "POST "+alert, "reponse", "Nous avons vu Inès."), 303)
		lacks(s, s.As("benali", "GET /actualites/moderation"), "Répondre Awa Diallo")
		s.Want(s.As("mdiallo", "GET /actualites/signaler/avis"), 200, "Nous avons vu Inès.")
		lacks(s, s.As("tom", "GET /actualites/signaler/avis"), "Nous avons vu Inès.")
		journal(s, "tom a fait un signalement sur {0}", "tom a fait un signalement sur {0}", "benali a répondu à un signalement sur {0}")
	})
}
