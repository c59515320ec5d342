package door_test

import (
	"strings"
	"testing"

	"preau/base/db"
	"preau/portal/door"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/retention"
	"preau/socle/signin"
)

// TestLaws: who may what is golden, and every table says how long it is kept.
func TestLaws(t *testing.T) {
	d := new(door.Door)
	app := d.App()
	schooltest.Each(t, []*socle.App{app}, func(s *schooltest.School) {
		if err := app.Check(); err != nil {
			s.Error(err)
		}
		d.Host = s.Host
		if err := s.DB.Write(s.Context(), func(t *db.Tx) error {
			var all []directory.ID
			for _, id := range schooltest.Everyone {
				all = append(all, directory.ID(id))
			}
			return signin.NewAccounts(t, all, s.Clock)
		}); err != nil {
			s.Fatal(err)
		}
		schooltest.Golden(s.T, "rights.golden", s.Matrix(app, nil))
		tables, err := s.DB.Schema(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		if _, err := retention.New(tables, socle.Keeps([]*socle.App{app})); err != nil {
			s.Error(err)
		}
	})
}

// TestOneTitle: each page of the door has one h1 and runs nothing inline.
func TestOneTitle(t *testing.T) {
	each(t, func(g *gate) {
		in := g.browser().in("ines.diallo")
		for path, b := range map[string]*browser{
			"/connexion": g.browser(), "/activation": g.browser(), "/mot-de-passe-oublie": g.browser(), "/charte": in,
			"/compte": in, "/compte/affichage": in, "/compte/motdepasse": in, "/compte/jetons": in,
		} {
			a := b.wants(b.get(path), 200, "")
			if n := strings.Count(a.body, "<h1"); n != 1 {
				g.Errorf("%s: %d h1", path, n)
			}
			b.lacks(a, "style=", "onclick=", "<style", "<script>")
		}
	})
}
