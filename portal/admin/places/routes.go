// Package places is where a school keeps its own card: address, calendar, colour
// and logo.
package places

import (
	"preau/base/picture"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// words are the texts of the pages.
var words = desk.Words

// Keep is the right to keep a school's card.
var Keep = &rights.Right{
	Name: "admin.schools", Says: "tenir la fiche de l’établissement", Give: desk.Lead(),
	Max: desk.ByRole{directory.Secretary: rights.School, directory.Bursar: rights.School},
}

// onSchool is the On of the pages about one school.
var onSchool = socle.One(rights.Places, "school")

// logoFile is a logo as it is sent: it is drawn anew, so that nothing of the
// file itself is kept.
var logoFile = socle.Upload{
	Max: maxLogo, Files: 1, Kinds: []string{"image/png", "image/jpeg", "image/webp"},
	Make: func(body []byte) ([]byte, error) { return picture.PNG(body, logoSide) },
}

// Routes are the pages of schools.
func Routes() []socle.Route {
	return []socle.Route{
		socle.Show("GET /administration/etablissements", socle.Mine, Keep, showSchools, schoolsPage),
		socle.Show("GET /administration/etablissements/{school}", onSchool, Keep, showSchool, schoolPage),
		socle.Do("POST /administration/etablissements/{school}", onSchool, Keep, saveSchool),
		socle.Show("GET /administration/etablissements/{school}/apparence", onSchool, Keep, showLook, lookPage),
		socle.Do("POST /administration/etablissements/{school}/apparence", onSchool, Keep, saveLook).With(logoFile),
		socle.Do("POST /administration/etablissements/{school}/logo/retirer", onSchool, Keep, dropLogo),
		socle.Give("GET /administration/etablissements/{school}/logo", socle.Mine, rights.Public, giveLogo),
		socle.Show("GET /administration/etablissements/{school}/periodes", onSchool, Keep, showTerms, termsPage),
		socle.Do("POST /administration/etablissements/{school}/periodes", onSchool, Keep, saveTerms),
	}
}
