package onward_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/base/db"
	"preau/portal/onward"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/sso"
)

const (
	moodle = "http://127.0.0.1:18082/login?next=%2Fcours"
	p3     = "/cas/p3/serviceValidate"
	yes    = "<cas:user>ines.diallo</cas:user>"
)

func (h *house) moodle() sso.Service {
	return h.service(sso.Service{Name: "Moodle", Patterns: []string{"http://127.0.0.1:18082/*"}})
}

// TestLaws: who may read what is golden.
func TestLaws(t *testing.T) {
	o := new(onward.Onward)
	app := o.App()
	schooltest.Each(t, []*socle.App{app}, func(s *schooltest.School) {
		if err := app.Check(); err != nil {
			s.Error(err)
		}
		shelf, err := sso.Open(s.Context(), s.DB)
		if err != nil {
			s.Fatal(err)
		}
		s.Cleanup(shelf.Close)
		o.Host, o.Shelf = s.Host, shelf
		schooltest.Golden(s.T, "rights.golden", s.Matrix(app, nil))
	})
}

// TestSignOn walks through CAS 1, 2 and 3 as a browser and a service do.
func TestSignOn(t *testing.T) {
	each(t, func(h *house) {
		h.moodle()
		b := h.browser()
		a := b.get("/cas/login", "service", moodle)
		if a.code != 303 || !strings.HasPrefix(a.to, "/connexion?vers=%2Fcas%2Flogin%3Fservice%3D") {
			t.Fatalf("%d to %q", a.code, a.to)
		}
		page := b.get(a.to)
		h.has(page.body, `value="/cas/login?service=http`)
		h.has(page.header.Get("Content-Security-Policy"), "form-action 'self' http://127.0.0.1:18082;")
		h.lacks(b.get("/connexion?vers=/compte").header.Get("Content-Security-Policy"), "18082")
		u, err := url.Parse(a.to)
		h.must(err)
		a = b.post("/connexion", "identifiant", "ines.diallo", "motdepasse", good, "vers", u.Query().Get("vers"))
		if a.to != u.Query().Get("vers") {
			t.Fatalf("the door leads to %q", a.to)
		}
		got := h.check(p3, b.ticket(moodle), moodle)
		h.has(got, yes, "<cas:displayName>Inès Diallo</cas:displayName>", "<cas:ENTPersonProfils>National_ELV<", "<cas:ENTPersonStructRattachUAI>"+string(schooltest.Verne)+"<")
		h.lacks(got, "birth", "mail", "Naissance")
		got = h.check("/cas/serviceValidate", b.ticket(moodle), moodle)
		h.has(got, yes)
		h.lacks(got, "cas:attributes")
		if got := h.check("/cas/validate", b.ticket(moodle), moodle); got != "yes\nines.diallo\n" {
			t.Errorf("CAS 1 says %q", got)
		}
		h.has(h.check(p3, b.ticket(moodle), moodle, "format", "JSON"), `"user":"ines.diallo"`)
		saml := `<e xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol"><samlp:Request RequestID="r1"><samlp:AssertionArtifact>` + b.ticket(moodle) + `</samlp:AssertionArtifact></samlp:Request></e>`
		got = h.browser().do("POST", "/cas/samlValidate?TARGET="+url.QueryEscape(moodle), "text/xml", saml).body
		h.has(got, "samlp:Success", "<NameIdentifier>ines.diallo<", `AttributeName="displayName"`)
		h.has(h.browser().do("POST", "/cas/samlValidate?TARGET="+url.QueryEscape(moodle), "text/xml", saml).body, "samlp:Requester")
		h.has(h.check(p3, "", moodle), `code="INVALID_REQUEST"`)
	})
}

// TestLookAlikeService: an address that looks like a service's is sent nobody, by sign-on, gateway or sign-out.
func TestLookAlikeService(t *testing.T) {
	each(t, func(h *house) {
		h.moodle()
		in, out := h.browser().in("ines.diallo"), h.browser()
		in.ticket(moodle)
		if a := out.get("/cas/login", "service", moodle, "gateway", "true"); a.to != moodle {
			t.Fatalf("the gateway leads to %q", a.to)
		}
		for _, at := range []string{
			"http://127.0.0.1:18082.evil/", "http://127.0.0.1:18082@evil/", "https://127.0.0.1:18082/", `http://127.0.0.1:18082\@evil/`, "http://127.0.0.1:18082/../x",
			"//evil/", "/compte", "javascript:alert(1)", "http://127.0.0.1:18082/?ticket=ST-OTHER",
		} {
			for _, b := range []*browser{in, out} {
				for _, more := range [][]string{nil, {"gateway", "true"}, {"renew", "true"}} {
					if a := b.get("/cas/login", append([]string{"service", at}, more...)...); a.code != 403 || a.to != "" {
						t.Errorf("%q %v: %d to %q", at, more, a.code, a.to)
					}
				}
				h.lacks(b.get("/connexion", "vers", "/cas/login?service="+url.QueryEscape(at)).header.Get("Content-Security-Policy"), "evil")
			}
			if a := out.get("/cas/logout", "service", at, "url", at); a.to != "/connexion?sortie=1" {
				t.Errorf("signing out leads to %q", a.to)
			}
		}
	})
}

// TestTicketReplayed: a ticket is good once.
func TestTicketReplayed(t *testing.T) {
	each(t, func(h *house) {
		h.moodle()
		ticket := h.browser().in("ines.diallo").ticket(moodle)
		h.has(h.check(p3, ticket, moodle), yes)
		h.has(h.check(p3, ticket, moodle), `code="INVALID_TICKET"`)
		h.has(h.check("/cas/validate", ticket, moodle), "no\n")
	})
}

// TestTicketOfAnotherService: a ticket is good for its own address alone, and is lost when another shows it.
func TestTicketOfAnotherService(t *testing.T) {
	each(t, func(h *house) {
		h.moodle()
		h.service(sso.Service{Name: "Wiki", Patterns: []string{"http://127.0.0.1:18083/*"}})
		b := h.browser().in("ines.diallo")
		h.has(h.check(p3, b.ticket(moodle), moodle), yes)
		for _, at := range []string{"http://127.0.0.1:18083/", "http://127.0.0.1:18082/", moodle + "&x=1", "http://evil/"} {
			ticket := b.ticket(moodle)
			h.has(h.check(p3, ticket, at), `code="INVALID_SERVICE"`)
			h.has(h.check(p3, ticket, moodle), `code="INVALID_TICKET"`)
		}
	})
}

// TestTicketLate: a ticket is good for some seconds, and no longer than its session and its account.
func TestTicketLate(t *testing.T) {
	each(t, func(h *house) {
		service := h.moodle()
		b := h.browser().in("ines.diallo")
		ticket := b.ticket(moodle)
		h.forward(sso.Life - time.Second)
		h.has(h.check(p3, ticket, moodle), yes)
		ticket = b.ticket(moodle)
		h.forward(sso.Life + time.Second)
		h.has(h.check(p3, ticket, moodle), `code="INVALID_TICKET"`)
		ticket = b.ticket(moodle)
		b.post("/deconnexion")
		h.has(h.check(p3, ticket, moodle), `code="INVALID_TICKET"`)
		ticket = b.in("ines.diallo").ticket(moodle)
		h.write(func(t *db.Tx) error { return signin.Block(t, "ines", h.now()) })
		h.has(h.check(p3, ticket, moodle), `code="INVALID_TICKET"`)
		h.write(func(t *db.Tx) error { return signin.Unblock(t, "ines") })
		ticket = b.in("ines.diallo").ticket(moodle)
		h.write(func(t *db.Tx) error {
			_, err := sso.Remove(t, service.ID, h.now())
			return err
		})
		h.Settle()
		h.lacks(h.check(p3, ticket, moodle), yes)
	})
}

// TestTicketRaced: of many who show a ticket together one wins.
func TestTicketRaced(t *testing.T) {
	each(t, func(h *house) {
		h.moodle()
		b := h.browser().in("ines.diallo")
		for range 5 {
			ticket, won := b.ticket(moodle), make(chan bool, 8)
			var all sync.WaitGroup
			for range cap(won) {
				all.Go(func() { won <- strings.Contains(h.check(p3, ticket, moodle), yes) })
			}
			all.Wait()
			close(won)
			n := 0
			for w := range won {
				if w {
					n++
				}
			}
			if n != 1 {
				t.Fatalf("%d of those who showed a ticket together won", n)
			}
		}
	})
}

// TestTicketStolen: what the database holds opens nothing.
func TestTicketStolen(t *testing.T) {
	each(t, func(h *house) {
		h.moodle()
		b := h.browser().in("ines.diallo")
		ticket := b.ticket(moodle)
		var stored, shown string
		h.must(h.DB.Read(t.Context(), func(q *db.Tx) error {
			for row, err := range q.Rows(`SELECT ticket, shown FROM sso_ticket`) {
				if err != nil {
					return err
				}
				return row.Scan(&stored, &shown)
			}
			return nil
		}))
		if stored == "" || stored == ticket || shown != "" {
			t.Fatalf("stored as %q and %q", stored, shown)
		}
		h.has(h.check(p3, stored, moodle), `code="INVALID_TICKET"`)
		h.has(h.check(p3, ticket, moodle), yes)
	})
}

// TestRenew: a service that wants a new sign-in gets one, and no ticket of an older session.
func TestRenew(t *testing.T) {
	each(t, func(h *house) {
		h.moodle()
		b := h.browser().in("ines.diallo")
		h.has(h.check(p3, b.ticket(moodle, "renew", "true"), moodle, "renew", "true"), yes)
		h.forward(5 * time.Minute)
		h.has(h.check(p3, b.ticket(moodle), moodle, "renew", "true"), `code="INVALID_TICKET"`)
		a := b.get("/cas/login", "service", moodle, "renew", "true")
		if !strings.HasPrefix(a.to, "/connexion?encore=1&vers=") {
			t.Fatalf("to %q", a.to)
		}
		h.has(b.get(a.to).body, `name="motdepasse"`)
		b.in("ines.diallo")
		h.has(h.check(p3, b.ticket(moodle, "renew", "true"), moodle, "renew", "true"), yes)
	})
}

// TestForWhom: a service is for the roles and the school that its record says.
func TestForWhom(t *testing.T) {
	each(t, func(h *house) {
		const staff, away = "http://127.0.0.1:18084/", "http://127.0.0.1:18086/"
		h.service(sso.Service{Name: "Salle des professeurs", Patterns: []string{staff}, Roles: []directory.Role{directory.Teacher}})
		h.service(sso.Service{Name: "Ailleurs", Patterns: []string{away}, School: "0000000Z"})
		teacher, pupil := h.browser().in("claire.petit"), h.browser().in("ines.diallo")
		h.has(h.check(p3, teacher.ticket(staff), staff), "National_ENS")
		for _, at := range []string{staff, away} {
			if a := pupil.get("/cas/login", "service", at); a.code != 403 || a.to != "" || !strings.Contains(a.body, "n’est pas pour toi") {
				t.Errorf("%s: %d to %q\n%s", at, a.code, a.to, a.body)
			}
		}
		h.has(teacher.get("/services").body, "Salle des professeurs", "afficher votre nom")
		h.lacks(teacher.get("/services").body, "Ailleurs")
		h.lacks(pupil.get("/services").body, "Salle des professeurs", "Ailleurs")
	})
}

// TestNotice: where the service is marked so, one is told what it receives before it receives it.
func TestNotice(t *testing.T) {
	each(t, func(h *house) {
		const at = "http://127.0.0.1:18086/"
		s := h.service(sso.Service{
			Name: "Éditeur", Patterns: []string{at}, Notice: sso.Before, NamedBy: sso.ByPseudonym,
			Receives: []sso.Receives{{Name: "givenName", Why: "dire bonjour"}},
		})
		b := h.browser().in("ines.diallo")
		page := b.get("/cas/login", "service", at)
		if page.code != 200 || page.to != "" {
			t.Fatalf("%d to %q", page.code, page.to)
		}
		h.has(page.body, "Tu vas ouvrir Éditeur", "Ton prénom", "dire bonjour", "propre à ce service", "Continuer", "Pas maintenant")
		if a := b.get("/cas/login", "service", at, "gateway", "true"); a.to != at {
			t.Errorf("the gateway leads to %q", a.to)
		}
		for _, to := range []string{"http://evil/", "//evil/", "/cas/login", `/cas/login?\evil`, "/compte"} {
			if a := b.post("/services/avis", "service", s.ID, "vers", to); a.code != 404 {
				t.Errorf("%q: %d to %q", to, a.code, a.to)
			}
		}
		way := "/cas/login?service=" + url.QueryEscape(at)
		if a := b.post("/services/avis", "service", s.ID, "vers", way); a.to != way {
			t.Fatalf("%d to %q", a.code, a.to)
		}
		first := h.check(p3, b.ticket(at), at)
		h.has(first, "<cas:givenName>Inès<")
		h.lacks(first, "ines.diallo", "Diallo", `>ines<`)
		if again := h.check(p3, b.ticket(at), at); again != first {
			t.Errorf("known by another name:\n%s\n%s", first, again)
		}
		h.write(func(t *db.Tx) error {
			_, err := sso.Receive(t, s.ID, []sso.Receives{{Name: "mail", Why: "écrire"}}, sso.Before, 1)
			return err
		})
		h.Settle()
		for range 100 {
			if page = b.get("/cas/login", "service", at); page.code == 200 {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		h.has(page.body, "Ton adresse électronique")
	})
}
