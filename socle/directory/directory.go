// Package directory is the annuaire: who is here, in which school
// (établissement), in which groups, and who answers for whom.
//
// It tells facts. What a reader may do with them is package rights' business.
package directory

import (
	"embed"
	"slices"

	"preau/base/day"
)

//go:embed migrations
var schema embed.FS

// Schema holds the migrations of the directory's tables.
var Schema = schema

// ID names a person, a group or a school; a school's is its UAI. Holding one
// says nothing of what its holder may do with it.
type ID string

// Role is what a person is in a school.
type Role string

// The roles, in the administration's words beside them.
const (
	Pupil     Role = "pupil"     // élève
	Guardian  Role = "guardian"  // responsable
	Teacher   Role = "teacher"   // enseignant
	Head      Role = "head"      // chef d'établissement
	Deputy    Role = "deputy"    // adjoint
	CPE       Role = "cpe"       // conseiller principal d'éducation
	AED       Role = "aed"       // assistant d'éducation
	AESH      Role = "aesh"      // accompagnant d'élève en situation de handicap
	PsyEN     Role = "psyen"     // psychologue de l'éducation nationale
	Bursar    Role = "bursar"    // secrétaire général d'EPLE
	Librarian Role = "librarian" // professeur documentaliste
	Nurse     Role = "nurse"     // infirmier
	Secretary Role = "secretary" // secrétariat
	Agent     Role = "agent"     // agent
	Partner   Role = "partner"   // partenaire extérieur
	Admin     Role = "admin"     // administrateur de la plateforme
)

// Roles lists every role, in the order in which a hat is chosen when a person
// has several: the one with most to do first.
var Roles = []Role{Admin, Head, Deputy, CPE, Secretary, Bursar, Teacher, Librarian, Nurse, AED, AESH, PsyEN, Agent, Guardian, Pupil, Partner}

// Staff lists the roles of those who work in a school.
var Staff = []Role{Head, Deputy, CPE, Secretary, Bursar, Teacher, Librarian, Nurse, AED, AESH, PsyEN, Agent}

// Parts a person takes in a group.
const (
	PartPupil       = "pupil"
	PartTeacher     = "teacher"
	PartFormTeacher = "form_teacher"
)

// Kinds of groups.
const (
	Division = "division"
	Teaching = "group"
	Manual   = "manual"
)

// Legal levels of a guardian, as the school's file says them.
const (
	Legal    = "legal"     // responsable légal
	InCharge = "in_charge" // personne en charge
	Contact  = "contact"   // contact
)

// School is an établissement.
type School struct {
	ID                       ID // its UAI
	Name, Kind               string
	Street, PostalCode, Town string
	Phone, Email             string
	Academy, Zone            string  // Zone is A, B, C or empty
	WeekA                    day.Day // a day of a week A; empty: weeks have no letter
	Colour, Logo             string
	Version                  int64
}

// Tie is a person's place in a school: one hat.
type Tie struct {
	School ID
	Role   Role
	Title  string  // "mathématiques", "principale"; may be empty
	Until  day.Day // last day of the tie; empty when none is known
}

// Member is a group that a person belongs to, and as what.
type Member struct {
	Group  ID
	School ID
	Kind   string
	Part   string
	Name   string
}

// Ward is a pupil for whom a person answers.
type Ward struct {
	Pupil         ID
	First, Family string
	Level         string
	MaySee        bool
	Groups        []Member
	Schools       []ID
}

// Person is someone of the directory with what rights need to know of them.
// It is shared between requests: nobody changes one.
type Person struct {
	ID              ID
	First, Family   string
	Civility        string
	Ties            []Tie // those of today, best hat first
	Groups          []Member
	Wards           []Ward // those whom the person may see
	SortKey         string
	BirthDate, Mail string
}

// Name is the name as it is read: "Inès Moreau".
func (p *Person) Name() string { return p.First + " " + p.Family }

// Is reports whether the person has one of the roles in some school.
func (p *Person) Is(roles ...Role) bool {
	return slices.ContainsFunc(p.Ties, func(t Tie) bool { return slices.Contains(roles, t.Role) })
}

// In reports whether the person has one of the roles, or any when none is
// given, in school.
func (p *Person) In(school ID, roles ...Role) bool {
	return slices.ContainsFunc(p.Ties, func(t Tie) bool {
		return t.School == school && (len(roles) == 0 || slices.Contains(roles, t.Role))
	})
}

// Hat is the tie with the given school and role, or the person's first one.
func (p *Person) Hat(school ID, role Role) Tie {
	for _, t := range p.Ties {
		if t.School == school && t.Role == role {
			return t
		}
	}
	if len(p.Ties) == 0 {
		return Tie{}
	}
	return p.Ties[0]
}

// GroupIDs are the groups in which the person takes one of parts, or any part
// when none is given.
func (p *Person) GroupIDs(parts ...string) []ID {
	var ids []ID
	for _, m := range p.Groups {
		if (len(parts) == 0 || slices.Contains(parts, m.Part)) && !slices.Contains(ids, m.Group) {
			ids = append(ids, m.Group)
		}
	}
	return ids
}
