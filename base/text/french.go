package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The spaces of French typography (Imprimerie nationale, Lexique des règles
// typographiques): nbsp is the full unbroken space, thin the narrow one.
const (
	nbsp = "\u00a0"
	thin = "\u202f"
)

// Typeset is Nbsp with curved apostrophes between letters: what catalogues of
// French get when they are read.
func Typeset(s string) string {
	if strings.IndexByte(s, '\'') < 0 {
		return Nbsp(s)
	}
	rs := []rune(s)
	for i := 1; i+1 < len(rs); i++ {
		// %s stands for a name: « l'%s » elides too.
		if rs[i] == '\'' && unicode.IsLetter(rs[i-1]) && (unicode.IsLetter(rs[i+1]) || rs[i+1] == '%' || rs[i+1] == '«') {
			rs[i] = '’'
		}
	}
	return Nbsp(string(rs))
}

// Nbsp puts the unbroken spaces of French in place of the ordinary ones: U+00A0
// before a colon, inside « », in "10 h 20" and after "M." or "Mme"; U+202F
// before ; ! ? %, and in the groups of "1 234". Only « » gain a space that was
// not written: a colon may belong to an address. Nbsp(Nbsp(s)) is Nbsp(s).
func Nbsp(s string) string {
	if !strings.ContainsAny(s, " «»") {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s) + 8)
	for i, r := range s {
		before, after := s[:i], s[i+utf8.RuneLen(max(r, 0)):]
		switch {
		case r == ' ':
			b.WriteString(spaceFor(before, after))
		case r == '»' && before != "" && !endsInSpace(before):
			b.WriteString(nbsp + "»")
		case r == '«' && after != "" && !beginsWithSpace(after):
			b.WriteString("«" + nbsp)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// spaceFor says which space stands between two texts.
func spaceFor(before, after string) string {
	next, _ := utf8.DecodeRuneInString(after)
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case before == "" || after == "":
		return " "
	case next == ':' || next == '»' || last == '«':
		return nbsp
	case next == ';' || next == '!' || next == '?', next == '%' && digit(last):
		return thin
	case digit(last) && unit(after), hourSign(before) && digit(next), title(before):
		return nbsp
	case digit(last) && group(after):
		return thin
	}
	return " "
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// word is the first word of a text.
func word(s string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '€' && r != '°' }); i >= 0 {
		return s[:i]
	}
	return s
}

// unit tells that a text begins with what follows a number without a break.
func unit(s string) bool {
	switch word(s) {
	case "h", "min", "s", "o", "ko", "Mo", "Go", "To", "€", "km", "m", "cm", "kg", "g", "°C":
		return true
	}
	return false
}

// hourSign tells that a text ends in "10 h", with either space.
func hourSign(s string) bool {
	s, ok := strings.CutSuffix(s, "h")
	if !ok {
		return false
	}
	t := strings.TrimRight(s, " "+nbsp)
	last, _ := utf8.DecodeLastRuneInString(t)
	return len(t) < len(s) && digit(last)
}

// title tells that a text ends in a title that a name follows.
func title(s string) bool {
	for _, t := range [...]string{"M.", "MM.", "Mme", "Mmes", "Dr"} {
		if rest, ok := strings.CutSuffix(s, t); ok {
			last, _ := utf8.DecodeLastRuneInString(rest)
			return rest == "" || !unicode.IsLetter(last)
		}
	}
	return false
}

// group tells that a text begins with exactly three digits: 1 234.
func group(s string) bool {
	if len(s) < 3 || !digit(rune(s[0])) || !digit(rune(s[1])) || !digit(rune(s[2])) {
		return false
	}
	return len(s) == 3 || !digit(rune(s[3]))
}

func endsInSpace(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsSpace(r)
}

func beginsWithSpace(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}

// Elide joins a word and the one that follows it as French does: de and Inès
// give "d’Inès", de and Noé "de Noé". An h is silent in the words and given
// names of a short list (d’Hélène, l’heure) and sounded in others (de Hugo).
func Elide(small, next string) string {
	if elides(small) && vowel(next) {
		return small[:len(small)-1] + "’" + next
	}
	return small + " " + next
}

func elides(small string) bool {
	switch strings.ToLower(small) {
	case "de", "le", "la", "que", "je", "me", "te", "se", "ne", "ce", "jusque", "lorsque", "puisque":
		return true
	}
	return false
}

// silent are the beginnings of words whose h is not sounded; sounded those of
// words that begin with a vowel and do not elide.
var (
	silent  = []string{"habi", "hebdo", "helen", "helo", "henri", "herb", "herm", "heure", "hier", "hippo", "hist", "hiver", "homm", "honn", "honor", "hopit", "horai", "horte", "hubert", "huile", "huma", "humeu", "hyac", "hyg"}
	sounded = []string{"onz", "oui", "ouistiti", "uhlan", "ulul", "yaourt", "yoga"}
)

// vowel tells that a word begins with the sound of a vowel. Y is one before a
// consonant: d’Yves, de Yanis.
func vowel(s string) bool {
	k := SortKey(s)
	if k == "" || strings.HasPrefix(s, "«") {
		return false
	}
	begins := func(p string) bool { return strings.HasPrefix(k, p) }
	for _, p := range sounded {
		if begins(p) {
			return false
		}
	}
	switch k[0] {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	case 'y':
		return len(k) > 1 && !strings.ContainsRune("aeiou ", rune(k[1]))
	case 'h':
		for _, p := range silent {
			if begins(p) {
				return true
			}
		}
	}
	return false
}
