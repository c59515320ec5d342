package imports_test

import (
	"fmt"
	"iter"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/directory/aaf"
	"preau/socle/directory/generate"
	"preau/socle/directory/generate/sets"
	"preau/socle/directory/imports"
	"preau/socle/directory/imports/undo"
)

// BenchmarkImport brings sets of invented schools of 500 pupils into an empty
// directory, then again, then with one person in a hundred changed, and undoes
// that: people a second from the files' first byte to the last commit, with the
// difference; the rows that the second run writes. PREAU_SCHOOLS sets how many
// schools.
func BenchmarkImport(b *testing.B) {
	schools, err := strconv.Atoi(os.Getenv("PREAU_SCHOOLS"))
	if err != nil {
		schools = 10
	}
	dir, changed, o := b.TempDir(), b.TempDir(), generate.Options{Schools: schools, Pupils: 500, Seed: 1}
	if err := sets.WriteAAF(dir, generate.Schools(o), sets.AAF{}); err != nil {
		b.Fatal(err)
	}
	if err := sets.WriteAAF(changed, onePercent(generate.Schools(o)), sets.AAF{}); err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) { importTwice(b, url(b), dir, changed) })
	}
}

func importTwice(b *testing.B, url, dir, changed string) {
	for b.Loop() {
		d := dbtest.Open(b, url)
		if err := d.Migrate(b.Context(), db.Set{Name: "directory", FS: os.DirFS("..")}, db.Set{Name: "school", FS: os.DirFS("../../school")}, db.Set{Name: "signin", FS: os.DirFS("../../signin")}); err != nil {
			b.Fatal(err)
		}
		e := &imports.Engine{DB: d, Formats: []imports.Format{{Name: "aaf", Knows: aaf.Knows, Open: aaf.Open}}}
		var last imports.Run
		for _, turn := range []string{"first", "again", "changed"} {
			files := dir
			if turn == "changed" {
				files = changed
			}
			begun := time.Now()
			run, err := e.Stage(b.Context(), []string{files}, imports.Options{})
			if err != nil {
				b.Fatal(err)
			}
			staged := time.Since(begun)
			longest, at := time.Duration(0), time.Now()
			if err := e.Apply(b.Context(), run.ID, func(int, int) {
				longest, at = max(longest, time.Since(at)), time.Now()
			}); err != nil {
				b.Fatal(err)
			}
			took := time.Since(begun)
			var r imports.Report
			if err := d.Read(b.Context(), func(t *db.Tx) (err error) { r, err = imports.NewReport(t, run.ID); return err }); err != nil {
				b.Fatal(err)
			}
			people := r.People.New + r.People.Same + r.People.Changed
			b.ReportMetric(float64(people)/took.Seconds(), turn+"-people/s")
			b.ReportMetric(float64(people)/staged.Seconds(), turn+"-staged/s")
			b.ReportMetric(float64(longest.Milliseconds()), turn+"-longest-school-ms")
			if turn == "again" {
				b.ReportMetric(float64(rowsOf(b, d, run.ID)), "again-rows")
			}
			last = run
		}
		undoes(b, d, last)
	}
	b.ReportMetric(peak(), "peak-MB")
}

// peak is the most memory the process had, in megabytes; zero where the system
// does not tell.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var kB float64
	if _, err := fmt.Sscan(after, &kB); err != nil {
		return 0
	}
	return kB / 1024
}

// onePercent changes the address of one pupil in a hundred.
func onePercent(schools iter.Seq[*generate.School]) iter.Seq[*generate.School] {
	return func(yield func(*generate.School) bool) {
		n := 0
		for s := range schools {
			for _, p := range s.Pupils {
				if n++; n%100 == 0 {
					p.Email = fmt.Sprintf("changed%d@example.org", n)
				}
			}
			if !yield(s) {
				return
			}
		}
	}
}

// rowsOf counts the rows of the directory that a run wrote.
func rowsOf(b *testing.B, d *db.DB, run string) (n int) {
	b.Helper()
	if err := d.Read(b.Context(), func(t *db.Tx) (err error) {
		n, _, err = db.First(t, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, `SELECT count(*) FROM directory_import_undo WHERE run = ?`, run)
		return err
	}); err != nil {
		b.Fatal(err)
	}
	return n
}

// undoes undoes a run, and tells how long that took and what it wrote.
func undoes(b *testing.B, d *db.DB, run imports.Run) {
	b.Helper()
	if rowsOf(b, d, run.ID) == 0 {
		b.Fatal("the changed set changed nothing")
	}
	u := &undo.Undo{DB: d, Rules: rules(b, d), Now: time.Now}
	begun := time.Now()
	if err := u.Apply(b.Context(), run.ID, nil); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(time.Since(begun).Milliseconds()), "undo-ms")
}
