package signin_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/signin"
)

const uai = "9990001X"

// clock is a time that tests move.
type clock struct{ ms atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMilli(c.ms.Load()) }
func (c *clock) forward(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// house is a school with a pupil, a guardian, an agent and someone of whom no
// file says anything.
type house struct {
	*signin.Desk
	t     testing.TB
	db    *db.DB
	clock *clock
}

const (
	ines   = directory.ID("p-ines")   // pupil, born 2012-05-14
	nadia  = directory.ID("p-nadia")  // her mother, phone …4321
	claire = directory.ID("p-claire") // teacher, born 1984-03-27
	paper  = directory.ID("p-paper")  // guardian without a phone
	good   = "banc orage citron vert"
)

func each(t *testing.T, fn func(*house)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(build(t, d, signin.Options{})) })
}

func build(t testing.TB, d *db.DB, o signin.Options) *house {
	t.Helper()
	h := &house{t: t, db: d, clock: &clock{}}
	h.clock.ms.Store(time.Date(2026, 11, 24, 10, 30, 0, 0, time.UTC).UnixMilli())
	ctx := context.Background()
	h.must(d.Migrate(ctx, db.Set{Name: "directory", FS: directory.Schema}, db.Set{Name: "audit", FS: audit.Schema}, db.Set{Name: "signin", FS: signin.Schema}))
	h.write(func(t *db.Tx) error {
		for _, q := range []string{
			`INSERT INTO directory_school (id, name, kind, phone) VALUES ('9990001X', 'Collège des Tilleuls', 'CLG', '0100000000')`,
			`INSERT INTO directory_person (id, first_name, family_name, birth_date, sort_key, created_at) VALUES
				('p-ines', 'Inès', 'Moreau', '2012-05-14', 'moreau ines', 1),
				('p-claire', 'Claire', 'Ferrand', '1984-03-27', 'ferrand claire', 1)`,
			`INSERT INTO directory_person (id, first_name, family_name, mobile, sort_key, created_at) VALUES
				('p-nadia', 'Nadia', 'Moreau', '06 12 34 43 21', 'moreau nadia', 1), ('p-paper', 'Paul', 'Moreau', '', 'moreau paul', 1)`,
			`INSERT INTO directory_tie (person, school, role, sort_key) VALUES
				('p-ines', '9990001X', 'pupil', 'moreau ines'), ('p-nadia', '9990001X', 'guardian', 'moreau nadia'),
				('p-claire', '9990001X', 'teacher', 'ferrand claire'), ('p-paper', '9990001X', 'guardian', 'moreau paul')`,
			`INSERT INTO directory_guardian (pupil, guardian, level) VALUES ('p-ines', 'p-nadia', 'legal'), ('p-ines', 'p-paper', 'legal')`,
		} {
			if _, err := t.Exec(q); err != nil {
				return err
			}
		}
		return signin.NewAccounts(t, []directory.ID{ines, nadia, claire, paper}, h.clock.now())
	})
	h.Desk = h.desk(o)
	return h
}

// desk is another process over the same database.
func (h *house) desk(o signin.Options) *signin.Desk {
	o.Now = h.clock.now
	k := signin.New(h.db, o)
	h.t.Cleanup(func() { h.must(k.Close()) })
	return k
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) write(fn func(*db.Tx) error) {
	h.t.Helper()
	h.must(h.db.Write(context.Background(), fn))
}

// cheap is the password good, stored at a cost that tests can pay by the
// hundred: a stored form says its own cost.
var cheap = func() string {
	salt := []byte("sixteen bytes ok")
	key := argon2.IDKey([]byte(good), salt, 1, 64, 1, 32)
	return "$argon2id$v=19$m=64,t=1,p=1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(key)
}()

// open gives people accounts with the password good.
func (h *house) open(people ...directory.ID) {
	h.t.Helper()
	for _, p := range people {
		h.write(func(t *db.Tx) error { return signin.OpenAccount(t, p, cheap, h.clock.now()) })
	}
}

func at(address string) signin.From {
	return signin.From{Network: netip.MustParseAddr(address), Agent: "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0"}
}

func (h *house) in(identifier string, from signin.From) signin.Opened {
	h.t.Helper()
	o, err := h.SignIn(context.Background(), identifier, good, signin.Shared, from)
	if err != nil {
		h.t.Fatalf("sign in %s: %v", identifier, err)
	}
	return o
}

// who asks a desk who a session's token is.
func who(k *signin.Desk, token string) (signin.Identity, bool) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(&http.Cookie{Name: k.CookieName(signin.SessionCookie), Value: token})
	return k.Who(r)
}

func (h *house) reissue(p directory.ID, c signin.Channel) string {
	h.t.Helper()
	var code string
	h.write(func(t *db.Tx) (err error) {
		code, _, err = signin.Reissue(t, p, claire, c, h.clock.now())
		return err
	})
	return code
}
