package undo

import (
	"fmt"
	"strconv"
	"strings"

	"preau/base/db"
)

// column is a column of a table, and what its values are.
type column struct {
	name string
	kind kind
}

type kind byte

const (
	word kind = iota
	number
	truth
)

// table is a table that imports write. Where a person, a group or a school is
// in a row, a column of that name or kind says so: see refers.
type table struct {
	name      string
	key, rest []column
}

// named reads columns from words: "pays?" is a truth, "contact_order#" a number.
func named(words string) (all []column) {
	for w := range strings.FieldsSeq(words) {
		switch name := strings.TrimRight(w, "?#"); w[len(name):] {
		case "?":
			all = append(all, column{name, truth})
		case "#":
			all = append(all, column{name, number})
		default:
			all = append(all, column{name, word})
		}
	}
	return all
}

// The tables whose names others need.
const (
	People  = "directory_person"
	Keys    = "directory_key"
	Ties    = "directory_tie"
	Pupils  = "directory_pupil"
	Links   = "directory_guardian"
	Groups  = "directory_group"
	Members = "directory_member"
	Work    = "directory_function"
	Courses = "school_course"
	Schools = "directory_school"
	Years   = "school_year"
	Fields  = "directory_field"
	Rooms   = "school_room"
	Lessons = "school_lesson"
	// Teachings are who teaches which lesson.
	Teachings = "school_lesson_teacher"
)

// tables are the tables that imports write: those that are referred to come
// before those that refer to them. A column that is added later stands at the
// end: what was kept before it says nothing of it. The first columns are by which a row is
// known, whether the database has them as its key or not.
var tables = []table{
	{Schools, named("id"), named("name kind source_key street postal_code town phone email academy zone")},
	{Years, named("school year"), named("first_day last_day state")},
	{People, named("id"), named("civility family_name first_name birth_name other_names birth_date sort_key email phone mobile work_phone street postal_code town country sms_ok? address_ok? left_at#")},
	{Fields, named("person field"), named("source said by_id at#")},
	{Keys, named("source key"), named("person")},
	{Ties, named("person school role"), named("title sort_key from_day until_day leaving_since source kept_on")},
	{Pupils, named("person school"), named("mef board status scholarship? transport? entered left_day")},
	{Links, named("pupil guardian"), named("link level contact_order# pays? contact? may_receive? may_see? why_not source")},
	{Groups, named("id"), named("school year kind code name sort_key mef level source")},
	{Members, named("group_id person part"), named("school sort_key source")},
	{Work, named("person school code discipline"), named("label")},
	{Courses, named("id"), named("school year group_id subject teacher source")},
	{Rooms, named("id"), named("school name sort_key key source")},
	{Lessons, named("id"), named("school year day# starts# ends# weeks subject key source")},
	{Teachings, named("lesson teacher"), named("school year weeks")},
	{"school_lesson_group", named("lesson group_id"), named("weeks")},
	{"school_lesson_room", named("lesson room"), named("weeks")},
}

// of finds a table by its name.
func of(name string) (table, error) {
	for _, t := range tables {
		if t.name == name {
			return t, nil
		}
	}
	return table{}, fmt.Errorf("undo: no table %q", name)
}

// names are the names of columns, with something after each.
func names(all []column, after, between string) string {
	list := make([]string, len(all))
	for i, c := range all {
		list[i] = c.name + after
	}
	return strings.Join(list, between)
}

// chunk is how many rows one statement reads.
const chunk = 50

// read gives the rows of keys, what is beside the key, by the key's words
// joined; a row that is not there is not in the answer.
func (x table) read(t db.Queryer, keys [][]string) (map[string][]string, error) {
	found := map[string][]string{}
	for len(keys) > 0 {
		n := min(chunk, len(keys))
		args := make([]any, 0, chunk*len(x.key))
		for i := range chunk {
			for _, v := range keys[min(i, n-1)] { // one text for every length
				args = append(args, v)
			}
		}
		keys = keys[n:]
		for r, err := range t.Rows(x.query(), args...) {
			if err == nil {
				err = x.scan(r, found)
			}
			if err != nil {
				return nil, fmt.Errorf("read rows of %s: %w", x.name, err)
			}
		}
	}
	return found, nil
}

// query reads chunk rows by their keys.
func (x table) query() string {
	text := "SELECT " + names(x.key, "", ", ") + ", " + names(x.rest, "", ", ") + " FROM " + x.name + " WHERE "
	if len(x.key) == 1 {
		return text + x.key[0].name + " IN (?" + strings.Repeat(", ?", chunk-1) + ")"
	}
	one := "(?" + strings.Repeat(", ?", len(x.key)-1) + ")"
	return text + "(" + names(x.key, "", ", ") + ") IN (VALUES " + one + strings.Repeat(", "+one, chunk-1) + ")"
}

// scan reads a row into found.
func (x table) scan(r db.Row, found map[string][]string) error {
	key := make([]string, len(x.key))
	var dest []any
	for i := range key {
		dest = append(dest, &key[i])
	}
	words, numbers, truths := make([]string, len(x.rest)), make([]int64, len(x.rest)), make([]bool, len(x.rest))
	for i, c := range x.rest {
		switch c.kind {
		case number:
			dest = append(dest, &numbers[i])
		case truth:
			dest = append(dest, &truths[i])
		default:
			dest = append(dest, &words[i])
		}
	}
	if err := r.Scan(dest...); err != nil {
		return err
	}
	for i, c := range x.rest {
		if c.kind == number {
			words[i] = strconv.FormatInt(numbers[i], 10)
		} else if c.kind == truth {
			words[i] = strconv.FormatBool(truths[i])
		}
	}
	found[joined(key)] = words
	return nil
}

// joined is a key as one word.
func joined(key []string) string { return strings.Join(key, "\x00") }

// value is a column's word as SQL takes it.
func (c column) value(w string) any {
	switch c.kind {
	case number:
		n, err := strconv.ParseInt(w, 10, 64)
		if err != nil {
			return int64(0)
		}
		return n
	case truth:
		return w == "true"
	}
	return w
}
