package socle_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/a-h/templ"

	"preau/base/db"
	"preau/base/ui"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/retention"
	"preau/socle/rights"
)

// The application of these tests: remarks on pupils, by their teachers.
var (
	remark = &rights.Right{
		Name: "remarks.write", Says: "écrire une remarque",
		Give: map[directory.Role]rights.Reach{directory.Teacher: rights.MyCourses},
		Max:  map[directory.Role]rights.Reach{directory.AED: rights.School},
	}
	read = &rights.Right{
		Name: "remarks.read", Says: "lire les remarques d’un élève", Log: true,
		Give: map[directory.Role]rights.Reach{
			directory.Pupil: rights.Self, directory.Guardian: rights.Wards, directory.Teacher: rights.MyCourses, directory.Head: rights.School,
		},
	}
	remarks = &rights.Object{Name: "remarks.remark", Table: "remarks_remark", School: "school", Owner: "pupil", Label: "says"}
)

type sheet struct {
	Remarks []string `json:"remarks"`
	Reads   int      `json:"reads"`
}

type remarkForm struct {
	Says  string `form:"texte"`
	Stars int    `form:"etoiles"`
	Other string `form:"autre"`
}

func (f *remarkForm) Check(*socle.Call) socle.Invalid {
	if f.Says == "" {
		return socle.Wrong("texte", "Écrivez quelque chose.")
	}
	return nil
}

func texts(v *socle.View, where string, args ...any) (sheet, error) {
	all, err := db.Strings(v, `SELECT r.says FROM remarks_remark r WHERE `+where+` ORDER BY r.says`, args...)
	return sheet{Remarks: all}, err
}

func sheetPage(_ *socle.Call, m sheet) socle.Page {
	return socle.Page{Title: "Remarques", Body: templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "<p>"+templ.EscapeString(strings.Join(m.Remarks, "|"))); err != nil {
			return err
		}
		return ui.TextField(ui.Field{Name: "texte", Label: "Texte"}).Render(ctx, w)
	})}
}

func app() *socle.App {
	return &socle.App{
		Name: "remarks", Title: "remarks.title", Icon: "stylo", Paths: []string{"/remarques"},
		Rights: []*rights.Right{remark, read}, Objects: []*rights.Object{remarks},
		Routes: []socle.Route{
			socle.Show("GET /remarques", socle.Mine, read, func(_ *socle.Call, v *socle.View) (sheet, error) {
				where, args := v.Within(remarks, "r")
				return texts(v, where, args...)
			}, sheetPage),
			socle.Show("GET /remarques/{pupil}", socle.One(rights.People, "pupil"), read, func(_ *socle.Call, v *socle.View) (sheet, error) {
				return texts(v, "r.pupil = ?", v.On())
			}, sheetPage),
			socle.Do("POST /remarques/{pupil}", socle.One(rights.People, "pupil"), remark, func(_ *socle.Call, t *socle.Tx, f remarkForm) (socle.See, error) {
				if f.Other != "" {
					if _, err := t.Also(rights.People, directory.ID(f.Other)); err != nil {
						return socle.See{}, err
					}
				}
				t.Say("a écrit « {1} » sur {0}", socle.PersonRef(t.On()), socle.WordRef(f.Says))
				_, err := t.Exec(`INSERT INTO remarks_remark (id, school, pupil, author, says, at) VALUES (?, ?, ?, ?, ?, 0)`,
					db.NewID(), t.School(), t.On(), t.Who().ID, f.Says)
				return socle.See{Path: "/remarques"}, err
			}),
			socle.Do("POST /remarques/muet/{pupil}", socle.One(rights.People, "pupil"), remark, func(*socle.Call, *socle.Tx, struct{}) (socle.See, error) {
				return socle.See{Path: "/remarques"}, nil
			}),
		},
		Schema: fstest.MapFS{"migrations/0001_remarks.sql": {Data: []byte(`CREATE TABLE remarks_remark (
			id TEXT PRIMARY KEY, school TEXT NOT NULL, pupil TEXT NOT NULL REFERENCES directory_person (id),
			author TEXT NOT NULL REFERENCES directory_person (id), says TEXT NOT NULL, at BIGINT NOT NULL);`)}},
		Keep: map[string]socle.Keep{"remarks_remark": {
			Owners: []string{"pupil", "author"}, From: retention.Written, At: "at", For: retention.Period{Years: 1}, Others: retention.Stay,
			Why: "suivi des élèves", Label: "Les remarques sur vous",
		}},
	}
}

func TestStory(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		s.Want(s.As("petit", "POST /remarques/ines", "texte", "Très bien"), 303)
		s.Want(s.As("petit", "POST /remarques/lea", "texte", "Sage"), 303)
		for who, want := range map[string]string{
			"ines": "<p>Très bien", "mdiallo": "<p>Très bien", "pdiallo": "<p>Très bien", "martin": "<p>Très bien",
			"petit": "<p>Sage|Très bien", "noir": "<p>Sage", "lea": "<p>Sage", "tom": "<p><", "leroy": "<p><",
		} {
			s.Want(s.As(who, "GET /remarques"), 200, want)
		}
		s.Want(s.As("roy", "GET /remarques/tom"), 404)
		s.Want(s.As("petit", "POST /remarques/ines", "texte", ""), 422, `aria-invalid="true"`, "Écrivez quelque chose.")
		s.Want(s.As("petit", "POST /remarques/ines", "texte", "Gardé", "etoiles", "beaucoup"), 422, `value="Gardé"`)
		s.Want(s.As("leroy", "POST /remarques/ines", "texte", ""), 404)
		s.Want(s.As("", "GET /remarques"), 303)
		s.Want(s.As("ancien", "GET /remarques"), 303)
		s.Want(s.As("petit", "GET /nulle-part"), 404)
		lines := s.Lines(schooltest.Verne)
		if len(lines) != 1 || lines[0] != "petit a écrit « {1} » sur {0}" {
			s.Errorf("the journal: %q; a refused write leaves no line, a write one", lines)
		}
	})
}

// An id that comes from a form goes through Also, which refuses the other
// school's; a refusal is a page like any that does not exist.
func TestSomebodyElsesID(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		s.Want(s.As("petit", "POST /remarques/ines", "texte", "x", "autre", "tom"), 303)
		refused := s.As("petit", "POST /remarques/ines", "texte", "x", "autre", "zoe")
		s.Want(refused, 404)
		if nowhere := s.As("petit", "GET /nulle-part"); nowhere.Body != refused.Body {
			s.Errorf("a refusal tells itself apart:\n%s\n%s", refused.Body, nowhere.Body)
		}
	})
}

func TestJSONFace(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		s.Want(s.JSON("petit", "POST /remarques/ines", `{"texte":"Bien","etoiles":3}`), 303)
		r := s.JSON("ines", "GET /remarques", "")
		var m sheet
		if err := json.Unmarshal([]byte(r.Body), &m); err != nil || r.Code != 200 || len(m.Remarks) != 1 {
			s.Errorf("%d %s: %v", r.Code, r.Body, err)
		}
		s.Want(s.JSON("petit", "POST /remarques/ines", `{"texte":""}`), 422, `"field":"texte"`)
		s.Want(s.JSON("petit", "POST /remarques/ines", `{"texte":{}}`), 422)
		s.Want(s.JSON("petit", "POST /remarques/ines", `[`), 422)
		s.Want(s.JSON("leroy", "POST /remarques/ines", `[`), 404)
		s.Want(s.JSON("", "GET /remarques", ""), 401, `"status":401`)
	})
}

func TestSilentWriteIsRefused(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		s.Want(s.As("petit", "POST /remarques/muet/ines"), 500)
	})
}

func TestReadingIsJournalised(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		s.Want(s.As("martin", "GET /remarques/ines"), 200)
		if err := s.Host.FlushReads(s.Context()); err != nil {
			s.Fatal(err)
		}
		if lines := s.Lines(schooltest.Verne); len(lines) != 1 || !strings.Contains(lines[0], "a consulté") {
			s.Errorf("the journal: %q", lines)
		}
	})
}

// A head's rule widens a right up to its Max, for a time; Why tells it.
func TestRules(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		s.Want(s.As("roux", "POST /remarques/ines", "texte", "x"), 404)
		rule(s, "aed", "", "remarks.write", "platform", "2026-11-24")
		s.Want(s.As("roux", "POST /remarques/ines", "texte", "x"), 303)
		s.Want(s.As("roux", "POST /remarques/lea", "texte", "x"), 404)
		chain := why(s, "roux", remark, "ines")
		if len(chain) != 1 || len(chain[0]) != 2 || chain[0][1].Key != "rights.why.rule" {
			s.Errorf("why: %v", chain)
		}
		s.Clock = s.Clock.AddDate(0, 0, 1)
		s.Want(s.As("roux", "POST /remarques/ines", "texte", "x"), 404)
		rule(s, "", "petit", "remarks.write", "nobody", "")
		s.Want(s.As("petit", "POST /remarques/ines", "texte", "x"), 404)
		s.Want(s.As("petit", "POST /remarques/lea", "texte", "x"), 303)
	})
}

func rule(s *schooltest.School, role, person, right, reach, until string) {
	s.Helper()
	err := s.DB.Write(s.Context(), func(t *db.Tx) error {
		t.Publish("rights")
		_, err := t.Exec(`INSERT INTO rights_rule (id, school, role, person, right_name, reach, until_day, by_person, at)
			VALUES (?, ?, ?, ?, ?, ?, ?, 'martin', 1)`, db.NewID(), schooltest.Verne, role, person, right, reach, until)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	s.Settle()
}

func why(s *schooltest.School, who string, right *rights.Right, on directory.ID) (chain [][]rights.Fact) {
	s.Helper()
	err := s.DB.Read(s.Context(), func(t *db.Tx) error {
		p, _, err := directory.Load(t, directory.ID(who), schooltest.Today)
		if err == nil {
			chain, err = s.Host.Book.Why(t, p, right, rights.People, on, schooltest.Today)
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return chain
}

func TestWhy(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		for _, c := range []struct {
			who  string
			on   directory.ID
			link string
		}{
			{"mdiallo", "ines", "rights.why.ward"}, {"petit", "ines", "rights.why.group"}, {"martin", "ines", ""}, {"tom", "ines", "no"}, {"martin", "lea", "no"},
		} {
			chain := why(s, c.who, read, c.on)
			got := "no"
			if len(chain) > 0 {
				got = ""
				if last := chain[0][len(chain[0])-1]; len(chain[0]) > 2 {
					got = last.Key
				}
			}
			if got != c.link {
				s.Errorf("why %s on %s: %q, want %q", c.who, c.on, got, c.link)
			}
		}
	})
}

func TestRightsMatrix(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		schooltest.Golden(s.T, "rights.golden", s.Matrix(s.Host.Apps[0], map[string][]string{"pupil": {"ines", "lea"}}))
	})
}

// The seal finds a line changed, taken out or added behind its back.
func TestSeal(t *testing.T) {
	schooltest.Each(t, []*socle.App{app()}, func(s *schooltest.School) {
		for range 3 {
			s.Want(s.As("petit", "POST /remarques/ines", "texte", "x"), 303)
		}
		seal := func() (n int) {
			err := s.DB.Write(s.Context(), func(t *db.Tx) (err error) {
				n, err = audit.Seal(t, s.Clock)
				return err
			})
			if err != nil {
				s.Fatal(err)
			}
			return n
		}
		if n := seal(); n != 0 {
			s.Errorf("sealed %d lines that another transaction may precede", n)
		}
		s.Clock = s.Clock.AddDate(0, 0, 1)
		if n := seal(); n != 3 {
			s.Errorf("sealed %d, want 3", n)
		}
		if bad := verify(s); bad != 0 {
			s.Errorf("seal %d does not agree, and nothing was touched", bad)
		}
		tamper(s)
		if bad := verify(s); bad != 1 {
			s.Errorf("a line was changed and seal %d does not agree, want 1", bad)
		}
	})
}

func verify(s *schooltest.School) (bad int64) {
	s.Helper()
	err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) {
		bad, err = audit.Verify(t, string(schooltest.Verne))
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return bad
}

func tamper(s *schooltest.School) {
	s.Helper()
	err := s.DB.Write(s.Context(), func(t *db.Tx) error {
		n, err := t.Exec(`UPDATE audit_entry SET who = 'leroy' WHERE id = (SELECT min(id) FROM audit_entry)`)
		if err == nil && n != 1 {
			err = errors.New("nothing to tamper with")
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}
