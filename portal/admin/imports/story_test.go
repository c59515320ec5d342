package imports_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"preau/base/db"
	"preau/portal/admin"
	"preau/portal/admin/imports"
	"preau/schooltest"
	"preau/socle"
	engine "preau/socle/directory/imports"
	"preau/socle/feeds"
	"preau/socle/jobs"
)

const page = "/administration/imports"

func each(t *testing.T, fn func(s *schooltest.School)) {
	t.Helper()
	schooltest.Each(t, []*socle.App{admin.App}, fn)
}

// directs makes somebody of the set the head: a line that a secretary does not
// apply, and that the other tests do without.
const directs = "$DIR$DIRECTION$D0010$PERSONNEL DE DIRECTION"

// files are the set of two schools, which are made those that the tests know:
// Inès and Noé Moreau in Verne, Tom Berger and ليلى in Curie. Its Samira, who has
// no birth date, is not the Samira Benali of Verne: she has another name.
func files(t *testing.T, swap ...string) map[string]string {
	t.Helper()
	const dir = "../../../socle/directory/aaf/testdata/deux-etablissements"
	names, err := filepath.Glob(dir + "/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatal("no set", err)
	}
	all := map[string]string{}
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(n)] = strings.NewReplacer(append(swap, "9990001X", "0750001A", "9990002Y", "0750002B", directs, "$ADF$PERSONNEL$A0030$SECRETARIAT", "Benali", "Benhadj")...).Replace(string(b))
	}
	return all
}

func zipped(t *testing.T, files map[string]string) []schooltest.Sent {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, body := range files {
		m, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(m, body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return []schooltest.Sent{{Field: "fichiers", Name: "lot.zip", Body: b.Bytes()}}
}

// send sends files and gives the address of the import, not read yet.
func send(s *schooltest.School, who string, files []schooltest.Sent, form ...string) string {
	s.Helper()
	r := s.Upload(who, "POST "+page, files, form...)
	s.Want(r, 303)
	if !strings.HasPrefix(r.Location, page+"/") {
		s.Fatalf("sent to %q", r.Location)
	}
	return r.Location
}

func newEngine(s *schooltest.School) *engine.Engine {
	return feeds.Engine(s.DB, func() time.Time { return s.Clock })
}

// work does the jobs that wait, as a server does, until none is left.
func work(s *schooltest.School, e *engine.Engine, more ...jobs.Job) {
	s.Helper()
	ctx, stop := context.WithCancel(s.Context())
	done := make(chan error)
	r := &jobs.Runner{DB: s.DB, Jobs: append(imports.Jobs(e, s.Host.Blob), more...), Log: slog.New(slog.DiscardHandler)}
	go func() { done <- r.Run(ctx) }()
	for until := time.Now().Add(30 * time.Second); s.Cell(`SELECT CAST(count(*) AS TEXT) FROM jobs_job WHERE state IN ('ready', 'running')`) != "0"; {
		if time.Now().After(until) {
			s.Error("the jobs do not end: " + s.Cell(`SELECT name || state || error FROM jobs_job`))
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	if err := <-done; err != nil {
		s.Fatal(err)
	}
}

// without fails the test when the page holds one of the texts.
func without(s *schooltest.School, r schooltest.Response, texts ...string) {
	s.Helper()
	for _, t := range texts {
		if strings.Contains(r.Body, t) {
			i := strings.Index(r.Body, t)
			s.Errorf("%q must not be there: …%s", t, r.Body[max(0, i-200):min(len(r.Body), i+200)])
		}
	}
}

const newcomers = `SELECT p.first_name || ' ' || t.school FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE t.source <> '' ORDER BY 1`

// The whole way of a secretary: send, look, leave one out, apply, keep the
// report; the same files again change nothing but what was left out.
func TestImport(t *testing.T) {
	each(t, func(s *schooltest.School) {
		s.Want(s.As("garnier", "GET "+page), 200, "Aucun import", "Collège Jules-Verne est importé")
		at := send(s, "garnier", zipped(s.T, files(s.T)))
		s.Want(s.As("garnier", "GET "+at), 200, "Lecture des fichiers", "Actualiser", "Arrêter")
		work(s, newEngine(s))
		r := s.As("garnier", "GET "+at)
		s.Want(r, 200, "Rien n’est encore modifié.", "Inès Moreau", "Nouvelle fiche, 3 responsables", "Appliquer 8 changements")
		without(s, r, "Berger", "ليلى", `value="0750002B`, "Annuler cet import")
		if got := s.Cell(newcomers); got != "" {
			s.Errorf("before it is applied: %s", got)
		}
		s.Want(s.As("garnier", "GET "+at+"/rapport"), 200, "Noé Moreau")
		without(s, s.As("garnier", "GET "+at+"/rapport"), "Berger")

		s.Want(s.As("garnier", "POST "+at, "prets", "8", "ligne", "0750001A 701", "etait", "0750001A 701", "appliquer", "true"), 303)
		s.Want(s.As("garnier", "GET "+at), 200, "Import en cours")
		work(s, newEngine(s))
		s.Want(s.As("garnier", "GET "+at), 200, "Import appliqué", "Laissé de côté", "Appliqué par Paul Garnier")
		got := s.Cell(newcomers)
		if !strings.Contains(got, "Inès 0750001A") || strings.Contains(got, "Noé") || strings.Contains(got, "0750002B") {
			s.Errorf("applied: %s", got)
		}
		s.Want(s.As("martin", "GET "+page), 200, "lot.zip", "appliqué", "Déposé par Paul Garnier")
		lines := strings.Join(s.Lines("0750001A"), "|")
		for _, says := range []string{"a déposé {0} pour l’import", "a lancé l’import de {0} dans l’annuaire : {1} changements", "import {0} : {1} arrivées"} {
			if !strings.Contains(lines, says) {
				s.Errorf("no %q in the journal: %s", says, lines)
			}
		}
		if left := s.Cell(`SELECT name FROM socle_file`); left != "" {
			s.Errorf("files are kept after they are read: %s", left)
		}

		again := send(s, "garnier", zipped(s.T, files(s.T)))
		work(s, newEngine(s))
		s.Want(s.As("garnier", "GET "+again), 200, "Appliquer 1 changement", "Noé Moreau")
	})
}

// Who reaches one school imports for it alone; who reaches them all, all.
func TestOwnSchoolAlone(t *testing.T) {
	each(t, func(s *schooltest.School) {
		all := send(s, "admin", zipped(s.T, files(s.T)), "tous", "true")
		own := send(s, "noir", zipped(s.T, files(s.T)), "tous", "true")
		work(s, newEngine(s))
		s.Want(s.As("admin", "GET "+all), 200, "Tom Berger", "Noé Moreau", "Appliquer 13 changements")
		r := s.As("noir", "GET "+own)
		s.Want(r, 200, "Tom Berger")
		without(s, r, "Moreau", `value="0750001A`)
		for _, c := range [][2]string{{"noir", all}, {"garnier", all}, {"garnier", own}} {
			s.Want(s.As(c[0], "GET "+c[1]), 404)
			s.Want(s.As(c[0], "GET "+c[1]+"/rapport"), 404)
			s.Want(s.As(c[0], "POST "+c[1], "prets", "13", "appliquer", "true"), 404)
		}
		// A line of the other school, forged, is no line of this import.
		s.Want(s.As("noir", "POST "+own, "prets", "5", "ligne", "0750001A 701", "etait", "0750001A 701"), 422)
		if got := s.Cell(newcomers); got != "" {
			s.Errorf("applied: %s", got)
		}
		// A set that says nothing of the school is refused, in words.
		one := files(s.T)
		for name, body := range one {
			one[name] = strings.ReplaceAll(body, "0750001A", "0999999Z")
		}
		far := send(s, "garnier", zipped(s.T, one))
		work(s, newEngine(s))
		s.Want(s.As("garnier", "GET "+far), 200, "L’établissement 0750001A n’est pas dans ce lot.", "L’annuaire est resté comme il était.")
	})
}

// What an incident stops goes on by itself, with whole schools.
func TestIncident(t *testing.T) {
	each(t, func(s *schooltest.School) {
		at := send(s, "admin", zipped(s.T, files(s.T)), "tous", "true")
		e := newEngine(s)
		work(s, e)
		s.Want(s.As("admin", "POST "+at, "prets", "13", "appliquer", "true"), 303)
		told, cut := e.OnApplied, true
		e.OnApplied = func(t *db.Tx, school string, people []string) error {
			if school == "0750002B" && cut {
				cut = false
				return errors.New("the power went")
			}
			return told(t, school, people)
		}
		work(s, e)
		s.Want(s.As("admin", "GET "+at), 200, "Import appliqué")
		if got := s.Cell(newcomers); cut || !strings.Contains(got, "Tom 0750002B") || !strings.Contains(got, "Inès 0750001A") {
			s.Errorf("applied: %s", got)
		}
	})
}

// A file says who is the head; whoever sends it does not become it so, nor
// touches a head's record. The direction applies such lines, or a secretary
// leaves them out.
func TestDirection(t *testing.T) {
	each(t, func(s *schooltest.School) {
		at := send(s, "garnier", zipped(s.T, files(s.T, directs, directs)))
		work(s, newEngine(s))
		apply := []string{"prets", "8", "appliquer", "true"}
		r := s.As("garnier", "POST "+at, apply...)
		s.Want(r, 422, "Ces lignes touchent la direction ou votre propre fiche")
		if got := s.Cell(newcomers); got != "" {
			s.Errorf("it was applied: %s", got)
		}
		head := s.Cell(`SELECT school || ' ' || key FROM directory_import_diff WHERE place LIKE '%head%'`)
		if strings.Count(head, " ") != 1 {
			s.Fatalf("the lines of the head: %q", head)
		}
		s.Want(s.As("garnier", "POST "+at, "ligne", head, "etait", head, "prets", "8"), 303)
		s.Want(s.As("garnier", "POST "+at, "prets", "7", "appliquer", "true"), 303)
		work(s, newEngine(s))
		if got := s.Cell(`SELECT person FROM directory_tie WHERE role = 'head' AND school = '0750001A'`); got != "martin" {
			s.Errorf("heads: %s", got)
		}

		again := send(s, "martin", zipped(s.T, files(s.T, directs, directs)))
		work(s, newEngine(s))
		s.Want(s.As("martin", "POST "+again, "prets", "1", "appliquer", "true"), 303)
	})
}
