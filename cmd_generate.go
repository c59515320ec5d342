package main

import (
	"fmt"
	"iter"
	"path/filepath"

	"preau/socle/directory/generate"
	"preau/socle/directory/generate/sets"
)

// generateCmd writes invented schools as the ministry's files.
type generateCmd struct {
	place
	Schools int    `default:"1" help:"how many schools"`
	Pupils  int    `default:"500" help:"how many pupils in each"`
	Seed    uint64 `default:"1" help:"the same seed makes the same schools"`
	Out     string `required:"" help:"the folder to write to" placeholder:"DIR"`
}

// Run writes a complete AAF set, the exports of SIECLE, STS-Web and EDT of each
// school, and truth.csv, who is whom.
func (g *generateCmd) Run(c *console) error {
	o := generate.Options{Schools: g.Schools, Pupils: g.Pupils, Seed: g.Seed}
	if err := o.Check(); err != nil {
		return err
	}
	if err := sets.WriteAAF(filepath.Join(g.Out, "aaf"), generate.Schools(o), sets.AAF{Day: generate.ExportDay}); err != nil {
		return err
	}
	for name, write := range map[string]func(string, iter.Seq[*generate.School]) error{"siecle": sets.WriteSIECLE, "sts": sets.WriteSTS, "edt": sets.WriteEDT} {
		if err := write(filepath.Join(g.Out, name), generate.Schools(o)); err != nil {
			return err
		}
	}
	if err := sets.WriteTruth(filepath.Join(g.Out, "truth.csv"), generate.Schools(o)); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%d établissements de %d élèves dans %s\n", g.Schools, g.Pupils, g.Out)
	return nil
}
