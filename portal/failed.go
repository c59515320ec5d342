package portal

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"preau/base/text"
	"preau/base/ui"
	"preau/base/web"
)

// Failed writes the page of a refusal that no route made: a form from another
// site (403), a method that the address does not know (405), too many people
// (503), a panic (500). It reads nothing and knows nobody, for any part of the
// platform may be what failed.
func (p *Portal) Failed(w http.ResponseWriter, r *http.Request, status int) {
	lang := text.Accepted(r.Header.Get("Accept-Language"))
	ctx := text.WithLang(r.Context(), lang)
	key := "portal.failed." + strconv.Itoa(status)
	if !text.Has(lang, key+".title") {
		key = "portal.broken"
	}
	page := with(ui.Document(ui.Page{Title: lang.T(key + ".title")}),
		with(ui.Public(ui.PublicFrame{School: p.Platform}), broken(key, web.RequestID(r.Context()))))
	templ.Handler(page, templ.WithStatus(status)).ServeHTTP(w, r.WithContext(ctx))
}
