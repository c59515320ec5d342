package undo

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"preau/base/db"
	"preau/socle/directory"
)

// ErrOnly is a key without which a person would be nobody: there is nothing to part.
var ErrOnly = errors.New("the person is known by this key alone")

// Part undoes a joining that was wrong: a key of a source is not this person's
// but somebody else's, who is made. What the source gave (places, groups,
// children, courses) goes to them, and the values that the joining changed go
// back; the account, and all that was made with it, stays with the person. The
// two are never joined by that key again. It gives the new person, whose record
// the next import of the source completes.
func Part(t directory.Writer, person, source, key string, now time.Time) (string, error) {
	if err := mayPart(t, person, source, key); err != nil {
		return "", err
	}
	id := db.NewID()
	if _, err := t.Exec(`INSERT INTO directory_person (id, civility, family_name, first_name, birth_date, sort_key, created_at)
		SELECT CAST(? AS TEXT), civility, family_name, first_name, birth_date, sort_key, CAST(? AS BIGINT) FROM directory_person WHERE id = ?`, id, now.UnixMilli(), person); err != nil {
		return "", fmt.Errorf("part people: %w", err)
	}
	if err := moved(t, person, id, source); err != nil {
		return "", fmt.Errorf("part people: %w", err)
	}
	if _, err := t.Exec(`UPDATE directory_key SET person = ? WHERE source = ? AND key = ?`, id, source, key); err != nil {
		return "", fmt.Errorf("part people: %w", err)
	}
	if err := t.Insert("directory_apart", []string{"source", "key", "person", "at"}, [][]any{{source, key, person, now.UnixMilli()}}); err != nil {
		return "", fmt.Errorf("part people: %w", err)
	}
	err := parted(t, person, source, key)
	for _, p := range []string{person, id} {
		if err == nil {
			err = directory.Named(t, directory.ID(p))
		}
	}
	return id, err
}

// moved gives what a source told of one person to another.
func moved(t directory.Writer, from, to, source string) error {
	if _, err := t.Exec(`INSERT INTO directory_pupil (person, school, mef, board, status, scholarship, transport, entered, left_day)
		SELECT CAST(? AS TEXT), u.school, u.mef, u.board, u.status, u.scholarship, u.transport, u.entered, u.left_day FROM directory_pupil u
		JOIN directory_tie t ON t.person = u.person AND t.school = u.school AND t.role = 'pupil' AND t.source = ? WHERE u.person = ?`, to, source, from); err != nil {
		return err
	}
	for _, q := range []string{
		`UPDATE directory_tie SET person = ? WHERE person = ? AND source = ?`,
		`UPDATE directory_member SET person = ? WHERE person = ? AND source = ?`,
		`UPDATE directory_guardian SET guardian = ? WHERE guardian = ? AND source = ?`,
		`UPDATE directory_guardian SET pupil = ? WHERE pupil = ? AND source = ?`,
		`UPDATE school_course SET teacher = ? WHERE teacher = ? AND source = ?`,
		`UPDATE school_lesson_teacher SET teacher = ? WHERE teacher = ? AND lesson IN (SELECT id FROM school_lesson WHERE source = ?)`,
	} {
		if _, err := t.Exec(q, to, from, source); err != nil {
			return err
		}
	}
	_, err := t.Exec(`DELETE FROM directory_pupil WHERE person = ? AND NOT EXISTS (
		SELECT 1 FROM directory_tie t WHERE t.person = directory_pupil.person AND t.school = directory_pupil.school AND t.role = 'pupil')`, from)
	return err
}

// Known is a number by which an import knows somebody.
type Known struct {
	Source string `json:"source"`
	Key    string `json:"key"`
}

// KnownBy lists the numbers by which imports know somebody. What a source only
// mentions of another (the national number, SIECLE's number in an AAF set) is none
// of them until that source itself is imported.
func KnownBy(q db.Queryer, person string) ([]Known, error) {
	return db.All(q, func(r db.Row) (k Known, err error) { return k, r.Scan(&k.Source, &k.Key) },
		`SELECT k.source, k.key FROM directory_key k WHERE k.person = ? AND EXISTS (
			SELECT 1 FROM directory_import i WHERE i.source = k.source AND i.ended > 0) ORDER BY k.source, k.key`, person)
}

// mayPart refuses the key of somebody else, and that of the only source of a person
// whom nobody added by hand.
func mayPart(t directory.Writer, person, source, key string) error {
	known, err := KnownBy(t, person)
	if err != nil {
		return err
	}
	others, err := db.Exists(t, `SELECT 1 FROM directory_tie WHERE person = ? AND source IN ('', 'manual')`, person)
	others = others || slices.ContainsFunc(known, func(k Known) bool { return k.Source != source })
	if err == nil && (!others || !slices.Contains(known, Known{source, key})) {
		err = ErrOnly
	}
	return err
}

// parted gives a person back the values that the import changed which joined the
// key to them, as far as it is remembered and they are as it left them.
func parted(t directory.Writer, person, source, key string) error {
	text, err := written([]string{source, key})
	if err != nil {
		return err
	}
	var all []*image
	for r, err := range t.Rows(`SELECT p.name, p.key, p.before, p.after, p.person FROM directory_import_undo k
		JOIN directory_import_undo p ON p.run = k.run AND p.school = k.school AND p.person = k.person AND p.name = ? AND p.before <> ''
		WHERE k.person = ? AND k.name = ? AND k.key = ? AND k.before = ''`, People, person, Keys, text) {
		var m *image
		if err == nil {
			m, err = read(r)
		}
		if err != nil {
			return err
		}
		all = append(all, m)
	}
	if err := today(t, all); err != nil {
		return err
	}
	for _, m := range all {
		if m.does() == change {
			if err := m.change(t); err != nil {
				return err
			}
		}
	}
	return nil
}
