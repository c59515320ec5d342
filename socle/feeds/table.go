package feeds

import (
	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
	"preau/socle/directory/imports"
	"preau/socle/directory/table"
)

// withTables has an engine read what is a table and nothing else: the files of
// every other format that are tables too are that format's.
func withTables(e *imports.Engine) *imports.Engine {
	others := e.Formats
	e.Formats = append(e.Formats, imports.Format{
		Name: table.Name,
		Knows: func(s *source.Set) (bool, error) {
			for _, f := range others {
				if ours, err := f.Knows(s); err != nil || ours {
					return false, err
				}
			}
			return table.Knows(s)
		},
		Open: func(s *source.Set) (feed.Reader, error) { return table.Open(s, nil) },
	})
	return e
}

// Linked is an engine that reads tables as somebody said that their columns are
// to be read: find gives it for tables that look so, and nothing of those that it
// does not know, which are read as they are guessed.
func Linked(e *imports.Engine, find func(guessed table.Mapping, looks []table.Look) (table.Mapping, error)) *imports.Engine {
	return e.With(table.Name, func(s *source.Set) (feed.Reader, error) {
		guessed, looks, err := table.Guess(s)
		if err != nil {
			return nil, err
		}
		m, err := find(guessed, looks)
		if err != nil {
			return nil, err
		}
		return table.Open(s, m)
	})
}
