package db

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRebind(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"", ""},
		{"SELECT 1", "SELECT 1"},
		{"a = ? AND b = ?", "a = $1 AND b = $2"},
		{"a = '?' AND b = ?", "a = '?' AND b = $1"},
		{"a = 'it''s ?' AND \"?\" = ?", "a = 'it''s ?' AND \"?\" = $1"},
		{"a = ? -- why?\nAND b = ?", "a = $1 -- why?\nAND b = $2"},
		{"a /* ? */ = ?", "a /* ? */ = $1"},
		{"SELECT id FROM q LIMIT ? " + SkipLocked, "SELECT id FROM q LIMIT $1 FOR UPDATE SKIP LOCKED"},
		{"'open ?", "'open ?"},
		{"é = ?", "é = $1"},
	} {
		if got := rebind(c.query); got != c.want {
			t.Errorf("rebind(%q) = %q, want %q", c.query, got, c.want)
		}
	}
}

// TestRebindAny builds queries of pieces whose marks are known: each free mark
// gets its number, nothing else moves.
func TestRebindAny(t *testing.T) {
	quoted := rapid.StringMatching(`'([a-z? ]|'')*'|"[a-z?]*"|--[a-z?']*\n|/\*[a-z?'"]*\*/`)
	plain := rapid.StringMatching(`[a-zé =(),.0-9]*`)
	rapid.Check(t, func(t *rapid.T) {
		var query, want strings.Builder
		n := 0
		for range rapid.IntRange(0, 12).Draw(t, "pieces") {
			piece := " " + rapid.OneOf(quoted, plain).Draw(t, "piece") + " "
			query.WriteString(piece)
			want.WriteString(piece)
			if rapid.Bool().Draw(t, "mark") {
				n++
				query.WriteString("?")
				want.WriteString("$" + strconv.Itoa(n))
			}
		}
		if got := numbered(query.String()); got != want.String() {
			t.Fatalf("%q became %q, not %q", query.String(), got, want.String())
		}
	})
}

// TestCode finds a script's next statement behind any comments, and never stops
// short of the end.
func TestCode(t *testing.T) {
	blank := rapid.StringMatching(`([ \t\n;]|--[a-z;']*\n|/\*[a-z;'\n]*\*/)*`)
	rapid.Check(t, func(t *rapid.T) {
		statement := rapid.SampledFrom([]string{"", "SELECT 1; -- end", "CREATE TABLE a (b TEXT)"}).Draw(t, "statement")
		if got := code(blank.Draw(t, "blank") + statement); got != statement {
			t.Fatalf("found %q, not %q", got, statement)
		}
	})
}
