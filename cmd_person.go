package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
)

// personCmd is what an administrator needs without a browser.
type personCmd struct {
	Add         personAdd     `cmd:"" help:"add somebody, and print their activation code"`
	Passwd      personPasswd  `cmd:"" help:"set a password, read from standard input"`
	Block       personBlock   `cmd:"" help:"close an account at once"`
	Unblock     personUnblock `cmd:"" help:"open a blocked account again"`
	AppPassword personApp     `cmd:"" name:"app-password" help:"make a password for an application, printed once"`
}

// personAdd adds somebody.
type personAdd struct {
	place
	Ident  string `arg:"" help:"the identifier: first.family"`
	First  string `required:"" help:"first name"`
	Family string `required:"" help:"family name"`
	School string `required:"" help:"UAI of the school"`
	Role   string `required:"" help:"pupil, guardian, teacher, head, deputy, cpe, aed, aesh, psyen, bursar, librarian, nurse, secretary, agent, partner, admin"`
	Title  string `help:"the function in words"`
	Birth  string `help:"birth date, 2012-05-04: asked at the first sign-in" placeholder:"DAY"`
	Until  string `help:"last day of the access" placeholder:"DAY"`
}

// Run prints identifiant=… and code=….
func (p *personAdd) Run(c *console) error {
	if !slices.Contains(directory.Roles, directory.Role(p.Role)) {
		return fmt.Errorf("%q is no role", p.Role)
	}
	return p.change(c, func(t *db.Tx) error {
		if _, ok, err := directory.LoadSchool(t, directory.ID(p.School)); err != nil || !ok {
			return errors.Join(err, fmt.Errorf("there is no school %s: import it first", p.School))
		}
		a, err := signin.AddPerson(t, signin.Newcomer{
			First: p.First, Family: p.Family, Birth: day.Day(p.Birth), School: directory.ID(p.School), Role: directory.Role(p.Role),
			Title: p.Title, Until: day.Day(p.Until), Identifier: p.Ident,
		}, time.Now())
		if err != nil {
			return err
		}
		channel := signin.ByLetter
		if p.Birth == "" {
			channel = signin.ByHand
		}
		code, _, err := signin.Reissue(t, a.Person, "console", channel, time.Now())
		if err != nil {
			return err
		}
		t.After(func() { fmt.Fprintf(c.out, "identifiant=%s\ncode=%s\n", a.Identifier, code) })
		return consoleSays(t, p.School, a.Person, "a été ajouté depuis la console")
	})
}

// personPasswd sets a password.
type personPasswd struct {
	place
	Ident string `arg:"" help:"the identifier"`
}

// Run reads the password from standard input, so that no list of processes
// shows it.
func (p *personPasswd) Run(c *console) (err error) {
	fmt.Fprint(c.err, "password: ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return fmt.Errorf("read the password: %w", err)
	}
	d, store, err := p.store(c, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(), d.Close()) }()
	desk := signin.New(d, signin.Options{})
	defer func() { err = errors.Join(err, desk.Close()) }()
	if err := desk.SetPassword(c, p.Ident, strings.TrimRight(line, "\r\n")); err != nil {
		return fmt.Errorf("%s: %w", p.Ident, err)
	}
	return nil
}

// personBlock closes an account.
type personBlock struct {
	place
	Ident string `arg:"" help:"the identifier"`
}

// Run ends every session within a second, on every process.
func (p *personBlock) Run(c *console) error {
	return p.on(c, p.Ident, func(t *db.Tx, a signin.Account, school string) error {
		if err := signin.Block(t, a.Person, time.Now()); err != nil {
			return err
		}
		return consoleSays(t, school, a.Person, "a été bloqué depuis la console")
	})
}

// personUnblock opens a blocked account again.
type personUnblock struct {
	place
	Ident string `arg:"" help:"the identifier"`
}

// Run opens the account as it was.
func (p *personUnblock) Run(c *console) error {
	return p.on(c, p.Ident, func(t *db.Tx, a signin.Account, school string) error {
		if err := signin.Unblock(t, a.Person); err != nil {
			return err
		}
		return consoleSays(t, school, a.Person, "a été débloqué depuis la console")
	})
}

// personApp makes a password for an application.
type personApp struct {
	place
	Ident string `arg:"" help:"the identifier"`
	Scope string `required:"" enum:"mail,dav,api" help:"mail, dav or api"`
	Name  string `default:"console" help:"what it is for"`
}

// Run prints password=… once.
func (p *personApp) Run(c *console) error {
	return p.on(c, p.Ident, func(t *db.Tx, a signin.Account, school string) error {
		secret, err := signin.AppPassword(t, a.Person, signin.Scope(p.Scope), p.Name, time.Now())
		if err != nil {
			return err
		}
		t.After(func() { fmt.Fprintf(c.out, "password=%s\n", secret) })
		return consoleSays(t, school, a.Person, "a reçu un mot de passe d’application depuis la console")
	})
}

// change writes in one transaction.
func (p place) change(c *console, fn func(*db.Tx) error) (err error) {
	d, store, err := p.store(c, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(), d.Close()) }()
	return d.Write(c, fn)
}

// on writes about the account of an identifier.
func (p place) on(c *console, ident string, fn func(t *db.Tx, a signin.Account, school string) error) error {
	return p.change(c, func(t *db.Tx) error {
		a, ok, err := signin.Find(t, ident)
		if err != nil || !ok {
			return errors.Join(err, fmt.Errorf("nobody has the identifier %q", ident))
		}
		schools, err := db.Strings(t, `SELECT school FROM directory_tie WHERE person = ? ORDER BY school LIMIT 1`, a.Person)
		if err != nil || len(schools) == 0 {
			return errors.Join(err, fmt.Errorf("%s is in no school", ident))
		}
		return fn(t, a, schools[0])
	})
}

// consoleSays leaves the journal's line of what was done without a browser.
func consoleSays(t *db.Tx, school string, person directory.ID, says string) error {
	return audit.Append(t, audit.Entry{
		School: school, At: time.Now(), Role: "console", Did: "console", OnKind: rights.People.Name, OnID: string(person),
		Says: "{0} " + says, Refs: []audit.Ref{{Kind: rights.People.Name, ID: string(person)}},
	})
}
