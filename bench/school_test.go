package bench

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/schooltest"
)

// What the measured school is: the demonstration, with 4,800 people who all have
// opened their account.
const (
	program  = "../bin/preau"
	pupils   = 1500
	school   = "9990001X"
	password = "preau-demo"
	sessions = 64
)

// place is where the rows of one run are.
type place struct {
	engine, data, url string
	postmaster        int
}

// flags are those of every command of the program.
func (p place) flags(command string) []string {
	return []string{command, "-data", p.data, "-database", p.url}
}

// engines are the two, or SQLite alone where there is no PostgreSQL.
func engines(t *testing.T) []place {
	all := []place{{engine: "SQLite"}}
	t.Run("postgres", func(t *testing.T) {
		pid, err := postmaster(t.Context(), dbtest.Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, place{engine: "PostgreSQL", postmaster: pid})
	})
	return all
}

// empty is an engine's place with nothing in it.
func (p place) empty(t *testing.T) place {
	t.Helper()
	p.data = filepath.Join(t.TempDir(), "data")
	if p.url = filepath.Join(p.data, "preau.db"); p.postmaster != 0 {
		p.url = dbtest.Postgres(t)
	}
	return p
}

// filled is a place with the demonstration, where every account is open: those
// of the files wait for a code that nobody was given.
func (p place) filled(t *testing.T) place {
	t.Helper()
	p = p.empty(t)
	run(t, program, append(p.flags("demo"), "-pupils", fmt.Sprint(pupils))...)
	p.write(t, `UPDATE signin_account SET state = 'active', charter = 1,
		password = (SELECT password FROM signin_account WHERE identifier = 'ines.moreau') WHERE state = 'waiting'`)
	return p
}

func (p place) write(t *testing.T, query string) {
	t.Helper()
	p.open(t, func(d *db.DB) error {
		return d.Write(t.Context(), func(x *db.Tx) error {
			_, err := x.Exec(query)
			return err
		})
	})
}

// open works on the rows directly.
func (p place) open(t *testing.T, fn func(*db.DB) error) {
	t.Helper()
	d, err := db.Open(t.Context(), p.url, db.Options{})
	if err == nil {
		err = fn(d)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// people are the identifiers of a role in the school, in the order of their names.
func (p place) people(t *testing.T, role string, most int) (all []string) {
	t.Helper()
	p.open(t, func(d *db.DB) error {
		return d.Read(t.Context(), func(x *db.Tx) (err error) {
			all, err = db.Strings(x, `SELECT a.identifier FROM signin_account a JOIN directory_tie t ON t.person = a.person
				WHERE t.role = ? AND t.school = ? ORDER BY a.identifier LIMIT ?`, role, school, most)
			return err
		})
	})
	return all
}

// serve starts the program.
func (p place) serve(t *testing.T) *process {
	t.Helper()
	pages := schooltest.FreePort(t)
	return start(t, pages, exec.Command(program, append(p.flags("serve"), "-listen", pages, "-admin", schooltest.FreePort(t))...))
}

// signIn opens the session of each, one by one, and gives their tokens.
func signIn(t *testing.T, addr string, identifiers ...string) []string {
	t.Helper()
	l, err := dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer l.conn.Close()
	var tokens []string
	for _, who := range identifiers {
		answer, err := l.ask(enter(who, password))
		if err != nil {
			t.Fatalf("%s: %v", who, err)
		}
		for _, c := range answer.Cookies() {
			if c.Name == "preau_session" {
				tokens = append(tokens, c.Value)
			}
		}
	}
	if len(tokens) != len(identifiers) {
		t.Fatalf("%d sessions for %d people", len(tokens), len(identifiers))
	}
	return tokens
}

// pages are requests of one path by each session.
func pages(path string, tokens []string) []request {
	var all []request
	for _, token := range tokens {
		all = append(all, get(path, token))
	}
	return all
}

// look asks for one page and gives its text and its weight as sent.
func look(addr string, r request) (body string, weight int, err error) {
	l, err := dial(addr)
	if err != nil {
		return "", 0, err
	}
	defer l.conn.Close()
	answer, err := l.ask(r)
	if err != nil {
		return "", 0, err
	}
	weight = l.body.Len()
	text, err := plain(answer, &l.body)
	return text, weight, err
}

// plain undoes the coding of a body.
func plain(answer *http.Response, body *bytes.Buffer) (string, error) {
	var from io.Reader = body
	switch answer.Header.Get("Content-Encoding") {
	case "br":
		from = brotli.NewReader(body)
	case "gzip":
		z, err := gzip.NewReader(body)
		if err != nil {
			return "", err
		}
		from = z
	}
	text, err := io.ReadAll(from)
	return string(text), err
}

// holds fails unless a page says words.
func holds(t *testing.T, addr string, r request, words ...string) (weight int) {
	t.Helper()
	text, weight, err := look(addr, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Fatalf("the page does not say %q:\n%s", w, text)
		}
	}
	return weight
}
