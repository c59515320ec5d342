package undo

import (
	"slices"
	"strings"

	"preau/base/db"
)

// wordsOf are the names of the groups and guardians that rows name by id.
func wordsOf(t db.Queryer, all []*image) (map[string]string, error) {
	var people, groups []string
	for _, m := range all {
		switch m.table.name {
		case Members:
			groups = append(groups, m.key[0])
		case Links:
			people = append(people, m.key[1])
		}
	}
	words, err := namesOf(t, people)
	if err != nil {
		return nil, err
	}
	return words, pairs(t, `SELECT id, name FROM directory_group WHERE id`, groups, func(id, says string) { words[id] = says })
}

// namesOf are people's names.
func namesOf(t db.Queryer, ids []string) (map[string]string, error) {
	words := map[string]string{}
	return words, pairs(t, `SELECT id, first_name || ' ' || family_name FROM directory_person WHERE id`, ids, func(id, says string) { words[id] = says })
}

// pairs reads the pairs of words of ids, some at a time.
func pairs(t db.Queryer, query string, ids []string, each func(id, says string)) error {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), 300) {
		args := make([]any, len(part))
		for i, id := range part {
			args[i] = id
		}
		for r, err := range t.Rows(query+" IN (?"+strings.Repeat(", ?", len(part)-1)+")", args...) {
			var id, says string
			if err == nil {
				err = r.Scan(&id, &says)
			}
			if err != nil {
				return err
			}
			each(id, says)
		}
	}
	return nil
}

// came tells who of the people that a run made is more than its making: whoever
// signed in, and whoever is in a school to which it did not write.
func came(t db.Queryer, run string, people []string) (map[string]bool, error) {
	written, err := db.Strings(t, `SELECT DISTINCT school FROM directory_import_undo WHERE run = ?`, run)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	if err := pairs(t, `SELECT person, state FROM signin_account WHERE (state <> 'waiting' OR seen_at > 0) AND person`, people, func(id, _ string) { used[id] = true }); err != nil {
		return nil, err
	}
	return used, pairs(t, `SELECT person, school FROM directory_tie WHERE person`, people, func(id, school string) {
		used[id] = used[id] || !slices.Contains(written, school)
	})
}
