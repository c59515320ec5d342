package portal

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"preau/base/db"
	"preau/schooltest"
	"preau/socle/directory"
	"preau/socle/signin"
)

func TestMoved(t *testing.T) {
	for _, c := range []struct {
		all, path, gesture, want string
	}{
		{"", "/a", keep, "/a"},
		{"/a", "/b", keep, "/a /b"},
		{"/a /b", "/a", keep, "/a /b"},
		{"/a /b /c", "/c", lift, "/a /c /b"},
		{"/a /b", "/a", lift, "/a /b"},
		{"/a /b", "/x", lift, "/a /b"},
		{"/a /b", "/a", drop, "/b"},
		{"/a", "/x", drop, "/a"},
	} {
		if got := moved(strings.Fields(c.all), c.path, c.gesture); !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%q, %s %s: %q, want %q", c.all, c.gesture, c.path, got, c.want)
		}
	}
}

func TestShortcuts(t *testing.T) {
	each(t, func(s *schooltest.School, _ *Portal) {
		account := func(who string) signin.Prefs {
			var p signin.Prefs
			if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) { p, err = signin.PrefsOf(t, directory.ID(who)); return err }); err != nil {
				s.Fatal(err)
			}
			return p
		}
		if err := s.DB.Write(s.Context(), func(t *db.Tx) error { return signin.NewAccounts(t, []directory.ID{"martin"}, s.Clock) }); err != nil {
			s.Fatal(err)
		}
		for _, path := range []string{"/aide", "/compte"} {
			s.Want(s.As("martin", "POST /applications", "chemin", path, "geste", keep), 303)
		}
		s.Want(s.As("martin", "POST /applications", "chemin", "/compte", "geste", lift), 303)
		if got := fmt.Sprint(account("martin").Links); got != "[/compte /aide]" {
			s.Errorf("shortcuts %s", got)
		}
		s.Want(s.As("martin", "POST /applications", "chemin", "/administration/secret", "geste", keep), 422, "Cette page n’est plus là")
		s.Want(s.As("martin", "POST /applications", "chemin", "/aide", "geste", "voler"), 422)
		s.Want(s.As("martin", "POST /applications", "chemin", "/aide", "geste", drop), 303)
		if got := fmt.Sprint(account("martin").Links); got != "[/compte]" {
			s.Errorf("shortcuts %s", got)
		}
		if lines := s.Lines(schooltest.Verne); len(lines) > 0 {
			s.Errorf("the order of shortcuts is in the journal: %q", lines)
		}
	})
}
