package demo

import (
	"context"
	"fmt"
	"time"

	"preau/base/db"
	"preau/socle/directory/imports"
	"preau/socle/feeds"
)

// importSet reads a set into the directory, as preau import does.
func importSet(ctx context.Context, p Place, set string) error {
	engine := feeds.Engine(p.DB, func() time.Time { return p.At })
	run, err := engine.Stage(ctx, []string{set}, imports.Options{})
	if err != nil {
		return err
	}
	if err := engine.Apply(ctx, run.ID, nil); err != nil {
		return err
	}
	var report imports.Report
	err = p.DB.Read(ctx, func(t *db.Tx) error {
		report, err = imports.NewReport(t, run.ID)
		return err
	})
	if err == nil && report.Exit() != imports.ExitApplied {
		err = fmt.Errorf("the demonstration's own files leave cases to settle: %v", report.Cases)
	}
	p.Say(fmt.Sprintf("  %d personnes, %d groupes, %d enseignements", report.People.New, report.Groups, report.Courses))
	return err
}
