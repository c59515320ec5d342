package columns

import (
	"context"
	"slices"
	"strings"

	"preau/base/text"
	"preau/base/ui"
	"preau/portal/admin/desk"
	"preau/socle/directory/table"
)

var words = desk.Words

// Count counts the columns that are taken.
func (q *Question) Count() (n int) {
	for _, s := range q.Mapping {
		for _, c := range s.Columns {
			if c != "" && s.Kind != "" {
				n++
			}
		}
	}
	return n
}

// named is a table as people know it: its file, or how many there are.
func named(ctx context.Context, l table.Look) string {
	if n := len(l.Tables); n > 1 {
		return words.T(ctx, "admin.import.link.tables", n, l.Tables[0])
	}
	return l.Tables[0]
}

// kindOptions are the kinds of people of a table.
func kindOptions(ctx context.Context) (all []ui.Option) {
	for _, k := range table.Kinds {
		all = append(all, ui.Option{Value: k, Label: words.T(ctx, "admin.import.link.kind."+k)})
	}
	return append(all, ui.Option{Value: untaken, Label: words.T(ctx, "admin.import.link.kind.none")})
}

// meaningOptions are what a column may say; first that it is not taken.
func meaningOptions(ctx context.Context) []ui.Option {
	all := []ui.Option{{Value: untaken, Label: words.T(ctx, "admin.import.link.skip")}}
	for _, m := range table.All() {
		all = append(all, ui.Option{Value: string(m), Label: Says(ctx, m)})
	}
	return all
}

// Says is what a column says, in words: "responsable 1 : courriel".
func Says(ctx context.Context, m table.Meaning) string {
	who, what, other := strings.Cut(string(m), ".")
	if !other {
		return text.Capital(words.T(ctx, "admin.import.means."+who))
	}
	return words.T(ctx, "admin.import.means.of."+who, words.T(ctx, "admin.import.means."+what))
}

// firstValues are the first values of a column.
func firstValues(ctx context.Context, c table.Column) string {
	if len(c.Samples) == 0 {
		return words.T(ctx, "admin.import.link.empty")
	}
	return strings.Join(c.Samples, " · ")
}

// remembered tells that the school has linked a table before.
func (q *Question) remembered(mark string) bool { return slices.Contains(q.Known, mark) }
