// Package ui is what every page is made of: the shell, the components, the style sheets, the icons and the font.
//
// Components are templ components with typed parameters; they hold no rule and know no school. Nothing here emits an
// inline style, an inline script or an event attribute, so that pages live under a strict Content-Security-Policy, and
// every component does its work without script. Leaves that a page repeats by the dozen (Icon, Tag, Badge, Portrait)
// are written by hand, for speed; the rest are .templ files.
//
// The design follows WCAG 2.2 AA and the RGAA 4.1; the names of classes are those of the style sheets, in French.
package ui

import (
	"context"
	"embed"
	"io"
	"strconv"

	"github.com/a-h/templ"

	"preau/base/text"
)

//go:embed catalogue
var catalogue embed.FS

// words are the texts of the components themselves.
var words = text.Register("ui", catalogue)

// write puts ready pieces of HTML one after the other; what comes from people must be escaped before.
func write(w io.Writer, pieces ...string) error {
	for _, p := range pieces {
		if _, err := io.WriteString(w, p); err != nil {
			return err
		}
	}
	return nil
}

// markup is a piece of markup known to be safe, such as an icon.
type markup string

// Render writes the piece as it is.
func (m markup) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(m))
	return err
}

// Nothing is the component that writes nothing.
var Nothing templ.Component = templ.NopComponent

// anchor makes an id out of words: "À savoir" becomes "t-savoir". Letters beyond ASCII are left out.
func anchor(prefix, s string) string {
	b := make([]byte, 0, len(prefix)+len(s))
	b = append(b, prefix...)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b = append(b, c)
		case len(b) > 0 && b[len(b)-1] != '-':
			b = append(b, '-')
		}
	}
	return string(b)
}

// itoa is strconv.Itoa under a name short enough for templates.
func itoa(n int) string { return strconv.Itoa(n) }
