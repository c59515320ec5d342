package feed

import "slices"

// Part names what a record tells of somebody in a delivery of changes; nil is
// all of it. What is not named stays as the directory has it. A list that is
// named is whole: who or what is no longer in it goes. A word that is named and
// empty erases no more than in a complete feed.
//
// A name is that of the record's field: "MEF", "Links". The references of groups
// are named by kind, since files give them apart: see [Part.Says].
type Part []string

// Whole is the name that says that a record, of whatever else it is a part, tells
// enough of somebody to make them when they are new.
const Whole = "Whole"

// Changed is the part of a record that tells nothing yet: names are added to it.
func Changed() Part { return Part{"Key"} }

// Says tells whether the record tells a field.
func (p Part) Says(name string) bool { return p == nil || slices.Contains(p, name) }

// SaysOf tells whether the record tells the groups of a kind in a field:
// "Groups", "Teaches", "Courses".
func (p Part) SaysOf(name, kind string) bool { return p.Says(Of(name, kind)) }

// Of is the name of a field's groups of one kind.
func Of(name, kind string) string { return name + "." + kind }

// With is what two records of one person tell together.
func (p Part) With(other Part) Part {
	if p == nil || other == nil {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(p, other))))
}

// Gone is somebody of whom a delivery of changes says that they left the schools
// where they were as Kind says: one, or all where School is empty. With the code
// of a function they leave that place alone.
type Gone struct {
	Place
	Kind, Key, School, Code string
}

func (*Gone) record() {}
