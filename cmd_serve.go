package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/base/ui"
	"preau/base/web"
	"preau/demo"
	"preau/portal/admin/history"
	"preau/portal/admin/imports"
	"preau/portal/admin/imports/columns"
	"preau/socle/audit"
	"preau/socle/feeds"
	"preau/socle/files"
	"preau/socle/jobs"
)

// serveCmd serves the pages.
type serveCmd struct {
	place
	Listen  string `default:"127.0.0.1:8080" help:"address of the pages"`
	Admin   string `default:"127.0.0.1:8081" help:"address of metrics and profiles, best on the loopback"`
	URL     string `name:"url" help:"the public address; empty: http:// and the address listened on"`
	TLSCert string `name:"tls-cert" help:"certificate, PEM" placeholder:"FILE"`
	TLSKey  string `name:"tls-key" help:"its key, PEM" placeholder:"FILE"`
	Feeds   string `name:"feeds" env:"PREAU_FEEDS" help:"a folder to watch: what is dropped there is imported" placeholder:"DIR"`
	ACME    string `name:"acme" help:"host name to get a certificate for (RFC 8555)" placeholder:"HOST"`
	Now     string `env:"PREAU_NOW" help:"in a demonstration: the school's clock, 2026-11-24T10:30"`
	Strict  bool   `env:"PREAU_STRICT" help:"in a demonstration: the limits of a real school"`
}

// Run serves until the process is told to stop, and finishes what is in flight.
func (s *serveCmd) Run(c *console) error {
	log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelInfo}))
	x, err := s.place.open(c, false, s.public(), log)
	if err != nil {
		return err
	}
	if err := x.demo.set(s.Now, s.Strict); err != nil {
		return errors.Join(err, x.close())
	}
	handler, err := x.handler()
	if err != nil {
		return errors.Join(err, x.close())
	}
	server := web.New(s.config(x, handler, c))
	x.door.Client = server.Client
	x.measure(server.Metrics())
	stop := x.background(c, s.Feeds)
	err = server.Run(c)
	stop()
	return errors.Join(err, x.close())
}

// public is the address that people type.
func (s *serveCmd) public() string {
	switch {
	case s.URL != "":
		return strings.TrimSuffix(s.URL, "/")
	case s.ACME != "":
		return "https://" + s.ACME
	case s.TLSCert != "":
		return "https://" + s.Listen
	}
	return "http://" + s.Listen
}

func (s *serveCmd) config(x *platform, handler *http.ServeMux, c *console) web.Config {
	conf := web.Config{
		Listen: s.Listen, Admin: s.Admin, Handler: web.Assets(assets(), web.Route(handler)),
		TLSCert: s.TLSCert, TLSKey: s.TLSKey, Secure: strings.HasPrefix(s.public(), "https://"),
		Failed: x.portal.Failed, Log: x.log, Version: version(),
		Ready: map[string]func(context.Context) error{
			"rows":  func(ctx context.Context) error { return x.db.Read(ctx, func(t *db.Tx) error { return alive(t) }) },
			"bytes": func(context.Context) error { return writable(s.Data) },
		},
		Started: func(pages, admin string) { x.greet(c, s.public(), pages, admin) },
	}
	if s.ACME != "" {
		conf.ACMEHosts, conf.ACMEDir = []string{s.ACME}, filepath.Join(s.Data, "acme")
	}
	return conf
}

func alive(t *db.Tx) error {
	_, err := db.Exists(t, `SELECT 1`)
	return err
}

// writable reports whether the data folder can still be written.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".ready-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString("ready")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// assets are the files that pages fetch.
func assets() []web.File {
	var all []web.File
	for _, f := range ui.Assets() {
		all = append(all, web.File{Path: f.Path, Type: f.Type, Body: f.Body, Brotli: f.Brotli, Gzip: f.Gzip, Stays: !f.Immutable})
	}
	return all
}

// background runs what no request asks for, until the stop that it gives. drops
// is the folder to watch, if any.
func (x *platform) background(ctx context.Context, drops string) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var group sync.WaitGroup
	runner := &jobs.Runner{DB: x.db, Jobs: x.jobs(drops), Log: x.log}
	group.Go(func() {
		if err := runner.Run(ctx); err != nil {
			x.log.Error("jobs", "err", err)
		}
	})
	group.Go(func() { x.host.KeepReads(ctx) })
	group.Go(func() {
		// An import that a command was applying when it was killed.
		if err := feeds.Engine(x.db, time.Now).Resume(ctx); err != nil && ctx.Err() == nil {
			x.log.Error("import not resumed", "err", err)
		}
	})
	return func() {
		cancel()
		group.Wait()
	}
}

// jobs are the platform's own and the applications'.
func (x *platform) jobs(drops string) []jobs.Job {
	all := []jobs.Job{
		{Name: "audit.seal", Title: "Sceller le journal", Every: time.Minute, Do: func(w *jobs.Work) error {
			return w.Write(func(t *db.Tx) error {
				_, err := audit.Seal(t, time.Now())
				return err
			})
		}},
		{Name: "files.sweep", Title: "Retirer les fichiers que rien ne garde", Every: 24 * time.Hour, Do: func(w *jobs.Work) error {
			n, err := files.Sweep(w.Context(), x.db, x.blob, time.Now())
			return errors.Join(err, w.Report(map[string]int{"removed": n}))
		}},
		{Name: "directory.leave", Title: "Fermer l’accès de ceux qui sont partis", Every: time.Hour, Do: func(w *jobs.Work) error {
			return w.Write(func(t *db.Tx) error { return feeds.Leave(t, day.Of(x.host.Clock()), time.Now()) })
		}},
		{Name: "imports.sweep", Title: "Retirer ce que les imports ont laissé", Every: 24 * time.Hour, Do: func(w *jobs.Work) error {
			return w.Write(func(t *db.Tx) error { return errors.Join(feeds.Sweep(t, time.Now()), imports.Sweep(t, time.Now())) })
		}},
		x.portal.Rules.Job(), x.onward.Job(),
	}
	all = append(all, imports.Jobs(feeds.Engine(x.db, time.Now), x.blob)...)
	all = append(all, history.Job(feeds.Undo(x.db, x.portal.Rules, time.Now)))
	if drops != "" {
		w := feeds.Watch{Dir: drops, DB: x.db, Engine: feeds.Engine(x.db, time.Now), Log: x.log, Now: time.Now, Remembered: columns.Remembered}
		all = append(all, jobs.Job{Name: "feeds.watch", Title: "Importer ce qui est déposé", Every: time.Minute, Do: func(j *jobs.Work) error { return w.Do(j.Context()) }})
	}
	for _, a := range x.host.Apps {
		all = append(all, a.Jobs...)
	}
	return all
}

// greet tells whoever started the server where to go.
func (x *platform) greet(c *console, public, pages, admin string) {
	fmt.Fprintf(c.out, "Préau : %s (écoute %s, mesures http://%s/metrics)\n", public, pages, admin)
	if x.demo != nil {
		fmt.Fprintf(c.out, "Démonstration, mot de passe de tous : %s\n", demo.Password)
		for _, p := range demo.People() {
			fmt.Fprintf(c.out, "  %-16s %s\n", p.ID, p.Says)
		}
	}
}
