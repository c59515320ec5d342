package door

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"preau/base/text"
	"preau/socle/signin"
)

// languageCookie keeps the language of someone who is not signed in.
const languageCookie = "preau_langue"

// yearLong is the age of cookies that only spare people a question, in seconds.
const yearLong = 365 * 24 * 60 * 60

// maxWay bounds where one goes after the door, in bytes: the way to a service holds
// the service's own address.
const maxWay = 4000

// safe is where to go after the door: a page of this site, never another one,
// and never the door again. A browser reads "//evil", "/\evil" and a tab in
// between as another site.
func safe(to string) string {
	if !strings.HasPrefix(to, "/") || len(to) > maxWay ||
		strings.ContainsFunc(to, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return "/"
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") ||
		strings.Contains(u.Path, `\`) || slices.Contains([]string{"/connexion", "/deconnexion", "/activation"}, u.Path) {
		return "/"
	}
	return u.RequestURI()
}

// page is the page that a form was sent from: the browser says so to its own
// site; else the form's own address.
func page(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || u.Path == "" {
		return r.URL.Path
	}
	return safe(u.RequestURI())
}

func pathOf(to string) string {
	path, _, _ := strings.Cut(to, "?")
	return path
}

func chosen(r *http.Request) text.Lang {
	k, err := r.Cookie(languageCookie)
	if err != nil || !slices.Contains(text.Languages(), text.Lang(k.Value)) {
		return ""
	}
	return text.Lang(k.Value)
}

// chooseLanguage keeps the language of someone who is not signed in, and goes
// back to the page they were reading.
func (d *Door) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	lang := text.Lang(r.URL.Query().Get("langue"))
	if slices.Contains(text.Languages(), lang) {
		d.cookie(w, languageCookie, string(lang), yearLong)
	}
	to := "/connexion"
	if u, err := url.Parse(r.Referer()); err == nil && u.Host == r.Host && u.Path == "/connexion" {
		to = u.RequestURI()
	} else if err == nil && u.Host == r.Host {
		to = safe(u.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// give puts a session in the browser: until it is closed on a shared machine.
func (d *Door) give(w http.ResponseWriter, o signin.Opened) {
	age := 0
	if o.Kind == signin.Own {
		age = int(o.Expires.Sub(d.Host.Now()) / time.Second)
	}
	d.cookie(w, d.Desk.CookieName(signin.SessionCookie), o.Session, age)
	if o.Device != "" {
		d.cookie(w, d.Desk.CookieName(signin.DeviceCookie), o.Device, yearLong)
	}
}

// cookie sets a cookie that no script reads. Lax: a link in a message opens the
// page it leads to; a form of another site is refused by package web.
func (d *Door) cookie(w http.ResponseWriter, name, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: d.Desk.Secure(),
	})
}
