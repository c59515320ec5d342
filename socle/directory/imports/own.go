package imports

import (
	"maps"
	"slices"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory"
)

// owner is whose a value is, where it is not the best source's: see
// directory_field.
type owner struct{ source, said string }

// loadOwners reads whose the values of the feed's people are, and which keys
// were said not to be theirs.
func (s *scene) loadOwners(t *db.Tx) error {
	ids := slices.Collect(maps.Keys(s.people))
	if err := eachOf(t, `SELECT person, field, source, said FROM directory_field WHERE person IN `, ids, func(r db.Row) error {
		var person, field string
		var o owner
		err := r.Scan(&person, &field, &o.source, &o.said)
		if i := slices.Index(fieldNames[:], field); i >= 0 {
			if s.owners[person] == nil {
				s.owners[person] = map[int]owner{}
			}
			s.owners[person][i] = o
		}
		return err
	}); err != nil {
		return err
	}
	return eachOf(t, `SELECT person, source, key FROM directory_apart WHERE person IN `, ids, func(r db.Row) error {
		var person string
		var key [2]string
		err := r.Scan(&person, &key[0], &key[1])
		if key[0] == s.run.Source {
			s.apart[[2]string{key[1], person}] = true
		}
		return err
	})
}

// settled is what the directory holds of somebody once the feed has spoken,
// field by field: what the school typed stays, and what the files say instead is
// noted; what a lesser source completed is its own to change, until a better one
// tells it.
func (p *plan) settled(id string, before, given fields) (after fields, kept []Change) {
	lesser := p.outranked(id)
	if after = given.over(before); lesser {
		after = before.over(given)
	}
	owners := p.owners[id]
	for _, i := range slices.Sorted(maps.Keys(owners)) {
		o, says := owners[i], ""
		if i < len(given.text) {
			says = given.text[i]
		}
		switch {
		case o.source == directory.Hand:
			if i < len(after.text) {
				after.text[i] = before.text[i]
			}
			if says != "" && says != o.said {
				kept = append(kept, Change{fieldNames[i], says, before.text[i]})
				p.fieldRows = append(p.fieldRows, []any{id, fieldNames[i], o.source, says})
			}
		case says == "":
		case lesser && o.source == p.run.Source:
			after.text[i] = says
		case !lesser:
			p.unowned = append(p.unowned, [2]string{id, fieldNames[i]})
		}
	}
	if len(owners) > 0 {
		after.text[fieldSort] = text.SortKey(after.text[fieldFamily] + " " + after.text[fieldFirst])
	}
	if lesser {
		for i := range after.text {
			if before.text[i] == "" && after.text[i] != "" && i != fieldSort {
				p.fieldRows = append(p.fieldRows, []any{id, fieldNames[i], p.run.Source, ""})
			}
		}
	}
	return after, kept
}

// writeOwners writes whose the values are from now on.
func (p *plan) writeOwners(t *db.Tx) error {
	for _, k := range p.unowned {
		if _, err := t.Exec(`DELETE FROM directory_field WHERE person = ? AND field = ?`, k[0], k[1]); err != nil {
			return err
		}
	}
	return upsert(t, "directory_field (person, field, source, said)", "ON CONFLICT (person, field) DO UPDATE SET said = excluded.said", p.fieldRows)
}
