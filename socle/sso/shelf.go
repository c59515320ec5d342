package sso

import (
	"context"
	"slices"
	"sync/atomic"

	"preau/base/db"
	"preau/network/cas"
	"preau/socle/directory"
)

// Shelf keeps the services in memory: every page shows them in its launcher. The
// topic of this package says that they changed.
type Shelf struct {
	db    *db.DB
	all   atomic.Pointer[[]Service]
	stale atomic.Bool
	stop  func()
}

// Open reads the services. Close the shelf after use.
func Open(ctx context.Context, d *db.DB) (*Shelf, error) {
	s := &Shelf{db: d}
	s.all.Store(new([]Service))
	s.stop = d.Subscribe(func(t string) {
		if t == topic || t == "*" {
			s.stale.Store(true)
		}
	})
	return s, s.read(ctx)
}

// Close stops listening to events.
func (s *Shelf) Close() { s.stop() }

func (s *Shelf) read(ctx context.Context) error {
	var all []Service
	err := s.db.Read(ctx, func(t *db.Tx) (err error) {
		all, err = All(t)
		return err
	})
	if err == nil {
		s.all.Store(&all)
	}
	return err
}

// Services are the services as they are now. Nobody changes one.
func (s *Shelf) Services(ctx context.Context) ([]Service, error) {
	if s.stale.Swap(false) {
		if err := s.read(ctx); err != nil {
			s.stale.Store(true)
			return nil, err
		}
	}
	return *s.all.Load(), nil
}

// At is the CAS service that an address belongs to; nil for none.
func (s *Shelf) At(ctx context.Context, address string) (*Service, error) {
	return s.find(ctx, func(v *Service) bool {
		return v.Kind == CAS && slices.ContainsFunc(v.Patterns, func(p string) bool { return cas.Match(p, address) })
	})
}

// Of is the service of an id; nil for none.
func (s *Shelf) Of(ctx context.Context, id string) (*Service, error) {
	return s.find(ctx, func(v *Service) bool { return v.ID == id })
}

func (s *Shelf) find(ctx context.Context, is func(*Service) bool) (*Service, error) {
	all, err := s.Services(ctx)
	if i := slices.IndexFunc(all, func(v Service) bool { return is(&v) }); err == nil && i >= 0 {
		return &all[i], nil
	}
	return nil, err
}

// For are the services that person may open from the launcher.
func (s *Shelf) For(ctx context.Context, person *directory.Person) ([]Service, error) {
	all, err := s.Services(ctx)
	var mine []Service
	for _, v := range all {
		if v.Home != "" && v.For(person) {
			mine = append(mine, v)
		}
	}
	return mine, err
}
