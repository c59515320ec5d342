package jobs

import (
	"strings"
	"testing"

	"preau/base/db"
)

// What runners ask again and again reads an index in its order, however long the
// backlog: no full scan, no sort of it.
func TestPlans(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		many(t, d, "a", 2000)
		write(t, d, func(x *db.Tx) error {
			_, err := x.Exec("ANALYZE jobs_job")
			return err
		})
		l, err := (&Runner{DB: d, Jobs: []Job{{Name: "a", Do: notes(1, nil)}, {Name: "b", Do: notes(1, nil)}}}).loop()
		if err != nil {
			t.Fatal(err)
		}
		for name, query := range map[string]string{
			"next":    nextReady + l.in() + ` ORDER BY run_at, id LIMIT 1`,
			"lease":   nextLease + l.in() + ` ORDER BY lease_until LIMIT 1`,
			"planned": `SELECT 1 FROM jobs_job WHERE name = 'a' AND state IN ('ready', 'running') AND key <> id`,
			"school":  `SELECT id FROM jobs_job WHERE school = 'x' AND created_at < 9 ORDER BY created_at DESC, id DESC LIMIT 50`,
		} {
			var args []any
			if strings.Contains(query, "?") {
				args = l.names
			}
			plan, err := d.Plan(t.Context(), query, args...)
			if err != nil {
				t.Fatal(err)
			}
			for _, bad := range []string{"SCAN jobs_job", "Seq Scan", "Sort Key: run_at", "Sort Key: lease_until"} {
				if strings.Contains(plan, bad) {
					t.Errorf("%s: %q in the plan:\n%s", name, bad, plan)
				}
			}
		}
	})
}
