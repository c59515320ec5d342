package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// block finds the files of the guide: a path alone on its line, then the text.
var block = regexp.MustCompile("(?ms)^`(apps/[^`]+)`\n\n```\\w+\n(.*?)^```$")

// TestGuide compiles the application of doc/ecrire-une-application.md, tests
// included, as if its folder stood in apps.
func TestGuide(t *testing.T) {
	guide, err := os.ReadFile("doc/ecrire-une-application.md")
	if err != nil {
		t.Fatal(err)
	}
	dir, overlay := t.TempDir(), map[string]string{}
	put := func(path, text string) {
		file := filepath.Join(dir, strings.ReplaceAll(path, "/", "_"))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay[path] = file
	}
	for _, m := range block.FindAllStringSubmatch(string(guide), -1) {
		put(m[1], m[2])
		if strings.HasSuffix(m[1], ".templ") {
			put(strings.TrimSuffix(m[1], ".templ")+"_templ.go", printed(t, "go", "tool", "templ", "generate", "-stdout", "-f", overlay[m[1]]))
		}
	}
	if len(overlay) < 8 {
		t.Fatalf("the guide has %d files, want 8 at least", len(overlay))
	}
	body, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	put("overlay.json", string(body))
	printed(t, "go", "test", "-c", "-vet=off", "-overlay", overlay["overlay.json"], "-o", filepath.Join(dir, "found.test"), "./apps/found")
}

// printed runs a command and gives what it printed; its failure is the test's.
func printed(t *testing.T, name string, args ...string) string {
	t.Helper()
	var errors strings.Builder
	command := exec.Command(name, args...)
	command.Stderr = &errors
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(command.Args, " "), err, out, errors.String())
	}
	return string(out)
}
