package sets

import (
	"testing"

	"preau/socle/directory/generate"
)

// BenchmarkWriteAAF measures people written a second, in a set of ten schools.
func BenchmarkWriteAAF(b *testing.B) {
	o := generate.Options{Schools: 10, Pupils: 500, Seed: 1}
	people := 0
	for s := range generate.Schools(o) {
		people += len(s.Pupils) + len(s.Guardians) + len(s.Staff)
	}
	for b.Loop() {
		if err := WriteAAF(b.TempDir(), generate.Schools(o), AAF{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(people*b.N)/b.Elapsed().Seconds(), "people/s")
}
