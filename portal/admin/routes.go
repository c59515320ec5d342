package admin

import (
	"slices"

	"preau/base/ui"
	"preau/portal/admin/history"
	"preau/portal/admin/imports"
	"preau/portal/admin/leaving"
	"preau/portal/admin/letters"
	"preau/portal/admin/people"
	"preau/portal/admin/places"
	"preau/portal/admin/rules"
	"preau/portal/admin/services"
	"preau/socle"
	"preau/socle/rights"
)

func routes() []socle.Route {
	return slices.Concat(own(), people.Routes(), imports.Routes(), leaving.Routes(), history.Routes(), letters.Routes(), places.Routes(), rules.Routes(), services.Routes())
}

func own() []socle.Route {
	return []socle.Route{
		socle.Show("GET /administration", socle.Mine, rights.Known, showIndex, indexPage),
		socle.Show("GET /administration/composants", socle.Mine, places.Keep, showGallery, galleryPage),
		socle.Show("GET /administration/applications", socle.Mine, appsKeep, showApps, appsPage),
		socle.Do("POST /administration/applications", socle.Mine, appsKeep, switchApp),
		socle.Show("GET /administration/journal", socle.Mine, journalRead, showJournal, journalPage),
		socle.Give("GET /administration/journal/export", socle.Mine, journalRead, exportJournal),
	}
}

func showGallery(*socle.Call, *socle.View) (struct{}, error) { return struct{}{}, nil }

func galleryPage(c *socle.Call, _ struct{}) socle.Page {
	return socle.Page{Title: c.T("admin.gallery"), Body: ui.Gallery()}
}
