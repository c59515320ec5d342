package socle_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"preau/base/db"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// Each line is one way to forget, and what the start and the tests say then.
func TestForgetfulApplicationIsRefused(t *testing.T) {
	if err := app().Check(); err != nil {
		t.Fatalf("the application as it is: %v", err)
	}
	other := &rights.Right{Name: "grades.read", Says: "lire", Give: map[directory.Role]rights.Reach{directory.Pupil: rights.Self}}
	for name, c := range map[string]struct {
		forget func(*socle.App)
		says   string
	}{
		"a right":              {func(a *socle.App) { a.Routes[0].Right = nil }, "names no right"},
		"whose right it is":    {func(a *socle.App) { a.Routes[0].Right = other }, "which is not the application's"},
		"on whom":              {func(a *socle.App) { a.Routes[1].On = socle.Mine }, "does not say on what its right is asked"},
		"the word of the path": {func(a *socle.App) { a.Routes[1].On = socle.One(rights.People, "eleve") }, "does not name {eleve}"},
		"to make the route":    {func(a *socle.App) { a.Routes = append(a.Routes, socle.Route{Method: "GET", Pattern: "/remarques/x"}) }, "was not made by"},
		"to post":              {func(a *socle.App) { a.Routes[2].Method = "GET" }, "is not a POST"},
		"the page of the form": {func(a *socle.App) { a.Routes[2] = a.Routes[2].From("/remarques/formulaire") }, "no page"},
		"its own addresses":    {func(a *socle.App) { a.Paths = []string{"/autre"} }, "stands below none of"},
		"what a right says": {func(a *socle.App) {
			a.Rights[0] = &rights.Right{Name: "remarks.write", Give: remark.Give}
			a.Routes = nil
		}, "does not say what it is for"},
		"the name of a table": {func(a *socle.App) { a.Schema = sql("CREATE TABLE grades_mark (id TEXT PRIMARY KEY);") }, "is not named remarks_"},
		"whose table it is": {func(a *socle.App) {
			a.Schema = sql("CREATE TABLE remarks_x (id TEXT PRIMARY KEY, mark TEXT REFERENCES grades_mark (id));")
		}, "another's table"},
	} {
		a := app()
		c.forget(a)
		if err := a.Check(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("forgetting %s: %v, want %q", name, err, c.says)
		}
	}
	twice := &socle.Host{Apps: []*socle.App{app(), app()}}
	if err := twice.Check(); err == nil || !strings.Contains(err.Error(), "is a route of remarks already") {
		t.Errorf("two applications at one address: %v", err)
	}
}

func sql(text string) fstest.MapFS {
	return fstest.MapFS{"migrations/0001_x.sql": {Data: []byte(text)}}
}

// A table that names a person and has no Keep is found in the real schema of
// both engines; with its Keep, it is not.
func TestTableWithoutKeepIsRefused(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		schema := tables(s)
		if err := s.Host.CheckKeeps(schema); err != nil {
			s.Errorf("the schema as it is: %v", err)
		}
		forgetful := *s.Host.Apps[0]
		forgetful.Keep = nil
		s.Host.Apps = []*socle.App{&forgetful}
		if err := s.Host.CheckKeeps(schema); err == nil || !strings.Contains(err.Error(), "remarks_remark") {
			s.Errorf("remarks_remark without its Keep: %v", err)
		}
	})
}

func tables(s *schooltest.School) []db.Table {
	s.Helper()
	schema, err := s.DB.Schema(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	return schema
}

func TestForeignTables(t *testing.T) {
	a := app()
	for source, want := range map[string]int{
		"SELECT 1 FROM remarks_remark r JOIN directory_person p ON true": 0,
		"SELECT 1 FROM school_course":                                    0,
		"SELECT 1 FROM news_article JOIN signin_account s ON true":       2,
		"INSERT INTO audit_entry (id) VALUES (?)":                        1,
		"UPDATE grades_mark SET x = 1":                                   1,
	} {
		if got := a.ForeignTables(source); len(got) != want {
			t.Errorf("%s: %v, want %d", source, got, want)
		}
	}
}
