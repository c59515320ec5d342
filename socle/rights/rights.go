// Package rights answers one question: may this person do this, here?
//
// The answer is not a boolean, which can be ignored, but a [Grant], without
// which the socle opens no transaction and a store function cannot be called.
package rights

import (
	"cmp"
	"embed"
	"errors"

	"preau/base/day"
	"preau/socle/directory"
)

//go:embed migrations
var schema embed.FS

// Schema holds the migrations of the tables of rules.
var Schema = schema

// ErrDenied is what a person gets who may not. Its page is the one of "not
// found": a refusal must not tell that the thing exists.
var ErrDenied = errors.New("rights: denied")

// Reach says how far a right goes.
type Reach string

// From nobody to every school of the platform.
const (
	Nobody    Reach = "nobody"
	Self      Reach = "self"       // the person alone, and what is theirs
	Wards     Reach = "wards"      // the pupils the person answers for
	MyGroups  Reach = "my_groups"  // the groups the person belongs to, and their members
	MyCourses Reach = "my_courses" // the groups the person teaches or leads, and their pupils
	Shared    Reach = "shared"     // what an audience that the person is of was given
	School    Reach = "school"     // all of the school in which the person has the role
	Platform  Reach = "platform"   // every school
)

// order is how a reach compares with another when a rule widens one.
var order = map[Reach]int{"": 0, Nobody: 0, Self: 1, Wards: 2, Shared: 3, MyCourses: 4, MyGroups: 5, School: 6, Platform: 7}

// Within reports whether r goes no further than limit.
func (r Reach) Within(limit Reach) bool { return order[r] <= order[limit] }

// Right is one thing an application lets people do.
type Right struct {
	Name string // "news.write": the application, a dot, a verb
	Says string // in French, for the screens, the journal and the why: "écrire des actualités"
	Give map[directory.Role]Reach
	Max  map[directory.Role]Reach // what a head may widen it to; a role left out stays at Give
	Log  bool                     // reading under this right is journalised too
	// Parts says who holds the right on what is Shared: each part that one may take
	// in the object's team ("editor"), and how far it goes: Shared for whatever the
	// team has, Self only for what its Owner column says is one's own. The part
	// Audience stands for the object's audience; nil means the audience alone.
	Parts map[string]Reach
}

// Audience is the part of those to whom a thing is addressed, in Right.Parts.
const Audience = "*"

// Public is the right everyone has, signed in or not. A route must name it.
var Public = &Right{Name: "public", Says: "tout le monde"}

// Known is the right everyone has who is signed in.
var Known = &Right{Name: "known", Says: "toute personne connectée", Give: everyRole(Self)}

func everyRole(r Reach) map[directory.Role]Reach {
	all := map[directory.Role]Reach{}
	for _, role := range directory.Roles {
		all[role] = r
	}
	return all
}

// Everyone gives the same reach to every role.
func Everyone(r Reach) map[directory.Role]Reach { return everyRole(r) }

// Limit is the furthest that a rule may take r for role.
func (r *Right) Limit(role directory.Role) Reach {
	if max, ok := r.Max[role]; ok && r.Give[role].Within(max) {
		return max
	}
	return r.Give[role]
}

// Object is a kind of thing that rights are asked on: a table and the columns
// that say whose a row is. Check, Within and Why are derived from it. The names
// are SQL identifiers written in the code, never data.
type Object struct {
	Name   string // "news.section", the word of the journal
	Table  string
	ID     string // the column that names a row; "id" when empty
	School string // the column of its school, or empty
	Owner  string // the column of the person whose it is, or empty
	Group  string // the column of the group it belongs to, or empty
	People bool   // rows are people themselves: groups reach them by membership
	Share  string // the table of its audiences (object, school, role, group_id), or empty
	// ShareOf is the column that names the thing whose audience it has, such as the
	// article of a picture; empty when it has one of its own.
	ShareOf string
	// Team is the table of those who take a part in it (object, school, part, role,
	// person), or empty. A row names a role, with an empty person, or a person, with
	// the role '*'.
	Team   string
	TeamOf string // the column that names the thing whose team it has, such as the section of an article
	Label  string // the column shown in the journal
}

// Key is the column that names a row.
func (o *Object) Key() string { return cmp.Or(o.ID, "id") }

func (o *Object) id() string { return o.Key() }

// The objects of the directory.
var (
	People = &Object{Name: "person", Table: "directory_tie", ID: "person", School: "school", Owner: "person", People: true}
	Groups = &Object{Name: "group", Table: "directory_group", School: "school", Group: "id", Label: "name"}
	Places = &Object{Name: "school", Table: "directory_school", School: "id", Label: "name"}
)

// Rule overlays what a right gives: a head widens it, within Max, or narrows it
// for a role of the school or for one person, for a time.
type Rule struct {
	ID          string
	School      directory.ID
	Role        directory.Role // or
	Person      directory.ID
	Right       string
	Reach       Reach
	From, Until day.Day // empty: from the start, without end
	By          directory.ID
	At          int64
}

func (r Rule) holds(today day.Day) bool {
	return (r.From == "" || r.From <= today) && (r.Until == "" || today <= r.Until)
}

// Grant is the proof that who holds right on On. Only this package makes one
// that Valid accepts.
type Grant struct {
	who   *directory.Person
	right *Right
	on    directory.ID
	// school is the school of what the grant is on, or of the hat that lists.
	school directory.ID
	spans  []Span
}

// Span is how far one hat reaches under a right.
type Span struct {
	Tie   directory.Tie
	Reach Reach
	Rule  *Rule // the rule that says so, nil when it is the right's own
}

// On is what was granted: the only way for a query to learn an id.
func (g *Grant) On() directory.ID { return g.on }

// Who holds the grant.
func (g *Grant) Who() *directory.Person { return g.who }

// Right is the right held.
func (g *Grant) Right() *Right { return g.right }

// School is the school that the grant is in.
func (g *Grant) School() directory.ID { return g.school }

// Valid reports whether the grant was made by this package.
func (g *Grant) Valid() bool { return g != nil && g.right != nil }

// Schools are the schools in which the grant reaches everybody; all is true
// when it reaches every school.
func (g *Grant) Schools() (ids []directory.ID, all bool) {
	for _, s := range g.spans {
		switch s.Reach {
		case Platform:
			return nil, true
		case School:
			ids = append(ids, s.Tie.School)
		}
	}
	return ids, false
}
