package socle

import (
	"encoding/base64"
	"net/http"

	"preau/socle/directory"
	"preau/socle/jobs"
	"preau/socle/rights"
)

// What the pages of the administration need beside the rest: the whole
// platform, another school than the hat's, a secret shown once.

// Manifest is every application of the platform, on or off.
func (c *Call) Manifest() []*App { return c.host.Apps }

// Spans tells how far each hat of who reaches under right.
func (v *View) Spans(who *directory.Person, right *rights.Right) []rights.Span {
	return v.call.host.Book.Spans(who, right, v.call.Today())
}

// In has the transaction be about a school that the grant reaches, when it is
// another than the writer's own: its journal has the line, its jobs the work.
// It is [ErrDenied] when the grant does not reach it.
func (t *Tx) In(school directory.ID) error {
	_, err := t.Also(rights.Places, school)
	if err == nil {
		t.in = school
	}
	return err
}

// School is the school that the transaction is about.
func (t *Tx) School() directory.ID {
	if t.in != "" {
		return t.in
	}
	return t.View.School()
}

// StopJob asks a job to stop; false when it had ended.
func (t *Tx) StopJob(id string) (bool, error) { return jobs.Stop(t.tx, id) }

// RetryJob has a failed or stopped job go on; false when it is neither.
func (t *Tx) RetryJob(id string) (bool, error) { return jobs.Retry(t.tx, id) }

// onceCookie carries a secret to the one page that shows it.
const onceCookie = "preau_une_fois"

// Limits of a secret shown once.
const (
	maxOnce  = 2500 // bytes; a cookie holds 4,096 once encoded
	onceLife = 120  // seconds
)

// Once is the secret that the form before sent to this page with [See]: an
// activation code, a password of an application. It is shown this once; empty
// when the page is read again.
func (c *Call) Once() string {
	k, err := c.req.Cookie(onceCookie)
	if err != nil {
		return ""
	}
	secret, err := base64.RawURLEncoding.DecodeString(k.Value)
	if err != nil || len(secret) > maxOnce {
		return ""
	}
	c.shown = true
	return string(secret)
}

// giveOnce sends the secret to the page at path, and to no other.
func (c *Call) giveOnce(w http.ResponseWriter, path, secret string) {
	http.SetCookie(w, c.once(path, base64.RawURLEncoding.EncodeToString([]byte(secret)), onceLife))
}

// once is the cookie of a secret; a negative life takes it away.
func (c *Call) once(path, value string, life int) *http.Cookie {
	return &http.Cookie{
		Name: onceCookie, Value: value, Path: path, MaxAge: life,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.secure(),
	}
}
