package admin

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/text"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/openapi"
	"preau/socle/rights"
	"preau/socle/signin"
)

// apps are the administration, and an application that a school may switch off.
func apps() []*socle.App {
	return []*socle.App{App, {
		Name: "remarks", Title: "admin.gallery", Icon: "stylo", Paths: []string{"/remarques"},
		Rights: []*rights.Right{{
			Name: "remarks.read", Says: "lire les remarques",
			Give: map[directory.Role]rights.Reach{directory.Teacher: rights.MyCourses, directory.Guardian: rights.Wards},
			Max:  map[directory.Role]rights.Reach{directory.Teacher: rights.School, directory.AED: rights.School},
		}},
		Routes: []socle.Route{},
	}}
}

// each runs a story on both engines, everybody with an account that waits.
func each(t *testing.T, fn func(s *schooltest.School)) {
	t.Helper()
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		var people []directory.ID
		for _, id := range schooltest.Everyone[1:] {
			people = append(people, directory.ID(id))
		}
		if err := s.DB.Write(s.Context(), func(t *db.Tx) error { return signin.NewAccounts(t, people, s.Clock) }); err != nil {
			s.Fatal(err)
		}
		fn(s)
	})
}

func TestApp(t *testing.T) {
	if err := App.Check(); err != nil {
		t.Error(err)
	}
	if err := text.Check(); err != nil {
		t.Error(err)
	}
}

func TestOpenAPI(t *testing.T) {
	if empty := openapi.Silent([]*socle.App{App}); len(empty) > 0 {
		t.Errorf("routes whose schema tells nothing: %v", empty)
	}
	got, err := openapi.Describe([]*socle.App{App}, "http://preau.test")
	if err != nil {
		t.Fatal(err)
	}
	schooltest.Golden(t, "openapi.golden.json", string(got))
}

func TestRights(t *testing.T) {
	each(t, func(s *schooltest.School) {
		addRule(s, "r1", schooltest.Verne)
		addRule(s, "r2", schooltest.Curie)
		for _, id := range []directory.ID{schooltest.Verne, schooltest.Curie, ""} {
			addImport(s, "i-"+string(id), id)
		}
		schooltest.Golden(s.T, "rights.golden", s.Matrix(App, map[string][]string{
			"person": {"zoe", "leroy", "lea"}, "school": {string(schooltest.Verne), string(schooltest.Curie)}, "rule": {"r1", "r2"}, "import": {"i-0750001A", "i-0750002B", "i-"},
		}))
	})
}

// addImport adds an import that was applied.
func addImport(s *schooltest.School, id string, school directory.ID) {
	s.Helper()
	s.Exec(`INSERT INTO admin_import (id, school, person, at, files, job) VALUES (?, ?, 'admin', 1, 'lot.zip', '')`, id, school)
	s.Exec(`INSERT INTO directory_import (run, format, source, year, complete, only_one, state, at, ended) VALUES (?, 'aaf', 'aaf:9', '2026', TRUE, ?, 'applied', 1, ?)`, id, strings.TrimPrefix(id, "i-"), s.Clock.UnixMilli())
}

func addRule(s *schooltest.School, id string, school directory.ID) {
	s.Helper()
	err := s.DB.Write(s.Context(), func(t *db.Tx) error {
		return rights.Add(t, rights.Rule{
			ID: id, School: school, Role: directory.Teacher, Right: "remarks.read", Reach: rights.School, By: "martin", At: 1,
		})
	})
	if err != nil {
		s.Fatal(err)
	}
}

func TestFindPeople(t *testing.T) {
	each(t, func(s *schooltest.School) {
		for _, c := range []struct{ who, query, has, hasNot string }{
			{"garnier", "", "Inès Diallo", "Léa Blanc"},
			{"garnier", "?q=dia", "Awa Diallo", "Tom Roy"},
			{"garnier", "?q=zo+ar", "Zoé d’Àrc-Nuñez", "Tom Roy"},
			{"garnier", "?q=diallo&role=pupil", "Inès Diallo", "Awa Diallo"},
			{"garnier", "?compte=active", "Personne ne correspond", "Inès Diallo"},
			{"garnier", "?q=ancien", "parti", "Tom Roy"},
			{"benali", "", "Inès Diallo", "Marc Leroy"},
			{"admin", "?etablissement=0750002B", "Léa Blanc", "Tom Roy"},
		} {
			r := s.As(c.who, "GET /administration/personnes"+c.query)
			s.Want(r, 200, c.has)
			if strings.Contains(r.Body, c.hasNot) {
				s.Errorf("%s %s: %q must not be there", c.who, c.query, c.hasNot)
			}
		}
		s.Want(s.As("garnier", "GET /administration/personnes?etablissement=0750002B"), 404)
		s.Want(s.As("petit", "GET /administration/personnes"), 404)
		s.Want(s.As("garnier", "GET /administration/personnes?q="+strings.Repeat("a+", 3000)+"&page=-3&role=king"), 200)
	})
}

// The number of statements of a list does not grow with its rows.
func TestStatements(t *testing.T) {
	each(t, func(s *schooltest.School) {
		count := func(query string) int64 {
			before := s.DB.Stats().Statements
			s.Want(s.As("garnier", "GET /administration/personnes"+query), 200)
			return s.DB.Stats().Statements - before
		}
		count("") // the person is read into the cache
		if one, all := count("?q=zoe"), count(""); all > one {
			s.Errorf("%d statements for one person, %d for all", one, all)
		}
	})
}

var codeInPage = regexp.MustCompile(`<span>([A-Z2-9]{4})</span>`)

// once follows an answer to the page that shows the secret.
func once(s *schooltest.School, who string, r schooltest.Response) schooltest.Response {
	s.Helper()
	cookie := r.Header.Get("Set-Cookie")
	for _, c := range r.Header.Values("Set-Cookie") {
		if strings.HasPrefix(c, "preau_une_fois") {
			cookie = c
		}
	}
	value, _, _ := strings.Cut(cookie, ";")
	return s.With(who, "GET "+r.Location, "Cookie", value)
}

func TestCode(t *testing.T) {
	each(t, func(s *schooltest.School) {
		r := s.As("garnier", "POST /administration/personnes/ines/code", "canal", "letter")
		s.Want(r, 303)
		page := once(s, "garnier", r)
		s.Want(page, 200, "ines.diallo", "/activation", "Votre date de naissance")
		if n := len(codeInPage.FindAllString(page.Body, -1)); n != 3 {
			s.Errorf("%d groups of four, want 3: %s", n, page.Body)
		}
		s.Want(s.As("garnier", "GET /administration/personnes/ines/lettre"), 200, "plus montré")
		// Twice: the second code is the one that opens.
		s.Want(s.As("garnier", "POST /administration/personnes/ines/code", "canal", "letter"), 303)
		if got := s.Cell(`SELECT CAST(COUNT(*) AS TEXT) FROM signin_code WHERE person = 'ines' AND killed_at = 0`); got != "1" {
			s.Errorf("%s codes open, want one", got)
		}
		s.Want(s.As("garnier", "POST /administration/personnes/ines/code", "canal", "fax"), 422, "Choisissez comment")
		s.Want(s.As("benali", "POST /administration/personnes/ines/code", "canal", "letter"), 303)
		s.Want(s.As("benali", "POST /administration/personnes/leroy/code", "canal", "letter"), 404)
		s.Want(s.As("garnier", "POST /administration/personnes/lea/code", "canal", "letter"), 404)
		// Who hands out codes takes over nobody above them.
		s.Want(s.As("garnier", "POST /administration/personnes/admin/code", "canal", "hand"), 422, "tenu par la direction")
		s.Want(s.As("garnier", "POST /administration/personnes/martin/code", "canal", "hand"), 422)
		s.Want(s.As("adjoint", "POST /administration/personnes/martin/code", "canal", "hand"), 303)
		if lines := s.Lines(schooltest.Verne); !slices.Contains(lines, "garnier a fait un nouveau code d’activation pour {0}, par lettre") {
			s.Errorf("the journal: %q", lines)
		}
	})
}

// A card that holds no fact to ask for: the code is handed over in person.
func TestCodeByHand(t *testing.T) {
	each(t, func(s *schooltest.School) {
		s.Exec(`UPDATE directory_person SET birth_date = '' WHERE id = 'leroy'`)
		s.Want(s.As("garnier", "POST /administration/personnes/leroy/code", "canal", "letter"), 422, "En mains propres")
		r := s.As("garnier", "POST /administration/personnes/leroy/code", "canal", "hand")
		s.Want(r, 303)
		s.Want(once(s, "garnier", r), 200, "Remis en mains propres par Paul Garnier")
		s.Want(s.As("garnier", "GET /administration/personnes/leroy"), 200, "Remis en mains propres par", "Paul Garnier")
	})
}

func TestBlock(t *testing.T) {
	each(t, func(s *schooltest.School) {
		s.Exec(`INSERT INTO signin_session (id, token, person, kind, created_at, seen_at, expires_at) VALUES ('s', 't', 'ines', 'mine', ?, ?, ?)`,
			s.Clock.UnixMilli(), s.Clock.UnixMilli(), s.Clock.UnixMilli()+1e9)
		s.Want(s.As("garnier", "GET /administration/personnes/ines"), 200, "1 appareil")
		for range 2 { // a second click does no harm
			s.Want(s.As("garnier", "POST /administration/personnes/ines/bloquer"), 303)
		}
		s.Want(s.As("garnier", "GET /administration/personnes/ines"), 200, "bloqué", "0 appareil")
		for range 2 {
			s.Want(s.As("garnier", "POST /administration/personnes/ines/debloquer"), 303)
		}
		s.Want(s.As("garnier", "GET /administration/personnes/ines"), 200, "à activer")
		s.Want(s.As("garnier", "POST /administration/personnes/garnier/bloquer"), 404)
		s.Want(s.As("garnier", "POST /administration/personnes/admin/bloquer"), 422)
		s.Want(s.As("benali", "POST /administration/personnes/ines/bloquer"), 404)
		s.Want(s.As("garnier", "POST /administration/personnes/lea/bloquer"), 404)
	})
}

func TestJournal(t *testing.T) {
	each(t, func(s *schooltest.School) {
		s.Want(s.As("martin", "GET /administration/journal"), 200, "Aucune ligne n’est encore scellée")
		s.Want(s.As("garnier", "POST /administration/personnes/ines/bloquer"), 303)
		s.Want(s.As("adjoint", "POST /administration/personnes/tom/sessions"), 303)
		s.Want(s.As("martin", "GET /administration/journal"), 200, "Paul Garnier a bloqué le compte de Inès Diallo", "Luc Perrin a fermé")
		r := s.As("martin", "GET /administration/journal?personne=adjoint")
		s.Want(r, 200, "Luc Perrin a fermé toutes les sessions de Tom Roy")
		if strings.Contains(r.Body, "a bloqué") {
			s.Error("a filter by person shows another's line")
		}
		s.Want(s.As("martin", "GET /administration/journal?jour=2026-11-24"), 200, "a bloqué")
		s.Want(s.As("martin", "GET /administration/journal?jour=2026-11-23"), 200, "Aucune ligne.")
		s.Want(s.As("martin", "GET /administration/journal?q=garn"), 200, "Paul Garnier")
		s.Want(s.As("martin", "GET /administration/journal/export"), 200, "\ufeffQuand;Qui;", "Paul Garnier")
		s.Want(s.As("noir", "GET /administration/journal?etablissement=0750001A"), 404)
		s.Want(s.As("garnier", "GET /administration/journal"), 404)
		s.Clock = s.Clock.Add(time.Hour)
		if err := s.DB.Write(s.Context(), func(t *db.Tx) error { _, err := audit.Seal(t, s.Clock); return err }); err != nil {
			s.Fatal(err)
		}
		s.Want(s.As("martin", "GET /administration/journal"), 200, "Le journal est intact.", "2 lignes scellées")
		program := audit.Entry{School: "0750001A", At: s.Clock, Role: "import", Says: "import {0} : {1} arrivées", Refs: []audit.Ref{{Word: "{1}"}, {Word: "12"}}}
		if err := s.DB.Write(s.Context(), func(t *db.Tx) error { return audit.Append(t, program) }); err != nil {
			s.Fatal(err)
		}
		s.Want(s.As("martin", "GET /administration/journal"), 200, "Import {1} : 12 arrivées")
		s.Exec(`UPDATE audit_entry SET says = 'rien' WHERE who = 'garnier'`)
		s.Want(s.As("martin", "GET /administration/journal"), 200, "ne correspond plus")
	})
}

// A power that a tie gives is not taken through the account of who has it, nor
// over one's own family.
func TestPowers(t *testing.T) {
	each(t, func(s *schooltest.School) {
		s.Want(s.As("garnier", "POST /administration/personnes/petit/bloquer"), 303) // a teacher of both schools
		s.Exec(`INSERT INTO directory_tie (person, school, role, sort_key, source) VALUES ('petit', '0750002B', 'secretary', 'petit claire', 'manual')`)
		s.Settle()
		for _, act := range []string{"code", "debloquer", "sessions"} {
			s.Want(s.As("garnier", "POST /administration/personnes/petit/"+act, "canal", "hand"), 422)
		}
		s.Want(s.As("admin", "POST /administration/personnes/petit/debloquer"), 303)

		sight := "POST /administration/personnes/ines/responsable?qui="
		s.Want(s.As("garnier", sight+"pdiallo", "peut_voir", "non", "motif", "Jugement du 3 mars"), 303)
		s.Exec(`INSERT INTO directory_tie (person, school, role, sort_key, source) VALUES ('pdiallo', '0750001A', 'secretary', 'diallo karim', 'manual')`)
		s.Want(s.As("pdiallo", sight+"pdiallo", "peut_voir", "oui"), 422, "quelqu’un d’autre doit le faire")
		s.Want(s.As("pdiallo", sight+"mdiallo", "peut_voir", "non", "motif", "Parce que"), 422)
		s.Want(s.As("garnier", sight+"pdiallo", "peut_voir", "oui"), 303)
	})
}
