package feeds_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/schooltest"
	"preau/socle/directory"
	"preau/socle/feeds"
)

// state lists who has a place that ended, and since when they are gone.
const state = `SELECT t.person || ' ' || t.until_day || CASE WHEN p.left_at > 0 THEN ' gone' ELSE '' END
	FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE t.until_day <> '' ORDER BY 1`

func leave(s *schooltest.School, today day.Day, marks ...string) []string {
	s.Helper()
	var found []string
	err := s.DB.Write(s.Context(), func(t *db.Tx) (err error) {
		for _, q := range marks {
			if _, err := t.Exec(q); err != nil {
				return err
			}
		}
		if err := feeds.Leave(t, today, s.Clock); err != nil {
			return err
		}
		found, err = db.Strings(t, state)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return found
}

func same(s *schooltest.School, what string, got []string, want ...string) {
	s.Helper()
	if len(got) != len(want) {
		s.Fatalf("%s: %q, want %q", what, got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			s.Errorf("%s: %q, want %q", what, got, want)
		}
	}
}

// Who is missing from the files keeps access for two weeks, then loses it in that
// school; a pupil whose file says that they left loses it that day.
func TestLeave(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		const former = "ancien 2026-08-31 gone"
		same(s, "who had left", leave(s, schooltest.Today), former)
		missing := `UPDATE directory_tie SET leaving_since = '2026-11-11' WHERE person IN ('ines', 'petit') AND school = '0750001A'`
		same(s, "after 13 days", leave(s, schooltest.Today, missing), former)
		same(s, "after 14", leave(s, schooltest.Today.Add(1)), former, "ines 2026-11-24 gone", "petit 2026-11-24")
		same(s, "again", leave(s, schooltest.Today.Add(1)), former, "ines 2026-11-24 gone", "petit 2026-11-24")
		left := `UPDATE directory_pupil SET left_day = '2026-11-24' WHERE person = 'zoe'`
		same(s, "on the last day", leave(s, schooltest.Today, left), former, "ines 2026-11-24 gone", "petit 2026-11-24")
		same(s, "the day after", leave(s, schooltest.Today.Add(1)), former, "ines 2026-11-24 gone", "petit 2026-11-24", "zoe 2026-11-24 gone")
		lines := s.Lines(schooltest.Verne)
		if len(lines) != 2 {
			s.Errorf("journal: %q", lines)
		}
	})
}

// The files of September are late: until they settle, nobody of the staff loses
// access by missing from them.
func TestLeaveSpareStaffInSeptember(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		missing := `UPDATE directory_tie SET leaving_since = '2026-09-02' WHERE person IN ('ines', 'leroy')`
		same(s, "in September", leave(s, "2026-09-28", missing), "ancien 2026-08-31 gone", "ines 2026-09-27 gone")
		same(s, "in October", leave(s, "2026-09-29"), "ancien 2026-08-31 gone", "ines 2026-09-27 gone", "leroy 2026-09-28 gone")
	})
}

// The day on which somebody left is the one from which they were missing, not
// that on which their access was closed.
func TestLeftSince(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		leave(s, "2026-12-20", `UPDATE directory_tie SET leaving_since = '2026-12-01' WHERE person = 'tom'`)
		err := s.DB.Read(s.Context(), func(t *db.Tx) error {
			at, _, err := db.First(t, func(r db.Row) (n int64, err error) { return n, r.Scan(&n) }, `SELECT left_at FROM directory_person WHERE id = 'tom'`)
			if got := day.Of(time.UnixMilli(at)); got != "2026-12-01" {
				s.Errorf("left on %s", got)
			}
			return err
		})
		if err != nil {
			s.Fatal(err)
		}
	})
}

// Each school has its own delay, and whom it keeps stays.
func TestLeaveAsTheSchoolSays(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		const former = "ancien 2026-08-31 gone"
		same(s, "no delay", leave(s, schooltest.Today,
			`UPDATE directory_school SET grace = 0 WHERE id = '0750002B'`,
			`UPDATE directory_tie SET leaving_since = '2026-11-24' WHERE person IN ('lea', 'ines')`), former, "lea 2026-11-23 gone")
		same(s, "kept", leave(s, schooltest.Today.Add(20),
			`UPDATE directory_tie SET kept_on = '2026-11-24', leaving_since = '' WHERE person = 'ines'`,
			`UPDATE directory_tie SET kept_on = '2026-11-24' WHERE person = 'zoe'`,
			`UPDATE directory_pupil SET left_day = '2026-11-20' WHERE person = 'zoe'`), former, "lea 2026-11-23 gone")
	})
}

// The day that the school is told is the day on which access closes.
func TestClosingDay(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		leave(s, "2026-09-05", `UPDATE directory_tie SET leaving_since = '2026-09-03' WHERE person IN ('ines', 'leroy')`,
			`UPDATE directory_pupil SET left_day = '2026-09-20' WHERE person = 'tom'`)
		told := map[directory.ID]day.Day{}
		if err := s.DB.Read(s.Context(), func(t *db.Tx) error {
			all, err := directory.Leavers(t, schooltest.Verne, "2026-09-05")
			for _, l := range all {
				told[l.Person] = l.Closes
			}
			return err
		}); err != nil {
			s.Fatal(err)
		}
		if len(told) != 3 {
			s.Fatalf("told: %v", told)
		}
		for who, closes := range told {
			for today, want := range map[day.Day]bool{closes.Add(-1): false, closes: true} {
				if got := slices.ContainsFunc(leave(s, today), func(x string) bool { return strings.HasPrefix(x, string(who)+" ") }); got != want {
					s.Errorf("%s, told %s: closed on %s is %v", who, closes, today, got)
				}
				leave(s, "2026-09-05", `UPDATE directory_tie SET until_day = '' WHERE person IN ('ines', 'leroy', 'tom')`)
			}
		}
	})
}
