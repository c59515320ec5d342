package sets

import (
	"cmp"
	"slices"
	"strconv"

	"preau/socle/directory/generate"
)

// The grid of a week: hours from eight on, Monday to Saturday.
const (
	days     = 6
	hours    = 10
	saturday = 5
)

// order is the places of a week as they are filled: people eat at noon and have
// Wednesday's afternoon and Saturday, unless nothing else is left.
var order = places()

type place struct{ day, hour int }

func places() (all []place) {
	var late []place
	for _, hour := range []int{1, 2, 3, 6, 7, 0, 5, 8, 9} {
		for day := range saturday {
			if day == 2 && hour > 4 {
				late = append(late, place{day, hour})
				continue
			}
			all = append(all, place{day, hour})
		}
	}
	for day := range saturday {
		late = append(late, place{day, 4})
	}
	for hour := range 5 {
		late = append(late, place{saturday, hour})
	}
	return append(all, late...)
}

// The weeks of a year, as masks of which bit i is week i: the first begins on
// firstMonday, the others are not holidays of the zone A.
const firstMonday = "2026-08-31"

var (
	allWeeks  = weekMask(func(int) bool { return true })
	evenWeeks = weekMask(func(w int) bool { return w%2 == 0 })
	oddWeeks  = allWeeks &^ evenWeeks
)

func weekMask(of func(int) bool) (mask uint64) {
	for w := 1; w <= 44; w++ {
		if of(w) && !slices.Contains([]int{8, 9, 17, 18, 25, 26, 33, 34}, w) {
			mask |= 1 << w
		}
	}
	return mask
}

// lesson is an hour of a course, at a place of the grid, in some weeks.
type lesson struct {
	course    *generate.Course
	room      int
	day, hour int // from 0
	weeks     uint64
}

// busy is when somebody is taken: a bit an hour of the week, in odd and in even
// weeks.
type busy [2]uint64

// free tells that an hour is not taken in the weeks that it is wanted.
func (b *busy) free(at uint, weeks [2]bool) bool {
	return !(weeks[0] && b[0]>>at&1 == 1 || weeks[1] && b[1]>>at&1 == 1)
}

func (b *busy) take(at uint, weeks [2]bool) {
	for i := range b {
		if weeks[i] {
			b[i] |= 1 << at
		}
	}
}

// timetable puts the courses of a school into a week: nobody is in two places at
// once, nor two lessons in one room. What finds no hour is left out.
func timetable(s *generate.School) (all []lesson, rooms int) {
	t := table{pupils: map[*generate.Pupil]*busy{}, teachers: map[*generate.Staff]*busy{}, rooms: make([]busy, len(s.Divisions)+len(s.Divisions)/3+3)}
	courses := slices.Clone(s.Courses)
	slices.SortStableFunc(courses, func(a, b *generate.Course) int { return cmp.Compare(spread(b), spread(a)) })
	courses = slices.DeleteFunc(courses, func(c *generate.Course) bool { return c.Teacher == nil })
	for n := range hours { // the first hour of each, then the second: all have some
		for _, c := range courses {
			switch {
			case n < c.Minutes/60:
				all = t.place(all, c, [2]bool{true, true})
			case n == c.Minutes/60 && c.Minutes%60 > 0: // half an hour a week is an hour a fortnight
				before := len(all)
				if all = t.place(all, c, [2]bool{true, false}); len(all) == before {
					all = t.place(all, c, [2]bool{false, true})
				}
			}
		}
	}
	return all, len(t.rooms)
}

// spread is from how many divisions a course has its pupils: those of many are
// the hardest to place.
func spread(c *generate.Course) int {
	if c.Group == nil {
		return 0
	}
	return len(c.Group.Divisions)
}

// table is a week that is being filled.
type table struct {
	pupils   map[*generate.Pupil]*busy
	teachers map[*generate.Staff]*busy
	rooms    []busy
}

// audience are the pupils of a course.
func audience(c *generate.Course) []*generate.Pupil {
	if c.Group != nil {
		return c.Group.Pupils
	}
	return c.Division.Pupils
}

// place puts one hour of a course where all are free.
func (t *table) place(all []lesson, c *generate.Course, weeks [2]bool) []lesson {
	for _, p := range order {
		at := uint(p.day*hours + p.hour)
		room := slices.IndexFunc(t.rooms, func(b busy) bool { return b.free(at, weeks) })
		if room < 0 || !t.free(c, at, weeks) {
			continue
		}
		t.rooms[room].take(at, weeks)
		t.teacher(c.Teacher).take(at, weeks)
		for _, x := range audience(c) {
			t.pupil(x).take(at, weeks)
		}
		l := lesson{c, room, p.day, p.hour, allWeeks}
		switch weeks {
		case [2]bool{true, false}:
			l.weeks = oddWeeks
		case [2]bool{false, true}:
			l.weeks = evenWeeks
		}
		return append(all, l)
	}
	return all
}

// free tells that the teacher and every pupil of a course are.
func (t *table) free(c *generate.Course, at uint, weeks [2]bool) bool {
	if !t.teacher(c.Teacher).free(at, weeks) {
		return false
	}
	for _, x := range audience(c) {
		if !t.pupil(x).free(at, weeks) {
			return false
		}
	}
	return true
}

func (t *table) teacher(x *generate.Staff) *busy {
	if t.teachers[x] == nil {
		t.teachers[x] = &busy{}
	}
	return t.teachers[x]
}

func (t *table) pupil(x *generate.Pupil) *busy {
	if t.pupils[x] == nil {
		t.pupils[x] = &busy{}
	}
	return t.pupils[x]
}

// clock is the beginning of an hour of the grid.
func clock(hour int) string {
	s := strconv.Itoa(8 + hour)
	if len(s) == 1 {
		s = "0" + s
	}
	return s + ":00:00"
}
