package socle

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"preau/base/db"
	"preau/socle/retention"
	"preau/socle/rights"
)

// Check reports what the applications forgot to declare, all at once.
func (h *Host) Check() error {
	var errs []error
	seen := map[string]string{}
	for _, a := range h.Apps {
		errs = append(errs, a.Check())
		for _, r := range a.Routes {
			key := r.Method + " " + r.Pattern
			if other, ok := seen[key]; ok {
				errs = append(errs, fmt.Errorf("%s: %s is a route of %s already", a.Name, key, other))
			}
			seen[key] = a.Name
		}
	}
	return errors.Join(errs...)
}

// Check reports what an application forgot to declare.
func (a *App) Check() error {
	var errs []error
	miss := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf(a.Name+": "+format, args...))
	}
	if a.Name == "" || a.Title == "" || len(a.Paths) == 0 {
		miss("an application has a name, a title and paths")
	}
	for _, r := range a.Routes {
		a.checkRoute(r, miss)
	}
	for _, r := range a.Rights {
		if !strings.HasPrefix(r.Name, a.Name+".") || r.Says == "" || len(r.Give) == 0 {
			miss("right %q is not named %s.…, or does not say what it is for, or is given to nobody", r.Name, a.Name)
		}
		for role, max := range r.Max {
			if !r.Give[role].Within(max) {
				miss("right %q gives %s more than its Max", r.Name, role)
			}
		}
	}
	for _, l := range a.Links {
		if l.Right == nil || l.Says == "" || l.Icon == "" {
			miss("link %q has no right, no words or no icon", l.Path)
		}
	}
	for _, w := range a.Widgets {
		if w.Right == nil || w.Draw == nil || w.Link == "" {
			miss("widget %q has no right, draws nothing or has no link", w.Name)
		}
	}
	for _, text := range scripts(a.Schema) {
		a.checkSQL(text, miss)
	}
	return errors.Join(errs...)
}

func (a *App) checkRoute(r Route, miss func(string, ...any)) {
	name := r.Method + " " + r.Pattern
	switch {
	case r.run == nil:
		miss("route %q was not made by Show, Do, Give or Live", name)
	case r.Right == nil:
		miss("route %q names no right", name)
	case r.Right != rights.Public && r.Right != rights.Known && !slices.Contains(a.Rights, r.Right):
		miss("route %q asks for the right %q, which is not the application's", name, r.Right.Name)
	case r.On.Object != nil && !strings.Contains(r.Pattern, "{"+r.On.Param+"}"):
		miss("route %q does not name {%s}", name, r.On.Param)
	case r.On.Object == nil && r.Right != rights.Public && strings.Contains(strings.ReplaceAll(r.Pattern, "{$}", ""), "{"):
		miss("route %q has a word in its path and does not say on what its right is asked", name)
	case r.form != nil && r.Method != "POST":
		miss("route %q writes, and is not a POST", name)
	case r.form == nil && r.Method != "GET":
		miss("route %q reads, and is not a GET", name)
	}
	if !slices.ContainsFunc(a.Paths, func(p string) bool {
		return r.Pattern == p || strings.HasPrefix(r.Pattern, strings.TrimSuffix(p, "/")+"/")
	}) {
		miss("route %q stands below none of %v", name, a.Paths)
	}
	if r.form != nil && r.form.NumField() > 0 && !slices.ContainsFunc(a.Routes, func(g Route) bool {
		return g.Method == "GET" && g.Pattern == r.back
	}) {
		miss("route %q: no page %q to show the form again on", name, r.back)
	}
}

var (
	createTable = regexp.MustCompile(`(?i)CREATE (?:TABLE|UNIQUE INDEX|INDEX) (\w+)`)
	references  = regexp.MustCompile(`(?i)REFERENCES (\w+)`)
	// tableName finds the tables that a statement reads or writes.
	tableName = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+([a-z]+_[a-z_]+)`)
)

// ground are the prefixes of the tables that every application may read.
var ground = []string{"directory_", "school_"}

func (a *App) checkSQL(text string, miss func(string, ...any)) {
	for _, m := range createTable.FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(m[1], a.Name+"_") {
			miss("table or index %s is not named %s_…", m[1], a.Name)
		}
	}
	for _, m := range references.FindAllStringSubmatch(text, -1) {
		if !a.mayName(m[1]) {
			miss("the schema refers to %s, another's table", m[1])
		}
	}
}

// ForeignTables are the tables named in source, a text of Go or SQL, that are
// neither the application's own nor the ground's.
func (a *App) ForeignTables(source string) []string {
	var all []string
	for _, m := range tableName.FindAllStringSubmatch(source, -1) {
		if !a.mayName(m[1]) && !slices.Contains(all, m[1]) {
			all = append(all, m[1])
		}
	}
	return all
}

func (a *App) mayName(table string) bool {
	return strings.HasPrefix(table, a.Name+"_") || slices.ContainsFunc(ground, func(g string) bool {
		return strings.HasPrefix(table, g)
	})
}

func scripts(schema fs.FS) (texts []string) {
	if schema == nil {
		return nil
	}
	names, err := fs.Glob(schema, "migrations/*.sql")
	if err != nil {
		return nil
	}
	for _, n := range names {
		if b, err := fs.ReadFile(schema, n); err == nil {
			texts = append(texts, string(b))
		}
	}
	return texts
}

// Tables are the Keep of every table, the socle's own and the applications', by
// name.
func Tables(apps []*App) []retention.Table {
	var all []retention.Table
	keeps := Keeps(apps)
	for _, name := range slices.Sorted(maps.Keys(keeps)) {
		all = append(all, retention.Table{Name: name, Keep: keeps[name]})
	}
	return all
}

// Keeps are the same by table.
func Keeps(apps []*App) map[string]Keep {
	all := Ground()
	for _, a := range apps {
		maps.Copy(all, a.Keep)
	}
	return all
}

// CheckKeeps reports the tables that name a person and do not say how long they
// are kept, from the real schema.
func (h *Host) CheckKeeps(schema []db.Table) error {
	return retention.Check(schema, Keeps(h.Apps))
}
