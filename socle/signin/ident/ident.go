// Package ident makes identifiers out of names, and reads those that people type.
package ident

import (
	"strconv"
	"strings"

	"preau/base/text"
)

// maxName bounds each half of an identifier, in characters.
const maxName = 30

// Stem is the identifier of a name before any number: "ines.moreau",
// "jean-pierre.d-arc-nunez". Letters that ASCII lacks are left out; a name
// without any gives "compte". It holds no digit, so that a stem and a number
// make one identifier only.
func Stem(first, family string) string {
	a, b := plain(first), plain(family)
	switch {
	case a == "" && b == "":
		return "compte"
	case a == "" || b == "":
		return a + b
	}
	return a + "." + b
}

func plain(name string) string {
	var parts []string
	for _, w := range text.Words(name) {
		w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' {
				return r
			}
			return -1
		}, w)
		if w != "" {
			parts = append(parts, w)
		}
	}
	s := strings.Join(parts, "-")
	return strings.TrimRight(s[:min(len(s), maxName)], "-")
}

// Numbered is the identifier of a stem and a number.
func Numbered(stem string, number int64) string {
	if number <= 1 {
		return stem
	}
	return stem + strconv.FormatInt(number, 10)
}

// maxTyped bounds an identifier as it is typed, in bytes.
const maxTyped = 200

// Normal is an identifier as it is stored, from what someone typed: "Inès.Moreau "
// is ines.moreau. It is empty when it can be nobody's.
func Normal(typed string) string {
	typed = strings.ToValidUTF8(typed, "")
	if len(typed) > maxTyped {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r < 0x21 || r > 0x7e {
			return -1
		}
		return r
	}, strings.ReplaceAll(text.SortKey(typed), " ", "-"))
}
