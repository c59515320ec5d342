package imports

import (
	"preau/base/db"
	"preau/socle/directory/imports/undo"
)

// touched are the rows that the plan writes, those of new people aside: undoing
// an import goes by them.
func (p *plan) touched(t *db.Tx) (undo.Rows, error) {
	rows := undo.Rows{}
	school := p.unit.school
	rows.Add(undo.Schools, school)
	if p.running != p.run.Year {
		rows.Add(undo.Years, school, p.run.Year)
		if p.running != "" {
			rows.Add(undo.Years, school, p.running)
		}
	}
	for _, r := range p.updates {
		rows.Add(undo.People, r[len(r)-1].(string))
	}
	p.touchedFields(rows)
	for _, k := range p.back {
		rows.Add(undo.People, k.person)
	}
	for _, r := range p.keyRows {
		p.touch(rows, undo.Keys, r[2], r[0], r[1])
	}
	for _, r := range p.tieRows {
		p.touch(rows, undo.People, r[0], r[0])
		p.touch(rows, undo.Ties, r[0], r[0], school, r[2])
	}
	for _, r := range p.retied {
		rows.Add(undo.Ties, r[2].(string), school, r[4].(string))
	}
	for _, all := range [][]tieKey{p.leaving, p.back} {
		for _, k := range all {
			rows.Add(undo.Ties, k.person, school, k.role)
		}
	}
	for _, r := range p.pupilRows {
		p.touch(rows, undo.Pupils, r[0], r[0], school)
	}
	for _, r := range p.linkRows {
		if !p.isNew[r[1].(string)] {
			p.touch(rows, undo.Links, r[0], r[0], r[1])
		}
	}
	for _, k := range p.unlinked {
		rows.Add(undo.Links, k[0], k[1])
	}
	for _, r := range p.workRows {
		p.touch(rows, undo.Work, r[0], r[0], school, r[2], r[4])
	}
	for _, k := range p.unwork {
		rows.Add(undo.Work, k.person, school, k.code, k.discipline)
	}
	p.touchedGroups(rows)
	p.timetable.Touched(func(table string, key ...string) {
		if table != undo.Teachings || !p.isNew[key[1]] {
			rows.Add(table, key...)
		}
	})
	return rows, p.touchedNames(t, rows)
}

// touchedFields adds the rows that say whose values are.
func (p *plan) touchedFields(rows undo.Rows) {
	for _, r := range p.fieldRows {
		p.touch(rows, undo.Fields, r[0], r[0], r[1])
	}
	for _, k := range p.unowned {
		rows.Add(undo.Fields, k[0], k[1])
	}
}

// touch adds a row, unless it is of somebody new.
func (p *plan) touch(rows undo.Rows, table string, person any, key ...any) {
	if p.isNew[person.(string)] {
		return
	}
	words := make([]string, len(key))
	for i, k := range key {
		words[i] = k.(string)
	}
	rows.Add(table, words...)
}

// touchedGroups adds the rows of groups and of what is taught.
func (p *plan) touchedGroups(rows undo.Rows) {
	for _, r := range p.groupRows {
		rows.Add(undo.Groups, r[0].(string))
	}
	for _, r := range p.groupUpdates {
		rows.Add(undo.Groups, r[4].(string))
	}
	for _, r := range p.memberRows {
		p.touch(rows, undo.Members, r[1], r[0], r[1], r[3])
	}
	for _, m := range p.unmembers {
		rows.Add(undo.Members, m.group, m.person, m.part)
	}
	for _, r := range p.courseRows {
		p.touch(rows, undo.Courses, r[5], r[0])
	}
	for _, id := range p.uncourses {
		rows.Add(undo.Courses, id)
	}
}

// touchedNames adds the rows that sort by the name of somebody renamed, in all
// schools.
func (p *plan) touchedNames(t *db.Tx, rows undo.Rows) error {
	for _, q := range []struct{ table, query string }{
		{undo.Ties, `SELECT person, school, role FROM directory_tie WHERE person IN `},
		{undo.Members, `SELECT group_id, person, part FROM directory_member WHERE person IN `},
	} {
		if err := eachOf(t, q.query, p.renamed, func(r db.Row) error {
			key := make([]string, 3)
			err := r.Scan(&key[0], &key[1], &key[2])
			rows.Add(q.table, key...)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
