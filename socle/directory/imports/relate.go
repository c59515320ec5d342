package imports

import (
	"maps"
	"slices"
	"strings"

	"preau/base/db"
	"preau/socle/directory/feed"
)

// guardians compares who answers for each pupil. Two separated parents have
// equal access unless the record says otherwise: who is only a contact sees
// nothing, legal guardians and persons in charge see alike; what the school
// itself decided (why_not) stands.
func (p *plan) guardians() {
	keys := p.keysByPerson()
	for _, key := range slices.Sorted(maps.Keys(p.pupils)) {
		pupil := p.id[key]
		if pupil == "" {
			continue
		}
		named := map[string]bool{}
		for _, l := range p.pupils[key].Links {
			guardian := p.id[l.Guardian]
			if l.Guardian == key || guardian == "" || guardian == pupil {
				continue
			}
			named[guardian] = true
			p.linkTo(keys, [2]string{pupil, guardian}, l)
		}
		if !p.run.Delta && p.run.Complete && p.covers(feed.KindGuardian) || p.run.Delta && p.tells(feed.KindPupil, key, "Links") {
			p.unlink(keys, pupil, named, p.pupils[key].Links)
		}
	}
}

// linkTo compares one tie between a pupil and a guardian.
func (p *plan) linkTo(keys map[string]string, k [2]string, l feed.Link) {
	before, known := p.links[k]
	sees := l.Level != feed.Contact
	now := link{
		link: l.Link, level: l.Level, order: l.Order, pays: l.Pays, contact: l.Contact, source: p.run.Source,
		whyNot: before.whyNot, receive: sees, maySee: sees,
	}
	if known && p.below(before.source) {
		return
	}
	if known && before.whyNot != "" {
		now.receive, now.maySee = before.receive, before.maySee
	}
	if now == before {
		return
	}
	p.linkRows = append(p.linkRows, []any{
		k[0], k[1], now.link, now.level, now.order, now.pays, now.contact, now.receive, now.maySee, now.whyNot, now.source,
	})
	switch {
	case !known:
		p.change(keys, k[0], Change{Field: "guardian", After: p.nameOf(k[1])}, "access")
	case before.level != now.level:
		p.change(keys, k[0], Change{Field: "level", Before: before.level, After: now.level}, "access")
	default:
		p.change(keys, k[0], Change{Field: "link", Before: before.link, After: now.link}, "")
	}
	switch {
	case !known || before.maySee == now.maySee:
	case now.maySee:
		p.change(keys, k[0], Change{Field: "sees", After: p.nameOf(k[1])}, "access")
	default:
		p.change(keys, k[0], Change{Field: "sees_not", After: p.nameOf(k[1])}, "access")
	}
}

// unlink lists the guardians that the feed no longer names. One that it names
// and that could not be found stays.
func (p *plan) unlink(keys map[string]string, pupil string, named map[string]bool, links []feed.Link) {
	for _, l := range links {
		if id := p.scene.byKey[l.Guardian]; id != "" {
			named[id] = true
		}
	}
	for k, before := range p.links {
		if k[0] == pupil && !named[k[1]] && before.source == p.run.Source {
			p.unlinked = append(p.unlinked, k)
			p.change(keys, pupil, Change{Field: "guardian", Before: p.nameOf(k[1])}, "access")
		}
	}
}

// nameOf is somebody's name, as far as the scene knows it.
func (p *plan) nameOf(person string) string {
	if f, ok := p.after[person]; ok {
		return f.name()
	}
	if t, ok := p.ties[tieKey{person, "guardian"}]; ok {
		return join(t.first, t.family)
	}
	return p.scene.people[person].name()
}

// grouped compares the groups, who is in them and what is taught there.
func (p *plan) grouped() {
	p.describeGroups()
	members, courses := map[member]bool{}, map[course]bool{}
	for key, v := range p.pupils {
		for _, r := range v.Groups {
			p.join(members, key, r, "pupil")
		}
	}
	for key, v := range p.staff {
		for _, r := range v.Teaches {
			p.join(members, key, r, "teacher")
		}
		for _, r := range v.FormOf {
			p.join(members, key, r, "form_teacher")
		}
		for _, c := range v.Courses {
			if g := p.join(members, key, c.Ref, "teacher"); g != "" && p.id[key] != "" {
				courses[course{g, c.Subject, p.id[key]}] = true
			}
		}
	}
	p.compareMembers(members)
	p.compareCourses(courses)
}

// describeGroups compares the groups that the school lists.
func (p *plan) describeGroups() {
	for _, g := range p.listed {
		k := groupKey{g.Kind, g.Code}
		now := group{name: g.Name, mef: g.MEF, level: p.levels[g.MEF]}
		before, known := p.groups[k]
		if now.id, now.source = before.id, before.source; !known {
			p.addGroup(k, now)
		} else if now != before && !p.below(before.source) {
			p.groups[k] = now
			p.groupUpdates = append(p.groupUpdates, []any{now.name, groupSort(now.name), now.mef, now.level, now.id})
		}
	}
}

// addGroup makes a group.
func (p *plan) addGroup(k groupKey, g group) group {
	g.id, g.source = db.NewID(), p.run.Source
	p.groups[k] = g
	p.groupRows = append(p.groupRows, []any{g.id, p.unit.school, p.run.Year, k.kind, k.code, g.name, groupSort(g.name), g.mef, g.level, p.run.Source})
	return g
}

// join puts somebody into a group of this school, which is made when a person
// is in it and the school does not list it. It gives the group.
func (p *plan) join(members map[member]bool, key string, r feed.Ref, part string) string {
	id := p.id[key]
	if r.School != p.unit.key {
		return ""
	}
	k := groupKey{r.Kind, r.Code}
	g, known := p.groups[k]
	if !known {
		mef := ""
		if v := p.pupils[key]; v != nil && r.Kind == feed.Division {
			mef = v.MEF
		}
		g = p.addGroup(k, group{name: r.Code, mef: mef, level: p.levels[mef]})
	}
	if id != "" && (part != "pupil" || r.Kind != feed.Division || p.place(id)) {
		members[member{g.id, id, part, p.sortOf(id)}] = true
	}
	return g.id
}

// place tells whether the feed may put a pupil in a division: not where a source
// that knows better has put them in one already.
func (p *plan) place(person string) bool {
	for _, source := range p.divisions[person] {
		if p.below(source) {
			return false
		}
	}
	p.placed[person] = true
	return true
}

// leaves tells whether somebody goes from a group. The feed takes away what its
// own source gave; and a pupil whom it puts in a division is in no other,
// whoever put them there, unless that source knows better.
func (p *plan) leaves(m member, source string, known bool) bool {
	kind := feed.KindStaff
	if m.part == "pupil" {
		kind = feed.KindPupil
		if _, division := p.divisions[m.person][m.group]; division && p.placed[m.person] && !p.below(source) {
			return true
		}
	}
	if source != p.run.Source || p.gone[m.person] && p.run.Delta {
		return source == p.run.Source
	}
	return (known || p.gone[m.person]) && p.tellsMember(kind, m)
}

// compareMembers lists who comes into a group and who goes. Who is not covered
// by the feed, was set aside, or is missing and awaits a yes, stays.
func (p *plan) compareMembers(want map[member]bool) {
	keys := p.keysByPerson()
	names := map[string]string{}
	for _, g := range p.groups {
		names[g.id] = g.name
	}
	moved := map[string]*Change{}
	move := func(m member) *Change {
		c := moved[m.person+m.part]
		if c == nil {
			c = &Change{Field: "group_" + m.part}
			moved[m.person+m.part] = c
		}
		return c
	}
	here := map[member]bool{}
	for m, source := range p.members {
		stored := m
		// A new name moves with UPDATE directory_member, before the rest.
		if slices.Contains(p.renamed, m.person) {
			m.sort = p.sortOf(m.person)
		}
		here[m] = true
		if !want[m] && p.leaves(m, source, keys[m.person] != "") {
			p.unmembers = append(p.unmembers, stored)
			c := move(m)
			c.Before = list(c.Before, names[m.group])
		}
	}
	for m := range want {
		if !here[m] {
			p.memberRows = append(p.memberRows, []any{m.group, m.person, p.unit.school, m.part, m.sort, p.run.Source})
			c := move(m)
			c.After = list(c.After, names[m.group])
		}
	}
	for _, at := range slices.Sorted(maps.Keys(moved)) {
		c := moved[at]
		p.change(keys, strings.TrimSuffix(at, strings.TrimPrefix(c.Field, "group_")), *c, "groups")
	}
}

// list adds a word to a list in words; the order does not depend on a map's.
func list(words, word string) string {
	all := append(strings.FieldsFunc(words, func(r rune) bool { return r == '\n' }), word)
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// compareCourses lists what is taught from now on, and what no longer is.
func (p *plan) compareCourses(want map[course]bool) {
	for c := range want {
		if _, known := p.courses[c]; !known {
			p.courseRows = append(p.courseRows, []any{db.NewID(), p.unit.school, p.run.Year, c.group, c.subject, c.teacher, p.run.Source})
		}
	}
	keys, kinds := p.keysByPerson(), p.kindsOfGroups()
	for c, v := range p.courses {
		told := p.run.Delta && p.gone[c.teacher] || p.tells(feed.KindStaff, keys[c.teacher], feed.Of("Courses", kinds[c.group]))
		if !want[c] && v.source == p.run.Source && told && (keys[c.teacher] != "" || p.gone[c.teacher]) {
			p.uncourses = append(p.uncourses, v.id)
		}
	}
}
