package main

import (
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"preau/base/text"
	"preau/doc"
)

// The laws about what people read.

// quiet keeps what the platform logs out of the tests' output.
var quiet = slog.New(slog.DiscardHandler)

func TestCataloguesAreComplete(t *testing.T) {
	if err := text.Check(); err != nil {
		t.Error(err)
	}
}

var (
	// asked finds the keys that a source asks for by their name: c.T("news.title"), text.T(ctx, "news.title"). One
	// that ends in a dot is the beginning of several.
	asked   = regexp.MustCompile(`\bT\((?:[\w.()]+, )?"([a-z_]+\.[\w.]*\w)"`)
	comment = regexp.MustCompile(`(?m)^\s*//.*$`)
)

// TestEveryWordIsWritten looks up, in French and in English, each key that the source or the manifest names.
func TestEveryWordIsWritten(t *testing.T) {
	keys := map[string]string{} // to where it is asked
	for _, file := range written(t, ".go", ".templ") {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(comment.ReplaceAllString(string(source), ""), -1) {
			keys[m[1]] = file
		}
	}
	for _, a := range manifest() {
		keys[a.Title] = a.Name
		for _, l := range a.Links {
			keys[l.Says] = a.Name
			if l.Short != "" {
				keys[l.Short] = a.Name
			}
		}
		if a.Search != nil {
			keys[a.Search.Says] = a.Name
		}
	}
	if len(keys) < 100 {
		t.Errorf("only %d keys were found: the source asks for them in another way", len(keys))
	}
	for key, where := range keys {
		for _, lang := range []text.Lang{text.French, text.English} {
			if !text.Has(lang, key) {
				t.Errorf("%s: %s lacks %s", where, lang, key)
			}
		}
	}
}

// written are the files of the module with one of the endings, but for tests and what machines made.
func written(t *testing.T, endings ...string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		base := entry.Name()
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (base == "testdata" || base == "node_modules" || base == "data" || base == "bin" || name != "." && strings.HasPrefix(base, ".")):
			return fs.SkipDir
		case entry.IsDir(), strings.HasSuffix(base, "_test.go"), strings.HasSuffix(base, "_templ.go"):
			return nil
		}
		for _, ending := range endings {
			if path.Ext(base) == ending {
				files = append(files, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestAnotherLanguageIsOneMoreFile adds one: what it says is read, and what it leaves out is read in French.
func TestAnotherLanguageIsOneMoreFile(t *testing.T) {
	breton := text.Lang("br")
	text.Register("invented", fstest.MapFS{
		"catalogue/fr.json": {Data: []byte(`{"invented.hello": "Bonjour", "invented.days": {"one": "%d jour", "other": "%d jours"}, "invented.only": "Seulement en français"}`)},
		"catalogue/en.json": {Data: []byte(`{"invented.hello": "Hello", "invented.days": {"one": "%d day", "other": "%d days"}, "invented.only": "Only in French"}`)},
		"catalogue/br.json": {Data: []byte(`{"invented.hello": "Demat", "invented.days": {"one": "%d devezh", "two": "%d zevezh", "other": "%d a zevezhioù"}}`)},
	})
	if err := text.Check(); err != nil {
		t.Errorf("with a third language: %v", err)
	}
	if !strings.Contains(strings.Join(langs(), " "), "br") {
		t.Errorf("the languages are %v", langs())
	}
	ctx := text.WithLang(t.Context(), breton)
	for got, want := range map[string]string{
		text.T(ctx, "invented.hello"):   "Demat",
		text.T(ctx, "invented.days", 1): "1 devezh",
		text.T(ctx, "invented.days", 2): "2 zevezh",
		text.T(ctx, "invented.days", 8): "8 a zevezhioù",
		text.T(ctx, "invented.only"):    "Seulement en français",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func langs() (all []string) {
	for _, l := range text.Languages() {
		all = append(all, string(l))
	}
	return all
}

// mention finds the pages of help that a text links to.
var mention = regexp.MustCompile(`["(]/aide/([a-z0-9-]+)`)

// TestHelpIsThere follows the links to help, from the pages, from other help and from the catalogues.
func TestHelpIsThere(t *testing.T) {
	for _, file := range written(t, ".go", ".templ", ".md", ".json") {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mention.FindAllStringSubmatch(string(source), -1) {
			if _, err := fs.Stat(doc.People, "utilisateurs/fr/"+m[1]+".md"); err != nil {
				t.Errorf("%s links to /aide/%s, which is not written", file, m[1])
			}
		}
	}
	french, err := fs.Glob(doc.People, "utilisateurs/fr/*.md")
	if err != nil || len(french) == 0 {
		t.Fatalf("no page of help (%v)", err)
	}
	for _, page := range french {
		body, err := fs.ReadFile(doc.People, page)
		if err != nil || !strings.HasPrefix(string(body), "# ") {
			t.Errorf("%s does not begin with its title (%v)", page, err)
		}
	}
}
