package portal

import (
	"embed"

	"preau/socle"
	"preau/socle/directory"
	"preau/socle/retention"
	"preau/socle/rights"
)

//go:embed migrations
var schema embed.FS

var urgentWrite = &rights.Right{
	Name: "portal.urgent", Says: "afficher un message urgent à tout l’établissement",
	Give: map[directory.Role]rights.Reach{
		directory.Head: rights.School, directory.Deputy: rights.School, directory.Admin: rights.Platform,
	},
	Max: map[directory.Role]rights.Reach{directory.CPE: rights.School, directory.Secretary: rights.School},
}

var urgentObject = &rights.Object{Name: "portal.urgent", Table: "portal_urgent", School: "school", Label: "title"}

// App gives the portal's own pages.
func (p *Portal) App() *socle.App {
	return &socle.App{
		Name: "portal", Title: "portal.home", Icon: "maison", Always: true,
		Paths:   []string{"/"},
		Rights:  []*rights.Right{urgentWrite},
		Objects: []*rights.Object{urgentObject},
		Routes: []socle.Route{
			socle.Home("GET /{$}", homePage),
			socle.Show("GET /recherche", socle.Mine, rights.Known, find, findPage),
			socle.Show("GET /applications", socle.Mine, rights.Known, listApps, appsPage),
			socle.Do("POST /applications", socle.Mine, rights.Known, setShortcut),
			socle.Show("GET /aide", socle.Mine, rights.Public, p.helpIndex, helpIndexPage),
			socle.Show("GET /aide/{page}", socle.Mine, rights.Public, p.help, docPage),
			socle.Show("GET /accessibilite", socle.Mine, rights.Public, p.text("accessibilite"), docPage),
			socle.Show("GET /mentions-legales", socle.Mine, rights.Public, p.text("mentions-legales"), docPage),
			socle.Show("GET /hors-ligne", socle.Mine, rights.Public, p.text("hors-ligne"), docPage),
			socle.Show("GET /donnees", socle.Mine, rights.Public, p.register, registerPage),
			socle.Give("GET /donnees/export", socle.Mine, rights.Known, p.export),
			socle.Live("GET /direct", socle.Mine, rights.Known, liveTopics),
			socle.Show("GET /administration/urgence", socle.Mine, urgentWrite, showUrgent, urgentPage),
			socle.Do("POST /administration/urgence", socle.Mine, urgentWrite, writeUrgent),
			socle.Do("POST /administration/urgence/{urgent}/fin", socle.One(urgentObject, "urgent"), urgentWrite, endUrgent),
		},
		Schema: schema,
		Keep: map[string]socle.Keep{
			"portal_urgent": {
				Owners: []string{"by_person"}, From: retention.Written, At: "at", For: retention.Period{Years: 1}, Others: retention.Stay,
				Why: "information urgente des usagers", Label: "Les messages urgents que vous avez affichés",
				Columns: map[string]string{"title": "Titre", "says": "Texte", "until_day": "Jusqu’au", "at": "Affiché le", "ended_at": "Retiré le"},
			},
		},
		Links: []socle.Link{
			{Says: "portal.urgent.link", Path: "/administration/urgence", Icon: "att", Right: urgentWrite},
			{Says: "portal.account", Path: "/compte", Icon: "cle", Right: rights.Known},
			{Says: "portal.help", Path: "/aide", Icon: "info", Right: rights.Public},
		},
	}
}
