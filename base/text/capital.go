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

// Small is s as within a sentence: its first letter in lower case, unless the
// second is a capital too, as in "SVT".
func Small(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[n:])
	if !unicode.IsUpper(r) || !unicode.IsLower(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}
