package bench

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzip"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"preau/apps"
	"preau/base/blob"
	"preau/base/day"
	"preau/base/db"
	"preau/portal"
	"preau/portal/admin"
	"preau/portal/door"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin/secret"
)

// What the bare server is told, by its environment: it is this test binary.
const (
	bareListen = "PREAU_BENCH_BARE_LISTEN"
	bareRows   = "PREAU_BENCH_BARE_ROWS"
	bareReader = "PREAU_BENCH_BARE_READER"
)

func TestMain(m *testing.M) {
	if os.Getenv(bareListen) == "" {
		os.Exit(m.Run())
	}
	slog.Error("bare server", "err", bare(os.Getenv(bareListen), os.Getenv(bareRows), os.Getenv(bareReader)))
	os.Exit(1)
}

// serveBare starts the bare server on the rows of a place, with the home page of
// a reader.
func (p place) serveBare(t *testing.T, reader string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	addr := schooltest.FreePort(t)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), bareListen+"="+addr, bareRows+"="+p.url, bareReader+"="+reader)
	return start(t, addr, cmd)
}

// bare is the least that a server of this page can do: read one session row from
// SQLite, render the home page's own component from a fixed value, compress it.
func bare(listen, rows, reader string) error {
	page, err := fixed(rows, reader)
	if err != nil {
		return err
	}
	pool, err := sqlitex.NewPool(rows, sqlitex.PoolOptions{Flags: sqlite.OpenReadWrite, PoolSize: 2})
	if err != nil {
		return err
	}
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	coders := sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(nil, 1) // a level that exists
		return z
	}}
	return http.ListenAndServe(listen, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !known(pool, r) {
			http.Error(w, "", http.StatusUnauthorized)
			return
		}
		text, sent := buffers.Get().(*bytes.Buffer), buffers.Get().(*bytes.Buffer)
		defer buffers.Put(text)
		defer buffers.Put(sent)
		text.Reset()
		sent.Reset()
		z := coders.Get().(*gzip.Writer)
		defer coders.Put(z)
		z.Reset(sent)
		err := page(text)
		if err == nil {
			_, err = z.Write(text.Bytes())
		}
		if err = errors.Join(err, z.Close()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(sent.Len()))
		_, _ = w.Write(sent.Bytes()) // a reader who left misses nothing
	}))
}

// known reads the session's row.
func known(pool *sqlitex.Pool, r *http.Request) bool {
	cookie, err := r.Cookie("preau_session")
	if err != nil {
		return false
	}
	c, err := pool.Take(r.Context())
	if err != nil {
		return false
	}
	defer pool.Put(c)
	s := c.Prep("SELECT person, expires_at FROM signin_session WHERE token = ? AND ended_at = 0")
	defer s.Reset()
	s.BindText(1, secret.Sum(cookie.Value))
	found, err := s.Step()
	return found && err == nil && s.ColumnText(0) != "" && s.ColumnInt64(1) > time.Now().UnixMilli()
}

// fixed is the component of a reader's home page as the product made it once,
// with everything that it read: rendering it again reads nothing.
func fixed(rows, reader string) (func(io.Writer) error, error) {
	ctx := context.Background()
	d, err := db.Open(ctx, rows, db.Options{})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	book, err := rights.Open(ctx, d)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	cache := directory.NewCache(d)
	defer cache.Close()
	var person directory.ID
	err = d.Read(ctx, func(t *db.Tx) error {
		person, _, err = db.First(t, func(r db.Row) (id directory.ID, err error) { return id, r.Scan(&id) },
			`SELECT person FROM signin_account WHERE identifier = ?`, reader)
		return err
	})
	if err != nil {
		return nil, err
	}
	face := &portal.Portal{Platform: "Préau"}
	var made templ.Component
	var in context.Context
	clock := func() time.Time { return time.Date(2026, 11, 24, 10, 30, 0, 0, day.Paris) }
	h := &socle.Host{
		DB: d, Blob: (*blob.Store)(nil), Cache: cache, Book: book, URL: "http://preau.test", Now: time.Now, Clock: clock, Log: slog.Default(),
		Apps: append([]*socle.App{face.App(), new(door.Door).App(), admin.App}, apps.All...),
		Signed: func(*http.Request) (socle.Identity, bool) {
			return socle.Identity{Person: person, Session: "bare"}, true
		},
		Frame: func(c *socle.Call, p socle.Page) templ.Component {
			made, in = face.Frame(c, p), context.WithoutCancel(c)
			return made
		},
		Refused: face.Refused,
	}
	mux := http.NewServeMux()
	if err := h.Handler(mux); err != nil {
		return nil, err
	}
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
	if answer.Code != http.StatusOK || made == nil {
		return nil, errors.New("no home page: " + answer.Body.String())
	}
	return func(w io.Writer) error { return made.Render(in, w) }, nil
}
