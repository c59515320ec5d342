package news

import (
	"slices"

	"preau/apps/news/article"
	"preau/apps/news/feed"
	"preau/apps/news/section"
	"preau/socle"
	"preau/socle/rights"
)

// Limits of what is written and joined.
const (
	maxTitle    = 150        // characters
	maxBody     = 20_000     // characters
	maxWord     = 1_000      // characters of a comment, a report, an answer, a word to the author
	maxFile     = 20_000_000 // bytes
	maxPicture  = 15_000_000 // bytes of a picture as it is sent
	pictureSide = 1600       // pixels of a picture as it is kept
	maxFiles    = 5          // files joined to an article
	maxPictures = 5          // pictures of an article
	pageSize    = 20         // articles of a page
	maxComments = 300        // comments of an article
	ownComments = 20         // of one person under an article, withdrawn ones too
)

// Types of the files that may be joined, as their content says.
var (
	pictureKinds = []string{"image/jpeg", "image/png", "image/webp"}
	fileKinds    = append([]string{
		"application/pdf",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
		"application/vnd.oasis.opendocument.presentation",
		"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
	}, pictureKinds...)
)

func routes() []socle.Route {
	one, onArticle := socle.One(article.Object, "article"), "/actualites/{article}"
	all := []socle.Route{
		socle.Show("GET /actualites", socle.Mine, read, list, listPage),
		socle.Show("GET "+onArticle, one, read, show, articlePage),
		socle.Give("GET /actualites/fichiers/{file}", socle.One(files, "file"), read, giveFile),

		socle.Show("GET /actualites/nouveau", socle.Mine, write, blank, writePage),
		socle.Do("POST /actualites/nouveau", socle.Mine, write, create),
		socle.Show("GET /actualites/modifier/{article}", one, write, open, writePage),
		socle.Do("POST /actualites/modifier/{article}", one, write, save),
		socle.Show("GET /actualites/joindre/{article}", one, write, joined, joinPage),
		socle.Do("POST /actualites/joindre/{article}", one, write, join).
			With(socle.Upload{Max: maxFile, Files: maxFiles, Kinds: fileKinds}),
		socle.Show("GET /actualites/illustrer/{article}", one, write, joined, picturePage),
		socle.Do("POST /actualites/illustrer/{article}", one, write, illustrate).
			With(socle.Upload{Max: maxPicture, Files: 1, Kinds: pictureKinds, Make: redrawn}),
		socle.Do("POST /actualites/fichiers/retirer/{file}", socle.One(files, "file"), write, detach),
		socle.Do("POST /actualites/envoyer/{article}", one, write, act(article.Submit)),
		socle.Do("POST /actualites/archiver/{article}", one, write, act(article.Archive)),
		socle.Do("POST /actualites/reprendre/{article}", one, write, act(article.Reopen)),
		socle.Show("GET /actualites/redaction", socle.Mine, write, desk, deskPage),
		socle.Show("GET /actualites/decider/{article}", one, edit, decision, decidePage),
		socle.Do("POST /actualites/decider/{article}", one, edit, decide),

		socle.Do("POST /actualites/commenter/{article}", one, read, comment).From(onArticle),
		socle.Do("POST /actualites/commentaires/accepter/{comment}", socle.One(comments, "comment"), edit, acceptComment),
		socle.Do("POST /actualites/commentaires/masquer/{comment}", socle.One(comments, "comment"), edit, hideComment),
		socle.Do("POST /actualites/commentaires/retirer/{comment}", socle.One(comments, "comment"), rights.Known, withdraw),
		socle.Show("GET /actualites/signaler/{article}", one, signal, reporting, reportPage),
		socle.Do("POST /actualites/signaler/{article}", one, signal, send),
		socle.Show("GET /actualites/moderation", socle.Mine, edit, moderation, moderationPage),
		socle.Show("GET /actualites/signalements/{report}", socle.One(reports, "report"), edit, oneReport, answerPage),
		socle.Do("POST /actualites/signalements/{report}", socle.One(reports, "report"), edit, answer),
	}
	return slices.Concat(all, section.Routes(), openRoutes(), feed.Routes(read))
}

// openRoutes are those that need no session: the public pages and the feeds.
func openRoutes() []socle.Route {
	return []socle.Route{
		socle.Show("GET /actualites/public", socle.Mine, rights.Public, publicDoor, publicListPage),
		socle.Show("GET /actualites/public/{school}", socle.Mine, rights.Public, publicList, publicListPage),
		socle.Show("GET /actualites/public/{school}/{article}", socle.Mine, rights.Public, publicShow, publicPage),
		socle.Give("GET /actualites/public/fichiers/{file}", socle.Mine, rights.Public, givePublicFile),
		socle.Give("GET /actualites/flux.atom", socle.Mine, rights.Public, publicFeed),
		socle.Give("GET /actualites/flux/{secret}", socle.Mine, rights.Public, personalFeed),
	}
}
