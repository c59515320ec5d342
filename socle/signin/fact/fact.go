// Package fact is what the school's file holds to ask beside an activation code.
package fact

import (
	"slices"
	"strings"
	"unicode"

	"preau/base/day"
	"preau/base/db"
	"preau/socle/directory"
)

// Answer is what someone says beside an activation code.
type Answer struct {
	Birth  day.Day // one's own birth date, or a child's for a guardian
	Digits string  // the last four of a phone, for a guardian
}

// File is what the school's file holds to ask of a person.
type File struct {
	own      day.Day   // a pupil's or an agent's own birth date
	children []day.Day // a guardian's children's
	phones   []string  // the last four digits of a guardian's phones
	Handed   bool      // the code was handed over in person
}

// Known reports whether there is a fact to ask.
func (f File) Known() bool {
	return f.own != "" || len(f.children) > 0 && len(f.phones) > 0
}

// Right reports whether the answer is in the file. Where nothing is known, the
// hand that gave the code stands for the fact.
func (f File) Right(a Answer) bool {
	switch {
	case f.own != "":
		return a.Birth == f.own
	case f.Known():
		return slices.Contains(f.children, a.Birth) && slices.Contains(f.phones, a.Digits)
	}
	return f.Handed
}

// Read reads what the file holds to ask of a person. A guardian's own birth
// date stands in no file of the academy, but who also works in a school has one.
func Read(q db.Queryer, person directory.ID) (f File, err error) {
	var guardian bool
	for row, err := range q.Rows(`
		SELECT p.birth_date, p.phone, p.mobile, p.work_phone,
			NOT EXISTS (SELECT 1 FROM directory_tie t WHERE t.person = p.id AND t.role <> 'guardian')
		FROM directory_person p WHERE p.id = ?`, person) {
		if err != nil {
			return f, err
		}
		var phones [3]string
		if err := row.Scan(&f.own, &phones[0], &phones[1], &phones[2], &guardian); err != nil {
			return f, err
		}
		for _, p := range phones {
			if end := lastFour(p); end != "" {
				f.phones = append(f.phones, end)
			}
		}
	}
	if f.own != "" && !guardian {
		return f, nil
	}
	f.own = ""
	f.children, err = db.All(q, func(r db.Row) (d day.Day, err error) { return d, r.Scan(&d) }, `
		SELECT p.birth_date FROM directory_guardian g JOIN directory_person p ON p.id = g.pupil
		WHERE g.guardian = ? AND p.birth_date <> ''`, person)
	return f, err
}

// lastFour are the last four digits of a phone number, empty when it has fewer
// than a number can have.
func lastFour(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	if len(digits) < 6 {
		return ""
	}
	return digits[len(digits)-4:]
}

// Problem says how a typed date cannot be read.
type Problem string

// What may be wrong with a typed date.
const (
	Missing Problem = "missing"
	NoYear  Problem = "year" // day and month, or a year of two digits
	Unclear Problem = "unclear"
)

// ReadBirth reads a date as people write it: 27/03/1984, 27 3 1984, 27031984,
// or as a browser's own field sends it, 1984-03-27.
func ReadBirth(typed string) (day.Day, Problem) {
	parts := strings.FieldsFunc(typed, func(r rune) bool { return !unicode.IsDigit(r) })
	switch {
	case len(parts) == 0:
		return "", Missing
	case len(parts) == 1 && len(parts[0]) == 8:
		p := parts[0]
		parts = []string{p[:2], p[2:4], p[4:]}
	case len(parts) == 2, len(parts) == 3 && len(parts[2]) < 4 && len(parts[0]) < 4:
		return "", NoYear
	case len(parts) != 3:
		return "", Unclear
	}
	if len(parts[0]) == 4 {
		slices.Reverse(parts)
	}
	for i, p := range parts[:2] {
		if len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	d, err := day.Parse(parts[2] + "-" + parts[1] + "-" + parts[0])
	if err != nil {
		return "", Unclear
	}
	return d, ""
}
