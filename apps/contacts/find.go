package contacts

import (
	"net/url"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// List is the list of people, or of those found.
type List struct {
	Query  string         `json:"query"`
	Kind   Kind           `json:"kind"` // "" when all that was found is shown
	Kinds  []Kind         `json:"kinds"`
	Group  directory.ID   `json:"group"`
	Groups []Group        `json:"groups"` // those one may choose from
	Role   directory.Role `json:"role"`   // of the team
	Lines  []Line         `json:"lines"`
	Next   string         `json:"next"` // where the next page begins, empty at the end
}

// find gives a page of the list: thirty people at most, in seven queries at most.
func find(c *socle.Call, v *socle.View) (List, error) {
	s, err := scopes(c, v)
	if err != nil {
		return List{}, err
	}
	l := List{Query: strings.TrimSpace(c.Query("q")), Kinds: s.kinds(), Kind: Kind(c.Query("qui"))}
	if l.Groups, err = s.groups(); err != nil {
		return l, err
	}
	l.choose(c)
	f := filter{kind: l.Kind, words: text.Words(l.Query), group: l.Group, role: l.Role, after: c.Query("apres"), limit: perPage + 1}
	if len(f.words) == 0 && l.Query != "" {
		return l, nil // a query without a letter finds nobody
	}
	if l.Lines, err = s.lines(f); err != nil {
		return l, err
	}
	if len(l.Lines) > perPage {
		l.Lines = l.Lines[:perPage]
		last := l.Lines[perPage-1]
		l.Next = string(last.Person) + "~" + string(last.Role)
	}
	return l, s.fill(l.Lines)
}

// choose settles what the address asks for among what the reader is offered.
func (l *List) choose(c *socle.Call) {
	if l.Kind != "" && !slices.Contains(l.Kinds, l.Kind) || l.Kind == "" && l.Query == "" {
		l.Kind = l.Kinds[0]
	}
	if g := directory.ID(c.Query("groupe")); slices.ContainsFunc(l.Groups, func(x Group) bool { return x.ID == g }) {
		l.Group = g
	}
	if r := directory.Role(c.Query("fonction")); l.Kind == Team && isStaff(r) {
		l.Role = r
	}
}

// path is the address of this list with one thing changed.
func (l List) path(kind Kind, after string) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("q", l.Query)
	set("qui", string(kind))
	set("groupe", string(l.Group))
	if kind == Team {
		set("fonction", string(l.Role))
	}
	set("apres", after)
	if len(q) == 0 {
		return "/annuaire"
	}
	return "/annuaire?" + q.Encode()
}

// scope is what the reader may find, in the school of their hat.
type scope struct {
	c                                    *socle.Call
	school                               directory.ID
	people, team, guardians, pictureView *socle.View // nil: nobody
}

func scopes(c *socle.Call, v *socle.View) (scope, error) {
	s := scope{c: c, school: v.School(), people: v}
	var err error
	if s.team, err = under(v, findStaff); err != nil {
		return s, err
	}
	if s.guardians, err = under(v, readGuardians); err != nil {
		return s, err
	}
	s.pictureView, err = under(v, readPictures)
	return s, err
}

// kinds are the parts of the list that the reader is offered.
func (s scope) kinds() []Kind {
	all := []Kind{Pupils}
	if s.team != nil {
		all = append(all, Team)
	}
	if s.guardians != nil && s.widely(readGuardians) {
		all = append(all, Guardians)
	}
	// A family looks for a teacher first.
	if len(all) > 1 && s.c.Is(directory.Guardian, directory.Pupil, directory.Agent) {
		all[0], all[1] = all[1], all[0]
	}
	return append(all, Favourites)
}

// widely reports whether a right of the reader goes further than their own.
func (s scope) widely(r *rights.Right) bool {
	return slices.ContainsFunc(s.c.Spans(r), func(x rights.Span) bool {
		return x.Tie.School == s.school && !x.Reach.Within(rights.Wards)
	})
}

// search is the plug of the search of the whole site.
func search(c *socle.Call, v *socle.View, words []string, limit int) ([]socle.Hit, error) {
	s, err := scopes(c, v)
	if err != nil {
		return nil, err
	}
	lines, err := s.lines(filter{words: words, limit: limit})
	if err == nil {
		err = s.fill(lines)
	}
	hits := make([]socle.Hit, 0, len(lines))
	for _, l := range lines {
		hits = append(hits, socle.Hit{Title: l.Name(), Sub: about(c, l), Path: l.Path(), Icon: "gens", Person: l.Person})
	}
	return hits, err
}

// about says who a line is: "élève, 4e B", "professeur, mathématiques",
// "assistant d’éducation".
func about(c *socle.Call, l Line) string {
	role := words.T(c, "rights.role."+string(l.Role))
	switch {
	case len(l.Wards) > 0:
		return words.T(c, "contacts.guardian_of", text.ListIn(c, l.Wards))
	case l.Division != "":
		return role + ", " + l.Division
	case l.Title == "":
		return role
	case l.Role == directory.Teacher:
		return role + ", " + text.Small(l.Title)
	}
	return text.Small(l.Title)
}
