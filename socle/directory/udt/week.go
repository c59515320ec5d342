package udt

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/socle/directory/feed"
)

// starting reads a semaine of semaines.xml: another timetable begins.
func (s *school) starting(r row) {
	if n, err := strconv.Atoi(r.of("num")); err == nil && n >= 1 && n <= 53 {
		s.starts = append(s.starts, n)
	}
}

// closed reads a fermeture: days without school.
func (s *school) closed(r row) {
	from, until := s.day(r, "debut"), s.day(r, "fin")
	if from != "" && until >= from {
		s.holidays = append(s.holidays, [2]string{from, until})
	}
}

// year are the ISO weeks of the pupils' year that have a day of school, in
// order; none where the calendar does not tell it.
func (s *school) year() (weeks []int) {
	begins, unknown := time.Parse(time.DateOnly, s.begins)
	ends, also := time.Parse(time.DateOnly, s.ends)
	if unknown != nil || also != nil || ends.Sub(begins) > 366*24*time.Hour {
		return nil
	}
	for d := begins; !d.After(ends); d = d.AddDate(0, 0, 1) {
		day := d.Format(time.DateOnly)
		off := slices.ContainsFunc(s.holidays, func(h [2]string) bool { return h[0] <= day && day <= h[1] })
		if _, week := d.ISOWeek(); !off && d.Weekday() != time.Sunday && d.Weekday() != time.Saturday && !slices.Contains(weeks, week) {
			weeks = append(weeks, week)
		}
	}
	return weeks
}

// slot reads a demi_seq: half a sequence, when it begins and when it ends.
func (s *school) slot(r row) {
	start, known := hour(r.of("hre_deb"))
	end, also := hour(r.of("hre_fin"))
	number, bad := strconv.Atoi(r.of("code"))
	if !known || !also || end <= start || bad != nil {
		r.warn(fmt.Sprintf("la demi-séquence %.20s n’a pas d’heures (08h00) : elle est laissée de côté", r.of("code")))
		return
	}
	s.minutes[spotKey(r.of("code_site"), r.of("code_jour"), number)] = [2]int{start, end}
}

// hour is 08h00, 08:00 or 08:00:00, in minutes.
func hour(v string) (int, bool) {
	h, m, ok := strings.Cut(strings.Replace(v, "h", ":", 1), ":")
	m, _, _ = strings.Cut(m, ":")
	hours, bad := strconv.Atoi(h)
	minutes, also := strconv.Atoi(m)
	return hours*60 + minutes, ok && bad == nil && also == nil && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60
}

// spot is where a fiche stands in the week.
type spot struct {
	site, day string
	number    int
}

func spotKey(site, day string, number int) string { return fmt.Sprintf("%s %s %d", site, day, number) }

// card reads a fiche.
func (s *school) card(r row) {
	number, err := strconv.Atoi(r.of("demi_seq"))
	if err == nil && r.of("code") != "" {
		s.spots[r.of("code")] = spot{r.of("site"), r.of("jour"), number}
	}
}

// room reads a salle.
func (s *school) room(r row) {
	code := r.of("code")
	if code == "" {
		r.warn("une salle sans code est laissée de côté")
		return
	}
	if s.roomOf[code] == "" {
		s.rooms = append(s.rooms, &feed.Room{Place: r.place(), School: here, Key: code, Name: cmp.Or(r.of("nom"), code)})
	}
	s.roomOf[code] = code
}

// helper reads a coens: who else teaches a line.
func (s *school) helper(r row) {
	who := s.byEPJ[r.of("epj")]
	if who == nil || r.of("epj") == "" {
		who = s.byCode[r.of("prof")]
	}
	if line := r.of("lignefic"); who != nil && line != "" {
		s.beside[line] = append(s.beside[line], who.Key)
	}
}

// entry is a ligfiche: half a sequence of a lesson, before one audience.
type entry struct {
	line       int
	site, day  string
	number     int
	start, end int
	subject    string
	room       string
	staff      []string // keys, sorted
	audience   feed.Ref
}

// entry reads a ligfiche.
func (s *school) entry(r row) {
	at, known := s.spots[r.of("fic")]
	minutes, timed := s.minutes[spotKey(at.site, at.day, at.number)]
	day, err := strconv.Atoi(at.day)
	if !known || !timed || err != nil || day < 1 || day > 7 {
		r.warn(fmt.Sprintf("une ligne est à la fiche « %.20s », qui n’a ni jour ni heure dans le lot : laissée de côté", r.of("fic")))
		return
	}
	e := entry{line: r.line, site: at.site, day: at.day, number: at.number, start: minutes[0], end: minutes[1], room: s.roomOf[r.of("salle")]}
	if s.taught[r.of("mat")] {
		e.subject = r.of("mat")
	} else if r.of("mat") != "" {
		r.warn(fmt.Sprintf("une ligne a pour matière %.20s, qui n’est pas dans le lot : laissée de côté", r.of("mat")))
	}
	if who := s.byCode[r.of("prof")]; who != nil {
		e.staff = append(e.staff, who.Key)
	}
	for _, key := range s.beside[r.of("code")] {
		if !slices.Contains(e.staff, key) {
			e.staff = append(e.staff, key)
		}
	}
	slices.Sort(e.staff)
	div, gpe := r.of("div"), r.of("gpe")
	e.audience = feed.Ref{School: here, Kind: feed.Division, Code: s.class[div]}
	if name := s.joined[r.of("rgpmt")]; name != "" {
		e.audience = feed.Ref{School: here, Kind: feed.Teaching, Code: name}
	} else if name := s.part[div+"\n"+gpe]; gpe != "" && name != "" {
		e.audience = feed.Ref{School: here, Kind: feed.Teaching, Code: name}
	}
	s.entries = append(s.entries, e)
}

// same tells a lesson from another, but for when it is.
func (e entry) same() string {
	return strings.Join([]string{e.day, e.site, e.subject, e.room, strings.Join(e.staff, "+"), e.audience.Kind, e.audience.Code}, "\n")
}

// arrange makes lessons of the lines of a period: the halves of sequences that
// follow one another are one, and what another period had too is in its weeks.
func (s *school) arrange() {
	slices.SortStableFunc(s.entries, func(a, b entry) int { return cmp.Or(strings.Compare(a.same(), b.same()), a.number-b.number) })
	for i := 0; i < len(s.entries); {
		e, j := s.entries[i], i
		for j+1 < len(s.entries) && s.entries[j+1].same() == e.same() && s.entries[j+1].number <= s.entries[j].number+1 {
			j++
		}
		e.end, i = s.entries[j].end, j+1
		s.lesson(e)
	}
}

// lesson adds the weeks of a lesson.
func (s *school) lesson(e entry) {
	key := fmt.Sprintf("%s %d-%d", e.same(), e.start, e.end)
	l := s.known[key]
	if l == nil {
		day, _ := strconv.Atoi(e.day)
		l = &feed.Lesson{Place: feed.Place{File: s.at.File, Line: e.line}, School: here, Day: day, Start: e.start, End: e.end, Subject: e.subject}
		for _, who := range e.staff {
			l.Staff = append(l.Staff, feed.Present{Key: who})
		}
		if e.room != "" {
			l.Rooms = []feed.Present{{Key: e.room}}
		}
		if e.audience.Code != "" {
			l.Groups = []feed.Audience{{Ref: e.audience}}
		}
		s.known[key] = l
		s.lessons = append(s.lessons, l)
	}
	s.when[l] = append(s.when[l], s.weeks...)
}

// finish gives lessons their weeks and keys, and the staff their courses.
func (s *school) finish() {
	whole := feed.WeeksOf(s.year())
	by := map[string]*feed.Staff{}
	for _, v := range s.staff {
		by[v.Key] = v
	}
	for _, l := range s.lessons {
		if l.Weeks = feed.WeeksOf(s.when[l]); l.Weeks == whole {
			l.Weeks = ""
		}
		for _, p := range l.Staff {
			who := by[p.Key]
			if !who.Teacher {
				who.Teacher, who.Functions = true, append(who.Functions, teaching)
			}
			for _, g := range l.Groups {
				switch c := (feed.Course{Ref: g.Ref, Subject: l.Subject}); {
				case l.Subject != "" && !slices.Contains(who.Courses, c):
					who.Courses = append(who.Courses, c)
				case l.Subject == "" && !slices.Contains(who.Teaches, g.Ref):
					who.Teaches = append(who.Teaches, g.Ref)
				}
			}
		}
	}
	feed.KeyLessons(s.lessons)
}
