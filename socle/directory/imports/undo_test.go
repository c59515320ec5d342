package imports_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports"
	"preau/socle/directory/imports/undo"
	"preau/socle/retention"
	shared "preau/socle/school"
	"preau/socle/signin"
)

// rules are what people are forgotten by.
func rules(t testing.TB, d *db.DB) *retention.Rules {
	t.Helper()
	schema, err := d.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	keeps := map[string]retention.Keep{}
	for _, some := range []map[string]retention.Keep{directory.Keep, shared.Keep, signin.Keep} {
		maps.Copy(keeps, some)
	}
	r, err := retention.New(schema, keeps)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// undo is what undoes the bench's imports.
func (b *bench) undo() *undo.Undo {
	b.Helper()
	return &undo.Undo{DB: b.db, Rules: rules(b, b.db), Now: b.engine.Now, Journal: func(_ *db.Tx, run, school string, n undo.Counts) error {
		b.lines = append(b.lines, fmt.Sprintf("undo %s %+v", school, n))
		return nil
	}}
}

func (b *bench) undone(run imports.Run) {
	b.Helper()
	if err := b.undo().Apply(b.Context(), run.ID, nil); err != nil {
		b.Fatal(err)
	}
}

// told lists what undoing would do.
func (b *bench) preview(run imports.Run) (all []string) {
	b.Helper()
	b.read(func(t *db.Tx) error {
		schools, err := undo.Schooled(t, run.ID)
		for _, school := range schools {
			lines, _, err := undo.Preview(t, run.ID, school)
			if err != nil {
				return err
			}
			for _, l := range lines {
				line := l.What + " " + l.Name
				for _, c := range l.Changes {
					line += fmt.Sprintf(" %s:%s>%s", c.Field, c.Before, c.After)
				}
				all = append(all, strings.TrimSpace(line))
			}
		}
		return err
	})
	return all
}

// whole is the directory as dump has it, and what dump leaves out.
func (b *bench) whole() []string {
	b.Helper()
	all := b.dump()
	for _, q := range []string{
		`SELECT id || family_name || sort_key || street || phone || left_at FROM directory_person ORDER BY 1`,
		`SELECT person || school || role || sort_key || from_day || until_day || source FROM directory_tie ORDER BY 1`,
		`SELECT pupil || guardian || link || level || why_not || source FROM directory_guardian ORDER BY 1`,
		`SELECT school || year || state FROM school_year ORDER BY 1`,
		`SELECT id || name FROM directory_school ORDER BY 1`,
	} {
		all = append(all, b.rows(q)...)
	}
	return all
}

// versions leaves the versions of rows out of a comparison: they only grow.
func (b *bench) sameButVersions(got, want []string) {
	b.Helper()
	if len(got) != len(want) {
		b.Errorf("%d rows, want %d", len(got), len(want))
		return
	}
	for i := range got {
		if strings.TrimRight(got[i], "0123456789") != strings.TrimRight(want[i], "0123456789") {
			b.Errorf("row %q, want %q", got[i], want[i])
		}
	}
}

// september changes the household in every way that an import can.
func september() []feed.Record {
	s := school("1", here)
	s.Groups = append(s.Groups, feed.Group{Kind: feed.Division, Code: "3C", Name: "3e C"})
	s.Groups[0].Name = "4e Bleue"
	moved := pupil("a", "Inès", "Moreau-Diallo", "2013-05-04", "1", mother("h"))
	moved.Groups[0].Code, moved.Email, moved.Board, moved.SMS = "3C", "ines@example.org", "Interne", true
	return []feed.Record{
		s, guardian("h", "Aïssatou", "Diallo"), moved,
		pupil("n", "Nouvelle", "Venue", "2013-06-06", "1", mother("h")),
		&feed.Staff{
			Person: person("t", "Claire", "Ferrand", "1980-02-01"), School: "1", Teacher: true,
			Functions: []feed.Function{{School: "1", Code: "ENS", Label: "Enseignement", Discipline: "L1300", Says: "Mathématiques"}},
			Courses:   []feed.Course{{Ref: feed.Ref{School: "1", Kind: feed.Division, Code: "3C"}, Subject: "061300"}},
			FormOf:    []feed.Ref{{School: "1", Kind: feed.Division, Code: "3C"}},
		},
	}
}

func TestUndo(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = household()
		b.apply(b.stage(imports.Options{}))
		before := b.whole()
		b.feed.records = september()
		run := b.stage(imports.Options{})
		b.do(func(t *db.Tx) error { return b.engine.Depart(t, run.ID, here, true) })
		b.apply(run)
		b.want("what it would do", b.preview(run),
			"removed Aïssatou Diallo", "removed Nouvelle Venue", "restored  group:3e C> name:4e Bleue>4e B",
			"restored Claire Ferrand group_form_teacher:3e C> group_teacher:3e C> title:Mathématiques>",
			"restored Inès Moreau-Diallo board:Interne>Externe email:ines@example.org> family_name:Moreau-Diallo>Moreau group_pupil:3e C> group_pupil:>4e Bleue guardian:>Nadia Moreau sms_ok:true>false",
			"restored Nadia Moreau leaving:2026-11-24>")
		b.lines = nil
		b.undone(run)
		b.sameButVersions(b.whole(), before)
		b.want("journal", b.lines, "undo "+here+" {Removed:2 Closed:0 Restored:3 Kept:0}")
		if err := b.undo().Apply(b.Context(), run.ID, nil); !errors.Is(err, undo.ErrState) {
			b.Errorf("undone twice: %v", err)
		}
		if err := b.engine.Apply(b.Context(), run.ID, nil); err == nil {
			b.Error("an undone import was applied again")
		}
		// The same files find everything as if nothing had been.
		again := b.stage(imports.Options{})
		b.do(func(t *db.Tx) error { return b.engine.Depart(t, again.ID, here, true) })
		if r := b.apply(again); r.People.New != 2 || r.People.Leaving != 1 {
			b.Errorf("after undoing: %+v", r.People)
		}
	})
}

// Undoing the first import of a school leaves nothing of it.
func TestUndoTheFirst(t *testing.T) {
	each(t, func(b *bench) {
		run := b.stage(imports.Options{}, aafOf)
		b.apply(run)
		b.undone(run)
		b.want("people", b.rows(`SELECT first_name FROM directory_person`))
		b.want("schools", b.rows(`SELECT id FROM directory_school`))
		if r := b.apply(b.stage(imports.Options{}, aafOf)); r.People.New != 12 {
			b.Errorf("again: %+v", r.People)
		}
	})
}

// What somebody changed after the import stays, and is told.
func TestUndoKeepsWhatCameSince(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = household()
		b.apply(b.stage(imports.Options{}))
		b.feed.records = september()
		run := b.stage(imports.Options{})
		b.apply(run)
		b.do(func(t *db.Tx) error {
			_, err := t.Exec(`UPDATE directory_person SET email = 'hand@example.org' WHERE first_name = 'Inès'`)
			if err == nil {
				_, err = t.Exec(`INSERT INTO signin_account (person, identifier, stem, number, state, created_at)
					SELECT id, 'nouvelle.venue', 'nouvelle.venue', 1, 'active', 1 FROM directory_person WHERE first_name = 'Nouvelle'`)
			}
			return err
		})
		lines := b.preview(run)
		b.want("what came since", []string{lines[0], lines[1], lines[2]},
			"removed Aïssatou Diallo", "closed Nouvelle Venue", "kept Inès Moreau-Diallo email:>hand@example.org")
		b.undone(run)
		b.want("Inès", b.rows(`SELECT family_name || ' ' || email FROM directory_person WHERE first_name = 'Inès'`), "Moreau hand@example.org")
		b.want("who came keeps the account, without a place", b.rows(`SELECT a.identifier || ' ' || CASE WHEN p.left_at > 0 THEN 'left' ELSE '' END FROM signin_account a
			JOIN directory_person p ON p.id = a.person WHERE NOT EXISTS (SELECT 1 FROM directory_tie t WHERE t.person = p.id)`), "nouvelle.venue left")
		run = b.stage(imports.Options{})
		b.apply(run)
		b.want("and has it again", b.rows(`SELECT a.identifier || ' ' || t.role || ' ' || p.left_at FROM signin_account a JOIN directory_person p ON p.id = a.person
			JOIN directory_tie t ON t.person = p.id`), "nouvelle.venue pupil 0")
	})
}

// The latest import is undone first; one that changed nothing stands in nobody's way.
func TestUndoTheLatestFirst(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(20)
		first := b.stage(imports.Options{})
		b.apply(first)
		same := b.stage(imports.Options{})
		b.apply(same)
		b.read(func(t *db.Tx) error {
			if err := undo.May(t, first.ID); err != nil {
				b.Errorf("after an identical import: %v", err)
			}
			if err := undo.May(t, same.ID); !errors.Is(err, undo.ErrNothing) {
				b.Errorf("an import that changed nothing: %v", err)
			}
			return nil
		})
		now := b.engine.Now
		b.engine.Now = func() time.Time { return now().Add(time.Second) }
		b.feed.records = class(21)
		second := b.stage(imports.Options{})
		b.apply(second)
		if err := b.undo().Apply(b.Context(), first.ID, nil); !errors.Is(err, undo.ErrLater) {
			b.Errorf("an earlier import was undone first: %v", err)
		}
		b.undone(second)
		b.undone(first)
		b.want("people", b.rows(`SELECT first_name FROM directory_person`))
	})
}

// Who left one school and is enrolled in another is not counted as gone.
func TestEnrolledElsewhere(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(12)
		b.apply(b.stage(imports.Options{}))
		b.do(func(t *db.Tx) error {
			_, err := t.Exec(`UPDATE directory_person SET left_at = 1 WHERE first_name = 'Prénom3'`)
			return err
		})
		b.feed.header.Complete = false
		b.feed.records = []feed.Record{school("2", there), pupil("p3", "Prénom3", "Martin", "2013-01-04", "2")}
		b.apply(b.stage(imports.Options{}))
		b.want("who left", b.rows(`SELECT first_name FROM directory_person WHERE left_at > 0`))
	})
}

// Changes are undone as a whole set is; once the whole set is undone, they find
// nothing to change.
func TestUndoOfChanges(t *testing.T) {
	each(t, func(b *bench) {
		whole := b.stage(imports.Options{}, aafOf)
		b.apply(whole)
		before := b.whole()
		for range 2 {
			run := b.stage(imports.Options{}, changesOf)
			now := b.engine.Now
			b.engine.Now = func() time.Time { return now().Add(time.Second) }
			if r := b.apply(run); r.People.New != 2 || r.People.Leaving != 3 {
				b.Errorf("changes: %+v", r.People)
			}
			b.undone(run)
			b.sameButVersions(b.whole(), before)
		}
		b.undone(whole)
		b.refused("changes of what was undone", "importez d’abord la livraison complète", changesOf)
	})
}

// What was kept before a table had one more column is undone all the same.
func TestUndoFromBefore(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = class(20)
		b.apply(b.stage(imports.Options{}))
		before := b.whole()
		b.feed.records = class(19)
		run := b.stage(imports.Options{})
		b.apply(run)
		short := func(row string) string { return row[:strings.LastIndex(row, ",")] + "]" }
		for _, n := range b.rows(`SELECT CAST(n AS TEXT) FROM directory_import_undo WHERE run = ? AND name = ? AND before <> ''`, run.ID, undo.Ties) {
			rows := b.rows(`SELECT before FROM directory_import_undo WHERE run = ? AND CAST(n AS TEXT) = ? UNION ALL SELECT after FROM directory_import_undo WHERE run = ? AND CAST(n AS TEXT) = ?`, run.ID, n, run.ID, n)
			b.do(func(t *db.Tx) error {
				_, err := t.Exec(`UPDATE directory_import_undo SET before = ?, after = ? WHERE run = ? AND CAST(n AS TEXT) = ?`, short(rows[0]), short(rows[1]), run.ID, n)
				return err
			})
		}
		b.undone(run)
		b.sameButVersions(b.whole(), before)
	})
}
