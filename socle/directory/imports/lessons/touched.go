package lessons

import "maps"

// Touched gives every row that Write would make, change or take away: its table
// and its key. Tables that are referred to come before those that refer to them.
func (p *Plan) Touched(row func(table string, key ...string)) {
	first := func(table string, at int, lists ...[][]any) {
		for _, list := range lists {
			for _, r := range list {
				row(table, r[at].(string))
			}
		}
	}
	first("school_room", 0, p.roomRows)
	first("school_room", 2, p.renamed)
	first("school_lesson", 0, p.lessonRows)
	first("school_lesson", 5, p.moved)
	gone := map[string]bool{}
	for _, id := range p.goneLessons {
		gone[id] = true
		row("school_lesson", id)
	}
	for _, of := range []struct {
		table string
		in    func(*has) map[string]string
		lists [][][]any
	}{
		{"school_lesson_teacher", func(v *has) map[string]string { return v.people }, [][][]any{p.people, p.unpeople}},
		{"school_lesson_group", func(v *has) map[string]string { return v.groups }, [][][]any{p.groups, p.ungroups}},
		{"school_lesson_room", func(v *has) map[string]string { return v.room }, [][][]any{p.places, p.unplaces}},
	} {
		for _, list := range of.lists {
			for _, r := range list {
				row(of.table, r[0].(string), r[1].(string))
			}
		}
		for v := range maps.Values(p.lessons) {
			for id := range of.in(v) {
				if gone[v.id] {
					row(of.table, v.id, id)
				}
			}
		}
	}
}
