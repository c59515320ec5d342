package house

import (
	"slices"
	"strconv"
	"strings"
)

// A floor is one folder of the root and the folders whose packages it may import, itself included.
// base knows nothing of ours, network adds protocols, socle the school, portal its face; applications stand on these
// and know neither one another nor the portal. The root, which wires everything, may import all that is shipped.
var floors = map[string][]string{
	"base":    {"base"},
	"network": {"network", "base"},
	"socle":   {"socle", "network", "base"},
	"portal":  {"portal", "socle", "network", "base"},
	"apps":    {"socle", "network", "base"},
	"demo":    {"demo", "apps", "portal", "socle", "network", "base"},
	"doc":     {"doc"},
	".":       {"demo", "apps", "portal", "socle", "network", "base", "doc"},

	"schooltest": {"schooltest", "demo", "apps", "portal", "socle", "network", "base"},
	"e2e":        {"e2e", "schooltest", "demo", "apps", "portal", "socle", "network", "base"},
	"bench":      {"bench", "schooltest", "demo", "apps", "portal", "socle", "network", "base"},
	"house":      {"house"},
	"scripts":    {"scripts"},
}

// In an application only the counter of the socle opens a database or answers a request.
var barred = []string{"net/http", "database/sql"}

// Floors finds imports that go up or sideways.
func Floors(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Files {
		if file.AST == nil {
			continue
		}
		floor := top(file.Dir())
		if _, known := floors[floor]; !known {
			found = append(found, t.find("floors", file, file.AST.Package, "", "%s is no floor of the house: say in house/floors.go what it may import", floor))
			continue
		}
		for _, spec := range file.AST.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // the parser has refused it already
			}
			if why := refusal(file, floor, name); why != "" {
				found = append(found, t.find("floors", file, spec.Pos(), name, "%s", why))
			}
		}
	}
	return found
}

// refusal says why a file may not import a package, "" when it may.
func refusal(file *File, floor, imported string) string {
	own, ours := strings.CutPrefix(imported, Module+"/")
	switch {
	case imported == "C":
		return "no cgo: the binary is one static file"
	case floor == "apps" && slices.Contains(barred, imported) && !(file.Test && imported == "net/http"):
		return imported + " is out of an application's reach: use the counter of socle"
	case !ours:
		return ""
	case floor == "apps" && top(own) == "apps":
		return sideways(file, own)
	case slices.Contains(floors[floor], top(own)):
		return ""
	case file.Test && top(own) == "schooltest" && floor != "base" && floor != "network":
		return ""
	case file.Test && floor == "." && top(own) == "e2e":
		return ""
	}
	return floor + " may not import " + top(own) + ": sharing goes down, never up or sideways"
}

// sideways judges an import between two folders of apps. apps/apps.go, the generated list, may import them all.
func sideways(file *File, imported string) string {
	if file.Dir() == "apps" || application(file.Dir()) == application(imported) {
		return ""
	}
	return "one application may not know another: move the noun down to socle, or use a plug or a link"
}

// top is the first element of a slashed path.
func top(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	return first
}

// application is the name in apps/NAME/…, "" elsewhere.
func application(dir string) string {
	parts := strings.Split(dir, "/")
	if len(parts) < 2 || parts[0] != "apps" {
		return ""
	}
	return parts[1]
}
