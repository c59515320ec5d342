package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"preau/socle"
	"preau/socle/directory"
	"preau/socle/openapi"
	"preau/socle/retention"
	"preau/socle/rights"
)

// routesCmd lists the routes.
type routesCmd struct{ place }

// Run prints one line a route: its address, its right and what it is on.
func (routesCmd) Run(c *console) error {
	w := tabwriter.NewWriter(c.out, 0, 8, 2, ' ', 0)
	for _, a := range manifest() {
		for _, r := range a.Routes {
			on := "-"
			if r.On.Object != nil {
				on = r.On.Object.Name + " {" + r.On.Param + "}"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.Name, r.Method, r.Pattern, r.Right.Name, on)
		}
	}
	return w.Flush()
}

// rightsCmd lists the rights.
type rightsCmd struct{ place }

// Run prints each right with how far it reaches for each role.
func (rightsCmd) Run(c *console) error {
	w := tabwriter.NewWriter(c.out, 0, 8, 2, ' ', 0)
	for _, a := range manifest() {
		for _, r := range a.Rights {
			fmt.Fprintf(w, "%s\t%s\n", r.Name, r.Says)
			for _, role := range slices.SortedFunc(maps.Keys(r.Give), byRank) {
				max := ""
				if m, ok := r.Max[role]; ok {
					max = "≤ " + string(m)
				}
				fmt.Fprintf(w, "\t%s\t%s\t%s\n", role, r.Give[role], max)
			}
			for _, role := range slices.SortedFunc(maps.Keys(r.Max), byRank) {
				if _, given := r.Give[role]; !given {
					fmt.Fprintf(w, "\t%s\t%s\t≤ %s\n", role, rights.Nobody, r.Max[role])
				}
			}
		}
	}
	return w.Flush()
}

func byRank(a, b directory.Role) int {
	return cmp.Compare(slices.Index(directory.Roles, a), slices.Index(directory.Roles, b))
}

// registerCmd prints the register of processings.
type registerCmd struct{ place }

// Run prints one line a kind of data: what, why, how long.
func (registerCmd) Run(c *console) error {
	w := tabwriter.NewWriter(c.out, 0, 8, 2, ' ', 0)
	for _, l := range retention.Register(c, socle.Tables(manifest())) {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", l.Table, l.Label, l.Why, l.Duration)
	}
	return w.Flush()
}

// openapiCmd prints the description of the API.
type openapiCmd struct {
	place
	URL string `name:"url" default:"http://127.0.0.1:8080" help:"the public address"`
}

// Run prints OpenAPI 3.1 in JSON.
func (o openapiCmd) Run(c *console) error {
	body, err := openapi.Describe(manifest(), o.URL)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, string(body))
	return err
}
