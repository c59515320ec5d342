// Package oneroster reads the sets of OneRoster 1.1 and 1.2 (1EdTech, CSV
// binding): manifest.csv and the tables that it announces, as the neutral feed.
//
// OneRoster knows neither the UAI nor who answers for a child by law. A school
// is one whose identifier, or whose sourcedId, is a UAI; a set of one school
// without any is imported into the school that one names (-school). Parents and
// guardians are legal, relatives are contacts.
//
// A set of which the manifest says that a table is of changes (delta) changes
// what a bulk set brought; see delta.go.
package oneroster

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Name is the format's.
const Name = "oneroster"

// The tables that are read; the others of the standard are passed over.
const (
	manifest    = "manifest"
	orgs        = "orgs"
	sessions    = "academicSessions"
	courses     = "courses"
	classes     = "classes"
	enrollments = "enrollments"
	persons     = "users"
	roles       = "roles" // 1.2: what 1.1 has in the table of users
	demographic = "demographics"
)

var tables = []string{manifest, orgs, sessions, courses, classes, enrollments, persons, roles, demographic}

// unread are the tables of the standard that tell nothing of who is where.
var unread = []string{
	"userProfiles", "userResources", "categories", "classResources", "courseResources", "resources", "lineItems", "results", "scoreScales",
	"lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds", "resultScoreScales",
}

// Set is a set of tables, ready to be read.
type Set struct {
	header   feed.Header
	members  map[string]source.Member
	roster   *roster
	warnings []feed.Warning
}

// Knows tells whether a set holds tables of OneRoster.
func Knows(s *source.Set) (bool, error) {
	for _, m := range s.Members {
		if kind(m) == "" {
			continue
		}
		t, err := open(m)
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			return false, err
		}
		if err == nil {
			ours := t.ours()
			t.Close()
			if ours {
				return true, nil
			}
		}
	}
	return false, nil
}

// kind is the table that a member is by its name.
func kind(m source.Member) string {
	base := m.Base()
	for _, list := range [][]string{tables, unread} {
		for _, name := range list {
			if strings.EqualFold(base, name+".csv") {
				return name
			}
		}
	}
	return ""
}

// Open reads the manifest of a set, and all its tables but the people. The error
// is a *feed.Error when a file is refused.
func Open(s *source.Set) (feed.Reader, error) {
	set := &Set{members: map[string]source.Member{}}
	for _, m := range s.Members {
		k := kind(m)
		before, twice := set.members[k]
		switch {
		case k == "":
			set.warn(m.Name, "ce fichier n’est pas de OneRoster : il est laissé de côté")
		case twice:
			return nil, feed.Refuse(m.Name, 0, fmt.Sprintf("ce lot contient déjà %s : importez les lots l’un après l’autre", before.Name))
		default:
			set.members[k] = m
		}
	}
	if _, ok := set.members[manifest]; !ok {
		return nil, feed.Refuse("", 0, "il manque manifest.csv, qui dit ce que contient un lot OneRoster : déposez le lot entier, dossier ou zip")
	}
	says, err := set.manifest()
	if err != nil {
		return nil, err
	}
	if err := set.announced(says); err != nil {
		return nil, err
	}
	if set.roster, err = set.load(); err != nil {
		return nil, err
	}
	return set, set.describe(says)
}

func (s *Set) warn(file, says string) {
	s.warnings = append(s.warnings, feed.Warning{Place: feed.Place{File: file}, Says: says})
}

// manifest is what the manifest says, by property in small letters. A value
// "absent" of what is no file is none.
func (s *Set) manifest() (map[string]string, error) {
	says := map[string]string{}
	warned, err := each(s.members[manifest], []string{"propertyname", "value"}, func(r row) error {
		if len(says) < maxProperties {
			says[strings.ToLower(r.of("propertyName"))] = r.of("value")
		}
		return nil
	}, nil)
	s.warnings = append(s.warnings, warned...)
	return says, err
}

// maxProperties is far above what a manifest has.
const maxProperties = 1000

// announced compares the manifest to the files that are there. What it announces
// and is not there is missing: such a set takes nothing away.
func (s *Set) announced(says map[string]string) error {
	file := s.members[manifest].Name
	if v := says["oneroster.version"]; v != "1.1" && v != "1.2" {
		return feed.Refuse(file, 0, fmt.Sprintf("la version « %.20s » de OneRoster n’est pas lue : faites l’export en 1.1 ou 1.2", v))
	}
	s.header.Delta = isDelta(says)
	s.header.Complete = !s.header.Delta
	for _, name := range tables[1:] {
		said, m := strings.ToLower(says["file."+strings.ToLower(name)]), s.members[name]
		switch {
		case said == "bulk" && m.Name == "" && (name == persons || name == orgs):
			return feed.Refuse(file, 0, fmt.Sprintf("%s.csv est annoncé et n’est pas dans le lot : déposez le lot entier", name))
		case said == "bulk" && m.Name == "":
			s.header.Complete = false
			s.warn(file, fmt.Sprintf("%s.csv est annoncé et n’est pas dans le lot : ce lot ajoute et change, il ne retire personne de rien", name))
		case said == "absent" && m.Name != "":
			s.warn(m.Name, "manifest.csv dit que ce fichier est absent du lot : il est laissé de côté")
			delete(s.members, name)
		}
	}
	if s.header.Delta {
		return s.some()
	}
	for _, name := range []string{orgs, persons} {
		if s.members[name].Name == "" {
			return feed.Refuse(file, 0, fmt.Sprintf("il manque %s.csv à ce lot : faites un export complet", name))
		}
	}
	return nil
}

// describe makes the header of what was read.
func (s *Set) describe(says map[string]string) error {
	r := s.roster
	code := says["source.systemcode"]
	if code == "" || strings.EqualFold(code, "absent") {
		var several bool
		code, several = r.root()
		if several {
			s.warn(s.members[manifest].Name, "source.systemCode n’est pas renseigné et plusieurs organisations sont sans parent : renseignez-le, pour que les personnes soient reconnues d’un import à l’autre")
		}
	}
	s.header.Format, s.header.Source, s.header.Year = Name, Name+":"+code, r.year
	if s.header.Delta && code == "" {
		s.header.Source = Name
	}
	for _, k := range []string{feed.KindStaff, feed.KindGuardian, feed.KindPupil} {
		if r.kinds[k] > 0 {
			s.header.Covers = append(s.header.Covers, k)
		}
	}
	if len(s.header.Covers) == 0 && !s.header.Delta {
		return feed.Refuse(s.members[persons].Name, 0, "ce lot ne contient aucune personne d’un établissement : faites un export complet")
	}
	return r.named()
}

// Header says what the set is.
func (s *Set) Header() feed.Header { return s.header }

// Records gives the schools, the subjects, then the people as the table of users
// has them. Values that cannot be understood come as warnings among them.
func (s *Set) Records() iter.Seq2[feed.Record, error] {
	return func(yield func(feed.Record, error) bool) {
		for _, list := range [][]feed.Warning{s.warnings, s.roster.warnings} {
			for i := range list {
				if !yield(&list[i], nil) {
					return
				}
			}
		}
		for _, id := range slices.Sorted(maps.Keys(s.roster.schools)) {
			if v := s.roster.schools[id]; v.UAI != "" && !yield(v, nil) {
				return
			}
		}
		for _, v := range s.roster.listing() {
			if !yield(v, nil) {
				return
			}
		}
		for _, v := range s.roster.subjects {
			if !yield(v, nil) {
				return
			}
		}
		s.people(yield)
	}
}
