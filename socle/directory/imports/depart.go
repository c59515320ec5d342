package imports

import (
	"maps"
	"slices"

	"preau/socle/directory/feed"
)

// tells tells whether a part of what somebody of the feed has is told as a whole,
// so that what is not in it goes.
func (p *plan) tells(kind, key, part string) bool {
	if !p.run.Delta {
		return p.run.Complete && p.unit.covered && p.covers(kind)
	}
	if v := p.pupils[key]; v != nil && kind == feed.KindPupil {
		return v.Part.Says(part)
	}
	v := p.staff[key]
	return v != nil && kind == feed.KindStaff && v.Part.Says(part)
}

// kindsOfGroups are the kinds of the school's groups.
func (p *plan) kindsOfGroups() map[string]string {
	all := make(map[string]string, len(p.groups))
	for k, g := range p.groups {
		all[g.id] = k.kind
	}
	return all
}

// tellsMember tells whether it is told as a whole in which groups somebody is,
// as what a member is. Whoever has a course of a group stays in it.
func (p *plan) tellsMember(kind string, m member) bool {
	if !p.run.Delta {
		return p.tells(kind, "", "")
	}
	key, of := p.keysByPerson()[m.person], p.kindsOfGroups()[m.group]
	switch m.part {
	case "pupil":
		return p.tells(kind, key, feed.Of("Groups", of))
	case "form_teacher":
		return p.tells(kind, key, "FormOf")
	}
	if !p.tells(kind, key, feed.Of("Courses", of)) {
		for c := range p.courses {
			if c.group == m.group && c.teacher == m.person {
				return false
			}
		}
	}
	return p.tells(kind, key, feed.Of("Teaches", of))
}

// hats are the roles of somebody of the staff. Those of whom a delivery of
// changes does not tell what they do keep what they have.
func (p *plan) hats(v *feed.Staff, id string) map[string]string {
	now := hats(v, p.unit.key)
	if v.Part.Says("Functions") {
		return now
	}
	kept := map[string]string{}
	for k := range p.ties {
		if k.person == id && kindOfRole(k.role) == feed.KindStaff {
			kept[k.role] = ""
		}
	}
	if told := slices.ContainsFunc(v.Functions, func(f feed.Function) bool { return f.School == p.unit.key }); told || len(kept) == 0 {
		maps.Copy(kept, now)
	}
	return kept
}

// depart lists who a delivery of changes says is gone: from the school, or from
// one of the places that they have in it.
func (p *plan) depart() {
	keys := map[string]string{}
	for key, id := range p.scene.byKey {
		keys[id] = max(keys[id], key)
	}
	var gone []tieKey
	present, staying := map[string]bool{}, map[string]bool{}
	for _, k := range slices.SortedFunc(maps.Keys(p.ties), compareTies) {
		t, key, kind := p.ties[k], keys[k.person], kindOfRole(k.role)
		_, wanted := p.want[k]
		mine := t.source == p.run.Source && t.leaving == ""
		if mine {
			present[k.person] = true
		}
		unsaid := kind == feed.KindStaff && p.staff[key] != nil && p.tells(kind, key, "Functions")
		if mine && !wanted && !p.safe[k.person] && (p.departed[[2]string{kind, key}] || p.departed[[2]string{kind + " " + k.role, key}] || unsaid) {
			gone = append(gone, k)
			continue
		}
		staying[k.person] = staying[k.person] || t.leaving == ""
	}
	away := map[string]bool{}
	for _, k := range gone {
		away[k.person] = !staying[k.person]
	}
	for k := range p.want {
		delete(away, k.person)
	}
	maps.DeleteFunc(away, func(_ string, leaves bool) bool { return !leaves })
	p.held = len(away) > fewGone && len(away)*100 > HeldShare*len(present)
	p.part(gone, away)
}
