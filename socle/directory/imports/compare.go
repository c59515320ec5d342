package imports

import (
	"maps"
	"slices"

	"preau/base/text"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports/lessons"
)

// plan is what a school becomes: computed from its scene alone, without writing.
type plan struct {
	*scene
	today string
	rank  func(source string) int // what knows better has the higher

	id     map[string]string // feed key: person, new ones included
	fresh  []string          // ids of new people
	isNew  map[string]bool
	after  map[string]fields // of the feed's people
	safe   map[string]bool   // people set aside: nothing of theirs is taken away
	taken  map[string]bool   // people whom somebody of the feed is
	meant  map[string]int    // how many of the feed look like a person
	placed map[string]bool   // pupils whom the feed puts in a division
	want   map[tieKey]string // title
	held   bool              // too many are missing: departures wait for a yes
	gone   map[string]bool   // who leaves the school, now
	same   int
	diffs  []*Difference
	lines  map[string]*Difference

	persons, keyRows, tieRows, pupilRows, linkRows [][]any
	groupRows, memberRows, courseRows, workRows    [][]any
	wordRows                                       [][]any
	updates, retied, groupUpdates                  [][]any
	renamed                                        []string
	leaving                                        []tieKey
	back                                           []tieKey
	seen                                           []tieKey // again in the files, after the school kept them
	unlinked                                       [][2]string
	unmembers                                      []member
	uncourses                                      []string
	unwork                                         []function
	fieldRows                                      [][]any
	unowned                                        [][2]string
	timetable                                      *lessons.Plan
}

// compare makes the plan of a scene.
func compare(s *scene, today string, rank func(string) int) *plan {
	p := &plan{
		scene: s, today: today, rank: rank, id: map[string]string{}, isNew: map[string]bool{}, after: map[string]fields{}, safe: map[string]bool{},
		want: map[tieKey]string{}, taken: map[string]bool{}, meant: map[string]int{}, placed: map[string]bool{}, gone: map[string]bool{}, lines: map[string]*Difference{},
	}
	p.who()
	p.people()
	p.hatsOf()
	p.tie()
	p.pupilsOf()
	p.guardians()
	p.leave()
	p.grouped()
	p.works()
	p.words()
	p.finish()
	return p
}

// people compares what is known of each.
func (p *plan) people() {
	for _, key := range slices.Sorted(maps.Keys(p.id)) {
		f, ok := p.given(key)
		if !ok {
			continue // known by key, not in the files
		}
		id := p.id[key]
		before, known := p.scene.people[id]
		f, kept := p.settled(id, before, f)
		p.after[id] = f
		kind, who := p.kindOf(key)
		p.keysOf(key, id)
		switch {
		case p.isNew[id]:
			p.persons = append(p.persons, append([]any{id}, f.values()...))
			d := p.difference(key, kind, who)
			d.What, d.Person, d.Means = New, id, "code"
		case known:
			if len(kept) > 0 {
				d := p.difference(key, kind, who)
				d.Changes, d.Means = append(d.Changes, kept...), Typed
			}
			if changes := f.changes(before); len(changes) > 0 {
				p.updates = append(p.updates, append(f.values(), id))
				d := p.difference(key, kind, who)
				d.Changes = append(d.Changes, changes...)
				if f.text[fieldSort] != before.text[fieldSort] {
					p.renamed = append(p.renamed, id)
				}
			}
		}
	}
}

// given are the fields that the feed gives, all hats together.
func (p *plan) given(key string) (f fields, ok bool) {
	if v := p.pupils[key]; v != nil {
		f, ok = fieldsOf(&v.Person), true
	}
	if v := p.staff[key]; v != nil {
		f, ok = fieldsOf(&v.Person).merge(f), true
	}
	if v := p.adults[key]; v != nil && p.children[key] != nil {
		f, ok = f.merge(fieldsOf(&v.Person)), true
	}
	return f, ok
}

// kindOf is the first hat of somebody.
func (p *plan) kindOf(key string) (string, *feed.Person) {
	if v := p.pupils[key]; v != nil {
		return feed.KindPupil, &v.Person
	}
	if v := p.staff[key]; v != nil {
		return feed.KindStaff, &v.Person
	}
	return feed.KindGuardian, &p.adults[key].Person
}

// keysOf adds the keys by which somebody is known from now on.
func (p *plan) keysOf(key, id string) {
	all := [][2]string{{p.run.Source, key}}
	if v := p.pupils[key]; v != nil {
		if v.INE != "" {
			all = append(all, [2]string{"ine", v.INE})
		}
		if v.Local != "" {
			all = append(all, [2]string{"siecle:" + p.unit.school, v.Local})
		}
	}
	for i, k := range all {
		if !p.keys[k] {
			p.keyRows = append(p.keyRows, []any{k[0], k[1], id})
			p.keys[k] = true // SIECLE's key is the school's own
			if i == 0 && !p.isNew[id] {
				kind, who := p.kindOf(key)
				d := p.difference(key, kind, who)
				d.Changes = append(d.Changes, Change{Field: "key", After: key})
			}
		}
	}
}

// hatsOf lists what everybody is in the school.
func (p *plan) hatsOf() {
	for key, v := range p.pupils {
		if id := p.id[key]; id != "" && (v.Left == "" || v.Left > p.today) {
			p.want[tieKey{id, "pupil"}] = ""
		}
	}
	for key, v := range p.staff {
		if id := p.id[key]; id != "" {
			for role, title := range p.hats(v, id) {
				p.want[tieKey{id, role}] = title
			}
		}
	}
	for key := range p.children {
		if id := p.id[key]; id != "" {
			p.want[tieKey{id, "guardian"}] = ""
		}
	}
}

// words lists what those who are new here, or renamed, are found by.
func (p *plan) words() {
	for id := range p.after {
		newHere := p.isNew[id] || !slices.ContainsFunc(tieRoles, func(role string) bool { _, ok := p.ties[tieKey{id, role}]; return ok })
		if newHere || slices.Contains(p.renamed, id) {
			f := p.after[id].text
			for _, w := range once(text.Words(f[fieldFirst] + " " + f[fieldFamily] + " " + f[3])) {
				p.wordRows = append(p.wordRows, []any{p.unit.school, w, id})
			}
		}
	}
}

// tieRoles are all roles.
var tieRoles = []string{
	"pupil", "guardian", "teacher", "head", "deputy", "cpe", "aed", "aesh", "psyen", "bursar", "librarian", "nurse", "secretary", "agent", "partner", "admin",
}
