package portal

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/a-h/templ"

	"preau/base/text"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/openapi"
	"preau/socle/retention"
	"preau/socle/rights"
)

// texts are the pages that the portal shows from files.
var texts = fstest.MapFS{
	"fr/premiers-pas.md":     {Data: []byte("# Premiers pas\n\nEntrez.")},
	"fr/accessibilite.md":    {Data: []byte("# Accessibilité\n\nLisez.")},
	"fr/mentions-legales.md": {Data: []byte("# Mentions légales\n\nSachez.")},
	"fr/hors-ligne.md":       {Data: []byte("# Hors ligne\n\nPatientez.")},
}

// note is an application whose parts of the home page come, fail and are for
// others.
func note() *socle.App {
	read := &rights.Right{Name: "notes.read", Says: "lire un mot", Give: map[directory.Role]rights.Reach{directory.Teacher: rights.Self}}
	widget := func(name string, draw func(*socle.Call, *socle.View) (templ.Component, error)) socle.Widget {
		return socle.Widget{Name: name, Right: read, Place: socle.Main, Link: "/mots", Draw: draw}
	}
	return &socle.App{
		Name: "notes", Title: "portal.home", Icon: "stylo", Paths: []string{"/mots"}, Rights: []*rights.Right{read},
		Widgets: []socle.Widget{
			widget("portal.home", func(*socle.Call, *socle.View) (templ.Component, error) {
				return templ.Raw("<p>le mot du jour</p>"), nil
			}),
			widget("portal.help", func(*socle.Call, *socle.View) (templ.Component, error) { return nil, errors.New("no mark") }),
		},
	}
}

// each runs a story on both engines, with the portal's messages of its own.
func each(t *testing.T, fn func(s *schooltest.School, p *Portal)) {
	t.Helper()
	p := &Portal{Help: texts, Platform: "Préau"}
	schooltest.Each(t, []*socle.App{p.App(), note()}, func(s *schooltest.School) {
		var err error
		p.Urgent, err = OpenUrgents(s.Context(), s.DB, func(err error) { s.Error(err) })
		if err != nil {
			s.Fatal(err)
		}
		defer p.Urgent.Close()
		tables, err := s.DB.Schema(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		p.Tables = socle.Tables(s.Host.Apps)
		if p.Rules, err = retention.New(tables, socle.Keeps(s.Host.Apps)); err != nil {
			s.Fatal(err)
		}
		fn(s, p)
	})
}

func TestManifest(t *testing.T) {
	p := new(Portal)
	if err := p.App().Check(); err != nil {
		t.Error(err)
	}
	body, err := openapi.Describe([]*socle.App{p.App()}, "http://preau.test")
	if err != nil {
		t.Fatal(err)
	}
	schooltest.Golden(t, "openapi.golden.json", string(body)+"\n")
}

func TestRights(t *testing.T) {
	each(t, func(s *schooltest.School, p *Portal) {
		app := p.App()
		// The stream of events wants a real connection: the browser's tests have one.
		app.Routes = slices.DeleteFunc(app.Routes, func(r socle.Route) bool { return r.Pattern == "/direct" })
		schooltest.Golden(s.T, "rights.golden", s.Matrix(app, map[string][]string{
			"urgent": {"none"}, "page": {"premiers-pas"},
		}))
	})
}

func TestHome(t *testing.T) {
	each(t, func(s *schooltest.School, _ *Portal) {
		r := s.As("leroy", "GET /")
		s.Want(r, http.StatusOK, "Bonjour Marc", "le mot du jour", "semaine")
		if !strings.Contains(r.Body, `href="/mots"`) {
			s.Error("the part that failed left no link")
		}
		if r := s.As("tom", "GET /"); r.Code != http.StatusOK || strings.Contains(r.Body, "le mot du jour") {
			s.Errorf("a pupil reads what is for teachers: %d", r.Code)
		}
	})
}

func TestUrgent(t *testing.T) {
	each(t, func(s *schooltest.School, p *Portal) {
		snow := []string{"titre", "Neige", "texte", "Pas de cars demain.", "jusqua", "2026-11-25"}
		// Who may not learns nothing, not even that the form was wrong.
		s.Want(s.As("petit", "POST /administration/urgence", snow...), http.StatusNotFound)
		if got := p.Urgent.For(schooltest.Verne, schooltest.Today); got != nil {
			s.Fatalf("a teacher showed %q to everyone", got.Title)
		}
		s.Want(s.As("martin", "POST /administration/urgence", "titre", "", "texte", strings.Repeat("a", maxUrgentText+1), "jusqua", "2020-01-01"),
			http.StatusUnprocessableEntity)
		s.Want(s.As("martin", "POST /administration/urgence", snow...), http.StatusSeeOther)
		s.Settle()
		if got := p.Urgent.For(schooltest.Verne, schooltest.Today); got == nil || got.Title != "Neige" {
			s.Fatalf("the message is not shown: %v", got)
		}
		if got := p.Urgent.For(schooltest.Curie, schooltest.Today); got != nil {
			s.Errorf("another school reads %q", got.Title)
		}
		if got := p.Urgent.For("", schooltest.Today); got == nil || !strings.Contains(got.Title, "Jules") {
			s.Errorf("the door does not say of which school it is: %v", got)
		}
		if got := p.Urgent.For(schooltest.Verne, "2026-11-26"); got != nil {
			s.Error("it outlives its last day")
		}
		if lines := s.Lines(schooltest.Verne); len(lines) == 0 || !strings.HasPrefix(lines[len(lines)-1], "martin a affiché à tout l’établissement") {
			s.Errorf("the journal says %q", lines)
		}
		id := string((*p.Urgent.all.Load())[schooltest.Verne].ID)
		s.Want(s.As("noir", "POST /administration/urgence/"+id+"/fin"), http.StatusNotFound)
		s.Want(s.As("adjoint", "POST /administration/urgence/"+id+"/fin"), http.StatusSeeOther)
		s.Settle()
		if got := p.Urgent.For(schooltest.Verne, schooltest.Today); got != nil {
			s.Errorf("still shown after its end: %q", got.Title)
		}
	})
}

func TestTexts(t *testing.T) {
	each(t, func(s *schooltest.School, _ *Portal) {
		for path, says := range map[string]string{
			"/aide": "Premiers pas", "/aide/premiers-pas": "Entrez.", "/accessibilite": "Lisez.",
			"/mentions-legales": "Sachez.", "/hors-ligne": "Patientez.",
		} {
			s.Want(s.As("", "GET "+path), http.StatusOK, says)
		}
		for _, path := range []string{"/aide/absente", "/aide/..%2F..%2Fgo.mod", "/aide/fr%2Faccessibilite"} {
			s.Want(s.As("", "GET "+path), http.StatusNotFound)
		}
	})
}

// A page that no route made speaks the reader's language and keeps calm words
// for what it does not know.
func TestFailed(t *testing.T) {
	p := &Portal{Platform: "Préau"}
	for _, x := range []struct {
		status     int
		lang, says string
	}{
		{http.StatusForbidden, "", "Ce formulaire venait d’un autre site"},
		{http.StatusServiceUnavailable, "en;q=0.9", "Many people at this moment"},
		{http.StatusServiceUnavailable, "xx, fr", "Beaucoup de monde"},
		{http.StatusInternalServerError, "fr", text.French.T("portal.broken.title")},
		{http.StatusTeapot, "fr", text.French.T("portal.broken.title")},
	} {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", x.lang)
		w := httptest.NewRecorder()
		p.Failed(w, r, x.status)
		body := w.Body.String()
		if w.Code != x.status || !strings.Contains(body, x.says) || strings.Count(body, "<h1") != 1 || !strings.Contains(body, " · Préau</title>") {
			t.Errorf("%d %q: %d %s", x.status, x.lang, w.Code, body)
		}
	}
}
