package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// golden compares a transcript with testdata/NAME.golden. go test ./e2e -update writes it anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	got = stamp.ReplaceAllString(got, "10 h 3x")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is another (go test ./e2e -update writes it anew):\n%s", file, changed(string(want), got))
	}
}

// stamp is the hour at which a test runs: the school's clock begins at 10:30 and runs on.
var stamp = regexp.MustCompile(`10\\u00a0h\\u00a03\d`)

// changed gives the lines that differ, first those that went.
func changed(want, got string) string {
	var says strings.Builder
	only := func(sign, here, there string) {
		known := "\n" + there + "\n"
		for line := range strings.Lines(here) {
			if line = strings.TrimSuffix(line, "\n"); !strings.Contains(known, "\n"+line+"\n") {
				says.WriteString(sign + line + "\n")
			}
		}
	}
	only("- ", want, got)
	only("+ ", got, want)
	if says.Len() == 0 {
		return "the same lines in another order\n"
	}
	return says.String()
}

// noFewer fails when a count falls below the golden one, of make test or of make check: a page that is looked at no
// more is a change one must see. -update writes the count of the run.
func noFewer(t *testing.T, name string, got int) {
	t.Helper()
	file, mode := filepath.Join("testdata", name+".golden"), "test"
	if slow() {
		mode = "check"
	}
	text, err := os.ReadFile(file)
	if err != nil && !(*update && os.IsNotExist(err)) {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^` + mode + ` (\d+)\n`)
	if *update {
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
