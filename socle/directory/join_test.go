package directory_test

import (
	"os"
	"testing"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/directory"
)

// TestJoin makes one person of two records: what only the second has is kept,
// what both have stays the first's.
func TestJoin(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Migrate(t.Context(), db.Set{Name: "directory", FS: os.DirFS(".")}); err != nil {
			t.Fatal(err)
		}
		var email, mobile, key string
		var left bool
		err := d.Write(t.Context(), func(t *db.Tx) error {
			for _, q := range []string{
				`INSERT INTO directory_person (id, family_name, first_name, sort_key, email, mobile, created_at)
					VALUES ('staff', 'Lebrun', 'Marc', 'lebrun marc', 'marc@school', '', 0), ('father', 'Lebrun', 'Marc', 'lebrun marc', 'marc@home', '0639981866', 0)`,
				`INSERT INTO directory_key (source, key, person) VALUES ('aaf:10', '7', 'father')`,
			} {
				if _, err := t.Exec(q); err != nil {
					return err
				}
			}
			if err := directory.Join(t, "staff", "father"); err != nil {
				return err
			}
			for row, err := range t.Rows(`SELECT p.email, p.mobile, k.key FROM directory_person p JOIN directory_key k ON k.person = p.id WHERE p.id = 'staff'`) {
				if err == nil {
					err = row.Scan(&email, &mobile, &key)
				}
				if err != nil {
					return err
				}
			}
			var err error
			left, err = db.Exists(t, `SELECT 1 FROM directory_person WHERE id = 'father'`)
			return err
		})
		if err != nil || email != "marc@school" || mobile != "0639981866" || key != "7" || left {
			t.Errorf("email %q, mobile %q, key %q, the other is left %v: %v", email, mobile, key, left, err)
		}
	})
}
