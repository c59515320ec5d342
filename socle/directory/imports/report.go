package imports

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"preau/base/db"
)

// Report is what an import did, or would do: the JSON of `preau import -json`.
type Report struct {
	Run      string    `json:"run"`
	Format   string    `json:"format"`
	School   string    `json:"school"` // its UAI when there is one, else how many
	Year     string    `json:"year"`
	People   Counts    `json:"people"`
	Groups   int       `json:"groups"`
	Courses  int       `json:"courses"`
	Lessons  int       `json:"lessons"`
	Cases    []Case    `json:"cases,omitempty"`
	Warnings []Warning `json:"warnings"`
	Omitted  int       `json:"omitted,omitempty"` // warnings beyond those kept
}

// Warning is a defect of the files that did not stop the import.
type Warning struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Says string `json:"says"`
}

// Case waits for a person: a doubt (Key is its line), or a school so many of
// whose people are missing that nobody is marked as leaving (Key is empty).
type Case struct {
	School string `json:"school"`
	Key    string `json:"key,omitempty"`
	Says   string `json:"says"`
}

// Exit codes of `preau import`, as the contract has them.
const (
	ExitApplied  = 0
	ExitRefused  = 1
	ExitUsage    = 2
	ExitToSettle = 3
)

// Exit is the exit code of an import that was not refused.
func (r Report) Exit() int {
	if len(r.Cases) > 0 {
		return ExitToSettle
	}
	return ExitApplied
}

// NewReport reads what a run found.
func NewReport(q db.Queryer, id string) (Report, error) {
	run, err := Find(q, id)
	if err != nil {
		return Report{}, err
	}
	r := Report{Run: run.ID, Format: run.Format, Year: run.Year, Warnings: []Warning{}}
	if r.People, err = Totals(q, id, ""); err != nil {
		return r, err
	}
	var schools int
	if _, _, err = db.First(q, func(row db.Row) (bool, error) {
		return true, row.Scan(&schools, &r.School, &r.Groups, &r.Courses, &r.Lessons)
	}, `SELECT count(*), coalesce(min(school), ''), coalesce(sum(groups), 0), coalesce(sum(courses), 0), coalesce(sum(lessons), 0) FROM directory_import_school WHERE run = ?`, id); err != nil {
		return r, err
	}
	if schools > 1 {
		r.School = fmt.Sprintf("%d établissements", schools)
	}
	if r.Warnings, err = db.All(q, func(row db.Row) (w Warning, err error) {
		return w, row.Scan(&w.File, &w.Line, &w.Says)
	}, `SELECT file, line, says FROM directory_import_warning WHERE run = ? ORDER BY n`, id); err != nil {
		return r, err
	}
	if r.Warnings == nil {
		r.Warnings = []Warning{}
	}
	r.Omitted = run.Warnings - len(r.Warnings)
	r.Cases, err = cases(q, id)
	return r, err
}

// cases lists what waits for a person.
func cases(q db.Queryer, id string) ([]Case, error) {
	doubts, err := db.All(q, func(r db.Row) (c Case, err error) {
		var name string
		err = r.Scan(&c.School, &c.Key, &name)
		c.Says = fmt.Sprintf("%s ressemble à une personne déjà connue (même nom, même date de naissance ou même INE) : est-ce la même ?", name)
		return c, err
	}, `SELECT school, key, name FROM directory_import_diff WHERE run = ? AND what = ? AND choice = '' ORDER BY school, sort_key`, id, Doubtful)
	if err != nil {
		return nil, err
	}
	held, err := db.All(q, func(r db.Row) (c Case, err error) {
		var n int
		err = r.Scan(&c.School, &n)
		c.Says = fmt.Sprintf("%d personnes de %s ne sont plus dans les fichiers, soit plus de %d %% : leur départ attend votre accord", n, c.School, HeldShare)
		return c, err
	}, `SELECT s.school, count(*) FROM directory_import_school s JOIN directory_import_diff d ON d.run = s.run AND d.school = s.school
		WHERE s.run = ? AND s.held AND d.what = ? AND d.skip GROUP BY s.school ORDER BY s.school`, id, Leaving)
	return append(doubts, held...), err
}

// NewSchools names the schools that applying a run would make: "9990001X Collège
// des Tilleuls".
func NewSchools(q db.Queryer, run string) ([]string, error) {
	return db.Strings(q, `SELECT s.school || ' ' || s.name FROM directory_import_school s
		WHERE s.run = ? AND NOT EXISTS (SELECT 1 FROM directory_school d WHERE d.id = s.school) ORDER BY s.school`, run)
}

// Totals counts the people of a run, or of one of its schools: somebody of two
// schools once.
func Totals(q db.Queryer, run, school string) (Counts, error) {
	var n Counts
	for r, err := range q.Rows(`SELECT what, count(*) FROM (
			SELECT key, CASE min(CASE what WHEN 'doubtful' THEN 1 WHEN 'new' THEN 2 WHEN 'leaving' THEN 3 ELSE 4 END)
				WHEN 1 THEN 'doubtful' WHEN 2 THEN 'new' WHEN 3 THEN 'leaving' ELSE 'changed' END AS what
			FROM directory_import_diff WHERE run = ? AND (CAST(? AS TEXT) = '' OR school = ?) GROUP BY key) x GROUP BY what`, run, school, school) {
		var what string
		var count int
		if err == nil {
			err = r.Scan(&what, &count)
		}
		if err != nil {
			return n, err
		}
		switch what {
		case New:
			n.New = count
		case Changed:
			n.Changed = count
		case Leaving:
			n.Leaving = count
		case Doubtful:
			n.Doubtful = count
		}
	}
	all, _, err := db.First(q, func(r db.Row) (n int, err error) { return n, r.Scan(&n) },
		`SELECT count(DISTINCT a.key) FROM directory_import_school s CROSS JOIN directory_import_at a
			WHERE s.run = ? AND (CAST(? AS TEXT) = '' OR s.school = ?) AND a.run = s.run AND a.school = s.key
			AND EXISTS (SELECT 1 FROM directory_import_row r WHERE r.run = a.run AND r.kind = a.kind AND r.key = a.key)`, run, school, school)
	delta, unread := db.Exists(q, `SELECT 1 FROM directory_import WHERE run = ? AND delta`, run)
	if delta {
		all -= n.Leaving // who leaves is told, where a complete feed leaves them out
	}
	n.Same = max(0, all-n.New-n.Changed-n.Doubtful)
	return n, errors.Join(err, unread)
}

// Query chooses lines of the differences.
type Query struct {
	Run    string
	School string // empty: of all
	What   string // empty: all
	After  string // the Cursor of the last line of the page before
	Limit  int    // 100 when zero
}

// Cursor is the place of a line in the list, for Query.After.
func (d Difference) Cursor() string { return d.School + "\n" + d.sort + "\n" + d.Key }

// Differences lists the lines of a run: by school, then by name.
func Differences(q db.Queryer, by Query) ([]Difference, error) {
	if by.Limit == 0 {
		by.Limit = 100
	}
	after := append(strings.SplitN(by.After, "\n", 3), "", "")
	return db.All(q, func(r db.Row) (d Difference, err error) {
		var changes string
		if err := r.Scan(&d.School, &d.Key, &d.What, &d.Role, &d.Name, &d.Place, &d.sort, &changes, &d.Means, &d.Person, &d.Skip, &d.Choice); err != nil {
			return d, err
		}
		return d, json.Unmarshal([]byte(changes), &d.Changes)
	}, `SELECT school, key, what, role, name, place, sort_key, changes, means, person, skip, choice FROM directory_import_diff
		WHERE run = ? AND (CAST(? AS TEXT) = '' OR school = ?) AND (CAST(? AS TEXT) = '' OR what = ?) AND (school, sort_key, key) > (?, ?, ?)
		ORDER BY school, sort_key, key LIMIT ?`,
		by.Run, by.School, by.School, by.What, by.What, after[0], after[1], after[2], by.Limit)
}
