package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// helpCmd prints a topic.
type helpCmd struct {
	place
	Topic string `arg:"" enum:"config" help:"config: every setting"`
}

// Run prints the table of settings: flag, variable, default, meaning.
func (h *helpCmd) Run(c *console) error {
	p, err := newParser(c.out, c.err)
	if err != nil {
		return err
	}
	for _, node := range p.Model.Leaves(true) {
		for _, f := range node.Flags {
			if len(f.Envs) == 0 {
				continue
			}
			fmt.Fprintf(c.out, "%-19s -%-12s %-18s %-22s %s\n", strings.TrimPrefix(node.FullPath(), "preau "), f.Name, f.Envs[0], f.Default, f.Help)
		}
	}
	return nil
}

// version is the program's own, from what it was built of.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}

// measure gives the database's and the door's counters to /metrics.
func (x *platform) measure(to *prometheus.Registry) {
	gauge := func(name, help string, read func() float64) {
		to.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "preau", Name: name, Help: help}, read))
	}
	gauge("db_statements_total", "SQL statements run", func() float64 { return float64(x.db.Stats().Statements) })
	gauge("db_commits_total", "transactions committed", func() float64 { return float64(x.db.Stats().Commits) })
	gauge("db_retries_total", "transactions run again", func() float64 { return float64(x.db.Stats().Retries) })
	gauge("signin_waiting", "sign-ins that wait for a core", func() float64 { return float64(x.desk.Stats().Waiting) })
}
