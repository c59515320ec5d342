package desk

import (
	"bytes"
	"context"
	"embed"
	"encoding/csv"
	"regexp"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle"
	"preau/socle/rights"
)

//go:embed catalogue
var catalogue embed.FS

// Words are the texts of all the administration.
var Words = text.Register("admin", catalogue)

// Clean is a name on one line, without what cannot be seen or turns the words
// around it.
func Clean(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x200b && r <= 0x200f && r != 0x200d || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	return strings.Join(strings.Fields(name), " ")
}

// Lines are those that say something: of an address, or of who sends.
func Lines(all ...string) (some []string) {
	for _, l := range all {
		if l = Clean(l); l != "" {
			some = append(some, l)
		}
	}
	return some
}

// Whose is a name, or that somebody was forgotten.
func Whose(ctx context.Context, name string) string {
	if name == "" {
		return Words.T(ctx, "admin.someone")
	}
	return name
}

var keyForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// IsKey tells whether a form's key has the form of those that pages make.
func IsKey(key string) bool { return keyForm.MatchString(key) }

// Sheet writes rows as the spreadsheets of French desks open them: UTF-8 with
// its mark, semicolons. A cell that a spreadsheet would compute is made a text.
func Sheet(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma = ';'
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// AllRights are the rights of every application, in their order.
func AllRights(c *socle.Call) []*rights.Right {
	var all []*rights.Right
	for _, a := range c.Manifest() {
		all = append(all, a.Rights...)
	}
	return all
}

// RightNamed is the right of that name; nil when no application has it, and for
// those of the platform itself.
func RightNamed(c *socle.Call, name string) *rights.Right {
	all := AllRights(c)
	if i := slices.IndexFunc(all, func(r *rights.Right) bool { return r.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}
