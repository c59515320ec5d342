package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"preau/apps"
	"preau/base/blob"
	"preau/base/day"
	"preau/base/db"
	"preau/base/ui"
	"preau/doc"
	"preau/portal"
	"preau/portal/admin"
	"preau/portal/door"
	"preau/portal/onward"
	"preau/socle"
	"preau/socle/backup"
	"preau/socle/directory"
	"preau/socle/openapi"
	"preau/socle/retention"
	"preau/socle/rights"
	"preau/socle/signin"
	"preau/socle/sso"
)

// platform is everything that the commands work on.
type platform struct {
	place
	db      *db.DB
	blob    *blob.Store
	desk    *signin.Desk
	cache   *directory.Cache
	book    *rights.Book
	urgents *portal.Urgents
	portal  *portal.Portal
	door    *door.Door
	shelf   *sso.Shelf
	onward  *onward.Onward
	host    *socle.Host
	demo    *demonstration // nil unless the data folder is a demonstration
	log     *slog.Logger
}

// isPostgres reports whether the rows are elsewhere than in the data folder.
func (p place) isPostgres() bool { return strings.HasPrefix(p.Database, "postgres") }

// dsn is where the rows are.
func (p place) dsn() string {
	if p.Database != "" {
		return p.Database
	}
	return filepath.Join(p.Data, "preau.db")
}

// exists is an error when there is nothing at the place: what the commands that
// make nothing tell.
func (p place) exists() error {
	at := p.dsn()
	if p.isPostgres() {
		at = p.Data
	}
	if _, err := os.Stat(at); err != nil {
		return fmt.Errorf("no data in %s: preau demo or preau import make it", p.Data)
	}
	return nil
}

// store opens the rows and the bytes, and brings the tables up to this version.
// make says to create what is absent.
func (p place) store(ctx context.Context, make bool) (*db.DB, *blob.Store, error) {
	d, b, err := p.bare(ctx, make)
	if err != nil {
		return nil, nil, err
	}
	if err = d.Migrate(ctx, socle.Sets(manifest())...); err == nil {
		err = backup.Whole(ctx, d)
	}
	if err != nil {
		return nil, nil, errors.Join(err, b.Close(), d.Close())
	}
	return d, b, nil
}

// bare opens the rows and the bytes as they are.
func (p place) bare(ctx context.Context, make bool) (*db.DB, *blob.Store, error) {
	if !make {
		if err := p.exists(); err != nil {
			return nil, nil, err
		}
	}
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make data folder: %w", err)
	}
	d, err := db.Open(ctx, p.dsn(), db.Options{})
	if err != nil {
		return nil, nil, err
	}
	at := p.Blob
	if at == "" {
		at = filepath.Join(p.Data, "blob")
	}
	b, err := blob.Open(ctx, at)
	if err != nil {
		return nil, nil, errors.Join(err, d.Close())
	}
	return d, b, nil
}

// manifest is every application, as it is declared: the portal's own parts,
// then the folders of apps.
func manifest() []*socle.App { return new(platform).apps() }

func (x *platform) apps() []*socle.App {
	p, d, o := x.portal, x.door, x.onward
	if p == nil {
		p, d, o = new(portal.Portal), new(door.Door), new(onward.Onward)
	}
	return append([]*socle.App{p.App(), d.App(), o.App(), admin.App}, apps.All...)
}

// open opens the platform at a place. Close it after use.
func (p place) open(ctx context.Context, make bool, url string, log *slog.Logger) (*platform, error) {
	d, b, err := p.store(ctx, make)
	if err != nil {
		return nil, err
	}
	x := &platform{place: p, db: d, blob: b, log: log}
	if x.demo, err = readMark(p.Data); err != nil {
		return nil, errors.Join(err, x.close())
	}
	if x.book, err = rights.Open(ctx, d); err != nil {
		return nil, errors.Join(err, x.close())
	}
	if x.urgents, err = portal.OpenUrgents(ctx, d, func(err error) { log.Error("urgent messages not read", "err", err) }); err != nil {
		return nil, errors.Join(err, x.close())
	}
	if x.shelf, err = sso.Open(ctx, d); err != nil {
		return nil, errors.Join(err, x.close())
	}
	x.cache = directory.NewCache(d)
	x.desk = signin.New(d, signin.Options{Log: log, Demo: x.demo.lenient, Secure: strings.HasPrefix(url, "https://")})
	return x, x.wire(ctx, url)
}

// footer are the links below the pages of the door.
var footer = []door.FooterLink{
	{Path: "/aide", Says: "portal.help"},
	{Path: "/accessibilite", Says: "portal.accessibility"},
	{Path: "/donnees", Says: "portal.data"},
	{Path: "/mentions-legales", Says: "portal.legal"},
	{Path: "/actualites/public", Says: "portal.public_news"},
}

// wire makes the host and the portal know each other.
func (x *platform) wire(ctx context.Context, url string) error {
	texts, err := fs.Sub(doc.People, "utilisateurs")
	if err != nil {
		return err
	}
	x.portal = &portal.Portal{Urgent: x.urgents, Help: texts, Platform: "Préau"}
	x.door = &door.Door{
		Desk: x.desk, Platform: x.portal.Platform, Footer: footer,
		Urgent: func() *ui.Urgent { return x.urgents.For("", day.Of(x.demo.clock())) },
	}
	x.onward = &onward.Onward{Desk: x.desk, Shelf: x.shelf, Leave: x.door.Leave, Caller: onward.NewCaller()}
	x.door.Onward, x.portal.Services = x.onward.Origin, x.onward.Places
	x.host = &socle.Host{
		DB: x.db, Blob: x.blob, Cache: x.cache, Book: x.book, Apps: x.apps(), URL: url,
		Now: time.Now, Clock: x.demo.clock, Log: x.log,
		Frame: x.portal.Frame, Refused: x.portal.Refused,
	}
	x.door.Attach(x.host)
	x.onward.Host = x.host
	tables, err := x.db.Schema(ctx)
	if err != nil {
		return err
	}
	x.portal.Tables = socle.Tables(x.host.Apps)
	if x.portal.Rules, err = retention.New(tables, socle.Keeps(x.host.Apps)); err != nil {
		return err
	}
	return x.nameSchool(ctx)
}

// nameSchool gives the door the name of the school where there is only one, or
// of the demonstration's first.
func (x *platform) nameSchool(ctx context.Context) error {
	return x.db.Read(ctx, func(t *db.Tx) error {
		all, err := db.Strings(t, `SELECT name FROM directory_school ORDER BY id`)
		if len(all) == 1 || len(all) > 0 && x.demo != nil {
			x.portal.Platform, x.door.Platform = all[0], all[0]
		}
		return err
	})
}

// close closes what was opened, the last first.
func (x *platform) close() error {
	var err error
	if x.desk != nil {
		err = x.desk.Close()
	}
	if x.cache != nil {
		x.cache.Close()
	}
	if x.urgents != nil {
		x.urgents.Close()
	}
	if x.shelf != nil {
		x.shelf.Close()
	}
	if x.book != nil {
		x.book.Close()
	}
	return errors.Join(err, x.blob.Close(), x.db.Close())
}

// handler is every page, on one mux.
func (x *platform) handler() (*http.ServeMux, error) {
	mux := http.NewServeMux()
	if err := x.host.Handler(mux); err != nil {
		return nil, err
	}
	x.door.Handle(mux)
	x.onward.Handle(mux)
	mux.HandleFunc("GET /openapi.json", x.openapi)
	mux.HandleFunc("/", x.host.NotFound)
	return mux, nil
}

// openapi gives the description of the API to anyone.
func (x *platform) openapi(w http.ResponseWriter, r *http.Request) {
	body, err := openapi.Describe(x.host.Apps, x.host.URL)
	if err != nil {
		x.log.ErrorContext(r.Context(), "API not described", "err", err)
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(body); err != nil {
		x.log.DebugContext(r.Context(), "reader gone", "err", err)
	}
}
