// Package imports is where a school brings the ministry's files into its
// directory: files are sent, read in the background, shown as the differences
// that they would make, then applied in the background.
//
// Who reaches one school imports for that school alone, whatever the files hold:
// the run is bound to it (see the option Bound of socle/directory/imports). Who
// reaches the platform imports all that the files name.
package imports

import (
	"embed"

	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/retention"
	"preau/socle/rights"
)

// words are the texts of the pages.
var words = desk.Words

// Schema is the package's own table.
//
//go:embed migrations
var Schema embed.FS

// Right is the right to import.
var Right = &rights.Right{
	Name: "admin.import", Says: "importer les fichiers de l’annuaire", Give: desk.Lead(directory.Secretary),
	Max: desk.ByRole{directory.Bursar: rights.School},
}

// Object is an import that was asked for on a page.
var Object = &rights.Object{Name: "admin.import", Table: "admin_import", School: "school", Label: "files"}

// Keep says how long the imports are listed.
var Keep = map[string]socle.Keep{
	"admin_import": {
		Owners: []string{"person", "applied_by"}, From: retention.Written, At: "at", For: retention.Period{Years: 1}, Others: retention.Blank,
		Why: "suivi des imports de l’annuaire (arrêté du 30 novembre 2006)", Label: "Les imports que vous avez demandés",
		Columns: map[string]string{"files": "Fichiers", "at": "Déposés le", "applied_at": "Appliqués le", "refused": "Refus"},
	},
}

// Limits of what is sent, and of a page.
const (
	maxFile  = 500_000_000 // bytes of one file: a region's set, zipped, is about 130 MB
	maxFiles = 20
	pageRows = 50
	maxCases = 20
	maxRuns  = 30 // in the list
	maxShown = 4  // values of a line; the sheet has them all
	maxNotes = 50 // warnings shown; the sheet has them all
)

// upload takes the files as they are handed over: archives, or the files of a
// set one by one. What they hold, the engine judges.
var upload = socle.Upload{
	Max: maxFile, Files: maxFiles,
	Kinds: []string{
		"text/", "application/zip", "application/gzip", "application/x-tar",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.oasis.opendocument.spreadsheet",
	},
}

const (
	// ListPath is the page of imports.
	ListPath = "/administration/imports"
	onePath  = ListPath + "/{import}"
)

// Routes are the pages of imports.
func Routes() []socle.Route {
	one := socle.One(Object, "import")
	return []socle.Route{
		socle.Show("GET "+ListPath, socle.Mine, Right, showList, listPage),
		socle.Do("POST "+ListPath, socle.Mine, Right, deposit).With(upload),
		socle.Show("GET "+onePath, one, Right, showOne, onePage),
		socle.Do("POST "+onePath, one, Right, choose),
		socle.Do("POST "+onePath+"/relier", one, Right, link).From(onePath),
		socle.Do("POST "+onePath+"/arreter", one, Right, stop),
		socle.Do("POST "+onePath+"/reprendre", one, Right, resume),
		socle.Do("POST "+onePath+"/abandonner", one, Right, drop),
		socle.Give("GET "+onePath+"/rapport", one, Right, giveReport),
	}
}

// pathOf is the address of an import.
func pathOf(id directory.ID) string { return ListPath + "/" + string(id) }
