package text

import (
	"unicode"
	"unicode/utf8"
)

// Capital is s with its first letter in upper case, as at the head of a
// sentence: "mardi 24 novembre" becomes "Mardi 24 novembre".
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || !unicode.IsLower(r) {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
