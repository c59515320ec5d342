package retention

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/base/db"
)

// personal are names of columns that name a person; so do those that begin with
// "by_" or end in "_by" or "_person". A column that refers to People does under
// any name.
var personal = []string{
	"person", "pupil", "guardian", "teacher", "author", "owner", "who", "by", "sender", "recipient", "reader", "editor", "signer",
}

func namesPerson(c db.Column) bool {
	if c.References != "" {
		return c.References == People
	}
	return c.Type == "TEXT" && (slices.Contains(personal, c.Name) || strings.HasPrefix(c.Name, "by_") ||
		strings.HasSuffix(c.Name, "_by") || strings.HasSuffix(c.Name, "_person"))
}

// Check refuses a schema in which personal data is forgotten: a table that names
// a person and has no Keep, a Keep that is not complete, or that has no table.
// The error joins all there is to mend.
func Check(schema []db.Table, keeps map[string]Keep) error {
	_, err := New(schema, keeps)
	return err
}

// New checks the Keeps of a schema, as Check does, and makes the rules.
func New(schema []db.Table, keeps map[string]Keep) (*Rules, error) {
	r := &Rules{schema: map[string]db.Table{}, refs: map[string][]ref{}}
	var errs []error
	for _, t := range schema {
		r.schema[t.Name] = t
		for _, c := range t.Columns {
			if c.References != "" {
				r.refs[c.References] = append(r.refs[c.References], ref{t.Name, c.Name, !c.NotNull})
			}
		}
	}
	for _, t := range schema {
		k, kept := keeps[t.Name]
		if i := slices.IndexFunc(t.Columns, namesPerson); t.Name == People && !kept {
			errs = append(errs, fmt.Errorf("table %s has no Keep", t.Name))
		} else if i >= 0 && !kept {
			errs = append(errs, fmt.Errorf("table %s names a person (%s) and has no Keep", t.Name, t.Columns[i].Name))
		}
		if kept {
			for _, says := range r.wrong(t, k) {
				errs = append(errs, fmt.Errorf("table %s: %s", t.Name, says))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(keeps)) {
		if _, ok := r.schema[name]; !ok {
			errs = append(errs, fmt.Errorf("there is a Keep for %s, and no such table", name))
		}
	}
	errs = append(errs, r.order(keeps))
	err := errors.Join(errs...)
	if err == nil {
		err = r.selves()
	}
	if err != nil {
		return nil, fmt.Errorf("check what is kept about people:\n%w", err)
	}
	return r, nil
}

// selves refuses tables that refer to themselves and in which a row may have to
// stay: whether the rows above it may go would take walking the whole tree.
func (r *Rules) selves() error {
	var errs []error
	for _, t := range r.tables {
		itself := slices.ContainsFunc(r.refs[t.Name], func(c ref) bool { return c.table == t.Name && !c.null })
		if itself && (t.Hold || t.Record || r.guard(t.Name) != "") {
			errs = append(errs, fmt.Errorf("table %s refers to itself, and the record or a hold may keep some of its rows", t.Name))
		}
	}
	return errors.Join(errs...)
}

// wrong says what a Keep lacks.
func (r *Rules) wrong(t db.Table, k Keep) (says []string) {
	no := func(bad bool, format string, args ...any) {
		if bad {
			says = append(says, fmt.Sprintf(format, args...))
		}
	}
	no(len(k.Owners) == 0, "Owners is empty")
	no(len(t.Primary) == 0, "it has no primary key")
	for _, o := range k.Owners {
		no(typeOf(t, o) != "TEXT", "its owner %s is no column of text", o)
	}
	for _, c := range t.Columns {
		no(namesPerson(c) && !slices.Contains(k.Owners, c.Name), "the column %s names a person and is not among its Owners", c.Name)
	}
	no(k.Why == "", "it has no Why: the ground for the register")
	no(k.Label == "", "it has no Label: the title in the export")
	for _, c := range slices.Sorted(maps.Keys(k.Columns)) {
		no(typeOf(t, c) == "", "Columns names %s, which is no column", c)
	}
	no(k.Hold && typeOf(t, "hold") != "BOOLEAN", "it may be put on hold and has no BOOLEAN column hold")
	return append(append(says, wrongTime(t, k)...), wrongOthers(t, k)...)
}

// wrongTime says what is wrong with From, At and For.
func wrongTime(t db.Table, k Keep) (says []string) {
	want := ""
	switch k.From {
	case Written, Closed:
		want = "BIGINT"
	case EndOfYear:
		want = "TEXT"
	case Left:
		if k.At != "" {
			says = append(says, "From Left reads no column: At must be empty")
		}
	default:
		says = append(says, fmt.Sprintf("From is %q: want EndOfYear, Left, Closed or Written", k.From))
	}
	if want != "" && typeOf(t, k.at()) != want {
		says = append(says, fmt.Sprintf("At is %q: From %s reads a column of type %s", k.at(), k.From, want))
	}
	if p := k.For; p.Years < 0 || p.Months < 0 || p.Days < 0 {
		says = append(says, "For is negative")
	} else if p == (Period{}) && !k.Record && k.From != EndOfYear {
		says = append(says, "For is zero")
	}
	return says
}

// wrongOthers says what is wrong with the policy for the other owners.
func wrongOthers(t db.Table, k Keep) (says []string) {
	if len(k.Owners) < 2 {
		return nil
	}
	switch k.Others {
	case Stay:
	case Drop:
		if k.Record {
			says = append(says, "Others is Drop, and rows of the record are not dropped")
		}
	case Blank:
		for _, o := range k.Owners[1:] {
			if slices.Contains(t.Primary, o) {
				says = append(says, fmt.Sprintf("Others is Blank, and the owner %s is in the primary key", o))
			} else if c, _ := column(t, o); c.References != "" && c.NotNull {
				says = append(says, fmt.Sprintf("Others is Blank, and the owner %s refers to %s without NULL allowed", o, c.References))
			}
		}
	default:
		says = append(says, fmt.Sprintf("it has several Owners and Others is %q: want Blank, Stay or Drop", k.Others))
	}
	return says
}

// order puts the tables that refer to others before them, and refuses what could
// not be deleted in any order.
func (r *Rules) order(keeps map[string]Keep) error {
	var errs []error
	const begun, ended = 1, 2
	state := map[string]int{}
	var visit func(name string)
	visit = func(name string) {
		state[name] = begun
		for _, c := range r.refs[name] {
			if c.table != name && state[c.table] == begun {
				errs = append(errs, fmt.Errorf("the tables %s and %s refer to each other", c.table, name))
			} else if state[c.table] == 0 {
				visit(c.table)
			}
			if _, kept := keeps[name]; kept && len(r.schema[name].Primary) != 1 {
				errs = append(errs, fmt.Errorf("table %s: %s refers to it, and its primary key is not one column", name, c.table))
			}
		}
		state[name] = ended
		if k, kept := keeps[name]; kept {
			r.tables = append(r.tables, Table{name, k})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.schema)) {
		if state[name] == 0 {
			visit(name)
		}
	}
	// People are named without a foreign key too, and go when nothing names them.
	slices.SortStableFunc(r.tables, func(a, b Table) int {
		switch {
		case a.Name == People:
			return 1
		case b.Name == People:
			return -1
		}
		return 0
	})
	return errors.Join(errs...)
}

// at is the column that From reads, "" for Left.
func (k Keep) at() string {
	if k.From == EndOfYear && k.At == "" {
		return "year"
	}
	return k.At
}

func column(t db.Table, name string) (db.Column, bool) {
	i := slices.IndexFunc(t.Columns, func(c db.Column) bool { return c.Name == name })
	if i < 0 {
		return db.Column{}, false
	}
	return t.Columns[i], true
}

// typeOf is a column's type, "" when there is no such column.
func typeOf(t db.Table, name string) string {
	c, _ := column(t, name)
	return c.Type
}
