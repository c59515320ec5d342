package contacts

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/text"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
)

// crowd puts n pupils, each with a guardian, in a school, in groups of thirty.
func crowd(s *schooltest.School, school directory.ID, n int) {
	s.Helper()
	var people, ties, words, members, guardians, groups [][]any
	for i := range n {
		if i%30 == 0 {
			id := fmt.Sprintf("%s-g%04d", school, i/30)
			groups = append(groups, []any{id, school, "2026", "division", id, id, id})
		}
		for _, role := range []string{"pupil", "guardian"} {
			id := fmt.Sprintf("%s-%s%05d", school, role, i)
			first, family := fmt.Sprintf("Prénom%d", i%97), fmt.Sprintf("%c%cnom%d", 'a'+i%26, 'a'+i/26%26, i)
			key := text.SortKey(family + " " + first)
			people = append(people, []any{id, family, first, key, 0})
			ties = append(ties, []any{id, school, role, key})
			for _, w := range text.Words(first + " " + family) {
				words = append(words, []any{school, w, id})
			}
		}
		pupil := fmt.Sprintf("%s-pupil%05d", school, i)
		members = append(members, []any{fmt.Sprintf("%s-g%04d", school, i/30), pupil, school, "pupil", pupil})
		guardians = append(guardians, []any{pupil, fmt.Sprintf("%s-guardian%05d", school, i), "legal"})
	}
	err := s.DB.Write(s.Context(), func(t *db.Tx) error {
		for _, x := range []struct {
			table, columns string
			rows           [][]any
		}{
			{"directory_person", "id,family_name,first_name,sort_key,created_at", people},
			{"directory_tie", "person,school,role,sort_key", ties},
			{"directory_word", "school,word,person", words},
			{"directory_group", "id,school,year,kind,code,name,sort_key", groups},
			{"directory_member", "group_id,person,school,part,sort_key", members},
			{"directory_guardian", "pupil,guardian,level", guardians},
		} {
			if err := t.Insert(x.table, strings.Split(x.columns, ","), x.rows); err != nil {
				return err
			}
		}
		for _, table := range []string{"directory_tie", "directory_person", "directory_word", "directory_member", "directory_guardian", "directory_group"} {
			if _, err := t.Exec(`ANALYZE ` + table); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

// With thousands of people in two schools, no query of the list reads a whole
// table of the directory.
func TestNoFullScan(t *testing.T) {
	var asked []*query
	spy := *App
	spy.Routes = append([]socle.Route{socle.Show("GET /annuaire/essai", socle.Mine, findPeople,
		func(c *socle.Call, v *socle.View) (List, error) {
			s, err := scopes(c, v)
			asked = nil
			for _, f := range []filter{
				{kind: Pupils, limit: 31},
				{kind: Team, limit: 31},
				{words: []string{"ab", "prenom1"}, limit: 31},
				{kind: Pupils, after: "0750001A-pupil00100~pupil", limit: 31},
				{kind: Favourites, limit: 31},
				{kind: Guardians, group: "3eB", limit: 31},
			} {
				if q := s.ask(f); q.Len() > 0 {
					asked = append(asked, q)
				}
			}
			return List{}, err
		}, listPage)}, App.Routes...)
	schooltest.Each(t, []*socle.App{&spy}, func(s *schooltest.School) {
		crowd(s, schooltest.Verne, 1500)
		crowd(s, schooltest.Curie, 1500)
		if plan, err := s.DB.Plan(s.Context(), `SELECT p.id FROM directory_person p WHERE p.first_name = 'x'`); err != nil || !scans(plan) {
			s.Fatalf("a whole table read goes unseen: %v\n%s", err, plan)
		}
		for _, who := range []string{"martin", "petit", "ines", "mdiallo", "roux"} {
			s.JSON(who, "GET /annuaire/essai", "")
			if len(asked) < 4 {
				s.Errorf("%s: %d queries", who, len(asked))
			}
			for i, q := range asked {
				plan, err := s.DB.Plan(s.Context(), q.String(), q.args...)
				if err != nil {
					s.Fatal(err)
				}
				if scans(plan) {
					s.Errorf("%s, query %d reads a whole table:\n%s\n%s", who, i, q.String(), plan)
				}
			}
		}
	})
}

// scans tells whether a plan reads a whole table of the directory. PostgreSQL is
// right to read one that fits in a page or two, such as the groups.
func scans(plan string) bool {
	for l := range strings.Lines(plan) {
		for _, table := range []string{"directory_tie", "directory_person", "directory_word", "directory_member", "directory_guardian"} {
			if strings.Contains(l, "Seq Scan on "+table) {
				return true
			}
		}
		// SQLite: SCAN with USING INDEX or COVERING INDEX walks a whole index too.
		if i := strings.Index(l, "SCAN "); i >= 0 && !strings.Contains(l, "CONSTANT ROW") && !strings.Contains(l, "SUBQUERY") && !strings.Contains(l, "Seq") {
			name := strings.Fields(l[i+5:])[0]
			if len(name) == 1 || strings.HasPrefix(name, "directory_") {
				return true
			}
		}
	}
	return false
}

// A page costs the same number of statements, whatever the number of people.
func TestStatementsDoNotGrow(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		targets := []string{"GET /annuaire", "GET /annuaire?q=p", "GET /annuaire?qui=responsables", "GET /annuaire/classe/3eB", "GET /annuaire/certificats", "GET /annuaire/personne/ines"}
		before := counts(s, targets)
		crowd(s, schooltest.Verne, 1500)
		exec(s, `INSERT INTO directory_member (group_id, person, school, part, sort_key)
			SELECT '3eB', person, school, 'pupil', sort_key FROM directory_tie WHERE role = 'pupil' AND person LIKE '0750001A-pupil000%'`)
		after := counts(s, targets)
		for i, target := range targets {
			// A list with guardians in it asks whose they are: one query more, once.
			if after[i] > before[i]+2 {
				s.Errorf("%s: %d statements, %d with few people", target, after[i], before[i])
			}
			s.Logf("%s: %d statements", target, after[i])
		}
		start := time.Now()
		const n = 50
		for range n {
			s.Want(s.As("martin", "GET /annuaire"), 200)
		}
		s.Logf("a page of 30 among 3,000: %v", time.Since(start)/n)
	})
}

// counts are the statements that each page runs once what is kept in memory is.
func counts(s *schooltest.School, targets []string) []int {
	s.Helper()
	var all []int
	for _, target := range targets {
		s.Want(s.As("martin", target), 200)
		before := s.DB.Stats().Statements
		s.Want(s.As("martin", target), 200)
		all = append(all, int(s.DB.Stats().Statements-before))
	}
	return all
}
