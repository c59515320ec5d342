package imports_test

import (
	"testing"

	"preau/socle/directory/edt"
	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
	"preau/socle/directory/imports"
)

// week lists the timetable of a school: day, minutes, weeks, subject, then who
// and what, each with their weeks.
func (b *bench) week() []string {
	b.Helper()
	return b.rows(`SELECT l.day || ' ' || l.starts || '-' || l.ends || ' ' || l.weeks || ' ' || l.subject
		|| coalesce((SELECT ' ' || p.first_name || ':' || h.weeks FROM school_lesson_teacher h JOIN directory_person p ON p.id = h.teacher WHERE h.lesson = l.id), '')
		|| coalesce((SELECT ' ' || g.name || ':' || h.weeks FROM school_lesson_group h JOIN directory_group g ON g.id = h.group_id WHERE h.lesson = l.id), '')
		|| coalesce((SELECT ' ' || r.name || ':' || h.weeks FROM school_lesson_room h JOIN school_room r ON r.id = h.room WHERE h.lesson = l.id), '')
		FROM school_lesson l ORDER BY 1`)
}

// everything is all that a timetable is, with its ids.
func (b *bench) everything() (all []string) {
	b.Helper()
	for _, q := range []string{
		`SELECT id || school || name || sort_key || key || source FROM school_room ORDER BY 1`,
		`SELECT id || school || year || day || starts || ends || weeks || subject || key || source FROM school_lesson ORDER BY 1`,
		`SELECT lesson || teacher || school || year || weeks FROM school_lesson_teacher ORDER BY 1`,
		`SELECT lesson || group_id || weeks FROM school_lesson_group ORDER BY 1`, `SELECT lesson || room || weeks FROM school_lesson_room ORDER BY 1`,
	} {
		all = append(all, b.rows(q)...)
	}
	return all
}

func lesson(key string, day, start int, weeks feed.Weeks) *feed.Lesson {
	return &feed.Lesson{
		School: "1", Key: key, Day: day, Start: start, End: start + 55, Weeks: weeks, Subject: "061300",
		Staff: []feed.Present{{Key: "t"}}, Rooms: []feed.Present{{Key: "B12"}},
		Groups: []feed.Audience{{Ref: feed.Ref{School: "1", Kind: feed.Division, Code: "4B"}}},
	}
}

func TestLessons(t *testing.T) {
	each(t, func(b *bench) {
		claire := &feed.Staff{Person: person("t", "Claire", "Ferrand", "1980-01-02"), School: "1", Functions: []feed.Function{{School: "1", Code: "ENS", Label: "Enseignement"}}}
		people := append(class(3), claire, &feed.Room{School: "1", Key: "B12", Name: "B 12"}, &feed.Room{School: "1", Key: "CDI", Name: "CDI"})
		first, second, third := lesson("a", 1, 480, "A"), lesson("b", 2, 540, "36-42,45-51"), lesson("c", 3, 600, "")
		second.Staff = append(second.Staff, feed.Present{Key: "nobody"})
		third.Staff, third.Groups, third.Rooms = nil, nil, []feed.Present{{Key: "Gymnase", Weeks: "36"}}
		var latest imports.Run
		tell := func(records ...feed.Record) imports.Report {
			b.feed.records = append(people[:len(people):len(people)], records...)
			latest = b.stage(imports.Options{})
			return b.apply(latest)
		}
		if r := tell(first, second, third); r.Lessons != 3 {
			b.Errorf("report %+v", r)
		}
		b.want("the week", b.week(), "1 480-535 A 061300 Claire: 4e B: B 12:", "2 540-595 36-42,45-51 061300 Claire: 4e B: B 12:", "3 600-655  061300 Gymnase:36")
		before := b.everything()
		tell(third, second, first)
		b.want("a second time", b.everything(), before...)

		moved, held := lesson("a", 1, 540, "B"), lesson("b", 2, 540, "36-42,45-51")
		moved.Rooms = []feed.Present{{Key: "CDI", Weeks: "36"}}
		held.Staff[0].Weeks = "36"
		ids := b.rows(`SELECT id FROM school_lesson WHERE key IN ('a', 'b') ORDER BY id`)
		if r := tell(moved, held); r.Lessons != 2 {
			b.Errorf("report %+v", r)
		}
		b.want("changed", b.week(), "1 540-595 B 061300 Claire: 4e B: CDI:36", "2 540-595 36-42,45-51 061300 Claire:36 4e B: B 12:")
		b.want("they are the same lessons", b.rows(`SELECT id FROM school_lesson ORDER BY id`), ids...)
		changed := b.everything()
		b.want("undoing would", b.preview(latest), "restored  lessons:2>")
		b.undone(latest)
		b.want("undone", b.everything(), before...)
		tell(moved, held)
		b.want("the lessons that stay are the same", b.rows(`SELECT id FROM school_lesson ORDER BY id`), ids...)
		if again := b.everything(); len(again) != len(changed) {
			b.Errorf("again: %q, want %q", again, changed)
		}
		b.want("rooms stay", b.rows(`SELECT name FROM school_room ORDER BY sort_key`), "B 12", "CDI", "Gymnase")

		tell()
		if all := b.week(); len(all) != 2 {
			b.Errorf("a feed without a timetable took it away: %q", all)
		}
		b.feed.header.Complete = false
		tell(moved)
		b.feed.header.Complete, b.feed.header.Source = true, "other"
		tell(lesson("a", 5, 480, ""))
		if all := b.week(); len(all) != 3 {
			b.Errorf("half a feed, or another source, took a lesson away: %q", all)
		}
	})
}

// The whole school of the field: its 704 lessons, then the same file again.
func TestLessonsOfSharedSchool(t *testing.T) {
	path := feedtest.Shared(t, "edt-index-education/Edt_To_LaclasseCom_0134567A_Enclair.xml")
	each(t, func(b *bench) {
		b.engine.Formats = append(b.engine.Formats[:1:1], imports.Format{Name: edt.Name, Rank: 1, Knows: edt.Knows, Open: edt.Open})
		run := b.stage(imports.Options{}, path)
		if r := b.apply(run); r.Lessons != 704 {
			b.Errorf("%d lessons", r.Lessons)
		}
		b.want("rows", b.rows(`SELECT CAST((SELECT count(*) FROM school_room) AS TEXT) || ' ' || (SELECT count(*) FROM school_lesson_teacher) || ' '
			|| (SELECT count(*) FROM school_lesson_group) || ' ' || (SELECT count(*) FROM school_lesson_room)`), "24 607 604 522")
		before := b.everything()
		if r := b.apply(b.stage(imports.Options{}, path)); r.Lessons != 704 || r.People.New+r.People.Changed+r.People.Leaving > 0 {
			b.Errorf("the second run: %+v", r)
		}
		b.want("a second time", b.everything(), before...)
		b.undone(run)
		b.want("after undoing it", append(b.everything(), b.rows(`SELECT id FROM directory_person`)...))
	})
}
