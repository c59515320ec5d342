// Package audit keeps the journal: who did what, on whom, when.
//
// A line holds ids and a sentence with gaps; names are put into the gaps when it
// is shown, so that forgetting a person does not break the seal. A job seals
// the lines of each school in a chain of hashes: a line changed or taken out
// afterwards is found by [Verify].
package audit

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"preau/base/db"
)

//go:embed migrations
var schema embed.FS

// Schema holds the migrations of the journal's tables.
var Schema = schema

// Ref is a thing named in a line: a kind ("person", "group", "news.article")
// and its id. Word stands for a plain word that names nobody.
type Ref struct {
	Kind string `json:"k,omitempty"`
	ID   string `json:"i,omitempty"`
	Word string `json:"w,omitempty"`
}

// Entry is a line of the journal. Says is a sentence in French whose gaps {0},
// {1}… stand for Refs: "a publié {0} dans {1}".
type Entry struct {
	ID     string
	School string
	At     time.Time
	Who    string
	Role   string
	Did    string // the right's name
	OnKind string
	OnID   string
	Says   string
	Refs   []Ref
	Seal   int64 // the number of the seal that covers it, 0 while none does
}

// Append writes a line in the transaction that it tells of.
func Append(t *db.Tx, e Entry) error {
	refs, err := json.Marshal(e.Refs)
	if err != nil {
		return fmt.Errorf("audit entry: %w", err)
	}
	_, err = t.Exec(`
		INSERT INTO audit_entry (id, school, at, who, role, did, on_kind, on_id, says, refs)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), e.School, e.At.UnixMilli(), e.Who, e.Role, e.Did, e.OnKind, e.OnID, e.Says, string(refs))
	return err
}

// Filter chooses lines of one school's journal.
type Filter struct {
	School string
	Who    string    // lines by this person, empty for all
	On     string    // lines on this thing, empty for all
	From   time.Time // lines of this instant and later, zero for all
	Until  time.Time // lines before this instant, zero for all
	Before string    // the id of the last line of the page before, empty for the first
	Limit  int
}

// List reads lines, newest first.
func List(q db.Queryer, f Filter) ([]Entry, error) {
	where, args := `school = ?`, []any{f.School}
	for _, c := range []struct{ sql, arg string }{{` AND who = ?`, f.Who}, {` AND on_id = ?`, f.On}, {` AND id < ?`, f.Before}} {
		if c.arg != "" {
			where, args = where+c.sql, append(args, c.arg)
		}
	}
	for _, c := range []struct {
		sql string
		at  time.Time
	}{{` AND at >= ?`, f.From}, {` AND at < ?`, f.Until}} {
		if !c.at.IsZero() {
			where, args = where+c.sql, append(args, c.at.UnixMilli())
		}
	}
	return db.All(q, scan, `SELECT `+columns+` FROM audit_entry WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, f.Limit)...)
}

const columns = `id, school, at, who, role, did, on_kind, on_id, says, refs, seal`

func scan(r db.Row) (e Entry, err error) {
	var at int64
	var refs string
	if err := r.Scan(&e.ID, &e.School, &at, &e.Who, &e.Role, &e.Did, &e.OnKind, &e.OnID, &e.Says, &refs, &e.Seal); err != nil {
		return e, err
	}
	e.At = time.UnixMilli(at)
	return e, json.Unmarshal([]byte(refs), &e.Refs)
}

// settled is how old a line must be to be sealed: a transaction that is still
// open may hold an older one.
const settled = 30 * time.Second

// Seal closes the unsealed lines of every school older than half a minute under
// a hash that chains with the school's last. It tells how many it sealed.
func Seal(t *db.Tx, now time.Time) (int, error) {
	schools, err := db.Strings(t, `SELECT DISTINCT school FROM audit_entry WHERE seal = 0 AND at < ?`, now.Add(-settled).UnixMilli())
	if err != nil {
		return 0, err
	}
	total := 0
	for _, school := range schools {
		n, err := sealSchool(t, school, now)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// batch bounds how many lines one seal covers.
const batch = 5000

func sealSchool(t *db.Tx, school string, now time.Time) (int, error) {
	last, err := lastSeal(t, school)
	if err != nil {
		return 0, err
	}
	lines, err := db.All(t, scan, `
		SELECT `+columns+` FROM audit_entry WHERE seal = 0 AND school = ? AND at < ? ORDER BY id LIMIT ?`,
		school, now.Add(-settled).UnixMilli(), batch)
	if err != nil || len(lines) == 0 {
		return 0, err
	}
	number, hash := last.number+1, digest(last.hash, lines)
	if _, err := t.Exec(`
		UPDATE audit_entry SET seal = ? WHERE seal = 0 AND school = ? AND at < ? AND id <= ?`,
		number, school, now.Add(-settled).UnixMilli(), lines[len(lines)-1].ID); err != nil {
		return 0, err
	}
	_, err = t.Exec(`INSERT INTO audit_seal (school, number, entries, previous, hash, at) VALUES (?, ?, ?, ?, ?, ?)`,
		school, number, len(lines), last.hash, hash, now.UnixMilli())
	return len(lines), err
}

type seal struct {
	number, entries int64
	previous, hash  string
}

func scanSeal(r db.Row) (s seal, err error) {
	return s, r.Scan(&s.number, &s.entries, &s.previous, &s.hash)
}

func lastSeal(q db.Queryer, school string) (seal, error) {
	s, _, err := db.First(q, scanSeal, `
		SELECT number, entries, previous, hash FROM audit_seal WHERE school = ? ORDER BY number DESC LIMIT 1`, school)
	return s, err
}

// digest hashes lines onto the hash before them. Each field is written with its
// length, so that no two lists of lines give the same bytes.
func digest(previous string, lines []Entry) string {
	h := sha256.New()
	put := func(s string) { fmt.Fprintf(h, "%d:%s", len(s), s) }
	put(previous)
	for _, e := range lines {
		for _, s := range []string{e.ID, e.School, fmt.Sprint(e.At.UnixMilli()), e.Who, e.Role, e.Did, e.OnKind, e.OnID, e.Says} {
			put(s)
		}
		for _, r := range e.Refs {
			put(r.Kind)
			put(r.ID)
			put(r.Word)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Sealed tells how many lines of a school are under a seal, and when the last
// seal was set; zero before the first.
func Sealed(q db.Queryer, school string) (lines int, last time.Time, err error) {
	var at int64
	for row, err := range q.Rows(`SELECT CAST(COALESCE(SUM(entries), 0) AS BIGINT), COALESCE(MAX(at), 0) FROM audit_seal WHERE school = ?`, school) {
		if err == nil {
			err = row.Scan(&lines, &at)
		}
		if err != nil {
			return 0, last, err
		}
	}
	if at != 0 {
		last = time.UnixMilli(at)
	}
	return lines, last, nil
}

// Verify recomputes the chain of a school and returns the number of the first
// seal that no longer agrees with its lines, or 0 when all do.
func Verify(q db.Queryer, school string) (int64, error) {
	seals, err := db.All(q, scanSeal, `
		SELECT number, entries, previous, hash FROM audit_seal WHERE school = ? ORDER BY number`, school)
	if err != nil {
		return 0, err
	}
	previous := ""
	for i, s := range seals {
		lines, err := db.All(q, scan, `SELECT `+columns+` FROM audit_entry WHERE seal = ? AND school = ? ORDER BY id`, s.number, school)
		if err != nil {
			return 0, err
		}
		if s.number != int64(i+1) || s.previous != previous || int64(len(lines)) != s.entries || digest(previous, lines) != s.hash {
			return int64(i + 1), nil
		}
		previous = s.hash
	}
	return 0, nil
}
