// Package sts reads what STS-Web gives to timetable software (sts_emp_UAI_YEAR.xml,
// root STS_EDT): one school, its subjects and MEF, its staff, its divisions and
// groups, and who teaches what to whom, as the neutral feed. It holds no pupils.
//
// Beside it may stand the file that the timetable software gives back
// (emp_sts_UAI_YEAR.xml, root EDT_STS). It names people by their numbers alone,
// so it is nothing without the first; what it names and STS-Web does not know is
// warned of. It brings the week: the lessons, and their rooms.
package sts

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"regexp"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Name is the format's.
const Name = "sts"

// The roots of the two files.
const (
	down = "STS_EDT" // from STS-Web to the timetable
	up   = "EDT_STS" // and back
)

// named finds our files by their names, where their content does not tell.
var named = regexp.MustCompile(`(?i)^(sts_emp|emp_sts)(_\w+)?\.xml$`)

// Set is the file of a school, ready to be read, and the one beside it.
type Set struct {
	header  feed.Header
	down    *probe
	up      *probe // nil when there is none
	ignored []feed.Warning
}

// Knows tells whether a set holds files of STS-Web.
func Knows(s *source.Set) (bool, error) {
	for _, m := range s.Members {
		if named.MatchString(m.Base()) {
			return true, nil
		}
		p, err := look(m)
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			return false, err
		}
		if p.ours() {
			return true, nil
		}
	}
	return false, nil
}

// Open looks at the members of a set: which are STS-Web's, of what school, of
// what year. The error is a *feed.Error when a file is refused.
func Open(s *source.Set) (feed.Reader, error) {
	set := &Set{}
	for _, m := range s.Members {
		p, err := look(m)
		if err != nil && (p.ours() || named.MatchString(m.Base())) {
			return nil, err
		}
		switch p.root {
		case down:
			err = keep(&set.down, p)
		case up:
			err = keep(&set.up, p)
		default:
			set.ignored = append(set.ignored, feed.Warning{Place: feed.Place{File: m.Name}, Says: "ce fichier n’est pas de STS-Web : il est laissé de côté"})
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	return set, set.check()
}

// keep takes the only file of its kind.
func keep(at **probe, p *probe) error {
	switch before := *at; {
	case before == nil:
		*at = p
		return nil
	case before.uai != p.uai:
		return feed.Refuse(p.member.Name, 0, fmt.Sprintf("ce fichier est de l’établissement %s, alors que %s est de %s : importez-les l’un après l’autre", p.uai, before.member.Name, before.uai))
	default:
		return feed.Refuse(p.member.Name, 0, fmt.Sprintf("ce fichier et %s sont du même établissement : gardez le plus récent des deux", before.member.Name))
	}
}

// check refuses what is not whole, and makes the header.
func (s *Set) check() error {
	switch {
	case s.down == nil && s.up == nil:
		return feed.Refuse("", 0, "aucun fichier de STS-Web dans ce lot")
	case s.down == nil:
		return feed.Refuse(s.up.member.Name, 0, fmt.Sprintf("ce fichier est celui que le logiciel d’emploi du temps rend à STS-Web : il ne nomme personne. Ajoutez sts_emp_%s_%s.xml, que donne STS-Web (Mise à jour, année, Exports, Emploi du temps)", s.up.uai, s.up.year))
	case s.up != nil && s.up.uai != s.down.uai:
		return feed.Refuse(s.up.member.Name, 0, fmt.Sprintf("ce fichier est de l’établissement %s, alors que %s est de %s : importez-les l’un après l’autre", s.up.uai, s.down.member.Name, s.down.uai))
	case s.up != nil && s.up.year != s.down.year:
		return feed.Refuse(s.up.member.Name, 0, fmt.Sprintf("ce fichier est de l’année %s, alors que %s est de %s : prenez les deux de la même année", s.up.year, s.down.member.Name, s.down.year))
	}
	s.header = feed.Header{Format: Name, Source: Name + ":" + s.down.uai, Year: s.down.year, Complete: true, Covers: []string{feed.KindStaff}}
	return nil
}

// Header says what the set is.
func (s *Set) Header() feed.Header { return s.header }

// Records gives the school, its MEF and subjects, its staff. Values that cannot
// be understood come as warnings, first.
func (s *Set) Records() iter.Seq2[feed.Record, error] {
	return func(yield func(feed.Record, error) bool) {
		c, err := s.load()
		if err != nil {
			yield(nil, err)
			return
		}
		for _, list := range [][]feed.Warning{s.ignored, c.warnings} {
			for i := range list {
				if !yield(&list[i], nil) {
					return
				}
			}
		}
		for _, r := range c.records() {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// probe is what a first look at a member tells.
type probe struct {
	member    source.Member
	root      string
	uai, year string
}

func (p *probe) ours() bool { return p.root == down || p.root == up }

// year is the September of a school year.
var year = regexp.MustCompile(`^20\d\d$`)

// look reads the head of a member: its root, and where that is ours, the school
// and the year.
func look(m source.Member) (*probe, error) {
	p := &probe{member: m}
	f, err := m.Open()
	if err != nil {
		return p, fmt.Errorf("open %s: %w", m.Name, err)
	}
	defer f.Close()
	d, err := newDecoder(m.Name, f)
	if err != nil {
		return p, err
	}
	if p.root, err = d.root(); err != nil || !p.ours() {
		return p, err
	}
	e, err := d.next("PARAMETRES")
	if err != nil {
		return p, lacking(m.Name, err, "<PARAMETRES>, qui dit l’établissement et l’année")
	}
	uaj, of := e.first("UAJ"), e.first("ANNEE_SCOLAIRE")
	uai, form, _ := feed.UAI(cmp.Or(uaj.attr("CODE"), uaj.value()))
	if !form {
		return p, feed.Refuse(m.Name, uaj.at(e), fmt.Sprintf("l’établissement « %.20s » n’est pas un UAI (7 chiffres et une lettre) : refaites l’export", uai))
	}
	p.uai, p.year = uai, cmp.Or(of.attr("ANNEE"), of.value())
	if !year.MatchString(p.year) {
		return p, feed.Refuse(m.Name, of.at(e), fmt.Sprintf("l’année scolaire « %.20s » ne se lit pas : une année comme 2026 était attendue, refaites l’export", p.year))
	}
	return p, nil
}

// each runs fn on the records of a member, by the names of their elements.
func (p *probe) each(fn func(e *element), names ...string) ([]feed.Warning, error) {
	f, err := p.member.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", p.member.Name, err)
	}
	defer f.Close()
	d, err := newDecoder(p.member.Name, f)
	for err == nil {
		var e *element
		if e, err = d.next(names...); err == nil {
			fn(e)
		}
	}
	if errors.Is(err, errEnd) {
		err = nil
	}
	return d.warned(), err
}

// lacking is the end of a file that came before what was looked for.
func lacking(file string, err error, what string) error {
	if errors.Is(err, errEnd) {
		return feed.Refuse(file, 0, "il manque à ce fichier "+what+" : refaites l’export")
	}
	return err
}
