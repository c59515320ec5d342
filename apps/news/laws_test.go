package news

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"preau/base/db"
	"preau/base/text"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/openapi"
	"preau/socle/retention"
)

func TestManifest(t *testing.T) {
	if err := App.Check(); err != nil {
		t.Error(err)
	}
	if err := text.Check(); err != nil {
		t.Error(err)
	}
}

func TestOpenAPI(t *testing.T) {
	body, err := openapi.Describe(apps(), "http://preau.test")
	if err != nil {
		t.Fatal(err)
	}
	schooltest.Golden(t, "openapi.golden.json", string(body)+"\n")
}

// again undoes what a request of the matrix has done.
const again = `
UPDATE news_article SET state = CASE id WHEN 'brouillon' THEN 'draft' WHEN 'soumis' THEN 'submitted' ELSE 'published' END, version = 1
	WHERE id IN ('brouillon', 'soumis', 'avis', 'rallye', 'visite', 'ailleurs');
UPDATE news_comment SET state = CASE id WHEN 'mot' THEN 'shown' ELSE 'pending' END;
INSERT INTO news_file SELECT * FROM kept WHERE TRUE ON CONFLICT (id) DO NOTHING`

func TestRightsMatrix(t *testing.T) {
	each(t, func(s *schooltest.School) {
		exec(s, `CREATE TABLE kept AS SELECT * FROM news_file`)
		s.Undo = func() {
			for q := range strings.SplitSeq(again, ";\n") {
				if err := s.DB.Write(s.Context(), func(t *db.Tx) error { _, err := t.Exec(q); return err }); err != nil {
					s.Fatal(err)
				}
			}
		}
		schooltest.Golden(s.T, "rights.golden", s.Matrix(App, map[string][]string{
			"article": {"brouillon", "soumis", "avis", "rallye", "ailleurs"}, "section": {"vie", "curie"}, "file": {"photo", "essai", "affiche", "dehors"},
			"comment": {"mot", "attend"}, "report": {"alerte"}, "school": {"0750001A", "0750002B"}, "secret": {"faux"},
		}))
	})
}

func rules(s *schooltest.School) *retention.Rules {
	s.Helper()
	tables, err := s.DB.Schema(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	r, err := retention.New(tables, socle.Keeps(apps()))
	if err != nil {
		s.Fatal(err)
	}
	return r
}

// The export gives each person what is theirs, and nothing of another's.
func TestExport(t *testing.T) {
	each(t, func(s *schooltest.School) {
		exec(s, `INSERT INTO news_read (person, object, at) VALUES ('ines', 'avis', 1795345200000)`)
		for who, x := range map[string]struct{ has, not string }{
			"petit":   {"Texte brut|Vie du collège|hall.png|Le hall", "Le mot d’Inès"},
			"ines":    {"Le mot d’Inès", "Le mot de Tom|Texte brut"},
			"mdiallo": {"Ce n’est pas gentil.", "Le mot de Tom|Texte brut"},
		} {
			body := exported(s, who)
			for part := range strings.SplitSeq(x.has, "|") {
				if !strings.Contains(body, part) {
					s.Errorf("%s: no %q in the export", who, part)
				}
			}
			for part := range strings.SplitSeq(x.not, "|") {
				if strings.Contains(body, part) {
					s.Errorf("%s: %q in the export", who, part)
				}
			}
		}
	})
}

// exported is all the text of a person's export.
func exported(s *schooltest.School, who string) string {
	s.Helper()
	var out bytes.Buffer
	err := s.DB.Read(s.Context(), func(t *db.Tx) error {
		names := func(table, id string) string {
			column := map[string]string{"news_article": "title", "news_section": "name", "directory_person": "first_name"}[table]
			if column == "" {
				return ""
			}
			all, err := db.Strings(t, `SELECT `+column+` FROM `+table+` WHERE id = ?`, id)
			if err != nil || len(all) == 0 {
				return ""
			}
			return all[0]
		}
		return rules(s).Export(s.Context(), t, who, s.Clock, names, &out)
	})
	if err != nil {
		s.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		s.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			s.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			s.Fatal(err)
		}
	}
	return all.String()
}

// Forgetting someone leaves no row that names them, whatever hangs on what they
// wrote; the others' pages still stand.
func TestForgetting(t *testing.T) {
	each(t, func(s *schooltest.School) {
		exec(s, `UPDATE news_report SET answered_by = 'petit', answered_at = 1`)
		exec(s, `INSERT INTO news_feed (hash, person, at) VALUES ('h', 'petit', 1)`)
		exec(s, `INSERT INTO news_read (person, object, at) VALUES ('petit', 'visite', 1)`)
		for _, who := range []string{"petit", "ines", "mdiallo"} {
			if err := s.DB.Write(s.Context(), func(t *db.Tx) error {
				_, err := rules(s).Forget(t, who, s.Clock)
				return err
			}); err != nil {
				s.Fatal(err)
			}
			for table, keep := range socle.Keeps(apps()) {
				if !strings.HasPrefix(table, "news_") {
					continue
				}
				for _, owner := range keep.Owners {
					if owner == "saved_by" {
						continue // the articles of others whose text one mended stay
					}
					if n := column(s, `SELECT 'x' FROM `+table+` WHERE `+owner+` = ?`, who); len(n) > 0 {
						s.Errorf("%s is still the %s of %d rows of %s", who, owner, len(n), table)
					}
				}
			}
		}
		s.Want(s.As("tom", "GET /actualites/rallye"), 200, "Texte de la 3e B")
		s.Want(s.As("", "GET /actualites/public/0750001A"), 200, "Venez nous voir")
		wants(s, "GET /actualites/avis", 404, "tom", "martin")
	})
}
