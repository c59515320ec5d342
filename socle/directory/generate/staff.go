package generate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// overtime is how many minutes a week a teacher may have beyond what is due: two hours that cannot be refused.
const overtime = 120

// bundle is what one teacher takes as a whole: all that a division, its halves included, or a group has in one
// discipline.
type bundle struct {
	discipline string
	division   string // code, empty for groups across divisions
	courses    []*Course
	minutes    int
}

// staff invents everybody who works in the school.
func (b *builder) staff(c *carry) {
	byDiscipline := b.bundles()
	waiting := c.teachers
	c.teachers = nil
	for _, discipline := range slices.Sorted(maps.Keys(byDiscipline)) {
		list := byDiscipline[discipline]
		slices.SortStableFunc(list, func(x, y *bundle) int { return cmp.Compare(y.minutes, x.minutes) })
		list = b.complete(waiting, discipline, list)
		var short []*Staff
		if n := b.plan.Teachers[discipline]; n > 0 {
			short = b.share(discipline, list, n)
		} else {
			short = b.fill(discipline, list)
		}
		b.partTime(c, short)
	}
	for _, t := range waiting {
		t.Service = min(t.Service, t.Minutes())
	}
	b.others()
}

// bundles are the courses by discipline, tied together as one teacher takes them.
func (b *builder) bundles() map[string][]*bundle {
	found := map[string]*bundle{}
	all := map[string][]*bundle{}
	for _, c := range b.school.Courses {
		division, key := "", ""
		switch {
		case c.Division != nil:
			division = c.Division.Code
			key = division
		case len(c.Group.Divisions) == 1 && len(c.Group.Subjects) > 1:
			division = c.Group.Divisions[0].Code
			key = division
		default:
			key = "group " + c.Group.Code
		}
		key = c.Subject.Discipline + " " + key
		one := found[key]
		if one == nil {
			one = &bundle{discipline: c.Subject.Discipline, division: division}
			found[key] = one
			all[one.discipline] = append(all[one.discipline], one)
		}
		one.courses = append(one.courses, c)
		one.minutes += c.Minutes
	}
	return all
}

// complete gives bundles to teachers who lack hours in the school before, and gives what is left.
func (b *builder) complete(waiting []*Staff, discipline string, list []*bundle) []*bundle {
	for _, t := range waiting {
		if t.Posts[0].Code != discipline {
			continue
		}
		list = b.take(t, list)
		if len(t.Taught) > 0 && t.Taught[len(t.Taught)-1].School == b.school.Key {
			t.Posts = append(t.Posts, b.post(Teaching, t.Posts[0].Code, t.Posts[0].Label))
		}
	}
	return list
}

// take gives a teacher bundles, the longest that fit first, until the service is done.
func (b *builder) take(t *Staff, list []*bundle) []*bundle {
	return slices.DeleteFunc(list, func(one *bundle) bool {
		now := t.Minutes()
		if now >= t.Service || now+one.minutes > t.Service+overtime {
			return false
		}
		b.assign(t, one)
		return true
	})
}

// assign gives the bundle to the teacher.
func (b *builder) assign(t *Staff, one *bundle) {
	for _, c := range one.courses {
		c.Teacher = t
		s := Service{School: b.school.Key, Subject: c.Subject, Minutes: c.Minutes}
		if c.Group != nil {
			s.Code, s.Group, s.MEF = c.Group.Code, true, c.Group.Divisions[0].MEF.Code
		} else {
			s.Code, s.MEF = c.Division.Code, c.Division.MEF.Code
		}
		t.Taught = append(t.Taught, s)
	}
}

// fill engages teachers one after the other until all is taught; it gives those who lack hours.
func (b *builder) fill(discipline string, list []*bundle) (short []*Staff) {
	for len(list) > 0 {
		t := b.teacher(discipline, list[0])
		before := len(list)
		list = b.take(t, list)
		if len(list) == before { // a bundle longer than a service
			b.assign(t, list[0])
			list = list[1:]
		}
		if t.Minutes() < t.Service {
			short = append(short, t)
		}
	}
	return short
}

// share engages n teachers and shares all evenly, after what the plan asks; it gives those who lack hours.
func (b *builder) share(discipline string, list []*bundle, n int) (short []*Staff) {
	if len(list) == 0 {
		return nil
	}
	var team []*Staff
	for range n {
		team = append(team, b.teacher(discipline, list[0]))
	}
	for i, cast := range b.castOf(discipline) {
		list = slices.DeleteFunc(list, func(one *bundle) bool {
			if i >= len(team) || one.division == "" || !slices.Contains(cast.Takes, one.division) {
				return false
			}
			b.assign(team[i], one)
			return true
		})
	}
	free := slices.Clone(team)
	for i, cast := range b.castOf(discipline) {
		if i < len(team) && len(cast.Takes) > 0 {
			free = slices.DeleteFunc(free, func(t *Staff) bool { return t == team[i] })
		}
	}
	for _, one := range list {
		b.assign(slices.MinFunc(free, func(x, y *Staff) int { return x.Minutes() - y.Minutes() }), one)
	}
	for _, t := range team {
		if t.Minutes() < t.Service {
			short = append(short, t)
		}
	}
	return short
}

// partTime hands one teacher who lacks hours on to the next school, and makes the others part-time.
func (b *builder) partTime(c *carry, short []*Staff) {
	for i, t := range short {
		if !b.last && i == len(short)-1 && t.Minutes() > 0 && t.Minutes() <= t.Service-120 {
			c.teachers = append(c.teachers, t)
			continue
		}
		t.Service = t.Minutes()
	}
}

// castOf are the teachers of the plan in that discipline.
func (b *builder) castOf(discipline string) []CastStaff {
	return slices.DeleteFunc(slices.Clone(b.plan.Staff), func(s CastStaff) bool { return s.Discipline != discipline })
}

// teacher engages the next teacher of a discipline: first those of the plan.
func (b *builder) teacher(discipline string, like *bundle) *Staff {
	subject := like.courses[0].Subject
	t := b.worker(Teaching, discipline, subject.DisciplineTitle)
	t.Teaches, t.Service = true, subject.Due
	return t
}

// worker invents somebody with a function, or takes the next one that the plan has for it.
func (b *builder) worker(f Function, code, label string) *Staff {
	b.workers++
	key := fmt.Sprint(b.base + staffKeys + b.workers)
	kind := pick(b.dice, []string{"woman", "woman", "man"})
	origin := b.origin()
	s := &Staff{STS: strconv.FormatInt(b.base/10+b.workers, 10)}
	s.Person = Person{Human: "p" + key, Key: key, Civility: civility(kind), First: b.firstName(kind, origin), Family: b.familyName(origin)}
	s.Born = fmt.Sprintf("%d-%02d-%02d", 1962+b.IntN(38), 1+b.IntN(12), 1+b.IntN(28))
	if b.chance(3) && f == Teaching {
		b.alsoGuardian(s)
	}
	s.BirthName = s.Family
	s.Posts = []Post{b.post(f, code, label)}
	number := ".p" + strconv.FormatInt(b.base/keysPerSchool*100+b.workers, 36)
	if b.castWorker(s, f, code, label) {
		number = ""
	}
	s.Email = mail(s.First, s.Family, number)
	b.school.Staff = append(b.school.Staff, s)
	return s
}

// alsoGuardian makes the member of staff a parent of a pupil here: one person, two keys.
func (b *builder) alsoGuardian(s *Staff) {
	g := pick(b.dice, b.school.Guardians)
	taken := slices.ContainsFunc(b.school.Staff, func(o *Staff) bool { return o.Human == g.Human })
	if taken || g.Email == "" || g.Human != "p"+g.Key {
		return
	}
	s.Human, s.Civility, s.First, s.Family, s.Mobile = g.Human, g.Civility, g.First, g.Family, g.Mobile
}

// post is a post in this school.
func (b *builder) post(f Function, code, label string) Post {
	return Post{School: b.school.Key, UAI: b.school.UAI, Function: f, Code: code, Label: label}
}
