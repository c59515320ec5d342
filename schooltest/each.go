package schooltest

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"preau/base/blob"
	"preau/base/db"
	"preau/base/db/dbtest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// School is a running platform that one test has to itself.
type School struct {
	*testing.T
	DB    *db.DB
	Host  *socle.Host
	Clock time.Time // the school's and the machine's; tests move it
	Undo  func()    // what Matrix runs before each POST, so that the one before changes nothing in who may
	h     http.Handler
}

// Each runs fn once for each engine, with the given applications alone.
func Each(t *testing.T, apps []*socle.App, fn func(s *School)) {
	t.Run("sqlite", func(t *testing.T) { fn(open(t, sqlite(t, apps), apps)) })
	t.Run("postgres", func(t *testing.T) { fn(open(t, postgres(t, apps), apps)) })
}

// templates are the files of the migrated and filled schools that tests copy,
// by their key.
var templates = struct {
	sync.Mutex
	files map[string]string
}{files: map[string]string{}}

// key tells one set of migrations and of people from another.
func key(apps []*socle.App) (string, error) {
	var b strings.Builder
	fmt.Fprint(&b, cast)
	for _, set := range socle.Sets(apps) {
		names, err := fs.Glob(set.FS, "migrations/*.sql")
		if err != nil {
			return "", err
		}
		for _, n := range names {
			body, err := fs.ReadFile(set.FS, n)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "%s/%s: %s", set.Name, n, body)
		}
	}
	return b.String(), nil
}

func sqlite(t *testing.T, apps []*socle.App) string {
	k, err := key(apps)
	if err != nil {
		t.Fatal(err)
	}
	templates.Lock()
	defer templates.Unlock()
	if templates.files[k] == "" {
		dir, err := os.MkdirTemp("", "preau-school-") // outlives the test: the others copy it
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "preau.db")
		if err := build(file, apps); err != nil {
			t.Fatal(err)
		}
		templates.files[k] = file
	}
	b, err := os.ReadFile(templates.files[k])
	if err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(t.TempDir(), "preau.db")
	if err := os.WriteFile(mine, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return mine
}

func postgres(t *testing.T, apps []*socle.App) string {
	k, err := key(apps)
	if err != nil {
		t.Fatal(err)
	}
	return dbtest.Clone(t, dbtest.Template(t, k, func(url string) error { return build(url, apps) }))
}

// build makes the tables of apps in an empty database and puts the school in.
func build(url string, apps []*socle.App) error {
	ctx := context.Background()
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		return err
	}
	if err := d.Migrate(ctx, socle.Sets(apps)...); err != nil {
		return err
	}
	if err := d.Write(ctx, fill); err != nil {
		return err
	}
	return d.Close()
}

func open(t *testing.T, url string, apps []*socle.App) *School {
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	book, err := rights.Open(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	store, err := blob.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cache := directory.NewCache(d)
	s := &School{T: t, DB: d, Clock: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)}
	now := func() time.Time { return s.Clock }
	s.Host = &socle.Host{
		DB: d, Blob: store, Cache: cache, Book: book, Apps: apps, URL: "http://preau.test", Now: now, Clock: now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Signed: signed, SignIn: signIn, Frame: frame, Refused: refused,
	}
	mux := http.NewServeMux()
	if err := s.Host.Handler(mux); err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc("/", s.Host.NotFound)
	s.h = mux
	t.Cleanup(func() {
		cache.Close()
		book.Close()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func signed(r *http.Request) (socle.Identity, bool) {
	who := r.Header.Get("Test-Who")
	return socle.Identity{Person: directory.ID(who), Session: "s-" + who}, who != ""
}

func signIn(w http.ResponseWriter, r *http.Request, _ map[string][]string) {
	http.Redirect(w, r, "/connexion?vers="+url.QueryEscape(r.URL.Path), http.StatusSeeOther)
}

func frame(_ *socle.Call, p socle.Page) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		fmt.Fprintf(w, "<!doctype html>\n<title>%s · Préau</title>\n<main>", templ.EscapeString(p.Title))
		return p.Body.Render(ctx, w)
	})
}

func refused(_ *socle.Call, status int, err error) socle.Page {
	return socle.Page{Title: fmt.Sprint(status), Body: templ.Raw(templ.EscapeString(fmt.Sprintf("refusé %d %v", status, hide(status, err))))}
}

// hide keeps a refusal from telling why it is one.
func hide(status int, err error) error {
	if status == http.StatusNotFound {
		return nil
	}
	return err
}

// Settle waits until what was published before has reached the host's memory.
func (s *School) Settle() {
	s.Helper()
	done := make(chan struct{})
	topic := "settle:" + db.NewID()
	stop := s.DB.Subscribe(func(t string) {
		if t == topic {
			close(done)
		}
	})
	defer stop()
	err := s.DB.Write(s.Context(), func(t *db.Tx) error {
		t.Publish(topic)
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		s.Fatal("events do not come")
	}
}
