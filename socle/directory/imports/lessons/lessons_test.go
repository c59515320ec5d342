package lessons_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports/lessons"
)

// What Write does is what Touched tells: every row once, and none when the feed
// says again what is there.
func TestTouched(t *testing.T) {
	sets := []db.Set{{Name: "directory", FS: os.DirFS("../..")}, {Name: "school", FS: os.DirFS("../../../school")}}
	dbtest.EachOf(t, sets, func(t *testing.T, d *db.DB) {
		write := func(fn func(t *db.Tx) error) {
			t.Helper()
			if err := d.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		write(func(t *db.Tx) error {
			for _, q := range []string{
				`INSERT INTO directory_school (id, name, kind) VALUES ('S', 'S', 'college')`,
				`INSERT INTO directory_person (id, family_name, first_name, sort_key, created_at) VALUES ('T', 'T', 'T', 't', 0)`,
				`INSERT INTO directory_group (id, school, year, kind, code, name, sort_key) VALUES ('G', 'S', '2026', 'division', '4B', '4B', '4b')`,
			} {
				if _, err := t.Exec(q); err != nil {
					return err
				}
			}
			return nil
		})
		turn := func(run string, complete bool, said ...feed.Record) (touched []string) {
			write(func(t *db.Tx) error {
				if _, err := t.Exec(`INSERT INTO directory_import (run, format, source, year, complete, state, at) VALUES (?, 'f', 'f', '2026', TRUE, 'ready', 0)`, run); err != nil {
					return err
				}
				var rows [][]any
				for i, v := range said {
					row, ok, err := lessons.Row(run, int64(i), v)
					if err != nil || !ok {
						return fmt.Errorf("row of %T: %v", v, err)
					}
					rows = append(rows, row)
				}
				if err := t.Insert("directory_import_lesson", lessons.Columns, rows); err != nil {
					return err
				}
				p, err := lessons.Compare(t, lessons.School{
					Run: run, Source: "f", Year: "2026", Key: "1", ID: "S", Complete: complete,
					Person: func(key string) string { return map[string]string{"t": "T"}[key] }, Group: func(_, code string) string { return map[string]string{"4B": "G"}[code] },
				})
				if err != nil {
					return err
				}
				p.Touched(func(table string, _ ...string) { touched = append(touched, table) })
				return p.Write(t)
			})
			slices.Sort(touched)
			return touched
		}
		one := &feed.Lesson{
			School: "1", Key: "a", Day: 1, Start: 480, End: 540, Staff: []feed.Present{{Key: "t"}, {Key: "?"}}, Rooms: []feed.Present{{Key: "B"}},
			Groups: []feed.Audience{{Ref: feed.Ref{School: "1", Kind: feed.Division, Code: "4B"}}},
		}
		other := &feed.Lesson{School: "1", Key: "b", Day: 2, Start: 480, End: 540}
		all := []string{"school_lesson", "school_lesson_group", "school_lesson_room", "school_lesson_teacher", "school_room"}
		if got := turn("1", true, one); !slices.Equal(got, all) {
			t.Errorf("new: %q", got)
		}
		if got := turn("2", true, one); len(got) > 0 {
			t.Errorf("the same: %q", got)
		}
		if got := turn("3", false, other); !slices.Equal(got, all[:1]) {
			t.Errorf("another: %q", got)
		}
		if got := turn("4", true, other); !slices.Equal(got, all[:4]) {
			t.Errorf("gone: %q", got)
		}
	})
}
