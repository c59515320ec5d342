package secret

import (
	"context"
	"embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"preau/base/text"
)

//go:embed catalogue
var catalogue embed.FS

var words = text.Register("secret", catalogue)

// Lengths of a password, in characters. Length counts, composition does not
// (CNIL, délibération 2022-100; NIST SP 800-63B §5.1.1).
const (
	MinPassword = 12
	MaxPassword = 200
)

//go:embed common.txt
var commonList string

// common are the passwords that everybody tries first.
var common = func() map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(commonList) {
		all[w] = true
	}
	return all
}()

// fewest is how many different characters a password has at least.
const fewest = 5

// Weak says why a password is refused, in the words of the screen.
type Weak struct {
	key  string
	args []any
}

// Error says why, in French.
func (e *Weak) Error() string { return text.French.T(e.key, e.args...) }

// Says says why, in the reader's language.
func (e *Weak) Says(ctx context.Context) string { return words.T(ctx, e.key, e.args...) }

// Owner is what a password must not be made of: what everybody knows of its
// owner.
type Owner struct{ Identifier, First, Family, Birth string }

// Weakness is why a password cannot be taken from owner, nil when it can.
func Weakness(password string, owner Owner) *Weak {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return &Weak{key: "secret.signs"}
	case n < MinPassword:
		return &Weak{"secret.short", []any{MinPassword - n}}
	case n > MaxPassword:
		return &Weak{"secret.long", []any{MaxPassword}}
	}
	folded := squeeze(password)
	switch {
	case owner.in(folded):
		return &Weak{key: "secret.yours"}
	case plainCommon(folded):
		return &Weak{key: "secret.common"}
	}
	return nil
}

// squeeze folds a password as someone who guesses does: case, accents, blanks
// and signs between words change nothing.
func squeeze(s string) string { return strings.Join(text.Words(s), "") }

// in reports whether folded holds a name, the identifier or the birth date.
func (o Owner) in(folded string) bool {
	parts := []string{squeeze(o.Identifier)}
	for _, name := range []string{o.First, o.Family} {
		parts = append(parts, squeeze(name))
		parts = append(parts, text.Words(name)...)
	}
	if y, m, d := cut(o.Birth); y != "" {
		parts = append(parts, d+m+y, d+m+y[2:], y+m+d, y[2:]+m+d)
	}
	for _, p := range parts {
		// A name of three letters stands in too many words to be refused.
		if utf8.RuneCountInString(p) >= 4 && strings.Contains(folded, p) {
			return true
		}
	}
	return false
}

// cut takes a day "2012-05-14" apart.
func cut(birth string) (y, m, d string) {
	parts := strings.Split(birth, "-")
	if len(parts) != 3 || len(parts[0]) != 4 {
		return "", "", ""
	}
	return parts[0], parts[1], parts[2]
}

// plainCommon reports whether folded is a common password, with or without the
// digits that people add to be let through, or one thing over and over.
func plainCommon(folded string) bool {
	bare := strings.TrimRight(folded, "0123456789")
	if common[folded] || common[bare] {
		return true
	}
	different := map[rune]bool{}
	for _, r := range folded {
		different[r] = true
	}
	if len(different) < fewest {
		return true
	}
	for n := 1; n <= len(folded)/2; n++ {
		if strings.Repeat(folded[:n], len(folded)/n+1)[:len(folded)] == folded && n <= 6 {
			return true
		}
	}
	return false
}
