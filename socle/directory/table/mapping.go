package table

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// Meaning is what a column says. The empty one is not taken.
type Meaning string

// What a column may say of the person of a row; what it says of somebody else
// begins with who that is: "g1.email" is of a pupil's first guardian, "child.ine"
// of a guardian's child.
const (
	ID       Meaning = "id"   // the key of whoever wrote the table
	Whole    Meaning = "name" // family and first name together
	Family   Meaning = "family"
	Usage    Meaning = "usage"
	AtBirth  Meaning = "at_birth"
	First    Meaning = "first"
	Others   Meaning = "others"
	Civility Meaning = "civility"
	Birth    Meaning = "birth"
	INE      Meaning = "ine"
	Class    Meaning = "class" // of a pupil; a teacher's, several
	Groups   Meaning = "groups"
	Board    Meaning = "board"
	Entered  Meaning = "entered"
	Left     Meaning = "left"
	Function Meaning = "function"
	Subject  Meaning = "subject"
	Form     Meaning = "form" // the divisions whose form teacher somebody is
	Link     Meaning = "link"
	Email    Meaning = "email"
	Phone    Meaning = "phone"
	Mobile   Meaning = "mobile"
	Work     Meaning = "work"
	Street   Meaning = "street"
	Code     Meaning = "code"
	Town     Meaning = "town"
	Country  Meaning = "country"
)

// Of whom a column may speak, beside the person of the row.
const (
	firstGuardian  = "g1"
	secondGuardian = "g2"
	child          = "child"
)

var (
	anyone     = []Meaning{ID, Whole, Family, Usage, AtBirth, First, Others, Civility, Birth, Email, Phone, Mobile, Work, Street, Code, Town, Country}
	ofPupil    = []Meaning{INE, Class, Groups, Board, Entered, Left}
	ofStaff    = []Meaning{Function, Subject, Class, Form}
	ofGuardian = []Meaning{Whole, Family, First, Civility, Link, Email, Phone, Mobile, Work, Street, Code, Town}
	ofChild    = []Meaning{ID, INE, Whole, Family, First, Birth, Class}
)

// Kinds are the kinds of people that a table may hold.
var Kinds = []string{feed.KindPupil, feed.KindGuardian, feed.KindStaff}

// Meanings are all that a column of a table of a kind may say, in the order in
// which people choose.
func Meanings(kind string) []Meaning {
	all := slices.Clone(anyone)
	switch kind {
	case feed.KindPupil:
		all = append(append(append(all, ofPupil...), of(firstGuardian, ofGuardian)...), of(secondGuardian, ofGuardian)...)
	case feed.KindGuardian:
		all = append(append(all, Link), of(child, ofChild)...)
	case feed.KindStaff:
		all = append(all, ofStaff...)
	}
	return all
}

// All are all that a column of any table may say.
func All() []Meaning {
	var all []Meaning
	for _, kind := range Kinds {
		for _, m := range Meanings(kind) {
			if !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}

func of(who string, some []Meaning) (all []Meaning) {
	for _, m := range some {
		all = append(all, Meaning(who)+"."+m)
	}
	return all
}

// Sheet says what the tables with one line of headers are.
type Sheet struct {
	Kind     string    `json:"kind"`     // feed.KindPupil…; empty: they are not taken
	Complete bool      `json:"complete"` // whoever is missing from them is leaving
	Columns  []Meaning `json:"columns"`
}

// Mapping says what tables are, by the mark of their headers.
type Mapping map[string]Sheet

// Problem is what is wrong with a Sheet, at a column; -1 is the whole.
type Problem struct {
	Column int
	What   string // Unnamed, Twice, Unfit, Childless
}

// What may be wrong.
const (
	Unnamed   = "unnamed"   // no column is the family name, or none the first name
	Twice     = "twice"     // another column says that already
	Unfit     = "unfit"     // a table of this kind has no such column
	Childless = "childless" // guardians without a column that names their child
)

// Problems are what keeps a table from being read so.
func (s Sheet) Problems() (all []Problem) {
	if s.Kind == "" {
		return nil
	}
	has, fits := map[Meaning]bool{}, Meanings(s.Kind)
	for i, m := range s.Columns {
		switch {
		case m == "":
		case !slices.Contains(fits, m):
			all = append(all, Problem{i, Unfit})
		case has[m] && m != Groups:
			all = append(all, Problem{i, Twice})
		}
		has[m] = true
	}
	if !has[Whole] && (!has[Family] && !has[Usage] && !has[AtBirth] || !has[First]) {
		all = append(all, Problem{-1, Unnamed})
	}
	if s.Kind == feed.KindGuardian && !has["child.id"] && !has["child.ine"] && !has["child.name"] && !(has["child.family"] && has["child.first"]) {
		all = append(all, Problem{-1, Childless})
	}
	return all
}

// markOf is the mark of a line of headers: tables with the same are read alike.
func markOf(names []string) string {
	var folded []string
	for _, n := range names {
		folded = append(folded, strings.Join(words(n), " "))
	}
	sum := sha256.Sum256([]byte(strings.Join(folded, "\n")))
	return hex.EncodeToString(sum[:8])
}
