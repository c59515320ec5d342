package contacts

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"preau/base/db"
	"preau/base/text"
	"preau/schooltest"
)

// Each kind of person finds whom the law lets them find, and nobody else.
func TestWhoFindsWhom(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		for _, x := range []struct{ who, query, sees, not string }{
			{"tom", "qui=eleves", "Inès Diallo", "Zoé"},            // his class alone
			{"ines", "qui=eleves", "Zoé d’Àrc-Nuñez", "Léa"},       // the class and the Latin group
			{"ines", "q=diallo", "Inès Diallo", "Awa"},             // never a guardian
			{"ines", "qui=responsables", "Claire Petit", "Karim"},  // who is not offered the tab gets the first
			{"ines", "qui=equipe", "Marc Leroy", "Éric Noir"},      // the whole staff of the school
			{"mdiallo", "qui=eleves", "Inès Diallo", "Tom Roy"},    // her children
			{"mdiallo", "q=petit", "Claire Petit", "Jean Roy"},     // their teachers
			{"petit", "qui=responsables", "Karim Diallo", "Blanc"}, // the guardians of her pupils
			{"petit", "qui=eleves", "Tom Roy", "Zoé"},              // her pupils
			{"leroy", "qui=eleves", "Zoé", "Inès"},
			{"roux", "q=roy", "Jean Roy", "Rose Blanc"},
			{"roux", "qui=eleves&groupe=3eA", "Zoé", "Inès"},
			{"martin", "qui=equipe&fonction=cpe", "Samira Benali", "Claire Petit"},
			{"martin", "q=arc", "Zoé d’Àrc-Nuñez", "Inès"},
			{"cohen", "qui=eleves", "Inès Diallo", "Awa"},
			{"vidal", "", "Personne", "Inès"},
			{"noir", "q=l", "Léa Blanc", "Leroy"},
			{"martin", "q=ancien", "Personne ne correspond", "Guy Ancien"}, // has left
			{"martin", "q=%25_%27", "Personne ne correspond", "Inès"},
		} {
			r := s.As(x.who, "GET /annuaire?"+x.query)
			s.Want(r, 200, x.sees)
			if strings.Contains(r.Body, x.not) {
				s.Errorf("%s finds %s with %q", x.who, x.not, x.query)
			}
		}
	})
}

// A name is known to more people than a telephone, and reading one is journalised.
func TestDetails(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		exec(s, `UPDATE directory_person SET mobile = '0639980042', street = '3 rue des Lilas', town = 'Paris' WHERE id = 'mdiallo'`)
		for _, who := range []string{"tom", "pdiallo", "ines", "sarr", "cohen"} {
			for _, page := range []string{"GET /annuaire/personne/ines", "GET /annuaire", "GET /annuaire/classe/3eB"} {
				if r := s.As(who, page); strings.Contains(r.Body, "39980") || strings.Contains(r.Body, "39 98 00") || strings.Contains(r.Body, "Lilas") || strings.Contains(r.Body, "2012") {
					s.Errorf("%s reads a telephone, an address or a birth date on %s", who, page)
				}
			}
		}
		s.Want(s.As("petit", "GET /annuaire/personne/ines/coordonnees"), 200, text.Phone("0639980042"), "tel:0639980042", "Lilas", "mère · responsable légal · à appeler en n° 1")
		if err := s.Host.FlushReads(s.Context()); err != nil {
			s.Fatal(err)
		}
		if lines := s.Lines(schooltest.Verne); len(lines) != 1 || !strings.Contains(lines[0], "petit a consulté") {
			s.Errorf("the journal: %q", lines)
		}
	})
}

func TestPersonPage(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		s.Want(s.As("petit", "GET /annuaire/personne/ines"), 200, "Awa Diallo", "Pourquoi je vois cette fiche", "Ils ont en commun")
		s.Want(s.As("ines", "GET /annuaire/equipe/petit"), 200, "Mathématiques", "professeur")
		s.Want(s.As("ines", "GET /annuaire/personne/tom"), 200, "3e B")
		for who, hidden := range map[string]string{"ines": "Jean Roy", "sarr": "Jean Roy"} {
			if r := s.As(who, "GET /annuaire/personne/tom"); strings.Contains(r.Body, hidden) {
				s.Errorf("%s reads who answers for Tom", who)
			}
		}
		// A colleague who also has a child here is a colleague and no more.
		exec(s, `INSERT INTO directory_tie (person, school, role, sort_key) VALUES ('leroy', '0750001A', 'guardian', 'leroy marc')`)
		for _, who := range []string{"ines", "petit"} {
			if r := s.As(who, "GET /annuaire/equipe/leroy"); r.Code != 200 || strings.Contains(r.Body, "responsable") {
				s.Errorf("%s: %d, or learns that M. Leroy has a child here", who, r.Code)
			}
		}
		wants(s, "GET /annuaire/equipe/ancien", 404, "martin", "ines")
		if r := s.As("ines", "GET /annuaire/equipe/petit"); strings.Contains(r.Body, "petit@example.org") {
			s.Error("a pupil reads a teacher's address")
		}
		s.Want(s.As("leroy", "GET /annuaire/equipe/petit"), 200, "petit@example.org")
	})
}

func TestClassPage(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		s.Want(s.As("petit", "GET /annuaire/classe/3eB"), 200, "Inès Diallo", "Tom Roy", "Mathématiques", "Professeur principal", "fiches.vcf")
		r := s.As("mdiallo", "GET /annuaire/classe/3eB")
		s.Want(r, 200, "Inès Diallo", "Claire Petit")
		if strings.Contains(r.Body, "Tom") {
			s.Error("a family reads the name of another's child")
		}
		// The school may let families read first names, and no more.
		exec(s, `INSERT INTO rights_rule (id, school, role, right_name, reach, by_person, at)
			VALUES ('r', '0750001A', 'guardian', 'contacts.classmates', 'my_groups', 'martin', 1)`)
		r = s.As("mdiallo", "GET /annuaire/classe/3eB")
		s.Want(r, 200, "Camarades de classe", "Tom")
		if strings.Contains(r.Body, "Tom Roy") {
			s.Error("a family reads the family name of another's child")
		}
	})
}

func TestFavourites(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		s.Want(s.As("tom", "POST /annuaire/personne/ines/favori", "garder", "true"), 303)
		s.Want(s.As("tom", "POST /annuaire/personne/ines/favori", "garder", "true"), 303)
		s.Want(s.As("tom", "POST /annuaire/equipe/petit/favori", "garder", "true"), 303)
		s.Want(s.As("tom", "GET /annuaire?qui=favoris"), 200, "Inès Diallo", "Claire Petit")
		s.Want(s.As("ines", "GET /annuaire?qui=favoris"), 200, "Pas encore de favori")
		s.Want(s.As("tom", "POST /annuaire/equipe/petit/favori"), 303)
		if r := s.As("tom", "GET /annuaire?qui=favoris"); strings.Contains(r.Body, "Petit") {
			s.Error("a favourite stays after it was let go")
		}
		// Who leaves the class leaves the favourites of those who no longer find them.
		exec(s, `DELETE FROM directory_member WHERE person = 'ines' AND group_id = '3eB'`)
		if r := s.As("tom", "GET /annuaire?qui=favoris"); strings.Contains(r.Body, "Inès") {
			s.Error("a favourite goes round the rights")
		}
	})
}

// Names that break careless code are found, shown and written in cards.
func TestNames(t *testing.T) {
	long := strings.Repeat("Maximilienne-", 15) + "Zoé"
	for i, name := range []string{"O'Neill", "李", "محمد", long, "<b>Gras</b>", "a;b,c\\d"} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			schooltest.Each(t, apps(), func(s *schooltest.School) {
				rename(s, "tom", name)
				first := text.Words(name)[0]
				r := s.As("martin", "GET /annuaire?q="+url.QueryEscape(first))
				s.Want(r, 200, "/annuaire/personne/tom")
				if strings.Contains(r.Body, "<b>Gras") {
					s.Error("a name is markup")
				}
				s.Want(s.As("martin", "GET /annuaire/personne/tom"), 200)
				card := s.As("martin", "GET /annuaire/personne/tom/fiche.vcf")
				s.Want(card, 200, "BEGIN:VCARD\r\n", "END:VCARD\r\n")
				s.Want(s.As("garnier", "POST /annuaire/personne/tom/certificat"), 303)
			})
		})
	}
}

func rename(s *schooltest.School, id, name string) {
	s.Helper()
	exec(s, `UPDATE directory_person SET first_name = ?, sort_key = ? WHERE id = ?`, name, text.SortKey(name), id)
	exec(s, `UPDATE directory_tie SET sort_key = ? WHERE person = ?`, text.SortKey(name), id)
	for _, w := range text.Words(name) {
		exec(s, `INSERT INTO directory_word (school, word, person) VALUES ('0750001A', ?, ?) ON CONFLICT (school, word, person) DO NOTHING`, w, id)
	}
}

func TestVCards(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		r := s.As("petit", "GET /annuaire/classe/3eB/fiches.vcf")
		s.Want(r, 200, "FN:Awa Diallo", "TEL;TYPE=CELL:0639980001", "Inès Diallo\\, 3e B")
		if n := strings.Count(r.Body, "BEGIN:VCARD"); n != 3 {
			s.Errorf("%d cards, want those of three guardians", n)
		}
		r = s.As("ines", "GET /annuaire/equipe/petit/fiche.vcf")
		s.Want(r, 200, "FN:Claire Petit", "TEL;TYPE=WORK:0199000001")
		if strings.Contains(r.Body, "063998") || strings.Contains(r.Body, "EMAIL") {
			s.Errorf("a pupil reads too much: %s", r.Body)
		}
	})
}

func TestCertificates(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		s.Want(s.As("mdiallo", "POST /annuaire/personne/ines/certificat"), 303)
		s.Want(s.As("pdiallo", "POST /annuaire/personne/ines/certificat"), 303) // asked already: no second one
		s.Want(s.As("roy", "POST /annuaire/personne/tom/certificat"), 404)      // a contact who may see nothing
		s.Want(s.As("garnier", "GET /annuaire/certificats"), 200, "1 certificat à délivrer", "Awa Diallo", "Délivrer")
		id := oneID(s, `SELECT id FROM contacts_certificate`)
		s.Want(s.As("mdiallo", "GET /annuaire/certificats/"+id+"/certificat.pdf"), 404)
		s.Want(s.As("garnier", "POST /annuaire/certificats/"+id+"/delivrer"), 303)
		s.Want(s.As("martin", "POST /annuaire/certificats/"+id+"/delivrer"), 303) // issued already: the same number
		s.Want(s.As("garnier", "POST /annuaire/certificats/"+id+"/ecarter"), 404)
		s.Want(s.As("pdiallo", "GET /annuaire/certificats"), 200, "n° 2026-0001")
		pdf := s.As("pdiallo", "GET /annuaire/certificats/"+id+"/certificat.pdf")
		s.Want(pdf, 200, "%PDF-")
		exec(s, `UPDATE directory_person SET family_name = 'Autre' WHERE id = 'ines'`)
		if again := s.As("garnier", "GET /annuaire/certificats/"+id+"/certificat.pdf"); again.Body != pdf.Body {
			s.Error("the paper changes after it was issued")
		}
		wants(s, "GET /annuaire/certificats/"+id+"/certificat.pdf", 404, "tom", "noir", "roy", "petit")
		code := oneID(s, `SELECT code FROM contacts_certificate`)
		public := s.As("", "GET /annuaire/certificat/"+strings.ToLower(code))
		s.Want(public, 200, "est authentique", "2026-0001", "ID")
		if strings.Contains(public.Body, "Inès") || strings.Contains(public.Body, "Diallo") {
			s.Error("a stranger reads the pupil's name")
		}
		other := "2"
		if strings.HasSuffix(code, other) {
			other = "3"
		}
		s.Want(s.As("", "GET /annuaire/certificat?code="+code[:11]+other), 200, "Aucun certificat")
		lines := strings.Join(s.Lines(schooltest.Verne), "|")
		if want := "mdiallo a demandé un certificat de scolarité pour {0}|garnier a délivré le certificat de scolarité n° {1} de {0}"; lines != want {
			s.Errorf("the journal: %s", lines)
		}
	})
}

func oneID(s *schooltest.School, query string) (id string) {
	s.Helper()
	if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) {
		all, err := db.Strings(t, query)
		if err == nil && len(all) == 1 {
			id = all[0]
		}
		return err
	}); err != nil || id == "" {
		s.Fatal(query, err)
	}
	return id
}

// Fifty certificates issued at once have the numbers 1 to 50.
func TestNumbersAtOnce(t *testing.T) {
	const n = 50
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		for i := range n {
			id := fmt.Sprintf("p%02d", i)
			exec(s, `INSERT INTO directory_person (id, family_name, first_name, sort_key, created_at) VALUES (?, 'X', ?, ?, 0)`, id, id, id)
			exec(s, `INSERT INTO directory_member (group_id, person, school, part, sort_key) VALUES ('3eB', ?, '0750001A', 'pupil', ?)`, id, id)
			exec(s, `INSERT INTO contacts_certificate (id, school, year, pupil, asked_by, asked_at) VALUES (?, '0750001A', '2026', ?, 'mdiallo', 1)`, "c"+id, id)
		}
		var wg sync.WaitGroup
		codes := make([]int, n)
		for i := range n {
			wg.Go(func() {
				codes[i] = s.As([]string{"garnier", "martin"}[i%2], fmt.Sprintf("POST /annuaire/certificats/cp%02d/delivrer", i)).Code
			})
		}
		wg.Wait()
		for i, code := range codes {
			if code != 303 {
				s.Errorf("certificate %d: %d", i, code)
			}
		}
		if d, last := one(s, `SELECT count(DISTINCT number) FROM contacts_certificate`), one(s, `SELECT max(number) FROM contacts_certificate`); d != n || last != n {
			s.Errorf("%d numbers, the last %d, want %d of both", d, last, n)
		}
	})
}
