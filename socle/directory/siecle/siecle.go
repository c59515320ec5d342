// Package siecle reads the exports in XML of SIECLE, Base élèves établissement
// (formerly Sconet), as the neutral feed: pupils (BEE_ELEVES), their guardians
// (BEE_RESPONSABLES), the nomenclatures, the structures and the school itself
// (BEE_COMMUN), in any combination. The school's secretary makes them, one school
// at a time, each file in a zip of its own.
//
// What a file is, its root says. Versions differ by the elements that they add:
// what is not known is passed over.
package siecle

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Name is the format's.
const Name = "siecle"

// The types of files, in the order in which they are read: names before what is
// named, guardians before their pupils.
const (
	commun = iota
	nomenclatures
	structures
	responsables
	eleves
	other // of SIECLE, and of no use here
)

// roots are the types by the root of the file.
var roots = map[string]int{
	"BEE_COMMUN": commun, "BEE_COMMUNS": commun, "BEE_NOMENCLATURES": nomenclatures, "BEE_STRUCTURES": structures,
	"BEE_RESPONSABLES": responsables, "BEE_ELEVES": eleves, "BEE_EPHC_RESPONSABLES": responsables, "BEE_EPHC_ELEVES": eleves,
	"BEE_GEOGRAPHIQUE": other, "BEE_ETABLISSEMENTS": other,
}

// named recognises the names that SIECLE gives: of a file without a root, no
// more is known.
var named = regexp.MustCompile(`(?i)^(Eleves|Responsables)(Avec|Sans)Adresses?.*\.xml$`)

// year is a school year's September.
var year = regexp.MustCompile(`^20\d\d$`)

// Set is a set of files of one school, ready to be read.
type Set struct {
	header  feed.Header
	uai     string
	members []probe
	notes   []feed.Warning
}

// Knows tells whether a set holds files of SIECLE.
func Knows(s *source.Set) (bool, error) {
	for _, m := range s.Members {
		p, err := look(m)
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			return false, err
		}
		if p.ours || named.MatchString(m.Base()) {
			return true, nil
		}
	}
	return false, nil
}

// Open looks at the members of a set: which are of SIECLE, of what school, of
// what year. The error is a *feed.Error when a file is refused.
func Open(s *source.Set) (feed.Reader, error) {
	set := &Set{}
	for _, m := range s.Members {
		p, err := look(m)
		if err != nil && (p.ours || named.MatchString(m.Base())) {
			return nil, err
		}
		switch {
		case !p.ours:
			set.note(feed.Place{File: m.Name}, "ce fichier n’est pas de SIECLE : il est laissé de côté")
		case p.category == other:
			set.note(feed.Place{File: m.Name}, "ce fichier de SIECLE n’apporte rien à l’annuaire : il est laissé de côté")
		default:
			if err := set.join(p); err != nil {
				return nil, err
			}
		}
	}
	if len(set.members) == 0 {
		return nil, feed.Refuse("", 0, "aucun fichier utile de SIECLE dans ce lot : il faut au moins les élèves, les responsables, la nomenclature, les structures ou les communs")
	}
	slices.SortStableFunc(set.members, func(a, b probe) int { return a.category - b.category })
	set.describe()
	return set, nil
}

func (s *Set) note(at feed.Place, says string) {
	s.notes = append(s.notes, feed.Warning{Place: at, Says: says})
}

// join adds a file to the set: of the same school and year as the others.
func (s *Set) join(p probe) error {
	uai, form, check := feed.UAI(p.uaj)
	switch {
	case !form:
		return feed.Refuse(p.member.Name, p.line, fmt.Sprintf("le fichier ne dit pas de quel établissement il est (UAJ « %.20s ») : refaites l’export", p.uaj))
	case !year.MatchString(p.year):
		return feed.Refuse(p.member.Name, p.line, fmt.Sprintf("le fichier ne dit pas son année scolaire (ANNEE_SCOLAIRE « %.20s », 2026 attendu) : refaites l’export", p.year))
	case s.uai == "" && !check:
		s.note(feed.Place{File: p.member.Name, Line: p.line}, fmt.Sprintf("la lettre de l’UAI %s ne correspond pas à ses chiffres : vérifiez-la", uai))
	}
	if len(s.members) > 0 {
		first := s.members[0]
		switch {
		case uai != s.uai:
			return feed.Refuse(p.member.Name, p.line, fmt.Sprintf("ce fichier est de l’établissement %s et %s de %s : importez un établissement après l’autre", uai, first.member.Name, s.uai))
		case p.year != first.year:
			return feed.Refuse(p.member.Name, p.line, fmt.Sprintf("ce fichier est de l’année %s et %s de %s : refaites les exports de la même année", p.year, first.member.Name, first.year))
		}
	}
	s.uai = uai
	s.members = append(s.members, p)
	return nil
}

// describe makes the header from what the probes found. Guardians are in a
// school by their pupils: without these, nobody is known to be leaving.
func (s *Set) describe() {
	s.header = feed.Header{Format: Name, Source: Name + ":" + s.uai, Year: s.members[0].year, Complete: true}
	for _, p := range s.members {
		s.header.Generated = max(s.header.Generated, p.day)
	}
	if s.holds(eleves) {
		s.header.Covers = append(s.header.Covers, feed.KindPupil)
		if s.holds(responsables) {
			s.header.Covers = append(s.header.Covers, feed.KindGuardian)
		}
	} else if s.holds(responsables) {
		s.note(feed.Place{}, "le fichier des élèves manque : les responsables sont ceux des élèves que l’annuaire connaît déjà, ou que ce fichier apportera")
	}
}

// holds tells whether the set has people of a type.
func (s *Set) holds(category int) bool {
	return slices.ContainsFunc(s.members, func(p probe) bool { return p.category == category && p.filled })
}

// Header says what the set is.
func (s *Set) Header() feed.Header { return s.header }

// Records gives the set's records: the school, MEF, subjects, guardians, pupils.
// Values that cannot be understood come as warnings among them.
func (s *Set) Records() iter.Seq2[feed.Record, error] {
	return func(yield func(feed.Record, error) bool) {
		for i := range s.notes {
			if !yield(&s.notes[i], nil) {
				return
			}
		}
		newGathering(s).tell(yield)
	}
}

// probe is what a first look at a member tells.
type probe struct {
	member    source.Member
	ours      bool
	category  int
	filled    bool // it holds a person
	uaj, year string
	day       string // on which it was made
	line      int    // of what it says of itself
}

// look reads the head of a member: its root, what it says of itself, its first
// person.
func look(m source.Member) (p probe, err error) {
	p = probe{member: m, category: other}
	f, err := m.Open()
	if err != nil {
		return p, fmt.Errorf("open %s: %w", m.Name, err)
	}
	defer f.Close()
	d, err := newDecoder(m.Name, f)
	for err == nil {
		var e *element
		e, err = d.next()
		if category, ok := roots[d.root]; ok {
			p.ours, p.category = true, category
		}
		if err != nil || !p.ours {
			break
		}
		switch e.kind {
		case "PARAMETRES":
			p.uaj, p.year, p.line = e.one("UAJ"), e.one("ANNEE_SCOLAIRE"), e.line
			p.day, _ = feed.FrenchDay(e.one("DATE_EXPORT"))
		case "ELEVE", "PERSONNE":
			p.filled = true
		}
		if people := p.category == responsables || p.category == eleves; p.line > 0 && (p.filled || !people) {
			return p, nil
		}
	}
	if errors.Is(err, io.EOF) {
		return p, nil
	}
	return p, err
}
