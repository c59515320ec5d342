package rights

import (
	"cmp"
	"maps"
	"slices"
)

// shared reaches what was given to an audience of which the span's hat is, and
// what belongs to a team in which the person takes a part that holds the right.
func (g *Grant) shared(s Span, o *Object, alias string) []clause {
	parts := g.right.Parts
	if parts == nil {
		parts = map[string]Reach{Audience: Shared}
	}
	var all []clause
	var whole, own []string
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		switch reach := parts[part]; {
		case part == Audience && o.Share != "":
			all = append(all, g.addressed(s, o, alias))
		case part == Audience || o.Team == "":
		case reach == Self && o.Owner != "":
			own = append(own, part)
		default:
			whole = append(whole, part)
		}
	}
	if len(whole) > 0 {
		all = append(all, g.teamed(s, o, alias, whole))
	}
	if len(own) > 0 {
		c := g.teamed(s, o, alias, own)
		c.where, c.args = alias+`.`+o.Owner+` = ? AND `+c.where, append([]any{g.who.ID}, c.args...)
		all = append(all, c)
	}
	if len(all) == 0 {
		return []clause{{where: never}}
	}
	return all
}

// addressed reaches what has an audience of which the span's hat is.
func (g *Grant) addressed(s Span, o *Object, alias string) clause {
	in, args := list(`a.group_id`, append(g.groups(s), ""))
	return clause{says: "rights.why.audience", where: alias + `.` + cmp.Or(o.ShareOf, o.id()) + ` IN (SELECT a.object FROM ` + o.Share + ` a
		WHERE a.school = ? AND a.role IN ('*', ?) AND ` + in + `)`, args: append([]any{s.Tie.School, s.Tie.Role}, args...)}
}

// teamed reaches what has a team in which the person, or the span's role, takes
// one of parts.
func (g *Grant) teamed(s Span, o *Object, alias string, parts []string) clause {
	in, args := list(`a.part`, parts)
	return clause{
		says: "rights.why.team", where: alias + `.` + cmp.Or(o.TeamOf, o.id()) + ` IN (SELECT a.object FROM ` + o.Team + ` a
		WHERE a.school = ? AND a.role IN ('*', ?) AND a.person IN ('', ?) AND ` + in + `)`,
		args: append([]any{s.Tie.School, s.Tie.Role, g.who.ID}, args...),
	}
}
