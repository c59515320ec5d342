package imports

import (
	"maps"
	"slices"

	"preau/base/db"
	"preau/socle/directory/feed"
)

// who finds who each person of the feed is. Pupils come first: a guardian is
// here because of a pupil who is.
func (p *plan) who() {
	ine := map[string]string{}
	for _, id := range p.scene.byKey {
		p.taken[id] = true
	}
	for _, all := range p.alike {
		for _, id := range all {
			p.meant[id]++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.pupils)) {
		v := p.pupils[key]
		person, clash := p.byINE[key], false
		if p.apart[[2]string{key, person}] {
			person, v.INE = "", "" // somebody said that the number is another's
		}
		if before, twice := ine[v.INE]; v.INE != "" && twice && before != key {
			clash = true
		}
		if owner := p.byINE[key]; owner != "" && v.INE != "" && p.scene.byKey[key] != owner && p.taken[owner] {
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
		if len(p.children[key]) > 0 && !slices.ContainsFunc(p.children[key], func(r *pupilRef) bool { return p.id[r.pupil.Key] != "" }) {
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
	var likes []string
	if id == "" {
		id = byINE
	}
	if id == "" {
		likes = p.likes(key, kind, who)
		id, known = p.undecided(key, kind, clash, likes)
	} else if p.away[id] && p.choices[key] != SameOne {
		d := p.difference(key, kind, who)
		d.What, d.Person, d.Skip, d.Means = Doubtful, id, true, Away
		return
	}
	if !known {
		d := p.difference(key, kind, who)
		d.What, d.Person, d.Skip, d.Means = Doubtful, first(likes), true, "choice"
		if f, ok := p.scene.people[d.Person]; ok {
			d.Changes = append(d.Changes, Change{Field: "name", Before: f.name(), After: join(who.First, who.Family)})
		}
		p.safe[d.Person] = true
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
	p.id[key], p.taken[id] = id, true
}

// undecided is the person of a key that the directory does not know: nobody
// yet, or who was chosen, or who it surely is. It is false while a doubt stands.
func (p *plan) undecided(key, kind string, clash bool, likes []string) (string, bool) {
	other := first(likes)
	switch {
	case p.choices[key] == SameOne && other != "":
		return other, true
	case other == "" && !clash, p.choices[key] == Another:
		return "", true
	case p.choices[key] == "" && !clash && p.sure(key, kind, likes):
		return other, true
	}
	return "", false
}

// first is the first word of a list, "" when it has none.
func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
