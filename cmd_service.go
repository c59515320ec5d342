package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/base/db"
	"preau/socle/directory"
	"preau/socle/sso"
)

// serviceCmd keeps the services reached by single sign-on.
type serviceCmd struct {
	Add  serviceAdd  `cmd:"" help:"add a service, and print its client_id"`
	List serviceList `cmd:"" help:"list the services"`
}

// serviceAdd adds a service.
type serviceAdd struct {
	place
	Kind      string   `required:"" help:"cas"`
	Name      string   `required:"" help:"the name that people read"`
	URL       []string `name:"url" sep:"none" help:"cas: an address, https://host/path, or https://host/path/* for all below; may be repeated" placeholder:"PATTERN"`
	Home      string   `help:"where the launcher leads; a cas service without one: its first pattern" placeholder:"URL"`
	School    string   `help:"UAI of the school it is for; empty: all"`
	Role      []string `help:"a role it is for; may be repeated; none: everyone"`
	Attribute []string `sep:"none" help:"an attribute that it receives, and why; may be repeated; none: name, profile, school" placeholder:"NAME=WHY"`
	Named     string   `help:"login or pseudonym: what the service knows a person by"`
	Notice    string   `default:"line" help:"before: a page of what is sent before the first sign-on; line: on the page of services only"`
	Proxy     bool     `help:"cas: let it ask for proxy tickets"`
}

// Run prints client_id=….
func (s *serviceAdd) Run(c *console) error {
	v := sso.Service{
		School: directory.ID(s.School), Kind: sso.Kind(s.Kind), Name: s.Name, Patterns: s.URL, Home: s.Home,
		NamedBy: sso.Naming(s.Named), Notice: sso.Notice(s.Notice), Proxy: s.Proxy,
	}
	for _, r := range s.Role {
		v.Roles = append(v.Roles, directory.Role(r))
	}
	for _, a := range s.Attribute {
		name, why, _ := strings.Cut(a, "=")
		v.Receives = append(v.Receives, sso.Receives{Name: name, Why: why})
	}
	return s.change(c, func(t *db.Tx) error {
		if s.School != "" {
			if _, ok, err := directory.LoadSchool(t, v.School); err != nil || !ok {
				return errors.Join(err, fmt.Errorf("there is no school %s: import it first", s.School))
			}
		}
		added, err := sso.Add(t, v, time.Now())
		if err != nil {
			return err
		}
		t.After(func() { fmt.Fprintf(c.out, "client_id=%s\n", added.Client) })
		return nil
	})
}

// serviceList lists the services.
type serviceList struct {
	place
}

// Run prints one service a line: kind, client_id, name, addresses.
func (s *serviceList) Run(c *console) error {
	return s.change(c, func(t *db.Tx) error {
		all, err := sso.All(t)
		for _, v := range all {
			fmt.Fprintf(c.out, "%s\t%s\t%s\t%s\n", v.Kind, v.Client, v.Name, strings.Join(v.Patterns, " "))
		}
		return err
	})
}
