// Package aaf reads the Annuaire Académique Fédérateur (AAF, ficAlimMENESR.dtd,
// SDET annexe 4) of secondary schools (2D) and of primary ones (1D): what an
// academy drops for an ENT, as the neutral feed.
//
// A set is numbered files of six types. What a file is, its content says; its
// name only helps where it has none. Primary schools have the same grammar with
// names of their own, see primary.go, and keys of their own.
//
// A complete set has addRequests only. A delivery of changes (delta) has three
// requests: an addRequest tells all of somebody, a modifyRequest the attributes
// that changed, each as a whole, and a deleteRequest that they left.
package aaf

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Name is the format's.
const Name = "aaf"

// The types of files, in the order in which they are read.
const (
	etab = iota
	mef
	matiere
	persEducNat
	persRelEleve
	eleve
	unknown
)

// categories are the types by what operationalAttributes says.
var categories = map[string]int{
	"EtabEducNat": etab, "MefEducNat": mef, "MatEducNat": matiere, "MatiereEducNat": matiere,
	"PersEducNat": persEducNat, "PersRelEleve": persRelEleve, "Eleve": eleve,
}

// named finds the type in a file's name.
var named = regexp.MustCompile(`(?i)_(EtabEducNat|MefEducNat|MatiereEducNat|MatEducNat|PersEducNat|PersRelEleve|Eleve)_\d{4}\.xml$`)

// dated finds the day in a file's name.
var dated = regexp.MustCompile(`_(20\d\d)([01]\d)([0-3]\d)_`)

// Set is a set of AAF files, ready to be read.
type Set struct {
	header  feed.Header
	members []probe
	primary bool // of primary schools
	ignored []feed.Warning
}

// Knows tells whether a set holds AAF files.
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
		if p.ours {
			return true, nil
		}
	}
	return false, nil
}

// Open looks at the members of a set: which are AAF, of what academy, of what
// day. The error is a *feed.Error when a file is refused.
func Open(s *source.Set) (feed.Reader, error) {
	set := &Set{}
	academies := map[string]string{}
	for _, m := range s.Members {
		p, err := look(m)
		if err != nil && (p.ours || named.MatchString(m.Base())) {
			return nil, err
		}
		if !p.ours {
			set.ignore(m.Name)
			continue
		}
		if p.academy != "" {
			academies[p.academy] = m.Name
		}
		set.members = append(set.members, p)
	}
	if len(set.members) == 0 {
		return nil, feed.Refuse("", 0, "aucun fichier de l’AAF dans ce lot")
	}
	if len(academies) > 1 {
		return nil, feed.Refuse("", 0, "ce lot mélange plusieurs académies : importez-les l’une après l’autre")
	}
	slices.SortStableFunc(set.members, func(a, b probe) int { return a.category - b.category })
	if err := set.degree(); err != nil {
		return nil, err
	}
	set.describe(academies)
	return set, set.sort()
}

// ignore notes a file that is not of the AAF. The grammar that comes with every
// set needs no word.
func (s *Set) ignore(name string) {
	if !strings.HasSuffix(strings.ToLower(name), ".dtd") {
		s.ignored = append(s.ignored, feed.Warning{Place: feed.Place{File: name}, Says: "ce fichier n’est pas de l’AAF : il est laissé de côté"})
	}
}

// describe makes the header from what the probes found.
func (s *Set) describe(academies map[string]string) {
	s.header = feed.Header{Format: Name}
	for _, p := range s.members {
		s.header.Generated = max(s.header.Generated, p.day)
		if kind := kinds[p.category]; kind != "" && p.filled && !slices.Contains(s.header.Covers, kind) {
			s.header.Covers = append(s.header.Covers, kind)
		}
	}
	s.header.Source = Name
	if s.primary {
		s.header.Source = Name + ":1d"
	}
	for academy := range academies {
		s.header.Source += ":" + academy
	}
	s.header.Year = feed.SchoolYear(s.header.Generated)
}

// Header says what the set is.
func (s *Set) Header() feed.Header { return s.header }

// Records gives the set's records: schools, MEF, subjects, staff, guardians,
// pupils. Values that cannot be understood come as warnings among them.
func (s *Set) Records() iter.Seq2[feed.Record, error] {
	return func(yield func(feed.Record, error) bool) {
		for i := range s.ignored {
			if !yield(&s.ignored[i], nil) {
				return
			}
		}
		for _, p := range s.members {
			if !p.read(s.header.Delta, s.primary, yield) {
				return
			}
		}
	}
}

// probe is what a first look at a member tells.
type probe struct {
	member   source.Member
	ours     bool
	category int
	filled   bool   // it holds a record
	delta    bool   // it is of a delivery of changes
	primary  bool   // it is of primary schools
	academy  string // number, or name when the number is not known
	day      string // on which it was made
	line     int
}

// byName is what the name of a member tells.
func byName(m source.Member) probe {
	p := probe{member: m, category: unknown, primary: inName.MatchString(m.Base())}
	if found := named.FindStringSubmatch(m.Base()); found != nil {
		for name, category := range categories {
			if strings.EqualFold(name, found[1]) {
				p.category = category
			}
		}
	}
	if d := dated.FindStringSubmatch(m.Base()); d != nil {
		p.day, _ = feed.FrenchDay(d[3] + "/" + d[2] + "/" + d[1])
	}
	return p
}

// look reads the head of a member: its root, its comments, its first record.
// Of files of schools, which are small, it reads on for the academy's name.
func look(m source.Member) (p probe, err error) {
	p = byName(m)
	f, err := m.Open()
	if err != nil {
		return p, fmt.Errorf("open %s: %w", m.Name, err)
	}
	defer f.Close()
	d, err := newDecoder(m.Name, f)
	if err != nil {
		return p, err
	}
	r, err := d.next()
	p.ours, p.line = d.rooted, d.scan.Line()
	d.comments(&p)
	if errors.Is(err, io.EOF) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.filled = true
	p.primary = p.primary || r.isPrimary()
	if category, ok := categories[r.category]; ok {
		p.category = category
	}
	if p.academy == "" && p.category == etab {
		p.academy = academyOf(r)
	}
	p.delta, err = delta(m.Base(), d, r)
	return p, err
}

// read gives the records of one member. It is false when the reading ends.
func (p probe) read(delta, primary bool, yield func(feed.Record, error) bool) bool {
	f, err := p.member.Open()
	if err != nil {
		return yield(nil, fmt.Errorf("open %s: %w", p.member.Name, err)) && false
	}
	defer f.Close()
	d, err := newDecoder(p.member.Name, f)
	for err == nil {
		var r *request
		if r, err = d.next(); err != nil {
			break
		}
		r.primary = primary
		if err = r.fits(delta); err != nil {
			break
		}
		record := r.record()
		for i := range r.warnings {
			if !yield(&r.warnings[i], nil) {
				return false
			}
		}
		if record != nil && !yield(record, nil) {
			return false
		}
	}
	if errors.Is(err, io.EOF) {
		return true
	}
	yield(nil, err)
	return false
}
