package text

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Catalogue is one owner's words, as Register gives it.
type Catalogue struct {
	name string
	fsys fs.FS
}

// T is text.T: the key is written whole, "news.title", so that it can be found
// by searching the tree. Owning the catalogue one speaks from makes it certain
// that it is registered.
func (c *Catalogue) T(ctx context.Context, key string, args ...any) string {
	return From(ctx).T(key, args...)
}

// registry holds what was registered; table is what was read from it, made at
// the first text asked for, so that the order of registration does not matter.
var registry struct {
	sync.Mutex
	list  []*Catalogue
	table atomic.Pointer[table]
}

// Register adds the files catalogue/fr.json, catalogue/en.json… of fsys, whose
// keys all begin with the owner's name and a dot. Call it from a package-level
// variable. What is wrong in the files is told by Check, and the entry shows
// its key.
//
// An entry is a text, or an object with the plural forms of CLDR ("one",
// "other", for some languages "zero", "two", "few", "many") chosen by the first
// whole number among the arguments; French counts 0 and 1 as one. An object
// with "unread": true is a translation that nobody re-read (see Unread).
func Register(name string, fsys fs.FS) *Catalogue {
	c := &Catalogue{name, fsys}
	registry.Lock()
	defer registry.Unlock()
	registry.list = append(registry.list, c)
	registry.table.Store(nil)
	return c
}

// table is every catalogue read: the entries of each language, and what was
// wrong in them.
type table struct {
	langs map[Lang]*words
	errs  []error
}

type words struct {
	tag     language.Tag
	entries map[string]*entry
}

// entry holds its texts by plural.Form: 0 is Other, the only one when the text
// does not count.
type entry struct {
	forms  [6]string
	counts bool
	unread bool
}

func load() *table {
	if t := registry.table.Load(); t != nil {
		return t
	}
	registry.Lock()
	defer registry.Unlock()
	if t := registry.table.Load(); t != nil {
		return t
	}
	t := &table{langs: map[Lang]*words{}}
	for _, c := range registry.list {
		t.add(c)
	}
	registry.table.Store(t)
	return t
}

func (t *table) add(c *Catalogue) {
	files, err := fs.Glob(c.fsys, "catalogue/*.json")
	if err == nil && len(files) == 0 {
		err = fs.ErrNotExist
	}
	if err != nil {
		t.errs = append(t.errs, fmt.Errorf("read catalogue of %s: %w", c.name, err))
	}
	for _, f := range files {
		lang := Lang(strings.TrimSuffix(path.Base(f), ".json"))
		if err := t.addFile(c, f, lang); err != nil {
			t.errs = append(t.errs, fmt.Errorf("read catalogue %s of %s: %w", f, c.name, err))
		}
	}
}

func (t *table) addFile(c *Catalogue, file string, lang Lang) error {
	tag, err := language.Parse(string(lang))
	if err != nil {
		return err
	}
	b, err := fs.ReadFile(c.fsys, file)
	if err != nil {
		return err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	w := t.langs[lang]
	if w == nil {
		w = &words{tag, map[string]*entry{}}
		t.langs[lang] = w
	}
	var errs []error
	for key, r := range raw {
		e, err := readEntry(r, lang)
		switch _, twice := w.entries[key]; {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", key, err))
			continue
		case twice:
			errs = append(errs, fmt.Errorf("%s: there is one already", key))
		case !strings.HasPrefix(key, c.name+"."):
			errs = append(errs, fmt.Errorf("%s: does not begin with %s", key, c.name))
		}
		w.entries[key] = &e
	}
	return errors.Join(errs...)
}

var formNames = map[string]plural.Form{
	"other": plural.Other, "zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many,
}

func readEntry(r json.RawMessage, lang Lang) (entry, error) {
	var e entry
	var s string
	if json.Unmarshal(r, &s) == nil {
		e.forms[plural.Other] = typeset(s, lang)
		return e, checkText(s)
	}
	var o map[string]any
	if err := json.Unmarshal(r, &o); err != nil {
		return e, err
	}
	for name, v := range o {
		form, known := formNames[name]
		s, isText := v.(string)
		switch {
		case name == "unread":
			e.unread = v == true
		case !known || !isText:
			return e, fmt.Errorf("unknown form %q", name)
		default:
			if err := checkText(s); err != nil {
				return e, err
			}
			e.forms[form] = typeset(s, lang)
			e.counts = e.counts || form != plural.Other
		}
	}
	return e, checkText(e.forms[plural.Other])
}

func checkText(s string) error {
	if s == "" {
		return errors.New("empty")
	}
	_, err := verbs(s)
	return err
}

func typeset(s string, lang Lang) string {
	if lang.Tag() == French {
		return Typeset(s)
	}
	return s
}

// T is the text of a key in the language, with its arguments:
//
//	%s  a string, a whole number in plain digits, an error or a Stringer
//	%d  a whole number in plain digits: "2026"
//	%n  a whole number with its groups: "1 234" in French
//	%%  a percent sign; %[2]s the second argument
//
// The first whole number chooses the plural form and need not be shown. A
// language that lacks the key speaks French. A key that no catalogue has is
// shown as it is, and panics in a test.
func (l Lang) T(key string, args ...any) string {
	t := load()
	w, e, ok := t.find(l, key)
	if !ok {
		if testing.Testing() {
			panic("text: no catalogue has " + key)
		}
		return key
	}
	if len(args) == 0 && !e.counts {
		return e.forms[plural.Other]
	}
	return format(l, e.choose(w.tag, args), args)
}

func (t *table) find(l Lang, key string) (*words, *entry, bool) {
	for _, l := range [...]Lang{l, French} {
		if w := t.langs[l]; w != nil {
			if e, ok := w.entries[key]; ok {
				return w, e, true
			}
		}
	}
	return nil, nil, false
}

// choose picks the form; a language whose catalogue lacks the form that CLDR
// asks for (French has "many", for millions) says "other".
func (e *entry) choose(tag language.Tag, args []any) string {
	if e.counts {
		if n, ok := firstInt(args); ok {
			if s := e.forms[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]; s != "" {
				return s
			}
		}
	}
	return e.forms[plural.Other]
}
