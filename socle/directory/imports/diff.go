package imports

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/base/db"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports/lessons"
)

// What becomes of a person.
const (
	New      = "new"
	Changed  = "changed"
	Leaving  = "leaving"
	Doubtful = "doubtful"
)

// How a doubt is settled.
const (
	SameOne = "same"  // the person whom the directory knows
	Another = "other" // somebody new
)

// Away is the meaning of the doubt on somebody whom the directory knows in
// other schools only, in a run that is bound to one: it is settled by SameOne.
const Away = "away"

// Typed is the meaning of a value that the files say otherwise than the school
// typed it: it stays, and what the files say is noted.
const Typed = "typed"

// Difference is one line of what an import would do: a person of a school.
type Difference struct {
	School  string
	Key     string // of the line in its run and school
	What    string // New, Changed, Leaving, Doubtful
	Role    string // the kind of person: staff, guardian, pupil; of who leaves, the role
	Name    string
	Place   string // division, or what somebody does
	Changes []Change
	// Means is the consequence, a key of the catalogue: code (a code of
	// activation to print), division or groups (the new teachers see them),
	// access (who may see changes), role, back, leaving, choice, board…
	Means  string
	Person string // in the directory; of a doubt, whom they look like
	Skip   bool   // not to be applied
	Choice string // SameOne or Another, once a doubt is settled
	sort   string
}

// difference is the line of somebody of the feed, made when there is none.
func (p *plan) difference(key, kind string, who *feed.Person) *Difference {
	d := p.lines[key]
	if d == nil {
		d = &Difference{
			School: p.unit.school, Key: key, What: Changed, Role: kind, Name: join(who.First, who.Family), sort: sortKey(who),
			Person: p.id[key], Choice: p.choices[key],
		}
		p.diffs, p.lines[key] = append(p.diffs, d), d
	}
	return d
}

// finish completes the lines: where people are, what a new record brings, and
// counts who stays the same.
func (p *plan) finish() {
	seen := map[string]bool{}
	for key := range p.id {
		if _, ok := p.given(key); ok && p.lines[key] == nil {
			seen[key] = true
		}
	}
	p.same = len(seen)
	for _, d := range p.diffs {
		if d.What == Leaving {
			continue
		}
		v := p.pupils[d.Key]
		switch {
		case v != nil:
			var divisions []string
			for _, r := range v.Groups {
				if r.Kind == feed.Division && r.School == p.unit.key {
					divisions = append(divisions, cmp.Or(p.groups[groupKey{r.Kind, r.Code}].name, r.Code))
				}
			}
			if d.Place = strings.Join(once(divisions), ", "); v.Part != nil && d.Place == "" {
				d.Place = p.placeOf(d.Person, "")
			}
			if d.What == New {
				d.Changes = append(d.Changes, Change{Field: "guardians", After: fmt.Sprint(len(v.Links))})
			}
		case p.staff[d.Key] != nil:
			d.Place = strings.Join(slices.Sorted(maps.Keys(hats(p.staff[d.Key], p.unit.key))), ", ")
		case p.adults[d.Key] != nil:
			var of []string
			for _, r := range p.children[d.Key] {
				of = append(of, join(r.pupil.First, r.pupil.Family))
			}
			d.Place = strings.Join(once(of), ", ")
		}
	}
}

// placeOf is where somebody who leaves is today.
func (p *plan) placeOf(person, title string) string {
	var in []string
	for k, g := range p.groups {
		if _, ok := p.members[member{g.id, person, "pupil", p.ties[tieKey{person, "pupil"}].sort}]; ok && k.kind == feed.Division {
			in = append(in, g.name)
		}
	}
	return cmp.Or(strings.Join(once(in), ", "), title)
}

var diffColumns = []string{"run", "school", "key", "what", "role", "name", "place", "sort_key", "changes", "means", "person", "skip", "choice"}

// save writes the lines of a school, in place of those that were there.
func (p *plan) save(t *db.Tx) error {
	rows := make([][]any, len(p.diffs))
	for i, d := range p.diffs {
		changes, err := json.Marshal(d.Changes)
		if err != nil {
			return fmt.Errorf("write a difference: %w", err)
		}
		person := d.Person
		if p.isNew[person] {
			person = "" // made when it is applied
		}
		rows[i] = []any{p.run.ID, d.School, d.Key, d.What, d.Role, d.Name, d.Place, d.sort, string(changes), d.Means, person, d.Skip, d.Choice}
	}
	if _, err := t.Exec(`DELETE FROM directory_import_diff WHERE run = ? AND school = ?`, p.run.ID, p.unit.school); err != nil {
		return err
	}
	if err := t.Insert("directory_import_diff", diffColumns, rows); err != nil {
		return err
	}
	_, err := t.Exec(`UPDATE directory_import_school SET held = ?, same = ?, groups = ?, courses = ?, lessons = ? WHERE run = ? AND school = ?`,
		p.held, p.same, len(p.groups), len(p.courses)+len(p.courseRows)-len(p.uncourses), p.timetable.Count, p.run.ID, p.unit.school)
	return err
}

// compareAll computes the differences of every school of a run.
func (e *Engine) compareAll(ctx context.Context, run *Run) error {
	schools, err := e.units(ctx, run.ID)
	if err != nil {
		return err
	}
	for _, u := range schools {
		p, err := e.plan(ctx, *run, u)
		if err != nil {
			return err
		}
		if err := e.DB.Write(ctx, p.save); err != nil {
			return err
		}
	}
	return nil
}

// plan reads a school and compares it.
func (e *Engine) plan(ctx context.Context, run Run, u unit) (p *plan, err error) {
	err = e.DB.Read(ctx, func(t *db.Tx) error {
		s, err := load(t, run, u)
		if err == nil {
			p = compare(s, e.today(), e.rank)
			p.timetable, err = lessons.Compare(t, p.lessons())
		}
		return err
	})
	return p, err
}

// lessons says of what school a timetable is.
func (p *plan) lessons() lessons.School {
	return lessons.School{
		Run: p.run.ID, Source: p.run.Source, Year: p.run.Year, Key: p.unit.key, ID: p.unit.school, Complete: p.run.Complete && p.unit.covered,
		Person: func(key string) string { return cmp.Or(p.id[key], p.scene.byKey[key]) },
		Group:  func(kind, code string) string { return p.groups[groupKey{kind, code}].id },
	}
}

// units lists the schools of a run that are not applied yet.
func (e *Engine) units(ctx context.Context, run string) (all []unit, err error) {
	err = e.DB.Read(ctx, func(t *db.Tx) error {
		all, err = db.All(t, func(r db.Row) (u unit, err error) {
			return u, r.Scan(&u.key, &u.school, &u.name, &u.covered)
		}, `SELECT key, school, name, covered FROM directory_import_school WHERE run = ? AND state <> ? ORDER BY school`, run, Applied)
		return err
	})
	return all, err
}
