package oneroster

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// In a delivery of changes (delta) a row is a whole row, and a table holds only
// the rows that changed: what it adds is told, what it does not name stays. Who
// is tobedeleted is gone; so is who has a role that is tobedeleted, from its
// school. An organisation that is not in the lot keeps the key by which a bulk
// set named it. A class that is not in the lot cannot be found by its sourcedId,
// which the directory does not hold: a place in it waits for the next bulk set.

// everything is the part of a row of users: all of the person, no list.
func everything(delta bool) feed.Part {
	if !delta {
		return nil
	}
	return append(feed.Changed(), feed.Whole)
}

// isDelta tells whether a manifest announces a table of changes.
func isDelta(says map[string]string) bool {
	return slices.ContainsFunc(tables[1:], func(name string) bool { return strings.EqualFold(says["file."+strings.ToLower(name)], "delta") })
}

// some refuses a delivery of changes that has none.
func (s *Set) some() error {
	for _, name := range []string{persons, roles, enrollments, classes, demographic} {
		if s.members[name].Name != "" {
			return nil
		}
	}
	return feed.Refuse(s.members[manifest].Name, 0, "ce lot de changements (delta) ne contient ni personnes, ni rôles, ni inscriptions : refaites l’export")
}

// stub is a school that is not in the lot, by its key alone; nil where all must
// be in the lot.
func (r *roster) stub(id string) *feed.School {
	if !r.delta || id == "" {
		return nil
	}
	if r.stubs[id] == nil {
		r.stubs[id] = &feed.School{Place: feed.Place{File: r.file}, Key: id}
	}
	return r.stubs[id]
}

// at is a school of the lot, or one that it only names.
func (r *roster) at(key string) *feed.School {
	if v := r.schools[key]; v != nil {
		return v
	}
	return r.stubs[key]
}

// listing are the schools of which a delivery of changes lists classes, beside
// those that it describes.
func (r *roster) listing() (all []*feed.School) {
	for _, list := range []map[string]*feed.School{r.schools, r.stubs} {
		for _, id := range slices.Sorted(maps.Keys(list)) {
			if v := list[id]; r.delta && v.UAI == "" && len(v.Groups) > 0 {
				all = append(all, v)
			}
		}
	}
	return all
}

// deleted takes in a row that is tobedeleted.
func (r *roster) deleted(table string) func(row) {
	if !r.delta {
		return nil
	}
	return func(row row) {
		at := feed.Place{File: row.t.file, Line: row.line}
		switch table {
		case persons:
			for _, kind := range []string{feed.KindStaff, feed.KindGuardian, feed.KindPupil} {
				r.gone = append(r.gone, &feed.Gone{Place: at, Kind: kind, Key: row.of("sourcedId")})
			}
		case roles:
			if kind, org := kindOf(strings.ToLower(row.of("role"))), row.of("orgSourcedId"); kind != "" && org != "" {
				school := org
				if v := r.schoolOf(org); v != nil {
					school = v.Key
				}
				r.gone = append(r.gone, &feed.Gone{Place: at, Kind: kind, Key: row.of("userSourcedId"), School: school, Code: jobs[strings.ToLower(row.of("role"))].Code})
			} else {
				row.t.note(row.line, "rôles à supprimer sans rôle ou sans organisation : %d, laissés de côté")
			}
		default:
			row.t.note(row.line, fmt.Sprintf("lignes de %s.csv à supprimer : %%d, que retirera le prochain lot « bulk »", table))
		}
	}
}

// somebody is a person who changed and whose roles did not: whatever they are in
// the directory.
func (r *roster) somebody(p feed.Person, row row) []feed.Record {
	p.Part = feed.Changed()
	return []feed.Record{&feed.Staff{Person: p}, &feed.Guardian{Person: p}, &feed.Pupil{Person: p, INE: row.ine()}}
}

// ignored passes over the rows that were taken in before.
func (r *roster) ignored() func(row) {
	if !r.delta {
		return nil
	}
	return func(row) {}
}

// unnamed are those whose roles or places in classes changed, and not
// themselves.
func (r *roster) unnamed(seen map[string]bool) (all []feed.Record) {
	if !r.delta {
		return nil
	}
	keys := map[string]bool{}
	for key := range r.posts {
		keys[key] = true
	}
	for key := range r.enrolled {
		keys[key] = true
	}
	for key := range r.adults {
		keys[key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if seen[key] || key == "" {
			continue
		}
		p := feed.Person{Place: feed.Place{File: r.file}, Key: key, Part: feed.Changed()}
		hats := r.hats(key)
		if v := r.staff(p, hats[feed.KindStaff]); v != nil {
			all = append(all, v)
		}
		if v := r.tied(p, hats[feed.KindPupil]); v.School != "" || len(v.Links) > 0 {
			all = append(all, v)
		}
	}
	return all
}

// tied is somebody as a pupil, with whom the file says answers for them.
func (r *roster) tied(p feed.Person, posts []post) *feed.Pupil {
	v := r.pupil(p, posts)
	for _, agent := range r.adults[p.Key] {
		r.tie(v, agent)
	}
	return v
}
