package undo

import "preau/base/db"

// Event is what an import did to one person.
type Event struct {
	Run, School string
	At          int64
	New         bool // it made them
	Undone      bool
	Changes     []Change
}

// maxEvents is how many imports are told of one person, the latest.
const maxEvents = 50

// Did tells what the imports of the last [Days] days did to somebody, the
// latest first.
func Did(q db.Queryer, person string) ([]Event, error) {
	var all []Event
	var rows []*image
	of := map[*image]int{}
	for r, err := range q.Rows(`SELECT u.name, u.key, u.before, u.after, u.person, u.run, u.school, u.at, r.state
		FROM directory_import_undo u JOIN directory_import r ON r.run = u.run WHERE u.person = ? ORDER BY u.at DESC, u.run, u.school, u.n`, person) {
		var e Event
		var state string
		var m *image
		if err == nil {
			m, err = read(r, &e.Run, &e.School, &e.At, &state)
		}
		if err != nil {
			return nil, err
		}
		if n := len(all); n == 0 || all[n-1].Run != e.Run || all[n-1].School != e.School {
			if n == maxEvents {
				break
			}
			e.Undone = state == Undone
			all = append(all, e)
		}
		if m.before == nil && m.after == nil {
			all[len(all)-1].New = true
			continue
		}
		m.now, of[m], rows = m.after, len(all)-1, append(rows, m)
	}
	words, err := wordsOf(q, rows)
	if err != nil {
		return nil, err
	}
	for _, m := range rows {
		e := &all[of[m]]
		for _, c := range m.says(words) {
			e.Changes = append(e.Changes, Change{c.Field, c.After, c.Before})
		}
	}
	return all, nil
}
