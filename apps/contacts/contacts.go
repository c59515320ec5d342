package contacts

import (
	"slices"

	"preau/base/day"
	"preau/base/text"
	"preau/socle/directory"
)

// perPage is how many people a page of the list holds.
const perPage = 30

// Kind is a part of the list: the word of its address.
type Kind string

// The parts of the list.
const (
	Pupils     Kind = "eleves"
	Team       Kind = "equipe"
	Guardians  Kind = "responsables"
	Favourites Kind = "favoris"
)

// roles are those that a part of the list shows.
func (k Kind) roles() []directory.Role {
	switch k {
	case Pupils:
		return []directory.Role{directory.Pupil}
	case Guardians:
		return []directory.Role{directory.Guardian}
	}
	return directory.Staff
}

// Line is somebody in a list, under one hat.
type Line struct {
	Person   directory.ID   `json:"person"`
	First    string         `json:"first"`
	Family   string         `json:"family"`
	Role     directory.Role `json:"role"`
	Title    string         `json:"title"`
	Division string         `json:"division"` // of a pupil
	Wards    []string       `json:"wards"`    // of a guardian: the names of the pupils
	Picture  bool           `json:"picture"`
	Team     bool           `json:"team"` // the page that tells more is the one of those who work here
}

// Name is the name as it is read: "Inès Moreau".
func (l Line) Name() string { return text.FullName(l.First, l.Family) }

// Path is the address of the person's page.
func (l Line) Path() string {
	if l.Team {
		return "/annuaire/equipe/" + string(l.Person)
	}
	return personPath(l.Person)
}

func personPath(id directory.ID) string { return "/annuaire/personne/" + string(id) }

// Hat is what a person is in a school.
type Hat struct {
	School string         `json:"school"` // its name
	Role   directory.Role `json:"role"`
	Title  string         `json:"title"`
	Until  day.Day        `json:"until"`
}

// Group is a division or a group.
type Group struct {
	ID   directory.ID `json:"id"`
	Kind string       `json:"kind"`
	Name string       `json:"name"`
	Part string       `json:"part"` // of the person in it
}

// Tie is a guardian's tie with a pupil, from the pupil's side or the guardian's.
type Tie struct {
	Person directory.ID `json:"person"`
	First  string       `json:"first"`
	Family string       `json:"family"`
	Link   string       `json:"link"`  // mother, father…
	Level  string       `json:"level"` // legal, in_charge, contact
	Order  int          `json:"order"` // in which to call, from 1; 0: not said
	// Receives tells whether the school writes to them about the pupil.
	Receives bool `json:"receives"`
	// Visible tells whether the reader may open the person's page.
	Visible bool `json:"visible"`
}

// Name is the name as it is read.
func (t Tie) Name() string { return text.FullName(t.First, t.Family) }

// majority is the age at which somebody answers alone for their picture and
// their certificates (code civil, art. 414).
const majority = 18

// adult reports whether somebody born on birth is of age today. Nobody is whose
// birth date the file does not hold.
func adult(birth string, today day.Day) bool {
	born, err := day.Parse(birth)
	if err != nil {
		return false
	}
	y, m, d := born.Date()
	return day.New(y+majority, m, d) <= today
}

// isStaff reports whether a role is one of those who work in a school.
func isStaff(r directory.Role) bool { return slices.Contains(directory.Staff, r) }
