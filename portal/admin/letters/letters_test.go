package letters_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"preau/base/db"
	"preau/base/text"
	"preau/portal/admin"
	"preau/portal/admin/letters"
	"preau/portal/admin/letters/paper"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/signin"
)

// accounts gives everybody an account that nobody has opened yet.
func accounts(s *schooltest.School) {
	s.Helper()
	var people []directory.ID
	for _, id := range strings.Split(s.Cell(`SELECT id FROM directory_person`), "|") {
		people = append(people, directory.ID(id))
	}
	if err := s.DB.Write(s.Context(), func(t *db.Tx) error { return signin.NewAccounts(t, people, s.Clock) }); err != nil {
		s.Fatal(err)
	}
	s.Exec(`UPDATE directory_person SET birth_date = '2013-05-04' WHERE birth_date = ''`)
}

// The letters of a class: a code for each who has not come, the codes before it
// dead; labels and the list carry none; nobody of another school.
func TestLetters(t *testing.T) {
	schooltest.Each(t, []*socle.App{admin.App}, func(s *schooltest.School) {
		accounts(s)
		const living = `SELECT CAST(count(*) AS TEXT) FROM signin_code WHERE person = 'zoe' AND killed_at = 0`
		s.Want(s.As("garnier", "GET /administration/personnes"), 200, `href="`+letters.Path)
		s.Want(s.As("garnier", "GET "+letters.Path), 200, "Distribuer les identifiants", "Zoé", "pas de code")
		pupils := s.Cell(`SELECT CAST(count(*) AS TEXT) FROM directory_tie WHERE role = 'pupil' AND school = ?`, schooltest.Verne)
		for _, seen := range []string{"0", pupils} {
			r := s.As("garnier", "POST "+letters.Path+"/lettres", "qui", "eleves", "codes", seen)
			s.Want(r, 200)
			if !strings.HasPrefix(r.Body, "%PDF") || r.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
				s.Errorf("letters: %q %q %.20q", r.Header.Get("Content-Type"), r.Header.Get("Cache-Control"), r.Body)
			}
			if n := s.Cell(living); n != "1" {
				s.Errorf("%s living codes", n)
			}
		}
		s.Want(s.As("garnier", "GET "+letters.Path), 200, "ne marcheront plus", "code du", `name="codes" value="`+pupils)
		// The same form again, or a colleague's older page, kills no letter unseen.
		s.Want(s.As("garnier", "POST "+letters.Path+"/lettres", "qui", "eleves", "codes", "0"), 422, "entre-temps")
		if lines := strings.Join(s.Lines(schooltest.Verne), "|"); !strings.Contains(lines, "a préparé {0} lettres d’activation") {
			s.Errorf("the journal: %s", lines)
		}
		for _, path := range []string{"/etiquettes", "/liste"} {
			r := s.As("garnier", "GET "+letters.Path+path+"?qui=eleves")
			s.Want(r, 200)
			if !strings.HasPrefix(r.Body, "%PDF") {
				s.Errorf("%s: %.20q", path, r.Body)
			}
		}
		before := s.Cell(`SELECT CAST(count(*) AS TEXT) FROM signin_code`)
		s.Want(s.As("leroy", "GET "+letters.Path), 404)
		s.Want(s.As("leroy", "POST "+letters.Path+"/lettres", "qui", "eleves"), 404)
		s.Want(s.As("noir", "GET "+letters.Path+"?etablissement="+string(schooltest.Verne)), 404)
		s.Want(s.As("noir", "POST "+letters.Path+"/lettres?etablissement="+string(schooltest.Verne), "qui", "eleves"), 404)
		if after := s.Cell(`SELECT CAST(count(*) AS TEXT) FROM signin_code`); after != before {
			s.Errorf("%s codes, %s before", after, before)
		}
		// The direction is not in the letters of the staff.
		s.As("garnier", "POST "+letters.Path+"/lettres", "qui", "personnels", "venus", "true")
		if n := s.Cell(`SELECT CAST(count(*) AS TEXT) FROM signin_code WHERE person = 'martin'`); n != "0" {
			s.Errorf("%s codes of the head", n)
		}
		// A contact who may see nothing gets no letter.
		s.Exec(`UPDATE directory_guardian SET may_see = FALSE`)
		s.Want(s.As("garnier", "POST "+letters.Path+"/lettres", "qui", "responsables"), 422, "Personne ici n’attend de lettre")
		s.Exec(`UPDATE signin_account SET state = 'active'`)
		s.Want(s.As("garnier", "POST "+letters.Path+"/lettres", "qui", "eleves"), 422, "Personne ici n’attend de lettre")
	})
}

// Whoever hands codes to pupils alone sees pupils alone.
func TestLettersOfPupilsAlone(t *testing.T) {
	schooltest.Each(t, []*socle.App{admin.App}, func(s *schooltest.School) {
		accounts(s)
		r := s.As("benali", "GET "+letters.Path+"?qui=personnels")
		s.Want(r, 200, "Zoé")
		if strings.Contains(r.Body, "Garnier") || strings.Contains(r.Body, `value="personnels"`) {
			s.Error("a CPE reaches the codes of the staff")
		}
	})
}

// Five hundred letters are one file of as many sheets.
func TestManyLetters(t *testing.T) {
	all := make([]paper.Letter, 500)
	for i := range all {
		all[i] = paper.Letter{
			School: []string{"Collège des Tilleuls", "12 rue des Tilleuls", "99900 Val-Saint-Aubin"}, To: []string{"Zoé d’Àrc-Nuñez", "1 rue de l’Île", "99900 Val"},
			Name: "Zoé d’Àrc-Nuñez", Identifier: fmt.Sprintf("zoe.darc%d", i), Code: "BCDFGHJKLMNP", URL: "https://preau.example.org/activation", Until: "24 janvier 2027",
			Asks: "Votre date de naissance vous sera demandée.", English: true,
		}
	}
	body, err := paper.Letters("Lettres d’activation", all)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(body, []byte("/Count 500")) || !bytes.Contains(body, []byte("/Lang (fr-FR)")) {
		t.Error("not five hundred sheets in French")
	}
	if text.Fours("bcdf-ghjk lmnp") != "bcdf ghjk lmnp" {
		t.Errorf("a code is read %q", text.Fours("bcdf-ghjk lmnp"))
	}
}
