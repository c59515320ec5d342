package door_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"preau/base/db"
	"preau/portal/door"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
)

// A pupil of 18 is their own guardian: until they object the guardians see on,
// and are told why; once they object these see nothing, at once, and the school's
// journal has it.
func TestAdultPupil(t *testing.T) {
	home := func(_ *socle.Call, parts []socle.Part) socle.Page {
		return socle.Page{Title: "accueil", Body: templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			for _, p := range parts {
				if err := p.Body.Render(ctx, w); err != nil {
					return err
				}
			}
			return nil
		})}
	}
	front := &socle.App{Name: "front", Title: "door.account.title", Icon: "maison", Paths: []string{"/"}, Routes: []socle.Route{socle.Home("GET /{$}", home)}}
	const page = "/compte/responsables"
	schooltest.Each(t, []*socle.App{new(door.Door).App(), front}, func(s *schooltest.School) {
		born := func(day string) {
			s.Helper()
			if err := s.DB.Write(s.Context(), func(t *db.Tx) error {
				_, err := t.Exec(`UPDATE directory_person SET birth_date = ? WHERE id = 'ines'`, day)
				t.Publish("*")
				return err
			}); err != nil {
				s.Fatal(err)
			}
			s.Settle()
		}
		sees := func(want bool) {
			s.Helper()
			who, _, err := s.Host.Cache.Person(s.Context(), "mdiallo", schooltest.Today)
			if err != nil {
				s.Fatal(err)
			}
			if got := slices.ContainsFunc(who.Wards, func(w directory.Ward) bool { return w.Pupil == "ines" }); got != want {
				s.Errorf("the guardian sees the pupil: %v, want %v", got, want)
			}
		}
		born("2008-11-25") // 18 tomorrow
		s.Want(s.As("ines", "GET "+page), 404)
		s.Want(s.As("ines", "POST "+page, "seul", "true"), 404)
		if r := s.As("mdiallo", "GET /"); r.Code != 200 || strings.Contains(r.Body, "18 ans") {
			s.Errorf("the day before: %d %s", r.Code, r.Body)
		}
		born("2008-11-24") // 18 today
		sees(true)
		s.Want(s.As("mdiallo", "GET /"), 200, "Inès a 18 ans", "Vous voyez encore sa scolarité")
		s.Want(s.As("ines", "GET "+page), 200, "Awa Diallo", "Karim Diallo")
		s.Want(s.As("mdiallo", "GET "+page), 404)
		s.Want(s.As("ines", "POST "+page, "seul", "true"), 303)
		s.Settle()
		sees(false)
		s.Want(s.As("mdiallo", "GET /"), 200, "a choisi de ne plus vous montrer")
		if lines := s.Lines(schooltest.Verne); !slices.Contains(lines, "ines est majeur et a fermé sa scolarité à ses responsables") {
			s.Errorf("the journal: %q", lines)
		}
		s.Want(s.As("ines", "POST "+page, "seul", "false"), 303)
		s.Settle()
		sees(true)
		s.Want(s.As("ines", "POST "+page, "seul", "true"), 303)
		born("2009-11-24") // the school corrects the birth date: not of age after all
		sees(true)
	})
}
