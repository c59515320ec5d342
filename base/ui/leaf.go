package ui

import (
	"context"
	"hash/fnv"
	"io"
	"maps"
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// icons maps each symbol of the sprite to its markup, ready to write.
var icons = func() map[string]templ.Component {
	made := make(map[string]templ.Component)
	sprite := Asset("icones.svg")
	for _, found := range regexp.MustCompile(`<symbol id="i-([a-z0-9]+)"`).FindAllSubmatch(read("icones.svg"), -1) {
		name := string(found[1])
		made[name] = markup(`<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="` + sprite + `#i-` + name + `"></use></svg>`)
	}
	return made
}()

// Icon draws one symbol of the sprite ("maison", "msg"), hidden from screen readers: words always stand beside it.
// An unknown name draws nothing.
func Icon(name string) templ.Component {
	if i, ok := icons[name]; ok {
		return i
	}
	return Nothing
}

// HasIcon tells whether the sprite holds this symbol.
func HasIcon(name string) bool {
	_, ok := icons[name]
	return ok
}

// Kind is what a tag, a note or a figure says beside its words.
type Kind string

// The kinds; colour never says it alone, the words do.
const (
	Plain  Kind = ""
	Good   Kind = "ok"   // done, present
	Watch  Kind = "att"  // attention, now
	Inform Kind = "info" // new
	Bad    Kind = "non"  // an absence, an error
	Change Kind = "tui"  // something moved
)

// class gives the kind as a further class, with its space.
func (k Kind) class() string {
	switch k {
	case Good:
		return " ok"
	case Watch:
		return " att"
	case Inform:
		return " info"
	case Bad:
		return " non"
	case Change:
		return " tui"
	}
	return ""
}

// Tag is a few words on a tinted ground: "nouveau", "dans 2 jours".
func Tag(kind Kind, says string) templ.Component { return TagIcon(kind, "", says) }

// TagIcon is a Tag that begins with an icon.
func TagIcon(kind Kind, icon, says string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if err := write(w, `<span class="etq`, kind.class(), `">`); err != nil {
			return err
		}
		if err := Icon(icon).Render(ctx, w); err != nil {
			return err
		}
		return write(w, templ.EscapeString(says), `</span>`)
	})
}

// Family is one of the eight pairs of edge and tint: subjects, portraits and badges take one.
type Family string

// The families, in the order in which Of deals them. NoFamily is the neutral ground.
const (
	NoFamily Family = ""
	Blue     Family = "s-math"
	Brick    Family = "s-fr"
	Pink     Family = "s-ang"
	Ochre    Family = "s-hg"
	Green    Family = "s-svt"
	Lagoon   Family = "s-pc"
	Plum     Family = "s-art"
	Slate    Family = "s-aut"
)

var families = [8]Family{Blue, Brick, Pink, Ochre, Green, Lagoon, Plum, Slate}

// FamilyOf deals a family to an id, always the same one.
func FamilyOf(id string) Family {
	h := fnv.New32a()
	h.Write([]byte(id)) // a hash does not fail
	return families[h.Sum32()%8]
}

// Badge is the square that begins an item of a list: an icon when the sprite holds that name, else two or three letters ("4B").
// Small is the size of side columns.
func Badge(family Family, icon string, small bool) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		open := `<span class="puce `
		if small {
			open = `<span class="puce s `
		}
		if err := write(w, open, templ.EscapeString(string(family)), `">`); err != nil {
			return err
		}
		if i, ok := icons[icon]; ok {
			if err := i.Render(ctx, w); err != nil {
				return err
			}
		} else if err := write(w, templ.EscapeString(icon)); err != nil {
			return err
		}
		return write(w, `</span>`)
	})
}

// Size is a size of portrait.
type Size string

// The sizes: 36, 44 and 56 pixels.
const (
	Small  Size = "s"
	Middle Size = ""
	Large  Size = "l"
)

// Face is whose portrait it is.
type Face struct {
	ID    string // chooses the tint
	Name  string // gives the initials
	Photo string // address of a square picture, "" for initials
	Size  Size
}

// Portrait is a round picture, or the initials on the person's tint; the name stands beside it, so it is hidden from screen readers.
func Portrait(f Face) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if f.Photo != "" {
			return write(w, `<img class="port `, string(f.Size), `" src="`, templ.EscapeString(f.Photo),
				`" alt="" width="96" height="96" loading="lazy" decoding="async">`)
		}
		return write(w, `<span class="port ini `, string(f.Size), ` `, string(FamilyOf(f.ID)), `" aria-hidden="true">`,
			templ.EscapeString(initials(f.Name)), `</span>`)
	})
}

// initials takes the first letter of the first and of the last word: "Inès Moreau" gives "IM", "李" gives "李".
func initials(name string) string {
	var first, last rune
	start := true
	for _, r := range name {
		switch {
		case unicode.IsSpace(r) || r == '-' || r == '\'' || r == '’' || r == '.':
			start = unicode.IsSpace(r) || r == '.'
		case start && unicode.IsLetter(r):
			if first == 0 {
				first = unicode.ToUpper(r)
			} else {
				last = unicode.ToUpper(r)
			}
			start = false
		}
	}
	var b []byte
	if first != 0 {
		b = utf8.AppendRune(b, first)
	}
	if last != 0 {
		b = utf8.AppendRune(b, last)
	}
	return string(b)
}

// IconNames lists the sprite's symbols, sorted.
func IconNames() []string { return slices.Sorted(maps.Keys(icons)) }
