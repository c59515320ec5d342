// Package school holds the nouns that several applications need: the school
// year and its terms, the subject, the course (who teaches what to whom), the
// room, and the lesson of the week: when, where, who with whom.
package school

import (
	"embed"

	"preau/socle/retention"
)

//go:embed migrations
var schema embed.FS

// Schema holds the migrations of the package's tables.
var Schema = schema

// Keep says how long the tables that name a person are kept.
var Keep = map[string]retention.Keep{
	"school_course": {
		Owners: []string{"teacher"}, From: retention.EndOfYear, At: "year", For: retention.Period{Years: 1}, Others: retention.Stay,
		Why: "organisation des enseignements", Label: "Vos enseignements",
	},
	"school_lesson_teacher": {
		Owners: []string{"teacher"}, From: retention.EndOfYear, At: "year", For: retention.Period{Years: 1}, Others: retention.Stay,
		Why: "emploi du temps", Label: "Vos séances", Columns: map[string]string{"lesson": "Séance", "school": "Établissement", "year": "Année", "weeks": "Semaines"},
	},
}
