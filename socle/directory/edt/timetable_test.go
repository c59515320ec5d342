package edt

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
)

func TestTimetable(t *testing.T) {
	w, err := read(fixture)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range feedtest.Of[*feed.Lesson](w) {
		line := fmt.Sprintf("%s (%d-%d) %s:", l.Key, l.Start, l.End, l.Weeks)
		for _, p := range slices.Concat(l.Staff, l.Rooms) {
			line += fmt.Sprintf(" %s/%s", p.Key, p.Weeks)
		}
		for _, g := range l.Groups {
			line += fmt.Sprintf(" %s/%s", g.Code, g.Weeks)
		}
		got = append(got, line)
	}
	want := []string{
		"1 08:00 MATHS division.4 B+division.4 C (480-535) 36-38: epp:500/36-37 nom:lopez emma:/38 B 12/36-37 4 B/36-37 4 C/38",
		"2 09:00 LATIN division.4 B+group.4B GR1+group.4LAT (540-660) 36: pn:VWZCNXMPYB9T34S5/ 4LAT/ 4B GR1/ 4 B/",
		"3 08:00 MATHS  (480-535) :",
		"5 08:00 MATHS  (480-595) :",
	}
	if !slices.Equal(got, want) {
		t.Errorf("lessons\n%s", strings.Join(got, "\n"))
	}
	if rooms := feedtest.Of[*feed.Room](w); len(rooms) != 2 || rooms[1].Name != "CDI" {
		t.Errorf("rooms %+v", rooms)
	}
}

// The timetable of a whole school: each lesson is in the weeks that the comments
// of the file itself say.
func TestTimetableOfSharedSchool(t *testing.T) {
	const name = "edt-index-education/Edt_To_LaclasseCom_0134567A_Enclair.xml"
	path := feedtest.Shared(t, name)
	w, err := read(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	lessons := feedtest.Of[*feed.Lesson](w)
	first := time.Date(2013, 9, 2, 0, 0, 0, 0, time.UTC)
	said, keys := 0, map[string]bool{}
	for _, l := range lessons {
		keys[l.Key] = true
		want := map[int]bool{}
		for _, line := range lines[l.Line:] {
			if strings.Contains(line, "</Cours>") {
				break
			}
			for _, i := range domain(line) {
				want[feed.ISOWeek(first, i-1)] = true
			}
		}
		if len(want) == 0 {
			continue
		}
		said++
		got := l.Weeks.List()
		if len(got) != len(want) || slices.ContainsFunc(got, func(week int) bool { return !want[week] }) {
			t.Fatalf("line %d: weeks %s, the comment says %v", l.Line, l.Weeks, want)
		}
	}
	if len(lessons) != 704 || len(keys) != 704 || said < 600 || len(feedtest.Of[*feed.Room](w)) != 24 {
		t.Errorf("%d lessons, %d keys, %d with comments, %d rooms", len(lessons), len(keys), said, len(feedtest.Of[*feed.Room](w)))
	}
	t.Logf("%d lessons, %d of them held to their comments", len(lessons), said)
}

var domains = regexp.MustCompile(`Domaine : \[([^\]]*)\]`)

// domain are the school weeks of a comment: [1..7,10..16].
func domain(line string) (all []int) {
	m := domains.FindStringSubmatch(line)
	if m == nil {
		return nil
	}
	for part := range strings.SplitSeq(m[1], ",") {
		from, to, several := strings.Cut(part, "..")
		a, _ := strconv.Atoi(from)
		b := a
		if several {
			b, _ = strconv.Atoi(to)
		}
		for ; a <= b; a++ {
			all = append(all, a)
		}
	}
	return all
}
