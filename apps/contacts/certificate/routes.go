package certificate

import (
	"github.com/a-h/templ"

	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/retention"
	"preau/socle/rights"
)

// desk are those who issue in the school's name.
var desk = []directory.Role{directory.Head, directory.Deputy, directory.Secretary}

// The rights of certificates.
var (
	Ask = &rights.Right{
		Name: "contacts.certificate_ask", Says: "demander un certificat de scolarité",
		Give: map[directory.Role]rights.Reach{
			directory.Head: rights.School, directory.Deputy: rights.School, directory.Secretary: rights.School,
			directory.Pupil: rights.Self, directory.Guardian: rights.Wards,
		},
	}
	Issue = &rights.Right{
		Name: "contacts.certificate_issue", Says: "délivrer les certificats de scolarité",
		Give: map[directory.Role]rights.Reach{
			directory.Head: rights.School, directory.Deputy: rights.School, directory.Secretary: rights.School,
		},
		Max: map[directory.Role]rights.Reach{directory.CPE: rights.School, directory.Bursar: rights.School},
	}
)

// Object is a certificate, asked or issued.
var Object = &rights.Object{
	Name: "contacts.certificate", Table: "contacts_certificate", School: "school", Owner: "pupil", Label: "label",
}

// Keep is how long certificates are kept.
var Keep = socle.Keep{
	Owners: []string{"pupil", "asked_by", "issued_by"}, From: retention.EndOfYear, For: retention.Period{Years: 1}, Others: retention.Stay,
	Why: "certificats de scolarité délivrés, et leur vérification", Label: "Vos certificats de scolarité",
	Columns: map[string]string{
		"year": "Année", "asked_by": "Demandé par", "asked_at": "Demandé le", "label": "Numéro", "issued_at": "Délivré le", "division": "Classe",
	},
}

// Routes are the pages of certificates. answers refuses whoever does not stand
// for the person a view is on, and tells whether that person is a pupil.
func Routes(answers func(*socle.Call, *socle.View) (pupil bool, err error)) []socle.Route {
	mayAsk := func(c *socle.Call, t *socle.Tx, f AskForm) (socle.See, error) {
		pupil, err := answers(c, &t.View)
		if err == nil && !pupil {
			err = socle.ErrNotFound
		}
		if err != nil {
			return socle.See{}, err
		}
		return ask(c, t, f)
	}
	one := socle.One(Object, "certificate")
	return []socle.Route{
		socle.Do("POST /annuaire/personne/{person}/certificat", socle.One(rights.People, "person"), Ask, mayAsk).
			From("/annuaire/personne/{person}"),
		socle.Show("GET /annuaire/certificats", socle.Mine, Ask, listCertificates, certificatesPage),
		socle.Do("POST /annuaire/certificats/{certificate}/delivrer", one, Issue, issue).From("/annuaire/certificats"),
		socle.Do("POST /annuaire/certificats/{certificate}/ecarter", one, Issue, drop).From("/annuaire/certificats"),
		socle.Give("GET /annuaire/certificats/{certificate}/certificat.pdf", one, Ask, certificateFile),
		socle.Show("GET /annuaire/certificat", socle.Mine, rights.Public, verify, verifyPage),
		socle.Show("GET /annuaire/certificat/{code}", socle.Mine, rights.Public, verify, verifyPage),
	}
}

// Widget is what waits to be issued, on the home page of those who issue.
var Widget = socle.Widget{
	Name: "contacts.certificates", Right: Issue, For: desk, Place: socle.Main, Order: 30, Link: "/annuaire/certificats", Draw: drawWaiting,
}

// latest is how many issued certificates a page shows.
const latest = 30

// fewWaiting is how many certificates the home page shows.
const fewWaiting = 5

// drawWaiting are the certificates to issue, with their one verb.
func drawWaiting(_ *socle.Call, v *socle.View) (templ.Component, error) {
	where, args := v.Within(Object, "r")
	n, _, err := db.First(v, func(r db.Row) (n int, err error) { return n, r.Scan(&n) },
		`SELECT count(*) FROM contacts_certificate r WHERE r.issued_at = 0 AND `+where, args...)
	if err != nil || n == 0 {
		return nil, err
	}
	few, err := requests(v, false, fewWaiting)
	return waitingCard(few, n), err
}
