// Package table reads the tables of schools that have nothing else, CSV files and
// spreadsheets of pupils, guardians or staff with a person a row, as the neutral
// feed. What the columns say is guessed from their headers and values ([Guess]);
// a person corrects it ([Mapping]).
//
// A table names no school, and whoever is missing from one has not left, unless
// its Sheet says that it is complete. People are known by the column that is said
// to be a key, else by the INE, else by name and birth date.
package table

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Name is the format's, and the space of its keys.
const Name = "table"

// School is the key of the one school of a set, which its tables do not name.
const School = "table"

// Set is the tables of a school, read.
type Set struct {
	header  feed.Header
	records []feed.Record
}

// Knows tells whether a set holds a table of people: one with a column of family
// names and one of first names. A table that cannot be read is one of ours too,
// so that what is wrong with it is said.
func Knows(s *source.Set) (bool, error) {
	for _, m := range s.Members {
		found := false
		err := open(m, func(g grid) error {
			t, err := g.read(headLines)
			if err == nil && t != nil {
				found = found || ofPeople(t)
			}
			return err
		})
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			return false, err
		}
		if found || err != nil && looksLikeTable(m) {
			return true, nil
		}
	}
	return false, nil
}

// ofPeople tells by its headers that a table names people.
func ofPeople(t *sheet) bool {
	var all []Meaning
	for _, n := range t.names {
		all = append(all, guess(n))
	}
	has := func(m Meaning) bool { return slices.Contains(all, m) || slices.Contains(all, child+"."+m) }
	return (has(Family) || has(Usage) || has(AtBirth)) && has(First) || has(Whole) && len(t.names) > 1 && len(all)-count0(all) > 1
}

// count0 counts the columns that are not known.
func count0(all []Meaning) (n int) {
	for _, m := range all {
		if m == "" {
			n++
		}
	}
	return n
}

// Open reads the tables of a set as the mapping says; those that it does not name
// are read as they are guessed. The error is a *feed.Error when a table cannot be
// read.
func Open(s *source.Set, mapping Mapping) (feed.Reader, error) {
	all, others, err := load(s, maxRows+1)
	if err != nil {
		return nil, err
	}
	guessed, looks := guessAll(all)
	g := newGathering()
	for i := range others {
		g.said = append(g.said, &others[i])
	}
	marks := byMark(all)
	for _, kind := range slices.Concat(Kinds, []string{""}) { // guardians name pupils
		for _, l := range looks {
			as, said := mapping[l.Mark]
			if !said || len(as.Columns) != len(l.Columns) {
				as = guessed[l.Mark]
			}
			if as.Kind != kind {
				continue
			}
			if err := mapped(l, as); err != nil {
				return nil, err
			}
			g.tables(marks[l.Mark], as)
		}
	}
	return g.set()
}

// mapped refuses a table whose columns cannot be read as they are said to be.
func mapped(l Look, as Sheet) error {
	for _, p := range as.Problems() {
		switch p.What {
		case Unnamed:
			return feed.Refuse(l.Tables[0], 0, "aucune colonne n’est le nom, ou aucune le prénom : nommez les colonnes dans la première ligne, ou reliez-les sur la page de l’import")
		case Childless:
			return feed.Refuse(l.Tables[0], 0, "aucune colonne ne dit de quel élève ces personnes sont responsables : ajoutez le nom et le prénom de l’enfant")
		case Twice, Unfit:
			return feed.Refuse(l.Tables[0], 0, fmt.Sprintf("la colonne « %.40s » dit la même chose qu’une autre, ou ne convient pas à ce tableau : reliez-la autrement", l.Columns[p.Column].Header))
		}
	}
	return nil
}

// Header says what the set is.
func (s *Set) Header() feed.Header { return s.header }

// Records gives the records: warnings, staff, guardians, pupils.
func (s *Set) Records() iter.Seq2[feed.Record, error] {
	return func(yield func(feed.Record, error) bool) {
		for _, r := range s.records {
			if !yield(r, nil) {
				return
			}
		}
	}
}
