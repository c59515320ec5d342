package edt

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"time"

	"preau/socle/directory/feed"
)

// year are the school weeks that are read of a mask, 1 to 53: no year has more.
const year = uint64(1)<<54 - 2

// addPlace reads a Place of the day: when it begins and when it ends.
func (s *shape) addPlace(e element) {
	if e.name != "Place" {
		return
	}
	begins, known := minutes(e.attr("LibelleHeureDebut"))
	ends, also := minutes(e.attr("LibelleHeureFin"))
	if !known || !also || ends <= begins {
		s.warn(e.line, fmt.Sprintf("la place %.20s de la grille horaire n’a pas d’heures (hh:mm:ss) : elle est laissée de côté", e.attr("Numero")))
		return
	}
	s.places[e.attr("Numero")] = [2]int{begins, ends}
}

// minutes is a time of the day, hh:mm:ss, in minutes.
func minutes(v string) (int, bool) {
	t, err := time.Parse(time.TimeOnly, v)
	return t.Hour()*60 + t.Minute(), err == nil
}

// addRoom reads a Salle. Its name is its key: idents change at each export.
func (s *shape) addRoom(e element) {
	name := e.attr("Nom")
	if name == "" || e.ident() == "" {
		s.warn(e.line, "une salle sans nom est laissée de côté")
		return
	}
	s.room[e.ident()] = name
	if !slices.ContainsFunc(s.rooms, func(r *feed.Room) bool { return r.Key == name }) {
		s.rooms = append(s.rooms, &feed.Room{Place: s.place(e.line), School: s.uai, Key: name, Name: name})
	}
}

// openLesson begins a Cours: its day, its hours, the weeks without it.
func (s *shape) openLesson(e element) {
	s.lesson = lesson{line: e.line}
	first, err := strconv.Atoi(e.attr("NumeroPlaceDebut"))
	count, also := strconv.Atoi(e.attr("NombrePlaces"))
	s.lesson.day, _ = strconv.Atoi(e.attr("Jour"))
	if err == nil && also == nil && count > 0 {
		s.lesson.start = s.places[strconv.Itoa(first)][0]
		s.lesson.end = s.places[strconv.Itoa(first+count-1)][1]
	}
	s.lesson.off, _ = strconv.ParseUint(e.attr("SemainesAnnulation"), 10, 64)
}

// arrange makes the timetable of the lessons whose day and hours are known.
func (s *shape) arrange() {
	vague, line := 0, 0
	for i := range s.lessons {
		l := &s.lessons[i]
		if l.day < 1 || l.day > 7 || l.end <= l.start {
			if vague++; line == 0 {
				line = l.line
			}
			continue
		}
		if v := s.timed(l); v != nil {
			s.timetable = append(s.timetable, v)
		}
	}
	if vague > 0 {
		s.warn(line, fmt.Sprintf("cours dont le jour ou l’heure n’est pas dans la grille horaire du fichier : %d, qui ne sont pas mis à l’emploi du temps", vague))
	}
	feed.KeyLessons(s.timetable)
}

// timed is a lesson as the feed has it; nil when it never is.
func (s *shape) timed(l *lesson) *feed.Lesson {
	all := uint64(0)
	for _, p := range slices.Concat(l.teachers, l.audience, l.rooms) {
		if p.weeks != math.MaxUint64 {
			all |= p.weeks
		}
	}
	if all == 0 {
		all = year
	}
	if all &= year &^ l.off; all == 0 {
		s.warn(l.line, "un cours n’a lieu en aucune semaine : il est laissé de côté")
		return nil
	}
	v := &feed.Lesson{
		Place: s.place(l.line), School: s.uai, Day: l.day, Start: l.start, End: l.end, Weeks: s.weeks(all), Subject: s.subject[l.subject],
	}
	staff, weeks := merged(l.teachers, func(p present) (string, bool) {
		who := s.teacher[p.ident]
		if who == nil {
			return "", false
		}
		return who.Key, true
	})
	for i, key := range staff {
		v.Staff = append(v.Staff, feed.Present{Key: key, Weeks: s.some(weeks[i], all)})
	}
	rooms, weeks := merged(l.rooms, func(p present) (string, bool) {
		name, known := s.room[p.ident]
		if !known {
			s.lost(l.line, "un cours a pour salle", p.ident)
		}
		return name, known
	})
	for i, key := range rooms {
		v.Rooms = append(v.Rooms, feed.Present{Key: key, Weeks: s.some(weeks[i], all)})
	}
	groups, weeks := merged(l.audience, func(p present) (feed.Ref, bool) { return s.ref(p.kind, p.ident) })
	for i, ref := range groups {
		v.Groups = append(v.Groups, feed.Audience{Ref: ref, Weeks: s.some(weeks[i], all)})
	}
	return v
}

// merged are those of a list who are known, each once, and their weeks.
func merged[K comparable](list []present, of func(present) (K, bool)) (keys []K, weeks []uint64) {
	for _, p := range list {
		k, known := of(p)
		if !known || p.weeks == 0 {
			continue
		}
		if i := slices.Index(keys, k); i >= 0 {
			weeks[i] |= p.weeks
			continue
		}
		keys, weeks = append(keys, k), append(weeks, p.weeks)
	}
	return keys, weeks
}

// some are the weeks of one who is not there in all those of the lesson.
func (s *shape) some(weeks, all uint64) feed.Weeks {
	if weeks&all == all || weeks&all == 0 {
		return ""
	}
	return s.weeks(weeks & all)
}

// weeks are the ISO weeks of a mask: bit i is the school week i, the first of
// which begins on DatePremierJourSemaine1.
func (s *shape) weeks(mask uint64) feed.Weeks {
	first, err := time.Parse(time.DateOnly, s.week)
	if err != nil || mask == year {
		return ""
	}
	var list []int
	for m := mask; m != 0; m &= m - 1 {
		list = append(list, feed.ISOWeek(first, bits.TrailingZeros64(m)-1))
	}
	return feed.WeeksOf(list)
}
