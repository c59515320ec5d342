package imports_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/directory"
	"preau/socle/directory/aaf"
	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
	"preau/socle/directory/imports"
)

// invented is a feed made by a test.
type invented struct {
	header  feed.Header
	records []feed.Record
}

func (v invented) Header() feed.Header { return v.header }

func (v invented) Records() iter.Seq2[feed.Record, error] {
	return func(yield func(feed.Record, error) bool) {
		for _, r := range v.records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// bench is a directory with an engine that reads one invented feed, or AAF.
type bench struct {
	*testing.T
	db     *db.DB
	engine *imports.Engine
	feed   invented
	told   []string // people told new
	lines  []string // of the journal
	any    string   // a path, for an engine that reads no file
}

// each runs a test on a fresh directory of each engine.
func each(t *testing.T, fn func(b *bench)) {
	sets := []db.Set{{Name: "directory", FS: os.DirFS("..")}, {Name: "school", FS: os.DirFS("../../school")}, {Name: "signin", FS: os.DirFS("../../signin")}}
	dbtest.EachOf(t, sets, func(t *testing.T, d *db.DB) {
		b := &bench{T: t, db: d, any: filepath.Join(t.TempDir(), "any")}
		if err := os.WriteFile(b.any, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		b.feed.header = feed.Header{
			Format: "invented", Source: "test", Year: "2026", Generated: "2026-11-24", Complete: true,
			Covers: []string{feed.KindStaff, feed.KindGuardian, feed.KindPupil},
		}
		b.engine = &imports.Engine{
			DB: d,
			Formats: []imports.Format{
				{Name: "aaf", Knows: aaf.Knows, Open: aaf.Open},
				{
					Name:  "invented",
					Knows: func(s *source.Set) (bool, error) { return s.Members[0].Base() == "any", nil },
					Open:  func(*source.Set) (feed.Reader, error) { return b.feed, nil },
				},
			},
			Journal: func(_ *db.Tx, run imports.Run, school string, n imports.Counts) error {
				b.lines = append(b.lines, fmt.Sprintf("%s %s %d", run.Format, school, n.New))
				return nil
			},
			OnApplied: func(_ *db.Tx, _ string, people []string) error {
				b.told = append(b.told, people...)
				return nil
			},
			Now: func() time.Time { return time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC) },
		}
		fn(b)
	})
}

// stage stages what the bench's feed says, or paths.
func (b *bench) stage(o imports.Options, paths ...string) imports.Run {
	b.Helper()
	if len(paths) == 0 {
		paths = []string{b.any}
	}
	run, err := b.engine.Stage(b.Context(), paths, o)
	if err != nil {
		b.Fatal(err)
	}
	return run
}

// apply applies a run and gives its report.
func (b *bench) apply(run imports.Run) imports.Report {
	b.Helper()
	if err := b.engine.Apply(b.Context(), run.ID, nil); err != nil {
		b.Fatal(err)
	}
	return b.report(run)
}

func (b *bench) report(run imports.Run) (r imports.Report) {
	b.Helper()
	b.read(func(t *db.Tx) (err error) { r, err = imports.NewReport(t, run.ID); return err })
	return r
}

func (b *bench) read(fn func(t *db.Tx) error) {
	b.Helper()
	if err := b.db.Read(context.Background(), fn); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) do(fn func(t *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(context.Background(), fn); err != nil {
		b.Fatal(err)
	}
}

// rows reads a query as lines of text.
func (b *bench) rows(query string, args ...any) (all []string) {
	b.Helper()
	b.read(func(t *db.Tx) (err error) { all, err = db.Strings(t, query, args...); return err })
	return all
}

func (b *bench) want(what string, got []string, want ...string) {
	b.Helper()
	if !reflect.DeepEqual(got, want) && len(got)+len(want) > 0 {
		b.Errorf("%s: %q, want %q", what, got, want)
	}
}

// lines lists the differences of a run: "what name field:before>after…".
func (b *bench) differences(run imports.Run) (all []string) {
	b.Helper()
	b.read(func(t *db.Tx) error {
		found, err := imports.Differences(t, imports.Query{Run: run.ID})
		for _, d := range found {
			line := d.What + " " + d.Name
			if d.What == imports.Changed {
				for _, c := range d.Changes {
					line += fmt.Sprintf(" %s:%s>%s", c.Field, c.Before, c.After)
				}
			}
			all = append(all, line)
		}
		return err
	})
	return all
}

const (
	here  = "9990001X"
	there = "9990002Y"
	aafOf = "../aaf/testdata/deux-etablissements"
)

func school(key, uai string) *feed.School {
	return &feed.School{Key: key, UAI: uai, Name: "Collège " + key, Kind: "college", Academy: "LYON", Groups: []feed.Group{{Kind: feed.Division, Code: "4B", Name: "4e B"}}}
}

func person(key, first, family, birth string) feed.Person {
	return feed.Person{Key: key, First: first, Family: family, BirthDate: birth}
}

func pupil(key, first, family, birth, school string, links ...feed.Link) *feed.Pupil {
	return &feed.Pupil{
		Person: person(key, first, family, birth), INE: fmt.Sprintf("%011s", key), Local: "L" + key, School: school, Board: "Externe",
		Groups: []feed.Ref{{School: school, Kind: feed.Division, Code: "4B"}}, Links: links,
	}
}

func guardian(key, first, family string) *feed.Guardian {
	return &feed.Guardian{Person: person(key, first, family, "")}
}

func mother(key string) feed.Link {
	return feed.Link{Guardian: key, Code: "2", Link: "mother", Level: feed.Legal, Order: 1}
}

// class is a school of n pupils, p0 and on.
func class(n int) []feed.Record {
	records := []feed.Record{school("1", here)}
	for i := range n {
		records = append(records, pupil(fmt.Sprintf("p%d", i), fmt.Sprintf("Prénom%d", i), "Martin", fmt.Sprintf("2013-01-%02d", i%28+1), "1"))
	}
	return records
}

func TestAAF(t *testing.T) {
	each(t, func(b *bench) {
		run := b.stage(imports.Options{}, aafOf)
		r := b.report(run)
		if r.People != (imports.Counts{New: 12}) || r.Exit() != imports.ExitApplied || len(r.Warnings) != 1 {
			b.Errorf("before: %+v", r)
		}
		b.want("people before it is applied", b.rows(`SELECT id FROM directory_person`))
		if r = b.apply(run); r.People != (imports.Counts{New: 12}) || r.Groups != 4 || r.Courses != 3 || r.School != "2 établissements" {
			b.Errorf("after: %+v", r)
		}
		b.want("ties", b.rows(`SELECT p.first_name || ' ' || t.school || ' ' || t.role FROM directory_tie t JOIN directory_person p ON p.id = t.person ORDER BY 1`),
			"Claire 9990001X teacher", "Claire 9990002Y teacher", "Hélène 9990001X head", "Inès 9990001X pupil", "José María 9990002Y guardian",
			"Julien 9990001X guardian", "Nadia 9990001X guardian", "Noé 9990001X pupil", "Samira 9990001X cpe", "Siobhán 9990001X guardian",
			"Tom 9990002Y pupil", "ليلى 9990002Y pupil", "伟 9990002Y guardian")
		b.want("access", b.rows(`SELECT g.first_name || ' ' || l.level || CASE WHEN l.may_see THEN ' sees' ELSE '' END FROM directory_guardian l
			JOIN directory_person g ON g.id = l.guardian JOIN directory_person p ON p.id = l.pupil WHERE p.first_name = 'Inès' ORDER BY l.contact_order`),
			"Nadia legal sees", "Julien legal sees", "Siobhán contact")
		b.want("groups", b.rows(`SELECT g.name || ' ' || p.first_name || ' ' || m.part FROM directory_member m JOIN directory_group g ON g.id = m.group_id
			JOIN directory_person p ON p.id = m.person WHERE g.school = ? ORDER BY 1`, here),
			"4e B Claire form_teacher", "4e B Claire teacher", "4e B Inès pupil", "4e allemand Claire teacher", "4e allemand Inès pupil", "6e A Noé pupil")
		b.want("keys of Inès", b.rows(`SELECT k.source || ' ' || k.key FROM directory_key k JOIN directory_person p ON p.id = k.person WHERE p.first_name = 'Inès' ORDER BY 1`),
			"aaf:9 700", "ine 070832327JA", "siecle:9990001X 1001")
		b.want("words", b.rows(`SELECT w.word FROM directory_word w JOIN directory_person p ON p.id = w.person WHERE p.first_name = 'José María' ORDER BY 1`), "arc", "d", "jose", "maria", "nunez")
		b.want("years", b.rows(`SELECT school || ' ' || year || ' ' || state FROM school_year ORDER BY 1`), here+" 2026 running", there+" 2026 running")
		b.want("terms", b.rows(`SELECT name FROM school_term WHERE school = ? ORDER BY number`, here), "1er trimestre", "2e trimestre", "3e trimestre")
		b.want("journal", b.lines, "aaf "+here+" 8", "aaf "+there+" 4")
		if len(b.told) != 12 {
			b.Errorf("told of %d new people", len(b.told))
		}
	})
}

func TestSecondRunChangesNothing(t *testing.T) {
	each(t, func(b *bench) {
		b.apply(b.stage(imports.Options{}, aafOf))
		before := b.dump()
		again := b.stage(imports.Options{}, aafOf)
		b.want("differences", b.differences(again))
		if r := b.apply(again); r.People != (imports.Counts{Same: 12}) {
			b.Errorf("second run: %+v", r.People)
		}
		b.want("directory", b.dump(), before...)
	})
}

// dump is the whole directory, as text.
func (b *bench) dump() (all []string) {
	b.Helper()
	for _, q := range []string{
		`SELECT id || first_name || family_name || birth_date || email || mobile || version FROM directory_person ORDER BY 1`,
		`SELECT source || key || person FROM directory_key ORDER BY 1`,
		`SELECT person || school || role || title || leaving_since FROM directory_tie ORDER BY 1`,
		`SELECT pupil || guardian || level || contact_order FROM directory_guardian ORDER BY 1`,
		`SELECT person || school || mef || board FROM directory_pupil ORDER BY 1`,
		`SELECT id || name FROM directory_group ORDER BY 1`,
		`SELECT group_id || person || part || sort_key FROM directory_member ORDER BY 1`,
		`SELECT id || group_id || subject || teacher FROM school_course ORDER BY 1`,
		`SELECT person || school || code || discipline || label FROM directory_function ORDER BY 1`,
		`SELECT school || word || person FROM directory_word ORDER BY 1`,
	} {
		all = append(all, b.rows(q)...)
	}
	return all
}

func TestChanges(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = append(class(12), guardian("g", "Nadia", "Moreau"))
		first := b.feed.records[1].(*feed.Pupil)
		first.Links = []feed.Link{mother("g")}
		b.apply(b.stage(imports.Options{}))
		moved := *first
		moved.Family, moved.Board, moved.Email = "Martin-Roux", "Interne", "m@example.org"
		moved.Groups = []feed.Ref{{School: "1", Kind: feed.Division, Code: "4A"}}
		moved.Links = []feed.Link{mother("h")}
		b.feed.records[1] = &moved
		b.feed.records = append(b.feed.records, guardian("h", "Samia", "Roux"))
		run := b.stage(imports.Options{})
		b.want("differences", b.differences(run),
			"changed Prénom0 Martin-Roux family_name:Martin>Martin-Roux email:>m@example.org board:Externe>Interne guardian:>Samia Roux guardian:Nadia Moreau> group_pupil:4e B>4A",
			"leaving Nadia Moreau", "new Samia Roux")
		b.apply(run)
		b.want("division", b.rows(`SELECT g.name || ' ' || m.sort_key FROM directory_member m JOIN directory_group g ON g.id = m.group_id JOIN directory_key k ON k.person = m.person
			WHERE k.source = 'test' AND k.key = 'p0'`), "4A martin roux prenom0")
		b.want("words", b.rows(`SELECT w.word FROM directory_word w JOIN directory_key k ON k.person = w.person WHERE k.source = 'test' AND k.key = 'p0' ORDER BY 1`), "martin", "prenom0", "roux")
		b.want("left", b.rows(`SELECT t.leaving_since FROM directory_tie t JOIN directory_key k ON k.person = t.person WHERE k.source = 'test' AND k.key = 'g'`), "2026-11-24")
		b.want("differences of the second run", b.differences(b.stage(imports.Options{})))
	})
}

func TestLeavingAndBack(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(20)
		b.apply(b.stage(imports.Options{}))
		all := b.feed.records
		b.feed.records = all[:len(all)-1]
		run := b.stage(imports.Options{})
		b.want("differences", b.differences(run), "leaving Prénom19 Martin")
		if r := b.apply(run); r.People != (imports.Counts{Leaving: 1, Same: 19}) || r.Exit() != imports.ExitApplied {
			b.Errorf("report %+v", r)
		}
		const leaving = `SELECT leaving_since FROM directory_tie WHERE leaving_since <> ''`
		b.want("leaving since", b.rows(leaving), "2026-11-24")
		b.feed.records = all
		run = b.stage(imports.Options{})
		b.want("back", b.differences(run), "changed Prénom19 Martin leaving:2026-11-24> group_pupil:>4e B")
		b.apply(run)
		b.want("leaving since", b.rows(leaving))
		b.feed.header.Covers = []string{feed.KindStaff}
		b.feed.records = all[:1]
		b.want("a set without pupils", b.differences(b.stage(imports.Options{})))
	})
}

// Who comes back after their access was closed has it again, with all that was theirs.
func TestBackAfterTheEnd(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(12)
		b.apply(b.stage(imports.Options{}))
		b.feed.records = class(11)
		b.apply(b.stage(imports.Options{}))
		b.do(func(t *db.Tx) error {
			_, err := t.Exec(`UPDATE directory_tie SET until_day = '2026-11-20' WHERE leaving_since <> ''`)
			if err == nil {
				_, err = t.Exec(`UPDATE directory_person SET left_at = 1 WHERE first_name = 'Prénom11'`)
			}
			return err
		})
		b.feed.records = class(12)
		b.apply(b.stage(imports.Options{}))
		b.want("Prénom11", b.rows(`SELECT t.leaving_since || t.until_day || p.left_at FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE p.first_name = 'Prénom11'`), "0")
	})
}

// Whom the school keeps is not missed again by the same files, until the files had
// them once.
func TestKept(t *testing.T) {
	each(t, func(b *bench) {
		const places = `SELECT t.leaving_since || '/' || t.kept_on FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE p.first_name = 'Prénom11'`
		present := func(n int, want ...string) {
			b.Helper()
			b.feed.records = class(n)
			b.apply(b.stage(imports.Options{}))
			b.want("place", b.rows(places), want...)
		}
		present(12, "/")
		present(11, "2026-11-24/")
		b.do(func(t *db.Tx) error {
			_, err := t.Exec(`UPDATE directory_tie SET leaving_since = '', kept_on = '2026-11-24' WHERE leaving_since <> ''`)
			return err
		})
		present(11, "/2026-11-24")
		present(11, "/2026-11-24")
		present(12, "/")
		present(11, "2026-11-24/")
	})
}

// A guardian whose legal level changes in the files sees, or sees no more, from
// that import on; the school reads who it is, and the other parent is told of
// nothing: their own record and rights stay as they were.
func TestLevelChanges(t *testing.T) {
	each(t, func(b *bench) {
		father := feed.Link{Guardian: "h", Code: "1", Link: "father", Level: feed.Legal, Order: 2}
		give := func(level string) imports.Run {
			father.Level = level
			b.feed.records = []feed.Record{
				school("1", here), guardian("g", "Nadia", "Moreau"), guardian("h", "Julien", "Moreau"),
				pupil("p", "Inès", "Moreau", "2013-05-04", "1", mother("g"), father),
			}
			return b.stage(imports.Options{})
		}
		sees := func(want ...string) {
			b.Helper()
			var got []string
			b.read(func(t *db.Tx) error {
				for _, key := range []string{"g", "h"} {
					id, err := db.Strings(t, `SELECT person FROM directory_key WHERE source = 'test' AND key = ?`, key)
					if err != nil {
						return err
					}
					who, _, err := directory.Load(t, directory.ID(id[0]), "2026-11-24")
					if err != nil {
						return err
					}
					if len(who.Wards) > 0 {
						got = append(got, who.First)
					}
				}
				return nil
			})
			b.want("who sees", got, want...)
		}
		b.apply(give(feed.Legal))
		sees("Nadia", "Julien")
		run := give(feed.Contact)
		b.want("told to the school", b.differences(run), "changed Inès Moreau level:legal>contact sees_not:>Julien Moreau")
		b.apply(run)
		sees("Nadia")
		run = give(feed.InCharge)
		b.want("told to the school", b.differences(run), "changed Inès Moreau level:contact>in_charge sees:>Julien Moreau")
		b.apply(run)
		sees("Nadia", "Julien")
		b.want("the other parent", b.rows(`SELECT count(*) || '' FROM directory_import_diff WHERE name LIKE 'Nadia%' AND what <> 'new'`), "0")
	})
}

func TestManyLeavingWait(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(20)
		b.apply(b.stage(imports.Options{}))
		b.feed.records = b.feed.records[:len(b.feed.records)-3]
		run := b.stage(imports.Options{})
		r := b.apply(run)
		if r.Exit() != imports.ExitToSettle || len(r.Cases) != 1 || r.Cases[0].School != here {
			b.Errorf("report %+v", r)
		}
		const leaving = `SELECT leaving_since FROM directory_tie WHERE leaving_since <> ''`
		b.want("leaving without a yes", b.rows(leaving))
		if n := len(b.rows(`SELECT person FROM directory_member`)); n != 20 {
			b.Errorf("%d in the class without a yes, want 20", n)
		}
		var keys []string
		b.read(func(t *db.Tx) error {
			found, err := imports.Differences(t, imports.Query{Run: run.ID, What: imports.Leaving})
			for _, d := range found {
				keys = append(keys, d.Key)
			}
			return err
		})
		b.do(func(t *db.Tx) error { return b.engine.Leave(t, run.ID, here, keys, false) })
		if r = b.apply(run); r.Exit() != imports.ExitApplied {
			b.Errorf("report %+v", r)
		}
		b.want("leaving with it", b.rows(leaving), "2026-11-24", "2026-11-24", "2026-11-24")
	})
}

func TestDoubt(t *testing.T) {
	for _, choice := range []string{imports.SameOne, imports.Another} {
		each(t, func(b *bench) {
			b.feed.records = append(class(3), pupil("old", "Noham", "Toure", "2013-05-04", "1"))
			b.apply(b.stage(imports.Options{}))
			b.do(func(t *db.Tx) error {
				_, err := t.Exec(`UPDATE directory_tie SET source = '' WHERE person IN (SELECT person FROM directory_key WHERE key = 'old')`)
				if err == nil {
					_, err = t.Exec(`DELETE FROM directory_key WHERE key = 'old'`)
				}
				return err
			})
			b.feed.records = append(class(3), pupil("fresh", "Noham", "Touré", "2013-05-04", "1"))
			run := b.stage(imports.Options{})
			b.want("differences", b.differences(run), "doubtful Noham Touré")
			if r := b.apply(run); r.Exit() != imports.ExitToSettle || r.People.Doubtful != 1 {
				b.Errorf("report %+v", r)
			}
			const named = `SELECT family_name FROM directory_person WHERE first_name = 'Noham' ORDER BY 1`
			b.want("joined by itself", b.rows(named), "Toure")
			b.do(func(t *db.Tx) error { return b.engine.Settle(t, run.ID, here, "fresh", choice) })
			b.apply(run)
			if choice == imports.SameOne {
				b.want("the same person", b.rows(named), "Touré")
			} else {
				b.want("two people", b.rows(named), "Toure", "Touré")
			}
			b.want("differences of the second run", b.differences(b.stage(imports.Options{})))
		})
	}
}

func TestLeftOut(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = append(class(2), guardian("g", "Nadia", "Moreau"))
		b.feed.records[1].(*feed.Pupil).Links = []feed.Link{mother("g")}
		run := b.stage(imports.Options{})
		b.do(func(t *db.Tx) error { return b.engine.Leave(t, run.ID, here, []string{"p0"}, true) })
		b.apply(run)
		b.want("people", b.rows(`SELECT first_name FROM directory_person`), "Prénom1")
		b.do(func(t *db.Tx) error { return b.engine.Leave(t, run.ID, here, []string{"p0"}, false) })
		b.apply(run)
		b.want("people", b.rows(`SELECT first_name FROM directory_person ORDER BY 1`), "Nadia", "Prénom0", "Prénom1")
	})
}

func TestOneGuardianOfTwoSchools(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = []feed.Record{
			school("1", here), school("2", there), guardian("g", "Nadia", "Moreau"),
			pupil("a", "Inès", "Moreau", "2013-05-04", "1", mother("g")), pupil("b", "Noé", "Moreau", "2015-02-17", "2", mother("g")),
		}
		if r := b.apply(b.stage(imports.Options{})); r.People != (imports.Counts{New: 3}) {
			b.Errorf("report %+v", r.People)
		}
		b.want("Nadia", b.rows(`SELECT t.school FROM directory_tie t JOIN directory_person p ON p.id = t.person WHERE p.first_name = 'Nadia' ORDER BY 1`), here, there)
		if len(b.told) != 3 {
			b.Errorf("told of %d new people, want 3", len(b.told))
		}
	})
}

func TestHalfASet(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = append(class(2), guardian("g", "Nadia", "Moreau"))
		p := b.feed.records[1].(*feed.Pupil)
		p.Links = []feed.Link{mother("g")}
		b.apply(b.stage(imports.Options{}))
		p.Links = []feed.Link{mother("g"), mother("lost")}
		p.File, p.Line = "Eleve_0000.xml", 12
		b.feed.records, b.feed.header.Covers = b.feed.records[:3], []string{feed.KindPupil}
		run := b.stage(imports.Options{})
		b.want("differences", b.differences(run))
		r := b.apply(run)
		if len(r.Warnings) != 1 || r.Warnings[0].File != "Eleve_0000.xml" || r.Warnings[0].Line != 12 || !strings.Contains(r.Warnings[0].Says, "lost") {
			b.Errorf("warnings %+v", r.Warnings)
		}
		b.want("guardians", b.rows(`SELECT guardian FROM directory_guardian`), b.rows(`SELECT person FROM directory_key WHERE key = 'g'`)...)
	})
}

func TestSamePersonTwice(t *testing.T) {
	each(t, func(b *bench) {
		twice := pupil("p0", "Prénom0", "Martin", "2013-01-01", "1")
		twice.Email, twice.Groups = "p0@example.org", []feed.Ref{{School: "1", Kind: feed.Teaching, Code: "LATIN"}}
		b.feed.records = append(class(1), twice)
		r := b.apply(b.stage(imports.Options{}))
		if r.People.New != 1 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Says, "p0 est décrite 2 fois") {
			b.Errorf("report %+v", r)
		}
		b.want("groups", b.rows(`SELECT g.code FROM directory_member m JOIN directory_group g ON g.id = m.group_id ORDER BY 1`), "4B", "LATIN")
	})
}

func TestSameINETwice(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(2)
		b.feed.records[2].(*feed.Pupil).INE = b.feed.records[1].(*feed.Pupil).INE
		r := b.apply(b.stage(imports.Options{}))
		if r.People != (imports.Counts{New: 1, Doubtful: 1}) || r.Exit() != imports.ExitToSettle {
			b.Errorf("report %+v", r)
		}
	})
}

func TestAnotherYearIsRefused(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(1)
		b.apply(b.stage(imports.Options{}))
		b.feed.header.Year = "2027"
		_, err := b.engine.Stage(b.Context(), []string{b.any}, imports.Options{})
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(fault.Says, "-year 2027") {
			b.Errorf("another year: %v", err)
		}
		b.want("runs left", b.rows(`SELECT year FROM directory_import`), "2026")
		b.apply(b.stage(imports.Options{Year: "2027"}))
		b.want("years", b.rows(`SELECT year || ' ' || state FROM school_year ORDER BY 1`), "2026 over", "2027 running")
	})
}

func TestOneSchool(t *testing.T) {
	each(t, func(b *bench) {
		b.apply(b.stage(imports.Options{School: there}, aafOf))
		b.want("schools", b.rows(`SELECT id FROM directory_school`), there)
		if _, err := b.engine.Stage(b.Context(), []string{aafOf}, imports.Options{School: "0750001A"}); err == nil {
			b.Error("a school that is not in the set: staged")
		}
	})
}

// A run that is killed between two schools leaves whole schools, and goes on.
func TestKilledAndResumed(t *testing.T) {
	each(t, func(b *bench) {
		run := b.stage(imports.Options{}, aafOf)
		cut := errors.New("killed")
		told := b.engine.OnApplied
		b.engine.OnApplied = func(t *db.Tx, school string, people []string) error {
			if school == there {
				return cut
			}
			return told(t, school, people)
		}
		if err := b.engine.Apply(b.Context(), run.ID, nil); !errors.Is(err, cut) {
			b.Fatal(err)
		}
		b.want("whole schools", b.rows(`SELECT DISTINCT school FROM directory_tie`), here)
		b.engine.OnApplied = told
		if err := b.engine.Resume(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.want("whole schools", b.rows(`SELECT DISTINCT school FROM directory_tie ORDER BY 1`), here, there)
		b.want("state", b.rows(`SELECT state FROM directory_import`), imports.Applied)
	})
}

func TestRefusedLeavesNothing(t *testing.T) {
	each(t, func(b *bench) {
		dir := b.TempDir()
		if err := os.CopyFS(dir, os.DirFS(aafOf)); err != nil {
			b.Fatal(err)
		}
		last := filepath.Join(dir, "ENT_Complet_20260914_Eleve_0000.xml")
		whole, err := os.ReadFile(last)
		if err == nil {
			err = os.WriteFile(last, whole[:len(whole)-200], 0o600)
		}
		if err != nil {
			b.Fatal(err)
		}
		_, err = b.engine.Stage(b.Context(), []string{dir}, imports.Options{})
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), "Eleve_0000.xml, ligne ") {
			b.Errorf("a file cut short: %v", err)
		}
		for _, table := range []string{"import", "import_row", "import_at", "import_diff", "person", "school"} {
			b.want(table, b.rows(`SELECT 'x' FROM directory_`+table))
		}
	})
}
