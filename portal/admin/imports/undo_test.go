package imports_test

import (
	"strings"
	"testing"

	"preau/portal/admin/history"
	"preau/schooltest"
	"preau/socle/feeds"
)

// The way back of a secretary: see what undoing would do, undo, and find the
// directory as it was; somebody of another school reaches none of it.
func TestUndo(t *testing.T) {
	each(t, func(s *schooltest.School) {
		before := s.Cell(`SELECT count(*) || '' FROM directory_person`)
		at := send(s, "garnier", zipped(s.T, files(s.T)))
		work(s, newEngine(s))
		undo := at + "/annuler"
		s.Want(s.As("garnier", "GET "+undo), 200, "n’a pas été appliqué")
		s.Want(s.As("garnier", "POST "+at, "prets", "8", "appliquer", "true"), 303)
		work(s, newEngine(s))
		s.Want(s.As("garnier", "GET "+at), 200, `href="`+undo)
		r := s.As("garnier", "GET "+undo)
		s.Want(r, 200, "Rien n’est encore modifié", "Inès Moreau", "− retirée", "Annuler cet import")
		s.Want(s.As("noir", "GET "+undo), 404)
		s.Want(s.As("noir", "POST "+undo), 404)
		s.Want(s.As("leroy", "POST "+undo), 404)

		ines := s.Cell(`SELECT t.person FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE t.source <> '' AND p.first_name = 'Inès'`)
		s.Want(s.As("garnier", "GET /administration/personnes/"+ines+"/imports"), 200, "L’import a créé la fiche", "Voir cet import")

		s.Want(s.As("garnier", "POST "+undo), 303)
		s.Want(s.As("garnier", "GET "+undo), 200, "en cours d’annulation", "Actualiser")
		work(s, newEngine(s), history.Job(feeds.Undo(s.DB, s.Rules(), s.Host.Now)))
		s.Want(s.As("garnier", "GET "+undo), 200, "Cet import a été annulé")
		s.Want(s.As("garnier", "GET "+at), 200, "Import annulé")
		s.Want(s.As("garnier", "GET "+page), 200, "annulé")
		if after := s.Cell(`SELECT count(*) || '' FROM directory_person`); after != before {
			s.Errorf("%s people, %s before the import", after, before)
		}
		if got := s.Cell(newcomers); got != "" {
			s.Errorf("left over: %s", got)
		}
		if lines := strings.Join(s.Lines("0750001A"), "|"); !strings.Contains(lines, "import {0} annulé : {1} arrivées retirées") {
			s.Errorf("the journal: %s", lines)
		}
		// Twice is once.
		s.Want(s.As("garnier", "POST "+undo), 303)
		work(s, newEngine(s), history.Job(feeds.Undo(s.DB, s.Rules(), s.Host.Now)))
	})
}

// An import that touches the direction is the direction's to undo.
func TestUndoOfDirection(t *testing.T) {
	each(t, func(s *schooltest.School) {
		at := send(s, "martin", zipped(s.T, files(s.T, directs, directs)))
		work(s, newEngine(s))
		s.Want(s.As("martin", "POST "+at, "prets", "8", "appliquer", "true"), 303)
		work(s, newEngine(s))
		s.Want(s.As("garnier", "POST "+at+"/annuler"), 422, "demandez à la direction")
		s.Want(s.As("martin", "POST "+at+"/annuler"), 303)
	})
}
