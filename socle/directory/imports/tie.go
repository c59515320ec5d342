package imports

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// tie compares what people are in the school.
func (p *plan) tie() {
	keys := p.keysByPerson()
	for _, k := range sortedTies(p.want) {
		title, sort := p.want[k], p.sortOf(k.person)
		before, known := p.ties[k]
		lesser := p.outranked(k.person)
		if title == "" || lesser && before.title != "" {
			title = before.title
		}
		switch {
		case !known && lesser && p.worksHere(k):
			continue // who knows better has said what they do here
		case !known:
			p.tieRows = append(p.tieRows, []any{k.person, p.unit.school, k.role, title, sort, p.today, p.run.Source})
			if !p.isNew[k.person] {
				p.change(keys, k.person, Change{Field: "role", After: k.role}, "role")
			}
			continue
		case before.kept != "" && !p.sameExit(k):
			p.seen = append(p.seen, k)
		case before.leaving != "":
			p.back = append(p.back, k)
			p.change(keys, k.person, Change{Field: "leaving", Before: before.leaving}, "back")
		}
		if before.title != title || before.sort != sort && sort != "" {
			p.retied = append(p.retied, []any{title, sort, k.person, p.unit.school, k.role})
			if before.title != title {
				p.change(keys, k.person, Change{Field: "title", Before: before.title, After: title}, "")
			}
		}
	}
}

// sameExit tells that the file says of a pupil the day of leaving that the school
// knew when it kept them.
func (p *plan) sameExit(k tieKey) bool {
	for key, id := range p.id {
		if v := p.pupils[key]; v != nil && id == k.person && k.role == "pupil" {
			return v.Left != "" && v.Left == p.board[id].left
		}
	}
	return false
}

// worksHere tells that somebody of the staff has a hat in the school already.
func (p *plan) worksHere(k tieKey) bool {
	return kindOfRole(k.role) == feed.KindStaff && slices.ContainsFunc(tieRoles, func(role string) bool {
		_, ok := p.ties[tieKey{k.person, role}]
		return ok && kindOfRole(role) == feed.KindStaff
	})
}

// leave lists who is no longer in the feed. Only a complete feed tells that, of
// the schools and of the kinds of people that it covers.
func (p *plan) leave() {
	if p.run.Delta {
		p.depart()
		return
	}
	if !p.run.Complete || !p.unit.covered {
		return
	}
	var gone []tieKey
	staying, present := map[string]bool{}, map[string]bool{}
	for _, k := range slices.SortedFunc(maps.Keys(p.ties), compareTies) {
		t := p.ties[k]
		ours := t.source == p.run.Source && t.leaving == ""
		if ours {
			present[k.person] = true
		}
		_, wanted := p.want[k]
		if ours && t.kept == "" && !wanted && !p.safe[k.person] && p.covers(kindOfRole(k.role)) {
			gone = append(gone, k)
			continue
		}
		staying[k.person] = staying[k.person] || t.leaving == ""
	}
	for k := range p.want {
		staying[k.person] = true
	}
	away := map[string]bool{}
	for _, k := range gone {
		if !staying[k.person] {
			away[k.person] = true
		}
	}
	p.held = len(away)*100 > HeldShare*len(present)
	p.part(gone, away)
}

// part lists departures: of a person, or of one of somebody's roles.
func (p *plan) part(gone []tieKey, away map[string]bool) {
	keys := p.keysByPerson()
	for _, k := range gone {
		apply, told := p.leavings[k.person]
		if !told {
			apply = !p.held
		}
		if !away[k.person] {
			p.leaving = append(p.leaving, k)
			p.change(keys, k.person, Change{Field: "role", Before: k.role}, "role")
			continue
		}
		if apply {
			p.leaving, p.gone[k.person] = append(p.leaving, k), true
		}
		key, t := "person:"+k.person, p.ties[k]
		if p.lines[key] == nil {
			d := &Difference{
				School: p.unit.school, Key: key, What: Leaving, Role: k.role, Name: join(t.first, t.family), Place: p.placeOf(k.person, t.title),
				Person: k.person, Skip: !apply, Means: "leaving", sort: t.sort, Changes: []Change{{Field: "leaving", After: p.today}},
			}
			p.diffs, p.lines[key] = append(p.diffs, d), d
		}
	}
}

// covers tells whether the feed holds a kind of people.
func (p *plan) covers(kind string) bool {
	// A guardian is known through the pupils: both must be there.
	if kind == feed.KindGuardian && !p.covers(feed.KindPupil) {
		return false
	}
	return slices.Contains(strings.Split(p.run.Covers, ","), kind)
}

// kindOfRole is the kind of records that a role comes from.
func kindOfRole(role string) string {
	switch role {
	case "pupil":
		return feed.KindPupil
	case "guardian":
		return feed.KindGuardian
	}
	return feed.KindStaff
}

// change adds a change to somebody's difference.
func (p *plan) change(keys map[string]string, person string, c Change, means string) {
	key := keys[person]
	if key == "" {
		return
	}
	d := p.lines[key]
	if d == nil {
		if _, ok := p.given(key); !ok {
			return
		}
		kind, who := p.kindOf(key)
		d = p.difference(key, kind, who)
	}
	if d.What == New {
		return // a new record tells it all
	}
	d.Changes = append(d.Changes, c)
	if d.Means == "" {
		d.Means = means
	}
}

// keysByPerson is the feed key of each of its people.
func (p *plan) keysByPerson() map[string]string {
	all := make(map[string]string, len(p.id))
	for key, id := range p.id {
		all[id] = max(all[id], key)
	}
	return all
}

// sortOf is the sort key of somebody from now on.
func (p *plan) sortOf(person string) string {
	if f, ok := p.after[person]; ok {
		return f.text[fieldSort]
	}
	return p.scene.people[person].text[fieldSort]
}

func sortedTies(m map[tieKey]string) []tieKey {
	return slices.SortedFunc(maps.Keys(m), compareTies)
}

func compareTies(a, b tieKey) int {
	if c := strings.Compare(a.person, b.person); c != 0 {
		return c
	}
	return strings.Compare(a.role, b.role)
}

// pupilsOf compares how pupils are enrolled.
func (p *plan) pupilsOf() {
	keys := p.keysByPerson()
	for _, key := range slices.Sorted(maps.Keys(p.pupils)) {
		v, id := p.pupils[key], p.id[key]
		if id == "" {
			continue
		}
		now := schooling{v.MEF, v.Board, v.Status, v.Scholarship, v.Transport, v.Entered, v.Left}
		before, known := p.board[id]
		if known && p.outranked(id) {
			now = before.completed(now)
		}
		if known && now == before {
			continue
		}
		p.pupilRows = append(p.pupilRows, []any{id, p.unit.school, now.mef, now.board, now.status, now.scholarship, now.transport, now.entered, now.left})
		if !known {
			continue
		}
		for _, c := range []Change{
			{"mef", before.mef, now.mef},
			{"board", before.board, now.board},
			{"status", before.status, now.status},
			{"scholarship", truth(before.scholarship), truth(now.scholarship)},
			{"transport", truth(before.transport), truth(now.transport)},
			{"entered", before.entered, now.entered},
			{"left", before.left, now.left},
		} {
			if c.Before != c.After {
				p.change(keys, id, c, c.Field)
			}
		}
	}
}

// completed is a schooling with what another source knows of it and this one
// does not.
func (s schooling) completed(by schooling) schooling {
	s.mef, s.board, s.status = cmp.Or(s.mef, by.mef), cmp.Or(s.board, by.board), cmp.Or(s.status, by.status)
	s.entered, s.left = cmp.Or(s.entered, by.entered), cmp.Or(s.left, by.left)
	return s
}

// works compares functions.
func (p *plan) works() {
	want := map[function]string{}
	for key, v := range p.staff {
		if id := p.id[key]; id != "" && !p.outranked(id) {
			for _, f := range v.Functions {
				if f.School == p.unit.key {
					want[function{id, f.Code, f.Discipline}] = text.Label(cmp.Or(f.Says, f.Label))
				}
			}
		}
	}
	for k, label := range want {
		if before, known := p.work[k]; !known || before != label {
			p.workRows = append(p.workRows, []any{k.person, p.unit.school, k.code, label, k.discipline})
		}
	}
	ours := p.keysByPerson()
	for k := range p.work {
		if _, wanted := want[k]; !wanted && ours[k.person] != "" && p.staff[ours[k.person]] != nil && p.staff[ours[k.person]].Part.Says("Functions") && !p.outranked(k.person) {
			p.unwork = append(p.unwork, k)
		}
	}
}

// groupSort is the key by which a group sorts.
func groupSort(name string) string { return text.SortKey(name) }
