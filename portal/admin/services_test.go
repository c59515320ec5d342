package admin

import (
	"testing"

	"preau/schooltest"
)

// TestServices: a head links a service of the school, changes what it receives, sees its use, and takes it away; a
// pattern that could be read in two ways is refused, and another school has no part in it.
func TestServices(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const at = "/administration/services"
		s.Want(s.As("martin", "GET "+at), 200, "Aucun service relié")
		s.Want(s.As("martin", "GET "+at+"/nouveau"), 200, "Votre date de naissance", "vérifier votre âge")
		good := []string{"nom", "Moodle", "adresses", "https://moodle.exemple/*\nhttps://www.moodle.exemple/cas", "attribut", "displayName", "role", "teacher", "reconnait", "pseudonym", "annonce", "before"}
		for field, bad := range map[string]string{"adresses": "https://*.exemple/", "nom": " ", "attribut": "password", "role": "queen", "reconnait": "mail", "annonce": "never"} {
			form := append([]string{}, good...)
			for i := 0; i < len(form); i += 2 {
				if form[i] == field {
					form[i+1] = bad
				}
			}
			s.Want(s.As("martin", "POST "+at+"/nouveau", form...), 422)
		}
		s.Want(s.As("martin", "POST "+at+"/nouveau", good...), 303)
		s.Want(s.As("martin", "GET "+at), 200, "Moodle", "https://www.moodle.exemple/cas", "afficher votre nom", "Une page avant", "Jamais")
		id := s.Cell(`SELECT id FROM sso_service`)
		s.Want(s.As("martin", "GET "+at+"/fiche?service="+id), 200, "Moodle")
		s.Want(s.As("martin", "POST "+at+"/fiche?service="+id, "service", id, "version", "1", "attribut", "mail", "annonce", "line"), 303)
		s.Want(s.As("martin", "POST "+at+"/fiche?service="+id, "service", id, "version", "1", "attribut", "sn", "annonce", "line"), 422, "vient de modifier")
		if got := s.Cell(`SELECT attributes || ' ' || notice FROM sso_service`); got != "mail\tvous écrire line" {
			s.Errorf("receives %q", got)
		}
		for _, who := range []string{"petit", "noir"} {
			s.Want(s.As(who, "GET "+at+"/fiche?service="+id), 404)
			s.Want(s.As(who, "POST "+at+"/retrait", "service", id), 404)
		}
		s.Want(s.As("martin", "POST "+at+"/retrait", "service", id), 303)
		s.Want(s.As("martin", "GET "+at), 200, "Aucun service relié")
	})
}
