package e2e

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// prepare does in the demonstration, without script, what makes the pages appear that it has not by itself, and gives
// the addresses that no link leads to but that a person comes to from a form or from paper.
func prepare(s *Served) map[string][]string {
	s.t.Helper()
	head, pupil, guardian := s.As("helene.vasseur"), s.As("ines.moreau"), s.As("nadia.moreau")
	article := pupil.first(pupil.Get("/actualites"), `^/actualites/[0-9a-f-]{36}$`)
	pupil.done(pupil.Fill(pupil.Get(strings.Replace(article, "/actualites/", "/actualites/signaler/", 1)), "Envoyer le signalement", "fausse", "oui"))

	effect := head.done(head.Fill(head.Get("/administration/droits/regle?droit=admin.journal&role=secretary"), "Voir ce qui change", "tout l’établissement", "oui"))
	head.done(head.Fill(effect, "Appliquer|Confirmer|Poser|Enregistrer"))

	child := guardian.first(guardian.Get("/"), `^/annuaire/personne/[0-9a-f-]{36}$`)
	guardian.done(guardian.Fill(guardian.Get(child), "Demander un certificat"))
	head.done(head.Fill(head.Get("/annuaire/certificats"), "Délivrer"))
	head.done(head.Fill(head.Get("/actualites/abonnement"), "Créer mon adresse"))
	s.As("admin").sendImport("lot.zip", twoSchools(s.t))
	return map[string][]string{
		nobody:           {"/actualites/public/" + firstSchool, "/annuaire/certificat"},
		"helene.vasseur": {effect.At.RequestURI()},
	}
}

// twoSchools is a set of two schools, zipped.
func twoSchools(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	set := zip.NewWriter(&b)
	if err := errors.Join(set.AddFS(os.DirFS("../socle/directory/aaf/testdata/deux-etablissements")), set.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sendImport sends a file to be imported, and gives the page of what was read.
func (v *Visitor) sendImport(name string, body []byte) *Sheet {
	v.t.Helper()
	return v.wait(v.done(v.upload("/administration/imports", "fichiers", name, body, "tous", "true")))
}

// wait comes back to the page of an import until it is read.
func (v *Visitor) wait(page *Sheet) *Sheet {
	v.t.Helper()
	for begun := time.Now(); !page.Says("Rien n’est encore modifié"); page = v.done(v.Get(page.At.Path)) {
		if time.Since(begun) > patience {
			v.t.Fatalf("%s is not read: %s", page.At, words(page.root))
		}
		time.Sleep(50 * time.Millisecond)
	}
	return page
}

// first is the first link of a page that matches.
func (v *Visitor) first(page *Sheet, pattern string) string {
	v.t.Helper()
	for _, a := range all(page.root, "a") {
		if href := attribute(a, "href"); regexp.MustCompile(pattern).MatchString(href) {
			return href
		}
	}
	v.t.Fatalf("%s: no link like %s", page.At, pattern)
	return ""
}

// done ends the test when a form was refused.
func (v *Visitor) done(page *Sheet) *Sheet {
	v.t.Helper()
	if page.Status != 200 {
		v.t.Fatalf("%s: %d: %s", page.At, page.Status, words(page.root))
	}
	return page
}
