package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
)

// Comments finds exported names without a doc comment, packages without one, and code that was commented out.
func Comments(t *Tree) []Finding {
	var found []Finding
	explained := map[string]bool{} // folders whose package comment was seen
	first := map[string]*File{}
	for _, file := range t.Files {
		if path.Ext(file.Path) == ".templ" {
			found = append(found, bareComponents(file)...)
		}
		if !file.Written() {
			continue
		}
		if first[file.Dir()] == nil {
			first[file.Dir()] = file
		}
		explained[file.Dir()] = explained[file.Dir()] || file.AST.Doc != nil
		found = append(found, dead(t, file)...)
		if file.AST.Name.Name != "main" {
			found = append(found, bare(t, file)...)
		}
	}
	for dir, file := range first {
		if !explained[dir] {
			found = append(found, t.find("comment", file, file.AST.Package, "", "package %s has no comment that says what it is for", file.AST.Name.Name))
		}
	}
	return found
}

// bare finds the exported declarations of one file that nothing explains.
func bare(t *Tree, file *File) []Finding {
	var found []Finding
	missing := func(name *ast.Ident, docs ...*ast.CommentGroup) {
		for _, doc := range docs {
			if doc != nil {
				return
			}
		}
		if name.IsExported() {
			found = append(found, t.find("comment", file, name.Pos(), name.Name, "%s is exported and has no doc comment", name.Name))
		}
	}
	for _, decl := range file.AST.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil || ast.IsExported(receiver(decl)) {
				missing(decl.Name, decl.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					missing(spec.Name, decl.Doc, spec.Doc)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						missing(name, decl.Doc, spec.Doc, spec.Comment)
					}
				}
			}
		}
	}
	return found
}

// receiver is the name of the type that a method is on.
func receiver(fn *ast.FuncDecl) string {
	for expr := fn.Recv.List[0].Type; ; {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

var component = regexp.MustCompile(`^(?:templ|func|type) (?:\([^)]*\) )?([A-Z]\w*)`)

// bareComponents finds the exported components of a .templ file without a comment above them.
func bareComponents(file *File) []Finding {
	var found []Finding
	above := ""
	for i, line := range strings.Split(string(file.Source), "\n") {
		if m := component.FindStringSubmatch(line); m != nil && !strings.HasPrefix(above, "//") {
			found = append(found, Finding{Law: "comment", Path: file.Path, Line: i + 1, Name: m[1], Says: m[1] + " is exported and has no doc comment"})
		}
		above = line
	}
	return found
}

// dead finds comments that are code, or end in code: lines that parse as Go statements which do something. Indented
// lines are examples, as in any doc comment.
func dead(t *Tree, file *File) []Finding {
	var found []Finding
	for _, group := range file.AST.Comments {
		for i := range group.List {
			if isCode(uncommented(group.List[i:])) {
				found = append(found, t.find("dead", file, group.List[i].Pos(), "", "code that is commented out: delete it, git remembers"))
				break
			}
		}
	}
	return found
}

// uncommented gives the text of comments without their marks, directives and examples.
func uncommented(comments []*ast.Comment) string {
	var text strings.Builder
	for _, c := range comments {
		line := strings.TrimPrefix(c.Text, "//")
		if !strings.HasPrefix(line, "\t") && !strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "go:") {
			text.WriteString(line + "\n")
		}
	}
	return text.String()
}

// isCode tells text that is Go and acts: an assignment, a block or a call. Prose seldom parses; a lone word does, and
// is no code.
func isCode(text string) bool {
	if !strings.ContainsAny(text, "=({") { // most comments: no need to try
		return false
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc f() {\n"+text+"\n}", parser.SkipObjectResolution)
	if err != nil || len(file.Decls) != 1 {
		return false
	}
	for _, statement := range file.Decls[0].(*ast.FuncDecl).Body.List {
		switch s := statement.(type) {
		case *ast.AssignStmt, *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt, *ast.GoStmt, *ast.DeferStmt:
			return true
		case *ast.ExprStmt:
			if _, call := s.X.(*ast.CallExpr); call {
				return true
			}
		}
	}
	return false
}

// The words are cut so that this file does not name itself.
var promise = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

// Unfinished finds promises to come back: what is missing belongs in an issue, not in the source.
func Unfinished(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Files {
		for i, line := range strings.Split(string(file.Source), "\n") {
			if word := promise.FindString(line); word != "" {
				found = append(found, Finding{Law: "unfinished", Path: file.Path, Line: i + 1, Name: word, Says: word + ": finish it, or file it and say plainly what is not done"})
			}
		}
	}
	return found
}
