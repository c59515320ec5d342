package house

import (
	"bytes"
	"flag"
	"go/format"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/a-h/templ/generator"
	templates "github.com/a-h/templ/parser/v2"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Messages at run time name the page's file, from wherever the generator was started.
var fileName = regexp.MustCompile("FileName: `[^`]*`")

// generated gives what templ makes of a .templ file.
func generated(t *testing.T, file string) []byte {
	t.Helper()
	page, err := templates.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := generator.Generate(page, &text, generator.WithVersion(templ.Version())); err != nil {
		t.Fatal(err)
	}
	source, err := format.Source(text.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// same compares generated files but for the names they were generated under.
func same(a, b []byte) bool {
	return bytes.Equal(fileName.ReplaceAll(a, nil), fileName.ReplaceAll(b, nil))
}

// TestGenerated holds each committed _templ.go to its .templ, and each to having one.
func TestGenerated(t *testing.T) {
	committed := map[string]bool{}
	for _, file := range module(t).Files {
		committed[file.Path] = true
	}
	for name := range committed {
		switch {
		case strings.HasSuffix(name, "_templ.go"):
			if source := strings.TrimSuffix(name, "_templ.go") + ".templ"; !committed[source] {
				t.Errorf("%s: its source %s is gone: delete it", name, path.Base(source))
			}
		case strings.HasSuffix(name, ".templ"):
			target := strings.TrimSuffix(name, ".templ") + "_templ.go"
			got, err := os.ReadFile(filepath.Join("..", target))
			if err != nil || !same(got, generated(t, filepath.Join("..", name))) {
				t.Errorf("%s: %s is not what templ makes of it: run make generate", name, path.Base(target))
			}
		}
	}
}

// TestStale shows a page that was changed without its generated file being told apart, and one under another name not.
func TestStale(t *testing.T) {
	page := func(dir, word string) []byte {
		file := filepath.Join(t.TempDir(), dir+".templ")
		text := "package p\n\ntempl Hello() {\n\t<p>{ \"" + word + "\" }</p>\n}\n"
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return generated(t, file)
	}
	if !same(page("a", "bonjour"), page("b", "bonjour")) {
		t.Error("the same page differs from itself")
	}
	if same(page("a", "bonjour"), page("a", "bonsoir")) {
		t.Error("another page passes for the same")
	}
}

// TestModules compares the modules linked into the binary with deps.txt, so that a new one shows in review.
func TestModules(t *testing.T) {
	if _, err := os.Stat("../main.go"); os.IsNotExist(err) {
		t.Skip("no main.go yet: there is no binary whose modules could be listed")
	}
	// Read so that a remembered result is dropped when the versions change: go does not see what go list reads.
	if _, err := os.ReadFile("../go.mod"); err != nil {
		t.Fatal(err)
	}
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", ".")
	list.Dir = ".."
	list.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("list the modules: %v", err)
	}
	got := golden(string(out))
	if *update {
		if err := os.WriteFile("../deps.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("../deps.txt")
	if err != nil {
		t.Fatalf("%v: make it with go test ./house -update", err)
	}
	added, gone := diff(strings.Fields(got), strings.Fields(string(want)))
	if len(added)+len(gone) > 0 {
		t.Errorf("linked and not in deps.txt: %v; in deps.txt and not linked: %v. If that is meant: go test ./house -update", added, gone)
	}
}
