package imports

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory/feed"
)

// writeLinks writes who answers for whom.
func (p *plan) writeLinks(t *db.Tx) error {
	columns := []string{"pupil", "guardian", "link", "level", "contact_order", "pays", "contact", "may_receive", "may_see", "why_not", "source"}
	fresh, known := p.split(p.linkRows, func(r []any) bool { _, ok := p.links[[2]string{r[0].(string), r[1].(string)}]; return ok })
	if err := t.Insert("directory_guardian", columns, fresh); err != nil {
		return err
	}
	if err := upsert(t, "directory_guardian ("+strings.Join(columns, ", ")+")", "ON CONFLICT (pupil, guardian) DO UPDATE SET "+excluded(columns[2:]), known); err != nil {
		return err
	}
	for _, k := range p.unlinked {
		if _, err := t.Exec(`DELETE FROM directory_guardian WHERE pupil = ? AND guardian = ?`, k[0], k[1]); err != nil {
			return err
		}
	}
	return nil
}

// writeGroups writes the groups of the year, their members, what is taught.
func (p *plan) writeGroups(t *db.Tx) error {
	if err := t.Insert("directory_group", []string{"id", "school", "year", "kind", "code", "name", "sort_key", "mef", "level", "source"}, p.groupRows); err != nil {
		return err
	}
	for _, r := range p.groupUpdates {
		if _, err := t.Exec(`UPDATE directory_group SET name = ?, sort_key = ?, mef = ?, level = ? WHERE id = ?`, r...); err != nil {
			return err
		}
	}
	for _, m := range p.unmembers {
		// Whoever was renamed has been moved to the new sort key already.
		if _, err := t.Exec(`DELETE FROM directory_member WHERE group_id = ? AND part = ? AND person = ?`, m.group, m.part, m.person); err != nil {
			return err
		}
	}
	if err := t.Insert("directory_member", []string{"group_id", "person", "school", "part", "sort_key", "source"}, p.memberRows); err != nil {
		return err
	}
	for _, id := range p.uncourses {
		if _, err := t.Exec(`DELETE FROM school_course WHERE id = ?`, id); err != nil {
			return err
		}
	}
	return t.Insert("school_course", []string{"id", "school", "year", "group_id", "subject", "teacher", "source"}, p.courseRows)
}

// writeWork writes functions.
func (p *plan) writeWork(t *db.Tx) error {
	for _, k := range p.unwork {
		if _, err := t.Exec(`DELETE FROM directory_function WHERE person = ? AND school = ? AND code = ? AND discipline = ?`,
			k.person, p.unit.school, k.code, k.discipline); err != nil {
			return err
		}
	}
	return upsert(t, "directory_function (person, school, code, label, discipline)",
		"ON CONFLICT (person, school, code, discipline) DO UPDATE SET label = excluded.label", p.workRows)
}

// nomenclature brings the subjects and MEF of a run, which no school owns. A
// name that the directory has stays: people may have made it readable.
func (e *Engine) nomenclature(ctx context.Context, run Run) error {
	return e.DB.Write(ctx, func(t *db.Tx) error {
		for kind, table := range map[string]string{kindSubject: "school_subject", kindMEF: "directory_mef"} {
			rows, err := db.All(t, nomenclatureRow(kind), `SELECT r.key, r.payload FROM directory_import_row r WHERE r.run = ? AND r.kind = ?
				AND r.seq = (SELECT min(o.seq) FROM directory_import_row o WHERE o.run = r.run AND o.kind = r.kind AND o.key = r.key)
				AND NOT EXISTS (SELECT 1 FROM `+table+` n WHERE n.code = r.key) ORDER BY r.key`, run.ID, kind)
			if err != nil {
				return err
			}
			columns := "(code, name)"
			if kind == kindMEF {
				columns = "(code, name, level)"
			}
			if err := upsert(t, table+" "+columns, "ON CONFLICT (code) DO NOTHING", rows); err != nil {
				return err
			}
		}
		return nil
	})
}

// nomenclatureRow reads one staged subject or MEF.
func nomenclatureRow(kind string) func(db.Row) ([]any, error) {
	return func(r db.Row) ([]any, error) {
		var key string
		var payload string
		if err := r.Scan(&key, &payload); err != nil {
			return nil, err
		}
		var v feed.MEF
		if err := json.Unmarshal([]byte(payload), &v); err != nil {
			return nil, fmt.Errorf("read a staged %s: %w", kind, err)
		}
		if kind == kindMEF {
			return []any{key, text.Label(cmp.Or(v.Name, key)), v.Level}, nil
		}
		return []any{key, text.Label(cmp.Or(v.Name, key))}, nil
	}
}
