package generate

import (
	"cmp"
	"slices"
)

// job is a function that a school has one holder of for so many pupils, one at least from a size on.
type job struct {
	function Function
	code     string
	label    string
	each     int // pupils for one holder; 0: one in all
	from     int // pupils from which there is one
}

// jobs are those who do not teach. A school of 486 pupils has 2 of the direction, 2 CPE, 5 AED, 4 AESH.
var jobs = []job{
	{Direction, "D0010", "CHEF D'ETABLISSEMENT", 0, 0},
	{Direction, "D0011", "ADJOINT AU CHEF D'ETABLISSEMENT", 0, 300},
	{Education, "E0030", "CONSEILLER PRINCIPAL D'EDUCATION", 400, 0},
	{Documentation, "L0080", "DOCUMENTATION", 900, 60},
	{Assistance, "-", "ASSISTANT D'EDUCATION", 110, 0},
	{Accompaniment, "-", "ACCOMPAGNANT D'ELEVES", 120, 0},
	{Administration, "A0010", "SECRETAIRE GENERAL D'EPLE", 0, 0},
	{Administration, "A0030", "SECRETARIAT", 500, 0},
	{Health, "-", "INFIRMIER", 0, 100},
	{Orientation, "-", "PSYCHOLOGUE DE L'EDUCATION NATIONALE", 0, 200},
	{Upkeep, "-", "ENTRETIEN ET RESTAURATION", 90, 0},
}

// others engages those who do not teach.
func (b *builder) others() {
	n := len(b.school.Pupils)
	for _, j := range jobs {
		count := 1
		switch {
		case n < j.from:
			count = 0
		case j.each > 0:
			count = max(1, (n+j.each/2)/j.each)
		}
		for range max(count, b.planned(j)) {
			b.worker(j.function, j.code, j.label)
		}
	}
}

// planned is how many the plan has for the job.
func (b *builder) planned(j job) (n int) {
	for _, c := range b.plan.Staff {
		if c.holds(j.function, j.code, j.label) {
			n++
		}
	}
	return n
}

// holds tells whether the plan means that post: teachers by discipline, others by rank where it is named.
func (c CastStaff) holds(f Function, code, label string) bool {
	if c.Function != f {
		return false
	}
	if f == Teaching {
		return c.Discipline == code
	}
	return c.Label == "" || c.Label == label
}

// castWorker turns somebody just invented into the next one of the plan for that post, where one is left; it
// tells whether one was.
func (b *builder) castWorker(s *Staff, f Function, code, label string) bool {
	for _, c := range b.plan.Staff {
		if !c.holds(f, code, label) || slices.ContainsFunc(b.school.Staff, func(o *Staff) bool { return o.Human == c.ID }) {
			continue
		}
		s.Human, s.Civility, s.First, s.Family, s.BirthName, s.Born, s.Mobile = c.ID, c.Civility, c.First, c.Family, c.Family, c.Born, ""
		return true
	}
	return false
}

// formTeachers gives each division its professeur principal: of those who teach the whole of it, who has it longest
// and is not form teacher already.
func (b *builder) formTeachers() {
	for _, c := range b.plan.Staff {
		if d := b.division(c.FormTeacherOf); d != nil {
			for _, s := range b.school.Staff {
				if s.Human == c.ID {
					b.setForm(d, s)
				}
			}
		}
	}
	for _, d := range b.school.Divisions {
		if d.FormTeacher == nil {
			b.chooseForm(d)
		}
	}
}

// chooseForm chooses the form teacher of a division.
func (b *builder) chooseForm(d *Division) {
	var teams []*Course
	for _, c := range b.school.Courses {
		if c.Division == d && c.Teacher != nil {
			teams = append(teams, c)
		}
	}
	slices.SortStableFunc(teams, func(x, y *Course) int { return cmp.Compare(y.Minutes, x.Minutes) })
	for _, c := range teams {
		if !slices.ContainsFunc(b.school.Divisions, func(o *Division) bool { return o.FormTeacher == c.Teacher }) {
			b.setForm(d, c.Teacher)
			return
		}
	}
	if len(teams) > 0 {
		b.setForm(d, teams[0].Teacher)
	}
}

// setForm makes the teacher the form teacher of the division.
func (b *builder) setForm(d *Division, t *Staff) {
	d.FormTeacher = t
	for i := range t.Posts {
		if t.Posts[i].School == b.school.Key {
			t.Posts[i].FormTeacherOf = append(t.Posts[i].FormTeacherOf, d.Code)
		}
	}
}
