// Package edt reads the export of EDT and PRONOTE (Index Éducation) for a
// school's workspace, ExportEmploiDuTemps.xml in clear, as the neutral feed:
// teachers, pupils and their guardians, classes and groups, who teaches what to
// whom, when and where.
//
// The numbers that tie the file together (Ident) are made anew at each export.
// People are known by the best that the file says of them; see key.go.
//
// Two files that are often handed over in its place are known and refused, in
// words: the same export encrypted for another partner, and EXP_COURS.xml.
package edt

import (
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"time"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Name is the format's.
const Name = "edt"

// The roots of the files that are known.
const (
	clear     = "ExportEmploiDuTemps"
	encrypted = "EXPORT_INDEX_EDUCATION"
	table     = "TABLE" // of EXP_COURS.xml, when it holds Cours
)

// instead says which file is to be made.
const instead = "dans EDT ou PRONOTE, faites l’export de l’emploi du temps pour l’ENT (menu Imports/Exports, rubrique ENT) en clair, sans chiffrement : le fichier commence par <" + clear + ">"

// named finds our files by their names, where their content does not tell.
var named = regexp.MustCompile(`(?i)^(edt_to_.*|exportemploidutemps.*|exp_cours.*)\.xml$`)

// Set is the file of a school, ready to be read.
type Set struct {
	header   feed.Header
	member   source.Member
	shape    *shape
	warnings []feed.Warning
}

// Knows tells whether a set holds files of EDT or PRONOTE.
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
		if p.root != "" {
			return true, nil
		}
	}
	return false, nil
}

// Open looks for the one clear export of a set, and reads all of it but its
// pupils. The error is a *feed.Error when a file is refused.
func Open(s *source.Set) (feed.Reader, error) {
	set := &Set{}
	var found *probe
	var refused error
	for _, m := range s.Members {
		p, err := look(m)
		switch {
		case err != nil && (p.root != "" || named.MatchString(m.Base())):
			return nil, err
		case p.root == clear && found != nil:
			return nil, two(found, p)
		case p.root == clear:
			found = p
		case p.root != "":
			refused = p.refusal()
			set.ignore(m.Name, "cet export n’est pas en clair, ou n’est pas celui de l’ENT : il est laissé de côté")
		case !strings.HasSuffix(strings.ToLower(m.Name), ".xsd"):
			set.ignore(m.Name, "ce fichier n’est pas d’EDT ni de PRONOTE : il est laissé de côté")
		}
	}
	switch {
	case found == nil && refused != nil:
		return nil, refused
	case found == nil:
		return nil, feed.Refuse("", 0, "aucun fichier d’EDT ni de PRONOTE dans ce lot")
	}
	set.member = found.member
	return set, set.describe(found)
}

// two refuses a second export.
func two(a, b *probe) error {
	if a.uai != b.uai {
		return feed.Refuse(b.member.Name, 0, fmt.Sprintf("ce fichier est de l’établissement %s, alors que %s est de %s : importez-les l’un après l’autre", b.uai, a.member.Name, a.uai))
	}
	return feed.Refuse(b.member.Name, 0, fmt.Sprintf("ce fichier et %s sont du même établissement : gardez le plus récent des deux", a.member.Name))
}

func (s *Set) ignore(file, says string) {
	s.warnings = append(s.warnings, feed.Warning{Place: feed.Place{File: file}, Says: says})
}

// describe reads the shape of the school, and makes the header of it.
func (s *Set) describe(p *probe) (err error) {
	if s.shape, err = readShape(p); err != nil {
		return err
	}
	s.header = feed.Header{Format: Name, Source: Name + ":" + p.uai, Year: feed.SchoolYear(s.shape.begins), Complete: true}
	for _, kind := range []struct {
		name string
		n    int
	}{{feed.KindStaff, len(s.shape.staff)}, {feed.KindGuardian, s.shape.guardians}, {feed.KindPupil, s.shape.pupils}} {
		if kind.n > 0 {
			s.header.Covers = append(s.header.Covers, kind.name)
		}
	}
	if len(s.shape.staff)+s.shape.pupils == 0 {
		return feed.Refuse(p.member.Name, 0, "ce fichier ne contient ni enseignant ni élève : refaites l’export, avec les enseignants et les élèves")
	}
	return nil
}

// Header says what the set is.
func (s *Set) Header() feed.Header { return s.header }

// Records gives the school, its subjects, its staff, then each pupil after their
// guardians. Values that cannot be understood come as warnings among them.
func (s *Set) Records() iter.Seq2[feed.Record, error] {
	return func(yield func(feed.Record, error) bool) {
		for _, list := range [][]feed.Warning{s.warnings, s.shape.warnings} {
			for i := range list {
				if !yield(&list[i], nil) {
					return
				}
			}
		}
		for _, r := range s.shape.records() {
			if !yield(r, nil) {
				return
			}
		}
		s.people(yield)
	}
}

// probe is what a first look at a member tells. Its root is empty when the file
// is not ours.
type probe struct {
	member  source.Member
	root    string
	uai     string
	line    int
	program string // that made an encrypted export
	partner string // for whom it is
}

// errSeen ends a walk that has seen enough.
var errSeen = errors.New("seen")

// look reads the head of a member.
func look(m source.Member) (*probe, error) {
	p := &probe{member: m}
	_, err := walk(m, func(e element) error {
		switch {
		case e.depth == 1 && e.name == clear:
			p.root, p.uai, p.line = e.name, e.attr("UAI"), e.line
			return errSeen
		case e.depth == 1 && e.name == encrypted:
			p.root = e.name
		case e.depth == 1 && e.name == table:
		case e.depth == 1:
			return errSeen
		case p.root == "":
			if e.name == "Cours" || e.name == "Cours_annuels" {
				p.root = table
			}
			return errSeen
		case e.name == "PARTENAIRE" && e.attr("NOM") != "INDEXEDUCATION":
			p.partner = e.attr("NOM")
		case e.name == "CONTENU":
			return errSeen
		}
		return nil
	}, func(depth int, name, text string) error {
		if name == "LOGICIEL" {
			p.program = text
		}
		return nil
	})
	if errors.Is(err, errSeen) {
		err = nil
	}
	if err != nil || p.root != clear {
		return p, err
	}
	uai, form, _ := feed.UAI(p.uai)
	if p.uai = uai; !form {
		return p, feed.Refuse(m.Name, p.line, fmt.Sprintf("l’établissement « %.20s » n’est pas un UAI (7 chiffres et une lettre) : renseignez-le dans les paramètres d’EDT et refaites l’export", uai))
	}
	return p, nil
}

// refusal says why a file that is known is not read.
func (p *probe) refusal() error {
	if p.root == table {
		return feed.Refuse(p.member.Name, 0, "c’est EXP_COURS.xml, la liste des cours d’EDT : elle ne nomme ni les élèves ni leurs classes. À sa place, "+instead)
	}
	whom := "le partenaire choisi à l’export"
	if p.partner != "" {
		whom = "« " + p.partner + " »"
	}
	what := "cet export"
	if p.program != "" {
		what = "cet export de " + p.program
	}
	return feed.Refuse(p.member.Name, 0, fmt.Sprintf("%s est chiffré pour %s : son contenu ne s’ouvre qu’avec la clé privée de ce destinataire, que personne d’autre n’a, ni l’établissement ni cette plateforme. À sa place, %s", what, whom, instead))
}

// day is a day of the file; one that does not exist is warned of.
func (f *file) day(e element, name, says string) string {
	v := e.attr(name)
	if v == "" {
		return ""
	}
	if !isDay(v) {
		f.warn(e.line, fmt.Sprintf("%s « %.40s » n’est pas un jour (aaaa-mm-jj) : laissée de côté", says, v))
		return ""
	}
	return v
}

// isDay tells that v is a day that exists.
func isDay(v string) bool {
	d, err := time.Parse(time.DateOnly, v)
	return err == nil && d.Year() >= 1900
}

// add adds v to a list that has it not.
func add[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}
