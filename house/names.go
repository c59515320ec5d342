package house

import (
	"fmt"
	"go/ast"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// GlossaryPath is where the field's words meet the code's.
const GlossaryPath = "doc/glossaire.md"

// A Banned word is one that the glossary refuses in Go names.
type Banned struct {
	Word   string   // as in a Go name: "MainTeacher"
	Use    string   // the words to choose from instead, in the glossary's own writing
	Except []string // folders where the word belongs to somebody else's vocabulary, as a standard's
}

// Glossary reads the tables of doc/glossaire.md: rows of | terrain | code | refusés | sauf dans |. The refused words
// are Go names between backquotes, the folders too. An error is a file that is missing or refuses nothing.
func Glossary(fsys fs.FS) ([]Banned, error) {
	text, err := fs.ReadFile(fsys, GlossaryPath)
	if err != nil {
		return nil, err
	}
	var banned []Banned
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 4 || !strings.HasPrefix(line, "|") {
			continue
		}
		for _, word := range quoted(cells[2]) {
			banned = append(banned, Banned{Word: word, Use: strings.TrimSpace(cells[1]), Except: quoted(cells[3])})
		}
	}
	if len(banned) == 0 {
		return nil, fmt.Errorf("%s refuses no word: are its tables of four columns?", GlossaryPath)
	}
	return banned, nil
}

var quotes = regexp.MustCompile("`([^`]+)`")

func quoted(cell string) []string {
	var found []string
	for _, m := range quotes.FindAllStringSubmatch(cell, -1) {
		found = append(found, m[1])
	}
	return found
}

// Synonyms finds declared names (packages, types, functions, fields, parameters, constants, variables of a package)
// that use a word the glossary refuses.
func Synonyms(t *Tree, banned []Banned) []Finding {
	var found []Finding
	for _, file := range t.Files {
		if file.AST == nil || file.Generated {
			continue
		}
		for _, name := range declared(file.AST) {
			for _, b := range banned {
				if says(name.Name, b.Word) && !within(file.Dir(), b.Except) {
					found = append(found, t.find("glossary", file, name.Pos(), name.Name, "%s says %s: the house says %s (%s)", name.Name, b.Word, b.Use, GlossaryPath))
				}
			}
		}
	}
	return found
}

// within tells whether a folder is one of others or inside it.
func within(dir string, others []string) bool {
	return slices.ContainsFunc(others, func(o string) bool { return dir == o || strings.HasPrefix(dir, o+"/") })
}

// declared gives the names that a file makes, but for those of local variables.
func declared(file *ast.File) []*ast.Ident {
	names := []*ast.Ident{file.Name}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			names = append(names, n.Name)
		case *ast.TypeSpec:
			names = append(names, n.Name)
		case *ast.Field:
			names = append(names, n.Names...)
		}
		return true
	})
	for _, decl := range file.Decls {
		if decl, ok := decl.(*ast.GenDecl); ok {
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.ValueSpec); ok {
					names = append(names, spec.Names...)
				}
			}
		}
	}
	return names
}

// says tells whether a Go name holds a word, singular or plural, as whole humps: "userIDs" says User, "username" not.
func says(name, word string) bool {
	have, want := humps(name), humps(word)
	for i := 0; i+len(want) <= len(have); i++ {
		if slices.EqualFunc(have[i:i+len(want)], want, func(h, w string) bool { return h == w || h == w+"s" || h == w+"es" }) {
			return true
		}
	}
	return false
}

// humps cuts a Go name into lower-case words: "HTTPUserID2" is http, user, id, 2.
func humps(name string) []string {
	var words []string
	runes := []rune(name)
	start := 0
	cut := func(i int) {
		if i > start {
			words = append(words, strings.ToLower(string(runes[start:i])))
		}
		start = i
	}
	for i, r := range runes {
		switch {
		case r == '_':
			cut(i)
			start = i + 1
		case i == 0:
		case unicode.IsDigit(r) != unicode.IsDigit(runes[i-1]):
			cut(i)
		case unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			cut(i)
		}
	}
	cut(len(runes))
	return words
}

var (
	vague  = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "misc", "shared"}
	getter = regexp.MustCompile(`^Get[A-Z]`)
)

// Names finds packages that say nothing, receivers longer than a letter, and Get where the noun would do. Interfaces
// that we implement for others live in network, where their Get stays.
func Names(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Files {
		if file.AST == nil || file.Generated {
			continue
		}
		if name := file.AST.Name; slices.Contains(vague, name.Name) || slices.Contains(vague, path.Base(file.Dir())) {
			found = append(found, t.find("package-name", file, name.Pos(), name.Name, "a package is named for what it holds, not %s", name.Name))
		}
		for _, decl := range file.AST.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if fn.Recv != nil && len(fn.Recv.List[0].Names) > 0 && len(fn.Recv.List[0].Names[0].Name) > 1 {
				name := fn.Recv.List[0].Names[0]
				found = append(found, t.find("receiver", file, name.Pos(), fn.Name.Name, "receiver %s: one letter is enough", name.Name))
			}
			if getter.MatchString(fn.Name.Name) && !within(file.Dir(), []string{"network"}) {
				found = append(found, t.find("getter", file, fn.Name.Pos(), fn.Name.Name, "%s: say what it gives, without Get", fn.Name.Name))
			}
		}
	}
	return found
}
