// Package udt reads what UnDeuxTemps (Axess) gives a school's workspace: a set
// of tables UDCal_NN.xml with semaines.xml, as the neutral feed: teachers, pupils
// in their divisions and groups, who teaches what to whom, when and where.
//
// No sample is at hand: the tables are read by the grammar that another ENT's
// importer knows of them, all in attributes, and unknown tables and elements are
// passed over. A set names no school: whoever imports it says which (-school).
//
// UDCal_12 is the timetable of theory. UDCal_12_WW is the one that holds from
// the ISO week WW until the next week that semaines.xml names.
package udt

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Name is the format's.
const Name = "udt"

// named finds the tables by the names of their files: the number, and the week.
var named = regexp.MustCompile(`(?i)^(?:udcal_(\d\d)(?:_(\d\d))?|(semaines))\.xml$`)

// The tables, by their numbers.
const (
	calendar  = "24"
	rooms     = "03"
	teachers  = "04"
	subjects  = "05"
	slots     = "07"
	divisions = "08"
	pupils    = "10"
	groups    = "19"
	unions    = "13" // regroupements
	members   = "21"
	together  = "23" // co-enseignement
	cards     = "11" // fiches: where a line stands in the week
	lines     = "12"
	periods   = "semaines"
)

// order is the order in which the tables are read.
var order = []string{calendar, periods, rooms, teachers, subjects, slots, divisions, pupils, groups, unions, members, cards}

// needed are the tables without which a set is refused, and what each holds.
var needed = map[string]string{teachers: "les enseignants", divisions: "les divisions", subjects: "les matières"}

// wanted are those without which it takes nothing away.
var wanted = map[string]string{
	calendar: "le calendrier", slots: "la grille horaire", cards: "les fiches", lines: "l’emploi du temps", groups: "les groupes", members: "les élèves des groupes",
}

// Set is a set of tables, ready to be read.
type Set struct {
	header  feed.Header
	members map[string]source.Member // number, or number_week
	*school
}

// Knows tells whether a set holds tables of UnDeuxTemps: by the names of their
// files, which nothing else has.
func Knows(s *source.Set) (bool, error) {
	return slices.ContainsFunc(s.Members, func(m source.Member) bool {
		found := named.FindStringSubmatch(m.Base())
		return found != nil && found[1] != ""
	}), nil
}

// Open reads the tables of a set. The error is a *feed.Error when one is refused.
func Open(s *source.Set) (feed.Reader, error) {
	set := &Set{members: map[string]source.Member{}, school: newSchool()}
	for _, m := range s.Members {
		found := named.FindStringSubmatch(m.Base())
		if found == nil {
			set.warn(m.Name, 0, "ce fichier n’est pas d’UnDeuxTemps : il est laissé de côté")
			continue
		}
		key := strings.ToLower(found[1] + found[3])
		if found[2] != "" {
			key += "_" + found[2]
		}
		if before, twice := set.members[key]; twice {
			return nil, feed.Refuse(m.Name, 0, fmt.Sprintf("ce lot contient déjà %s : importez les lots l’un après l’autre", before.Name))
		}
		set.members[key] = m
	}
	for _, table := range slices.Sorted(maps.Keys(needed)) {
		if _, ok := set.members[table]; !ok {
			return nil, feed.Refuse("", 0, fmt.Sprintf("il manque UDCal_%s.xml (%s) : déposez le lot entier d’UnDeuxTemps, dossier ou zip", table, needed[table]))
		}
	}
	if err := set.read(); err != nil {
		return nil, err
	}
	set.describe()
	return set, nil
}

// read reads the tables, those of lines period after period.
func (s *Set) read() error {
	for _, table := range order {
		if m, ok := s.members[table]; ok {
			if err := s.table(m); err != nil {
				return err
			}
		}
	}
	if s.begins == "" {
		s.warn("", 0, "le lot ne dit pas le début de l’année (UDCal_24.xml, debut_eleve) : l’année en cours est prise")
	}
	for _, p := range s.spans() {
		if err := s.period(p); err != nil {
			return err
		}
	}
	return nil
}

// period reads the lines of one stretch of the year, after who helps in them.
func (s *Set) period(p span) error {
	suffix := ""
	if p.week > 0 {
		suffix = fmt.Sprintf("_%02d", p.week)
	}
	s.weeks, s.entries, s.beside = p.weeks, nil, map[string][]string{}
	for _, table := range []string{together, lines} {
		if m, ok := s.members[table+suffix]; ok {
			if err := s.table(m); err != nil {
				return err
			}
		}
	}
	s.arrange()
	return nil
}

// span is a stretch of the year that one timetable holds in: that of theory has
// week 0. No week at all is every one.
type span struct {
	week  int
	weeks []int
}

// spans are the stretches of the year for which the set has lines.
func (s *Set) spans() []span {
	starts := slices.Clone(s.starts)
	for key := range s.members {
		if of, week, dated := strings.Cut(key, "_"); dated && of == lines {
			if n, err := strconv.Atoi(week); err == nil && n >= 1 && n <= 53 {
				starts = append(starts, n)
			}
		}
	}
	year := s.year()
	if len(starts) == 0 || len(year) == 0 {
		return []span{{}}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	all := []span{{}}
	for _, week := range year {
		_, dated := s.members[fmt.Sprintf("%s_%02d", lines, week)]
		switch {
		case slices.Contains(starts, week) && dated:
			all = append(all, span{week: week})
		case slices.Contains(starts, week):
			all = append(all, span{})
		}
		last := &all[len(all)-1]
		last.weeks = append(last.weeks, week)
	}
	return slices.DeleteFunc(all, func(p span) bool { return len(p.weeks) == 0 })
}

// describe makes the header of what was read.
func (s *Set) describe() {
	s.finish()
	s.header = feed.Header{Format: Name, Source: Name, Year: feed.SchoolYear(s.begins), Nameless: true, Complete: true}
	for _, table := range slices.Sorted(maps.Keys(wanted)) {
		if _, ok := s.members[table]; !ok {
			s.header.Complete = false
			s.warn("", 0, fmt.Sprintf("il manque UDCal_%s.xml (%s) : ce lot ajoute et change, il ne retire personne de rien", table, wanted[table]))
		}
	}
	s.header.Covers = []string{feed.KindStaff}
	if len(s.pupils) > 0 {
		s.header.Covers = append(s.header.Covers, feed.KindPupil)
	}
}

// Header says what the set is.
func (s *Set) Header() feed.Header { return s.header }

// Records gives the groups, the subjects, the staff, the pupils, the rooms and
// the lessons. What cannot be understood comes first, as warnings.
func (s *Set) Records() iter.Seq2[feed.Record, error] {
	var all []feed.Record
	for i := range s.warnings {
		all = append(all, &s.warnings[i])
	}
	all = append(all, &feed.School{Place: s.at, Key: here, Groups: s.listed})
	for _, v := range s.subjects {
		all = append(all, v)
	}
	for _, v := range s.staff {
		all = append(all, v)
	}
	for _, key := range slices.SortedFunc(maps.Keys(s.pupils), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.pupils[a].Line, s.pupils[b].Line), cmp.Compare(a, b))
	}) {
		all = append(all, s.pupils[key])
	}
	for _, v := range s.rooms {
		all = append(all, v)
	}
	for _, v := range s.lessons {
		all = append(all, v)
	}
	return func(yield func(feed.Record, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}
