package socle

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"preau/base/db"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/jobs"
	"preau/socle/rights"
)

// View reads. It exists only while its reader holds the route's right on what
// On names: a view is a permission.
type View struct {
	tx *db.Tx
	*rights.Grant
	call *Call
}

// Rows yields the rows of a query.
func (v *View) Rows(query string, args ...any) iter.Seq2[db.Row, error] {
	return v.tx.Rows(query, args...)
}

// Why explains why who holds right on o's id.
func (v *View) Why(who *directory.Person, right *rights.Right, o *rights.Object, id directory.ID) ([][]rights.Fact, error) {
	return v.call.host.Book.Why(v.tx, who, right, o, id, v.call.Today())
}

// Under is the same transaction under another right of the reader, on all that
// it reaches; [ErrDenied] when there is nothing.
func (v *View) Under(right *rights.Right) (*View, error) {
	g, err := v.call.host.Book.Any(v.call.Who, right, v.call.Hat, v.call.Today())
	if err != nil {
		return nil, err
	}
	return &View{v.tx, g, v.call}, nil
}

// Other is the same transaction under another right of the reader on one object.
func (v *View) Other(right *rights.Right, o *rights.Object, id directory.ID) (*View, error) {
	g, err := v.call.host.Book.Check(v.tx, v.call.Who, right, o, id, v.call.Today())
	if err != nil {
		return nil, err
	}
	return &View{v.tx, g, v.call}, nil
}

// Tx writes. What it tells the rest of the socle (a line of the journal, a job,
// a file kept, an event) is committed with the rows, or not at all.
type Tx struct {
	View
	says  string
	refs  []audit.Ref
	quiet bool
	in    directory.ID // another school than the grant's own
}

// Exec runs a statement and tells how many rows it touched.
func (t *Tx) Exec(query string, args ...any) (int64, error) { return t.tx.Exec(query, args...) }

// Insert adds many rows at once.
func (t *Tx) Insert(table string, columns []string, rows [][]any) error {
	return t.tx.Insert(table, columns, rows)
}

// After has f run once the transaction is committed, and not otherwise.
func (t *Tx) After(f func()) { t.tx.After(f) }

// Publish tells topic to every process once the transaction is committed.
func (t *Tx) Publish(topic string) { t.tx.Publish(topic) }

// Enqueue has a job done once the transaction is committed, and gives its id.
func (t *Tx) Enqueue(name string, payload any) (string, error) {
	return jobs.Enqueue(t.tx, name, payload, string(t.Who().ID), string(t.School()))
}

// Say gives the journal's line its words, in French, with gaps for what it
// names: Say("a publié {0} dans {1}", article, section).
func (t *Tx) Say(words string, refs ...audit.Ref) { t.says, t.refs = words, refs }

// Quiet leaves no line in the journal: for what only its writer sees, such as a
// draft saved as it is typed or a box ticked.
func (t *Tx) Quiet() { t.quiet = true }

// Also checks an id that came with the form against the grant's right on o, and
// gives it back, or [ErrDenied].
func (t *Tx) Also(o *rights.Object, id directory.ID) (directory.ID, error) {
	ok, err := t.Reaches(t.tx, o, id)
	if err == nil && !ok {
		err = ErrDenied
	}
	return id, err
}

// AlsoAll is [Tx.Also] for many ids in one query.
func (t *Tx) AlsoAll(o *rights.Object, ids []directory.ID) error {
	ok, err := t.ReachesAll(t.tx, o, ids)
	if err == nil && !ok {
		err = ErrDenied
	}
	return err
}

// Attach keeps a file that came with the form, as part of the object id.
func (t *Tx) Attach(ref Ref, o *rights.Object, id directory.ID) error {
	return KeepFile(t.tx, ref, o, id, t.call.host.Now())
}

// KeepFile is [Tx.Attach] where there is no form: a demonstration, an import.
func KeepFile(t *db.Tx, ref Ref, o *rights.Object, id directory.ID, at time.Time) error {
	if ref.Hash == "" {
		return errors.New("socle: attach: no file")
	}
	_, err := t.Exec(`
		INSERT INTO socle_file (hash, kind, object, name, type, size, at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (hash, kind, object) DO NOTHING`,
		ref.Hash, o.Name, id, ref.Name, ref.Type, ref.Size, at.UnixMilli())
	return err
}

// Detach lets go of a file of the object id; its bytes go when nothing else
// keeps them.
func (t *Tx) Detach(hash string, o *rights.Object, id directory.ID) error {
	_, err := t.Exec(`DELETE FROM socle_file WHERE hash = ? AND kind = ? AND object = ?`, hash, o.Name, id)
	return err
}

// DetachAll lets go of every file of the object id.
func (t *Tx) DetachAll(o *rights.Object, id directory.ID) error {
	_, err := t.Exec(`DELETE FROM socle_file WHERE kind = ? AND object = ?`, o.Name, id)
	return err
}

// Door is a way to the rows without a request: a job's or a protocol server's.
// It asks the same rights.
type Door struct {
	Host  *Host
	Who   *directory.Person
	Hat   directory.Tie
	Right *rights.Right
	On    directory.ID
	Of    *rights.Object // nil: Mine
}

// Read runs fn, if the reader holds the right.
func (d Door) Read(c *Call, fn func(*View) error) error {
	return d.Host.DB.Read(c, func(tx *db.Tx) error {
		g, err := d.grant(c, tx)
		if err != nil {
			return err
		}
		if d.Right.Log {
			d.Host.logRead(c, g, d.kind())
		}
		return fn(&View{tx, g, c})
	})
}

// Write runs fn, if the writer holds the right, in a transaction that ends in a
// line of the journal. fn may run twice: it touches nothing but its Tx.
func (d Door) Write(c *Call, fn func(*Tx) error) error {
	return d.Host.DB.Write(c, func(tx *db.Tx) error {
		g, err := d.grant(c, tx)
		if err != nil {
			return err
		}
		t := &Tx{View: View{tx, g, c}}
		if err := fn(t); err != nil {
			return err
		}
		if t.quiet {
			return nil
		}
		if t.says == "" {
			return fmt.Errorf("socle: %s wrote and said nothing to the journal", d.Right.Name)
		}
		return audit.Append(tx, audit.Entry{
			School: string(t.School()), At: d.Host.Now(), Who: string(g.Who().ID), Role: string(c.Hat.Role),
			Did: d.Right.Name, OnKind: d.kind(), OnID: string(g.On()), Says: t.says, Refs: t.refs,
		})
	})
}

func (d Door) kind() string {
	if d.Of == nil {
		return rights.People.Name
	}
	return d.Of.Name
}

func (d Door) grant(c *Call, q db.Queryer) (*rights.Grant, error) {
	switch {
	case d.Right == rights.Public:
		return rights.Free(c.School.ID), nil
	case d.Who == nil:
		return nil, ErrDenied
	case d.Of == nil:
		return d.Host.Book.Any(d.Who, d.Right, d.Hat, c.Today())
	}
	g, err := d.Host.Book.Check(q, d.Who, d.Right, d.Of, d.On, c.Today())
	if err != nil {
		return nil, err
	}
	return g, nil
}

// PersonRef is a person named in a line of the journal.
func PersonRef(id directory.ID) audit.Ref { return audit.Ref{Kind: rights.People.Name, ID: string(id)} }

// WordRef is a plain word that names nobody: a number, a title.
func WordRef(word string) audit.Ref { return audit.Ref{Word: word} }

// ThingRef is an object of the given kind.
func ThingRef(o *rights.Object, id directory.ID) audit.Ref {
	return audit.Ref{Kind: o.Name, ID: string(id)}
}
