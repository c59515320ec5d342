// Package feedtest reads whole feeds for the tests of the readers.
//
// It knows no database: a fuzz test that uses it does not watch one.
package feedtest

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

var update = flag.Bool("update", false, "write the golden feeds anew")

// Whole is a whole feed in memory, as only a test may have it.
type Whole struct {
	Header    feed.Header
	Records   []feed.Record // in order, warnings too
	Schools   map[string]*feed.School
	Staff     map[string]*feed.Staff
	Guardians map[string]*feed.Guardian
	Pupils    map[string]*feed.Pupil
	Warnings  []string // "file:line says"
	Order     string   // a letter a record: S school, M MEF, m subject, p staff, g guardian, e pupil
}

// Read reads what open makes of paths. With an error in the middle it gives what
// came before.
func Read(open func(*source.Set) (feed.Reader, error), paths ...string) (*Whole, error) {
	s, err := source.Open(paths...)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	r, err := open(s)
	if err != nil {
		return nil, err
	}
	w := &Whole{
		Header: r.Header(), Schools: map[string]*feed.School{}, Staff: map[string]*feed.Staff{},
		Guardians: map[string]*feed.Guardian{}, Pupils: map[string]*feed.Pupil{},
	}
	for record, err := range r.Records() {
		if err != nil {
			return w, err
		}
		w.add(record)
	}
	return w, nil
}

func (w *Whole) add(record feed.Record) {
	w.Records = append(w.Records, record)
	switch v := record.(type) {
	case *feed.School:
		w.Schools[v.Key], w.Order = v, w.Order+"S"
	case *feed.MEF:
		w.Order += "M"
	case *feed.Subject:
		w.Order += "m"
	case *feed.Staff:
		w.Staff[v.Key], w.Order = v, w.Order+"p"
	case *feed.Guardian:
		w.Guardians[v.Key], w.Order = v, w.Order+"g"
	case *feed.Pupil:
		w.Pupils[v.Key], w.Order = v, w.Order+"e"
	case *feed.Warning:
		w.Warnings = append(w.Warnings, fmt.Sprintf("%s:%d %s", filepath.Base(v.File), v.Line, v.Says))
	}
}

// Of are the records of one type, in the order of the feed.
func Of[T feed.Record](w *Whole) (all []T) {
	for _, r := range w.Records {
		if v, ok := r.(T); ok {
			all = append(all, v)
		}
	}
	return all
}

// School is the first school of a feed, nil when it has none.
func (w *Whole) School() *feed.School {
	for _, s := range Of[*feed.School](w) {
		return s
	}
	return nil
}

// Golden holds a whole feed, a record a line as JSON, to the file at path;
// go test -update writes it anew.
func Golden(t *testing.T, path string, w *Whole) {
	t.Helper()
	var b strings.Builder
	line := func(name string, v any) {
		body, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s\n", name, body)
	}
	line("Header", w.Header)
	for _, r := range w.Records {
		line(strings.TrimPrefix(fmt.Sprintf("%T", r), "*feed."), r)
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the feed is not the golden one (go test -update writes it anew):\n%s", b.String())
	}
}

// Shared is where a sample of the field stands: in ../shared beside the project,
// or in PREAU_SHARED. The test is skipped, saying so, where it is absent.
func Shared(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("PREAU_SHARED")
	if root == "" {
		root = beside(t)
	}
	path := filepath.Join(root, "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skip("no sample at " + path)
	}
	return path
}

// beside is ../shared, beside the project that the test is of.
func beside(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(filepath.Dir(dir), "shared")
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}
