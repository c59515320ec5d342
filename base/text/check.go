package text

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
)

// Has tells whether a catalogue of the language has the key.
func Has(l Lang, key string) bool {
	w, ok := load().langs[l]
	if ok {
		_, ok = w.entries[key]
	}
	return ok
}

// Languages lists the languages that have a file and that one may choose, sorted.
func Languages() []Lang {
	var out []Lang
	for l := range load().langs {
		if l.Tag() == l {
			out = append(out, l)
		}
	}
	slices.Sort(out)
	return out
}

// Unread lists the keys of a language whose entry says that nobody re-read it,
// sorted.
func Unread(l Lang) []string {
	var out []string
	if w := load().langs[l]; w != nil {
		for key, e := range w.entries {
			if e.unread {
				out = append(out, key)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Check tells everything that is wrong in the registered catalogues, one error
// a line: files that cannot be read, duplicate keys, keys not begun with their
// owner's name, keys that French or English lacks, and translations that do
// not take the same arguments as the French. Laws call it in a test.
func Check() error {
	t := load()
	errs := slices.Clone(t.errs)
	fr := t.langs[French]
	if fr == nil {
		return errors.Join(append(errs, errors.New("no French catalogue"))...)
	}
	for lang, w := range t.langs {
		for key, e := range w.entries {
			if f, ok := fr.entries[key]; !ok {
				errs = append(errs, fmt.Errorf("%s: %s has it, French does not", key, lang))
			} else if !e.sameArgs(f) {
				errs = append(errs, fmt.Errorf("%s: %s does not take the arguments of the French", key, lang))
			}
		}
	}
	for key := range fr.entries {
		if _, _, ok := t.in(English, key); !ok {
			errs = append(errs, fmt.Errorf("%s: English lacks it", key))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

func (t *table) in(l Lang, key string) (*words, *entry, bool) {
	w := t.langs[l]
	if w == nil {
		return nil, nil, false
	}
	e, ok := w.entries[key]
	return w, e, ok
}

// sameArgs compares the arguments that the general form shows: "one" may leave
// the number out.
func (e *entry) sameArgs(f *entry) bool {
	a, _ := verbs(e.forms[plural.Other])
	b, _ := verbs(f.forms[plural.Other])
	return slices.Equal(a, b)
}
