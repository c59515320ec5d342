package ui

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// TestSizes holds the budget of the design: what a first visit fetches beside the page.
func TestSizes(t *testing.T) {
	sizes := make(map[string]int)
	for _, f := range Assets() {
		sizes[f.Name] = len(f.Body)
		if f.Brotli != nil {
			sizes[f.Name] = len(f.Brotli)
		}
	}
	for _, limit := range []struct {
		what  string
		bytes int
		most  int
	}{
		{"css", sizes["css/preau.css"] + sizes["css/pages.css"], 16 * 1024},
		{"js", sizes["preau.js"], 6 * 1024},
		{"font", sizes["font/bricolage-fr.woff2"], 15 * 1024},
		{"icons", sizes["icones.svg"], 6 * 1024},
	} {
		t.Logf("%s: %d bytes of at most %d", limit.what, limit.bytes, limit.most)
		if limit.bytes == 0 || limit.bytes > limit.most {
			t.Errorf("%s weighs %d bytes, at most %d", limit.what, limit.bytes, limit.most)
		}
	}
}

// TestAssets: each file has a type and an address, its compressed forms give it back, and no reference is left unmade.
func TestAssets(t *testing.T) {
	seen := make(map[string]bool)
	for _, f := range Assets() {
		if f.Type == "" || f.Path == "" || seen[f.Path] {
			t.Errorf("%s: type %q, path %q", f.Name, f.Type, f.Path)
		}
		seen[f.Path] = true
		if Asset(f.Name) != f.Path {
			t.Errorf("Asset(%q) = %q, want %q", f.Name, Asset(f.Name), f.Path)
		}
		if f.Immutable != strings.HasPrefix(f.Path, "/assets/") {
			t.Errorf("%s: immutable %v at %s", f.Name, f.Immutable, f.Path)
		}
		if bytes.Contains(f.Body, []byte("asset:")) {
			t.Errorf("%s names a file that does not exist", f.Name)
		}
		if f.Brotli != nil {
			same(t, f, brotli.NewReader(bytes.NewReader(f.Brotli)))
		}
		if f.Gzip != nil {
			r, err := gzip.NewReader(bytes.NewReader(f.Gzip))
			if err != nil {
				t.Fatal(err)
			}
			same(t, f, r)
		}
	}
	if Asset("css/none.css") != "" {
		t.Error("an unknown file has an address")
	}
}

func same(t *testing.T, f File, r io.Reader) {
	t.Helper()
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, f.Body) {
		t.Errorf("%s: compressed form differs (%v)", f.Name, err)
	}
}

// TestStyleFetches: a style sheet fetches nothing but what the program serves.
func TestStyleFetches(t *testing.T) {
	url := regexp.MustCompile(`url\(([^)]*)\)`)
	for _, f := range Assets() {
		if !strings.HasPrefix(f.Type, "text/css") {
			continue
		}
		for _, m := range url.FindAllSubmatch(f.Body, -1) {
			if !bytes.HasPrefix(m[1], []byte("/assets/")) {
				t.Errorf("%s fetches %s", f.Name, m[1])
			}
		}
	}
}
