// Package admin is the administration: the pages by which a school keeps its
// people and their accounts, its own card, its applications, its rights, and
// reads its journal.
//
// Each page asks for one right of this package. Most are given to the head of
// school and the deputy; the secretary keeps people, codes and imports; a CPE
// hands activation codes to pupils. An administrator of the platform holds all
// of them on every school, and chooses the school with ?etablissement=UAI.
package admin

import (
	"preau/portal/admin/desk"
	"preau/portal/admin/history"
	"preau/portal/admin/imports"
	"preau/portal/admin/leaving"
	"preau/portal/admin/people"
	"preau/portal/admin/places"
	"preau/portal/admin/rules"
	"preau/portal/admin/services"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// words are the texts of the pages.
var words = desk.Words

// The rights on what stands in this package itself.
var (
	appsKeep = &rights.Right{
		Name: "admin.apps", Says: "activer et désactiver les applications", Give: desk.Lead(),
		Max: desk.ByRole{directory.Secretary: rights.School},
	}
	journalRead = &rights.Right{
		Name: "admin.journal", Says: "lire le journal de l’établissement", Give: desk.Lead(),
		Max: desk.ByRole{directory.Secretary: rights.School},
	}
)

// App is the administration.
var App = &socle.App{
	Name: "admin", Title: "admin.title", Icon: "reglage", Always: true,
	Paths:   []string{"/administration"},
	Rights:  []*rights.Right{people.Keep, people.Codes, imports.Right, rules.Keep, appsKeep, journalRead, places.Keep, services.Keep},
	Objects: []*rights.Object{rules.Rule, imports.Object, history.Run},
	Routes:  routes(),
	Schema:  imports.Schema,
	Keep:    imports.Keep,
	Links: []socle.Link{
		{Says: "admin.link.people", Short: "admin.link.people.short", Path: "/administration/personnes", Icon: "gens", Right: people.Keep, For: []directory.Role{directory.Secretary, directory.Admin}, Rank: 2},
		{Says: "admin.link.people", Short: "admin.link.people.short", Path: "/administration/personnes", Icon: "gens", Right: people.Keep, For: []directory.Role{directory.Head, directory.Deputy}, Rank: 6},
		{Says: "admin.link.codes", Path: "/administration/personnes", Icon: "cle", Right: people.Codes, For: []directory.Role{directory.CPE}},
		{Says: "admin.link.substitute", Path: "/administration/personnes/remplacant", Icon: "plus", Right: people.Keep},
		{Says: "admin.link.imports", Path: "/administration/imports", Icon: "puce", Right: imports.Right},
		{Says: "admin.link.leaving", Path: leaving.Path, Icon: "sortie", Right: imports.Right},
		{Says: "admin.link.schools", Path: "/administration/etablissements", Icon: "maison", Right: places.Keep},
		{Says: "admin.link.apps", Path: "/administration/applications", Icon: "applis", Right: appsKeep},
		{Says: "admin.link.services", Path: "/administration/services", Icon: "globe", Right: services.Keep},
		{Says: "admin.link.rights", Path: "/administration/droits", Icon: "cadenas", Right: rules.Keep},
		{Says: "admin.link.journal", Path: "/administration/journal", Icon: "journal", Right: journalRead},
		{Says: "admin.link.gallery", Path: "/administration/composants", Icon: "palette", Right: places.Keep},
	},
	Widgets: []socle.Widget{{
		Name: "admin.leaving", Right: rights.Known, Place: socle.Top, Link: "/donnees", Draw: leaving.Widget,
	}, {
		Name: "admin.accounts", Right: people.Keep, Place: socle.Side, Order: 40, Link: "/administration/personnes",
		For: []directory.Role{directory.Secretary, directory.Head, directory.Deputy, directory.Admin}, Draw: people.AccountsWidget,
	}},
}
