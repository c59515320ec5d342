package ui

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	french "preau/base/text"
)

// Markdown shows what people wrote in light Markdown (CommonMark 0.31 with tables, strike-through and bare links).
// Headings go down one level below the page's own, HTML is left out, links to elsewhere do not tell where they come
// from, and French punctuation takes its spaces.
func Markdown(src string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var made bytes.Buffer
		valid := strings.ToValidUTF8(src, "\uFFFD")
		if err := markdown().Convert([]byte(valid), &made); err != nil {
			return err
		}
		if err := write(w, `<div class="prose">`); err != nil {
			return err
		}
		if _, err := policy().SanitizeReader(&made).WriteTo(w); err != nil {
			return err
		}
		return write(w, `</div>`)
	})
}

var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(settle{}, 100))),
	)
})

// policy is a second lock behind goldmark, which writes no HTML of its writers: it knows neither style nor event.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "blockquote", "pre", "code",
		"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,6}$`)).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^/[^/\\]`)).OnElements("img") // pictures of ours: no page tells another site who reads it
	p.AllowAttrs("alt").OnElements("img")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnFullyQualifiedLinks(true)
	p.RequireNoReferrerOnFullyQualifiedLinks(true)
	return p
})

// settle moves headings down and sets the French spaces of the words, not of code.
type settle struct{}

// Transform implements parser.ASTTransformer.
func (settle) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	src := reader.Source()
	var words []*ast.Text
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = min(6, n.Level+1)
		case *ast.CodeSpan, *ast.AutoLink:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			words = append(words, n)
		}
		return ast.WalkContinue, nil
	}) // the walker returns no error
	for _, w := range words {
		if w.Parent() != nil { // else an earlier one took it in
			gather(w, src)
			typeset(w, src)
		}
	}
}

// gather takes in the texts that follow: the parser cuts at each character that might begin something, such as "!".
func gather(n *ast.Text, src []byte) {
	for next := n.NextSibling(); next != nil && n.Merge(next, src); next = n.NextSibling() {
		n.Parent().RemoveChild(n.Parent(), next)
	}
}

// typeset replaces a text by itself with French spaces, when that changes it.
func typeset(n *ast.Text, src []byte) {
	was := string(n.Segment.Value(src))
	set := french.Nbsp(was)
	if set == was {
		return
	}
	s := ast.NewString([]byte(set))
	parent := n.Parent()
	if n.SoftLineBreak() || n.HardLineBreak() {
		end := ast.NewTextSegment(text.NewSegment(n.Segment.Stop, n.Segment.Stop))
		end.SetSoftLineBreak(n.SoftLineBreak())
		end.SetHardLineBreak(n.HardLineBreak())
		parent.InsertAfter(parent, n, end)
	}
	parent.ReplaceChild(parent, n, s)
}
