// Package sso is single sign-on out: the services that people reach with their
// account here, what each may know of them, and the tickets that carry them there.
//
// A service is a record ([Service]). It receives the attributes that its record
// names, each with its reason, and nothing else; it is for the roles that the record
// says, in its school or in all of them. Each person has in each service an
// identifier of their own, drawn at random ([Visit]): two services cannot compare
// their lists.
//
// A ticket is drawn at random and stored hashed, as all that signin draws. It is
// good once, for some seconds, for the one address it was made for, while the
// session that asked for it lasts.
//
// The package knows no page and no protocol beyond package cas's addresses; portal/
// onward has the faces.
package sso

import (
	"embed"
	"time"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory"
	"preau/socle/retention"
)

//go:embed migrations
var schema embed.FS

//go:embed catalogue
var catalogue embed.FS

var _ = text.Register("sso", catalogue)

// Schema holds the migrations of the tables of services and tickets.
var Schema = schema

// Keep says how long the tables of this package are kept.
var Keep = map[string]retention.Keep{
	"sso_visit": {
		Owners: []string{"person"}, From: retention.Left, For: retention.Period{Months: 3}, Others: retention.Stay,
		Why: "accès aux services reliés à l’ENT (arrêté du 30 novembre 2006)", Label: "Les services que vous avez ouverts",
		Columns: map[string]string{
			"pseudonym": "Votre identifiant dans ce service", "told": "Ce qui vous a été annoncé", "told_at": "Annoncé le", "seen_at": "Ouvert le",
		},
	},
	"sso_ticket": {
		Owners: []string{"person"}, From: retention.Written, At: "expires_at", For: retention.Period{Days: 31}, Others: retention.Stay,
		Why: "sécurité des accès à l’ENT (RGPD, art. 32)", Label: "Vos passages vers un service",
		Columns: map[string]string{"address": "Adresse", "created_at": "Demandé le", "used_at": "Utilisé le"},
	},
}

// Kind is the protocol that a service speaks.
type Kind string

// CAS is the kind of the services that speak CAS.
const CAS Kind = "cas"

// Naming is what a service knows a person by.
type Naming string

// The namings.
const (
	ByLogin     Naming = "login"     // the identifier of sign-in
	ByPseudonym Naming = "pseudonym" // one of its own, drawn at random
)

// Notice is how people are told of what a service receives.
type Notice string

// The notices.
const (
	Before Notice = "before" // a page before the first sign-on
	Line   Notice = "line"   // a line on the page of the services of one's account
)

// Service is a service reached by single sign-on.
type Service struct {
	ID       string
	School   directory.ID // empty: every school
	Kind     Kind
	Name     string
	Patterns []string // the addresses it may be sent to
	Home     string   // where the launcher leads, empty for none
	Roles    []directory.Role
	Receives []Receives
	NamedBy  Naming
	Notice   Notice
	Proxy    bool   // may ask for proxy tickets
	Client   string // names it outside of the house
	Created  int64  // milliseconds
	Used     int64  // last ticket, 0 for never
	Version  int64
}

// For reports whether the service is for person, today's ties being person's.
func (s *Service) For(person *directory.Person) bool { return len(s.ties(person)) > 0 }

// ties are the hats under which person uses the service.
func (s *Service) ties(person *directory.Person) []directory.Tie {
	var all []directory.Tie
	for _, t := range person.Ties {
		if (s.School == "" || s.School == t.School) && s.isFor(t.Role) {
			all = append(all, t)
		}
	}
	return all
}

func (s *Service) isFor(role directory.Role) bool {
	for _, r := range s.Roles {
		if r == role {
			return true
		}
	}
	return len(s.Roles) == 0
}

// Writer is the transaction that a function writes in: a *db.Tx, or the counter's
// own *socle.Tx.
type Writer interface {
	db.Queryer
	Exec(query string, args ...any) (int64, error)
	Publish(topic string)
}

// topic says that the services changed.
const topic = "sso"

func ms(t time.Time) int64 { return t.UnixMilli() }
