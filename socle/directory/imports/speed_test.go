package imports_test

import (
	"fmt"
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
)

// BenchmarkImport brings sets of invented schools of 500 pupils into an empty
// directory, then again: people a second from the files' first byte to the last
// commit, with the difference. PREAU_SCHOOLS sets how many schools.
func BenchmarkImport(b *testing.B) {
	schools, err := strconv.Atoi(os.Getenv("PREAU_SCHOOLS"))
	if err != nil {
		schools = 10
	}
	dir := b.TempDir()
	if err := sets.WriteAAF(dir, generate.Schools(generate.Options{Schools: schools, Pupils: 500, Seed: 1}), sets.AAF{}); err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) { importTwice(b, url(b), dir) })
	}
}

func importTwice(b *testing.B, url, dir string) {
	for b.Loop() {
		d := dbtest.Open(b, url)
		if err := d.Migrate(b.Context(), db.Set{Name: "directory", FS: os.DirFS("..")}, db.Set{Name: "school", FS: os.DirFS("../../school")}); err != nil {
			b.Fatal(err)
		}
		e := &imports.Engine{DB: d, Formats: []imports.Format{{Name: "aaf", Knows: aaf.Knows, Open: aaf.Open}}}
		for _, turn := range []string{"first", "again"} {
			begun := time.Now()
			run, err := e.Stage(b.Context(), []string{dir}, imports.Options{})
			if err != nil {
				b.Fatal(err)
			}
			staged := time.Since(begun)
			longest, last := time.Duration(0), time.Now()
			if err := e.Apply(b.Context(), run.ID, func(int, int) {
				longest, last = max(longest, time.Since(last)), time.Now()
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
		}
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
