package table

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"preau/socle/directory/feed"
)

// line is a row that is being read: its values by what they mean.
type line struct {
	at       feed.Place
	book     bool
	columns  []Meaning
	cells    []string
	kin      map[string]string // who a pupil's guardian is, by the words of the headers
	warnings []feed.Warning
}

func (l *line) warn(says string) {
	l.warnings = append(l.warnings, feed.Warning{Place: l.at, Says: says})
}

// long warns of the values that are too long, and leaves them out.
func (l *line) long() {
	for i, v := range l.cells {
		if len(v) > feed.MaxValue {
			l.warn(fmt.Sprintf("une valeur de plus de %d caractères est laissée de côté", feed.MaxValue))
			l.cells[i] = ""
		}
	}
}

// of is the value of a meaning, of somebody: "" for the person of the row.
func (l *line) of(who string, m Meaning) string {
	if who != "" {
		m = Meaning(who) + "." + m
	}
	for i, c := range l.columns {
		if c == m && i < len(l.cells) && l.cells[i] != "" {
			return l.cells[i]
		}
	}
	return ""
}

// list is the values of all columns of a meaning, between commas, semicolons,
// bars or ends of lines.
func (l *line) list(m Meaning) (all []string) {
	for i, c := range l.columns {
		if c != m || i >= len(l.cells) {
			continue
		}
		for v := range strings.FieldsFuncSeq(l.cells[i], func(r rune) bool { return strings.ContainsRune(",;|\n", r) }) {
			if v = strings.TrimSpace(v); v != "" {
				all = append(all, v)
			}
		}
	}
	return all
}

// person reads what is said of somebody.
func (l *line) person(who string) feed.Person {
	p := feed.Person{
		Place: l.at, Civility: civility(l.of(who, Civility)), Family: l.of(who, Family), First: l.of(who, First), Birth: l.of(who, AtBirth), Others: l.of(who, Others),
		Phone: feed.Phone(l.of(who, Phone)), Mobile: feed.Phone(l.of(who, Mobile)), Work: feed.Phone(l.of(who, Work)),
		Street: l.of(who, Street), PostalCode: l.of(who, Code), Town: l.of(who, Town), Country: l.of(who, Country),
	}
	if whole := l.of(who, Whole); whole != "" && p.Family == "" {
		said, family, first := split(whole)
		p.Civility, p.Family, p.First = cmp.Or(p.Civility, said), family, cmp.Or(p.First, first)
	}
	if used := l.of(who, Usage); used != "" {
		p.Birth, p.Family = cmp.Or(p.Birth, p.Family), used
	}
	p.Family = cmp.Or(p.Family, p.Birth)
	if len(p.PostalCode) == 4 && strings.Trim(p.PostalCode, "0123456789") == "" && (p.Country == "" || strings.EqualFold(p.Country, "france")) {
		p.PostalCode = "0" + p.PostalCode // a spreadsheet took it for a number
	}
	if p.Email = strings.ToLower(l.of(who, Email)); p.Email != "" && !address.MatchString(p.Email) {
		l.warn(fmt.Sprintf("« %.60s » n’est pas une adresse de courriel : laissée de côté", p.Email))
		p.Email = ""
	}
	return p
}

// address is what looks like an address of mail.
var address = regexp.MustCompile(`^[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+$`)

// civility is that of a title or of a sex.
func civility(s string) string {
	switch strings.ToLower(s) {
	case "m", "g", "h", "garçon", "garcon", "masculin", "homme", "male", "boy":
		return "M."
	case "f", "fille", "féminin", "feminin", "femme", "female", "girl", "mrs", "ms", "mrs.", "ms.":
		return "Mme"
	}
	return feed.Civility(s)
}

// split takes a whole name apart: a comma, else capitals tell the family name;
// failing both it comes first, as lists have it.
func split(whole string) (civil, family, first string) {
	parts := strings.Fields(whole)
	if len(parts) > 1 {
		if c := feed.Civility(parts[0]); c == "M." || c == "Mme" || c == "Mlle" {
			civil, parts = c, parts[1:]
		}
	}
	if before, after, comma := strings.Cut(strings.Join(parts, " "), ","); comma {
		return civil, strings.TrimSpace(before), strings.TrimSpace(after)
	}
	var capitals, others []string
	for _, w := range parts {
		if len([]rune(w)) > 1 && strings.ToUpper(w) == w && strings.ContainsFunc(w, unicode.IsLetter) {
			capitals = append(capitals, w)
		} else {
			others = append(others, w)
		}
	}
	if len(capitals) > 0 && len(others) > 0 {
		return civil, strings.Join(capitals, " "), strings.Join(others, " ")
	}
	if len(parts) < 2 {
		return civil, strings.Join(parts, " "), ""
	}
	return civil, strings.Join(parts[:len(parts)-1], " "), parts[len(parts)-1]
}

// day is the day of a column; what is none is warned of.
func (l *line) day(who string, m Meaning, says string) string {
	v := l.of(who, m)
	if v == "" {
		return ""
	}
	d, ok := day(v, l.book)
	if !ok {
		l.warn(fmt.Sprintf("%s « %.40s » n’est pas un jour (jj/mm/aaaa) : laissée de côté", says, v))
	}
	return d
}

// day reads a day as people and spreadsheets write it.
func day(v string, book bool) (string, bool) {
	v, _, _ = strings.Cut(v, " ")
	v, _, _ = strings.Cut(v, "T")
	if n, err := strconv.ParseFloat(v, 64); book && err == nil && n > 366 && n < 80_000 {
		t, err := excelize.ExcelDateToTime(n, false)
		return t.Format(time.DateOnly), err == nil
	}
	for _, layout := range []string{"2/1/2006", "2-1-2006", "2.1.2006", time.DateOnly, "2006/1/2"} {
		if t, err := time.Parse(layout, v); err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return t.Format(time.DateOnly), true
		}
	}
	return "", false
}
