package news

import (
	"net/url"
	"strings"
	"testing"

	"preau/schooltest"
)

// What is wrong is told beside its field, and what was typed is kept.
func TestWriteForms(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const typed = "Le texte que j’ai tapé"
		for name, x := range map[string]struct {
			form []string
			says string
		}{
			"no title":                      {[]string{"rubrique", "vie", "titre", " "}, "Donnez un titre"},
			"a long title":                  {[]string{"rubrique", "vie", "titre", strings.Repeat("é", maxTitle+1)}, "150 signes au plus"},
			"no section":                    {[]string{"titre", "T"}, "Choisissez une rubrique"},
			"another's section":             {[]string{"titre", "T", "rubrique", "portes"}, "Choisissez une rubrique"},
			"no such section":               {[]string{"titre", "T", "rubrique", "rien"}, "Choisissez une rubrique"},
			"an article as section":         {[]string{"titre", "T", "rubrique", "avis"}, "Choisissez une rubrique"},
			"another school's group":        {[]string{"titre", "T", "rubrique", "vie", "divisions", "c6e"}, "classes de l’établissement"},
			"a group of both":               {[]string{"titre", "T", "rubrique", "vie", "divisions", "3eB", "divisions", "c6e"}, "classes de l’établissement"},
			"a teaching group":              {[]string{"titre", "T", "rubrique", "vie", "divisions", "latin"}, "classes de l’établissement"},
			"this school's group elsewhere": {[]string{"titre", "T", "rubrique", "curie", "divisions", "3eB"}, "classes de l’établissement"},
			"whom the section has not":      {[]string{"titre", "T", "rubrique", "cdi", "pour", "responsables"}, "Choisissez au moins"},
			"a broken number":               {[]string{"titre", "T", "rubrique", "vie", "version", "un"}, "n’est pas"},
		} {
			r := s.As("petit", "POST /actualites/nouveau", append(x.form, "texte", typed)...)
			if r.Code != 422 || !strings.Contains(r.Body, typed) {
				s.Errorf("%s: %d, or the text is lost: %s", name, r.Code, r.Body)
			}
			if !strings.Contains(r.Body, x.says) && name != "a broken number" {
				s.Errorf("%s: no %q in %s", name, x.says, r.Body)
			}
		}
		s.Want(s.As("petit", "POST /actualites/nouveau", "rubrique", "vie", "titre", "T", "texte", strings.Repeat("a", maxBody+1)), 422, "20000 signes au plus")
		exec(s, `UPDATE news_section SET closed = TRUE WHERE id = 'vie'`)
		s.Want(s.As("petit", "POST /actualites/nouveau", "rubrique", "vie", "titre", "T", "texte", typed), 422, "Choisissez une rubrique", typed)
		s.Want(s.As("petit", "POST /actualites/modifier/brouillon", "rubrique", "vie", "titre", "T", "texte", typed, "version", "1"), 303) // its own
		s.Want(s.As("tom", "POST /actualites/nouveau", "rubrique", "cdi", "titre", "T", "texte", typed), 422)
		journal(s, "petit a modifié {0}")
	})
}

// Odd text is written, shown and found as it is; none of it is markup.
func TestOddText(t *testing.T) {
	each(t, func(s *schooltest.School) {
		for _, title := range []string{
			"<script>alert(1)</script>", "O'Neill & \"李\"", "\u202eمرحبا", strings.Repeat("é", maxTitle), "a;b,c\\d|{0}", "%s %d", "\x00\x1b[0m zéro", "\xff\xfe",
		} {
			id := wrote(s, "benali", "rubrique", "vie", "titre", title, "texte", "# Titre\n\n<img src=x onerror=alert(1)> [clic](javascript:alert(1)) ![x](https://pisteur.example/p.gif)\n\n<iframe src=/>\n\n|a|b|\n|-|-|\n|1|2|")
			s.Want(decided(s, "benali", id, "publier"), 303)
			for _, target := range []string{"/actualites/" + id, "/actualites", "/actualites/modifier/" + id, "/actualites/signaler/" + id} {
				r := s.As("benali", "GET "+target)
				s.Want(r, 200)
				lacks(s, r, "<script", "<img src=x", `href="javascript`, "pisteur.example\"", "<iframe", "\x00")
			}
			s.Want(s.As("ines", "GET /actualites/"+id), 200, "<h2>Titre</h2>", "<table>")
		}
		for _, target := range []string{"/actualites?rubrique=%00", "/actualites?rubrique=%ff&page=%00", "/actualites/redaction?etat=%00"} {
			s.Want(s.As("benali", "GET "+target), 200)
		}
		for _, target := range []string{"/actualites/%00", "/actualites/%ff", "/actualites/public/%00", "/actualites/public/0750001A/%ff"} {
			s.Want(s.As("benali", "GET "+target), 404)
		}
		exec(s, `UPDATE directory_person SET first_name = ? WHERE id = 'benali'`, strings.Repeat("Maximilienne-", 15))
		s.Want(s.As("ines", "GET /actualites"), 200, "Maximilienne-")
	})
}

// Sections: what is wrong in a form, and the ids of elsewhere.
func TestSectionForms(t *testing.T) {
	each(t, func(s *schooltest.School) {
		good := func(more ...string) []string {
			return append([]string{"pour", "eleves", "commentaires", "open"}, more...)
		}
		const page = "POST /actualites/rubriques"
		s.Want(s.As("martin", page, good("nom", " ")...), 422, "Donnez un nom")
		s.Want(s.As("martin", page, good("nom", strings.Repeat("é", 61))...), 422, "60 signes au plus")
		s.Want(s.As("martin", page, good("nom", "cdi")...), 422, "porte déjà ce nom")
		s.Want(s.As("martin", page, "nom", "Sport", "commentaires", "open"), 422, "à qui la rubrique s’adresse", "Sport")
		s.Want(s.As("martin", page, "nom", "Sport", "pour", "eleves", "commentaires", "jamais"), 422, "ce qu’il en est des commentaires")
		s.Want(s.As("petit", page, good("nom", "Sport")...), 404)
		r := s.As("martin", page, good("nom", "Sport")...)
		s.Want(r, 303)
		s.Want(s.As("martin", "GET "+r.Location), 200, "Équipe de Sport", "Personne encore")

		const cdi = page + "/cdi"
		s.Want(s.As("martin", cdi, good("nom", "Portes ouvertes", "version", "1")...), 422, "porte déjà ce nom")
		s.Want(s.As("martin", cdi, good("nom", "Le CDI", "version", "1")...), 303)
		s.Want(s.As("adjoint", cdi, good("nom", "CDI !", "version", "1")...), 422, "a changé entre-temps", "CDI !")
		s.Want(s.As("martin", page+"/curie", good("nom", "À moi", "version", "1")...), 404)
		s.Want(s.As("noir", cdi, good("nom", "À moi", "version", "2")...), 404)

		const team = cdi + "/equipe"
		for form, says := range map[string]string{
			"fonction=roi&nom=Petit":                 "Choisissez ce que la personne",
			"fonction=editor":                        "l’un des deux",
			"fonction=editor&nom=Petit&role=teacher": "l’un des deux",
			"fonction=editor&role=emperor":           "Ce rôle n’existe pas",
			"fonction=editor&nom=Personne":           "ne s’appelle",
			"fonction=editor&nom=Noir":               "ne s’appelle", // of the other school
			"fonction=editor&nom=Ancien":             "ne s’appelle", // has left
			"fonction=editor&nom=diallo":             "Plusieurs personnes",
			"fonction=editor&nom=%25":                "ne s’appelle",
			"fonction=editor&nom=a+b+c+d+e+f+g":      "ne s’appelle",
		} {
			v, err := url.ParseQuery(form)
			if err != nil {
				s.Fatal(err)
			}
			s.Want(s.As("martin", team, "fonction", v.Get("fonction"), "nom", v.Get("nom"), "role", v.Get("role")), 422, says)
		}
		s.Want(s.As("martin", team, "fonction", "editor", "nom", "Inès Diallo"), 303)
		s.Want(s.As("ines", "GET /actualites/modifier/rallye"), 404) // a pupil validates nothing, whatever the team says
		s.Want(s.As("martin", team, "fonction", "contributor", "role", "pupil"), 303)
		s.Want(s.As("tom", "GET /actualites/nouveau"), 200, "Le CDI")
		other := column(s, `SELECT id FROM news_team WHERE object = 'curie'`)[0]
		s.Want(s.As("martin", cdi+"/retirer", "membre", other), 404)
		s.Want(s.As("martin", cdi+"/retirer", "membre", "t4"), 303)
		wants(s, "GET /actualites/moderation", 200, "cohen")
		lacks(s, s.As("cohen", "GET /actualites/moderation"), "Le mot de Tom")
		journal(s, "martin a créé la rubrique {0}", "martin a réglé la rubrique {0}", "martin a permis à {0} de publier dans la rubrique {1}",
			"martin a permis à {0} d’écrire dans la rubrique {1}", "martin a retiré {0} de l’équipe de la rubrique {1}")
	})
}
