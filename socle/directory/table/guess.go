package table

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// Column is a column, as people recognise it.
type Column struct {
	Header  string   `json:"header"`
	Samples []string `json:"samples"` // its first values
}

// Look is what the tables with one line of headers look like.
type Look struct {
	Mark    string   `json:"mark"`
	Tables  []string `json:"tables"` // files and sheets
	Rows    int      `json:"rows"`
	Columns []Column `json:"columns"`
}

// Guess tells what the tables of a set are, from the words of their headers and,
// where these are silent, from their values. The error is a *feed.Error when
// they cannot be read.
func Guess(s *source.Set) (Mapping, []Look, error) {
	all, _, err := load(s, maxRows+1)
	if err != nil {
		return nil, nil, err
	}
	m, looks := guessAll(all)
	n := 0
	for _, l := range looks {
		if n += len(l.Columns); n > maxAsked {
			return nil, nil, feed.Refuse(l.Tables[0], 0, fmt.Sprintf("ces tableaux ont ensemble plus de %d colonnes : déposez-les l’un après l’autre", maxAsked))
		}
	}
	return m, looks, nil
}

func guessAll(all []*sheet) (Mapping, []Look) {
	m := Mapping{}
	var looks []Look
	for mark, same := range byMark(all) {
		m[mark] = guessSheet(same)
		l := Look{Mark: mark}
		for _, t := range same {
			l.Tables, l.Rows = append(l.Tables, t.file), l.Rows+len(t.rows)
		}
		for i, name := range same[0].names {
			l.Columns = append(l.Columns, Column{cmp.Or(name, letter(i)), sample(same, i)})
		}
		looks = append(looks, l)
	}
	slices.SortFunc(looks, func(a, b Look) int { return strings.Compare(a.Tables[0], b.Tables[0]) })
	named := slices.ContainsFunc(looks, func(l Look) bool { return len(m[l.Mark].Problems()) == 0 })
	for mark, as := range m {
		if named && slices.Contains(as.Problems(), Problem{-1, Unnamed}) {
			as.Kind = "" // notes beside the table of people
			m[mark] = as
		}
	}
	return m, looks
}

// byMark puts the tables with the same headers together.
func byMark(all []*sheet) map[string][]*sheet {
	marks := map[string][]*sheet{}
	for _, t := range all {
		if len(t.names) > 0 {
			mark := markOf(t.names)
			marks[mark] = append(marks[mark], t)
		}
	}
	return marks
}

// letter names a column without a header as spreadsheets do.
func letter(i int) string {
	if i >= 26 {
		return letter(i/26-1) + letter(i%26)
	}
	return string(rune('A' + i))
}

// sample is the first values of a column that differ, shortened.
func sample(same []*sheet, column int) []string {
	all := []string{}
	for _, t := range same {
		for _, r := range t.rows {
			v := t.shown(r, column)
			if v != "" && !slices.Contains(all, v) {
				if all = append(all, v); len(all) == samples {
					return all
				}
			}
		}
	}
	return all
}

// maxSample is the longest sample, in signs.
const maxSample = 40

// shown is a value as people know it: of a workbook, a number that a column of
// days holds is the day.
func (t *sheet) shown(r row, column int) string {
	if column >= len(r.cells) {
		return ""
	}
	v := r.cells[column]
	if t.book && column < len(t.names) && slices.Contains([]Meaning{Birth, Entered, Left, "child.birth"}, guess(t.names[column])) {
		if d, ok := day(v, true); ok {
			return d[8:] + "/" + d[5:7] + "/" + d[:4]
		}
	}
	if signs := []rune(v); len(signs) > maxSample {
		return string(signs[:maxSample]) + "…"
	}
	return v
}

// guessSheet guesses the kind of tables and what their columns say.
func guessSheet(same []*sheet) Sheet {
	names := same[0].names
	s := Sheet{Columns: make([]Meaning, len(names))}
	has := map[Meaning]bool{}
	for i, n := range names {
		s.Columns[i] = guess(n)
		has[s.Columns[i]] = true
	}
	s.Kind = kindOf(has, same[0].file)
	fits := Meanings(s.Kind)
	taken := map[Meaning]bool{}
	for i, m := range s.Columns {
		if rest, ours := strings.CutPrefix(string(m), child+"."); ours && s.Kind != feed.KindGuardian {
			m = Meaning(rest)
		}
		if m != "" && (!slices.Contains(fits, m) || taken[m] && m != Groups) {
			m = ""
		}
		s.Columns[i], taken[m] = m, true
	}
	for i, m := range s.Columns {
		if m == ID && !unique(same, i) {
			s.Columns[i] = ""
		}
		if m == "" {
			if v := byValues(same, i); v != "" && slices.Contains(fits, v) && !taken[v] && guess(names[i]) == "" {
				s.Columns[i], taken[v] = v, true
			}
		}
	}
	return s
}

// kindOf is the kind of people of a table with these columns.
func kindOf(has map[Meaning]bool, file string) string {
	named := has[Whole] || has[Family] || has[First]
	pupils := has[INE] || has["g1.family"] || has["g1.name"]
	switch {
	case named && (has["child.family"] || has["child.name"] || has["child.first"]):
		return feed.KindGuardian
	case !pupils && (has[Function] || has[Subject] || has[Form] || staffish(file)):
		return feed.KindStaff
	}
	return feed.KindPupil
}

// staffish tells by a file's name that it holds who works there.
func staffish(file string) bool {
	name := text.SortKey(file)
	return slices.ContainsFunc([]string{"enseignant", "prof", "personnel", "equipe", "staff", "teacher"}, func(s string) bool { return strings.Contains(name, s) })
}

// unique tells that a column has a value of its own in every row.
func unique(same []*sheet, column int) bool {
	seen := map[string]bool{}
	for _, t := range same {
		for _, r := range t.rows {
			if column >= len(r.cells) || r.cells[column] == "" || seen[r.cells[column]] {
				return false
			}
			seen[r.cells[column]] = true
		}
	}
	return true
}

// shapes are values that say what they are.
var shapes = []struct {
	means Meaning
	form  *regexp.Regexp
}{
	{INE, regexp.MustCompile(`^([0-9]{10}[A-Za-z]|[0-9]{9}[A-Za-z]{2})$`)},
	{Birth, regexp.MustCompile(`^([0-3]?[0-9][/.-][01]?[0-9][/.-](19|20)[0-9]{2}|(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])$`)},
	{Email, regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}$`)},
	{Mobile, regexp.MustCompile(`^(0|\+33 ?)[67]([ .]?[0-9]{2}){4}$`)},
	{Phone, regexp.MustCompile(`^(0|\+33 ?)[1-589]([ .]?[0-9]{2}){4}$`)},
}

// byValues is what all the first values of a column are, if they are.
func byValues(same []*sheet, column int) Meaning {
	const enough = 50
	n, fit := 0, make([]int, len(shapes))
	for _, t := range same {
		for _, r := range t.rows {
			if column >= len(r.cells) || r.cells[column] == "" || n == enough {
				continue
			}
			n++
			for i, s := range shapes {
				if s.form.MatchString(r.cells[column]) {
					fit[i]++
				}
			}
		}
	}
	for i, s := range shapes {
		if n > 0 && fit[i]*10 >= n*9 {
			return s.means
		}
	}
	return ""
}
