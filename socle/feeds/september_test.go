package feeds_test

import (
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"testing"

	"preau/base/db"
	"preau/schooltest"
	"preau/socle/directory/generate"
	"preau/socle/directory/generate/demo"
	"preau/socle/directory/generate/sets"
	"preau/socle/directory/imports"
	"preau/socle/feeds"
)

// september is a secretary's September in the school of the demonstration.
type september struct {
	*schooltest.School
	college *generate.School
	engine  *imports.Engine
	sent    int
}

// send brings what one software says of the school today.
func (m *september) send(format string) (imports.Run, imports.Report) {
	m.Helper()
	write := map[string]func(string, iter.Seq[*generate.School]) error{"siecle": sets.WriteSIECLE, "sts": sets.WriteSTS, "edt": sets.WriteEDT}[format]
	m.sent++
	dir := filepath.Join(m.TempDir(), fmt.Sprint(m.sent, format))
	if err := write(dir, slices.Values([]*generate.School{m.college})); err != nil {
		m.Fatal(err)
	}
	run, err := m.engine.Stage(m.Context(), []string{dir}, imports.Options{})
	if err == nil {
		err = m.engine.Apply(m.Context(), run.ID, nil)
	}
	if err != nil {
		m.Fatal(err)
	}
	return run, m.report(run)
}

func (m *september) report(run imports.Run) (r imports.Report) {
	m.Helper()
	if err := m.DB.Read(m.Context(), func(t *db.Tx) (err error) { r, err = imports.NewReport(t, run.ID); return err }); err != nil {
		m.Fatal(err)
	}
	return r
}

func (m *september) want(what string, got, want any) {
	m.Helper()
	if got != want {
		m.Errorf("%s: %+v, want %+v", what, got, want)
	}
}

// people are who is in the school, and whether they are leaving.
func (m *september) people() (all []string) {
	m.Helper()
	if err := m.DB.Read(m.Context(), func(t *db.Tx) (err error) {
		all, err = db.Strings(t, `SELECT p.id || ' ' || p.first_name || ' ' || p.family_name || ' ' || t.role || ' ' || t.leaving_since || ' ' || t.until_day
			FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE t.school = ? ORDER BY 1`, demo.Tilleuls)
		return err
	}); err != nil {
		m.Fatal(err)
	}
	return all
}

// arrives is a pupil who is enrolled late, in the division of another.
func (m *september) arrives(first, family, born, key string, like int) {
	p := *m.college.Pupils[like]
	p.First, p.Family, p.BirthName, p.Born, p.Others = first, family, family, born, []string{first}
	p.Key, p.Human, p.INE, p.SchoolKey = key, key, "99000000"+key[:3], key
	m.college.Pupils = append(m.college.Pupils, &p)
}

// TestSeptember: the pupils, the teachers and the timetable come from three
// softwares; then somebody arrives late, somebody has gone, somebody bears the
// name and the birth date of who has gone; what was brought too early is undone.
func TestSeptember(t *testing.T) {
	schooltest.Each(t, nil, func(s *schooltest.School) {
		m := &september{School: s, engine: feeds.Engine(s.DB, s.Host.Now)}
		for college := range demo.Schools(60) {
			m.college = college
			break
		}
		_, r := m.send("siecle")
		m.want("asked about, of the pupils", r.People.Doubtful, 0)
		people := r.People.New
		_, r = m.send("sts")
		m.want("asked about, of the teachers", r.People.Doubtful, 0)
		if people < 150 || r.People.New < 40 {
			s.Fatalf("%d of SIECLE, %+v of STS", people, r.People)
		}
		run, r := m.send("edt")
		m.want("the timetable brings nobody", [2]int{r.People.New, r.People.Doubtful}, [2]int{})
		if r.Lessons < 100 {
			s.Errorf("%d lessons", r.Lessons)
		}
		for _, format := range []string{"siecle", "sts", "edt"} {
			_, r = m.send(format)
			m.want("the same "+format, [3]int{r.People.New, r.People.Changed, r.People.Leaving}, [3]int{})
		}
		before := m.people()

		gone := m.college.Pupils[3]
		m.college.Pupils = slices.Delete(m.college.Pupils, 3, 4)
		m.arrives("Nouvel", "Arrivant", "2014-02-03", "900001", 7)
		m.arrives(gone.First, gone.Family, gone.Born, "901002", 9)
		run, r = m.send("siecle")
		m.want("late", r.People.New, 1)
		m.want("a twin is asked about", r.People.Doubtful, 1)
		m.want("exit", r.Exit(), imports.ExitToSettle)
		if err := s.DB.Write(s.Context(), func(t *db.Tx) error {
			return m.engine.Settle(t, run.ID, demo.Tilleuls, r.Cases[0].Key, imports.Another)
		}); err != nil {
			s.Fatal(err)
		}
		if err := m.engine.Apply(s.Context(), run.ID, nil); err != nil {
			s.Fatal(err)
		}
		r = m.report(run)
		m.want("once answered", r.Exit(), imports.ExitApplied)
		if r.People.Leaving < 1 {
			s.Errorf("%s %s does not leave: %+v", gone.First, gone.Family, r.People)
		}
		m.want("they came", len(m.people()), len(before)+2)

		if err := feeds.Undo(s.DB, s.Rules(), s.Host.Now).Apply(s.Context(), run.ID, nil); err != nil {
			s.Fatal(err)
		}
		if after := m.people(); !slices.Equal(after, before) {
			s.Errorf("after undoing, %d people; %d before", len(after), len(before))
		}
		_, r = m.send("siecle")
		m.want("again", [2]int{r.People.New, r.People.Doubtful}, [2]int{1, 1})
	})
}
