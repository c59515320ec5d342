package generate

import (
	"fmt"
	"strings"
)

// Plan is what is decided of a school beforehand; what is left empty is chance.
type Plan struct {
	UAI, Name, Phone, Email string
	Kind                    Kind
	Place                   Address
	Pupils                  int
	Divisions               []int          // of each level, the youngest first
	Teachers                map[string]int // by discipline ("L1300")
	Families                []CastFamily
	Staff                   []CastStaff
}

// CastFamily is a family that must be there.
type CastFamily struct {
	Children []CastPupil
	Adults   []CastAdult
}

// CastPupil is a pupil that must be there. ID becomes Person.Human.
type CastPupil struct {
	ID, First, Family, Civility, Born, Division string
	Languages                                   []string // short names of options: ESP2, ALL2, LATIN
}

// CastAdult is a guardian that must be there. Household tells those who live together.
type CastAdult struct {
	ID, First, Family, BirthName, Civility, Link string
	Level                                        Level
	Household                                    int
	Offline                                      bool // neither mail nor mobile
}

// CastStaff is somebody who must work there. Takes are the divisions that a teacher has in his own discipline.
type CastStaff struct {
	ID, First, Family, Civility, Born string
	Function                          Function
	Label                             string // rank, as in the last part of ENTPersonFonctions
	Discipline                        string
	Takes                             []string
	FormTeacherOf                     string
}

// keysPerSchool is the room that each school has for the keys of its pupils, guardians and staff.
const (
	keysPerSchool = 100_000
	adultKeys     = 20_000
	staffKeys     = 90_000
)

// UAI is the number of the invented school n, with its check letter: the number modulo 23 in an alphabet without I,
// O, Q.
func UAI(n int) string {
	number := 9990000 + n
	return fmt.Sprintf("%d%c", number, "ABCDEFGHJKLMNPRSTUVWXYZ"[number%23])
}

// planOf is the plan of school i, completed.
func planOf(o Options, i int) Plan {
	p := Plan{}
	if i < len(o.Plans) {
		p = o.Plans[i]
	}
	if p.Kind == "" {
		p.Kind = College
		if i%5 == 4 {
			p.Kind = Lycee
		}
	}
	if p.Pupils == 0 {
		p.Pupils = o.Pupils
	}
	if p.UAI == "" {
		p.UAI = UAI(10 + i)
	}
	if p.Name == "" {
		p.Name = schoolName(p.Kind, i)
	}
	if p.Place.Town == "" {
		p.Place.Town, p.Place.PostalCode = town(i)
	}
	return p
}

// schoolName is an invented name; past the list the number of the school is added.
func schoolName(kind Kind, i int) string {
	list := names["school fr"]
	name := list[i%len(list)]
	if i >= len(list) {
		name = fmt.Sprintf("%s %d", name, i/len(list)+1)
	}
	if kind == Lycee {
		return "Lycée " + name
	}
	return "Collège " + name
}

// mefs are the levels of the school.
func (p Plan) mefs() []MEF {
	if p.Kind == Lycee {
		return lyceeMEF
	}
	return collegeMEF
}

// school is the school without people.
func (p Plan) school(d dice, i int) *School {
	s := &School{UAI: p.UAI, Key: fmt.Sprint(3000 + i), Name: p.Name, Kind: p.Kind, Place: p.Place, Phone: p.Phone, Email: p.Email}
	s.SIRET = fmt.Sprintf("199%s00018", p.UAI[1:7]) + "9"
	s.SIRET = s.SIRET[:14]
	if s.Place.Street == "" {
		s.Place.Street = fmt.Sprintf("%d %s", 1+d.IntN(40), pick(d, names["street fr"]))
	}
	if s.Phone == "" {
		s.Phone = d.landline()
	}
	if s.Email == "" {
		s.Email = "ce." + strings.ToLower(p.UAI) + "@example.org"
	}
	return s
}

// pupilsPerDivision is how many pupils a division has.
const pupilsPerDivision = 27

// seats is how many pupils each level takes.
func (p Plan) seats() []int {
	mefs := p.mefs()
	seats := make([]int, len(mefs))
	left, whole := p.Pupils, 0
	for _, n := range p.Divisions {
		whole += n
	}
	for i, m := range mefs {
		seats[i] = p.Pupils * m.Part / 100
		if whole > 0 {
			seats[i] = p.Pupils * p.Divisions[i] / whole
		}
		left -= seats[i]
	}
	for i := 0; left > 0; i, left = (i+1)%len(seats), left-1 {
		seats[i]++
	}
	return seats
}

// divisions makes the divisions, still empty.
func (b *builder) divisions() {
	for i, seats := range b.plan.seats() {
		count := max(1, (seats+pupilsPerDivision/2)/pupilsPerDivision)
		if len(b.plan.Divisions) > 0 {
			count = b.plan.Divisions[i]
		}
		mef := b.plan.mefs()[i]
		for n := range count {
			letter := string(rune('A' + n%26))
			if n >= 26 {
				letter += fmt.Sprint(n / 26)
			}
			b.school.Divisions = append(b.school.Divisions, &Division{Code: mef.Letter + letter, Name: mef.Short + " " + letter, MEF: mef})
		}
	}
}

// division is the division of that code, nil where there is none.
func (b *builder) division(code string) *Division {
	for _, d := range b.school.Divisions {
		if d.Code == code {
			return d
		}
	}
	return nil
}
