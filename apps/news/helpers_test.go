package news

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"preau/base/db"
	"preau/schooltest"
	"preau/socle"
)

func apps() []*socle.App { return []*socle.App{App} }

// seed puts in sections, their teams and an article in each state. In vie
// (comments open) Mme Petit writes and Mme Benali publishes; in cdi (moderated)
// all teachers write and M. Cohen publishes; portes is public. What is published
// is so since 22 November at noon; demain comes on the 25th at noon.
const seed = `
INSERT INTO news_section (id, school, name, sort_key, for_pupils, for_guardians, for_staff, comments, public) VALUES
	('vie', '0750001A', 'Vie du collège', 'vie du college', TRUE, TRUE, TRUE, 'open', FALSE),
	('cdi', '0750001A', 'CDI', 'cdi', TRUE, FALSE, TRUE, 'moderated', FALSE),
	('portes', '0750001A', 'Portes ouvertes', 'portes ouvertes', TRUE, TRUE, TRUE, 'closed', TRUE),
	('curie', '0750002B', 'Vie de Curie', 'vie de curie', TRUE, TRUE, TRUE, 'open', TRUE);
INSERT INTO news_team (id, object, school, part, role, person) VALUES
	('t1', 'vie', '0750001A', 'contributor', '*', 'petit'), ('t2', 'vie', '0750001A', 'editor', '*', 'benali'),
	('t3', 'cdi', '0750001A', 'contributor', 'teacher', ''), ('t4', 'cdi', '0750001A', 'editor', '*', 'cohen'),
	('t5', 'portes', '0750001A', 'contributor', '*', 'garnier'), ('t6', 'curie', '0750002B', 'contributor', '*', 'petit');
INSERT INTO news_article (id, school, section, year, author, title, body, state, publish_at, public, word, saved_by, saved_at) VALUES
	('brouillon', '0750001A', 'vie', '2026', 'petit', 'Le brouillon', 'Texte brut', 'draft', 0, FALSE, '', 'petit', 1795345200000),
	('soumis', '0750001A', 'vie', '2026', 'petit', 'Le soumis', 'Texte soumis', 'submitted', 0, FALSE, '', 'petit', 1795345200000),
	('renvoye', '0750001A', 'vie', '2026', 'petit', 'Le renvoyé', 'Texte à revoir', 'sent_back', 0, FALSE, 'Précisez le jour.', 'petit', 1795345200000),
	('demain', '0750001A', 'vie', '2026', 'petit', 'Celui de demain', 'Texte à venir', 'published', 1795604400000, FALSE, '', 'petit', 1795345200000),
	('avis', '0750001A', 'vie', '2026', 'petit', 'Un avis à tous', 'Texte paru', 'published', 1795345200000, FALSE, '', 'petit', 1795345200000),
	('vieux', '0750001A', 'vie', '2026', 'petit', 'Le vieux', 'Texte ancien', 'archived', 0, FALSE, '', 'petit', 1795345200000),
	('rallye', '0750001A', 'cdi', '2026', 'cohen', 'Rallye de la 3e B', 'Texte de la 3e B', 'published', 1795345200000, FALSE, '', 'cohen', 1795345200000),
	('visite', '0750001A', 'portes', '2026', 'garnier', 'Venez nous voir', 'Texte public', 'published', 1795345200000, TRUE, '', 'adjoint', 1795345200000),
	('ailleurs', '0750002B', 'curie', '2026', 'petit', 'Chez Curie', 'Texte de Curie', 'published', 1795345200000, FALSE, '', 'petit', 1795345200000);
INSERT INTO news_word (school, word, article) VALUES ('0750001A', 'avis', 'avis'), ('0750001A', 'soumis', 'soumis');
INSERT INTO news_file (id, article, section, school, author, kind, hash, name, type, size, alt) VALUES
	('photo', 'avis', 'vie', '0750001A', 'petit', 'picture', 'h1', 'hall.png', 'image/png', 1, 'Le hall'),
	('essai', 'brouillon', 'vie', '0750001A', 'petit', 'file', 'h2', 'essai.pdf', 'application/pdf', 1, ''),
	('affiche', 'visite', 'portes', '0750001A', 'garnier', 'picture', 'h3', 'affiche.png', 'image/png', 1, 'La cour'),
	('dehors', 'ailleurs', 'curie', '0750002B', 'petit', 'file', 'h4', 'dehors.pdf', 'application/pdf', 1, '');
INSERT INTO news_comment (id, article, section, school, author, body, state, at) VALUES
	('mot', 'avis', 'vie', '0750001A', 'ines', 'Le mot d’Inès', 'shown', 1795345200001),
	('attend', 'rallye', 'cdi', '0750001A', 'tom', 'Le mot de Tom', 'pending', 1795345200001);
INSERT INTO news_report (id, article, comment, section, school, by_person, reason, says, at) VALUES
	('alerte', 'avis', 'mot', 'vie', '0750001A', 'mdiallo', 'insulte', 'Ce n’est pas gentil.', 1795345200002)`

// audiences are whom the articles of the seed are for: all whom their section is,
// but for the one of the 3e B.
const audiences = `
INSERT INTO news_audience (object, school, role, group_id)
	SELECT a.id, a.school, r.role, CASE WHEN a.id = 'rallye' THEN '3eB' ELSE '' END FROM news_article a
	JOIN (SELECT DISTINCT role FROM directory_tie WHERE role NOT IN ('partner', 'admin')) r ON a.id <> 'rallye' OR r.role = 'pupil'`

// each runs fn in a school with the seed in it, on both engines.
func each(t *testing.T, fn func(s *schooltest.School)) {
	t.Helper()
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		sow(s)
		fn(s)
	})
}

func sow(s *schooltest.School) {
	s.Helper()
	for q := range strings.SplitSeq(seed+";"+audiences, ";\n") {
		exec(s, q)
	}
	ref, err := s.Host.Blob.Put(s.Context(), bytes.NewReader(drawn(s.T)), 1<<20)
	if err != nil {
		s.Fatal(err)
	}
	exec(s, `UPDATE news_file SET hash = ?`, ref.Hash)
}

// exec writes behind the application's back: what an import or time would do.
func exec(s *schooltest.School, query string, args ...any) {
	s.Helper()
	if err := s.DB.Write(s.Context(), func(t *db.Tx) error {
		t.Publish("directory:0750001A")
		t.Publish("rights")
		_, err := t.Exec(query, args...)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	s.Settle()
}

// wants fails unless each of who gets the code from the page.
func wants(s *schooltest.School, target string, code int, who ...string) {
	s.Helper()
	for _, w := range who {
		if r := s.As(w, target); r.Code != code {
			s.Errorf("%q %s: %d, want %d", w, target, r.Code, code)
		}
	}
}

// lacks fails when the answer holds one of texts.
func lacks(s *schooltest.School, r schooltest.Response, texts ...string) {
	s.Helper()
	for _, t := range texts {
		if strings.Contains(r.Body, t) {
			s.Errorf("there is %q in: %s", t, r.Body)
		}
	}
}

// column reads a column of text.
func column(s *schooltest.School, query string, args ...any) (all []string) {
	s.Helper()
	if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) {
		all, err = db.Strings(t, query, args...)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return all
}

// wrote has someone write an article, and gives its id.
func wrote(s *schooltest.School, who string, form ...string) string {
	s.Helper()
	r := s.As(who, "POST /actualites/nouveau", form...)
	if r.Code != 303 || !strings.HasPrefix(r.Location, "/actualites/") {
		s.Fatalf("%d: %s%s", r.Code, r.Location, r.Body)
	}
	return strings.TrimPrefix(r.Location, "/actualites/")
}

// decided has an editor decide on an article as it stands.
func decided(s *schooltest.School, who, id, action string, form ...string) schooltest.Response {
	s.Helper()
	version := column(s, `SELECT CAST(version AS TEXT) FROM news_article WHERE id = ?`, id)
	if len(version) != 1 {
		s.Fatal("no article", id)
	}
	return s.As(who, "POST /actualites/decider/"+id, append([]string{"action", action, "version", version[0]}, form...)...)
}

// journal fails unless the school's journal is lines.
func journal(s *schooltest.School, lines ...string) {
	s.Helper()
	if got := strings.Join(s.Lines(schooltest.Verne), "\n"); got != strings.Join(lines, "\n") {
		s.Errorf("the journal:\n%s", got)
	}
}

// drawn is a small picture.
func drawn(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
