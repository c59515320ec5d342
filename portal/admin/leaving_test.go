package admin

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"preau/schooltest"
	"preau/socle"
)

const departures = "/administration/departs"

func eachLeaving(t *testing.T, fn func(s *schooltest.School)) {
	t.Helper()
	home := func(_ *socle.Call, parts []socle.Part) socle.Page {
		return socle.Page{Title: "accueil", Body: templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			for _, p := range parts {
				if p.Late {
					if _, err := io.WriteString(w, late); err != nil {
						return err
					}
					continue
				}
				if err := p.Body.Render(ctx, w); err != nil {
					return err
				}
			}
			return nil
		})}
	}
	door := &socle.App{Name: "door", Title: "admin.gallery", Icon: "maison", Paths: []string{"/"}, Routes: []socle.Route{socle.Home("GET /{$}", home)}}
	schooltest.Each(t, []*socle.App{App, door}, func(s *schooltest.School) {
		s.Exec(`UPDATE directory_tie SET leaving_since = '2026-11-20' WHERE person IN ('ines', 'tom', 'petit', 'martin') AND school = '0750001A'`)
		s.Settle()
		fn(s)
	})
}

const held = `SELECT person || ' ' || leaving_since || ' ' || until_day || ' ' || kept_on FROM directory_tie WHERE school = '0750001A' AND person IN ('ines', 'tom', 'petit') ORDER BY 1`

// The school keeps some, closes others, lets the delay pass for the rest; what
// was closed opens again.
func TestLeaving(t *testing.T) {
	eachLeaving(t, func(s *schooltest.School) {
		s.Want(s.As("garnier", "GET "+departures), 200, "Inès Diallo", "Tom Roy", "Claire Petit", "absent des fichiers depuis le 20 novembre 2026", "l’accès ferme le 4 décembre 2026")
		s.Want(s.As("leroy", "GET "+departures), 404)
		s.Want(s.As("garnier", "POST "+departures, "faire", "garder"), 422, "Cochez au moins une personne")
		s.Want(s.As("garnier", "POST "+departures, "qui", "pupil:ines", "faire", "partir"), 422)
		s.Want(s.As("garnier", "POST "+departures, "qui", "pupil:ines", "qui", "teacher:petit", "faire", "garder"), 303)
		s.Want(s.As("garnier", "POST "+departures, "qui", "pupil:tom", "faire", "fermer"), 303)
		if got := s.Cell(held); got != "ines   2026-11-24|petit   2026-11-24|tom 2026-11-20 2026-11-23 " {
			s.Errorf("after the choices: %s", got)
		}
		s.Settle()
		s.Want(s.As("tom", "GET /administration"), 303) // no place, no session
		r := s.As("garnier", "GET "+departures)
		s.Want(r, 200, "Rouvrir", "accès fermé le 24 novembre 2026", "Tom Roy")
		if strings.Contains(r.Body, "Inès Diallo") {
			s.Error("who is kept is still leaving")
		}
		// Somebody else settled it meanwhile: nothing changes.
		s.Want(s.As("garnier", "POST "+departures, "qui", "pupil:ines", "qui", "teacher:leroy", "faire", "fermer"), 303)
		s.Want(s.As("garnier", "POST "+departures, "qui", "pupil:tom", "faire", "rouvrir"), 303)
		if got := s.Cell(held); got != "ines   2026-11-24|petit   2026-11-24|tom   2026-11-24" {
			s.Errorf("opened again: %s", got)
		}
		if got := s.Cell(`SELECT group_id FROM directory_member WHERE person = 'tom'`); got != "3eB" {
			s.Errorf("the class of who is back: %q", got)
		}
		lines := s.Lines(schooltest.Verne)
		for _, want := range []string{
			"garnier a gardé, malgré son absence des fichiers : {0}, {1}", "garnier a fermé l’accès de qui est parti : {0}", "garnier a rouvert l’accès, avec tous les liens : {0}",
		} {
			if !slices.Contains(lines, want) {
				s.Errorf("the journal: %q, want %q", lines, want)
			}
		}
		if len(lines) != 3 {
			s.Errorf("the journal: %q", lines)
		}
	})
}

// late stands for a widget that the page did not wait for.
const late = "(late)"

// home is a home page of which nothing came late, as happens on a busy machine.
func home(s *schooltest.School, who string) schooltest.Response {
	s.Helper()
	r := s.As(who, "GET /")
	for range 50 {
		if !strings.Contains(r.Body, late) {
			break
		}
		r = s.As(who, "GET /")
	}
	return r
}

// Whoever is leaving reads the day on their own home page, and nobody else's.
func TestLeavingNotice(t *testing.T) {
	eachLeaving(t, func(s *schooltest.School) {
		s.Want(home(s, "tom"), 200, "Collège Jules-Verne", "vendredi 4 décembre", `href="/donnees"`)
		if r := home(s, "zoe"); r.Code != 200 || strings.Contains(r.Body, "/donnees") {
			s.Errorf("who stays: %d %s", r.Code, r.Body)
		}
		s.Want(s.As("garnier", "POST "+departures, "qui", "pupil:tom", "faire", "garder"), 303)
		s.Settle()
		if r := home(s, "tom"); r.Code != 200 || strings.Contains(r.Body, "/donnees") {
			s.Errorf("who is kept: %d %s", r.Code, r.Body)
		}
	})
}

// The direction's departures are the direction's to settle, nobody settles their
// own, and another school's are out of reach.
func TestLeavingAbove(t *testing.T) {
	eachLeaving(t, func(s *schooltest.School) {
		s.Want(s.As("garnier", "POST "+departures, "qui", "head:martin", "faire", "fermer"), 422, "Anne Martin")
		s.Want(s.As("martin", "POST "+departures, "qui", "head:martin", "faire", "garder"), 422)
		s.Want(s.As("noir", "POST "+departures, "qui", "pupil:ines", "faire", "fermer"), 303)
		s.Want(s.As("noir", "POST "+departures+"?etablissement=0750001A", "qui", "pupil:ines", "faire", "fermer"), 404)
		if got := s.Cell(`SELECT until_day FROM directory_tie WHERE until_day <> '' AND person <> 'ancien'`); got != "" {
			s.Errorf("closed: %s", got)
		}
		s.Want(s.As("adjoint", "POST "+departures, "qui", "head:martin", "faire", "fermer"), 303)
		if got := s.Cell(`SELECT until_day FROM directory_tie WHERE person = 'martin'`); got != "2026-11-23" {
			s.Errorf("closed by the deputy: %q", got)
		}
	})
}

// The delay is the school's own, within bounds.
func TestGrace(t *testing.T) {
	eachLeaving(t, func(s *schooltest.School) {
		for _, bad := range []string{"-1", "31", "", "deux"} {
			s.Want(s.As("garnier", "POST "+departures+"/delai", "jours", bad), 422, "de 0 à 30")
		}
		s.Want(s.As("garnier", "POST "+departures+"/delai", "jours", "30"), 303)
		s.Want(s.As("garnier", "GET "+departures), 200, "l’accès ferme le 20 décembre 2026", `value="30"`)
		if got := s.Cell(`SELECT id || ' ' || grace FROM directory_school ORDER BY 1`); got != "0750001A 30|0750002B 14" {
			s.Errorf("delays: %s", got)
		}
	})
}
