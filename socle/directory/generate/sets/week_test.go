package sets

import (
	"testing"

	"preau/socle/directory/generate"
)

// TestTimetable proves that every course finds its places, and that nobody and no room is taken twice.
func TestTimetable(t *testing.T) {
	for s := range generate.Schools(generate.Options{Schools: 5, Pupils: 500, Seed: 2}) {
		lessons, _ := timetable(s)
		want := 0
		for _, c := range s.Courses {
			if c.Teacher != nil {
				want += (c.Minutes + 59) / 60
			}
		}
		// In a lycée pupils choose their specialities freely: no week has room for all of them.
		if s.Kind == generate.College && len(lessons) < want || len(lessons)*100 < 90*want {
			t.Errorf("%s: %d hours of %d are placed", s.UAI, len(lessons), want)
		}
		courses := map[*generate.Course]bool{}
		for _, l := range lessons {
			courses[l.course] = true
		}
		for _, c := range s.Courses {
			if c.Teacher != nil && !courses[c] {
				t.Errorf("%s: a course of %s has no lesson", s.UAI, c.Subject.Name)
			}
		}
		type taken struct {
			who       any
			day, hour int
		}
		when := map[taken]uint64{}
		for _, l := range lessons {
			all := []any{l.course.Teacher, l.room}
			for _, p := range audience(l.course) {
				all = append(all, p)
			}
			for _, who := range all {
				at := taken{who, l.day, l.hour}
				if when[at]&l.weeks != 0 {
					t.Fatalf("%s: %v is taken twice", s.UAI, at)
				}
				when[at] |= l.weeks
			}
		}
	}
}
