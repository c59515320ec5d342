package sso

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/base/db"
	"preau/network/cas"
	"preau/socle/directory"
	"preau/socle/signin/secret"
)

// Reasons why a service is not added.
var (
	ErrKind      = errors.New("sso: a service is cas")
	ErrName      = errors.New("sso: a service has a name of 60 characters at most")
	ErrPattern   = errors.New("sso: a pattern is https://host/path, or https://host/path/* for all below")
	ErrAttribute = errors.New("sso: no such attribute, or no reason for it")
	ErrRole      = errors.New("sso: no such role")
	ErrNotice    = errors.New("sso: a notice is before or line, a person is named by login or pseudonym")
)

// maxName bounds the name of a service, in bytes of UTF-8.
const maxName = 120

// Check fills what a new service leaves out and refuses what cannot be one.
func (s *Service) Check() error {
	s.Name = strings.TrimSpace(s.Name)
	if s.Receives == nil {
		s.Receives = Usual()
	}
	if s.Notice == "" {
		s.Notice = Line
	}
	if s.NamedBy == "" {
		// CAS has one name for the account and for what the service's screens show.
		s.NamedBy = ByLogin
	}
	switch {
	case s.Kind != CAS:
		return ErrKind
	case s.Name == "" || len(s.Name) > maxName || strings.ContainsFunc(s.Name, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return ErrName
	case s.Notice != Before && s.Notice != Line, s.NamedBy != ByLogin && s.NamedBy != ByPseudonym:
		return ErrNotice
	case len(s.Patterns) == 0 || slices.ContainsFunc(s.Patterns, func(p string) bool { return !cas.ValidPattern(p) }):
		return ErrPattern
	case slices.ContainsFunc(s.Receives, func(r Receives) bool { return attributes[r.Name] == nil || r.line() }):
		return ErrAttribute
	case slices.ContainsFunc(s.Roles, func(r directory.Role) bool { return !slices.Contains(directory.Roles, r) }):
		return ErrRole
	}
	if s.Home == "" {
		s.Home = strings.TrimSuffix(s.Patterns[0], "*")
	}
	if s.Home != "" && !cas.ValidPattern(s.Home) {
		return ErrPattern
	}
	return nil
}

// Add adds a service, and gives it as it was added.
func Add(t Writer, s Service, now time.Time) (Service, error) {
	if err := s.Check(); err != nil {
		return s, err
	}
	s.ID, s.Client, s.Created, s.Version = db.NewID(), strings.ToLower(secret.Letters(16)), ms(now), 1
	_, err := t.Exec(`
		INSERT INTO sso_service (id, school, kind, name, patterns, home, roles, attributes, naming, notice, proxy, client, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.ID, s.School, s.Kind, s.Name, strings.Join(s.Patterns, "\n"), s.Home, joinRoles(s.Roles), joinReceives(s.Receives), s.NamedBy, s.Notice,
		s.Proxy, s.Client, s.Created)
	if err != nil {
		return s, fmt.Errorf("add service: %w", err)
	}
	t.Publish(topic)
	return s, nil
}

// Remove takes a service away: its tickets open nothing any more. It is false when
// there is no such service.
func Remove(t Writer, id string, now time.Time) (bool, error) {
	n, err := t.Exec(`UPDATE sso_service SET removed_at = ? WHERE id = ? AND removed_at = 0`, ms(now), id)
	t.Publish(topic)
	return n > 0, err
}

// Receive changes what a service receives and how people are told. It is false when
// somebody changed it since version.
func Receive(t Writer, id string, what []Receives, notice Notice, version int64) (bool, error) {
	for _, r := range what {
		if attributes[r.Name] == nil || r.line() {
			return false, ErrAttribute
		}
	}
	if notice != Before && notice != Line {
		return false, ErrNotice
	}
	n, err := t.Exec(`
		UPDATE sso_service SET attributes = ?, notice = ?, version = version + 1 WHERE id = ? AND version = ? AND removed_at = 0`,
		joinReceives(what), notice, id, version)
	t.Publish(topic)
	return n > 0, err
}

const serviceColumns = `v.id, v.school, v.kind, v.name, v.patterns, v.home, v.roles, v.attributes, v.naming, v.notice, v.proxy, v.client,
	v.created_at, v.used_at, v.version`

func scanService(r db.Row) (s Service, err error) {
	var patterns, roles, receives string
	err = r.Scan(&s.ID, &s.School, &s.Kind, &s.Name, &patterns, &s.Home, &roles, &receives, &s.NamedBy, &s.Notice, &s.Proxy, &s.Client,
		&s.Created, &s.Used, &s.Version)
	s.Patterns, s.Roles, s.Receives = lines(patterns), splitRoles(roles), splitReceives(receives)
	return s, err
}

// All are the services, by name.
func All(q db.Queryer) ([]Service, error) {
	return db.All(q, scanService, `SELECT `+serviceColumns+` FROM sso_service v WHERE v.removed_at = 0 ORDER BY v.name, v.id`)
}

// One is a service by its id.
func One(q db.Queryer, id string) (Service, bool, error) {
	return db.First(q, scanService, `SELECT `+serviceColumns+` FROM sso_service v WHERE v.id = ? AND v.removed_at = 0`, id)
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func joinRoles(all []directory.Role) string {
	var list []string
	for _, r := range all {
		list = append(list, string(r))
	}
	return strings.Join(list, "\n")
}

func splitRoles(s string) (all []directory.Role) {
	for _, r := range lines(s) {
		all = append(all, directory.Role(r))
	}
	return all
}
