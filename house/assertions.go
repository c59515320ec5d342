package house

import (
	"go/ast"
	"slices"
	"strings"
)

// What ends a test in failure, or hands it on to somebody who may.
var verdicts = []string{"Error", "Errorf", "Fatal", "Fatalf", "Fail", "FailNow"}

// Assertions finds tests that cannot fail: they neither call Error or Fatal nor hand their T to anything.
func Assertions(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Files {
		if file.AST == nil || !file.Test {
			continue
		}
		for _, decl := range file.AST.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && isTest(fn) && !judges(fn) {
				found = append(found, t.find("assertion", file, fn.Pos(), fn.Name.Name, "%s asserts nothing", fn.Name.Name))
			}
		}
	}
	return found
}

func isTest(fn *ast.FuncDecl) bool {
	return fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test") && fn.Name.Name != "TestMain" && len(fn.Type.Params.List) == 1
}

// judges tells whether a test calls a verdict, or passes a T (its own or a subtest's) as an argument.
func judges(fn *ast.FuncDecl) bool {
	var names []string // of every T in sight
	ast.Inspect(fn, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncType); ok {
			for _, field := range f.Params.List {
				if isT(field.Type) {
					names = append(names, identifiers(field.Names)...)
				}
			}
		}
		return true
	})
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return !found
		}
		if selector, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(verdicts, selector.Sel.Name) {
			found = true
		}
		for _, arg := range call.Args {
			if name, ok := arg.(*ast.Ident); ok && slices.Contains(names, name.Name) {
				found = true
			}
		}
		return !found
	})
	return found
}

// isT knows *testing.T by its writing.
func isT(expr ast.Expr) bool {
	star, ok := expr.(*ast.StarExpr)
	if !ok {
		return false
	}
	selector, ok := star.X.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "T"
}

func identifiers(names []*ast.Ident) []string {
	var found []string
	for _, name := range names {
		found = append(found, name.Name)
	}
	return found
}
