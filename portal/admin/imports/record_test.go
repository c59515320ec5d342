package imports_test

import (
	"strings"
	"testing"

	"preau/schooltest"
)

// What a secretary types on a card stays through the next import, and is given
// back when asked; who has nothing to do with the card does not find it.
func TestRecordByHand(t *testing.T) {
	each(t, func(s *schooltest.School) {
		at := send(s, "garnier", zipped(s.T, files(s.T)))
		work(s, newEngine(s))
		s.Want(s.As("garnier", "POST "+at, "prets", "8", "appliquer", "true"), 303)
		work(s, newEngine(s))
		ines := s.Cell(`SELECT t.person FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE t.source <> '' AND p.first_name = 'Inès'`)
		card := "/administration/personnes/" + ines + "/fiche"
		version := func() string {
			return s.Cell(`SELECT CAST(version AS TEXT) FROM directory_person WHERE id = ?`, ines)
		}
		first := version()
		s.Want(s.As("garnier", "GET "+card), 200, "Inès Moreau", "Numéro dans les fichiers AAF")
		s.Want(s.As("noir", "GET "+card), 404)
		s.Want(s.As("leroy", "POST "+card, "version", first, "prenom", "X", "nom", "Y"), 404)
		s.Want(s.As("garnier", "POST "+card, "version", first, "prenom", "", "nom", "Moreau", "courriel", "pas une adresse"), 422, "Écrivez le prénom", `value="pas une adresse"`)
		s.Want(s.As("garnier", "POST "+card, "version", first, "prenom", "Inès", "nom", "Moreau-Diallo", "naissance", "04/05/2013"), 303)
		s.Want(s.As("martin", "POST "+card, "version", first, "prenom", "Inès", "nom", "Autre", "naissance", "04/05/2013"), 409)
		s.Want(s.As("garnier", "GET "+card), 200, "Moreau-Diallo", "Écrit par Paul Garnier", "Reprendre ce que disent les fichiers")

		again := send(s, "garnier", zipped(s.T, files(s.T)))
		work(s, newEngine(s))
		s.Want(s.As("garnier", "POST "+again, "prets", s.Cell(`SELECT CAST(count(*) AS TEXT) FROM directory_import_diff WHERE run = ? AND NOT skip`, strings.TrimPrefix(again, page+"/")), "appliquer", "true"), 303)
		work(s, newEngine(s))
		if got := s.Cell(`SELECT family_name FROM directory_person WHERE id = ?`, ines); got != "Moreau-Diallo" {
			s.Errorf("after the import: %s", got)
		}
		s.Want(s.As("garnier", "POST "+card, "version", version(), "prenom", "Inès", "nom", "Moreau-Diallo", "naissance", "04/05/2013", "rendre", "family_name"), 303)
		if got := s.Cell(`SELECT family_name || ' ' || sort_key FROM directory_person WHERE id = ?`, ines); got != "Moreau moreau ines" {
			s.Errorf("given back: %s", got)
		}
		// The only number of somebody is not parted from them.
		key := s.Cell(`SELECT source || '&numero=' || key FROM directory_key WHERE person = ? AND source LIKE 'aaf%'`, ines)
		apart := "/administration/personnes/" + ines + "/separer"
		s.Want(s.As("garnier", "GET "+apart+"?source="+key), 200, "Séparer les deux personnes")
		s.Want(s.As("garnier", "GET "+apart+"?source=aaf:9&numero=1"), 404)
		source, number, _ := strings.Cut(key, "&numero=")
		s.Want(s.As("garnier", "POST "+apart, "source", source, "numero", number), 422, "il n’y a rien à séparer")
	})
}
