package imports_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/base/db"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports"
)

const changesOf = "../aaf/testdata/changements"

// The changes of the AAF over its complete set: what they tell changes, what
// they leave out stays, who is gone leaves, and nobody else.
func TestDelta(t *testing.T) {
	each(t, func(b *bench) {
		b.apply(b.stage(imports.Options{}, aafOf))
		run := b.stage(imports.Options{}, changesOf)
		b.want("differences", b.differences(run),
			"changed Inès Moreau board:DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT>EXTERNE LIBRE group_pupil:4e allemand>",
			"changed Julien Moreau email:>julien@example.org mobile:0639980001>0639980077 sms_ok:false>true",
			"leaving Noé Moreau", "leaving Siobhán O'Neill", "new Hugo Perrin", "new Zoé Perrin", "leaving Claire Ferrand")
		ties := b.rows(`SELECT person FROM directory_tie`)
		if r := b.apply(run); r.People != (imports.Counts{New: 2, Changed: 2, Leaving: 3}) || r.Exit() != imports.ExitApplied {
			b.Errorf("report %+v", r)
		}
		b.want("who leaves", b.rows(`SELECT p.first_name || ' ' || t.school || ' ' || t.role FROM directory_tie t JOIN directory_person p ON p.id = t.person
			WHERE t.leaving_since <> '' ORDER BY 1`), "Claire 9990002Y teacher", "Noé 9990001X pupil", "Siobhán 9990001X guardian")
		b.want("Inès", b.rows(`SELECT p.birth_date || ' ' || u.mef || ' ' || u.board || ' ' || u.entered || CASE WHEN u.scholarship THEN ' boursier' ELSE '' END
			FROM directory_pupil u JOIN directory_person p ON p.id = u.person WHERE p.first_name = 'Inès'`), "2013-05-04 10310019110 EXTERNE LIBRE 2026-09-01 boursier")
		b.want("who answers", b.rows(`SELECT c.first_name || ' ' || g.first_name FROM directory_guardian l JOIN directory_person g ON g.id = l.guardian
			JOIN directory_person c ON c.id = l.pupil WHERE c.first_name IN ('Inès', 'Zoé') ORDER BY 1`), "Inès Julien", "Inès Nadia", "Inès Siobhán", "Zoé Hugo")
		b.want("groups", b.rows(`SELECT g.name || ' ' || p.first_name || ' ' || m.part FROM directory_member m JOIN directory_group g ON g.id = m.group_id
			JOIN directory_person p ON p.id = m.person WHERE m.part <> 'pupil' OR g.school = ? ORDER BY 1`, here),
			"4e B Claire form_teacher", "4e B Claire teacher", "4e B Inès pupil", "4e allemand Claire teacher", "6e A Zoé pupil")
		if now := b.rows(`SELECT person FROM directory_tie`); len(now) != len(ties)+2 {
			b.Errorf("%d places before, %d after: nobody is erased", len(ties), len(now))
		}
	})
}

// Two times the same changes are one time.
func TestDeltaTwice(t *testing.T) {
	each(t, func(b *bench) {
		b.apply(b.stage(imports.Options{}, aafOf))
		b.apply(b.stage(imports.Options{}, changesOf))
		before := b.dump()
		again := b.stage(imports.Options{}, changesOf)
		b.want("differences", b.differences(again))
		b.apply(again)
		b.want("directory", b.dump(), before...)
	})
}

func (b *bench) refused(what, says string, paths ...string) {
	b.Helper()
	_, err := b.engine.Stage(b.Context(), paths, imports.Options{})
	var fault *feed.Error
	if !errors.As(err, &fault) || !strings.Contains(err.Error(), says) {
		b.Errorf("%s: %v", what, err)
	}
	b.want(what+" leaves a run", b.rows(`SELECT run FROM directory_import WHERE state = 'ready'`))
}

func TestDeltaBeforeComplete(t *testing.T) {
	each(t, func(b *bench) {
		b.refused("changes of a school that nobody knows", "importez d’abord la livraison complète", changesOf)
		b.apply(b.stage(imports.Options{}, aafOf))
		lone := filepath.Join(b.TempDir(), "ENT_Delta_20260921_Eleve_0000.xml")
		in, err := os.ReadFile(changesOf + "/ENT_Delta_20260921_Eleve_0000.xml")
		if err == nil {
			err = os.WriteFile(lone, []byte(strings.Replace(string(in), `<!-- codeAcademieExport="09" -->`, "", 1)), 0o600)
		}
		if err != nil {
			b.Fatal(err)
		}
		if run := b.stage(imports.Options{}, lone); run.Source != "aaf:9" || len(b.differences(run)) != 3 {
			b.Errorf("a file that does not name its academy: %+v", run)
		}
	})
}

// Changes older than what was applied would undo it.
func TestDeltaTooOld(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(3)
		b.apply(b.stage(imports.Options{}))
		b.feed.header.Complete, b.feed.header.Delta, b.feed.header.Generated = false, true, "2026-11-23"
		b.feed.records = []feed.Record{&feed.Gone{Kind: feed.KindPupil, Key: "p1"}}
		b.refused("older changes", "déferait ce qui a changé depuis", b.any)
		b.feed.header.Generated = "2026-11-25"
		b.want("newer changes", b.differences(b.stage(imports.Options{})), "leaving Prénom1 Martin")
	})
}

// Of two schools of a delivery, one without a complete feed is left aside.
func TestDeltaOfAnotherSchool(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(3)
		b.apply(b.stage(imports.Options{}))
		b.feed.header.Complete, b.feed.header.Delta = false, true
		b.feed.records = []feed.Record{school("2", there), pupil("q", "Tom", "Berger", "2013-04-05", "2"), pupil("p9", "Léo", "Petit", "2013-04-06", "1")}
		run := b.stage(imports.Options{})
		b.want("differences", b.differences(run), "new Léo Petit")
		if r := b.report(run); len(r.Warnings) < 2 || !strings.Contains(r.Warnings[0].Says, "n’a jamais eu la livraison complète") {
			b.Errorf("warnings %+v", r.Warnings)
		}
	})
}

// A part never blanks what it leaves out, and a list that it tells is whole.
func TestDeltaParts(t *testing.T) {
	each(t, func(b *bench) {
		ines := pupil("p", "Inès", "Moreau", "2013-05-04", "1", mother("g"), feed.Link{Guardian: "h", Code: "1", Link: "father", Level: feed.Legal, Order: 2})
		ines.Groups = append(ines.Groups, feed.Ref{School: "1", Kind: feed.Teaching, Code: "4ALL"})
		ines.Transport, ines.SMS, ines.MEF = true, true, "10310019110"
		claire := &feed.Staff{Person: person("t", "Claire", "Ferrand", ""), School: "1", Functions: []feed.Function{{School: "1", Code: "ENS", Label: "Enseignement"}}}
		claire.Courses = []feed.Course{{Ref: feed.Ref{School: "1", Kind: feed.Division, Code: "4B"}, Subject: "061300"}, {Ref: feed.Ref{School: "1", Kind: feed.Teaching, Code: "4ALL"}, Subject: "061300"}}
		b.feed.records = append(class(3), guardian("g", "Nadia", "Moreau"), guardian("h", "Julien", "Moreau"), ines, claire)
		b.apply(b.stage(imports.Options{}))
		b.feed.header.Complete, b.feed.header.Delta = false, true
		for _, c := range []struct {
			what   string
			record feed.Record
			want   string
		}{
			{"nothing", &feed.Pupil{Person: feed.Person{Key: "p", Part: feed.Changed()}}, ""},
			{"a field", &feed.Pupil{Person: feed.Person{Key: "p", Part: append(feed.Changed(), "Transport")}}, "changed Inès Moreau transport:true>false"},
			{"a name", &feed.Pupil{Person: feed.Person{Key: "p", Part: feed.Changed(), Family: "Durand"}}, "changed Inès Durand family_name:Moreau>Durand"},
			{"the groups", &feed.Pupil{Person: feed.Person{Key: "p", Part: append(feed.Changed(), feed.Of("Groups", feed.Teaching))}}, "changed Inès Moreau group_pupil:4ALL>"},
			{"the guardians", &feed.Pupil{Person: feed.Person{Key: "p", Part: append(feed.Changed(), "Links")}, Links: []feed.Link{mother("g")}}, "changed Inès Moreau guardian:Julien Moreau>"},
			{"a guardian", &feed.Guardian{Person: feed.Person{Key: "g", Part: feed.Changed(), Email: "n@example.org"}}, "changed Nadia Moreau email:>n@example.org"},
			{"a course", &feed.Staff{Person: feed.Person{Key: "t", Part: append(feed.Changed(), feed.Of("Courses", feed.Teaching), feed.Of("Teaches", feed.Teaching))}}, "changed Claire Ferrand group_teacher:4ALL>"},
			{"a school", &feed.Pupil{Person: feed.Person{Key: "p", Part: append(feed.Changed(), "School")}, School: "2"}, "leaving Inès Moreau"},
			{"a departure", &feed.Gone{Kind: feed.KindStaff, Key: "t"}, "leaving Claire Ferrand"},
			{"the departure of another kind", &feed.Gone{Kind: feed.KindPupil, Key: "t"}, ""},
		} {
			b.feed.records = []feed.Record{c.record}
			run := b.stage(imports.Options{})
			if got := strings.Join(b.differences(run), "; "); got != c.want {
				b.Errorf("%s: %s, want %s", c.what, got, c.want)
			}
			b.do(func(t *db.Tx) error { return imports.Drop(t, run.ID) })
		}
	})
}

// Asked for one school, changes are of that school; a complete feed of one school
// alone does not make the others' changes old.
func TestDeltaOfOneSchool(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = append(class(3), school("2", there), pupil("q", "Tom", "Berger", "2013-04-05", "2"))
		b.feed.header.Generated = "2026-11-20"
		b.apply(b.stage(imports.Options{}))
		b.feed.header.Generated = "2026-11-22"
		b.apply(b.stage(imports.Options{School: there}))
		b.feed.header = feed.Header{Format: "invented", Source: "test", Year: "2026", Generated: "2026-11-21", Delta: true}
		b.feed.records = []feed.Record{&feed.Gone{Kind: feed.KindPupil, Key: "p1"}, &feed.Gone{Kind: feed.KindPupil, Key: "q"}}
		b.want("here", b.differences(b.stage(imports.Options{School: here})), "leaving Prénom1 Martin")
		b.want("everywhere", b.differences(b.stage(imports.Options{})), "leaving Prénom1 Martin", "leaving Tom Berger")
		for school, says := range map[string]string{there: "déferait", "9990003Z": "jamais eu la livraison complète"} {
			if _, err := b.engine.Stage(b.Context(), []string{b.any}, imports.Options{School: school}); err == nil || !strings.Contains(err.Error(), says) {
				b.Errorf("%s: %v", school, err)
			}
		}
		b.feed.header.Year = "2025"
		if _, err := b.engine.Stage(b.Context(), []string{b.any}, imports.Options{}); err == nil || !strings.Contains(err.Error(), "2025") {
			b.Errorf("changes of another year: %v", err)
		}
	})
}

// So many departures at once wait for a yes, even said aloud.
func TestManyGoneWait(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(40)
		b.apply(b.stage(imports.Options{}))
		b.feed.header.Complete, b.feed.header.Delta, b.feed.records = false, true, nil
		for i := range 6 {
			b.feed.records = append(b.feed.records, &feed.Gone{Kind: feed.KindPupil, Key: fmt.Sprintf("p%d", i)})
		}
		const leaving = `SELECT person FROM directory_tie WHERE leaving_since <> ''`
		run := b.stage(imports.Options{})
		if r := b.apply(run); len(r.Cases) != 1 || r.People.Leaving != 6 || len(b.rows(leaving)) != 0 {
			b.Errorf("report %+v, %d leave", r, len(b.rows(leaving)))
		}
		b.do(func(t *db.Tx) error { return b.engine.Depart(t, run.ID, here, true) })
		b.apply(run)
		if n := len(b.rows(leaving)); n != 6 {
			b.Errorf("%d leave after a yes", n)
		}
		b.feed.records = []feed.Record{pupil("p0", "Prénom0", "Martin", "2013-01-01", "1")}
		b.want("back", b.differences(b.stage(imports.Options{})), "changed Prénom0 Martin leaving:2026-11-24> group_pupil:>4e B")
	})
}
