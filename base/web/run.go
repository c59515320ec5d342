package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

// Run listens and serves until the context ends, then stops as Stop says. An
// address that cannot be listened on, or a certificate that cannot be read, is
// an error before anything is served.
func (s *Server) Run(ctx context.Context) error {
	conf, err := s.tlsConfig()
	if err != nil {
		return err
	}
	pages, err := net.Listen("tcp", s.c.Listen)
	if err != nil {
		return fmt.Errorf("listen for pages: %w", err)
	}
	servers := []*http.Server{s.server(s.handler)}
	listeners := []net.Listener{pages}
	adminAddr := ""
	if s.c.Admin != "" {
		admin, err := net.Listen("tcp", s.c.Admin)
		if err != nil {
			return errors.Join(fmt.Errorf("listen for administration: %w", err), pages.Close())
		}
		adminServer := s.server(s.AdminHandler())
		adminServer.WriteTimeout = 0 // a profile takes as long as it was asked to
		servers, listeners, adminAddr = append(servers, adminServer), append(listeners, admin), admin.Addr().String()
	}
	if conf != nil {
		servers[0].TLSConfig = conf
	}
	if s.c.Started != nil {
		s.c.Started(pages.Addr().String(), adminAddr)
	}
	return s.serveAll(ctx, servers, listeners)
}

func (s *Server) server(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, MaxHeaderBytes: MaxHeader, ReadHeaderTimeout: HeaderTimeout, ReadTimeout: ReadTimeout,
		WriteTimeout: WriteTimeout, IdleTimeout: IdleTimeout, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// serveAll serves until the context ends or one server fails, then stops both:
// /readyz says no, event streams end, what is in flight has StopTimeout.
func (s *Server) serveAll(ctx context.Context, servers []*http.Server, listeners []net.Listener) error {
	failed := make(chan error, len(servers))
	for i, srv := range servers {
		go func() {
			if srv.TLSConfig != nil {
				failed <- srv.ServeTLS(listeners[i], "", "")
			} else {
				failed <- srv.Serve(listeners[i])
			}
		}()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	s.stopped.Store(true)
	close(s.stopping)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), StopTimeout)
	defer cancel()
	for _, srv := range servers {
		if e := srv.Shutdown(stop); e != nil {
			err = errors.Join(err, fmt.Errorf("stop serving: %w", e), srv.Close())
		}
	}
	return err
}

func (s *Server) tlsConfig() (*tls.Config, error) {
	switch {
	case len(s.c.ACMEHosts) > 0:
		m := &autocert.Manager{
			Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(s.c.ACMEHosts...), Cache: autocert.DirCache(s.c.ACMEDir),
		}
		return m.TLSConfig(), nil
	case s.c.TLSCert != "":
		k := &keyPair{cert: s.c.TLSCert, key: s.c.TLSKey}
		if _, err := k.get(nil); err != nil {
			return nil, err
		}
		return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: k.get, NextProtos: []string{"h2", "http/1.1"}}, nil
	}
	return nil, nil
}

// keyPairKept is how long a certificate serves before its file is looked at:
// renewing it needs no restart.
const keyPairKept = time.Minute

type keyPair struct {
	cert, key string

	mu      sync.Mutex
	pair    *tls.Certificate
	looked  time.Time
	written time.Time
}

// get is the certificate of the files. One that has become unreadable leaves
// the former in place.
func (k *keyPair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pair != nil && time.Since(k.looked) < keyPairKept {
		return k.pair, nil
	}
	k.looked = time.Now()
	info, err := os.Stat(k.cert)
	if err == nil && k.pair != nil && info.ModTime().Equal(k.written) {
		return k.pair, nil
	}
	var pair tls.Certificate
	if err == nil {
		pair, err = tls.LoadX509KeyPair(k.cert, k.key)
	}
	if err != nil {
		if k.pair != nil {
			return k.pair, nil
		}
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	k.pair, k.written = &pair, info.ModTime()
	return k.pair, nil
}
