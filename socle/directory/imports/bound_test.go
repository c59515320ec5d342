package imports_test

import (
	"errors"
	"strings"
	"testing"

	"preau/base/db"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports"
)

// twoSchools are a pupil of each of two schools.
func twoSchools() []feed.Record {
	return []feed.Record{school("1", here), school("2", there), pupil("p1", "Inès", "Moreau", "2012-01-01", "1"), pupil("p2", "Tom", "Berger", "2012-02-02", "2")}
}

// A set for one school takes nobody of another: neither those whom the set puts
// there, nor those whose school it names without describing it.
func TestOneSchoolTakesNobodyOfAnother(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = twoSchools()
		b.apply(b.stage(imports.Options{School: here}))
		b.want("people", b.rows(`SELECT p.first_name || ' ' || t.school FROM directory_tie t JOIN directory_person p ON p.id = t.person`), "Inès "+here)
		b.feed.records = []feed.Record{school("1", here), pupil("p1", "Inès", "Moreau", "2012-01-01", "1"), pupil("p2", "Tom", "Berger", "2012-02-02", "2")}
		b.apply(b.stage(imports.Options{School: here}))
		b.want("people", b.rows(`SELECT p.first_name || ' ' || t.school FROM directory_tie t JOIN directory_person p ON p.id = t.person`), "Inès "+here)
		b.feed.records = twoSchools()
		b.apply(b.stage(imports.Options{}))
		b.feed.records = []feed.Record{pupil("p2", "Tom", "Berger", "2012-02-02", "2")}
		_, err := b.engine.Stage(b.Context(), []string{b.any}, imports.Options{School: here})
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(fault.Says, here) {
			b.Errorf("a set of another school's people: %v", err)
		}
	})
}

// A set that describes another school under the key of one that is known is not
// of that one.
func TestKeyOfAnotherSchool(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = twoSchools()
		b.apply(b.stage(imports.Options{}))
		b.feed.records = []feed.Record{school("1", "9990009A"), pupil("p1", "Zoé", "Autre", "2012-01-01", "1")}
		_, err := b.engine.Stage(b.Context(), []string{b.any}, imports.Options{School: here})
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(fault.Says, here) {
			b.Errorf("another school's set: %v", err)
		}
	})
}

// Who imports for one school alone does not reach, by a key that anybody can
// write, a person of another.
func TestBoundToOneSchool(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = twoSchools()
		b.apply(b.stage(imports.Options{}))
		taken := pupil("p2", "Tom", "Berger", "2012-02-02", "1")
		taken.Email = "autre@example.org"
		b.feed.records = []feed.Record{school("1", here), pupil("p1", "Inès", "Moreau", "2012-01-01", "1"), taken}
		places := `SELECT t.school || ' ' || p.email FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE p.first_name = 'Tom' ORDER BY 1`

		run := b.stage(imports.Options{School: here, Bound: true})
		b.want("differences", b.differences(run), "doubtful Tom Berger")
		b.apply(run)
		b.want("Tom is where he was", b.rows(places), there+" ")
		b.do(func(t *db.Tx) error {
			if err := b.engine.Settle(t, run.ID, here, "p2", imports.Another); err == nil {
				b.Error("a key that somebody has was given to another")
			}
			return nil
		})
		// Somebody who reaches him says that it is him.
		b.do(func(t *db.Tx) error { return b.engine.Settle(t, run.ID, here, "p2", imports.SameOne) })
		b.apply(run)
		b.want("Tom is in both", b.rows(places), here+" autre@example.org", there+" autre@example.org")
		b.want("the second run", b.differences(b.stage(imports.Options{School: here, Bound: true})))
	})
}

// The same set, unbound, is a change of school like any other.
func TestUnboundReachesAll(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = twoSchools()
		b.apply(b.stage(imports.Options{}))
		b.feed.records = []feed.Record{school("1", here), pupil("p1", "Inès", "Moreau", "2012-01-01", "1"), pupil("p2", "Tom", "Berger", "2012-02-02", "1")}
		b.apply(b.stage(imports.Options{School: here}))
		b.want("Tom's places", b.rows(`SELECT t.school FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE p.first_name = 'Tom' ORDER BY 1`), here, there)
	})
}

// A run that a person stopped waits for a person; one try follows another under
// the same id.
func TestStoppedRunWaits(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = twoSchools()
		b.stage(imports.Options{Run: "depot"})
		run := b.stage(imports.Options{Run: "depot"})
		b.want("runs", b.rows(`SELECT run FROM directory_import`), "depot")
		b.do(func(t *db.Tx) error {
			_, err := t.Exec(`UPDATE directory_import SET state = ?`, imports.Applying)
			if err == nil {
				err = b.engine.Stop(t, run.ID)
			}
			return err
		})
		if err := b.engine.Resume(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.want("people", b.rows(`SELECT id FROM directory_person`))
		b.apply(run)
		b.want("people", b.rows(`SELECT count(*) || '' FROM directory_person`), "2")
	})
}

// Many are missing: one answer for all of them.
func TestDepart(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(8)
		b.apply(b.stage(imports.Options{}))
		b.feed.records = class(4)
		run := b.stage(imports.Options{})
		if r := b.apply(run); len(r.Cases) != 1 || r.People.Leaving != 4 {
			b.Errorf("report %+v", r)
		}
		leaving := `SELECT count(*) || '' FROM directory_tie WHERE leaving_since <> ''`
		b.want("leaving", b.rows(leaving), "0")
		b.do(func(t *db.Tx) error { return b.engine.Depart(t, run.ID, here, true) })
		if r := b.apply(run); len(r.Cases) != 0 {
			b.Errorf("report %+v", r)
		}
		b.want("leaving", b.rows(leaving), "4")
	})
}
