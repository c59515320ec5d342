// Package house holds the rules that the whole of Préau's source follows, as tests that read it: who may import whom
// (floors), how long a file, a function and a package may be (limits), what must be explained (comments), and how
// things are called (doc/glossaire.md). A finding always says where, and what to do instead.
//
// A rule that must give way somewhere gives way in exceptions.txt, with a reason, and nowhere else.
package house

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Module is the path that our own imports begin with.
const Module = "preau"

// A Finding is one place where the source breaks one law.
type Finding struct {
	Law  string // the law's name, as in exceptions.txt
	Path string // from the root of the module, with slashes; a folder when the law is about a package
	Line int    // 0 when the whole file or folder is meant
	Name string // of the function or identifier, "" when none
	Says string // what is wrong and what to do
}

// String gives the finding as path:line: law: words, which editors can follow.
func (f Finding) String() string {
	where := f.Path
	if f.Line > 0 {
		where = fmt.Sprintf("%s:%d", f.Path, f.Line)
	}
	return fmt.Sprintf("%s: %s: %s", where, f.Law, f.Says)
}

// A File is one text of the tree. AST is nil unless it is Go.
type File struct {
	Path      string
	Source    []byte
	AST       *ast.File
	Test      bool // its name ends in _test.go
	Generated bool // it carries Go's mark of generated code
}

// Lines counts the file's lines as an editor shows them.
func (f *File) Lines() int {
	n := bytes.Count(f.Source, []byte("\n"))
	if len(f.Source) > 0 && !bytes.HasSuffix(f.Source, []byte("\n")) {
		n++
	}
	return n
}

// Dir is the folder of the file, "." at the root.
func (f *File) Dir() string { return path.Dir(f.Path) }

// Written tells the files that laws about code bear on: Go written by hand and shipped.
func (f *File) Written() bool { return f.AST != nil && !f.Test && !f.Generated }

// A Tree is the source of a module, read once for all laws.
type Tree struct {
	Fset  *token.FileSet
	Files []*File // sorted by path
}

// line gives the line of a position.
func (t *Tree) line(p token.Pos) int { return t.Fset.Position(p).Line }

// texts are the kinds of file that people write and laws may read.
var texts = []string{".go", ".templ", ".sql", ".md", ".css", ".js", ".mjs", ".sh", ".json"}

// Read parses the module whose root is fsys. It leaves out test data, what npm or a build brought, and hidden folders.
// An error is a file that cannot be read or Go that does not parse.
func Read(fsys fs.FS) (*Tree, error) {
	tree := &Tree{Fset: token.NewFileSet()}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && outside(name):
			return fs.SkipDir
		case entry.IsDir() || !slices.Contains(texts, path.Ext(name)) || entry.Name() == "package-lock.json":
			return nil
		}
		file, err := tree.read(fsys, name)
		if err != nil {
			return err
		}
		tree.Files = append(tree.Files, file)
		return nil
	})
	slices.SortFunc(tree.Files, func(a, b *File) int { return cmp.Compare(a.Path, b.Path) })
	return tree, err
}

// outside tells the folders that hold nothing of ours to judge.
func outside(dir string) bool {
	base := path.Base(dir)
	return dir != "." && strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules" ||
		dir == "bin" || dir == "data"
}

func (t *Tree) read(fsys fs.FS, name string) (*File, error) {
	source, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	file := &File{Path: name, Source: source}
	if path.Ext(name) != ".go" {
		return file, nil
	}
	file.AST, err = parser.ParseFile(t.Fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	file.Test = strings.HasSuffix(name, "_test.go")
	file.Generated = ast.IsGenerated(file.AST)
	return file, nil
}

// find makes a finding at a position of a Go file.
func (t *Tree) find(law string, f *File, at token.Pos, name, format string, args ...any) Finding {
	return Finding{Law: law, Path: f.Path, Line: t.line(at), Name: name, Says: fmt.Sprintf(format, args...)}
}
