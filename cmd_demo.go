package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"preau/demo"
)

// demoCmd fills an empty data folder with the demonstration.
type demoCmd struct {
	place
	Pupils int `default:"486" help:"how many pupils the first school has"`
}

// Run refuses a folder that is not empty.
func (d *demoCmd) Run(c *console) (err error) {
	if names, err := os.ReadDir(d.Data); err == nil && len(names) > 0 {
		return fmt.Errorf("%s is not empty: the demonstration goes into an empty folder", d.Data)
	}
	x, err := d.place.open(c, true, "http://127.0.0.1:8080", slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.close()) }()
	now := time.Now()
	m, err := mark(d.Data, now)
	if err != nil {
		return err
	}
	return demo.Fill(c, demo.Place{
		DB: x.db, Blob: x.blob, Now: now, At: m.School, Say: func(says string) { fmt.Fprintln(c.out, says) },
	}, d.Pupils)
}
