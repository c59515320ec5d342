package imports_test

import (
	"os"
	"strings"
	"testing"

	"preau/base/db"
	"preau/portal/admin/imports/columns"
	"preau/schooltest"
	"preau/socle/directory/table"
)

// sheet is a school's table; the header is as unhelpful as they come.
const sheet = "Nom;Prénom;Né le;Gpe;Responsable 1;Mail resp. 1;Divers\n" +
	"MOREAU;Inès;04/05/2013;4B;MOREAU Nadia;nadia@example.org;oui\nMOREAU;Noé;17/02/2015;6A;MOREAU Nadia;nadia@example.org;\nPETIT;Lou;01/01/2014;6A;;;non\n"

// table0 is the form of its page, as it should be.
func table0(s *schooltest.School, at string, columns ...string) []string {
	s.Helper()
	body := s.Cell(`SELECT link FROM admin_import WHERE id = ?`, at[strings.LastIndex(at, "/")+1:])
	_, mark, _ := strings.Cut(body, `"mark":"`)
	mark, _, _ = strings.Cut(mark, `"`)
	form := []string{"tableau", mark, "sorte-0", "pupil"}
	for i, c := range columns {
		form = append(form, "colonne-0-"+string(rune('0'+i)), c)
	}
	return form
}

func upload(name, body string) []schooltest.Sent {
	return []schooltest.Sent{{Field: "fichiers", Name: name, Body: []byte(body)}}
}

// The whole way of a table: its columns are guessed, shown with their values,
// corrected, remembered; then it is an import like another.
func TestLink(t *testing.T) {
	each(t, func(s *schooltest.School) {
		at := send(s, "garnier", upload("liste.csv", sheet))
		work(s, newEngine(s))
		r := s.As("garnier", "GET "+at)
		s.Want(r, 200, "Relier les colonnes", "5 colonnes reconnues", "liste.csv", "3 lignes", "MOREAU · PETIT", "Inès · Noé · Lou", "Rien n’est encore modifié.", `<option value="g1.email" selected`, "Ce tableau est complet")
		without(s, r, "Comme la dernière fois", "Appliquer 1")
		s.Want(s.As("garnier", "GET "+page), 200, "à relier")
		if got := s.Cell(`SELECT name FROM socle_file`); got != "liste.csv" {
			s.Errorf("files: %q", got)
		}

		good := []string{"family", "first", "birth", "class", "g1.name", "g1.email", "rien"}
		for i, c := range []struct {
			column int
			value  string
			field  string
			says   string
		}{
			{0, "rien", "f-sorte-0", "Il faut une colonne pour le nom et une pour le prénom"},
			{6, "class", "f-colonne-0-6", "Une autre colonne est déjà cela."},
			{6, "subject", "f-colonne-0-6", "n’a pas de telle colonne"},
		} {
			bad := append([]string{}, good...)
			bad[c.column] = c.value
			s.Want(s.As("garnier", "POST "+at+"/relier", table0(s, at, bad...)...), 422, c.says, `id="`+c.field+`-err"`)
			if i == 0 {
				s.Want(s.As("garnier", "POST "+at+"/relier", "tableau", "autre"), 422, "n’est plus à jour")
			}
		}
		s.Want(s.As("noir", "POST "+at+"/relier", table0(s, at, good...)...), 404)
		form := table0(s, at, good...)
		s.Want(s.As("garnier", "POST "+at+"/relier", form...), 303)
		s.Want(s.As("garnier", "POST "+at+"/relier", form...), 303)
		work(s, newEngine(s))
		r = s.As("garnier", "GET "+at)
		s.Want(r, 200, "Vérifier avant d’appliquer", "colonnes reliées", "Inès MOREAU", "Appliquer 4 changements")
		if left := s.Cell(`SELECT link FROM admin_import`) + s.Cell(`SELECT name FROM socle_file`); left != "" {
			s.Errorf("kept after it is read: %s", left)
		}
		s.Want(s.As("garnier", "POST "+at, "prets", "4", "appliquer", "true"), 303)
		work(s, newEngine(s))
		if got := s.Cell(newcomers); got != "Inès 0750001A|Lou 0750001A|Nadia 0750001A|Noé 0750001A" {
			s.Errorf("applied: %s", got)
		}

		again := send(s, "martin", upload("autre.csv", sheet))
		work(s, newEngine(s))
		s.Want(s.As("martin", "GET "+again), 200, "Comme la dernière fois", `<option value="class" selected`)
		s.Want(s.As("martin", "POST "+again+"/abandonner"), 303)
		if left := s.Cell(`SELECT link FROM admin_import WHERE link <> ''`); left != "" {
			s.Errorf("kept after it was dropped: %s", left)
		}
		lines := strings.Join(s.Lines("0750001A"), "|")
		if !strings.Contains(lines, "a relié les colonnes de {0}") {
			s.Errorf("journal: %s", lines)
		}
	})
}

// A table is of the school on whose page it was sent; another school has linked
// nothing. What cannot be read is refused as any file.
func TestLinkSchools(t *testing.T) {
	each(t, func(s *schooltest.School) {
		at := send(s, "admin", upload("liste.csv", sheet), "tous", "true")
		work(s, newEngine(s))
		s.Want(s.As("admin", "GET "+at), 200, "Relier les colonnes")
		place := s.Cell(`SELECT school FROM admin_import`)
		s.Want(s.As("admin", "POST "+at+"/relier", table0(s, at, "family", "first", "birth", "class", "rien", "rien", "rien")...), 303)
		work(s, newEngine(s))
		s.Want(s.As("admin", "GET "+at), 200, "Appliquer 3 changements")
		looks := []table.Look{{Mark: s.Cell(`SELECT mark FROM admin_import_mapping`), Columns: make([]table.Column, 7)}}
		err := s.DB.Read(s.Context(), func(t *db.Tx) error {
			for school, want := range map[string]int{place: 1, "0999999Z": 0} {
				m, err := columns.Remembered(t, school, looks)
				if err != nil || len(m) != want {
					s.Errorf("%s: %+v, %v", school, m, err)
				}
			}
			return nil
		})
		if err != nil {
			s.Fatal(err)
		}
		broken := send(s, "garnier", upload("liste.csv", "Nom;Prénom\nA;\"B\n"))
		work(s, newEngine(s))
		s.Want(s.As("garnier", "GET "+broken), 200, "les guillemets de cette ligne", "L’annuaire est resté comme il était.")
	})
}

// A workbook and an archive of tables come the same way.
func TestLinkBook(t *testing.T) {
	each(t, func(s *schooltest.School) {
		body, err := os.ReadFile("../../../socle/directory/table/testdata/classes.xlsx")
		if err != nil {
			s.Fatal(err)
		}
		at := send(s, "garnier", []schooltest.Sent{{Field: "fichiers", Name: "classes.xlsx", Body: body}})
		work(s, newEngine(s))
		s.Want(s.As("garnier", "GET "+at), 200, "2 tableaux aux mêmes colonnes", "01/02/2013")
		zip := send(s, "garnier", zipped(s.T, map[string]string{"eleves.csv": sheet, "equipe.csv": "Nom,Prénom,Fonction\nA,B,CPE\n", "lisez-moi.txt": "Bonjour"}))
		work(s, newEngine(s))
		s.Want(s.As("garnier", "GET "+zip), 200, "lot.zip/eleves.csv", "lot.zip/equipe.csv", `<option value="staff" selected`)
	})
}
