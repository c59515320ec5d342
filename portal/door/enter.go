package door

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"preau/base/text"
	"preau/base/ui"
	"preau/socle/signin"
	"preau/socle/signin/brake"
)

// maxForm bounds a form of the door, in bytes.
const maxForm = 64 << 10

// entrance is the model of the page of sign-in.
type entrance struct {
	to        string // where to go then
	note      string // why one is here, a key of the catalogue
	doors     []ui.Door
	languages []ui.Option
}

// own names of the languages that have a catalogue: each is read by who does not
// read the others.
var own = map[text.Lang]string{text.French: "Français", text.English: "English"}

func languages() []ui.Option {
	var all []ui.Option
	for _, l := range text.Languages() {
		name := own[l]
		if name == "" {
			name = string(l)
		}
		all = append(all, ui.Option{Value: string(l), Label: name, Lang: string(l)})
	}
	return all
}

func (d *Door) entrance(query url.Values) entrance {
	e := entrance{to: safe(query.Get("vers")), doors: d.Doors, languages: languages()}
	switch {
	case query.Has("encore"):
		e.note = "door.note.again"
	case query.Has("garde"):
		e.note = "door.note.kept"
	case query.Has("fin"):
		e.note = "door.note.over"
	case query.Has("sortie"):
		e.note = "door.note.out"
	}
	return e
}

func (d *Door) showSignIn(w http.ResponseWriter, r *http.Request) {
	e := d.entrance(r.URL.Query())
	if _, ok := d.Desk.Who(r); ok && !r.URL.Query().Has("encore") {
		http.Redirect(w, r, e.to, http.StatusSeeOther)
		return
	}
	d.show(w, r, bare{title: "door.enter.title", status: http.StatusOK, body: enterBody(e)})
}

func (d *Door) signIn(w http.ResponseWriter, r *http.Request) {
	form, ok := d.form(w, r)
	if !ok {
		return
	}
	o, err := d.Desk.SignIn(r.Context(), form.Get("identifiant"), form.Get("motdepasse"), kind(form), d.from(r))
	if err == nil {
		d.give(w, o)
		http.Redirect(w, r, safe(form.Get("vers")), http.StatusSeeOther)
		return
	}
	p := bare{title: "door.enter.title", status: http.StatusUnprocessableEntity, body: enterBody(d.entrance(form)), typed: form}
	var soon *brake.Throttled
	switch {
	case errors.As(err, &soon):
		p.status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.Itoa(seconds(soon.Wait)))
		p.problems = []ui.Problem{{Says: d.wait(r, soon.Wait)}}
	case errors.Is(err, signin.ErrRefused):
		p.problems = []ui.Problem{{Field: "motdepasse", Says: d.say(r, "door.refused")}}
	default:
		d.fail(w, r, err)
		return
	}
	d.show(w, r, p)
}

// form reads the form of a page of the door.
func (d *Door) form(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, d.say(r, "door.broken"), http.StatusBadRequest)
		return nil, false
	}
	return r.PostForm, true
}

func kind(form url.Values) signin.Kind {
	if form.Get("appareil") != "" {
		return signin.Own
	}
	return signin.Shared
}

// ctx is the context of a request in its reader's language.
func (d *Door) ctx(r *http.Request) context.Context {
	c, _ := d.Host.Call(r) // without its reader, the language is the browser's
	return c.Context
}

func (d *Door) say(r *http.Request, key string, args ...any) string {
	return words.T(d.ctx(r), key, args...)
}

func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// wait says how long to wait, in seconds or in minutes.
func (d *Door) wait(r *http.Request, t time.Duration) string {
	if n := seconds(t); n < 90 {
		return d.say(r, "door.wait.seconds", n)
	}
	return d.say(r, "door.wait.minutes", (seconds(t)+59)/60)
}

func (d *Door) signOut(w http.ResponseWriter, r *http.Request) { d.Leave(w, r, "/connexion?sortie=1") }

// Leave ends the session of a request, and goes to an address.
func (d *Door) Leave(w http.ResponseWriter, r *http.Request, to string) {
	if err := d.Desk.SignOut(r.Context(), d.Desk.SessionToken(r)); err != nil {
		d.fail(w, r, err)
		return
	}
	d.cookie(w, d.Desk.CookieName(signin.SessionCookie), "", -1)
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// most is how many schools the page of a forgotten password lists.
const most = 20

func (d *Door) showForgotten(w http.ResponseWriter, r *http.Request) {
	schools, err := d.schools(r.Context(), most+1)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	if len(schools) > most {
		schools = nil
	}
	d.show(w, r, bare{title: "door.forgotten.title", status: http.StatusOK, body: forgottenBody(schools)})
}

func (d *Door) showCharter(w http.ResponseWriter, r *http.Request) {
	id, ok := d.Desk.Who(r)
	d.charter(w, r, http.StatusOK, ok && id.Session != "" && id.Charter < signin.Charter, safe(r.URL.Query().Get("vers")))
}

func (d *Door) charter(w http.ResponseWriter, r *http.Request, status int, asks bool, to string) {
	charter, err := signin.CharterText(signin.Charter)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	d.show(w, r, bare{title: "door.charter.title", status: status, body: charterBody(charter, asks, to)})
}

func (d *Door) acceptCharter(w http.ResponseWriter, r *http.Request) {
	form, ok := d.form(w, r)
	if !ok {
		return
	}
	id, ok := d.Desk.Who(r)
	if !ok || id.Session == "" {
		d.SignIn(w, r, nil)
		return
	}
	if form.Get("charte") != strconv.Itoa(signin.Charter) {
		d.charter(w, r, http.StatusUnprocessableEntity, true, safe(form.Get("vers")))
		return
	}
	if err := d.Desk.AcceptCharter(r.Context(), id.Person, signin.Charter); err != nil {
		d.fail(w, r, err)
		return
	}
	http.Redirect(w, r, safe(form.Get("vers")), http.StatusSeeOther)
}
