// Package lessons brings the timetables of feeds into the school's nouns: its
// rooms, and the lessons of its week with who and what they hold.
//
// What a school has is compared with what its feed says, key by key. Only what
// changed is written. A lesson goes when it is missing from a complete feed of
// the source that brought it, if that feed holds a timetable at all.
package lessons

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory/feed"
)

// The kinds of staged rows.
const (
	kindRoom   = "room"
	kindLesson = "lesson"
)

// Columns are those of directory_import_lesson, in the order of a staged row.
var Columns = []string{"run", "school", "kind", "key", "seq", "payload"}

// Row is the staged row of a room or a lesson; false for any other record.
func Row(run string, seq int64, record feed.Record) (row []any, ok bool, err error) {
	var payload []byte
	switch v := record.(type) {
	case *feed.Room:
		payload, err = json.Marshal(v)
		return []any{run, v.School, kindRoom, v.Key, seq, string(payload)}, true, err
	case *feed.Lesson:
		payload, err = json.Marshal(v)
		return []any{run, v.School, kindLesson, v.Key, seq, string(payload)}, true, err
	}
	return nil, false, nil
}

// School is the school that a timetable is of, and what its people and groups are
// in the directory: empty where they are not known.
type School struct {
	Run, Source, Year string
	Key, ID           string // the feed's key of the school, and the directory's
	Complete          bool   // what the feed leaves out goes
	Person            func(key string) string
	Group             func(kind, code string) string
}

// has is a lesson as the directory has it.
type has struct {
	id                   string
	day, start, end      int
	weeks, subject       string
	people, groups, room map[string]string // id: weeks
}

// Plan is what becomes of the timetable of a school.
type Plan struct {
	School
	Count int // lessons, once it is written

	rooms   map[string]string // key: id
	lessons map[string]*has
	names   map[string]string // of rooms, by id

	roomRows, lessonRows         [][]any
	people, groups, places       [][]any
	renamed, moved               [][]any
	unpeople, ungroups, unplaces [][]any
	goneLessons                  []string
}

// Compare reads what the feed says of the timetable of a school and what the
// directory has of it.
func Compare(t *db.Tx, s School) (*Plan, error) {
	p := &Plan{School: s, rooms: map[string]string{}, lessons: map[string]*has{}, names: map[string]string{}}
	if some, err := p.count(t); err != nil || !some {
		return p, err
	}
	if err := p.load(t); err != nil {
		return nil, fmt.Errorf("load the timetable of %s: %w", s.ID, err)
	}
	said, err := p.staged(t)
	if err != nil {
		return nil, fmt.Errorf("read the timetable of %s: %w", s.ID, err)
	}
	for _, key := range slices.Sorted(maps.Keys(said)) {
		p.lesson(said[key])
	}
	if s.Complete && len(said) > 0 {
		for _, key := range slices.Sorted(maps.Keys(p.lessons)) {
			if said[key] == nil {
				p.goneLessons = append(p.goneLessons, p.lessons[key].id)
			}
		}
	}
	p.Count += len(p.lessonRows) - len(p.goneLessons)
	return p, nil
}

// staged reads what was staged, and compares the rooms.
func (p *Plan) staged(t *db.Tx) (map[string]*feed.Lesson, error) {
	said := map[string]*feed.Lesson{}
	for r, err := range t.Rows(`SELECT kind, key, payload FROM directory_import_lesson WHERE run = ? AND school = ? ORDER BY kind, key, seq`, p.Run, p.Key) {
		var kind, key, payload string
		if err == nil {
			err = r.Scan(&kind, &key, &payload)
		}
		if err != nil {
			return nil, err
		}
		if kind == kindLesson {
			v := &feed.Lesson{}
			if err := json.Unmarshal([]byte(payload), v); err != nil {
				return nil, err
			}
			said[key] = v
			continue
		}
		var v feed.Room
		if err := json.Unmarshal([]byte(payload), &v); err != nil {
			return nil, err
		}
		p.room(key, cmp.Or(v.Name, key))
	}
	return said, nil
}

// room compares a room, which is made when it is new. Rooms stay: what is noted
// of one may outlive its lessons.
func (p *Plan) room(key, name string) string {
	id, known := p.rooms[key]
	switch {
	case !known:
		id = db.NewID()
		p.rooms[key], p.names[id] = id, name
		p.roomRows = append(p.roomRows, []any{id, p.ID, name, text.SortKey(name), key, p.Source})
	case p.names[id] != name:
		p.names[id] = name
		p.renamed = append(p.renamed, []any{name, text.SortKey(name), id})
	}
	return id
}

// lesson compares a lesson.
func (p *Plan) lesson(v *feed.Lesson) {
	before, known := p.lessons[v.Key]
	if !known {
		before = &has{id: db.NewID()}
		p.lessonRows = append(p.lessonRows, []any{before.id, p.ID, p.Year, v.Day, v.Start, v.End, string(v.Weeks), v.Subject, v.Key, p.Source})
	} else if before.day != v.Day || before.start != v.Start || before.end != v.End || before.weeks != string(v.Weeks) || before.subject != v.Subject {
		p.moved = append(p.moved, []any{v.Day, v.Start, v.End, string(v.Weeks), v.Subject, before.id})
	}
	people, groups, rooms := map[string]string{}, map[string]string{}, map[string]string{}
	for _, w := range v.Staff {
		people[p.Person(w.Key)] = string(w.Weeks)
	}
	for _, g := range v.Groups {
		if g.School == p.Key {
			groups[p.Group(g.Kind, g.Code)] = string(g.Weeks)
		}
	}
	for _, r := range v.Rooms {
		id := p.rooms[r.Key]
		if id == "" {
			id = p.room(r.Key, r.Key)
		}
		rooms[id] = string(r.Weeks)
	}
	tie(before.id, before.people, people, &p.people, &p.unpeople, p.ID, p.Year)
	tie(before.id, before.groups, groups, &p.groups, &p.ungroups)
	tie(before.id, before.room, rooms, &p.places, &p.unplaces)
}

// tie compares who or what a lesson holds. Whose weeks change goes and comes back.
func tie(lesson string, before, now map[string]string, in, out *[][]any, more ...any) {
	delete(now, "") // not known: another feed may bring them
	for _, id := range slices.Sorted(maps.Keys(before)) {
		if weeks, stays := now[id]; !stays || weeks != before[id] {
			*out = append(*out, []any{lesson, id})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(now)) {
		if weeks, was := before[id]; !was || weeks != now[id] {
			*in = append(*in, append([]any{lesson, id, now[id]}, more...))
		}
	}
}
