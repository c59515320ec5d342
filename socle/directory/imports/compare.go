package imports

import (
	"maps"
	"slices"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory/feed"
)

// plan is what a school becomes: computed from its scene alone, without writing.
type plan struct {
	*scene
	today string

	id    map[string]string // feed key: person, new ones included
	fresh []string          // ids of new people
	isNew map[string]bool
	after map[string]fields // of the feed's people
	safe  map[string]bool   // people set aside: nothing of theirs is taken away
	want  map[tieKey]string // title
	held  bool              // too many are missing: departures wait for a yes
	gone  map[string]bool   // who leaves the school, now
	same  int
	diffs []*Difference
	lines map[string]*Difference

	persons, keyRows, tieRows, pupilRows, linkRows [][]any
	groupRows, memberRows, courseRows, workRows    [][]any
	wordRows                                       [][]any
	updates, retied, groupUpdates                  [][]any
	renamed                                        []string
	leaving                                        []tieKey
	back                                           []tieKey
	unlinked                                       [][2]string
	unmembers                                      []member
	uncourses                                      []string
	unwork                                         []function
}

// compare makes the plan of a scene.
func compare(s *scene, today string) *plan {
	p := &plan{
		scene: s, today: today, id: map[string]string{}, isNew: map[string]bool{}, after: map[string]fields{}, safe: map[string]bool{},
		want: map[tieKey]string{}, gone: map[string]bool{}, lines: map[string]*Difference{},
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

// who finds who each person of the feed is. Pupils come first: a guardian is
// here because of a pupil who is.
func (p *plan) who() {
	ine := map[string]string{}
	taken := map[string]bool{}
	for _, id := range p.scene.byKey {
		taken[id] = true
	}
	for _, key := range slices.Sorted(maps.Keys(p.pupils)) {
		v := p.pupils[key]
		person, clash := p.byINE[key], false
		if before, twice := ine[v.INE]; v.INE != "" && twice && before != key {
			clash = true
		}
		if owner := p.byINE[key]; owner != "" && p.scene.byKey[key] != owner && taken[owner] {
			person, clash = "", true
		}
		ine[v.INE] = key
		p.decide(key, feed.KindPupil, person, clash, &v.Person)
		if clash {
			v.INE = ""
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.staff)) {
		p.decide(key, feed.KindStaff, "", false, &p.staff[key].Person)
	}
	for _, key := range slices.Sorted(maps.Keys(p.children)) {
		adult := p.adults[key]
		if !slices.ContainsFunc(p.children[key], func(r *pupilRef) bool { return p.id[r.pupil.Key] != "" }) {
			p.aside(key)
			continue
		}
		if adult != nil {
			p.decide(key, feed.KindGuardian, "", false, &adult.Person)
		} else if id := p.scene.byKey[key]; id != "" && !p.away[id] {
			p.id[key] = id
		}
	}
}

// aside protects somebody whose row was left out: what is known stays as it is.
func (p *plan) aside(key string) {
	if id := p.scene.byKey[key]; id != "" {
		p.safe[id] = true
	}
}

// decide finds who one person is: by key, by INE, by a choice that was made; a
// doubt is listed and left alone.
func (p *plan) decide(key, kind, byINE string, clash bool, who *feed.Person) {
	if p.id[key] != "" {
		return // another hat of somebody already seen
	}
	id, known := p.scene.byKey[key], true
	if id == "" {
		id = byINE
	}
	if id == "" {
		id, known = p.undecided(key, clash)
	} else if p.away[id] && p.choices[key] != SameOne {
		d := p.difference(key, kind, who)
		d.What, d.Person, d.Skip, d.Means = Doubtful, id, true, Away
		return
	}
	if !known {
		d := p.difference(key, kind, who)
		d.What, d.Person, d.Skip, d.Means = Doubtful, p.doubts[key], true, "choice"
		if f, ok := p.scene.people[d.Person]; ok {
			d.Changes = append(d.Changes, Change{Field: "name", Before: f.name(), After: join(who.First, who.Family)})
		}
		p.safe[p.doubts[key]] = true
		return
	}
	if p.skipped[key] {
		p.aside(key)
		d := p.difference(key, kind, who)
		d.What, d.Person, d.Skip = Changed, id, true
		if id == "" {
			d.What = New
		}
		return
	}
	if id == "" {
		id = db.NewID()
		p.fresh, p.isNew[id] = append(p.fresh, id), true
	}
	p.id[key] = id
}

// undecided is the person of a key that the directory does not know: nobody
// yet, or who was chosen. It is false while a doubt stands.
func (p *plan) undecided(key string, clash bool) (string, bool) {
	other := p.doubts[key]
	switch {
	case p.choices[key] == SameOne && other != "":
		return other, true
	case other == "" && !clash, p.choices[key] == Another:
		return "", true
	}
	return "", false
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
		f = f.over(before)
		p.after[id] = f
		kind, who := p.kindOf(key)
		p.keysOf(key, id)
		switch {
		case p.isNew[id]:
			p.persons = append(p.persons, append([]any{id}, f.values()...))
			d := p.difference(key, kind, who)
			d.What, d.Person, d.Means = New, id, "code"
		case known:
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
	if v := p.adults[key]; v != nil && len(p.children[key]) > 0 {
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
			for role, title := range hats(v, p.unit.key) {
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
