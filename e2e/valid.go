package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// Valid gives, for each page that is not valid HTML, the errors that the W3C's checker (vnu) finds. Pages are keyed
// by whatever the caller calls them. All go to one run, which takes two seconds however few they are.
func Valid(t testing.TB, pages map[string]string) map[string][]string {
	t.Helper()
	jar := module(t, "vnu-jar/build/dist/vnu.jar")
	java, err := exec.LookPath("java")
	if err != nil {
		Missing(t, fmt.Sprintf("no Java for the HTML checker: %v", err))
	}
	folder := t.TempDir()
	names := map[string]string{} // of files, to the caller's
	arguments := []string{"-Xss8m", "-XX:+UseSerialGC", "-jar", jar, "--format", "json", "--errors-only", "--exit-zero-always"}
	for name, page := range pages {
		file := filepath.Join(folder, fmt.Sprintf("%d.html", len(names)))
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		names["file:"+file] = name
		arguments = append(arguments, file)
	}
	var said bytes.Buffer
	check := exec.Command(java, arguments...)
	check.Stderr = &said
	if err := check.Run(); err != nil {
		t.Fatalf("check HTML: %v: %s", err, said.Bytes())
	}
	return verdicts(t, said.Bytes(), names)
}

// verdicts reads what vnu said.
func verdicts(t testing.TB, said []byte, names map[string]string) map[string][]string {
	t.Helper()
	var report struct {
		Messages []struct {
			Type, URL, Message, Extract string
			LastLine                    int
		}
	}
	if err := json.Unmarshal(said, &report); err != nil {
		t.Fatalf("check HTML: %v: %s", err, said)
	}
	faults := map[string][]string{}
	for _, m := range report.Messages {
		name, known := names[m.URL]
		if !known {
			t.Fatalf("check HTML: a message on %q, which is none of the pages: %s", m.URL, m.Message)
		}
		faults[name] = append(faults[name], fmt.Sprintf("line %d: %s (%s)", m.LastLine, m.Message, m.Extract))
	}
	for _, list := range faults {
		slices.Sort(list)
	}
	return faults
}
