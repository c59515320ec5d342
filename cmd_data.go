package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"preau/socle"
	"preau/socle/backup"
)

// backupCmd copies everything to one file.
type backupCmd struct {
	place
	File string `arg:"" help:"where to write it"`
}

// Run prints what the file holds.
func (b *backupCmd) Run(c *console) (err error) {
	d, store, err := b.place.store(c, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(), d.Close()) }()
	sum, err := backup.Create(c, d, store, b.File, time.Now())
	if err == nil {
		fmt.Fprintln(c.out, sum)
	}
	return err
}

// restoreCmd puts a backup into an empty place.
type restoreCmd struct {
	place
	File string `arg:"" type:"existingfile" help:"the backup"`
}

// Run refuses a place that holds anything, and a file that is not whole.
func (r *restoreCmd) Run(c *console) (err error) {
	f, err := os.Open(r.File)
	if err != nil {
		return err
	}
	defer f.Close()
	d, store, err := r.place.bare(c, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(), d.Close()) }()
	sum, err := backup.Read(c, d, store, f, socle.Sets(manifest())...)
	if err == nil {
		fmt.Fprintln(c.out, sum)
	}
	return err
}

// checkCmd verifies rows, bytes and journal.
type checkCmd struct{ place }

// Run prints what it verified; exit 1 when something is wrong.
func (k *checkCmd) Run(c *console) (err error) {
	d, store, err := k.place.store(c, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(), d.Close()) }()
	report, err := backup.Check(c, d, store)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.out, report)
	if !report.Well() {
		return exit(1)
	}
	return nil
}
