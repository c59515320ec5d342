package kill

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/schooltest"
)

// A place is a demonstration that is served, killed and looked at.
type place struct {
	program, data, database string
	base                    string // of the pages
	listen                  string
}

var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "preau-kill-")
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "preau")
	build := exec.Command("go", "build", "-o", program, "preau")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build preau: %w: %s", err, said)
	}
	return program, nil
})

// demonstration makes a place: on SQLite without a database's address.
func demonstration(t *testing.T, database string) *place {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	p := &place{program: program, data: filepath.Join(t.TempDir(), "data"), database: database}
	if said, err := p.command(t.Context(), "demo"); err != nil {
		t.Fatalf("preau demo: %v: %s", err, said)
	}
	return p.at(t)
}

// at is the place on a free port.
func (p *place) at(t *testing.T) *place {
	t.Helper()
	other := *p
	other.listen = schooltest.FreePort(t)
	other.base = "http://" + other.listen
	return &other
}

// args are a command's, on the place.
func (p *place) args(name string, more ...string) []string {
	return append([]string{name, "-data", p.data, "-database", p.database}, more...)
}

func (p *place) command(ctx context.Context, name string, more ...string) (string, error) {
	said, err := exec.CommandContext(ctx, p.program, p.args(name, more...)...).CombinedOutput()
	return string(said), err
}

// serve is the command that serves the place.
func (p *place) serve() *exec.Cmd {
	return exec.Command(p.program, p.args("serve", "-listen", p.listen, "-admin", "127.0.0.1:0")...)
}

// lives serves the place until the test ends.
func (p *place) lives(t *testing.T) {
	t.Helper()
	output, err := os.Create(filepath.Join(t.TempDir(), "lives.log"))
	if err != nil {
		t.Fatal(err)
	}
	l := &loop{Options: Options{Start: p.serve, Ready: p.base + "/healthz"}, output: output}
	server, err := l.start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.kill()
		if err := output.Close(); err != nil {
			t.Error(err)
		}
	})
}

// change writes the rows beside whoever serves them, foreign keys aside.
func (p *place) change(t *testing.T, query string) {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(p.data, "preau.db"), db.Options{})
	if err == nil {
		err = errors.Join(d.Write(t.Context(), func(x *db.Tx) error { _, err := x.Exec(query); return err }), d.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// look reads the rows beside whoever serves them.
func (p *place) look(ctx context.Context, fn func(*db.Tx) error) (err error) {
	at := p.database
	if at == "" {
		at = filepath.Join(p.data, "preau.db")
	}
	d, err := db.Open(ctx, at, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.Read(ctx, fn)
}

// A reader reads back what was acknowledged.
type reader struct {
	*place
	client  *client
	checked int // lines of the ledger that were read back once
	values  []*register
}

// newReader reads as the head does. Its client is everybody's who writes as the head: one session, which outlives all.
func newReader(p *place) *reader {
	head := newClient(p.base, "helene.vasseur")
	return &reader{place: p, client: head, values: registers(head, newClient(p.base, "ines.moreau"))}
}

// older is how many of the lines that were read back before are read back again.
const older = 40

// check asks for everything since the last kill, for some of what came before, and for the whole of rows and bytes.
func (r *reader) check(acks []string) error {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	lines := acks[r.checked:]
	for range min(older, r.checked) {
		lines = append(lines[:len(lines):len(lines)], acks[rand.IntN(r.checked)])
	}
	r.checked = len(acks)
	if err := r.whole(ctx); err != nil {
		return err
	}
	if err := r.lines(ctx, lines); err != nil {
		return err
	}
	for _, v := range r.values {
		if err := v.check(ctx); err != nil {
			return err
		}
	}
	if said, err := r.command(ctx, "check"); err != nil {
		return fmt.Errorf("preau check: %w: %s", err, said)
	}
	return nil
}

// An article as its page tells it.
type article struct {
	Article struct{ Body, State string }
	Files   []struct {
		ID   string
		Size int64
	}
	Comments []struct{ Body string }
}

func (r *reader) lines(ctx context.Context, lines []string) error {
	pages := map[string]*article{}
	for _, line := range lines {
		kind, rest, _ := strings.Cut(line, " ")
		id, value, _ := strings.Cut(rest, " ")
		switch kind {
		case "article", "file", "published", "comment":
			if pages[id] == nil {
				pages[id] = new(article)
				if err := r.client.read(ctx, "/actualites/"+id, pages[id]); err != nil {
					return fmt.Errorf("%q was acknowledged: %w", line, err)
				}
			}
			if err := r.holds(ctx, pages[id], kind, value); err != nil {
				return fmt.Errorf("%q was acknowledged: %w", line, err)
			}
		case "import":
			var set int
			if _, err := fmt.Sscan(id, &set); err != nil || strings.Contains(value, ": ") {
				return errors.New(line)
			}
			if err := r.imported(ctx, set, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// holds looks for one thing in an article.
func (r *reader) holds(ctx context.Context, a *article, kind, value string) error {
	switch kind {
	case "article":
		if a.Article.Body == value {
			return nil
		}
	case "published":
		if a.Article.State == value {
			return nil
		}
	case "comment":
		for _, c := range a.Comments {
			if c.Body == value {
				return nil
			}
		}
	case "file":
		for _, f := range a.Files {
			sum, err := r.client.sum(ctx, "/actualites/fichiers/"+f.ID)
			if err != nil || sum == value {
				return err
			}
		}
	}
	return fmt.Errorf("it is lost: %+v", a)
}

// slow tells the long run of make check from the short one of make test.
func slow() bool { return os.Getenv("PREAU_SLOW") != "" }

// spell is how long a loop goes on.
func spell(short, long time.Duration) time.Duration {
	if slow() {
		return long
	}
	return short
}

// TestProgram kills preau serve while people write, and preau import beside it: what was acknowledged is there, files
// to the byte, sessions included; no school is half imported; preau check finds rows, bytes and journals whole.
func TestProgram(t *testing.T) {
	for _, c := range []struct {
		engine   string
		database func(*testing.T) string
		spell    time.Duration
	}{
		{"sqlite", func(*testing.T) string { return "" }, spell(7*time.Second, 7*time.Minute)},
		{"postgres", func(t *testing.T) string { return dbtest.Postgres(t) }, spell(5*time.Second, 3*time.Minute)},
	} {
		t.Run(c.engine, func(t *testing.T) {
			p := demonstration(t, c.database(t))
			r := newReader(p)
			writers := []func(context.Context) (string, error){(&importer{place: p, sets: t.TempDir()}).write}
			for _, name := range []string{"a", "b", "c"} {
				writers = append(writers, (&newsroom{client: r.client, name: name}).write)
			}
			for _, v := range r.values {
				writers = append(writers, v.write)
			}
			report := Loop(t, Options{
				Start: p.serve, Ready: p.base + "/healthz", Writers: writers, Check: r.check, For: c.spell,
				EveryMin: 500 * time.Millisecond, EveryMax: spell(1500*time.Millisecond, 5*time.Second),
			})
			if report.Acks < report.Kills {
				t.Errorf("%+v: too few writes to prove anything", report)
			}
		})
	}
}

// TestLossIsSeen takes away, one after the other, what the loop believes that it would miss.
func TestLossIsSeen(t *testing.T) {
	p := demonstration(t, "")
	p.lives(t)
	r := newReader(p)
	var acks []string
	news, imported := &newsroom{client: r.client, name: "one"}, &importer{place: p, sets: t.TempDir(), try: 100}
	for _, write := range []func(context.Context) (string, error){
		news.write, news.write, news.write, news.write, imported.write,
		r.values[0].write, r.values[1].write, r.values[2].write, r.values[3].write,
	} {
		ack, err := write(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		acks = append(acks, ack)
	}
	if err := r.check(acks); err != nil {
		t.Fatalf("nothing is lost: %v", err)
	}
	for _, loss := range []struct{ says, does, undo string }{
		{"it is lost", `UPDATE news_comment SET body = 'x' || body WHERE body LIKE 'one-%'`, `UPDATE news_comment SET body = substr(body, 2) WHERE body LIKE 'xone-%'`},
		{"it is lost", `UPDATE news_article SET state = 'archived' WHERE body LIKE 'one-%'`, `UPDATE news_article SET state = 'published' WHERE body LIKE 'one-%'`},
		{"urgent is ", `UPDATE portal_urgent SET title = 'x' || title`, `UPDATE portal_urgent SET title = substr(title, 2)`},
		{"half an import", `UPDATE directory_key SET source = 'x' || source WHERE key = '10100001' AND source = 'aaf:101'`, `UPDATE directory_key SET source = 'aaf:101' WHERE source = 'xaaf:101'`},
		{"half an import", `UPDATE directory_import_school SET state = 'ready' WHERE key = '3100' AND school LIKE '100%'`, `UPDATE directory_import_school SET state = 'applied'`},
		{"preau check", `UPDATE socle_file SET hash = '0' || substr(hash, 2) || substr(hash, 1, 1) WHERE name NOT LIKE 'one-%'`, `UPDATE socle_file SET hash = substr(hash, 65) || substr(hash, 2, 63) WHERE name NOT LIKE 'one-%'`},
	} {
		p.change(t, loss.does)
		r.checked = 0
		if err := r.check(acks); err == nil || !strings.Contains(err.Error(), loss.says) {
			t.Errorf("%s: %v", loss.does, err)
		}
		p.change(t, loss.undo)
	}
	if err := r.lines(t.Context(), []string{acks[1] + "0"}); err == nil || !strings.Contains(err.Error(), "it is lost") {
		t.Errorf("a file of other bytes: %v", err)
	}
	if err := r.lines(t.Context(), []string{strings.Replace(acks[4], "import 0", "import 1", 1)}); err == nil || !strings.Contains(err.Error(), "is not there") {
		t.Errorf("an import that nobody made: %v", err)
	}
	r.checked = 0
	if err := r.check(acks); err != nil {
		t.Errorf("all is back: %v", err)
	}
}

// TestTwoServers kills one of two servers over one PostgreSQL: the other answers all the while, and each sees what
// the other acknowledged.
func TestTwoServers(t *testing.T) {
	mortal := demonstration(t, dbtest.Postgres(t))
	steady := mortal.at(t)
	steady.lives(t)
	r, there := newReader(steady), newReader(mortal)
	beside := &newsroom{client: r.client, name: "steady"}
	var refused error
	Loop(t, Options{
		Start: mortal.serve, Ready: mortal.base + "/healthz",
		Writers: []func(context.Context) (string, error){
			(&newsroom{client: there.client, name: "mortal"}).write,
			r.values[0].write, r.values[1].write,
			func(ctx context.Context) (string, error) {
				// The round's end is not this server's: what it was asked, it answers.
				ack, err := beside.write(context.WithoutCancel(ctx))
				if err != nil && refused == nil {
					refused = err
				}
				return ack, err
			},
		},
		Check: r.check, For: spell(3*time.Second, time.Minute),
		EveryMin: 200 * time.Millisecond, EveryMax: spell(time.Second, 3*time.Second),
	})
	if refused != nil {
		t.Errorf("the server that lives refused: %v", refused)
	}
}
