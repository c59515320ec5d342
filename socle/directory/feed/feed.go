// Package feed is the neutral form of what tells a directory who is in its
// schools: people, the groups they are in, what is taught to whom. A format
// (AAF, SIECLE, ONDE, a table) is read into these records, and the imports know
// nothing else: neither a file's grammar nor its codes.
//
// Every text is trimmed and in Unicode's composed form. An absent value is
// empty. Days are ISO 8601 ("2026-09-01"). Schools and people are named by the
// keys of the feed's own space, Header.Source; an import finds out who they are.
package feed

import (
	"fmt"
	"iter"
)

// Place is where a record was read.
type Place struct {
	File string // a member's name in the set, as people see it
	Line int    // from 1; 0 when it is the file as a whole
}

// Header says what a feed is.
type Header struct {
	Format    string   // "aaf"
	Source    string   // the space of its keys: "aaf:9" for the academy of Lille
	Year      string   // the September of the school year it describes, "2026"; may be empty
	Generated string   // the day it was made; may be empty
	Complete  bool     // whoever is missing from a covered school is leaving it
	Delta     bool     `json:",omitempty"` // it tells what changed since the feed before: who is missing stays as they were
	Nameless  bool     `json:",omitempty"` // it names no school: it is of the one that whoever imports says, and so are its keys
	Covers    []string // the kinds of people it holds (KindStaff…); nobody of another kind is leaving
}

// The kinds of people.
const (
	KindStaff    = "staff"
	KindGuardian = "guardian"
	KindPupil    = "pupil"
)

// The kinds of groups, as the directory has them.
const (
	Division = "division"
	Teaching = "group"
)

// Reader gives the records of a feed. A feed is far larger than memory: its
// records come one at a time, schools first where the format allows, and each is
// the caller's to keep. An error ends the feed; it is an *Error when the files
// are at fault.
type Reader interface {
	Header() Header
	Records() iter.Seq2[Record, error]
}

// Record is one of *School, *MEF, *Subject, *Staff, *Guardian, *Pupil, *Gone,
// *Room, *Lesson, *Warning. Groups come within their School.
type Record interface{ record() }

// Error is a file that cannot be read, in words for whoever sent it: what is
// wrong, where, and how to mend it.
type Error struct {
	Place
	Says string
}

// Error is the sentence, after the file and the line.
func (e *Error) Error() string {
	switch {
	case e.File == "":
		return e.Says
	case e.Line == 0:
		return fmt.Sprintf("%s : %s", e.File, e.Says)
	}
	return fmt.Sprintf("%s, ligne %d : %s", e.File, e.Line, e.Says)
}

// Refuse is the [*Error] of a file, "" for the whole of what was handed over, at
// a line, 0 for all of the file.
func Refuse(file string, line int, says string) error {
	return &Error{Place: Place{File: file, Line: line}, Says: says}
}

// Warning is a defect that does not stop the reading: the value or the
// reference is left out, the rest of the record stands.
type Warning struct {
	Place
	Says string // a French sentence
}

// School is an établissement.
type School struct {
	Place
	Key, UAI                 string
	Name, Kind               string
	Street, PostalCode, Town string
	Phone, Email             string
	Academy                  string // its name, "LYON"
	Groups                   []Group
}

// Group is a division or a teaching group of a school.
type Group struct {
	Kind       string // Division or Teaching
	Code, Name string
	MEF        string   `json:",omitempty"`
	Divisions  []string `json:",omitempty"` // from which a group takes its pupils
}

// MEF is a module élémentaire de formation: what a pupil is enrolled in.
type MEF struct {
	Place
	Code, Name, Level string
}

// Subject is a matière.
type Subject struct {
	Place
	Code, Name string
}

// Person is what is known of anyone.
type Person struct {
	Place     `json:"P"`
	Key       string
	Part      Part   `json:",omitempty"`
	Civility  string `json:",omitempty"`
	Family    string `json:",omitempty"` // the name in use
	First     string `json:",omitempty"`
	Birth     string `json:",omitempty"` // family name at birth
	Others    string `json:",omitempty"` // all first names
	BirthDate string `json:",omitempty"`
	Email     string `json:",omitempty"`
	Phone     string `json:",omitempty"`
	Mobile    string `json:",omitempty"`
	Work      string `json:",omitempty"`

	Street     string `json:",omitempty"`
	PostalCode string `json:",omitempty"`
	Town       string `json:",omitempty"`
	Country    string `json:",omitempty"`

	SMS     bool `json:",omitempty"` // may be sent text messages
	Address bool `json:",omitempty"` // the address may be given to parents' associations
}

// Ref names a group of a school.
type Ref struct {
	School string
	Kind   string // Division or Teaching
	Code   string
}

// Function is what somebody does in a school, with the code of the feed:
// ENS, DIR, EDU…
type Function struct {
	School      string
	Code, Label string
	Discipline  string `json:",omitempty"` // what is taught, or the grade: its code
	Says        string `json:",omitempty"` // and its label
}

// Course is a subject taught to a group.
type Course struct {
	Ref
	Subject string
}

// Staff is somebody who works in schools.
type Staff struct {
	Person
	School    string // where administered; not always one of the feed's
	Teacher   bool
	Functions []Function
	Courses   []Course
	Teaches   []Ref // groups met, with or without a course
	FormOf    []Ref // divisions whose form teacher they are
}

// Guardian is a responsable: a parent, or who stands for one.
type Guardian struct{ Person }

// The levels of a guardian, as the directory has them.
const (
	Legal    = "legal"
	InCharge = "in_charge"
	Contact  = "contact"
)

// Link is one guardian of a pupil.
type Link struct {
	Guardian string // key
	Code     string // of the relationship, as written in the file
	Link     string // father, mother, tutor, family, child_welfare, other, self
	Level    string // Legal, InCharge or Contact
	Pays     bool
	Contact  bool // to be called
	Order    int  // of contact, from 1
}

// Pupil is an élève.
type Pupil struct {
	Person
	INE         string
	Local       string // the school's own key, ELEVE_ID of SIECLE
	School      string
	MEF         string
	Board       string // régime: its label
	Status      string
	Scholarship bool
	Transport   bool
	Entered     string
	Left        string // the day on which the pupil left the school, if so
	Groups      []Ref
	Links       []Link
}

func (*School) record()   {}
func (*MEF) record()      {}
func (*Subject) record()  {}
func (*Staff) record()    {}
func (*Guardian) record() {}
func (*Pupil) record()    {}
func (*Warning) record()  {}
