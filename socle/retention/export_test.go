package retention

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"preau/base/db"
	"preau/base/text"
)

// export is the files of a person's export. Of others, it names karim only.
func export(t *testing.T, d *db.DB, r *Rules, person string) map[string]string {
	t.Helper()
	var b bytes.Buffer
	read(t, d, func(x *db.Tx) error {
		return r.Export(text.WithLang(t.Context(), text.French), x, person, now, func(table, id string) string {
			switch {
			case table == "directory_school":
				return "Collège des Tilleuls"
			case id == "karim" || id == person:
				return strings.ToUpper(id[:1]) + id[1:] + " Diallo"
			}
			return ""
		}, &b)
	})
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(all)
	}
	return files
}

// file is the one file whose name ends so.
func file(t *testing.T, files map[string]string, end string) string {
	t.Helper()
	for name, s := range files {
		if strings.HasSuffix(name, end) {
			return s
		}
	}
	t.Fatalf("no file …%s", end)
	return ""
}

func TestExport(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		files := export(t, d, r, "ines")
		if got, want := file(t, files, "-notes.csv"), "\ufeffÉlève;Professeur;Année;Note\r\nvous;Karim Diallo;2024;'=12\r\nvous;Karim Diallo;2025;15\r\n"; got != want {
			t.Errorf("marks as CSV:\n%q, want\n%q", got, want)
		}
		if got, want := file(t, files, "-journal---personnel-.csv"), "\ufeffJour;Gelé;Écrit le\r\nmardi 3 novembre 2026;non;mardi 3 novembre 2026 à 13 h\r\n"; plainSpaces(got) != want {
			t.Errorf("diary as CSV:\n%q, want\n%q", got, want)
		}
		var marks struct {
			Title string
			Rows  []map[string]any
		}
		if err := json.Unmarshal([]byte(file(t, files, "-notes.json")), &marks); err != nil {
			t.Fatal(err)
		}
		if len(marks.Rows) != 2 || marks.Title != "Notes" || marks.Rows[0]["value"] != "=12" || marks.Rows[0]["teacher"] != "Karim Diallo" {
			t.Errorf("marks as JSON: %+v", marks)
		}
		index := files["index.html"]
		for _, want := range []string{
			`<html lang="fr">`, "<h1>Données de Ines Diallo</h1>", "mardi 24 novembre 2026 à 10 h 20", "<h2 id=", "Bonjour &lt;b&gt;",
			"Collège des Tilleuls", "une autre personne", `<th scope="col">Professeur</th>`, "puis 1 an.", "2 lignes",
		} {
			if !strings.Contains(plainSpaces(index), want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		for name, s := range files {
			if strings.Contains(s, "mina") || strings.Contains(s, "leo") {
				t.Errorf("%s gives another's identifier", name)
			}
		}
		if strings.Count(index, "<h1") != 1 || strings.Contains(index, "<script") || strings.Contains(index, "http") {
			t.Error("the page has several h1, a script, or something to fetch")
		}
	})
}

// plainSpaces makes unbroken spaces plain, so that expected texts can be typed.
func plainSpaces(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)
}

// Every row that has a person among its owners is in their export, and no other.
func TestExportComplete(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		for _, person := range []string{"ines", "leo", "mina", "karim"} {
			rows := 0
			for name, s := range export(t, d, r, person) {
				if !strings.HasSuffix(name, ".json") {
					continue
				}
				var f struct{ Rows []map[string]any }
				if err := json.Unmarshal([]byte(s), &f); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				rows += len(f.Rows)
			}
			var want int64
			read(t, d, func(x *db.Tx) error {
				for _, tab := range r.Tables() {
					where, args := owned(tab, person)
					n, _, err := db.First(x, number, "SELECT COUNT(*) FROM "+tab.Name+" WHERE "+where, args...)
					if err != nil {
						return err
					}
					want += n
				}
				return nil
			})
			if int64(rows) != want || rows < 2 {
				t.Errorf("%s: %d rows exported, %d in the database", person, rows, want)
			}
		}
	})
}

func TestExportEmpty(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		files := export(t, d, r, "nobody")
		if len(files) != 1 || !strings.Contains(files["index.html"], "Aucune donnée à votre sujet n’est conservée.") {
			t.Errorf("got %v", files)
		}
	})
}
