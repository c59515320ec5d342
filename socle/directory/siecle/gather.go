package siecle

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// gathering is what the files of a school have said so far. SIECLE tells a
// pupil's structures and address after the pupil, the label of a code in another
// file: a school is held whole, a file at a time.
type gathering struct {
	set      *Set
	school   feed.School
	labels   map[string]string // kind and code: label
	unknown  map[string]bool   // kinds and codes that were warned of
	mefs     []feed.Record
	subjects []feed.Record
	seen     map[string]bool // kinds and codes that come once
	adults   people
	pupils   people
	homes    map[string]home
	groups   map[string][]feed.Ref // by pupil
	links    map[string][]tie      // by pupil
	grants   map[string]bool       // pupils who have a bourse
	warnings []feed.Warning
}

// tie is a guardian of a pupil, with what decides who is called first.
type tie struct {
	feed.Link
	feed.Place
	first bool
}

// home is an address.
type home struct{ street, code, town, country string }

func newGathering(s *Set) *gathering {
	return &gathering{
		set: s, labels: map[string]string{}, unknown: map[string]bool{}, seen: map[string]bool{}, homes: map[string]home{},
		groups: map[string][]feed.Ref{}, links: map[string][]tie{}, grants: map[string]bool{},
		school: feed.School{Place: feed.Place{File: s.members[0].member.Name}, Key: s.uai, UAI: s.uai, Name: s.uai, Kind: "other"},
	}
}

// tell reads the files and yields the records: what each says as soon as no
// later one can add to it.
func (g *gathering) tell(yield func(feed.Record, error) bool) {
	named := false
	for _, p := range g.set.members {
		if p.category >= responsables && !named {
			if named = true; !g.tellSchool(yield) {
				return
			}
		}
		if err := g.read(p); err != nil {
			yield(nil, err)
			return
		}
		if !g.drain(yield) {
			return
		}
	}
	if !named && !g.tellSchool(yield) {
		return
	}
	g.tellPeople(yield)
}

// tellSchool yields the school and the nomenclatures.
func (g *gathering) tellSchool(yield func(feed.Record, error) bool) bool {
	for _, r := range slices.Concat([]feed.Record{&g.school}, g.mefs, g.subjects) {
		if !yield(r, nil) {
			return false
		}
	}
	return true
}

// drain yields the warnings that wait.
func (g *gathering) drain(yield func(feed.Record, error) bool) bool {
	for i := range g.warnings {
		if !yield(&g.warnings[i], nil) {
			return false
		}
	}
	g.warnings = nil
	return true
}

// tellPeople yields guardians, then pupils.
func (g *gathering) tellPeople(yield func(feed.Record, error) bool) {
	for _, p := range g.adults.all {
		g.house(p)
		if !g.drain(yield) || !yield(&feed.Guardian{Person: p.Person}, nil) {
			return
		}
	}
	for _, p := range g.pupils.all {
		g.house(p)
		record := g.pupil(p)
		if !g.drain(yield) || !yield(record, nil) {
			return
		}
	}
	if !g.set.holds(eleves) {
		g.tellLinks(yield)
		return
	}
	if n := len(g.links); n > 0 {
		first := slices.MinFunc(slices.Collect(values(g.links)), func(a, b tie) int { return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line) })
		g.warn(first.Place, fmt.Sprintf("élèves cités et absents du fichier des élèves : %d ; leurs responsables sont laissés de côté", n))
		g.drain(yield)
	}
}

// tellLinks yields the guardians of pupils whom another file tells.
func (g *gathering) tellLinks(yield func(feed.Record, error) bool) {
	for _, id := range slices.Sorted(maps.Keys(g.links)) {
		v := &feed.Pupil{Person: feed.Person{Place: g.links[id][0].Place, Key: id, Part: append(feed.Changed(), "Links")}, School: g.set.uai, Links: g.tied(id)}
		if !yield(v, nil) {
			return
		}
	}
}

// values are the first ties of each pupil.
func values(links map[string][]tie) func(func(tie) bool) {
	return func(yield func(tie) bool) {
		for _, all := range links {
			if !yield(all[0]) {
				return
			}
		}
	}
}

func (g *gathering) warn(at feed.Place, says string) {
	g.warnings = append(g.warnings, feed.Warning{Place: at, Says: says})
}

// read takes in one file.
func (g *gathering) read(p probe) error {
	f, err := p.member.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", p.member.Name, err)
	}
	defer f.Close()
	d, err := newDecoder(p.member.Name, f)
	for err == nil {
		var e *element
		if e, err = d.next(); err == nil {
			g.take(e, p.category)
			g.warnings = append(g.warnings, e.warnings...)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// take takes in one element.
func (g *gathering) take(e *element, category int) {
	switch e.kind {
	case "UAJ":
		g.describe(e)
	case "MEF", "MATIERE", "DIVISION", "GROUPE":
		g.describeCode(e)
	case "REGIME":
		g.label(e, "CODE_REGIME")
	case "STATUT_ELEVE":
		g.label(e, "CODE_STATUT")
	case "LIEN_PARENTE":
		g.label(e, "CODE_PARENTE")
	case "ADRESSE":
		g.address(e)
	case "ELEVE":
		g.pupils.add(g, g.readPupil(e))
	case "PERSONNE":
		g.adults.add(g, g.readAdult(e))
	case "STRUCTURE":
		g.place(e)
	case "RESPONSABLE_ELEVE":
		g.tie(e)
	case "BOURSE":
		if category == eleves {
			g.grant(e)
		} else {
			g.label(e, "CODE_BOURSE")
		}
	}
}
