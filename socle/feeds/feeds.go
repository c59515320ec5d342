// Package feeds ties what comes in (the ministry's files) to what the platform
// does with it: the formats known, the accounts that newcomers get, the line of
// the journal, the work in the background.
package feeds

import (
	"fmt"
	"time"

	"preau/base/db"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/directory/aaf"
	"preau/socle/directory/edt"
	"preau/socle/directory/imports"
	"preau/socle/directory/imports/undo"
	"preau/socle/directory/onde"
	"preau/socle/directory/oneroster"
	"preau/socle/directory/siecle"
	"preau/socle/directory/sts"
	"preau/socle/directory/udt"
	"preau/socle/retention"
	"preau/socle/signin"
)

// Engine is the import engine with every format known.
func Engine(d *db.DB, now func() time.Time) *imports.Engine {
	return withTables(&imports.Engine{
		DB: d, Now: now,
		Formats: []imports.Format{
			{Name: aaf.Name, Rank: 3, Knows: aaf.Knows, Open: aaf.Open},
			{Name: siecle.Name, Rank: 3, Knows: siecle.Knows, Open: siecle.Open},
			{Name: onde.Name, Rank: 3, Knows: onde.Knows, Open: onde.Open},
			{Name: sts.Name, Rank: 2, Knows: sts.Knows, Open: sts.Open},
			{Name: oneroster.Name, Rank: 1, Knows: oneroster.Knows, Open: oneroster.Open},
			{Name: edt.Name, Rank: 1, Knows: edt.Knows, Open: edt.Open},
			{Name: udt.Name, Rank: 1, Knows: udt.Knows, Open: udt.Open},
		},
		Journal: func(t *db.Tx, run imports.Run, school string, n imports.Counts) error {
			return audit.Append(t, audit.Entry{
				School: school, At: now(), Role: "import", Did: "import", OnKind: "school", OnID: school,
				Says: "import {0} : {1} arrivées, {2} fiches changées, {3} départs, {4} à trancher", Refs: []audit.Ref{
					{Word: run.Format + " " + run.Generated}, count(n.New), count(n.Changed), count(n.Leaving), count(n.Doubtful),
				},
			})
		},
		OnApplied: func(t *db.Tx, _ string, people []string) error {
			fresh := make([]directory.ID, len(people))
			for i, id := range people {
				fresh[i] = directory.ID(id)
			}
			return signin.NewAccounts(t, fresh, now())
		},
	})
}

// Undo undoes what an engine of [Engine] did.
func Undo(d *db.DB, rules *retention.Rules, now func() time.Time) *undo.Undo {
	return &undo.Undo{
		DB: d, Rules: rules, Now: now,
		Journal: func(t *db.Tx, run, school string, n undo.Counts) error {
			return audit.Append(t, audit.Entry{
				School: school, At: now(), Role: "import", Did: "import", OnKind: "school", OnID: school,
				Says: "import {0} annulé : {1} arrivées retirées, {2} fiches remises comme avant, {3} accès fermés, {4} fiches changées depuis", Refs: []audit.Ref{
					{Word: run}, count(n.Removed), count(n.Restored), count(n.Closed), count(n.Kept),
				},
			})
		},
	}
}

// kept is how long the lines of an import are kept once it is applied: as long
// as somebody may ask what it did.
const kept = 30 * 24 * time.Hour

// Sweep removes what was staged for the imports applied more than 30 days ago;
// their runs and figures stay. Those that nobody applied go as a whole.
func Sweep(t *db.Tx, now time.Time) error {
	old, err := db.Strings(t, `SELECT run FROM directory_import WHERE state IN (?, ?, ?) AND at < ?`, imports.Reading, imports.Ready, imports.Stopped, now.Add(-kept).UnixMilli())
	if err != nil {
		return err
	}
	for _, run := range old {
		if err := imports.Drop(t, run); err != nil {
			return err
		}
	}
	for _, table := range []string{"directory_import_row", "directory_import_at", "directory_import_diff", "directory_import_lesson", "directory_import_undo"} {
		if _, err := t.Exec(`DELETE FROM `+table+` WHERE run IN (SELECT run FROM directory_import WHERE ended > 0 AND ended < ?)`,
			now.Add(-kept).UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

func count(n int) audit.Ref { return audit.Ref{Word: fmt.Sprint(n)} }
