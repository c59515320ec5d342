package imports

import (
	"fmt"
	"slices"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Format finds the format of a set. The error is a *feed.Error when it is of none.
func (e *Engine) Format(set *source.Set) (Format, error) {
	for _, f := range e.Formats {
		if ours, err := f.Knows(set); err != nil || ours {
			return f, err
		}
	}
	var known []string
	for _, f := range e.Formats {
		if f.Rank > 0 { // a table has no name that people know
			known = append(known, strings.ToUpper(f.Name))
		}
	}
	return Format{}, &feed.Error{Says: fmt.Sprintf("aucun fichier d’un format connu (%s), ni tableau qui ait une colonne « Nom » et une colonne « Prénom » : vérifiez ce que vous avez déposé", strings.Join(known, ", "))}
}

// With is an engine that opens the files of one format another way.
func (e *Engine) With(name string, open func(*source.Set) (feed.Reader, error)) *Engine {
	other := *e
	other.Formats = slices.Clone(e.Formats)
	for i := range other.Formats {
		if other.Formats[i].Name == name {
			other.Formats[i].Open = open
		}
	}
	return &other
}
