package imports

import (
	"slices"
	"strings"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory/feed"
)

// Somebody whose key the directory does not know may be a person whom another
// source brought: SIECLE after AAF, a list of ONDE after another. Who has the
// same name and birth date looks the same; a guardian, whose birth date no file
// holds, looks like the guardian of the same name of the same child; who else
// comes without a birth date looks like those of the same name and kind in the
// school.
//
// Two that look the same are joined without asking when nobody else could be
// meant on either side, nothing speaks against it, and they share more than a
// name and a day: see sure. Everybody else is asked about.

// loadAlike reads what decides about those who look the same: their national
// numbers, and who the guardians are whom a feed of another source may mean.
func (s *scene) loadAlike(t *db.Tx) error {
	adults := s.dateless()
	var people []string
	for _, all := range s.alike {
		people = append(people, all...)
	}
	unknown := false
	for key := range s.children {
		unknown = unknown || s.byKey[key] == ""
	}
	for _, id := range s.byINE {
		people = append(people, id)
	}
	for k := range s.links {
		if _, known := s.people[k[1]]; !known && unknown {
			adults = append(adults, k[1])
		}
	}
	err := eachOf(t, `SELECT id, id, `+personFields+` FROM directory_person p WHERE id IN `, once(adults), s.person(map[string]string{}))
	if err != nil {
		return err
	}
	return eachOf(t, `SELECT person, source, key FROM directory_key WHERE person IN `, once(append(people, adults...)), func(r db.Row) error {
		var person string
		var key [2]string
		err := r.Scan(&person, &key[0], &key[1])
		s.known(person, key)
		return err
	})
}

// dateless finds whom the staff and the pupils without a birth date look like,
// and lists them. Whom the feed names by another key is somebody else.
func (s *scene) dateless() (found []string) {
	named := map[string]bool{}
	for _, id := range s.byKey {
		named[id] = true
	}
	byName := map[[2]string][]string{}
	for k, v := range s.ties {
		if name := [2]string{kindOfRole(k.role), v.sort}; !named[k.person] {
			byName[name] = append(byName[name], k.person)
		}
	}
	look := func(kind string, v *feed.Person) {
		if v.BirthDate != "" || s.byKey[v.Key] != "" || s.byINE[v.Key] != "" {
			return
		}
		if all := once(byName[[2]string{kind, sortKey(v)}]); len(all) > 0 {
			s.alike[v.Key], found = all, append(found, all...)
		}
	}
	for _, v := range s.staff {
		look(feed.KindStaff, &v.Person)
	}
	for _, v := range s.pupils {
		look(feed.KindPupil, &v.Person)
	}
	return found
}

// eachOf is [each] for a query that ends before its list of ids, some at a time.
func eachOf(t *db.Tx, query string, ids []string, fn func(r db.Row) error) error {
	for some := range slices.Chunk(ids, 500) {
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = id
		}
		if err := each(t, query+`(?`+strings.Repeat(", ?", len(some)-1)+`)`, args, fn); err != nil {
			return err
		}
	}
	return nil
}

// known notes a key by which the directory knows somebody.
func (s *scene) known(person string, key [2]string) {
	s.keys[key] = true
	s.sources[person] = append(s.sources[person], key[0])
	if key[0] == "ine" {
		s.ine[person] = key[1]
	}
}

// likes are those whom somebody of the feed looks like.
func (p *plan) likes(key, kind string, who *feed.Person) []string {
	if kind != feed.KindGuardian {
		return slices.DeleteFunc(slices.Clone(p.alike[key]), func(id string) bool { return p.apart[[2]string{key, id}] })
	}
	name, twins := sortKey(who), 0
	var all []string
	for _, r := range p.children[key] {
		for _, g := range p.answers[p.id[r.pupil.Key]] {
			if p.scene.people[g].text[fieldSort] == name && !p.taken[g] && !p.apart[[2]string{key, g}] {
				all = append(all, g)
			}
		}
		for _, l := range r.pupil.Links {
			if other := p.adults[l.Guardian]; other != nil && l.Guardian != key && sortKey(&other.Person) == name {
				twins++
			}
		}
	}
	if all = once(all); twins > 0 && len(all) > 0 {
		all = append(all, all[0]) // two of one name at one child: nobody is sure
	}
	return all
}

// sure tells whether somebody of the feed is certainly the one person they look
// like: known in this school as the same kind of person, meant by nobody else
// of the feed, of no other national number, and with one thing more in common
// than a name and a birth date for a pupil, than a name for the staff.
func (p *plan) sure(key, kind string, likes []string) bool {
	if len(likes) != 1 || p.taken[likes[0]] || p.away[likes[0]] {
		return false
	}
	one := likes[0]
	here := slices.ContainsFunc(tieRoles, func(role string) bool {
		_, ok := p.ties[tieKey{one, role}]
		return ok && kindOfRole(role) == kind
	})
	if !here || kind != feed.KindGuardian && p.meant[one] != 1 {
		return false
	}
	if v := p.staff[key]; kind == feed.KindStaff && v != nil {
		return v.BirthDate != "" || p.teachesAlike(v, one)
	}
	v := p.pupils[key]
	if kind != feed.KindPupil || v == nil {
		return true
	}
	if v.BirthDate == "" {
		return false
	}
	if ine := p.ine[one]; ine != "" && v.INE != "" {
		return false // two numbers, or the number would have told
	}
	return p.sharesMore(v, one)
}

// sharesMore tells whether a pupil of the feed has a division, a guardian's
// name, a way to be reached or an address in common with a person.
func (p *plan) sharesMore(v *feed.Pupil, person string) bool {
	for _, r := range v.Groups {
		if _, in := p.divisions[person][p.groups[groupKey{r.Kind, r.Code}].id]; in {
			return true
		}
	}
	for _, l := range v.Links {
		adult := p.adults[l.Guardian]
		if adult != nil && slices.ContainsFunc(p.answers[person], func(g string) bool { return p.nameKey(g) == sortKey(&adult.Person) }) {
			return true
		}
	}
	now, before := fieldsOf(&v.Person), p.scene.people[person]
	for _, i := range []int{fieldEmail, fieldPhone, fieldMobile, fieldStreet} {
		if now.text[i] != "" && text.SortKey(now.text[i]) == text.SortKey(before.text[i]) {
			return true
		}
	}
	return false
}

// teachesAlike tells whether somebody of the feed has a group in common with a
// person of the staff.
func (p *plan) teachesAlike(v *feed.Staff, person string) bool {
	refs := slices.Concat(v.Teaches, v.FormOf)
	for _, c := range v.Courses {
		refs = append(refs, c.Ref)
	}
	sort := p.scene.people[person].text[fieldSort]
	return slices.ContainsFunc(refs, func(r feed.Ref) bool {
		g := p.groups[groupKey{r.Kind, r.Code}].id
		_, teaches := p.members[member{g, person, "teacher", sort}]
		_, form := p.members[member{g, person, "form_teacher", sort}]
		return teaches || form
	})
}

// nameKey is the sort key of a guardian whom the school knows.
func (p *plan) nameKey(person string) string {
	if t, ok := p.ties[tieKey{person, "guardian"}]; ok {
		return t.sort
	}
	return p.scene.people[person].text[fieldSort]
}

// outranked tells whether what the directory holds of somebody came from a
// source that knows better than this feed: it then completes and changes nothing.
func (p *plan) outranked(person string) bool {
	return slices.ContainsFunc(p.sources[person], p.below)
}

// below tells whether a source knows better than this feed's.
func (p *plan) below(source string) bool { return p.rank(source) > p.rank(p.run.Source) }
