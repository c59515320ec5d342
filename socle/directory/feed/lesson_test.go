package feed

import (
	"reflect"
	"testing"
	"time"
)

func TestWeeks(t *testing.T) {
	for want, list := range map[Weeks][]int{
		"36-42,45-51,1-6": {1, 2, 3, 4, 5, 6, 36, 37, 38, 39, 40, 41, 42, 45, 46, 47, 48, 49, 50, 51, 36},
		"52,1":            {1, 52}, "53,1": {1, 53}, "27": {27}, "36,38": {38, 36}, "31,30": {30, 31},
	} {
		if got := WeeksOf(list); got != want {
			t.Errorf("WeeksOf(%v) = %s, want %s", list, got, want)
		}
		if back := WeeksOf(want.List()); back != want {
			t.Errorf("%s comes back as %s", want, back)
		}
	}
	for _, w := range []Weeks{"", "A", "0-2", "54", "1-x"} {
		if got := w.List(); got != nil {
			t.Errorf("%q has weeks %v", w, got)
		}
	}
	if got := ISOWeek(time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC), 18); got != 1 {
		t.Errorf("18 weeks after 31 August 2026 is week %d", got)
	}
}

// Two lessons that are alike have their keys whatever their order in the file.
func TestKeyLessons(t *testing.T) {
	of := func(teacher, code string) *Lesson {
		return &Lesson{Day: 1, Start: 485, End: 540, Subject: "M", Staff: []Present{{Key: teacher}}, Groups: []Audience{{Ref: Ref{Kind: Division, Code: code}}}}
	}
	keys := func(all ...*Lesson) (keys []string) {
		KeyLessons(all)
		for _, l := range all {
			keys = append(keys, l.Staff[0].Key+" "+l.Key)
		}
		return keys
	}
	want := []string{"b 1 08:05 M division.4B #2", "a 1 08:05 M division.4B", "c 1 08:05 M division.4C"}
	if got := keys(of("b", "4B"), of("a", "4B"), of("c", "4C")); !reflect.DeepEqual(got, want) {
		t.Errorf("keys %q", got)
	}
	if got := keys(of("a", "4B"), of("b", "4B")); !reflect.DeepEqual(got, []string{want[1], want[0]}) {
		t.Errorf("keys %q", got)
	}
}
