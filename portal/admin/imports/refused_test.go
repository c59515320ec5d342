package imports_test

import (
	"bytes"
	"strings"
	"testing"

	"preau/schooltest"
)

// What cannot be read is told in plain words on the page of its import; the
// directory stays as it was. The same files unaltered are read.
func TestRefused(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const pupils = "ENT_Complet_20260914_Eleve_0000.xml"
		good := files(s.T)
		broken := files(s.T)
		broken[pupils] = strings.Replace(broken[pupils], "</attributes>", "</attribut>", 1)
		climbing := files(s.T)
		climbing["../../"+pupils] = climbing[pupils]
		bomb := files(s.T)
		bomb["ENT_Complet_20260914_Eleve_0001.xml"] = strings.Repeat(" ", 64<<20)
		var loose []schooltest.Sent
		for name, body := range files(s.T) {
			loose = append(loose, schooltest.Sent{Field: "fichiers", Name: name, Body: []byte(body)})
		}
		for _, c := range []struct {
			name  string
			files []schooltest.Sent
			says  []string
		}{
			{"unaltered", zipped(s.T, good), []string{"Rien n’est encore modifié."}},
			{"one by one", loose, []string{"Rien n’est encore modifié.", "et 6 autres fichiers"}},
			{"broken", zipped(s.T, broken), []string{pupils, "ligne", "L’annuaire est resté comme il était."}},
			{"climbing", zipped(s.T, climbing), []string{"chemin interdit", "Déposer d’autres fichiers"}},
			{"bomb", zipped(s.T, bomb), []string{"se déplie démesurément"}},
			{"another thing", []schooltest.Sent{{Field: "fichiers", Name: "liste.txt", Body: []byte("Bonjour")}}, []string{"Aucun fichier d’un format connu"}},
			{"empty", []schooltest.Sent{{Field: "fichiers", Name: "vide.xml"}}, []string{"L’annuaire est resté comme il était."}},
			{"a name", []schooltest.Sent{{Field: "fichiers", Name: `C:\lots\..`, Body: []byte("x")}}, []string{"fichier"}},
		} {
			at := send(s, "garnier", c.files)
			work(s, newEngine(s))
			r := s.As("garnier", "GET "+at)
			s.Want(r, 200, c.says...)
			if c.name == "broken" {
				s.Want(s.As("garnier", "POST "+at, "prets", "0", "appliquer", "true"), 303)
				s.Want(s.As("garnier", "GET "+page), 200, "refusé")
				s.Want(s.As("garnier", "POST "+at+"/abandonner"), 303)
				s.Want(s.As("garnier", "GET "+at), 404)
			}
		}
		s.Want(s.Upload("garnier", "POST "+page, nil, "cle", "x"), 422, "Choisissez au moins un fichier.")
		s.Want(s.Upload("garnier", "POST "+page, []schooltest.Sent{{Field: "fichiers", Name: "a.png", Body: append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{0}, 99)...)}}), 422)
		s.Want(s.Upload("garnier", "POST "+page, zipped(s.T, good), "annee", "deux mille"), 422, "Choisissez une année")
		if got := s.Cell(newcomers); got != "" {
			s.Errorf("applied: %s", got)
		}
	})
}

// A form sent twice is one import; applied twice, it is applied once; what is
// done cannot be dropped.
func TestTwice(t *testing.T) {
	each(t, func(s *schooltest.School) {
		const key = "01a211b6-9a83-717d-a353-7b8f24e93e94"
		at := send(s, "garnier", zipped(s.T, files(s.T)), "cle", key)
		if again := send(s, "garnier", zipped(s.T, files(s.T)), "cle", key); again != at {
			s.Errorf("%s, then %s", at, again)
		}
		s.Want(s.Upload("noir", "POST "+page, zipped(s.T, files(s.T)), "cle", key), 404)
		work(s, newEngine(s))
		for range 2 {
			s.Want(s.As("garnier", "POST "+at, "prets", "8", "appliquer", "true"), 303)
		}
		if n := s.Cell(`SELECT CAST(count(*) AS TEXT) FROM jobs_job WHERE name = 'import.apply'`); n != "1" {
			s.Errorf("%s jobs to apply", n)
		}
		s.Want(s.As("garnier", "POST "+at+"/abandonner"), 303)
		work(s, newEngine(s))
		s.Want(s.As("garnier", "POST "+at, "prets", "8", "appliquer", "true"), 303)
		s.Want(s.As("garnier", "POST "+at+"/abandonner"), 303)
		s.Want(s.As("garnier", "GET "+at), 200, "Import appliqué")
		if n := s.Cell(`SELECT CAST(count(*) AS TEXT) FROM jobs_job WHERE name = 'import.apply'`); n != "1" {
			s.Errorf("%s jobs to apply", n)
		}
	})
}

// Two people look at one import: both keep what they chose, and who applies a
// count that is no longer true is told.
func TestTwoPeople(t *testing.T) {
	each(t, func(s *schooltest.School) {
		at := send(s, "garnier", zipped(s.T, files(s.T)))
		work(s, newEngine(s))
		s.Want(s.As("martin", "POST "+at, "prets", "8", "ligne", "0750001A 700", "etait", "0750001A 700"), 303)
		r := s.As("garnier", "POST "+at, "prets", "8", "ligne", "0750001A 700", "etait", "0750001A 700", "garder", "0750001A 700",
			"ligne", "0750001A 701", "etait", "0750001A 701", "appliquer", "true")
		s.Want(r, 303)
		s.Want(s.As("garnier", "GET "+at), 200, "6 changements prêts", "2 lignes laissées de côté")
		if n := s.Cell(`SELECT CAST(count(*) AS TEXT) FROM jobs_job WHERE name = 'import.apply'`); n != "0" {
			s.Error("applied another count than the one that was shown")
		}
		s.Want(s.As("garnier", "POST "+at, "prets", "6", "appliquer", "true"), 303)
		work(s, newEngine(s))
		if got := s.Cell(newcomers); strings.Contains(got, "Inès") || strings.Contains(got, "Noé") {
			s.Errorf("applied: %s", got)
		}
	})
}

// Stopped before it is read, then gone on with.
func TestStop(t *testing.T) {
	each(t, func(s *schooltest.School) {
		at := send(s, "garnier", zipped(s.T, files(s.T)))
		s.Want(s.As("garnier", "POST "+at+"/arreter"), 303)
		s.Want(s.As("garnier", "GET "+at), 200, "La lecture a été arrêtée", "Reprendre", "Abandonner")
		s.Want(s.As("garnier", "POST "+at+"/reprendre"), 303)
		work(s, newEngine(s))
		s.Want(s.As("garnier", "POST "+at, "prets", "8", "appliquer", "true"), 303)
		s.Want(s.As("garnier", "POST "+at+"/arreter"), 303)
		s.Want(s.As("garnier", "GET "+at), 200, "Import arrêté", "0 établissement sur 1")
		s.Want(s.As("garnier", "POST "+at+"/reprendre"), 303)
		work(s, newEngine(s))
		s.Want(s.As("garnier", "GET "+at), 200, "Import appliqué")
		s.Want(s.As("garnier", "POST "+at+"/arreter"), 303)
		s.Want(s.As("garnier", "POST "+at+"/reprendre"), 303)
		s.Want(s.As("garnier", "GET "+at), 200, "Import appliqué")
	})
}

// Somebody of the files looks like somebody known: here, it may be said to be
// them; who is of another school is not shown, and not taken.
func TestDoubts(t *testing.T) {
	each(t, func(s *schooltest.School) {
		tom := `<attr name="sn"><value>Roy</value></attr>
      <attr name="givenName"><value>Tom</value>`
		lea := strings.NewReplacer("Roy", "Blanc", "Tom", "Léa").Replace(tom)
		named := func(first string) string {
			return "<attr name=\"sn\"><value>Moreau</value></attr>\n      <attr name=\"givenName\"><value>" + first + "</value>"
		}
		at := send(s, "garnier", zipped(s.T, files(s.T, named("Inès"), tom, named("Noé"), lea, "04/05/2013", "04/05/2012", "17/02/2015", "04/05/2012")))
		work(s, newEngine(s))
		r := s.As("garnier", "GET "+at)
		s.Want(r, 200, "2 cas à trancher", "Préau connaît déjà Tom Roy, né(e) le 4 mai 2012 (3e B)", "connue dans un autre établissement", "2 cas en attente")
		without(s, r, "né(e) le 4 mai 2012 (6e A)", "lea@example.org")

		s.Want(s.As("garnier", "POST "+at, "prets", "6", "cas", "0750001A 701", "vu", "", "choix-0", "same"), 422, "Choisissez une des réponses")
		s.Want(s.As("garnier", "POST "+at, "prets", "6", "cas", "0750002B 701", "vu", "", "choix-0", "other"), 404)
		s.Want(s.As("garnier", "POST "+at, "cas", "0750001A 700", "vu", "", "choix-0", "same"), 303)
		s.Want(s.As("martin", "POST "+at, "cas", "0750001A 700", "vu", "", "choix-0", "other"), 422, "vient de répondre autrement")
		s.Want(s.As("garnier", "POST "+at, "prets", "4", "appliquer", "true", "cas", "0750001A 701", "vu", "", "choix-0", "other"), 303)
		work(s, newEngine(s))
		s.Want(s.As("garnier", "GET "+at), 200, "Import appliqué", "La même personne", "Une autre personne")
		if got := s.Cell(`SELECT k.person FROM directory_key k WHERE k.key = '700'`); got != "tom" {
			s.Errorf("the key of Tom is %q's", got)
		}
		if got := s.Cell(`SELECT school FROM directory_tie WHERE person = 'lea'`); got != "0750002B" {
			s.Errorf("Léa is in %s", got)
		}
	})
}
