package house

import (
	"slices"
	"strings"
	"testing"
)

// golden sorts lines and leaves each once, without empty ones.
func golden(text string) string {
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	lines = slices.Compact(lines)
	return strings.TrimLeft(strings.Join(lines, "\n"), "\n") + "\n"
}

// diff gives what is in got alone and what is in want alone.
func diff(got, want []string) (added, gone []string) {
	for _, g := range got {
		if !slices.Contains(want, g) {
			added = append(added, g)
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			gone = append(gone, w)
		}
	}
	return added, gone
}

func TestGolden(t *testing.T) {
	if got, want := golden("b v1\n\na v2\nb v1\n"), "a v2\nb v1\n"; got != want {
		t.Errorf("golden gave %q, want %q", got, want)
	}
	added, gone := diff([]string{"a", "b"}, []string{"b", "c"})
	if !slices.Equal(added, []string{"a"}) || !slices.Equal(gone, []string{"c"}) {
		t.Errorf("diff gave %v and %v, want a added and c gone", added, gone)
	}
}
