package house

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
)

// The limits, in lines as an editor shows them. Tests and generated files do not count.
const (
	fileLines        = 300
	functionLines    = 60
	shortLines       = 30 // nine functions in ten are no longer
	packageLines     = 2000
	applicationLines = 8000
	spreadFrom       = 20 // a package with fewer functions is too small for a share of its own
)

// Files of an application that have a tighter limit: app.go is read first, feed.go and export.go are edges.
var shorter = map[string]int{"app.go": 150, "feed.go": 200, "export.go": 200}

// Limits finds files, functions, packages and applications that have grown too long to read.
func Limits(t *Tree) []Finding {
	found := slices.Concat(longFiles(t), longFunctions(t))
	packages, applications := map[string]int{}, map[string]int{}
	for _, file := range t.Files {
		if !file.Written() {
			continue
		}
		packages[file.Dir()] += file.Lines()
		if name := application(file.Dir()); name != "" {
			applications["apps/"+name] += file.Lines()
		}
	}
	found = append(found, over("package", packages, packageLines)...)
	return append(found, over("application", applications, applicationLines)...)
}

func longFiles(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Files {
		if !file.Written() && path.Ext(file.Path) != ".templ" {
			continue
		}
		limit := fileLines
		if tighter, ok := shorter[path.Base(file.Path)]; ok && path.Dir(file.Dir()) == "apps" {
			limit = tighter
		}
		if n := file.Lines(); n > limit {
			says := fmt.Sprintf("%d lines, %d at most: cut it where the subject changes", n, limit)
			found = append(found, Finding{Law: "file", Path: file.Path, Says: says})
		}
	}
	return found
}

// over finds the folders whose sum of lines passes a limit.
func over(law string, sums map[string]int, limit int) []Finding {
	var found []Finding
	for dir, n := range sums {
		if n > limit {
			says := fmt.Sprintf("%d lines, %d at most: an inner package wants out", n, limit)
			found = append(found, Finding{Law: law, Path: dir, Says: says})
		}
	}
	return found
}

// longFunctions finds functions over the limit, and packages (and the whole tree) where more than one function in
// ten is over the short one.
func longFunctions(t *Tree) []Finding {
	var found []Finding
	all := map[string]*spread{".": {}}
	for _, file := range t.Files {
		if !file.Written() {
			continue
		}
		if all[file.Dir()] == nil {
			all[file.Dir()] = &spread{}
		}
		for _, fn := range functions(file) {
			n := t.line(fn.node.End()) - t.line(fn.node.Pos()) + 1
			all[file.Dir()].add(n)
			if file.Dir() != "." {
				all["."].add(n)
			}
			if n > functionLines {
				found = append(found, t.find("function", file, fn.node.Pos(), fn.name, "%s has %d lines, %d at most", fn.name, n, functionLines))
			}
		}
	}
	for dir, s := range all {
		if s.all >= spreadFrom && s.long*10 > s.all {
			says := fmt.Sprintf("%d of %d functions have more than %d lines, one in ten at most", s.long, s.all, shortLines)
			found = append(found, Finding{Law: "spread", Path: dir, Says: says})
		}
	}
	return found
}

// A spread counts functions and those among them that are not short.
type spread struct{ all, long int }

func (s *spread) add(lines int) {
	s.all++
	if lines > shortLines {
		s.long++
	}
}

// A function is a declaration, or a literal that a package variable holds.
type function struct {
	name string
	node ast.Node
}

func functions(file *File) []function {
	var found []function
	for _, decl := range file.AST.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			found = append(found, function{fn.Name.Name, fn})
			continue
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			if lit, ok := n.(*ast.FuncLit); ok {
				found = append(found, function{"func literal", lit})
				return false
			}
			return true
		})
	}
	return found
}
