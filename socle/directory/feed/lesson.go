package feed

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Room is a salle: Salles/Salle of EDT, salle of UnDeuxTemps.
type Room struct {
	Place
	School    string
	Key, Name string
}

// Lesson is a séance of the week: Cours/Cours of EDT, a line of UnDeuxTemps'
// timetable (ligfiche). Its day counts from 1, Monday; it begins and ends at so
// many minutes after midnight. Its key is the same in the next file, as long as
// the same subject is taught to the same groups at the same time.
type Lesson struct {
	Place
	School     string
	Key        string
	Day        int
	Start, End int
	Weeks      Weeks
	Subject    string     // its code; may be empty
	Staff      []Present  `json:",omitempty"` // Professeur, Personnel; prof
	Rooms      []Present  `json:",omitempty"` // Salle; salle
	Groups     []Audience `json:",omitempty"` // Classe, PartieDeClasse, Groupe; div, gpe
}

// Present is somebody, or a room, in a lesson: all its weeks where Weeks is empty.
type Present struct {
	Key   string
	Weeks Weeks `json:",omitempty"`
}

// Audience is a group in a lesson: all its weeks where Weeks is empty.
type Audience struct {
	Ref
	Weeks Weeks `json:",omitempty"`
}

// Weeks are the weeks of a school year in which something is: every one when it
// is empty, those of an alternation ("A", "B"), or ISO weeks in the order of the
// year, "36-42,45-51,1-6".
type Weeks string

// turn is the ISO week from which a school year counts.
const turn = 31

// WeeksOf are the weeks of a list of ISO weeks. An empty list is no week at all,
// which no Weeks is: do not ask.
func WeeksOf(list []int) Weeks {
	all := slices.Clone(list)
	slices.SortFunc(all, func(a, b int) int { return place(a) - place(b) })
	all = slices.Compact(all)
	var said []string
	for i := 0; i < len(all); {
		j := i
		for j+1 < len(all) && all[j+1] == all[j]+1 {
			j++
		}
		if said = append(said, strconv.Itoa(all[i])); j > i {
			said[len(said)-1] = fmt.Sprintf("%d-%d", all[i], all[j])
		}
		i = j + 1
	}
	return Weeks(strings.Join(said, ","))
}

// place is where an ISO week comes in a school year.
func place(week int) int { return (week - turn + 53) % 53 }

// List is WeeksOf's list; nil for every week and for an alternation.
func (w Weeks) List() (all []int) {
	for part := range strings.SplitSeq(string(w), ",") {
		from, to, several := strings.Cut(part, "-")
		a, err := strconv.Atoi(from)
		b := a
		if several && err == nil {
			b, err = strconv.Atoi(to)
		}
		if err != nil || a < 1 || b > 53 {
			return nil
		}
		for ; a <= b; a++ {
			all = append(all, a)
		}
	}
	return all
}

// ISOWeek is the ISO week of a day and of those n weeks after.
func ISOWeek(day time.Time, n int) int {
	_, week := day.AddDate(0, 0, 7*n).ISOWeek()
	return week
}

// KeyLessons gives lessons their keys: the day, the hour, the subject and the
// groups; where several are alike, their order by what else they are.
func KeyLessons(all []*Lesson) {
	alike := map[string][]*Lesson{}
	for _, l := range all {
		var groups []string
		for _, g := range l.Groups {
			groups = append(groups, g.Kind+"."+g.Code)
		}
		slices.Sort(groups)
		l.Key = fmt.Sprintf("%d %02d:%02d %s %s", l.Day, l.Start/60, l.Start%60, l.Subject, strings.Join(groups, "+"))
		alike[l.Key] = append(alike[l.Key], l)
	}
	for _, same := range alike {
		slices.SortStableFunc(same, func(a, b *Lesson) int { return strings.Compare(a.rest(), b.rest()) })
		for i, l := range same[1:] {
			l.Key = fmt.Sprintf("%s #%d", l.Key, i+2)
		}
	}
}

// rest is what tells a lesson from another of the same hour, subject and groups.
func (l *Lesson) rest() string { return fmt.Sprint(l.Staff, l.Weeks, l.Rooms, l.End) }

func (*Room) record()   {}
func (*Lesson) record() {}
