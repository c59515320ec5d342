package door

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"preau/base/db"
	"preau/base/ui"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/signin/brake"
	"preau/socle/signin/secret"
)

// reader is who sent a form of "Mon compte" from a session; who has none is sent
// to sign in.
func (d *Door) reader(w http.ResponseWriter, r *http.Request) (*socle.Call, signin.Identity, url.Values, bool) {
	form, ok := d.form(w, r)
	if !ok {
		return nil, signin.Identity{}, nil, false
	}
	id, ok := d.Desk.Who(r)
	c, err := d.Host.Call(r)
	if err != nil {
		d.fail(w, r, err)
		return nil, id, nil, false
	}
	if !ok || id.Session == "" || c.Who == nil {
		d.SignIn(w, r, nil)
		return nil, id, nil, false
	}
	if to := gate(id); to != "" {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil, id, nil, false
	}
	return c, id, form, true
}

// again draws a page with its form refused.
func (d *Door) again(w http.ResponseWriter, c *socle.Call, code int, p socle.Page, form url.Values, problems []ui.Problem) {
	c.Context = ui.WithForm(c.Context, form, problems)
	d.Host.Page(w, c, code, p)
}

// changePassword waits for two hashes, which no transaction of the counter may.
func (d *Door) changePassword(w http.ResponseWriter, r *http.Request) {
	c, id, form, ok := d.reader(w, r)
	if !ok {
		return
	}
	o, err := d.Desk.ChangePassword(r.Context(), id, form.Get("ancien"), form.Get("nouveau"))
	if err == nil {
		d.give(w, o)
		http.Redirect(w, r, "/compte?fait=motdepasse", http.StatusSeeOther)
		return
	}
	code, problem := http.StatusUnprocessableEntity, ui.Problem{}
	var weak *secret.Weak
	var soon *brake.Throttled
	switch {
	case errors.As(err, &soon):
		code = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.Itoa(seconds(soon.Wait)))
		problem = ui.Problem{Field: "ancien", Says: d.wait(r, soon.Wait)}
	case errors.As(err, &weak):
		problem = ui.Problem{Field: "nouveau", Says: weak.Says(c)}
	case errors.Is(err, signin.ErrRefused):
		problem = ui.Problem{Field: "ancien", Says: c.T("door.password.wrong")}
	default:
		d.fail(w, r, err)
		return
	}
	d.again(w, c, code, passwordPage(c, login{form.Get("identifiant")}), form, []ui.Problem{problem})
}

// maxTokenName bounds the name of a token, in characters.
const maxTokenName = 60

// makeToken shows its secret on the page that answers, and nowhere else: it
// goes through no address and no cookie.
func (d *Door) makeToken(w http.ResponseWriter, r *http.Request) {
	c, id, form, ok := d.reader(w, r)
	if !ok {
		return
	}
	name := strings.TrimSpace(strings.ToValidUTF8(form.Get("nom"), ""))
	empty, _ := newToken(nil, nil)
	if n := utf8.RuneCountInString(name); n == 0 || n > maxTokenName || strings.ContainsRune(name, 0) {
		d.again(w, c, http.StatusUnprocessableEntity, tokenPage(c, empty), form, []ui.Problem{{Field: "nom", Says: c.T("door.keys.name_wrong", maxTokenName)}})
		return
	}
	var secret string
	err := d.Host.DB.Write(r.Context(), func(t *db.Tx) (err error) {
		if secret, err = signin.AppPassword(t, id.Person, signin.Scope(form.Get("pour")), name, d.Host.Now()); err != nil {
			return err
		}
		return audit.Append(t, audit.Entry{
			School: string(c.Hat.School), At: d.Host.Now(), Who: string(id.Person), Role: string(c.Hat.Role),
			Did: "signin.token", OnKind: "person", OnID: string(id.Person), Says: "a créé un mot de passe d’application",
		})
	})
	switch {
	case errors.Is(err, signin.ErrScope):
		d.again(w, c, http.StatusUnprocessableEntity, tokenPage(c, empty), form, []ui.Problem{{Field: "pour", Says: c.T("door.keys.scope_wrong")}})
	case errors.Is(err, signin.ErrMany):
		d.again(w, c, http.StatusUnprocessableEntity, tokenPage(c, empty), form, []ui.Problem{{Says: c.T("door.keys.many")}})
	case err != nil:
		d.fail(w, r, err)
	default:
		d.Host.Page(w, c, http.StatusOK, socle.Page{Title: c.T("door.keys.made"), Body: secretBody(name, secret)})
	}
}

// changeHat gives the session another token: what it may do has changed.
func (d *Door) changeHat(w http.ResponseWriter, r *http.Request) {
	_, id, form, ok := d.reader(w, r)
	if !ok {
		return
	}
	o, err := d.Desk.Wear(r.Context(), id.Session, directory.ID(form.Get("etablissement")), directory.Role(form.Get("role")))
	switch {
	case errors.Is(err, signin.ErrOver):
		d.Host.NotFound(w, r)
	case err != nil:
		d.fail(w, r, err)
	default:
		d.give(w, o)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}
