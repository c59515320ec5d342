package imports_test

import (
	"errors"
	"testing"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/directory/feed"
	"preau/socle/directory/imports"
	"preau/socle/directory/imports/undo"
)

// person is the id of somebody by first name.
func (b *bench) id(first string) directory.ID {
	b.Helper()
	all := b.rows(`SELECT id FROM directory_person WHERE first_name = ?`, first)
	if len(all) != 1 {
		b.Fatalf("%d people are named %s", len(all), first)
	}
	return directory.ID(all[0])
}

// What the school typed stays, is told once where the files say otherwise, and
// can be given back to them.
func TestTypedByHand(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = household()
		b.apply(b.stage(imports.Options{}))
		ines := b.id("Inès")
		b.do(func(t *db.Tx) error {
			return directory.Type(t, ines, "secretary", map[string]string{"first_name": "Inès-Marie", "email": "ines@maison.example"}, 1)
		})
		b.want("found by the name typed", b.rows(`SELECT word FROM directory_word WHERE person = ? ORDER BY 1`, ines), "ines", "marie", "moreau")
		b.want("the same files", b.differences(b.stage(imports.Options{})))
		says := household()
		says[2].(*feed.Pupil).Email = "ines@college.example"
		b.feed.records = says
		run := b.stage(imports.Options{})
		b.want("other files", b.differences(run), "changed Inès Moreau email:ines@college.example>ines@maison.example")
		b.apply(run)
		const card = `SELECT first_name || ' ' || email || ' ' || sort_key FROM directory_person WHERE id = ?`
		b.want("the card", b.rows(card, ines), "Inès-Marie ines@maison.example moreau ines marie")
		b.want("told once", b.differences(b.stage(imports.Options{})))
		b.do(func(t *db.Tx) error {
			if err := directory.Untype(t, ines, "email"); err != nil {
				return err
			}
			return directory.Untype(t, ines, "first_name")
		})
		b.want("given back", b.rows(card, ines), "Inès ines@college.example moreau ines")
		b.want("nothing is by hand", b.rows(`SELECT field FROM directory_field`))
		b.undone(run)
		b.want("after undoing", b.rows(`SELECT field FROM directory_field`))
	})
}

// What a lesser source completed it may change, until a better one tells it.
func TestFieldOfALesserSource(t *testing.T) {
	each(t, func(b *bench) {
		b.engine.Formats = append(b.engine.Formats, imports.Format{Name: "best", Rank: 3})
		tell := func(source, phone string) {
			b.feed.records = household()
			b.feed.records[3].(*feed.Staff).Phone = phone
			if source == "lesser" {
				b.another("lesser")
			}
			b.feed.header.Source = source + ":1"
			b.feed.header.Complete = source == "best"
			b.apply(b.stage(imports.Options{}))
		}
		phone := func(want string) {
			b.Helper()
			b.want("phone", b.rows(`SELECT phone FROM directory_person WHERE first_name = 'Claire'`), want)
		}
		tell("best", "")
		tell("lesser", "0100000001")
		phone("0100000001")
		tell("lesser", "0100000002")
		phone("0100000002")
		tell("best", "")
		phone("0100000002")
		tell("best", "0199999999")
		phone("0199999999")
		tell("lesser", "0100000003")
		phone("0199999999")
	})
}

// Two who were joined by mistake are two again: each has what is theirs, and no
// import joins them any more.
func TestPart(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = household()
		b.apply(b.stage(imports.Options{}))
		claire := b.id("Claire")
		b.feed.records = household()
		other := b.feed.records[3].(*feed.Staff)
		other.Email = "autre@example.org"
		b.another("other")
		other.Functions = []feed.Function{{School: "1", Code: "DOC", Label: "Documentation"}}
		other.Teacher = false
		b.apply(b.stage(imports.Options{}))
		b.want("joined", b.rows(`SELECT email FROM directory_person WHERE first_name = 'Claire'`), "autre@example.org")
		var made string
		b.do(func(t *db.Tx) (err error) {
			if _, err := undo.Part(t, string(claire), "other:1", "nobody", b.engine.Now()); !errors.Is(err, undo.ErrOnly) {
				b.Errorf("a key of nobody: %v", err)
			}
			made, err = undo.Part(t, string(claire), "other:1", "othert", b.engine.Now())
			return err
		})
		b.want("the one", b.rows(`SELECT p.email || '/' || t.role FROM directory_person p JOIN directory_tie t ON t.person = p.id WHERE p.id = ?`, claire), "/teacher")
		b.want("the other", b.rows(`SELECT t.role FROM directory_tie t WHERE t.person = ?`, made), "librarian")
		b.want("nobody is joined again", b.differences(b.stage(imports.Options{})), "changed Claire Ferrand email:>autre@example.org")
		b.apply(b.stage(imports.Options{}))
		b.want("the other's card", b.rows(`SELECT email FROM directory_person WHERE id = ?`, made), "autre@example.org")
		// Without the key, the resemblance is not taken for the person either.
		b.do(func(t *db.Tx) error {
			_, err := t.Exec(`DELETE FROM directory_key WHERE person = ?`, made)
			if err == nil {
				_, err = t.Exec(`UPDATE directory_person SET first_name = 'Claire-Anne', sort_key = 'ferrand claire anne' WHERE id = ?`, made)
			}
			return err
		})
		if r := b.report(b.stage(imports.Options{})); r.People.New != 1 {
			b.Errorf("joined again: %+v", r.People)
		}
	})
}

// The school's own numbers are a source like another once SIECLE has been
// imported, and none while another source only mentions them.
func TestPartFromSIECLE(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.header.Source = "siecle:" + here
		b.feed.records = household()
		b.apply(b.stage(imports.Options{}))
		b.feed.records = household()
		b.another("other")
		b.apply(b.stage(imports.Options{}))
		claire := string(b.id("Claire"))
		b.do(func(t *db.Tx) error {
			_, err := undo.Part(t, claire, "other:1", "othert", b.engine.Now())
			return err
		})
		if both := b.rows(`SELECT id FROM directory_person WHERE first_name = 'Claire'`); len(both) != 2 {
			b.Errorf("%d people, want two", len(both))
		}
	})
	each(t, func(b *bench) {
		b.feed.records = household()
		b.apply(b.stage(imports.Options{}))
		ines := b.id("Inès")
		b.want("her keys", b.rows(`SELECT source FROM directory_key WHERE person = ? ORDER BY 1`, ines), "ine", "siecle:"+here, "test")
		b.do(func(t *db.Tx) error {
			if _, err := undo.Part(t, string(ines), "test", "a", b.engine.Now()); !errors.Is(err, undo.ErrOnly) {
				b.Errorf("parted from her only source: %v", err)
			}
			return nil
		})
	})
}
