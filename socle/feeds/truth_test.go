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
	s.Logf("%d keys of %d people: %d joined of %d, %d asked about, %d taken for somebody new, %d joined to somebody else: precision %.4f, recall %.4f",
		len(truth), len(humans), joined, pairs, asked, apart, wrong, float64(joined)/float64(joined+wrong), float64(joined)/float64(pairs))
	if wrong > 0 || missing > asked || (joined+missing)*100 < 95*pairs {
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
