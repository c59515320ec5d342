package text

import (
	"strings"
	"testing"
	"testing/fstest"

	"preau/base/day"
)

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

// alone gives the test catalogues of its own, and puts the registry back.
func alone(t *testing.T) {
	registry.Lock()
	kept := registry.list
	registry.list = kept[:1:1]
	registry.table.Store(nil)
	registry.Unlock()
	t.Cleanup(func() {
		registry.Lock()
		registry.list = kept
		registry.table.Store(nil)
		registry.Unlock()
	})
}

func TestCatalogue(t *testing.T) {
	alone(t)
	words := Register("news", fstest.MapFS{
		"catalogue/fr.json": file(`{"news.title":"L'actualité : tout",
			"news.count":{"one":"%d élève de %s","other":"%n élèves de %s"},
			"news.pct":"%d%% en %s","news.swap":"%[2]s, %[1]s","news.only":"seul"}`),
		"catalogue/en.json": file(`{"news.title":"News","news.count":{"one":"%d pupil of %s","other":"%n pupils of %s"},
			"news.pct":{"other":"%d%% in %s","unread":true},"news.swap":"%s, %s","news.only":"alone"}`),
		"catalogue/ar.json": file(`{"news.count":{"two":"two of %[2]s","few":"few of %[2]s","other":"%n of %s"}}`),
	})
	if err := Check(); err != nil {
		t.Error(err)
	}
	ar := WithLang(fr, "ar")
	for _, c := range []struct{ got, want string }{
		{words.T(fr, "news.title"), "L’actualité\u00a0: tout"},
		{words.T(en, "news.title"), "News"},
		{T(ar, "news.title"), "L’actualité\u00a0: tout"},
		{T(fr, "news.count", 0, "6e A"), "0 élève de 6e A"},
		{T(fr, "news.count", 1, "6e A"), "1 élève de 6e A"},
		{T(fr, "news.count", 1234, "6e A"), "1\u202f234 élèves de 6e A"},
		{T(fr, "news.count", int64(1_000_000), "6e A"), "1\u202f000\u202f000 élèves de 6e A"},
		{T(en, "news.count", 0, "6e A"), "0 pupils of 6e A"},
		{T(en, "news.count", 1, "6e A"), "1 pupil of 6e A"},
		{T(ar, "news.count", 2, "x"), "two of x"},
		{T(ar, "news.count", 5, "x"), "few of x"},
		{T(ar, "news.count", 100, "x"), "100 of x"},
		{T(fr, "news.pct", 2026, day.Day("2026-09-01")), "2026% en 2026-09-01"},
		{T(fr, "news.swap", "a", "b"), "b, a"},
		{T(fr, "news.swap", "a"), "%!s, a"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if !Has(French, "news.only") || Has("ar", "news.only") || Has("xx", "news.only") {
		t.Error("Has")
	}
	if u := Unread(English); len(u) != 1 || u[0] != "news.pct" {
		t.Error(u)
	}
	if l := Languages(); len(l) != 3 || l[0] != "ar" {
		t.Error(l)
	}
	defer func() {
		if recover() == nil {
			t.Error("a missing key passes in a test")
		}
	}()
	T(fr, "news.none")
}

func TestCheck(t *testing.T) {
	for says, fsys := range map[string]fstest.MapFS{
		"file does not exist":      {},
		"a.x: English lacks it":    {"catalogue/fr.json": file(`{"a.x":"x"}`), "catalogue/en.json": file(`{}`)},
		"a.x: en has it":           {"catalogue/fr.json": file(`{}`), "catalogue/en.json": file(`{"a.x":"x"}`)},
		"text.list: there is one":  {"catalogue/fr.json": file(`{"text.list":"x"}`)},
		"b.x: does not begin":      {"catalogue/fr.json": file(`{"b.x":"x"}`), "catalogue/en.json": file(`{"b.x":"x"}`)},
		"a.x: en does not take":    {"catalogue/fr.json": file(`{"a.x":"%s"}`), "catalogue/en.json": file(`{"a.x":"x"}`)},
		"a.x: empty":               {"catalogue/fr.json": file(`{"a.x":""}`)},
		`a.x: unknown form "on"`:   {"catalogue/fr.json": file(`{"a.x":{"on":"x"}}`)},
		"a.x: want %s":             {"catalogue/fr.json": file(`{"a.x":"%v"}`)},
		"a.y: want %s":             {"catalogue/fr.json": file(`{"a.y":{"one":"%[0]s","other":"x"}}`)},
		"a.z: empty":               {"catalogue/fr.json": file(`{"a.z":{"one":"x"}}`)},
		"fr.json of a: unexpected": {"catalogue/fr.json": file(`{`)},
		"a.x: json":                {"catalogue/fr.json": file(`{"a.x":3}`)},
		"language: ":               {"catalogue/français.json": file(`{}`)},
	} {
		t.Run(says, func(t *testing.T) {
			alone(t)
			Register("a", fsys)
			if err := Check(); err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("Check: %v", err)
			}
		})
	}
}
