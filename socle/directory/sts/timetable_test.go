package sts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
)

func lessons(w *feedtest.Whole) (all []string) {
	for _, l := range feedtest.Of[*feed.Lesson](w) {
		line := fmt.Sprintf("%d %d-%d [%s] %s", l.Day, l.Start, l.End, l.Weeks, l.Subject)
		for _, p := range slices.Concat(l.Staff, l.Rooms) {
			line += " " + p.Key
		}
		all = append(all, line+" "+l.Groups[0].Code)
	}
	return all
}

func TestTimetable(t *testing.T) {
	w, err := read(set)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 485-540 [] 061300 epp:500 B12 4 B", "2 842-932 [37] 061300 epp:500 GYM 4 B", "5 540-600 [B] 061300 epp:500 4 B"}
	if got := lessons(w); !slices.Equal(got, want) {
		t.Errorf("lessons\n%s", strings.Join(got, "\n"))
	}
	if rooms := feedtest.Of[*feed.Room](w); len(rooms) != 1 || !strings.Contains(strings.Join(w.Warnings, "\n"), "cours sans jour, heure ou durée : 2") {
		t.Errorf("rooms %v, warnings %q", rooms, w.Warnings)
	}
}

func TestTimetableOfSharedSample(t *testing.T) {
	w, err := read(feedtest.Shared(t, "sts/case4"))
	if err != nil {
		t.Fatal(err)
	}
	if got := lessons(w); !slices.Equal(got, []string{"4 913-973 [] 020700 epp:69881 23 3B_G2"}) {
		t.Errorf("lessons %q", got)
	}
}
