// Package news is the actualités: what a school tells its people, section
// (rubrique) by section. Each section has an editorial policy (politique
// éditoriale): contributors write, editors validate and moderate, readers read,
// and may comment where the section lets them. What a public section publishes
// makes the school's public pages.
//
// Read app.go for who may do what. Inner packages: article, the life of an article
// and its audience, without a row; section, the settings of the sections; feed, the
// subscription of a feed reader.
package news

import (
	"embed"
	"maps"

	"preau/apps/news/article"
	"preau/apps/news/feed"
	"preau/apps/news/section"
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

var words = text.Register("news", catalogue)

var (
	read = &rights.Right{
		Name: "news.read", Says: "lire les actualités", Give: inSchool(directory.Roles...),
		Max:   map[directory.Role]rights.Reach{directory.Partner: rights.Shared},
		Parts: map[string]rights.Reach{rights.Audience: rights.Shared, section.Editor: rights.Shared, section.Contributor: rights.Self},
	}
	write = &rights.Right{
		Name: "news.write", Says: "écrire des actualités", Give: inSchool(directory.Roles...),
		Parts: map[string]rights.Reach{section.Editor: rights.Shared, section.Contributor: rights.Self},
	}
	edit = &rights.Right{
		Name: "news.edit", Says: "publier et modérer les actualités", Give: inSchool(directory.Staff...),
		Parts: map[string]rights.Reach{section.Editor: rights.Shared},
	}
	signal = &rights.Right{
		Name: "news.report", Says: "signaler une actualité ou un commentaire", Give: inSchool(directory.Roles...),
		Parts: read.Parts,
	}
)

// inSchool gives what is shared with them to roles, all of the school to its
// heads, who answer for what it publishes (loi du 29 juillet 1881, art. 42), and
// nothing to those who are not of the school.
func inSchool(roles ...directory.Role) map[directory.Role]rights.Reach {
	give := map[directory.Role]rights.Reach{}
	for _, r := range roles {
		give[r] = rights.Shared
	}
	maps.DeleteFunc(give, func(r directory.Role, _ rights.Reach) bool { return r == directory.Partner || r == directory.Admin })
	give[directory.Head], give[directory.Deputy] = rights.School, rights.School
	return give
}

var (
	files    = partOf("news.file", "news_file", "author", "name")
	comments = partOf("news.comment", "news_comment", "author", "body")
	reports  = partOf("news.report", "news_report", "by_person", "says")
)

// partOf is a thing of an article: its readers and its team are the article's.
func partOf(name, table, owner, label string) *rights.Object {
	return &rights.Object{
		Name: name, Table: table, School: "school", Owner: owner, Label: label,
		Share: "news_audience", ShareOf: "article", Team: "news_team", TeamOf: "section",
	}
}

// App is the application.
var App = &socle.App{
	Name: "news", Title: "news.title", Icon: "journal", Paths: []string{"/actualites"},
	Rights:  []*rights.Right{read, write, edit, section.Manage, signal},
	Objects: []*rights.Object{section.Object, article.Object, files, comments, reports, feed.Object},
	Routes:  routes(),
	Schema:  schema,
	Keep: map[string]socle.Keep{
		"news_article": {
			Owners: []string{"author", "saved_by"}, From: retention.EndOfYear, At: "year", For: retention.Period{Years: 1}, Others: retention.Stay,
			Why: "information de la communauté éducative (mission d’intérêt public)", Label: "Les actualités que vous avez écrites",
			Columns: map[string]string{"title": "Titre", "body": "Texte", "state": "État", "saved_at": "Enregistrée le"},
		},
		"news_file": {
			Owners: []string{"author"}, From: retention.Left, For: retention.Period{Years: 1},
			Why: "images et pièces jointes des actualités", Label: "Les fichiers que vous avez joints aux actualités",
			Columns: map[string]string{"name": "Nom", "alt": "Description", "size": "Taille en octets"},
		},
		"news_comment": kept("author", "échanges sous les actualités", "Vos commentaires",
			map[string]string{"body": "Commentaire", "at": "Écrit le", "state": "État"}),
		"news_read": kept("person", "signaler ce qui est nouveau pour chacun", "Les actualités que vous avez lues",
			map[string]string{"object": "Actualité", "at": "Lue le"}),
		"news_report": {
			Owners: []string{"by_person", "answered_by"}, From: retention.Written, At: "at", For: retention.Period{Years: 1}, Others: retention.Blank,
			Why: "protection des personnes contre les contenus illicites", Label: "Vos signalements",
			Columns: map[string]string{"reason": "Motif", "says": "Ce que vous avez dit", "at": "Envoyé le", "answer": "Réponse"},
		},
		"news_team": section.Keep,
		"news_feed": feed.Keep,
	},
	Links: []socle.Link{
		{Says: "news.title", Path: "/actualites", Icon: "journal", Right: read, Rank: 8},
		{Says: "news.link.write", Path: "/actualites/nouveau", Icon: "stylo", Right: write, For: directory.Staff},
		{Says: "news.link.sections", Path: "/actualites/rubriques", Icon: "reglage", Right: section.Manage},
	},
	Widgets: widgets,
	Search:  &socle.Search{Says: "news.title", Right: read, Find: find},
}

// kept is the Keep of what one person wrote or did: a year.
func kept(owner, why, label string, columns map[string]string) socle.Keep {
	return socle.Keep{
		Owners: []string{owner}, From: retention.Written, At: "at", For: retention.Period{Years: 1},
		Why: why, Label: label, Columns: columns,
	}
}
