package retention

import (
	"os"
	"testing"
	"testing/fstest"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/jobs"
)

// story holds tables of each kind: others' places that stay or are blanked, rows
// with dependants, a thread, the record, holds.
const story = `
CREATE TABLE story_mark (
	id TEXT PRIMARY KEY, pupil TEXT NOT NULL REFERENCES directory_person (id),
	teacher TEXT NOT NULL REFERENCES directory_person (id), year TEXT NOT NULL, value TEXT NOT NULL
);
CREATE TABLE story_note (id TEXT PRIMARY KEY, author TEXT NOT NULL, reader TEXT NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE story_file (id TEXT PRIMARY KEY, note TEXT NOT NULL REFERENCES story_note (id));
CREATE TABLE story_comment (
	id TEXT PRIMARY KEY, note TEXT NOT NULL REFERENCES story_note (id), above TEXT NOT NULL REFERENCES story_comment (id),
	author TEXT NOT NULL REFERENCES directory_person (id), at BIGINT NOT NULL
);
CREATE TABLE story_pin (id TEXT PRIMARY KEY, note TEXT REFERENCES story_note (id));
CREATE TABLE story_sanction (
	id TEXT PRIMARY KEY, school TEXT NOT NULL, pupil TEXT NOT NULL REFERENCES directory_person (id),
	decided_by TEXT NOT NULL, hold BOOLEAN NOT NULL DEFAULT FALSE, closed_at BIGINT NOT NULL
);
CREATE TABLE story_diary (
	id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES directory_person (id), day TEXT NOT NULL,
	hold BOOLEAN NOT NULL DEFAULT FALSE, at BIGINT NOT NULL
);
CREATE TABLE story_proof (id TEXT PRIMARY KEY, diary TEXT NOT NULL REFERENCES story_diary (id), person TEXT NOT NULL, at BIGINT NOT NULL);
`

// accounts are the tables of the directory that go with the account.
var accounts = map[string]string{
	"directory_person":   "Identité et coordonnées",
	"directory_key":      "Identifiants dans les fichiers de l’administration",
	"directory_tie":      "Établissements et profils",
	"directory_pupil":    "Scolarité",
	"directory_guardian": "Liens entre élèves et responsables",
	"directory_member":   "Classes et groupes",
	"directory_function": "Fonctions exercées",
	"directory_word":     "Mots de recherche dans l’annuaire",

	"directory_import_diff": "Ce que les imports ont changé",
	"directory_import_undo": "Ce que les imports ont changé",
	"directory_field":       "D’où viennent les valeurs",
	"directory_apart":       "Les numéros d’un autre",
}

// keeps are complete for the directory, the school and the story.
func keeps() map[string]Keep {
	all := Keeps()
	for table, label := range accounts {
		k := Keep{
			Owners: []string{"person"}, From: Left, For: Period{Months: 3}, Label: label,
			Why: "Annuaire de l’espace numérique de travail (arrêté du 30 novembre 2006, art. 6)",
		}
		switch table {
		case "directory_person":
			k.Owners = []string{"id"}
		case "directory_field":
			k.Owners, k.Others = []string{"person", "by_id"}, Blank
		case "directory_guardian":
			k.Owners, k.Others = []string{"pupil", "guardian"}, Drop
		}
		all[table] = k
	}
	why := "Mission d’intérêt public"
	all["school_course"] = Keep{Owners: []string{"teacher"}, From: EndOfYear, For: Period{Years: 1}, Why: why, Label: "Enseignements"}
	all["school_lesson_teacher"] = Keep{Owners: []string{"teacher"}, From: EndOfYear, For: Period{Years: 1}, Why: why, Label: "Séances"}
	all["story_mark"] = Keep{
		Owners: []string{"pupil", "teacher"}, From: EndOfYear, For: Period{Years: 1}, Others: Stay, Why: why, Label: "Notes",
		Columns: map[string]string{"pupil": "Élève", "teacher": "Professeur", "year": "Année", "value": "Note"},
	}
	all["story_note"] = Keep{
		Owners: []string{"author", "reader"}, From: Written, At: "at", For: Period{Months: 1}, Others: Blank, Why: why, Label: "Messages",
	}
	all["story_comment"] = Keep{Owners: []string{"author"}, From: Written, At: "at", For: Period{Years: 1}, Why: why, Label: "Commentaires"}
	all["story_sanction"] = Keep{
		Owners: []string{"pupil", "decided_by"}, From: Closed, At: "closed_at", For: Period{Years: 3}, Others: Blank,
		Record: true, Hold: true, Why: why, Label: "Sanctions",
	}
	all["story_diary"] = Keep{
		Owners: []string{"owner"}, From: Written, At: "at", For: Period{Days: 10}, Hold: true, Why: why, Label: "Journal, (personnel)",
		Columns: map[string]string{"day": "Jour", "hold": "Gelé", "at": "Écrit le"},
	}
	all["story_proof"] = Keep{Owners: []string{"person"}, From: Written, At: "at", Record: true, Why: why, Label: "Pièces"}
	return all
}

var now = time.Date(2026, 11, 24, 9, 20, 0, 0, time.UTC)

func ms(y int, m time.Month, d int) int64 {
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC).UnixMilli()
}

// each runs a story on both engines, over the directory's own tables.
func each(t *testing.T, fn func(t *testing.T, d *db.DB, r *Rules)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Migrate(t.Context(), db.Set{Name: "directory", FS: os.DirFS("../directory")},
			db.Set{Name: "school", FS: os.DirFS("../school")}, jobs.Schema,
			db.Set{Name: "story", FS: fstest.MapFS{"migrations/0001_story.sql": {Data: []byte(story)}}})
		if err != nil {
			t.Fatal(err)
		}
		schema, err := d.Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		r, err := New(schema, keeps())
		if err != nil {
			t.Fatal(err)
		}
		write(t, d, func(x *db.Tx) error { return fill(x) })
		fn(t, d, r)
	})
}

// fill writes a school of four people: ines and leo are pupils, mina is their
// mother, karim teaches. Each table has rows of each of them that it can have.
func fill(x *db.Tx) error {
	people := [][]any{}
	for _, p := range []string{"ines", "leo", "mina", "karim"} {
		people = append(people, []any{p, "Diallo", p, p, p + "@exemple.fr", ms(2024, 9, 1), 0})
	}
	return firstError(
		x.Insert("directory_school", []string{"id", "name", "kind"}, [][]any{{"0750001A", "Collège", "college"}}),
		x.Insert("directory_person", []string{"id", "family_name", "first_name", "sort_key", "email", "created_at", "left_at"}, people),
		x.Insert("directory_tie", []string{"person", "school", "role", "sort_key"}, [][]any{
			{"ines", "0750001A", "pupil", "diallo ines"}, {"karim", "0750001A", "teacher", "diallo karim"},
		}),
		x.Insert("directory_guardian", []string{"pupil", "guardian", "level"}, [][]any{{"ines", "mina", "legal"}, {"leo", "mina", "legal"}}),
		x.Insert("story_mark", []string{"id", "pupil", "teacher", "year", "value"}, [][]any{
			{"m1", "ines", "karim", "2024", "=12"}, {"m2", "ines", "karim", "2025", "15"}, {"m3", "leo", "karim", "2026", "8"},
		}),
		x.Insert("story_note", []string{"id", "author", "reader", "body", "at"}, [][]any{
			{"n1", "ines", "karim", "Bonjour <b>", ms(2026, 11, 20)}, {"n2", "karim", "ines", "Oui", ms(2026, 10, 24)},
		}),
		x.Insert("story_file", []string{"id", "note"}, [][]any{{"f1", "n1"}, {"f2", "n2"}}),
		x.Insert("story_pin", []string{"id", "note"}, [][]any{{"p1", "n1"}}),
		x.Insert("story_comment", []string{"id", "note", "above", "author", "at"}, [][]any{
			{"c1", "n2", "c1", "ines", ms(2026, 11, 1)},
			{"c2", "n2", "c1", "karim", ms(2026, 11, 2)},
			{"c3", "n2", "c2", "leo", ms(2026, 11, 3)},
			{"c4", "n1", "c4", "karim", ms(2026, 11, 3)},
		}),
		x.Insert("story_sanction", []string{"id", "school", "pupil", "decided_by", "hold", "closed_at"}, [][]any{
			{"s1", "0750001A", "leo", "karim", false, ms(2021, 12, 1)},
			{"s2", "0750001A", "leo", "karim", false, ms(2023, 3, 1)},
			{"s3", "0750001A", "leo", "karim", true, ms(2022, 3, 1)},
			{"s4", "0750001A", "leo", "karim", false, 0},
		}),
		x.Insert("story_diary", []string{"id", "owner", "day", "hold", "at"}, [][]any{
			{"d1", "ines", "2026-11-03", false, ms(2026, 11, 3)},
			{"d2", "leo", "2026-11-03", true, ms(2026, 11, 3)},
			{"d3", "leo", "2026-11-03", false, ms(2026, 11, 3)},
		}),
		x.Insert("story_proof", []string{"id", "diary", "person", "at"}, [][]any{{"q1", "d3", "leo", ms(2026, 11, 3)}}),
	)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// ids are the keys of a table's rows, in order.
func ids(t *testing.T, d *db.DB, query string) (all []string) {
	t.Helper()
	read(t, d, func(x *db.Tx) (err error) {
		all, err = db.Strings(x, query)
		return err
	})
	return all
}

// search is every place of the database in which a text stands.
func search(t *testing.T, d *db.DB, what string) (places []string) {
	t.Helper()
	schema, err := d.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	read(t, d, func(x *db.Tx) error {
		for _, tab := range schema {
			for _, c := range tab.Columns {
				if c.Type != "TEXT" {
					continue
				}
				found, err := db.Exists(x, "SELECT 1 FROM "+tab.Name+" WHERE "+c.Name+" LIKE '%"+what+"%'")
				if err != nil {
					return err
				}
				if found {
					places = append(places, tab.Name+"."+c.Name)
				}
			}
		}
		return nil
	})
	return places
}
