package article

import (
	"context"
	"slices"

	"preau/base/text"
	"preau/base/ui"
	"preau/socle/directory"
)

// Kinds are the people that a section or an article is for.
type Kinds struct {
	Pupils    bool `json:"pupils"`
	Guardians bool `json:"guardians"`
	Staff     bool `json:"staff"`
}

// Everybody are all of them.
var Everybody = Kinds{true, true, true}

// words of the forms for kinds.
const (
	kindPupils    = "eleves"
	kindGuardians = "responsables"
	kindStaff     = "personnel"
)

// KindsOf are the kinds that a form names.
func KindsOf(names []string) Kinds {
	return Kinds{slices.Contains(names, kindPupils), slices.Contains(names, kindGuardians), slices.Contains(names, kindStaff)}
}

// Names are the kinds as a form names them.
func (k Kinds) Names() (all []string) {
	for _, x := range []struct {
		on   bool
		name string
	}{{k.Pupils, kindPupils}, {k.Guardians, kindGuardians}, {k.Staff, kindStaff}} {
		if x.on {
			all = append(all, x.name)
		}
	}
	return all
}

// Options are the kinds as a form offers them.
func Options(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: kindPupils, Label: text.T(ctx, "news.kind.pupils")},
		{Value: kindGuardians, Label: text.T(ctx, "news.kind.guardians")},
		{Value: kindStaff, Label: text.T(ctx, "news.kind.staff")},
	}
}

// None reports whether k names nobody.
func (k Kinds) None() bool { return k == Kinds{} }

// And is who is in both.
func (k Kinds) And(o Kinds) Kinds {
	return Kinds{k.Pupils && o.Pupils, k.Guardians && o.Guardians, k.Staff && o.Staff}
}

// Not is who is not in k.
func (k Kinds) Not() Kinds { return Kinds{!k.Pupils, !k.Guardians, !k.Staff} }

// Roles are the roles of the people of k.
func (k Kinds) Roles() (all []directory.Role) {
	if k.Pupils {
		all = append(all, directory.Pupil)
	}
	if k.Guardians {
		all = append(all, directory.Guardian)
	}
	if k.Staff {
		all = append(all, directory.Staff...)
	}
	return all
}

// KindOf is the kind to which a role belongs.
func KindOf(r directory.Role) Kinds {
	return Kinds{r == directory.Pupil, r == directory.Guardian, slices.Contains(directory.Staff, r)}
}

// Group is a division, or a group that the school made.
type Group struct {
	ID   directory.ID `json:"id"`
	Name string       `json:"name"`
}

// Audience is who may read an article: the kinds of people, of the whole school
// or of some groups.
type Audience struct {
	Kinds
	Groups []Group `json:"groups,omitempty"`
}

// Rows are the rows of the audience table, for the article object of school.
func (a Audience) Rows(object, school directory.ID) (rows [][]any) {
	groups := []directory.ID{""}
	if len(a.Groups) > 0 {
		groups = groups[:0]
		for _, g := range a.Groups {
			groups = append(groups, g.ID)
		}
	}
	for _, r := range a.Roles() {
		for _, g := range groups {
			rows = append(rows, []any{object, school, r, g})
		}
	}
	return rows
}

// Add is the audience with one more of its rows read back.
func (a *Audience) Add(role directory.Role, g Group) {
	k := KindOf(role)
	a.Pupils, a.Guardians, a.Staff = a.Pupils || k.Pupils, a.Guardians || k.Guardians, a.Staff || k.Staff
	if g.ID != "" && !slices.Contains(a.Groups, g) {
		a.Groups = append(a.Groups, g)
	}
}

// IDs are the ids of the groups.
func (a Audience) IDs() (all []string) {
	for _, g := range a.Groups {
		all = append(all, string(g.ID))
	}
	return all
}

// Whole reports whether the audience is all whom a section for k addresses: what
// only some are told is never public.
func (a Audience) Whole(k Kinds) bool { return a.Kinds == k && len(a.Groups) == 0 }

// Counted is how many people an audience is.
type Counted struct {
	Pupils    int `json:"pupils"`
	Guardians int `json:"guardians"`
	Staff     int `json:"staff"`
}

// Sum is all of them.
func (n Counted) Sum() int { return n.Pupils + n.Guardians + n.Staff }

// Tell says who an audience is: "les 486 élèves et leurs 702 responsables"; n is
// nil for those who need no figures.
func (a Audience) Tell(ctx context.Context, n *Counted) string {
	names := make([]string, len(a.Groups))
	for i, g := range a.Groups {
		names[i] = g.Name
	}
	of := text.ListIn(ctx, names)
	guardians := "guardians"
	if a.Pupils {
		guardians = "their"
	}
	var known Counted
	if n != nil {
		known = *n
	}
	var parts []string
	for _, x := range []struct {
		on   bool
		kind string
		n    int
	}{{a.Pupils, "pupils", known.Pupils}, {a.Guardians, guardians, known.Guardians}, {a.Staff, "staff", known.Staff}} {
		if x.on {
			parts = append(parts, tellKind(ctx, x.kind, of, n != nil, x.n))
		}
	}
	return text.ListIn(ctx, parts)
}

// tellKind is one kind of people: of some groups or of all the school, counted
// or not.
func tellKind(ctx context.Context, kind, of string, counted bool, n int) string {
	key := "news.who." + kind
	switch {
	case of != "" && counted:
		return text.T(ctx, key+".of.n", n, of)
	case of != "":
		return text.T(ctx, key+".of", of)
	case counted:
		return text.T(ctx, key+".n", n)
	}
	return text.T(ctx, key)
}
