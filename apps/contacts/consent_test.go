package contacts

import (
	"strings"
	"testing"

	"preau/schooltest"
)

func TestAgrees(t *testing.T) {
	yes, no := Answer{Given: true}, Answer{}
	was := func(a Answer) Answer { a.EndedAt = 1; return a }
	for name, c := range map[string]struct {
		answers []Answer
		want    bool
	}{
		"nobody answered":          {nil, false},
		"one agreed":               {[]Answer{yes}, true},
		"both agreed":              {[]Answer{yes, yes}, true},
		"one refused":              {[]Answer{yes, no}, false},
		"agreed, then took back":   {[]Answer{no, was(yes)}, false},
		"refused, then agreed":     {[]Answer{yes, was(no)}, true},
		"an old agreement, no new": {[]Answer{was(yes)}, false},
	} {
		if got := agrees(c.answers); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestAdult(t *testing.T) {
	for birth, want := range map[string]bool{
		"2008-11-24": true, "2008-11-25": false, "2008-02-29": true, "2012-05-04": false, "": false, "hier": false,
	} {
		if got := adult(birth, schooltest.Today); got != want {
			t.Errorf("born %q: %t", birth, got)
		}
	}
}

// A picture is seen while the agreement holds, by those who may; a refusal
// takes it away for good.
func TestPictureConsent(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		const face = "GET /annuaire/personne/ines/portrait"
		show(s, "ines")
		wants(s, face, 404, "petit", "martin", "ines", "tom")
		s.Want(s.As("mdiallo", "POST /annuaire/personne/ines/photo", "reponse", "oui"), 303)
		wants(s, face, 200, "petit", "martin", "ines", "tom", "mdiallo", "roux")
		wants(s, face, 404, "leroy", "roy", "noir", "vidal", "gauthier")
		s.Want(s.As("tom", "GET /annuaire?qui=eleves"), 200, "/annuaire/personne/ines/portrait")
		s.Want(s.As("tom", "GET /annuaire/classe/3eB"), 200, "/annuaire/personne/ines/portrait")
		s.Want(s.As("pdiallo", "POST /annuaire/personne/ines/photo", "reponse", "non"), 303)
		wants(s, face, 404, "petit", "martin", "ines", "tom", "mdiallo")
		if r := s.As("tom", "GET /annuaire?qui=eleves"); strings.Contains(r.Body, "portrait") {
			s.Error("the list shows a picture whose agreement is gone")
		}
		if n := one(s, `SELECT count(*) FROM contacts_picture`); n != 0 {
			s.Error("a refusal leaves the picture")
		}
		s.Want(s.As("pdiallo", "GET /annuaire/personne/ines/photo"), 200, "La photo ne paraît pas", "Awa Diallo", "refus")
		want := "mdiallo a donné son accord pour la photo de {0}|pdiallo a refusé ou retiré son accord pour la photo de {0}"
		if lines := strings.Join(s.Lines(schooltest.Verne), "|"); lines != want {
			s.Errorf("the journal: %s", lines)
		}
	})
}

func TestConsentForms(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		const page = "POST /annuaire/personne/ines/photo"
		s.Want(s.As("mdiallo", page), 422, "Choisissez oui ou non")
		s.Want(s.As("ines", page, "reponse", "oui"), 404) // a minor does not answer alone
		s.Want(s.As("petit", page, "reponse", "oui"), 404)
		s.Want(s.As("roy", "POST /annuaire/personne/tom/photo", "reponse", "oui"), 404)
		s.Want(s.As("garnier", page, "reponse", "oui", "jour_signe", "2026-11-20", "donne_par", "roy"), 422, "Choisissez qui a signé")
		s.Want(s.As("garnier", page, "reponse", "oui", "jour_signe", "2027-01-01", "donne_par", "mdiallo"), 422, "aujourd’hui au plus tard")
		s.Want(s.As("garnier", page, "reponse", "oui", "donne_par", "mdiallo"), 422, "aujourd’hui au plus tard")
		s.Want(s.As("garnier", page, "reponse", "oui", "jour_signe", "2026-11-20", "donne_par", "mdiallo"), 303)
		s.Want(s.As("garnier", "GET /annuaire/personne/ines/photo"), 200, "noté par Paul Garnier")
		exec(s, `UPDATE directory_person SET birth_date = '2008-01-01' WHERE id = 'ines'`)
		s.Want(s.As("ines", page, "reponse", "non"), 303) // of age: alone to answer
		s.Want(s.As("mdiallo", page, "reponse", "oui"), 404)
	})
}

// An agreement is for a school year: in September everybody is asked again.
func TestConsentEnds(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		show(s, "ines")
		s.Want(s.As("mdiallo", "POST /annuaire/personne/ines/photo", "reponse", "oui"), 303)
		wants(s, "GET /annuaire/personne/ines/portrait", 200, "petit")
		s.Clock = s.Clock.AddDate(1, 0, 0)
		wants(s, "GET /annuaire/personne/ines/portrait", 404, "petit")
	})
}
