// Package contacts is the annuaire and the trombinoscope: who is in the school,
// how to reach them, what a class looks like; the agreement for the pictures
// (droit à l'image); and the certificat de scolarité.
//
// What a reader sees of another depends on a right of its own: the name, the
// picture, the guardians, the telephone. Telephones and addresses stand on a page
// apart, whose reading is journalised, so that they are never on a screen by
// accident.
package contacts

import (
	"embed"
	"slices"

	"preau/apps/contacts/certificate"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/retention"
	"preau/socle/rights"
)

//go:embed migrations
var schema embed.FS

//go:embed catalogue
var catalogue embed.FS

var words = text.Register("contacts", catalogue)

// App is the annuaire.
var App = &socle.App{
	Name: "contacts", Title: "contacts.title", Icon: "gens", Paths: []string{"/annuaire"},
	Rights: []*rights.Right{
		findPeople, findStaff, readMail, readGuardians, readDetails, readClass, readClassmates,
		readPictures, giveConsent, certificate.Ask, certificate.Issue,
	},
	Objects: []*rights.Object{staff, certificate.Object, pictures},
	Routes: slices.Concat([]socle.Route{
		socle.Show("GET /annuaire", socle.Mine, findPeople, find, listPage),
		socle.Show("GET /annuaire/classe/{group}", socle.One(rights.Groups, "group"), readClass, class, classPage),
		socle.Give("GET /annuaire/classe/{group}/fiches.vcf", socle.One(rights.Groups, "group"), readDetails, classCards),

		socle.Show("GET /annuaire/personne/{person}", socle.One(rights.People, "person"), findPeople, person, personPage),
		socle.Show("GET /annuaire/equipe/{person}", socle.One(staff, "person"), findStaff, colleague, personPage),
		socle.Show("GET /annuaire/personne/{person}/coordonnees", socle.One(rights.People, "person"), readDetails, details, detailsPage),
		socle.Give("GET /annuaire/personne/{person}/fiche.vcf", socle.One(rights.People, "person"), readDetails, personCard),
		socle.Give("GET /annuaire/equipe/{person}/fiche.vcf", socle.One(staff, "person"), findStaff, colleagueCard),
		socle.Do("POST /annuaire/personne/{person}/favori", socle.One(rights.People, "person"), findPeople, setFavourite).
			From("/annuaire/personne/{person}"),
		socle.Do("POST /annuaire/equipe/{person}/favori", socle.One(staff, "person"), findStaff, setFavourite).
			From("/annuaire/equipe/{person}"),

		socle.Show("GET /annuaire/personne/{person}/photo", socle.One(rights.People, "person"), giveConsent, consents, consentPage),
		socle.Do("POST /annuaire/personne/{person}/photo", socle.One(rights.People, "person"), giveConsent, setConsent),
		socle.Give("GET /annuaire/personne/{person}/portrait", socle.One(rights.People, "person"), readPictures, portrait),
	}, certificate.Routes(answersFor)),
	Schema: schema,
	Keep: map[string]socle.Keep{
		"contacts_consent": {
			Owners: []string{"person", "giver", "by_person"}, From: retention.EndOfYear, For: retention.Period{Years: 1}, Others: retention.Stay,
			Why: "preuve de l’accord donné pour l’image (RGPD, art. 7)", Label: "Les accords pour votre photo",
			Columns: map[string]string{
				"year": "Année", "given": "Accord", "giver": "Donné par", "how": "Comment", "by_person": "Noté par", "at": "Le", "ended_at": "Remplacé le",
			},
		},
		"contacts_picture": {
			Owners: []string{"person", "by_person"}, From: retention.Written, At: "at", For: retention.Period{Years: 1}, Others: retention.Stay,
			Why: "trombinoscope, avec l’accord de la personne", Label: "Votre photo",
			Columns: map[string]string{"by_person": "Ajoutée par", "at": "Le"},
		},
		"contacts_favourite": {
			Owners: []string{"owner", "person"}, From: retention.Left, For: retention.Period{Months: 3}, Others: retention.Drop,
			Why: "confort du titulaire du compte", Label: "Les personnes que vous gardez en favori",
			Columns: map[string]string{"person": "Personne", "at": "Depuis"},
		},
		"contacts_certificate": certificate.Keep,
	},
	Links:   links,
	Widgets: widgets,
	Search:  &socle.Search{Says: "contacts.search", Right: findPeople, Find: search},
}

// links are the entries of the menus: the same page under the word that each
// role has for it.
var links = []socle.Link{
	{Says: "contacts.link.mine", Path: "/annuaire", Icon: "gens", Right: findPeople, Rank: 2, For: []directory.Role{directory.Partner}},
	{Says: "contacts.link.pupils", Path: "/annuaire", Icon: "gens", Right: findPeople, Rank: 3, For: []directory.Role{directory.CPE, directory.AED, directory.AESH}},
	{Says: "contacts.title", Path: "/annuaire", Icon: "gens", Right: findPeople, Rank: 6, For: []directory.Role{
		directory.Head, directory.Deputy, directory.Secretary, directory.Nurse, directory.Bursar, directory.Librarian, directory.PsyEN, directory.Agent, directory.Admin,
	}},
	{Says: "contacts.title", Path: "/annuaire", Icon: "gens", Right: findPeople, Rank: 8, For: []directory.Role{
		directory.Pupil, directory.Guardian, directory.Teacher,
	}},
	{Says: "contacts.link.certificates", Path: "/annuaire/certificats", Icon: "doc", Right: certificate.Ask, For: []directory.Role{
		directory.Head, directory.Deputy, directory.Secretary, directory.Guardian,
	}},
}
