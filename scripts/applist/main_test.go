package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWrite(t *testing.T) {
	root := t.TempDir()
	add := func(name string) {
		t.Helper()
		file := filepath.Join(root, "apps", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("package x\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(root, "apps/apps.go")

	if err := write(root); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Fatalf("a module without applications got a list: %v", err)
	}

	add("news/app.go")
	add("mail/app.go")
	add("assets/logo.svg") // a folder that is no application
	if err := write(root); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := "var All = []*socle.App{\n\tmail.App,\n\tnews.App,\n}\n"
	if !strings.HasSuffix(string(got), want) {
		t.Errorf("the list ends with\n%s\nwant\n%s", got, want)
	}

	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(file, old, old); err != nil {
		t.Fatal(err)
	}
	if err := write(root); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("a list already right was written again (%v)", err)
	}
}

// TestUpToDate holds the committed list to the folders beside it.
func TestUpToDate(t *testing.T) {
	want, err := source(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if want == nil {
		t.Skip("no application yet")
	}
	got, err := os.ReadFile("../../apps/apps.go")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("apps/apps.go does not list the folders of apps (%v): run make generate", err)
	}
}
