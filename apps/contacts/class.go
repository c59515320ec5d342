package contacts

import (
	"slices"

	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// Class is the page of a division or of a group.
type Class struct {
	ID           directory.ID `json:"id"`
	Name         string       `json:"name"`
	Kind         string       `json:"kind"`
	FormTeachers []Line       `json:"form_teachers"`
	Courses      []Course     `json:"courses"`
	Pupils       []Line       `json:"pupils"`     // those whom the reader finds
	Classmates   []string     `json:"classmates"` // first names, where the school lets families read them
	Team         bool         `json:"team"`       // the reader may open the teachers' pages
	Details      bool         `json:"details"`    // the reader may call the families
}

// class reads a class: seven queries, whatever the number of pupils.
func class(c *socle.Call, v *socle.View) (Class, error) {
	k, err := group(v)
	if err != nil {
		return k, err
	}
	if k.Courses, err = taught(v); err != nil {
		return k, err
	}
	people, err := under(v, findPeople)
	if err != nil || people == nil {
		return k, err
	}
	s, err := scopes(c, people)
	if err != nil {
		return k, err
	}
	s.school = v.School()
	k.Team = s.team != nil
	if k.FormTeachers, err = formTeachers(v, s.team != nil); err != nil {
		return k, err
	}
	if k.Pupils, err = pupils(v, people); err != nil {
		return k, err
	}
	if k.Classmates, err = classmates(v, k.Pupils); err != nil {
		return k, err
	}
	shown, err := s.pictured(people2ids(k.Pupils))
	for i, l := range k.Pupils {
		k.Pupils[i].Picture = shown[l.Person]
	}
	if err != nil {
		return k, err
	}
	called, err := v.Under(readDetails)
	if err == nil {
		k.Details, err = reaches(v, called)
	}
	return k, absent(err)
}

func people2ids(lines []Line) []directory.ID {
	all := make([]directory.ID, len(lines))
	for i, l := range lines {
		all[i] = l.Person
	}
	return all
}

// absent is err, but for the refusal of a right that the page can do without.
func absent(err error) error {
	if err == socle.ErrDenied {
		return nil
	}
	return err
}

// reaches tells whether another right of the reader goes as far as the group.
func reaches(v, other *socle.View) (bool, error) {
	return other.Reaches(v, rights.Groups, v.On())
}

// without takes out of names those of the lines.
func without(names []string, lines []Line) []string {
	for _, l := range lines {
		if i := slices.Index(names, l.First); i >= 0 {
			names = slices.Delete(names, i, i+1)
		}
	}
	return names
}
