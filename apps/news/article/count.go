package article

import (
	"strings"

	"preau/base/day"
	"preau/base/db"
	"preau/socle/directory"
)

// Count counts the people of the audience in school, today, in one query.
func (a Audience) Count(q db.Queryer, school directory.ID, today day.Day) (n Counted, err error) {
	query, args := `
		SELECT t.role, count(*) FROM directory_tie t
		WHERE t.school = ? AND (t.from_day = '' OR t.from_day <= ?) AND (t.until_day = '' OR t.until_day >= ?) GROUP BY t.role`,
		[]any{school, today, today}
	if len(a.Groups) > 0 {
		query, args = a.groupCounts()
	}
	for row, err := range q.Rows(query, args...) {
		var role directory.Role
		var people int
		if err == nil {
			err = row.Scan(&role, &people)
		}
		if err != nil {
			return n, err
		}
		switch k := KindOf(role).And(a.Kinds); {
		case k.Pupils:
			n.Pupils += people
		case k.Guardians:
			n.Guardians += people
		case k.Staff:
			n.Staff += people
		}
	}
	return n, nil
}

// groupCounts counts the pupils, the guardians who may see them, and the
// teachers and others of some groups.
func (a Audience) groupCounts() (query string, args []any) {
	in := `m.group_id IN (?` + strings.Repeat(`, ?`, len(a.Groups)-1) + `)`
	for range 3 {
		for _, g := range a.Groups {
			args = append(args, g.ID)
		}
	}
	return `
		SELECT 'pupil', count(DISTINCT m.person) FROM directory_member m WHERE m.part = 'pupil' AND ` + in + `
		UNION ALL
		SELECT 'guardian', count(DISTINCT w.guardian) FROM directory_member m
		JOIN directory_guardian w ON w.pupil = m.person AND w.may_see
		JOIN directory_person p ON p.id = m.person AND NOT p.alone WHERE m.part = 'pupil' AND ` + in + `
		UNION ALL
		SELECT 'teacher', count(DISTINCT m.person) FROM directory_member m WHERE m.part <> 'pupil' AND ` + in, args
}
