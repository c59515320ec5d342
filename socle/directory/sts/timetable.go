package sts

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"preau/socle/directory/feed"
)

// maxLessons is the most lessons that are taken of one school.
const maxLessons = 50_000

// timetable is what the timetable software's file says of the week: lessons
// (COURS), each in the weeks of an ALTERNANCE, whose Mondays it lists.
type timetable struct {
	weeks   map[string][]int // by alternance
	rooms   []*feed.Room
	lessons []*feed.Lesson
	known   map[string]*feed.Lesson
	vague   int // lessons without a day or an hour
	line    int // of the first
}

// alternance reads the weeks of an ALTERNANCE.
func (t *timetable) alternance(e *element) {
	var weeks []int
	for _, d := range e.all("SEMAINES", "DATE_DEBUT_SEMAINE") {
		if day, err := time.Parse(time.DateOnly, d.value()); err == nil && len(weeks) < 60 {
			weeks = append(weeks, feed.ISOWeek(day, 0))
		}
	}
	t.weeks[e.attr("CODE")] = weeks
}

// room reads a SALLE_COURS.
func (t *timetable) room(e *element, at feed.Place, school string) {
	code := e.attr("CODE")
	if code == "" || slices.ContainsFunc(t.rooms, func(r *feed.Room) bool { return r.Key == code }) {
		return
	}
	t.rooms = append(t.rooms, &feed.Room{Place: at, School: school, Key: code, Name: code})
}

// in are the weeks of an alternance: every one where it has all that any has. One
// whose weeks are not listed is by its name, as STS-Web has them.
func (t *timetable) in(code string) feed.Weeks {
	var all []int
	for _, weeks := range t.weeks {
		all = append(all, weeks...)
	}
	if weeks := feed.WeeksOf(t.weeks[code]); weeks != feed.WeeksOf(all) && weeks != "" {
		return weeks
	}
	if len(t.weeks[code]) > 0 {
		return ""
	}
	return map[string]feed.Weeks{"SA": "A", "SB": "B"}[code]
}

// lesson reads a COURS of a teacher before a group. Those who are before it
// together teach one lesson.
func (t *timetable) lesson(e *element, at feed.Place, c feed.Course, teacher string) {
	day, err := strconv.Atoi(e.one("JOUR"))
	start, known := clock(e.one("HEURE_DEBUT"))
	length, also := clock(e.one("DUREE"))
	if err != nil || day < 1 || day > 7 || !known || !also || length == 0 || start+length > 24*60 {
		if t.vague++; t.line == 0 {
			t.line = e.line
		}
		return
	}
	weeks := t.in(e.one("CODE_ALTERNANCE"))
	key := fmt.Sprint(c, day, start, length, weeks)
	l := t.known[key]
	if l == nil {
		l = &feed.Lesson{
			Place: at, School: c.School, Day: day, Start: start, End: start + length, Weeks: weeks, Subject: c.Subject, Groups: []feed.Audience{{Ref: c.Ref}},
		}
		t.known[key] = l
		t.lessons = append(t.lessons, l)
	}
	if p := (feed.Present{Key: teacher}); !slices.Contains(l.Staff, p) {
		l.Staff = append(l.Staff, p)
	}
	if p := (feed.Present{Key: e.one("CODE_SALLE")}); p.Key != "" && !slices.Contains(l.Rooms, p) {
		l.Rooms = append(l.Rooms, p)
	}
}

// clock is HHMM, in minutes.
func clock(v string) (int, bool) {
	n, err := strconv.Atoi(v)
	return n/100*60 + n%100, err == nil && len(v) == 4 && n >= 0 && n < 2400 && n%100 < 60
}

// taught reads the lessons of a DIVISION or a GROUPE that the school's file
// knows, by those whom it knows.
func (c *content) taught(p *probe, e *element, ref feed.Ref) error {
	for _, s := range e.all("SERVICES", "SERVICE") {
		for _, who := range s.all("ENSEIGNANTS", "ENSEIGNANT") {
			teacher := c.find(who)
			if teacher == nil {
				continue
			}
			for _, l := range who.all("COURS_RATTACHES", "COURS") {
				c.week.lesson(l, feed.Place{File: p.member.Name, Line: l.line}, feed.Course{Ref: ref, Subject: s.attr("CODE_MATIERE")}, teacher.Key)
			}
		}
	}
	if len(c.week.lessons) > maxLessons {
		return feed.Refuse(p.member.Name, e.line, fmt.Sprintf("ce fichier compte plus de %d cours : il est abîmé, refaites l’export", maxLessons))
	}
	return nil
}

// timed ends the timetable.
func (c *content) timed(p *probe) {
	if c.week.vague > 0 {
		c.warnings = append(c.warnings, feed.Warning{
			Place: feed.Place{File: p.member.Name, Line: c.week.line}, Says: fmt.Sprintf("cours sans jour, heure ou durée : %d, qui ne sont pas mis à l’emploi du temps", c.week.vague),
		})
	}
	slices.SortStableFunc(c.week.lessons, func(a, b *feed.Lesson) int { return cmp.Compare(a.Line, b.Line) })
	feed.KeyLessons(c.week.lessons)
}
