package imports_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/base/db"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports"
	"preau/socle/directory/siecle"
)

const answers = `SELECT c.first_name || ' ' || g.first_name || ' ' || l.level FROM directory_guardian l
	JOIN directory_person g ON g.id = l.guardian JOIN directory_person c ON c.id = l.pupil ORDER BY 1`

// only copies the files of the AAF's set whose names hold one of words.
func (b *bench) only(words ...string) string {
	b.Helper()
	all, err := filepath.Glob(aafOf + "/*.xml")
	dir := b.TempDir()
	for _, path := range all {
		for _, word := range words {
			if !strings.Contains(path, word) {
				continue
			}
			text, unread := os.ReadFile(path)
			if err = unread; err == nil {
				err = os.WriteFile(filepath.Join(dir, filepath.Base(path)), text, 0o600)
			}
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// The files of the AAF one by one, in any order, make what they make together.
func TestHalvesInAnyOrder(t *testing.T) {
	var whole []string
	each(t, func(b *bench) {
		b.apply(b.stage(imports.Options{}, aafOf))
		whole = b.rows(answers)
	})
	if len(whole) < 5 {
		t.Fatalf("the whole set: %q", whole)
	}
	for _, order := range [][][]string{
		{{"Etab", "_Eleve_"}, {"PersRelEleve"}},
		{{"Etab", "PersRelEleve"}, {"_Eleve_"}},
		{{"Etab", "_Eleve_"}, {"PersEducNat"}, {"PersRelEleve_0000"}, {"PersRelEleve_0001"}},
		{{"Etab", "PersRelEleve_0000"}, {"Etab", "_Eleve_"}, {"PersRelEleve_0001", "Etab"}},
	} {
		each(t, func(b *bench) {
			for _, words := range order {
				b.apply(b.stage(imports.Options{}, b.only(words...)))
			}
			b.want(strings.Join(order[0], "+")+" first", b.rows(answers), whole...)
			again := b.stage(imports.Options{}, b.only(order[len(order)-1]...))
			b.want("the last again", b.differences(again))
			b.apply(again)
			b.apply(b.stage(imports.Options{}, aafOf))
			b.want("the whole set after its halves", b.rows(answers), whole...)
		})
	}
}

// SIECLE gives pupils and guardians in two files, and says in the second who
// answers for whom.
func TestHalvesOfSiecle(t *testing.T) {
	each(t, func(b *bench) {
		b.engine.Formats = append(b.engine.Formats[:1:1], imports.Format{Name: siecle.Name, Rank: 3, Knows: siecle.Knows, Open: siecle.Open})
		files, err := filepath.Glob("../siecle/testdata/college/*.xml")
		if err != nil {
			b.Fatal(err)
		}
		var adults, others []string
		for _, path := range files {
			if strings.Contains(strings.ToLower(path), "responsables") {
				adults = append(adults, path)
			} else {
				others = append(others, path)
			}
		}
		for i, order := range [][][]string{{others, adults}, {adults, others}} {
			for _, paths := range order {
				b.apply(b.stage(imports.Options{}, paths...))
			}
			if all := b.rows(answers); len(all) < 2 {
				b.Errorf("order %d: %q", i, all)
			}
			b.do(forget)
		}
	})
}

// Somebody who works in a school that nobody knows yet is there when it comes.
func TestSchoolComesLater(t *testing.T) {
	each(t, func(b *bench) {
		claire := &feed.Staff{Person: person("t", "Claire", "Ferrand", "1980-01-02"), School: "1", Functions: []feed.Function{
			{School: "1", Code: "ENS", Label: "Enseignement"}, {School: "2", Code: "ENS", Label: "Enseignement"},
		}}
		away := pupil("q", "Tom", "Berger", "2013-04-05", "2", mother("g"))
		b.feed.records = append(class(12), claire, guardian("g", "Nina", "Berger"), away)
		b.apply(b.stage(imports.Options{}))
		const there2 = `SELECT p.first_name || ' ' || t.role FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE t.school = '9990002Y' ORDER BY 1`
		b.want("before", b.rows(there2))
		b.feed.header.Covers = []string{feed.KindPupil}
		b.feed.records = []feed.Record{school("2", there), pupil("r", "Léo", "Petit", "2013-04-06", "2")}
		for range 2 {
			b.apply(b.stage(imports.Options{}))
			b.want("after", b.rows(there2), "Claire teacher", "Léo pupil", "Nina guardian", "Tom pupil")
		}
	})
}

// A guardian who is known is not taken from a former import again, and nobody
// leaves because half a set came.
func TestHalvesTakeNothingAway(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = append(class(12), guardian("g", "Nadia", "Moreau"), pupil("p", "Inès", "Moreau", "2013-05-04", "1", mother("g")))
		b.apply(b.stage(imports.Options{}))
		b.feed.header.Covers = []string{feed.KindGuardian}
		changed := guardian("g", "Nadia", "Moreau")
		changed.Email = "n@example.org"
		b.feed.records = []feed.Record{school("1", here), changed, guardian("h", "Paul", "Petit")}
		b.want("differences", b.differences(b.stage(imports.Options{})), "changed Nadia Moreau email:>n@example.org")
	})
}

// forget empties the directory, and the imports.
func forget(t *db.Tx) error {
	for _, table := range []string{
		"directory_guardian", "directory_member", "school_course", "directory_pupil", "directory_tie", "directory_function", "directory_word", "directory_key", "directory_group",
		"school_term", "school_year", "directory_person", "directory_school", "directory_import_row", "directory_import_at", "directory_import_school",
		"directory_import_undo", "directory_import_diff", "directory_import_warning", "directory_import_lesson", "directory_import",
	} {
		if _, err := t.Exec(`DELETE FROM ` + table); err != nil {
			return err
		}
	}
	return nil
}
