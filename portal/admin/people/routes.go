// Package people is where a school keeps its people: who they are, their
// accounts and codes, what they may see, and those who are added by hand.
//
// Nobody gains here more than they have: see [outranks] and [rolesToGive].
package people

import (
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// words are the texts of the pages.
var words = desk.Words

// The rights on people.
var (
	Keep = &rights.Right{
		Name: "admin.people", Says: "tenir les fiches et les comptes des personnes", Give: desk.Lead(directory.Secretary),
		Max: desk.ByRole{directory.CPE: rights.School, directory.Bursar: rights.School},
	}
	Codes = &rights.Right{
		Name: "admin.codes", Says: "remettre un code d’activation", Give: desk.Lead(directory.Secretary, directory.CPE),
		Max: desk.ByRole{directory.Bursar: rights.School},
	}
)

// Routes are the pages of people.
func Routes() []socle.Route { return append(peopleRoutes(), personRoutes()...) }

func peopleRoutes() []socle.Route {
	return []socle.Route{
		socle.Show("GET /administration/personnes", socle.Mine, Codes, showPeople, peoplePage),
		socle.Show("GET /administration/personnes/nouvelle", socle.Mine, Keep, showNewcomer, newcomerPage),
		socle.Do("POST /administration/personnes/nouvelle", socle.Mine, Keep, addPerson),
		socle.Show("GET /administration/personnes/remplacant", socle.Mine, Keep, showSubstitute, substitutePage),
		socle.Do("POST /administration/personnes/remplacant", socle.Mine, Keep, addSubstitute),
	}
}

// onPerson is the On of the pages about one person.
var onPerson = socle.One(rights.People, "person")

func personRoutes() []socle.Route {
	return []socle.Route{
		socle.Show("GET /administration/personnes/{person}", onPerson, Codes, showPerson, personPage),
		socle.Do("POST /administration/personnes/{person}/code", onPerson, Codes, reissue).From("/administration/personnes/{person}"),
		socle.Show("GET /administration/personnes/{person}/lettre", onPerson, Codes, showLetter, letterPage),
		socle.Do("POST /administration/personnes/{person}/bloquer", onPerson, Keep, block),
		socle.Do("POST /administration/personnes/{person}/debloquer", onPerson, Keep, unblock),
		socle.Do("POST /administration/personnes/{person}/sessions", onPerson, Keep, endSessions),
		socle.Show("GET /administration/personnes/{person}/fiche", onPerson, Keep, showRecord, recordPage),
		socle.Do("POST /administration/personnes/{person}/fiche", onPerson, Keep, saveRecord),
		socle.Show("GET /administration/personnes/{person}/separer", onPerson, Keep, showApart, apartPage),
		socle.Do("POST /administration/personnes/{person}/separer", onPerson, Keep, separate).From("/administration/personnes/{person}/fiche"),
		socle.Show("GET /administration/personnes/{person}/liens", onPerson, Keep, showTie, tiePage),
		socle.Do("POST /administration/personnes/{person}/liens", onPerson, Keep, addTie),
		socle.Do("POST /administration/personnes/{person}/liens/fin", onPerson, Keep, endTie).From("/administration/personnes/{person}/liens"),
		socle.Show("GET /administration/personnes/{person}/responsable", onPerson, Keep, showGuardian, guardianPage),
		socle.Do("POST /administration/personnes/{person}/responsable", onPerson, Keep, setSight),
		socle.Show("GET /administration/personnes/{person}/voit", onPerson, Keep, showWhy, whyPage),
	}
}
