package house

import (
	"os"
	"testing"
)

// The whole module, read once for all tests.
func module(t *testing.T) *Tree {
	t.Helper()
	tree, err := Read(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// TestLaws holds the module to every law, but for what exceptions.txt explains.
func TestLaws(t *testing.T) {
	banned, err := Glossary(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("exceptions.txt")
	if err != nil {
		t.Fatal(err)
	}
	exceptions, err := Exceptions(text)
	if err != nil {
		t.Fatal(err)
	}
	left, idle := Except(Laws(module(t), banned), exceptions)
	for _, finding := range left {
		t.Error(finding)
	}
	for _, e := range idle {
		t.Errorf("exceptions.txt:%d: %s %s gives way to nothing any more: delete the line", e.Line, e.Law, e.Path)
	}
}

// TestFloors says the dependency rule alone, by its own name.
func TestFloors(t *testing.T) {
	for _, finding := range Floors(module(t)) {
		t.Error(finding)
	}
}
