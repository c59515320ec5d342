package backup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/base/db"
)

// own are the tables that a backup does not hold: what is true of a place, not
// of the platform in it.
var own = []string{"base_migration", "backup_restore"}

// isOwn reports whether a migration is this package's.
func isOwn(m Migration) bool { return m.App == Schema.Name }

// plan is a table to be copied and the query that reads it.
type plan struct {
	Table
	query string
	ended int // the column of the instant a session ended at, or -1
}

// plans lists the tables, each after those it refers to.
func plans(ctx context.Context, d *db.DB) ([]plan, error) {
	tables, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	tables = slices.DeleteFunc(tables, func(t db.Table) bool { return slices.Contains(own, t.Name) })
	if tables, err = ordered(tables); err != nil {
		return nil, err
	}
	all := make([]plan, len(tables))
	for i, t := range tables {
		if all[i], err = planned(t); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return all, nil
}

// ordered puts each table after those its foreign keys lead to.
func ordered(tables []db.Table) ([]db.Table, error) {
	var out []db.Table
	placed := map[string]bool{}
	ready := func(t db.Table) bool {
		return !slices.ContainsFunc(t.Columns, func(c db.Column) bool {
			return c.References != "" && c.References != t.Name && !placed[c.References]
		})
	}
	for len(tables) > 0 {
		i := slices.IndexFunc(tables, ready)
		if i < 0 {
			return nil, fmt.Errorf("tables refer to each other in a ring, %s among them", tables[0].Name)
		}
		placed[tables[i].Name] = true
		out = append(out, tables[i])
		tables = slices.Delete(tables, i, i+1)
	}
	return out, nil
}

func planned(t db.Table) (plan, error) {
	p := plan{Table: Table{Name: t.Name}, ended: -1}
	var names, self []string
	for i, c := range t.Columns {
		switch c.Type {
		case words, whole, truth, decimal:
		default:
			return p, fmt.Errorf("column %s: a backup holds no %s", c.Name, c.Type)
		}
		if c.References == t.Name {
			self = append(self, c.Name)
		}
		if t.Name == "signin_session" && c.Name == "ended_at" {
			p.ended = i
		}
		names = append(names, "t."+c.Name)
		p.Columns = append(p.Columns, Column{c.Name, c.Type})
	}
	p.query = "SELECT " + strings.Join(names, ", ") + " FROM " + t.Name + " AS t"
	if len(self) > 0 {
		return p, p.byDepth(t, self)
	}
	if len(t.Primary) > 0 {
		p.query += " ORDER BY t." + strings.Join(t.Primary, ", t.")
	}
	return p, nil
}

// byDepth has the rows of a table that refers to itself read after the rows
// they refer to, as they must be put back.
func (p *plan) byDepth(t db.Table, self []string) error {
	if len(self) > 1 || len(t.Primary) != 1 {
		return fmt.Errorf("columns %s refer to the table itself: a backup orders one such column, and a key of one column", strings.Join(self, ", "))
	}
	up, key := self[0], t.Primary[0]
	p.query = fmt.Sprintf(`WITH RECURSIVE walk (id, depth) AS (
			SELECT %[1]s, CAST(0 AS BIGINT) FROM %[3]s WHERE %[2]s IS NULL OR %[2]s = %[1]s
			UNION ALL SELECT c.%[1]s, walk.depth + 1 FROM %[3]s AS c JOIN walk ON c.%[2]s = walk.id WHERE c.%[2]s <> c.%[1]s)
		`, key, up, t.Name) + p.query + ` JOIN walk ON walk.id = t.` + key + ` ORDER BY walk.depth, t.` + key
	return nil
}
