package sets

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"preau/socle/directory/generate"
)

// write writes a set of three schools and gives its folder and its files.
func write(t *testing.T, o AAF) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	if err := WriteAAF(dir, generate.Schools(generate.Options{Schools: 3, Pupils: 120, Seed: 9}), o); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	return dir, files
}

// ids reads a file to its end and gives the identifiers of its records.
func ids(t *testing.T, file string) (found []string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := xml.NewDecoder(f)
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return charmap.ISO8859_15.NewDecoder().Reader(r), nil }
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "id" {
			var id string
			if err := d.DecodeElement(&id, &start); err != nil {
				t.Fatal(err)
			}
			found = append(found, id)
		}
	}
}

// TestWellFormed proves that both encodings are well-formed and hold everybody once.
func TestWellFormed(t *testing.T) {
	people := 0
	for s := range generate.Schools(generate.Options{Schools: 3, Pupils: 120, Seed: 9}) {
		people += 1 + len(s.Pupils) + len(s.Guardians) + len(s.Staff)
	}
	people += len(generate.MEFs()) + len(generate.Subjects())
	for _, latin := range []bool{false, true} {
		_, files := write(t, AAF{Latin9: latin, Records: 100})
		seen, kinds := 0, map[string]bool{}
		for _, file := range files {
			list := ids(t, file)
			if len(list) == 0 || len(list) > 100 {
				t.Errorf("%s holds %d records", filepath.Base(file), len(list))
			}
			seen += len(list)
			kinds[strings.Split(filepath.Base(file), "_")[3]] = true
		}
		if seen != people || len(kinds) != 6 {
			t.Errorf("latin9 %v: %d records of %d kinds, want %d of 6", latin, seen, len(kinds), people)
		}
	}
}

// TestValid proves the files against the grammar that is written beside them, and the ministry's where it is at hand.
func TestValid(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (libxml2-utils)")
	}
	dir, files := write(t, AAF{})
	grammars := []string{filepath.Join(dir, "ficAlimMENESR.dtd")}
	if found, _ := filepath.Glob("../../../../../shared/data/aaf/ficAlimMENESR.dtd"); len(found) > 0 {
		grammars = append(grammars, found...)
	}
	for _, grammar := range grammars {
		out, err := exec.Command(xmllint, append([]string{"--nonet", "--noout", "--dtdvalid", grammar}, files...)...).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%.2000s", grammar, err, out)
		}
	}
}

// TestTruth proves that the truth has a row for each key and tells two keys of one person.
func TestTruth(t *testing.T) {
	file := filepath.Join(t.TempDir(), "set", "truth.csv")
	o := generate.Options{Schools: 8, Pupils: 400, Seed: 4}
	if err := WriteTruth(file, generate.Schools(o)); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]map[string]bool{}
	want, posts := 1, 0
	for s := range generate.Schools(o) {
		for range Truth(s) {
			want++
		}
		for _, w := range s.Staff {
			posts += len(w.Posts) - 1
		}
	}
	both, sources := 0, map[string]int{}
	for _, row := range rows[1:] {
		if sources[row[1]]++; row[1] != "aaf" {
			continue
		}
		if keys[row[0]] == nil {
			keys[row[0]] = map[string]bool{}
		}
		keys[row[0]][row[2]] = true
		if len(keys[row[0]]) == 2 {
			both++
		}
	}
	if len(rows) != want || both == 0 || posts == 0 || len(sources) != 4 {
		t.Errorf("%d rows, want %d; %d people with two keys, %d second posts, %v", len(rows), want, both, posts, sources)
	}
}

// TestAlike proves that of a thousand people of a kind at most one has somebody else with the same name and birth
// date in the same school, twins of one first name included.
func TestAlike(t *testing.T) {
	n, alike := 0, 0
	for s := range generate.Schools(generate.Options{Schools: 10, Pupils: 500, Seed: 4}) {
		seen := map[string]string{}
		for k := range Truth(s) {
			if k.Source != "aaf" || k.Kind == "guardian" { // nobody writes a guardian's birth date
				continue
			}
			n++
			who := strings.ToLower(k.Person.Family + "|" + k.Person.First + "|" + k.Person.Born)
			if seen[who] != "" && seen[who] != k.Human {
				alike++
			}
			seen[who] = k.Human
		}
	}
	if n == 0 || alike*1000 > n {
		t.Errorf("%d of %d are alike", alike, n)
	}
}

// TestFolder proves that a folder that cannot be made is said.
func TestFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	none := generate.Schools(generate.Options{})
	some := generate.Schools(generate.Options{Schools: 1, Pupils: 5})
	if WriteSIECLE(file, some) == nil || WriteSTS(file, some) == nil || WriteEDT(file, some) == nil {
		t.Error("a folder that is a file is no error")
	}
	if WriteAAF(filepath.Join(file, "set"), none, AAF{}) == nil || WriteTruth(filepath.Join(file, "truth.csv"), none) == nil {
		t.Error("a folder below a file is no error")
	}
}
