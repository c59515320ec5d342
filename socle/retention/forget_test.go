package retention

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"preau/base/db"
)

func forget(t *testing.T, d *db.DB, r *Rules, person string) (f Forgotten) {
	t.Helper()
	write(t, d, func(x *db.Tx) (err error) {
		f, err = r.Forget(x, person, now)
		return err
	})
	if err := d.Check(t.Context()); err != nil {
		t.Errorf("the database after forgetting %s: %v", person, err)
	}
	return f
}

// Whoever is not in the record leaves no trace, whatever refers to what.
func TestForget(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		if places := search(t, d, "ines"); len(places) < 8 {
			t.Fatalf("ines is in %v only: the test shows nothing", places)
		}
		f := forget(t, d, r, "ines")
		if places := search(t, d, "ines"); len(places) > 0 || !f.Gone {
			t.Errorf("ines is still in %v: %+v", places, f)
		}
		for query, want := range map[string][]string{
			`SELECT id FROM story_mark ORDER BY id`:                     {"m3"},
			`SELECT id FROM story_note WHERE reader = '' ORDER BY id`:   {"n2"}, // karim's message, its reader blanked
			`SELECT id FROM story_file ORDER BY id`:                     {"f2"},
			`SELECT id FROM story_comment ORDER BY id`:                  nil, // hers, the answers to them, and what was under her message
			`SELECT id FROM story_pin WHERE note IS NULL`:               {"p1"},
			`SELECT pupil FROM directory_guardian`:                      {"leo"},
			`SELECT id FROM directory_person ORDER BY id`:               {"karim", "leo", "mina"},
			`SELECT id FROM story_diary WHERE owner = 'leo' ORDER BY 1`: {"d2", "d3"},
		} {
			if got := ids(t, d, query); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		if i := slices.IndexFunc(f.Removed, func(c Count) bool { return c.Table == "story_mark" }); i < 0 || f.Removed[i] != (Count{"story_mark", "Notes", 2}) {
			t.Errorf("removed %v, want two marks among them", f.Removed)
		}
		if want := []Count{{"story_note", "Messages", 1}}; !reflect.DeepEqual(f.Blanked, want) {
			t.Errorf("blanked %v, want %v", f.Blanked, want)
		}
	})
}

// A tie goes with either of its people.
func TestForgetGuardian(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		if f := forget(t, d, r, "mina"); !f.Gone || len(search(t, d, "mina")) > 0 {
			t.Errorf("mina is still in %v: %+v", search(t, d, "mina"), f)
		}
	})
}

// The record, what is on hold and what the record hangs on stay; the person has
// no name in it any more.
func TestForgetRecord(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		f := forget(t, d, r, "leo")
		want := []Count{{"story_proof", "Pièces", 1}, {"story_diary", "Journal, (personnel)", 2}, {"story_sanction", "Sanctions", 4}}
		if f.Gone || !reflect.DeepEqual(f.Kept, want) {
			t.Errorf("kept %v, want %v", f.Kept, want)
		}
		read(t, d, func(x *db.Tx) error {
			type row struct{ family, first, sort, email string }
			got, _, err := db.First(x, func(r db.Row) (p row, err error) {
				return p, r.Scan(&p.family, &p.first, &p.sort, &p.email)
			}, `SELECT family_name, first_name, sort_key, email FROM directory_person WHERE id = 'leo'`)
			if want := (row{"personne effacée", "", "personne effacee", ""}); got != want {
				t.Errorf("leo is %+v, want %+v", got, want)
			}
			return err
		})
		if places := search(t, d, "leo@"); len(places) > 0 {
			t.Errorf("his address is still in %v", places)
		}
		if again := forget(t, d, r, "leo"); !reflect.DeepEqual(again.Kept, want) || len(again.Removed) > 0 {
			t.Errorf("the second time: %+v", again)
		}
	})
}

// Another's place stays where the policy says so, or a hold, with a nameless
// person in it.
func TestForgetStay(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, r *Rules) {
		f := forget(t, d, r, "karim")
		if want := []Count{{"story_mark", "Notes", 3}, {"story_sanction", "Sanctions", 1}}; !reflect.DeepEqual(f.Kept, want) {
			t.Errorf("kept %v, want %v", f.Kept, want)
		}
		if want := []Count{{"story_sanction", "Sanctions", 3}, {"story_note", "Messages", 1}}; !reflect.DeepEqual(f.Blanked, want) {
			t.Errorf("blanked %v, want %v", f.Blanked, want)
		}
	})
}

func TestBefore(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02T15:04Z07:00", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, tt := range []struct {
		now  string
		p    Period
		want string
		year string
	}{
		{"2026-11-24T10:00+01:00", Period{}, "2026-11-24T10:00+01:00", "2025"},
		{"2026-11-24T10:00+01:00", Period{Years: 1}, "2025-11-24T10:00+01:00", "2024"},
		{"2026-08-31T23:59+02:00", Period{}, "2026-08-31T23:59+02:00", "2024"},
		{"2026-09-01T00:00+02:00", Period{}, "2026-09-01T00:00+02:00", "2025"},
		{"2027-03-31T10:00+02:00", Period{Months: 1}, "2027-02-28T10:00+01:00", "2025"},
		{"2028-02-29T10:00+01:00", Period{Years: 1}, "2027-02-28T10:00+01:00", "2025"},
		{"2027-01-10T10:00+01:00", Period{Months: 3, Days: 10}, "2026-09-30T10:00+02:00", "2025"},
	} {
		got := tt.p.before(at(tt.now))
		if !got.Equal(at(tt.want)) || lastYear(got) != tt.year {
			t.Errorf("%s less %+v: %v, year %s; want %s, %s", tt.now, tt.p, got, lastYear(got), tt.want, tt.year)
		}
	}
}
