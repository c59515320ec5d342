package generate

import "strings"

// School is one invented school and everybody whose record it keeps. A person with ties to several schools is kept
// by the first.
type School struct {
	UAI, Key   string // the number of the school; the key of its structure in the academy
	Name       string // "Collège des Tilleuls"
	Kind       Kind
	SIRET      string
	Place      Address
	Phone      string
	Email      string
	Divisions  []*Division
	Groups     []*Group
	Pupils     []*Pupil
	Guardians  []*Guardian
	Staff      []*Staff
	Courses    []*Course
	Exceptions []string // words of what the plan asked and could not have
}

// Kind is the kind of a school.
type Kind string

// The kinds of school that are made.
const (
	College Kind = "COLLEGE"
	Lycee   Kind = "LYCEE D ENSEIGNEMENT GENERAL"
)

// Address is a postal address.
type Address struct{ Street, PostalCode, Town string }

// Person is what all have. Days are YYYY-MM-DD, telephone numbers ten digits.
type Person struct {
	Human     string // the human being: the same for all keys of one person
	Key       string // ENTPersonJointure
	Civility  string // M. or Mme
	First     string
	Family    string // the name in use
	BirthName string
	Others    []string // all first names
	Born      string   // empty where the school's file does not say
	Email     string
	Phone     string
	Mobile    string
	Work      string
	Home      Address
}

// Pupil is a pupil of one school.
type Pupil struct {
	Person
	INE, SchoolKey string // national number; number in the school's own base (ELEVE_ID)
	Division       *Division
	Groups         []*Group
	Options        []Subject // languages and options, beyond what all of the level learn
	Regime         string
	Scholarship    bool
	Transport      bool
	Entered        string
	Guardians      []Tie
	LivesWith      string // key of the guardian whose address it is
}

// Tie is what a guardian is to a pupil.
type Tie struct {
	Guardian *Guardian
	Link     string // SIECLE's code of the tie: LinkMother, …
	Level    Level
	Pays     bool // the school's costs
	Contact  bool // to be called first
	Aid      bool // receives the aid
}

// Level is the responsibility of a guardian.
type Level int

// The levels of responsibility since 2018: both parents are legal guardians.
const (
	Legal Level = iota + 1
	InCharge
	ContactOnly
)

// The codes of ties that SIECLE uses and that the AAF of 2020 carries.
const (
	LinkMother      = "10"
	LinkFather      = "20"
	LinkGrandparent = "38"
	LinkFamily      = "39"
	LinkTutor       = "50"
	LinkSelf        = "70"
	LinkOther       = "90"
)

// Guardian is an adult in the file of one or several pupils.
type Guardian struct {
	Person
	SMS, Diffuse bool // accepts texts; lets the parents' associations have the address
	Children     []string
}

// Staff is somebody who works in one or several schools.
type Staff struct {
	Person
	STS     string // number in STS-Web
	Teaches bool   // stands before pupils
	Service int    // minutes a week that are due
	Posts   []Post
	Taught  []Service
}

// Post is a function in one school.
type Post struct {
	School, UAI   string // key of the structure and its number
	Function      Function
	Code, Label   string // discipline or rank
	FormTeacherOf []string
}

// Service is a share of a teacher's week, by values: school, division or group, subject.
type Service struct {
	School  string // key of the structure
	Code    string // of the division or group
	Group   bool
	MEF     string
	Subject Subject
	Minutes int
}

// Minutes is the whole of what a teacher teaches a week, in all schools.
func (s *Staff) Minutes() int {
	sum := 0
	for _, t := range s.Taught {
		sum += t.Minutes
	}
	return sum
}

// Division is a class: each pupil is in one.
type Division struct {
	Code, Name  string // "4B", "4e B"
	MEF         MEF
	FormTeacher *Staff
	Pupils      []*Pupil
}

// Group is a group of pupils of one or several divisions.
type Group struct {
	Code, Name string
	Divisions  []*Division
	Pupils     []*Pupil
	Subjects   []Subject
}

// Course is who teaches what to whom, and how many minutes a week. One of Division and Group is set.
type Course struct {
	Teacher  *Staff
	Subject  Subject
	Division *Division
	Group    *Group
	Minutes  int
}

// Name is the name as it is said: first name, family name.
func (p *Person) Name() string { return strings.TrimSpace(p.First + " " + p.Family) }
