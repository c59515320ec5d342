package news

import (
	"slices"
	"strings"
	"unicode/utf8"

	"preau/base/day"
	"preau/socle/directory"
)

// State is where an article stands. It goes from draft to submitted to
// published; an editor may send it back, and anyone who may write it takes it
// up again.
type State string

// The states. Later is never stored: it is published with an hour to come, so
// that no job is needed to make it visible.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	SentBack  State = "sent_back"
	Later     State = "later"
	Published State = "published"
	Archived  State = "archived"
)

// action is what one does to an article as a whole.
type action string

const (
	submit   action = "submit"
	publish  action = "publish"
	sendBack action = "send_back"
	archive  action = "archive"
	reopen   action = "reopen"
)

// step is a change of state: from which states, to which, and whether it takes
// an editor.
type step struct {
	from   []State
	to     State
	editor bool
}

// steps are the life of an article. Those of an author are for what nobody
// reads yet.
var steps = map[action][]step{
	submit:   {{from: []State{Draft, SentBack}, to: Submitted}},
	publish:  {{from: []State{Draft, Submitted, SentBack, Later}, to: Published, editor: true}},
	sendBack: {{from: []State{Submitted, Later}, to: SentBack, editor: true}},
	archive: {
		{from: []State{Draft, SentBack}, to: Archived},
		{from: []State{Submitted, Later, Published}, to: Archived, editor: true},
	},
	reopen: {
		{from: []State{Submitted}, to: Draft},
		{from: []State{Later, Archived}, to: Draft, editor: true},
	},
}

// next is the state to which a leads from s; ok is false when it does not, or
// when it takes an editor and isEditor is false.
func (s State) next(a action, isEditor bool) (to State, ok bool) {
	for _, x := range steps[a] {
		if slices.Contains(x.from, s) && (isEditor || !x.editor) {
			return x.to, true
		}
	}
	return "", false
}

// writable reports whether the text may be changed: by its author until it is
// validated, by an editor until it is archived.
func (s State) writable(isEditor bool) bool {
	if isEditor {
		return s != Archived
	}
	return s == Draft || s == SentBack || s == Submitted
}

// Policy is what a section does with comments.
type Policy string

// The policies.
const (
	Open      Policy = "open"      // shown as they are written
	Moderated Policy = "moderated" // shown once an editor has accepted them
	Closed    Policy = "closed"    // none
)

// states of a comment.
const (
	shown   = "shown"
	pending = "pending"
	hidden  = "hidden"
)

// first is the state in which a comment begins; those of the section's own
// editors need no other's eye.
func (p Policy) first(isEditor bool) string {
	if p == Moderated && !isEditor {
		return pending
	}
	return shown
}

// Kinds are the people that a section or an article is for.
type Kinds struct {
	Pupils    bool `json:"pupils"`
	Guardians bool `json:"guardians"`
	Staff     bool `json:"staff"`
}

// words of the forms for kinds.
const (
	kindPupils    = "eleves"
	kindGuardians = "responsables"
	kindStaff     = "personnel"
)

// kindsOf are the kinds that a form names.
func kindsOf(names []string) Kinds {
	return Kinds{slices.Contains(names, kindPupils), slices.Contains(names, kindGuardians), slices.Contains(names, kindStaff)}
}

// names are the kinds as a form names them.
func (k Kinds) names() (all []string) {
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

// none reports whether k names nobody.
func (k Kinds) none() bool { return k == Kinds{} }

// and is who is in both.
func (k Kinds) and(o Kinds) Kinds {
	return Kinds{k.Pupils && o.Pupils, k.Guardians && o.Guardians, k.Staff && o.Staff}
}

// roles are the roles of the people of k.
func (k Kinds) roles() (all []directory.Role) {
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

// kindOf is the kind to which a role belongs.
func kindOf(r directory.Role) Kinds {
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

// rows are the rows of the audience table, for the article object of school.
func (a Audience) rows(object, school directory.ID) (rows [][]any) {
	groups := []directory.ID{""}
	if len(a.Groups) > 0 {
		groups = groups[:0]
		for _, g := range a.Groups {
			groups = append(groups, g.ID)
		}
	}
	for _, r := range a.roles() {
		for _, g := range groups {
			rows = append(rows, []any{object, school, r, g})
		}
	}
	return rows
}

// add is the audience with one more of its rows read back.
func (a *Audience) add(role directory.Role, g Group) {
	k := kindOf(role)
	a.Pupils, a.Guardians, a.Staff = a.Pupils || k.Pupils, a.Guardians || k.Guardians, a.Staff || k.Staff
	if g.ID != "" && !slices.Contains(a.Groups, g) {
		a.Groups = append(a.Groups, g)
	}
}

// ids are the ids of the groups.
func (a Audience) ids() (all []string) {
	for _, g := range a.Groups {
		all = append(all, string(g.ID))
	}
	return all
}

// yearOf is the school year of a day, by its September: what retention counts
// from.
func yearOf(d day.Day) string {
	const august = 8
	y, m, _ := d.Date()
	if m < august {
		y--
	}
	return day.New(y, m, 1).String()[:4]
}

// marks takes those of Markdown out of a line.
var marks = strings.NewReplacer("**", "", "__", "", "`", "", "~~", "")

// excerpt is the beginning of a text in Markdown, without its marks, on one line.
func excerpt(md string, length int) string {
	var b strings.Builder
	for line := range strings.Lines(md) {
		line = strings.TrimLeft(strings.TrimSpace(line), "#>-*+ ")
		if line == "" || strings.HasPrefix(line, "![") {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(marks.Replace(line))
	}
	s := b.String()
	if utf8.RuneCountInString(s) <= length {
		return s
	}
	cut := string([]rune(s)[:length])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}
