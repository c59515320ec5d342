package socle

import (
	"fmt"
	"strings"

	"preau/base/db"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/retention"
	"preau/socle/rights"
)

// Line is a line of the journal with its names put in, for a page.
type Line struct {
	audit.Entry
	Name string // of who acted; empty when they were forgotten
	Text string // "a publié « Portes ouvertes » dans Vie du collège"
}

// Journal reads lines of a school's journal and puts the names in: one query
// for the lines and one for each kind of thing named.
func (v *View) Journal(f audit.Filter) ([]Line, error) {
	entries, err := audit.List(v.tx, f)
	if err != nil {
		return nil, err
	}
	names := map[audit.Ref]string{}
	for _, e := range entries {
		names[audit.Ref{Kind: rights.People.Name, ID: e.Who}] = ""
		for _, r := range e.Refs {
			if r.ID != "" {
				names[audit.Ref{Kind: r.Kind, ID: r.ID}] = ""
			}
		}
	}
	if err := v.call.host.name(v.tx, names); err != nil {
		return nil, err
	}
	lines := make([]Line, len(entries))
	for i, e := range entries {
		lines[i] = Line{e, names[audit.Ref{Kind: rights.People.Name, ID: e.Who}], fill(e, names)}
	}
	return lines, nil
}

func fill(e audit.Entry, names map[audit.Ref]string) string {
	gaps := make([]string, 0, 2*len(e.Refs))
	for i, r := range e.Refs {
		word := r.Word
		if r.ID != "" {
			word = names[audit.Ref{Kind: r.Kind, ID: r.ID}]
		}
		if word == "" {
			word = "(effacé)"
		}
		gaps = append(gaps, fmt.Sprintf("{%d}", i), word)
	}
	return strings.NewReplacer(gaps...).Replace(e.Says) // in one pass: a word may look like a gap
}

// name finds the words for the things of names.
func (h *Host) name(q db.Queryer, names map[audit.Ref]string) error {
	byKind := map[string][]any{}
	for r := range names {
		byKind[r.Kind] = append(byKind[r.Kind], r.ID)
	}
	for kind, ids := range byKind {
		query := h.nameQuery(kind)
		if query == "" {
			continue
		}
		for len(ids) > 0 {
			some := ids[:min(len(ids), 500)]
			ids = ids[len(some):]
			for row, err := range q.Rows(query+` IN (?`+strings.Repeat(`, ?`, len(some)-1)+`)`, some...) {
				var id, word string
				if err == nil {
					err = row.Scan(&id, &word)
				}
				if err != nil {
					return err
				}
				names[audit.Ref{Kind: kind, ID: id}] = word
			}
		}
	}
	return nil
}

func (h *Host) nameQuery(kind string) string {
	if kind == rights.People.Name {
		return `SELECT id, first_name || ' ' || family_name FROM directory_person WHERE id`
	}
	objects := []*rights.Object{rights.Groups, rights.Places}
	for _, a := range h.Apps {
		objects = append(objects, a.Objects...)
	}
	for _, o := range objects {
		if o.Name == kind && o.Label != "" {
			id := o.ID
			if id == "" {
				id = "id"
			}
			return `SELECT ` + id + `, ` + o.Label + ` FROM ` + o.Table + ` WHERE ` + id
		}
	}
	return ""
}

// Names are the names of people by id, in one query for each 500.
func (v *View) Names(ids []directory.ID) (map[directory.ID]string, error) {
	refs := map[audit.Ref]string{}
	for _, id := range ids {
		refs[audit.Ref{Kind: rights.People.Name, ID: string(id)}] = ""
	}
	if err := v.call.host.name(v.tx, refs); err != nil {
		return nil, err
	}
	names := make(map[directory.ID]string, len(refs))
	for r, name := range refs {
		names[directory.ID(r.ID)] = name
	}
	return names, nil
}

// Namer says the names of groups and schools, for a person's own copy of their
// data; of other people it says nothing.
func (c *Call) Namer(v *View) retention.Namer {
	tables := map[string]*rights.Object{rights.Groups.Table: rights.Groups, rights.Places.Table: rights.Places}
	return func(table, id string) string {
		if table == retention.People && id == string(c.Who.ID) {
			return c.Who.Name()
		}
		o := tables[table]
		if o == nil {
			return ""
		}
		ref := audit.Ref{Kind: o.Name, ID: id}
		names := map[audit.Ref]string{ref: ""}
		if err := c.host.name(v.tx, names); err != nil {
			return ""
		}
		return names[ref]
	}
}
