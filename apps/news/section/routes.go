package section

import (
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/retention"
	"preau/socle/rights"
)

// The parts that one may take in a section's team.
const (
	Contributor = "contributor"
	Editor      = "editor"
)

// Limits of what is written of a section, in characters.
const (
	maxName = 60
	maxSays = 150
)

// Manage is the right to make sections and to choose their teams.
var Manage = &rights.Right{
	Name: "news.sections", Says: "régler les rubriques des actualités",
	Give: map[directory.Role]rights.Reach{directory.Head: rights.School, directory.Deputy: rights.School},
	Max:  map[directory.Role]rights.Reach{directory.Librarian: rights.School, directory.CPE: rights.School, directory.Secretary: rights.School},
}

// Object is a section.
var Object = &rights.Object{Name: "news.section", Table: "news_section", School: "school", Team: "news_team", Label: "name"}

// Keep is how long the teams are kept.
var Keep = socle.Keep{
	Owners: []string{"person"}, From: retention.Left, For: retention.Period{Months: 1},
	Why: "organisation de la publication des actualités", Label: "Les rubriques où vous écrivez ou validez",
}

// Routes are the pages of sections and of their teams.
func Routes() []socle.Route {
	one := socle.One(Object, "section")
	return []socle.Route{
		socle.Show("GET /actualites/rubriques", socle.Mine, Manage, all, allPage),
		socle.Do("POST /actualites/rubriques", socle.Mine, Manage, add),
		socle.Show("GET /actualites/rubriques/{section}", one, Manage, policy, policyPage),
		socle.Do("POST /actualites/rubriques/{section}", one, Manage, set),
		socle.Show("GET /actualites/rubriques/{section}/equipe", one, Manage, policy, teamPage),
		socle.Do("POST /actualites/rubriques/{section}/equipe", one, Manage, addMember),
		socle.Do("POST /actualites/rubriques/{section}/retirer", one, Manage, removeMember).From("/actualites/rubriques/{section}/equipe"),
	}
}
