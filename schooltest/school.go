// Package schooltest is the school that every test knows by heart, and runs one
// test on both engines.
//
// The collège Jules-Verne (0750001A): its 3e B and 3e A; Mme Petit, form teacher
// of 3e B, and M. Leroy, who teaches nobody there; Inès and Tom of 3e B, Zoé of
// 3e A; Mme and M. Diallo, separated parents of Inès with equal rights; M. Roy, a
// contact of Tom who may see nothing. The collège Curie (0750002B): Léa, its
// only pupil, her mother Mme Blanc, its head M. Noir. Mme Petit teaches there too.
package schooltest

import (
	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory"
)

// Verne and Curie are the two schools.
const (
	Verne directory.ID = "0750001A"
	Curie directory.ID = "0750002B"
)

// Today is the day of every test: a Tuesday, at half past ten in Paris.
const Today day.Day = "2026-11-24"

// tie is one row of the cast.
type tie struct {
	id, first, family string
	school            directory.ID
	role              directory.Role
}

var cast = []tie{
	{"martin", "Anne", "Martin", Verne, directory.Head},
	{"adjoint", "Luc", "Perrin", Verne, directory.Deputy},
	{"petit", "Claire", "Petit", Verne, directory.Teacher},
	{"petit", "Claire", "Petit", Curie, directory.Teacher},
	{"leroy", "Marc", "Leroy", Verne, directory.Teacher},
	{"cohen", "David", "Cohen", Verne, directory.Librarian},
	{"benali", "Samira", "Benali", Verne, directory.CPE},
	{"roux", "Yanis", "Roux", Verne, directory.AED},
	{"sarr", "Fatou", "Sarr", Verne, directory.AESH},
	{"perez", "Lucie", "Perez", Verne, directory.Nurse},
	{"garnier", "Paul", "Garnier", Verne, directory.Secretary},
	{"gauthier", "Rémi", "Gauthier", Verne, directory.Bursar},
	{"ines", "Inès", "Diallo", Verne, directory.Pupil},
	{"tom", "Tom", "Roy", Verne, directory.Pupil},
	{"zoe", "Zoé", "d’Àrc-Nuñez", Verne, directory.Pupil},
	{"mdiallo", "Awa", "Diallo", Verne, directory.Guardian},
	{"pdiallo", "Karim", "Diallo", Verne, directory.Guardian},
	{"roy", "Jean", "Roy", Verne, directory.Guardian},
	{"vidal", "Léa", "Vidal", Verne, directory.Partner},
	{"admin", "Ada", "Admin", Verne, directory.Admin},
	{"noir", "Éric", "Noir", Curie, directory.Head},
	{"lea", "Léa", "Blanc", Curie, directory.Pupil},
	{"blanc", "Rose", "Blanc", Curie, directory.Guardian},
	{"ancien", "Guy", "Ancien", Verne, directory.Teacher},
}

// Everyone are the ids of the people of the cast, in its order, and "" for
// someone not signed in.
var Everyone = func() []string {
	all := []string{""}
	for _, t := range cast {
		if all[len(all)-1] != t.id {
			all = append(all, t.id)
		}
	}
	return all
}()

func fill(t *db.Tx) error {
	for _, q := range []string{
		`INSERT INTO directory_school (id, name, kind, zone, week_a, town, phone) VALUES
			('0750001A', 'Collège Jules-Verne', 'college', 'C', '2026-11-16', 'Paris', '0199000001'),
			('0750002B', 'Collège Curie', 'college', 'C', '', 'Paris', '0199000002')`,
		`INSERT INTO school_year (school, year, first_day, last_day, state) VALUES
			('0750001A', '2026', '2026-09-01', '2027-07-03', 'running'), ('0750002B', '2026', '2026-09-01', '2027-07-03', 'running')`,
		`INSERT INTO directory_group (id, school, year, kind, code, name, sort_key, level) VALUES
			('3eB', '0750001A', '2026', 'division', '3B', '3e B', '3e b', '3EME'),
			('3eA', '0750001A', '2026', 'division', '3A', '3e A', '3e a', '3EME'),
			('latin', '0750001A', '2026', 'group', 'LATIN', 'Latin', 'latin', ''),
			('c6e', '0750002B', '2026', 'division', '6A', '6e A', '6e a', '6EME')`,
		`INSERT INTO school_subject (code, name, short, family) VALUES ('061300', 'Mathématiques', 'Maths', 'bleu')`,
	} {
		if _, err := t.Exec(q); err != nil {
			return err
		}
	}
	return fillPeople(t)
}

func fillPeople(t *db.Tx) error {
	known := map[string]bool{}
	for _, c := range cast {
		key := text.SortKey(c.family + " " + c.first)
		if !known[c.id] {
			known[c.id] = true
			if _, err := t.Exec(`INSERT INTO directory_person (id, civility, family_name, first_name, sort_key, birth_date, email, mobile, created_at)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.id, "", c.family, c.first, key, "2012-05-04", c.id+"@example.org", "0639980001", 0); err != nil {
				return err
			}
		}
		until := ""
		if c.id == "ancien" {
			until = "2026-08-31"
		}
		if _, err := t.Exec(`INSERT INTO directory_tie (person, school, role, sort_key, until_day) VALUES (?, ?, ?, ?, ?)`,
			c.id, c.school, c.role, key, until); err != nil {
			return err
		}
		for _, w := range text.Words(c.first + " " + c.family) {
			if _, err := t.Exec(`INSERT INTO directory_word (school, word, person) VALUES (?, ?, ?) ON CONFLICT (school, word, person) DO NOTHING`,
				c.school, w, c.id); err != nil {
				return err
			}
		}
	}
	return fillLinks(t)
}

func fillLinks(t *db.Tx) error {
	for _, m := range []struct{ group, person, school, part string }{
		{"3eB", "petit", "0750001A", "teacher"},
		{"3eB", "petit", "0750001A", "form_teacher"},
		{"3eB", "ines", "0750001A", "pupil"},
		{"3eB", "tom", "0750001A", "pupil"},
		{"3eB", "sarr", "0750001A", "teacher"},
		{"3eA", "zoe", "0750001A", "pupil"},
		{"3eA", "leroy", "0750001A", "teacher"},
		{"latin", "ines", "0750001A", "pupil"},
		{"latin", "zoe", "0750001A", "pupil"},
		{"c6e", "lea", "0750002B", "pupil"},
		{"c6e", "petit", "0750002B", "teacher"},
	} {
		if _, err := t.Exec(`INSERT INTO directory_member (group_id, person, school, part, sort_key) VALUES (?, ?, ?, ?, ?)`,
			m.group, m.person, m.school, m.part, m.person); err != nil {
			return err
		}
	}
	for _, q := range []string{
		`INSERT INTO directory_pupil (person, school) VALUES ('ines', '0750001A'), ('tom', '0750001A'), ('zoe', '0750001A'), ('lea', '0750002B')`,
		`INSERT INTO directory_guardian (pupil, guardian, link, level, contact_order, contact, may_see) VALUES
			('ines', 'mdiallo', 'mother', 'legal', 1, TRUE, TRUE), ('ines', 'pdiallo', 'father', 'legal', 2, TRUE, TRUE),
			('tom', 'roy', 'other', 'contact', 1, TRUE, FALSE), ('lea', 'blanc', 'mother', 'legal', 1, TRUE, TRUE)`,
		`INSERT INTO school_course (id, school, year, group_id, subject, teacher) VALUES
			('maths3B', '0750001A', '2026', '3eB', '061300', 'petit'), ('maths6A', '0750002B', '2026', 'c6e', '061300', 'petit')`,
	} {
		if _, err := t.Exec(q); err != nil {
			return err
		}
	}
	return nil
}
