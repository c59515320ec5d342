package schooltest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"preau/socle"
)

// Matrix tells who gets what from every route of an application: one line a
// route and example, one column a person. examples gives the values of the
// words of the patterns, a line each: {"person": {"ines", "lea"}}. A POST is
// sent with an empty form: "oui" is whoever gets past the right, whatever the
// form's own rules then say. Kept as a golden file, it shows in review each
// change of who may.
func (s *School) Matrix(app *socle.App, examples map[string][]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-58s", app.Name)
	for _, who := range Everyone {
		if who == "" {
			who = "nobody"
		}
		fmt.Fprintf(&b, " %8.8s", who)
	}
	b.WriteString("\n")
	for _, r := range app.Routes {
		for _, path := range paths(r.Pattern, examples) {
			target := r.Method + " " + path
			fmt.Fprintf(&b, "%-58s", target)
			for _, who := range Everyone {
				if s.Undo != nil && r.Method == http.MethodPost {
					s.Undo()
				}
				fmt.Fprintf(&b, " %8s", word(s.As(who, target)))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func word(r Response) string {
	switch {
	case r.Code == http.StatusNotFound:
		return "-"
	case r.Code == http.StatusSeeOther && strings.HasPrefix(r.Location, "/connexion"):
		return "porte"
	case r.Code < 400 || r.Code == http.StatusUnprocessableEntity || r.Code == http.StatusConflict:
		return "oui"
	}
	return fmt.Sprint(r.Code)
}

// paths are the pattern with each example of each of its words put in.
func paths(pattern string, examples map[string][]string) []string {
	all := []string{strings.ReplaceAll(pattern, "{$}", "")}
	for _, name := range slices.Sorted(maps.Keys(examples)) { // in one order, so that the lines are
		values := examples[name]
		var next []string
		for _, p := range all {
			if !strings.Contains(p, "{"+name+"}") {
				next = append(next, p)
				continue
			}
			for _, v := range values {
				next = append(next, strings.ReplaceAll(p, "{"+name+"}", v))
			}
		}
		all = next
	}
	return all
}
