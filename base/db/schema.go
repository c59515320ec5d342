package db

import (
	"cmp"
	"context"
	"slices"
)

// Table is a table as both engines describe it.
type Table struct {
	Name    string
	Columns []Column // in the order of the table
	Primary []string // the primary key's columns
	Indexes []Index  // sorted by columns
}

// Column is a column of a table.
type Column struct {
	Name       string
	Type       string // TEXT, BIGINT, BOOLEAN, DOUBLE PRECISION…
	NotNull    bool
	References string // the table a foreign key of this column alone or with others leads to, or ""
}

// Index is an index or a UNIQUE constraint, the primary key's aside.
type Index struct {
	Name    string   // "" for a constraint's, which each engine names its own way
	Columns []string // "" for an expression, "x DESC" for a descending one
	Unique  bool
	Partial bool // it has a WHERE
}

// Schema lists the tables by name, alike on both engines: for the laws about
// tables and for golden files. Views, virtual tables and the engines' own tables
// are left out.
func (d *DB) Schema(ctx context.Context) ([]Table, error) {
	var tables []Table
	err := d.Read(ctx, func(t *Tx) (err error) {
		tables, err = d.engine.schema(t)
		return err
	})
	for _, t := range tables {
		slices.SortFunc(t.Indexes, func(a, b Index) int {
			return cmp.Or(slices.Compare(a.Columns, b.Columns), cmp.Compare(a.Name, b.Name))
		})
	}
	return tables, err
}

// scanColumn reads a table's name and a column of it.
func scanColumn(tables *[]Table) func(Row) (struct{}, error) {
	return func(r Row) (none struct{}, err error) {
		var name string
		var c Column
		var key int
		if err := r.Scan(&name, &c.Name, &c.Type, &c.NotNull, &c.References, &key); err != nil {
			return none, err
		}
		if n := len(*tables); n == 0 || (*tables)[n-1].Name != name {
			*tables = append(*tables, Table{Name: name})
		}
		t := &(*tables)[len(*tables)-1]
		if key > 0 {
			t.Primary = slices.Grow(t.Primary, key)[:max(len(t.Primary), key)]
			t.Primary[key-1] = c.Name
			c.NotNull = true // which SQLite does not say of a key of text
		}
		t.Columns = append(t.Columns, c)
		return none, nil
	}
}

// scanIndex reads a table's name and one column of an index of it, the indexes'
// columns following each other.
func scanIndex(tables []Table) func(Row) (struct{}, error) {
	last := ""
	return func(r Row) (none struct{}, err error) {
		var table, id, column string
		var x Index
		if err := r.Scan(&table, &id, &x.Name, &x.Unique, &x.Partial, &column); err != nil {
			return none, err
		}
		i := slices.IndexFunc(tables, func(t Table) bool { return t.Name == table })
		if i < 0 {
			return none, nil
		}
		t := &tables[i]
		if id != last {
			t.Indexes = append(t.Indexes, x)
			last = id
		}
		x = t.Indexes[len(t.Indexes)-1]
		t.Indexes[len(t.Indexes)-1].Columns = append(x.Columns, column)
		return none, nil
	}
}
