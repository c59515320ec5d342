package house

import (
	"cmp"
	"slices"
)

// Laws gives every finding over a tree, in the order of paths and lines.
func Laws(t *Tree, banned []Banned) []Finding {
	found := slices.Concat(Floors(t), Limits(t), Comments(t), Unfinished(t), Synonyms(t, banned), Names(t), Assertions(t))
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Law, b.Law))
	})
	return found
}
