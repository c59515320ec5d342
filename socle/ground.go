package socle

import (
	"embed"
	"maps"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/audit"
	"preau/socle/backup"
	"preau/socle/directory"
	"preau/socle/jobs"
	"preau/socle/retention"
	"preau/socle/rights"
	"preau/socle/school"
	"preau/socle/signin"
	"preau/socle/sso"
)

//go:embed migrations
var schema embed.FS

//go:embed catalogue
var catalogue embed.FS

var _ = text.Register("socle", catalogue)

// Sets are the migrations of the socle and of the applications, in the order
// in which they are made.
func Sets(apps []*App) []db.Set {
	all := []db.Set{
		{Name: "directory", FS: directory.Schema},
		{Name: "school", FS: school.Schema},
		{Name: "rights", FS: rights.Schema},
		{Name: "audit", FS: audit.Schema},
		jobs.Schema,
		backup.Schema,
		{Name: "signin", FS: signin.Schema},
		{Name: "sso", FS: sso.Schema},
		{Name: "socle", FS: schema},
	}
	for _, a := range apps {
		if a.Schema != nil {
			all = append(all, db.Set{Name: a.Name, FS: a.Schema})
		}
	}
	return all
}

// Ground are the Keep of the socle's own tables.
func Ground() map[string]Keep {
	all := map[string]Keep{
		"audit_entry": {
			Owners: []string{"who"}, From: retention.Written, At: "at", For: retention.Period{Years: 1}, Others: retention.Stay,
			Why: "journal des actions, pour la sécurité du traitement (RGPD, art. 32)", Label: "Ce que vous avez fait",
		},
		"rights_rule": {
			Owners: []string{"person", "by_person"}, From: retention.Written, At: "at", For: retention.Period{Years: 3}, Others: retention.Blank,
			Why: "droits donnés par l’établissement", Label: "Les droits qui vous ont été donnés",
		},
	}
	maps.Copy(all, directory.Keep)
	maps.Copy(all, school.Keep)
	maps.Copy(all, retention.Keeps())
	maps.Copy(all, signin.Keep)
	maps.Copy(all, sso.Keep)
	return all
}
