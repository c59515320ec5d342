package feed

import (
	"html"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxValue is the longest value of a field, in bytes.
const MaxValue = 4096

// Clean is a value as the records hold it: trimmed, composed, HTML entities
// that were escaped twice undone, signs that do not print taken off.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f':
			return ' '
		case unicode.IsControl(r), r == '\ufeff', r == unicode.ReplacementChar:
			return -1
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1 // overrides of direction: they make a name look like another
		}
		return r
	}, s)
	return norm.NFC.String(strings.TrimSpace(s))
}

// plain tells that s is clean already: ASCII, trimmed, nothing to undo.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '&' {
			return false
		}
	}
	return s == "" || s[0] != ' ' && s[len(s)-1] != ' '
}

// FrenchDay turns 01/09/2026 into 2026-09-01. It is "" and false when s is no
// day that exists.
func FrenchDay(s string) (string, bool) {
	t, err := time.Parse("02/01/2006", s)
	if err != nil || t.Year() < 1900 {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

// Phone is a telephone number as the directory holds it: ten digits when it is
// French, as it was written otherwise.
func Phone(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '-' || r == '\u00a0' || r == '(' || r == ')' {
			return -1
		}
		return r
	}, s)
	for _, prefix := range []string{"+33", "0033"} {
		if rest, ok := strings.CutPrefix(digits, prefix); ok {
			digits = "0" + strings.TrimPrefix(rest, "0")
		}
	}
	if len(digits) == 9 && digits[0] != '0' {
		digits = "0" + digits
	}
	if len(digits) != 10 || strings.Trim(digits, "0123456789") != "" {
		return s
	}
	return digits
}

// letters are the check letters of a UAI, in order.
const letters = "ABCDEFGHJKLMNPRSTUVWXYZ"

// UAI is s in capitals, whether it has the form of a UAI, and whether its check
// letter is right. Invented schools have wrong letters: it is not a refusal.
func UAI(s string) (uai string, form, check bool) {
	uai = strings.ToUpper(strings.TrimSpace(s))
	if len(uai) != 8 {
		return uai, false, false
	}
	n := 0
	for _, c := range []byte(uai[:7]) {
		if c < '0' || c > '9' {
			return uai, false, false
		}
		n = n*10 + int(c-'0')
	}
	return uai, uai[7] >= 'A' && uai[7] <= 'Z', uai[7] == letters[n%len(letters)]
}

// SchoolYear is the September of the school year that a day (ISO) falls in,
// from the first of August on.
func SchoolYear(d string) string {
	t, err := time.Parse(time.DateOnly, d)
	if err != nil {
		return ""
	}
	return t.AddDate(0, -7, 0).Format("2006")
}
