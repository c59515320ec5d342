package feeds_test

import (
	"encoding/csv"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"preau/base/db"
	"preau/schooltest"
	"preau/socle/directory/generate"
	"preau/socle/directory/generate/sets"
	"preau/socle/directory/imports"
	"preau/socle/feeds"
)

// invented are the schools whose files are brought one after the other.
var invented = generate.Options{Schools: 2, Pupils: 220, Seed: 11}

// written writes the files of the invented schools and who is whom in them, as
// rows of truth.csv.
func written(t *testing.T) (dir string, truth [][]string) {
	t.Helper()
	dir = t.TempDir()
	write := map[string]func(string, iter.Seq[*generate.School]) error{
		"aaf":    func(d string, s iter.Seq[*generate.School]) error { return sets.WriteAAF(d, s, sets.AAF{}) },
		"siecle": sets.WriteSIECLE, "sts": sets.WriteSTS, "edt": sets.WriteEDT,
	}
	for name, fn := range write {
		if err := fn(filepath.Join(dir, name), generate.Schools(invented)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "truth.csv")
	if err := sets.WriteTruth(path, generate.Schools(invented)); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return dir, rows[1:]
}

// numbers are by which of their numbers the readers of EDT know people: national
// numbers of pupils, STS-Web's of teachers, by the identifier of the file.
func numbers() map[string]string {
	all := map[string]string{}
	for s := range generate.Schools(invented) {
		for _, x := range s.Pupils {
			all["P"+x.Key] = "ine:" + x.INE
		}
		for _, x := range s.Staff {
			all["E"+x.Key] = "epp:" + x.STS
		}
	}
	return all
}

// TestTruth brings all that real software would say of the same schools, in two
// orders, and holds who was joined to who is whom: nobody is joined to somebody
// else, and of those who are the same 95 in 100 are joined or asked about.
func TestTruth(t *testing.T) {
	dir, truth := written(t)
	edt := numbers()
	for name, order := range map[string][]string{
		"best first": {"aaf", "siecle", "sts", "edt"}, "worst first": {"edt", "sts", "siecle", "aaf"},
	} {
		t.Run(name, func(t *testing.T) {
			schooltest.Each(t, nil, func(s *schooltest.School) {
				asked := 0
				for _, format := range order {
					for school := range generate.Schools(invented) {
						path := filepath.Join(dir, format, school.UAI)
						if format == "aaf" {
							path = filepath.Dir(path)
						}
						asked += bringIn(s, path, school.UAI).Doubtful
					}
				}
				judge(s, truth, edt, asked)
			})
		})
	}
}

// bringIn imports files for a school, and gives the counts of people.
func bringIn(s *schooltest.School, path, school string) imports.Counts {
	s.Helper()
	e := feeds.Engine(s.DB, s.Host.Now)
	run, err := e.Stage(s.Context(), []string{path}, imports.Options{School: school})
	if err != nil {
		s.Fatal(err)
	}
	if err := e.Apply(s.Context(), run.ID, nil); err != nil {
		s.Fatal(err)
	}
	var r imports.Report
	if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) { r, err = imports.NewReport(t, run.ID); return err }); err != nil {
		s.Fatal(err)
	}
	return r.People
}

// judge compares who the directory says is whom to who is.
func judge(s *schooltest.School, truth [][]string, edt map[string]string, asked int) {
	s.Helper()
	person := map[string]string{} // format, school and key
	err := s.DB.Read(s.Context(), func(t *db.Tx) error {
		rows, err := db.Strings(t, `SELECT source || ' ' || key || ' ' || person FROM directory_key`)
		for _, r := range rows {
			source, rest, _ := strings.Cut(r, " ")
			at := strings.LastIndex(rest, " ")
			person[source+" "+rest[:at]] = rest[at+1:]
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	humans, people := map[string]map[string]bool{}, map[string]map[string]bool{}
	pairs, missing := 0, 0
	for _, row := range truth {
		human, source, key, kind, school := row[0], row[1], row[2], row[3], row[4]
		if source == "aaf" {
			school = "10"
		}
		id := ""
		for _, k := range keysOf(source, key, kind, edt) {
			if id == "" {
				id = person[source+":"+school+" "+k]
			}
		}
		who := human + " " + kind
		if humans[who] == nil {
			humans[who] = map[string]bool{}
		} else {
			pairs++
		}
		if id == "" {
			missing++
			continue
		}
		if people[id] == nil {
			people[id] = map[string]bool{}
		}
		humans[who][id], people[id][human] = true, true
	}
	wrong, apart := 0, 0
	for _, h := range people {
		wrong += len(h) - 1
	}
	for _, p := range humans {
		apart += max(0, len(p)-1)
	}
	joined := pairs - apart - missing
	if wrong > 0 {
		s.Errorf("%d are joined to somebody else", wrong)
	}
	if pairs == 0 {
		return
	}
	s.Logf("%d keys of %d people: %d joined of %d, %d asked about, %d taken for somebody new, %d joined to somebody else: precision %.4f, recall %.4f",
		len(truth), len(humans), joined, pairs, asked, apart, wrong, float64(joined)/float64(joined+wrong), float64(joined)/float64(pairs))
	if missing > asked || (joined+missing)*100 < 95*pairs {
		s.Errorf("%d keys of nobody: this is not who they are", missing)
	}
}

// keysOf are the keys that the reader of a format may make of one of its file's.
func keysOf(source, key, kind string, edt map[string]string) []string {
	switch {
	case source == "siecle" && kind == "guardian":
		return []string{"p" + key}
	case source == "sts":
		return []string{"epp:" + key}
	case source == "edt":
		return slices.DeleteFunc([]string{edt[key], "pn:" + key}, func(k string) bool { return k == "" })
	}
	return []string{key}
}

// sheetOf is the table that a school would make of its pupils: no number, the
// guardians on the same row, dates and telephones as people write them.
func sheetOf(t *testing.T, school *generate.School) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "eleves.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	w.Comma = ';'
	row := func(cells ...string) {
		if err := w.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	row("NOM", "Prénom", "Né(e) le", "Classe", "Responsable 1", "Courriel resp. 1", "Portable resp. 1", "Adresse resp. 1", "CP resp. 1", "Ville resp. 1",
		"Responsable 2", "Courriel resp. 2", "Portable resp. 2")
	for _, x := range school.Pupils {
		born := x.Born[8:] + "/" + x.Born[5:7] + "/" + x.Born[:4]
		cells := []string{strings.ToUpper(x.Family), x.First, born, x.Division.Code}
		for i, n := range []int{6, 3} {
			if i >= len(x.Guardians) {
				cells = append(cells, make([]string, n)...)
				continue
			}
			g := x.Guardians[i].Guardian
			all := []string{g.Civility + " " + strings.ToUpper(g.Family) + ", " + g.First, g.Email, g.Mobile, g.Home.Street, g.Home.PostalCode, g.Home.Town}
			cells = append(cells, all[:n]...)
		}
		row(cells...)
	}
	if w.Flush(); w.Error() != nil || f.Close() != nil {
		t.Fatal(w.Error())
	}
	return path
}

// TestTruthTable brings the same school as the AAF and as the table that it made
// itself, in both orders: of those whom both name, nobody is somebody new to the
// second but one in twenty, and nobody is joined to somebody else.
func TestTruthTable(t *testing.T) {
	dir, truth := written(t)
	var sheet, uai string
	var school *generate.School
	for s := range generate.Schools(invented) {
		if school == nil {
			school, sheet, uai = s, sheetOf(t, s), s.UAI
		}
	}
	aaf := filepath.Join(dir, "aaf")
	named := len(school.Pupils)
	told := map[string]bool{}
	for _, x := range school.Pupils {
		for _, g := range x.Guardians[:min(2, len(x.Guardians))] {
			if !told[g.Guardian.Key] {
				told[g.Guardian.Key] = true
				named++
			}
		}
	}
	truth = slices.DeleteFunc(truth, func(row []string) bool { return row[1] != "aaf" || row[4] != uai })
	schooltest.Each(t, nil, func(s *schooltest.School) {
		bringIn(s, aaf, uai)
		n := bringIn(s, sheet, uai)
		s.Logf("AAF, then a table of %d people: %+v", named, n)
		if n.New*20 > named || n.Leaving > 0 || n.Doubtful*20 > named {
			s.Error("this is not who they are")
		}
		judge(s, truth, nil, 0)
	})
	schooltest.Each(t, nil, func(s *schooltest.School) {
		first := bringIn(s, sheet, uai)
		n := bringIn(s, aaf, uai)
		s.Logf("a table of %d people, then the AAF of %d: %+v", first.New, len(truth), n)
		if (first.New+n.New-len(truth))*20 > named || n.Doubtful*20 > named {
			s.Error("this is not who they are")
		}
		judge(s, truth, nil, n.Doubtful)
	})
}
