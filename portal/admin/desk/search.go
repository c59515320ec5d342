package desk

import (
	"slices"
	"strconv"
	"strings"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
)

// PageRows is how many people a page of the list shows.
const PageRows = 50

// Search is what people are looked for by.
type Search struct {
	Query string         `json:"query"`
	Role  directory.Role `json:"role"`
	State signin.State   `json:"state"`
	Page  int            `json:"page"`  // from 0
	Whole bool           `json:"whole"` // false: pupils alone, whose codes the reader hands over
}

// Row is one person of the list.
type Row struct {
	ID         directory.ID     `json:"id"`
	Name       string           `json:"name"`
	Roles      []directory.Role `json:"roles"`
	Title      string           `json:"title"`
	Division   string           `json:"division"`
	Until      day.Day          `json:"until"` // the last day of the last tie, empty for none
	Gone       bool             `json:"gone"`  // no tie holds any more
	State      signin.State     `json:"state"` // empty without an account
	Identifier string           `json:"identifier"`
	Seen       int64            `json:"seen"`
}

// States are the states of an account to look for.
var States = []signin.State{signin.Waiting, signin.Active, signin.Blocked}

// ReadSearch takes from the address what it can; what it cannot is nothing.
func ReadSearch(c *socle.Call) Search {
	s := Search{Query: c.Query("q"), Role: directory.Role(c.Query("role")), State: signin.State(c.Query("compte"))}
	if len(s.Query) > MaxName {
		s.Query = s.Query[:MaxName]
	}
	s.Query = strings.ToValidUTF8(s.Query, "")
	if !slices.Contains(directory.Roles, s.Role) {
		s.Role = ""
	}
	if !slices.Contains(States, s.State) {
		s.State = ""
	}
	if n, err := strconv.Atoi(c.Query("page")); err == nil && n > 0 && n < 10_000 {
		s.Page = n
	}
	return s
}

// MaxName is the most letters of a name that is typed.
const MaxName = 200

// maxWords bounds the words of a search: more find nothing better.
const maxWords = 6

// lastWord is after every word that begins like the one before it.
const lastWord = "\U0010FFFF"

// where is the condition of a search among the ties t of a school.
func (s Search) where(v *socle.View, school directory.ID) (string, []any) {
	within, args := v.Within(rights.People, "t")
	conds, args := []string{within, "t.school = ?"}, append(args, school)
	role := s.Role
	if !s.Whole {
		role = directory.Pupil
	}
	if role != "" {
		conds, args = append(conds, "t.role = ?"), append(args, role)
	}
	if s.State != "" {
		c, a := signin.WithState("t.person", s.State)
		conds, args = append(conds, c), append(args, a...)
	}
	words := text.Words(s.Query)
	for _, w := range words[:min(len(words), maxWords)] {
		conds = append(conds, `t.person IN (SELECT w.person FROM directory_word w WHERE w.school = ? AND w.word >= ? AND w.word < ?)`)
		args = append(args, school, w, w+lastWord)
	}
	return strings.Join(conds, " AND "), args
}

// Count counts those of a school whom a search finds.
func Count(v *socle.View, school directory.ID, s Search) (int, error) {
	where, args := s.where(v, school)
	n, _, err := db.First(v, func(r db.Row) (n int, err error) { return n, r.Scan(&n) },
		`SELECT COUNT(DISTINCT t.person) FROM directory_tie t WHERE `+where, args...)
	return n, err
}

// People is a page of the list: one query for who they are, one for each thing
// said of them.
func People(v *socle.View, school directory.ID, s Search, today day.Day) ([]Row, error) {
	where, args := s.where(v, school)
	rows, err := db.All(v, func(r db.Row) (x Row, err error) {
		var first, family, key string
		err = r.Scan(&x.ID, &first, &family, &key)
		x.Name = first + " " + family
		return x, err
	}, `
		SELECT x.person, p.first_name, p.family_name, x.sorted FROM (
			SELECT t.person, MIN(t.sort_key) AS sorted FROM directory_tie t WHERE `+where+`
			GROUP BY t.person ORDER BY sorted, t.person LIMIT ? OFFSET ?) x
		JOIN directory_person p ON p.id = x.person ORDER BY x.sorted, x.person`,
		append(args, PageRows, s.Page*PageRows)...)
	if err != nil || len(rows) == 0 {
		return rows, err
	}
	by, ids := map[directory.ID]*Row{}, make([]directory.ID, len(rows))
	for i := range rows {
		by[rows[i].ID], ids[i] = &rows[i], rows[i].ID
	}
	if err := tellTies(v, school, by, ids, today); err != nil {
		return nil, err
	}
	if err := tellDivisions(v, school, by, ids); err != nil {
		return nil, err
	}
	accounts, err := signin.AccountsOf(v, ids)
	for id, a := range accounts {
		by[id].State, by[id].Identifier, by[id].Seen = a.State, a.Identifier, a.Seen
	}
	return rows, err
}

// marks is "?, ?, ?" for as many ids, which it appends to args.
func marks(args []any, ids []directory.ID) (string, []any) {
	for _, id := range ids {
		args = append(args, id)
	}
	return strings.TrimSuffix(strings.Repeat("?, ", len(ids)), ", "), args
}

func tellTies(v *socle.View, school directory.ID, by map[directory.ID]*Row, ids []directory.ID, today day.Day) error {
	in, args := marks([]any{school}, ids)
	for _, x := range by {
		x.Gone = true
	}
	for r, err := range v.Rows(`
		SELECT person, role, title, until_day FROM directory_tie WHERE school = ? AND person IN (`+in+`) ORDER BY person, role`, args...) {
		var id directory.ID
		var role directory.Role
		var title string
		var until day.Day
		if err == nil {
			err = r.Scan(&id, &role, &title, &until)
		}
		if err != nil {
			return err
		}
		x := by[id]
		x.Roles, x.Title = append(x.Roles, role), x.Title+title
		if until == "" || until >= today {
			x.Gone = false
		}
		x.Until = until
	}
	for _, x := range by {
		slices.SortFunc(x.Roles, func(a, b directory.Role) int {
			return slices.Index(directory.Roles, a) - slices.Index(directory.Roles, b)
		})
	}
	return nil
}

func tellDivisions(v *socle.View, school directory.ID, by map[directory.ID]*Row, ids []directory.ID) error {
	in, args := marks([]any{school}, ids)
	for r, err := range v.Rows(`
		SELECT m.person, g.name FROM directory_member m JOIN directory_group g ON g.id = m.group_id
		WHERE m.school = ? AND m.part = 'pupil' AND g.kind = 'division' AND m.person IN (`+in+`)`, args...) {
		var id directory.ID
		var name string
		if err == nil {
			err = r.Scan(&id, &name)
		}
		if err != nil {
			return err
		}
		by[id].Division = name
	}
	return nil
}

// findRows is how many people a name may mean on a page that is about something
// else.
const findRows = 12

// Find is whom the words of ?q= may mean, a dozen at most; nobody without words.
func Find(c *socle.Call, v *socle.View, school directory.ID) ([]Option, error) {
	if c.Query("q") == "" {
		return nil, nil
	}
	s := ReadSearch(c)
	s.Whole, s.Page = true, 0
	rows, err := People(v, school, s, c.Today())
	var found []Option
	for _, r := range rows[:min(len(rows), findRows)] {
		found = append(found, Option{string(r.ID), r.Name})
	}
	return found, err
}
