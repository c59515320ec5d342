package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// SortKey is the key by which names and titles sort and compare: lower case,
// accents taken off, ligatures in two letters, apostrophes, hyphens and blanks
// as one space, invisible signs dropped. Composed and decomposed input give the
// same key, and the key of a key is itself. Scripts without case (李) stay.
func SortKey(s string) string {
	if simple(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf, unicode.Cc) && !unicode.IsSpace(r):
			continue
		case blank(r):
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if two := letters(r); two != "" {
			b.WriteString(two)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// simple tells that s is its own key: lower-case ASCII words, one space apart.
func simple(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' || c < ' ' || c == 0x7F || c == '\'' || c == '-' || c == '`' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' ' || s == ""
}

// blank tells what separates two words of a name: blanks, hyphens and dashes of
// any kind, apostrophes of any kind.
func blank(r rune) bool {
	switch r {
	case '\'', '`', '’', '‘', 'ʼ', 'ʹ', '′', '´', '‛', '＇', '·':
		return true
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}

// letters gives the plain letters of those that no decomposition takes apart.
func letters(r rune) string {
	switch r {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	case 'ħ':
		return "h"
	}
	return ""
}

// Words lists the words of a text for search, folded as SortKey folds and cut
// at everything that is neither letter nor digit: "d’Àrc-Nuñez (4e B)" gives
// d, arc, nunez, 4e, b.
func Words(s string) []string {
	return strings.FieldsFunc(SortKey(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mc, r)
	})
}
