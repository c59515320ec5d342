// Package onde reads the extractions of ONDE (formerly Base élèves premier degré)
// as the neutral feed: the tables of pupils, of their guardians and of teachers
// that the head of a primary school takes out of it, any of the three.
//
// ONDE's tables name no school and hold almost no key. Every record is of the
// school School, and whoever imports says which one that is. People are known by
// what of them changes least: see the keys of each kind.
package onde

import (
	"errors"
	"fmt"
	"iter"
	"regexp"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Name is the format's, and the space of its keys.
const Name = "onde"

// School is the key of the one school of a set, which its files do not name.
const School = "onde"

// The tables, in the order in which they are read.
const (
	teachers = iota
	guardians
	pupils
	unknown
)

// what names the tables.
var what = [...]string{"d’enseignants", "de responsables", "d’élèves"}

// named recognises the name that ONDE gives to every extraction.
var named = regexp.MustCompile(`(?i)^CSVExtraction.*\.csv$`)

// Set is the tables of one school.
type Set struct {
	header feed.Header
	tables [unknown]*table
	notes  []feed.Warning
}

// Knows tells whether a set holds tables of ONDE.
func Knows(s *source.Set) (bool, error) {
	for _, m := range s.Members {
		kind, err := look(m)
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			return false, err
		}
		if kind != unknown || named.MatchString(m.Base()) {
			return true, nil
		}
	}
	return false, nil
}

// Open reads the tables of a set, which are those of one school and small. The
// error is a *feed.Error when a file is refused.
func Open(s *source.Set) (feed.Reader, error) {
	set := &Set{}
	for _, m := range s.Members {
		kind, err := look(m)
		if err != nil && named.MatchString(m.Base()) {
			return nil, err
		}
		if err != nil || kind == unknown {
			if named.MatchString(m.Base()) {
				return nil, feed.Refuse(m.Name, 1, "l’en-tête n’est celui d’aucune extraction d’ONDE (élèves, responsables, enseignants) : refaites l’extraction sans changer ses colonnes")
			}
			set.note(m.Name, "ce fichier n’est pas d’ONDE : il est laissé de côté")
			continue
		}
		if other := set.tables[kind]; other != nil {
			return nil, feed.Refuse(m.Name, 0, fmt.Sprintf("ce lot a deux tables %s (%s aussi) : importez une école après l’autre, avec une table de chaque sorte", what[kind], other.file))
		}
		if set.tables[kind], err = read(m); err != nil {
			return nil, err
		}
	}
	set.describe()
	return set, nil
}

func (s *Set) note(file, says string) {
	s.notes = append(s.notes, feed.Warning{Place: feed.Place{File: file}, Says: says})
}

// describe makes the header. Guardians are in a school by their pupils: without
// these, nobody is known to be leaving. ONDE says neither a year nor a day.
func (s *Set) describe() {
	s.header = feed.Header{Format: Name, Source: Name, Nameless: true, Complete: true}
	if s.holds(teachers) {
		s.header.Covers = append(s.header.Covers, feed.KindStaff)
	}
	switch {
	case s.holds(pupils) && s.holds(guardians):
		s.header.Covers = append(s.header.Covers, feed.KindGuardian, feed.KindPupil)
	case s.holds(pupils):
		s.header.Covers = append(s.header.Covers, feed.KindPupil)
	case s.holds(guardians):
		s.note("", "la table des élèves manque : sans elle, les responsables ne sont rattachés à personne et ne sont pas importés")
	}
}

// holds tells whether the set has people of a kind.
func (s *Set) holds(kind int) bool { return s.tables[kind] != nil && len(s.tables[kind].rows) > 0 }

// Header says what the set is.
func (s *Set) Header() feed.Header { return s.header }

// Records gives the set's records: staff, guardians, pupils. Values that cannot
// be understood come as warnings among them.
func (s *Set) Records() iter.Seq2[feed.Record, error] {
	return func(yield func(feed.Record, error) bool) {
		g := newGathering(s)
		for i := range s.notes {
			if !yield(&s.notes[i], nil) {
				return
			}
		}
		for _, r := range g.records() {
			if !yield(r, nil) {
				return
			}
		}
	}
}
