package retention

import (
	"fmt"
	"slices"
	"strings"

	"preau/base/db"
)

// counts are rows removed, by table.
type counts map[string]int64

// remove deletes the rows of a table that a condition chooses, and first those
// that refer to them, which are nothing without them. The condition has been
// narrowed with guard. Columns in it bear their table's name.
func (r *Rules) remove(t *db.Tx, name, where string, args []any, n counts) error {
	where = r.closure(name, where)
	for _, c := range r.refs[name] {
		if c.table == name {
			continue
		}
		chosen := fmt.Sprintf("%s.%s IN (SELECT %s FROM %s WHERE %s)", c.table, c.column, r.key(name), name, where)
		if !c.null {
			if err := r.remove(t, c.table, chosen, args, n); err != nil {
				return err
			}
		} else if _, err := t.Exec(fmt.Sprintf("UPDATE %s SET %s = NULL WHERE %s", c.table, c.column, chosen), args...); err != nil {
			return err
		}
	}
	rows, err := t.Exec("DELETE FROM "+name+" WHERE "+where, args...)
	if err != nil {
		return fmt.Errorf("remove rows of %s: %w", name, err)
	}
	n[name] += rows
	return nil
}

// closure widens a condition, in a table that refers to itself, to the rows that
// refer to those it chooses: the answers to a comment.
func (r *Rules) closure(name, where string) string {
	var joins []string
	for _, c := range r.refs[name] {
		if c.table == name && !c.null {
			joins = append(joins, "below."+c.column+" = above.id")
		}
	}
	if joins == nil {
		return where
	}
	key := r.key(name)
	return fmt.Sprintf(`%[1]s.%[2]s IN (WITH RECURSIVE above (id) AS (SELECT %[2]s FROM %[1]s WHERE %[3]s
		UNION SELECT below.%[2]s FROM %[1]s AS below JOIN above ON %[4]s) SELECT id FROM above)`,
		name, key, where, strings.Join(joins, " OR "))
}

// guard is the condition under which a row may go: neither it nor anything that
// refers to it is of the record or on hold. "" when every row may.
func (r *Rules) guard(name string) string {
	var all []string
	if k, ok := r.keep(name); ok && k.Hold {
		all = append(all, "NOT "+name+".hold")
	}
	for _, c := range r.refs[name] {
		if c.table == name || c.null {
			continue
		}
		refers := fmt.Sprintf("SELECT 1 FROM %s WHERE %s.%s = %s.%s", c.table, c.table, c.column, name, r.key(name))
		if k, _ := r.keep(c.table); k.Record {
			all = append(all, "NOT EXISTS ("+refers+")")
		} else if stays := r.guard(c.table); stays != "" {
			all = append(all, "NOT EXISTS ("+refers+" AND NOT ("+stays+"))")
		}
	}
	return strings.Join(all, " AND ")
}

// guarded narrows a condition to the rows that may go.
func (r *Rules) guarded(name, where string) string {
	if g := r.guard(name); g != "" {
		return where + " AND " + g
	}
	return where
}

// key is the primary key of a table, as a list.
func (r *Rules) key(name string) string { return strings.Join(r.schema[name].Primary, ", ") }

func (r *Rules) keep(name string) (Keep, bool) {
	i := slices.IndexFunc(r.tables, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Keep{}, false
	}
	return r.tables[i].Keep, true
}

// named are the columns that name a person: owners, and whatever refers to
// People.
func (r *Rules) named() (all []ref) {
	for _, t := range r.tables {
		if t.Name == People {
			continue
		}
		for _, o := range t.Owners {
			all = append(all, ref{table: t.Name, column: o})
		}
	}
	return all
}

// list is counts in the order of the tables; children without a Keep, which go
// with their parents, bear no label and come last.
func (r *Rules) list(n counts) (all []Count) {
	for _, t := range r.tables {
		if n[t.Name] > 0 {
			all = append(all, Count{t.Name, t.Label, n[t.Name]})
		}
	}
	for name, rows := range n {
		if _, kept := r.keep(name); !kept && rows > 0 {
			all = append(all, Count{name, "", rows})
		}
	}
	slices.SortStableFunc(all, func(a, b Count) int {
		if (a.Label == "") != (b.Label == "") {
			return len(b.Label) - len(a.Label)
		}
		if a.Label == "" {
			return strings.Compare(a.Table, b.Table)
		}
		return 0
	})
	return all
}
