package text

import (
	"context"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FullName is the name as it is said and shown: first name, then family name.
func FullName(first, family string) string {
	return strings.TrimSpace(strings.TrimSpace(first) + " " + strings.TrimSpace(family))
}

// ListName is the name as it is listed: family name, then first name.
func ListName(first, family string) string { return FullName(family, first) }

// Initials are the first letters of the two names in upper case, at most two:
// "IM", "ÉD", "李". Signs and digits before the letter are passed over.
func Initials(first, family string) string { return initial(first) + initial(family) }

func initial(s string) string {
	for _, r := range norm.NFC.String(s) {
		if unicode.IsLetter(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return ""
}

// List is an enumeration in French: "a, b et c".
func List(items []string) string { return French.List(items) }

// ListIn is the enumeration in the language of the context: "a, b and c".
func ListIn(ctx context.Context, items []string) string { return From(ctx).List(items) }

// List is an enumeration in the language.
func (l Lang) List(items []string) string {
	switch n := len(items); n {
	case 0:
		return ""
	case 1:
		return items[0]
	default:
		return l.T("text.list", strings.Join(items[:n-1], ", "), items[n-1])
	}
}
