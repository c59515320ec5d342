// Package handout tells who of a school has opened an account, who holds a code
// that works, who has none, and what is asked beside a code: what is needed to
// hand identifiers out.
package handout

import (
	"strings"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/signin"
)

// Kind is a kind of people, in the words of addresses.
type Kind string

// The kinds of people.
const (
	Pupils    Kind = "eleves"
	Guardians Kind = "responsables"
	Staff     Kind = "personnels"
)

// Kinds are all kinds.
var Kinds = []Kind{Pupils, Guardians, Staff}

// roles are the ties of a kind.
var roles = map[Kind]string{Pupils: "t.role = 'pupil'", Guardians: "t.role = 'guardian'", Staff: "t.role NOT IN ('pupil', 'guardian', 'partner')"}

// Scope is whom identifiers are handed to: a kind of people of a school, or of
// one of its divisions.
type Scope struct {
	School   directory.ID
	Kind     Kind
	Division directory.ID // empty: all
}

// What is asked beside a code: see socle/signin/fact.
const (
	Own   = "own"   // the own birth date
	Child = "child" // a child's birth date, and the end of the own telephone number
)

// Person is one person of a scope.
type Person struct {
	ID         directory.ID `json:"id"`
	Name       string       `json:"name"`
	Place      string       `json:"place"` // the division, or what somebody does
	Identifier string       `json:"identifier"`
	State      signin.State `json:"state"`
	Sent       int64        `json:"sent"` // when the code that works was made, 0 for none
	Asks       string       `json:"asks"` // Own or Child; empty: the code is handed over in person
	To         []string     `json:"-"`    // postal address
}

// People are those of a scope, by name. Those of the direction, and who has an
// office in another school, are not among them: whoever hands out codes would
// take over what they do not have.
func People(q db.Queryer, s Scope, today day.Day, now time.Time) ([]Person, error) {
	in, args := "", []any{now.UnixMilli(), s.School, today, today, s.School}
	switch {
	case s.Kind == Guardians && s.Division != "":
		in = ` AND EXISTS (SELECT 1 FROM directory_member m JOIN directory_guardian w ON w.pupil = m.person
			WHERE m.group_id = ? AND m.part = 'pupil' AND w.guardian = p.id AND w.may_see)`
		args = append(args, s.Division)
	case s.Kind == Guardians: // who may see nothing has nothing to open an account for
		in = ` AND EXISTS (SELECT 1 FROM directory_guardian w WHERE w.guardian = p.id AND w.may_see)`
	case s.Division != "":
		in = ` AND EXISTS (SELECT 1 FROM directory_member m WHERE m.group_id = ? AND m.part = 'pupil' AND m.person = p.id)`
		args = append(args, s.Division)
	}
	return db.All(q, scan, `
		SELECT p.id, p.first_name || ' ' || p.family_name, a.identifier, a.state, p.street, p.postal_code, p.town, p.birth_date,
			coalesce((SELECT max(k.made_at) FROM signin_code k WHERE k.person = p.id AND k.killed_at = 0 AND k.used_at = 0 AND k.expires_at > ?), 0),
			coalesce((SELECT min(g.name) FROM directory_member m JOIN directory_group g ON g.id = m.group_id AND g.kind = 'division'
				JOIN school_year y ON y.school = g.school AND y.year = g.year AND y.state = 'running'
				WHERE m.person = p.id AND m.part = 'pupil' AND m.school = ?), max(t.title)),
			CASE WHEN p.phone <> '' OR p.mobile <> '' OR p.work_phone <> '' THEN 1 ELSE 0 END,
			(SELECT count(*) FROM directory_guardian w JOIN directory_person u ON u.id = w.pupil AND u.birth_date <> '' WHERE w.guardian = p.id),
			(SELECT count(*) FROM directory_tie o WHERE o.person = p.id AND o.role <> 'guardian')
		FROM directory_tie t JOIN directory_person p ON p.id = t.person JOIN signin_account a ON a.person = p.id AND a.state <> 'blocked'
		WHERE (t.from_day = '' OR t.from_day <= ?) AND (t.until_day = '' OR t.until_day >= ?) AND t.school = ? AND `+roles[s.Kind]+in+`
			AND NOT EXISTS (SELECT 1 FROM directory_tie x WHERE x.person = p.id AND (x.role IN ('head', 'deputy', 'admin')
				OR x.school <> t.school AND x.role IN ('secretary', 'bursar', 'cpe', 'aed', 'nurse', 'psyen')))
		GROUP BY p.id, p.first_name, p.family_name, p.sort_key, a.identifier, a.state, p.street, p.postal_code, p.town, p.birth_date, p.phone, p.mobile, p.work_phone
		ORDER BY p.sort_key, p.id`, args...)
}

func scan(r db.Row) (p Person, err error) {
	var street, code, town, born string
	var phones, children, others int
	err = r.Scan(&p.ID, &p.Name, &p.Identifier, &p.State, &street, &code, &town, &born, &p.Sent, &p.Place, &phones, &children, &others)
	for _, l := range []string{street, strings.TrimSpace(code + " " + town)} {
		if l != "" {
			p.To = append(p.To, l)
		}
	}
	switch {
	case born != "" && others > 0:
		p.Asks = Own
	case phones == 1 && children > 0:
		p.Asks = Child
	}
	return p, err
}
