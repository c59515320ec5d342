package news

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"preau/schooltest"
)

var pdf = []byte("%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n")

// A picture is described, or said to be there for the eye alone.
func TestPictures(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const page = "POST /actualites/illustrer/brouillon"
		body := drawn(s.T)
		add := func(who string, form ...string) schooltest.Response {
			return s.Upload(who, page, []schooltest.Sent{{Field: "image", Name: "hall.png", Body: body}}, form...)
		}
		s.Want(add("petit"), 422, "Dites ce que montre l’image")
		s.Want(add("petit", "description", "  "), 422, "Dites ce que montre l’image")
		s.Want(add("petit", "description", strings.Repeat("x", maxTitle+1)), 422, "C’est trop long")
		s.Want(s.Upload("petit", page, nil, "description", "Le hall"), 422, "Choisissez une image")
		s.Want(add("zoe", "description", "Le hall"), 404)
		s.Want(add("leroy", "description", "Le hall"), 404)
		s.Want(add("petit", "description", `Le "hall" <b>`), 303)
		s.Want(add("petit", "decorative", "true", "description", "Ne compte pas"), 303)
		r := s.As("petit", "GET /actualites/brouillon")
		s.Want(r, 200, `alt="Le &#34;hall&#34; &lt;b&gt;"`, `alt=""`)
		lacks(s, r, "Ne compte pas")
		for range maxPictures - 2 {
			s.Want(add("petit", "description", "Le hall"), 303)
		}
		s.Want(add("petit", "description", "Le hall"), 422, "5 images au plus")

		for name, sent := range map[string][]byte{
			"page.png": []byte("<html><script>alert(1)</script>"), "dessin.png": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
			"texte.png": []byte("bonjour"), "vide.png": {}, "papier.png": pdf, "coupe.png": body[:8],
		} {
			r := s.Upload("petit", "POST /actualites/illustrer/soumis", []schooltest.Sent{{Field: "image", Name: name, Body: sent}}, "description", "x")
			if r.Code != 422 {
				s.Errorf("%s: %d %s", name, r.Code, r.Location)
			}
		}
		journal(s, "petit a illustré {0}", "petit a illustré {0}", "petit a illustré {0}", "petit a illustré {0}", "petit a illustré {0}")
	})
}

// Files are what their content says; too many, too big or of another kind are
// refused, and nothing of them is kept.
func TestFiles(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const page = "POST /actualites/joindre/soumis"
		send := func(who string, bodies ...[]byte) schooltest.Response {
			var all []schooltest.Sent
			for i, b := range bodies {
				all = append(all, schooltest.Sent{Field: "fichiers", Name: fmt.Sprintf("../../etc/plan %d.pdf", i), Body: b})
			}
			return s.Upload(who, page, all)
		}
		s.Want(send("petit"), 422, "Choisissez un fichier")
		s.Want(send("petit", []byte("MZ\x90\x00 un programme")), 422)
		s.Want(send("petit", []byte("<!doctype html><script>")), 422)
		s.Want(send("petit", append(bytes.Clone(pdf), make([]byte, maxFile)...)), 422, "la limite de 20\u00a0Mo")
		s.Want(send("petit", pdf, pdf, pdf, pdf, pdf, pdf), 422)
		s.Want(send("zoe", pdf), 404)
		if n := column(s, `SELECT id FROM news_file WHERE article = 'soumis'`); len(n) > 0 {
			s.Error("something of what was refused is kept")
		}
		read := column(s, `SELECT CAST(version AS TEXT) FROM news_article WHERE id = 'soumis'`)
		s.Want(send("petit", pdf, pdf, pdf), 303)
		// An editor who had read it before the files came does not publish them unseen.
		s.Want(s.As("benali", "POST /actualites/decider/soumis", "action", "publier", "version", read[0]), 422, "a changé ce texte")
		s.Want(send("petit", pdf, pdf, pdf), 422, "5 fichiers au plus")
		s.Want(s.As("petit", "GET /actualites/soumis"), 200, "plan 0.pdf")

		id := column(s, `SELECT id FROM news_file WHERE article = 'soumis' ORDER BY id LIMIT 1`)[0]
		r := s.As("petit", "GET /actualites/fichiers/"+id)
		s.Want(r, 200, "%PDF")
		if d := r.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") || strings.Contains(d, "..") {
			s.Errorf("given as %q", d)
		}
		wants(s, "GET /actualites/fichiers/"+id, 404, "ines", "mdiallo", "noir", "leroy")
		s.Want(decided(s, "benali", "soumis", "publier"), 303)
		wants(s, "GET /actualites/fichiers/"+id, 200, "ines", "mdiallo")
		wants(s, "GET /actualites/fichiers/"+id, 404, "noir", "vidal")
		s.Want(s.As("petit", "POST /actualites/fichiers/retirer/"+id), 404) // published: an editor's
		s.Want(s.As("cohen", "POST /actualites/fichiers/retirer/"+id), 404)
		s.Want(s.As("benali", "POST /actualites/fichiers/retirer/"+id), 303)
		wants(s, "GET /actualites/fichiers/"+id, 404, "benali", "ines")
		// Two of the same bytes are left: they stay until the last is taken away.
		for i, left := range column(s, `SELECT id FROM news_file WHERE article = 'soumis' ORDER BY id`) {
			wants(s, "GET /actualites/fichiers/"+left, 200, "ines")
			s.Want(s.As("benali", "POST /actualites/fichiers/retirer/"+left), 303)
			if n := column(s, `SELECT hash FROM socle_file WHERE object = 'soumis'`); len(n) != 1-i {
				s.Errorf("%d files are kept after %d left", len(n), i+1)
			}
		}
		journal(s, "petit a joint des fichiers à {0}", "benali a publié {0} dans {1}",
			"benali a retiré un fichier de {0}", "benali a retiré un fichier de {0}", "benali a retiré un fichier de {0}")
	})
}
