package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"preau/schooltest"
)

// golden compares a transcript with testdata/NAME.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	schooltest.Golden(t, name+".golden", stamp.ReplaceAllString(got, "10 h 3x"))
}

// stamp is the hour at which a test runs: the school's clock begins at 10:30 and runs on.
var stamp = regexp.MustCompile(`10\\u00a0h\\u00a03\d`)

// noFewer fails when a count falls below the golden one, of make test or of make check: a page that is looked at no
// more is a change one must see. -update writes the count of the run.
func noFewer(t *testing.T, name string, got int) {
	t.Helper()
	file, mode := filepath.Join("testdata", name+".golden"), "test"
	if slow() {
		mode = "check"
	}
	text, err := os.ReadFile(file)
	if err != nil && !(schooltest.Updating() && os.IsNotExist(err)) {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^` + mode + ` (\d+)\n`)
	if schooltest.Updating() {
		text = append(line.ReplaceAll(text, nil), fmt.Sprintf("%s %d\n", mode, got)...)
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	found := line.FindSubmatch(text)
	if found == nil {
		t.Fatalf("%s has no count for %s", file, mode)
	}
	if want, err := strconv.Atoi(string(found[1])); err != nil || got < want {
		t.Errorf("%d looks, %s wants %d at least (%v): which page went?", got, file, want, err)
	}
}
