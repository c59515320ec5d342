package signin

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/signin/ident"
)

// State is where an account stands.
type State string

// The states of an account.
const (
	Waiting State = "waiting" // its owner has not come yet
	Active  State = "active"
	Blocked State = "blocked" // closed by the school
)

// Account is what the administration sees of an account.
type Account struct {
	Person     directory.ID
	Identifier string
	State      State
	Charter    int
	Email      string // for finding one's way back in; may be empty
	Created    int64  // milliseconds
	Seen       int64  // last sign-in, 0 for never
	Version    int64

	password string
}

const accountColumns = `a.person, a.identifier, a.state, a.charter, a.email, a.created_at, a.seen_at, a.version, a.password`

func scanAccount(r db.Row) (a Account, err error) {
	return a, r.Scan(&a.Person, &a.Identifier, &a.State, &a.Charter, &a.Email, &a.Created, &a.Seen, &a.Version, &a.password)
}

// Find is the account of an identifier as someone types it.
func Find(q db.Queryer, identifier string) (Account, bool, error) {
	return db.First(q, scanAccount, `SELECT `+accountColumns+` FROM signin_account a WHERE a.identifier = ?`, ident.Normal(identifier))
}

// Of is the account of a person.
func Of(q db.Queryer, person directory.ID) (Account, bool, error) {
	return db.First(q, scanAccount, `SELECT `+accountColumns+` FROM signin_account a WHERE a.person = ?`, person)
}

// chunk bounds how many people one statement is about.
const chunk = 300

// NewAccounts makes a waiting account for each of people who has none, in the
// import's own transaction. Identifiers that would be the same are numbered.
func NewAccounts(t Writer, people []directory.ID, now time.Time) error {
	for part := range slices.Chunk(people, chunk) {
		if err := newAccounts(t, part, now); err != nil {
			return fmt.Errorf("make accounts: %w", err)
		}
	}
	return nil
}

type newcomer struct {
	person directory.ID
	stem   string
}

func newAccounts(t Writer, people []directory.ID, now time.Time) error {
	list, err := db.All(t, func(r db.Row) (n newcomer, err error) {
		var first, family string
		err = r.Scan(&n.person, &first, &family)
		n.stem = ident.Stem(first, family)
		return n, err
	}, `
		SELECT p.id, p.first_name, p.family_name FROM directory_person p
		WHERE p.id IN (`+marks(len(people))+`) AND NOT EXISTS (SELECT 1 FROM signin_account a WHERE a.person = p.id)
		ORDER BY p.id`, anys(people)...)
	if err != nil || len(list) == 0 {
		return err
	}
	last, err := lastNumbers(t, list)
	if err != nil {
		return err
	}
	args := make([]any, 0, 6*len(list))
	for _, n := range list {
		last[n.stem]++
		args = append(args, n.person, ident.Numbered(n.stem, last[n.stem]), n.stem, last[n.stem], Waiting, ms(now))
	}
	// A number taken meanwhile by another transaction is not an error to be
	// thrown at an import: PostgreSQL asks for this one to be run again.
	made, err := t.Exec(`
		INSERT INTO signin_account (person, identifier, stem, number, state, created_at)
		VALUES `+rows(6, len(list))+` ON CONFLICT DO NOTHING`, args...)
	if err == nil && made != int64(len(list)) {
		err = fmt.Errorf("%d identifiers of %d were taken", int64(len(list))-made, len(list))
	}
	return err
}

// lastNumbers are the highest numbers given to the stems of list.
func lastNumbers(q db.Queryer, list []newcomer) (map[string]int64, error) {
	last := map[string]int64{}
	var stems []string
	for _, n := range list {
		if _, ok := last[n.stem]; !ok {
			last[n.stem] = 0
			stems = append(stems, n.stem)
		}
	}
	for row, err := range q.Rows(`
		SELECT stem, MAX(number) FROM signin_account WHERE stem IN (`+marks(len(stems))+`) GROUP BY stem`, anys(stems)...) {
		if err != nil {
			return nil, err
		}
		var s string
		var n int64
		if err := row.Scan(&s, &n); err != nil {
			return nil, err
		}
		last[s] = n
	}
	return last, nil
}

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i, v := range list {
		all[i] = v
	}
	return all
}

// marks is "?, ?, ?".
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// rows is "(?, ?), (?, ?)".
func rows(columns, n int) string {
	return strings.TrimSuffix(strings.Repeat("("+marks(columns)+"), ", n), ", ")
}

// ErrNoAccount is the answer to an identifier or a person without an account.
var ErrNoAccount = errors.New("signin: no such account")

// Block closes an account: its sessions end everywhere within a second, its
// passwords of applications with it.
func Block(t Writer, person directory.ID, now time.Time) error {
	if err := change(t, person, `UPDATE signin_account SET state = ?, version = version + 1 WHERE person = ?`, Blocked, person); err != nil {
		return err
	}
	return endAll(t, person, "", now)
}

// Unblock opens an account again. What it could do before, it can again;
// sessions stay ended.
func Unblock(t Writer, person directory.ID) error {
	return change(t, person, `
		UPDATE signin_account SET state = CASE WHEN password = '' THEN ? ELSE ? END, version = version + 1
		WHERE person = ? AND state = ?`, Waiting, Active, person, Blocked)
}

// SetPrefs keeps how a person reads.
func SetPrefs(t Writer, person directory.ID, p Prefs) error {
	return change(t, person, `
		UPDATE signin_account SET theme = ?, size = ?, airy = ?, eco = ?, lang = ?, links = ? WHERE person = ?`,
		p.Theme, p.Size, p.Airy, p.Eco, p.Lang, strings.Join(p.Links, "\n"), person)
}

// Accept records that a person accepted a version of the charter.
func Accept(t Writer, person directory.ID, version int, now time.Time) error {
	if version != Charter {
		return fmt.Errorf("signin: the charter's version is %d, not %d", Charter, version)
	}
	return change(t, person, `UPDATE signin_account SET charter = ?, charter_at = ? WHERE person = ?`, version, ms(now), person)
}

// change runs a statement on the account of person and has every process forget
// what it remembers of it.
func change(t Writer, person directory.ID, query string, args ...any) error {
	n, err := t.Exec(query, args...)
	if err == nil && n == 0 {
		err = ErrNoAccount
	}
	if err == nil {
		touch(t, person)
	}
	return err
}

const prefsColumns = `a.theme, a.size, a.airy, a.eco, a.lang, a.links`

// stored is how a person reads, as the columns hold it.
type stored struct {
	Prefs
	links string
}

func (s *stored) into() []any {
	return []any{&s.Theme, &s.Size, &s.Airy, &s.Eco, &s.Lang, &s.links}
}

func (s *stored) prefs() Prefs {
	if s.links != "" {
		s.Links = strings.Split(s.links, "\n")
	}
	return s.Prefs
}

// PrefsOf is how a person reads.
func PrefsOf(q db.Queryer, person directory.ID) (Prefs, error) {
	p, _, err := db.First(q, func(r db.Row) (Prefs, error) {
		var s stored
		err := r.Scan(s.into()...)
		return s.prefs(), err
	}, `SELECT `+prefsColumns+` FROM signin_account a WHERE a.person = ?`, person)
	return p, err
}

// touch tells every process that something of a person's access changed.
func touch(t Writer, person directory.ID) { t.Publish("person:" + string(person)) }
