package imports

import (
	"strings"

	"preau/base/day"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
	engine "preau/socle/directory/imports"
	"preau/socle/rights"
)

// question is a case that waits for a person.
type question struct {
	ID     string       `json:"id"` // the school, then the key of the line; the key is empty for a school's departures
	School directory.ID `json:"school"`
	Kind   kind         `json:"kind"`
	Name   string       `json:"name"`
	Place  string       `json:"place"`
	Count  int          `json:"count"` // people, of departures
	Same   *known       `json:"same"`  // whom the directory knows, where the reader reaches them
	Choice string       `json:"choice"`
}

// kind is what a case is about.
type kind string

const (
	twin  kind = "twin"  // same name and birth date as somebody
	away  kind = "away"  // known, in other schools only
	clash kind = "clash" // two with one national number
	leave kind = "leave" // too many are missing
)

// The answers to the departures of a school.
const (
	goAway = "leave"
	stay   = "stay"
)

// known is somebody of the directory.
type known struct {
	ID       directory.ID `json:"id"`
	Name     string       `json:"name"`
	Birth    day.Day      `json:"birth"`
	Division string       `json:"division"`
}

// ask reads the cases of the school, or the first of all schools'.
func (d *diff) ask(v *socle.View, e *entry) error {
	all, err := engine.Differences(v, engine.Query{Run: string(e.ID), School: string(d.At), What: engine.Doubtful, Limit: maxCases})
	if err != nil {
		return err
	}
	for _, t := range d.Tabs {
		if t.What == engine.Doubtful {
			d.Hidden = t.Count - len(all)
		}
	}
	people, err := reached(v, all)
	if err != nil {
		return err
	}
	for _, x := range all {
		d.Cases = append(d.Cases, doubt(x, people))
	}
	held, err := departures(v, e, d.At)
	d.Cases = append(held, d.Cases...)
	return err
}

// doubt is the case of somebody of whom it is not sure who they are.
func doubt(x engine.Difference, people map[directory.ID]*known) question {
	q := question{ID: asLine(x).id(), School: directory.ID(x.School), Kind: twin, Name: x.Name, Place: x.Place, Choice: x.Choice, Same: people[directory.ID(x.Person)]}
	switch {
	case x.Means == engine.Away:
		q.Kind = away
	case x.Person == "":
		q.Kind = clash
	}
	return q
}

// departures are the cases of schools so many of whose people are missing that
// nobody leaves without a yes; at is one school, or empty for all.
func departures(v *socle.View, e *entry, at directory.ID) ([]question, error) {
	return db.All(v, func(r db.Row) (q question, err error) {
		var skipped int
		err = r.Scan(&q.School, &q.Name, &q.Count, &skipped)
		q.ID, q.Kind = string(q.School)+" ", leave
		if skipped == 0 {
			q.Choice = goAway
		}
		return q, err
	}, `SELECT s.school, s.name, count(*), sum(CASE WHEN d.skip THEN 1 ELSE 0 END) FROM directory_import_school s
		JOIN directory_import_diff d ON d.run = s.run AND d.school = s.school
		WHERE s.run = ? AND s.held AND d.what = 'leaving' AND (CAST(? AS TEXT) = '' OR s.school = ?) GROUP BY s.school, s.name ORDER BY s.name LIMIT ?`,
		e.ID, at, at, maxCases)
}

// caseOf reads the case that a form names; [socle.ErrNotFound] when the import
// has no such case.
func caseOf(t *socle.Tx, e *entry, id string) (question, error) {
	at, key, _ := strings.Cut(id, " ")
	if key == "" {
		held, err := departures(&t.View, e, directory.ID(at))
		if err == nil && len(held) != 1 {
			err = socle.ErrNotFound
		}
		if err != nil {
			return question{}, err
		}
		return held[0], nil
	}
	x, found, err := db.First(t, func(r db.Row) (x engine.Difference, err error) {
		return x, r.Scan(&x.School, &x.Key, &x.Name, &x.Means, &x.Person, &x.Choice)
	}, `SELECT school, key, name, means, person, choice FROM directory_import_diff WHERE run = ? AND school = ? AND key = ? AND what = 'doubtful'`, e.ID, at, key)
	if err == nil && !found {
		err = socle.ErrNotFound
	}
	if err != nil {
		return question{}, err
	}
	people, err := reached(&t.View, []engine.Difference{x})
	return doubt(x, people), err
}

// reached are those of the people in doubt whom the reader's right reaches.
func reached(v *socle.View, all []engine.Difference) (map[directory.ID]*known, error) {
	people := map[directory.ID]*known{}
	var ids []any
	for _, x := range all {
		if x.Person != "" {
			ids = append(ids, x.Person)
		}
	}
	if len(ids) == 0 {
		return people, nil
	}
	within, args := v.Within(rights.People, "t")
	rows, err := db.All(v, func(r db.Row) (k known, err error) {
		var first, family string
		err = r.Scan(&k.ID, &first, &family, &k.Birth, &k.Division)
		k.Name = first + " " + family
		return k, err
	}, `SELECT DISTINCT p.id, p.first_name, p.family_name, p.birth_date, coalesce((SELECT min(g.name) FROM directory_member m
			JOIN directory_group g ON g.id = m.group_id WHERE m.person = p.id AND m.school = t.school AND m.part = 'pupil' AND g.kind = 'division'), '')
		FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE `+within+` AND t.person IN (?`+strings.Repeat(", ?", len(ids)-1)+`)`,
		append(args, ids...)...)
	for _, k := range rows {
		people[k.ID] = &k
	}
	return people, err
}

// answers are what may be chosen.
func (q question) answers() []string {
	switch q.Kind {
	case leave:
		return []string{goAway, stay}
	case clash:
		return []string{engine.Another}
	case away:
		if q.Same != nil {
			return []string{engine.SameOne}
		}
		return nil
	}
	if q.Same != nil {
		return []string{engine.SameOne, engine.Another}
	}
	return []string{engine.Another}
}
