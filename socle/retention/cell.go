package retention

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
)

// shown is how a column of the export is read.
type shown struct {
	refers string // the table whose identifiers it holds
	truth  bool
	at     bool // instants
}

func show(tab Table, c db.Column) shown {
	s := shown{refers: c.References, truth: c.Type == "BOOLEAN"}
	if namesPerson(c) || slices.Contains(tab.Owners, c.Name) {
		s.refers = People
	}
	s.at = c.Type == "BIGINT" && (c.Name == "at" || strings.HasSuffix(c.Name, "_at") ||
		c.Name == tab.At && (tab.From == Written || tab.From == Closed))
	return s
}

// viewer is for whom cells are written.
type viewer struct {
	ctx    context.Context
	person string
	names  Namer
}

// cell is a value as people read it, and as programs do.
func (v viewer) cell(c shown, value any) (says string, data any) {
	switch x := value.(type) {
	case nil:
		return "", nil
	case string:
		return v.words(c, x)
	case int64:
		switch {
		case c.truth && x == 0:
			return words.T(v.ctx, "retention.no"), false
		case c.truth:
			return words.T(v.ctx, "retention.yes"), true
		case c.at && x == 0:
			return "", nil
		case c.at:
			t := time.UnixMilli(x)
			return text.MomentFull(v.ctx, t), t.UTC().Format(time.RFC3339)
		}
		return fmt.Sprint(x), x
	case []byte:
		return text.Bytes(int64(len(x))), x
	}
	return fmt.Sprint(value), value
}

func (v viewer) words(c shown, s string) (says string, data any) {
	switch {
	case s == "":
		return "", ""
	case c.refers == People && s == v.person:
		return words.T(v.ctx, "retention.export.you"), s
	case c.refers == People:
		name := v.names(People, s)
		if name == "" {
			return words.T(v.ctx, "retention.export.other"), nil
		}
		return name, name
	case c.refers != "":
		if name := v.names(c.refers, s); name != "" {
			return name, name
		}
	}
	if d, err := day.Parse(s); err == nil {
		return text.DayFull(v.ctx, d), s
	}
	return s, s
}
