package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"preau/base/text"
)

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Inès Moreau": "IM", "élodie de la tour": "ÉT", "李": "李", "Jean-Baptiste d’Arc": "JD", "M. Roca": "MR", "": "", "O'Neill": "O", "a b c": "AC",
	} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestFamilyOf(t *testing.T) {
	dealt := make(map[Family]bool)
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"} {
		if again := FamilyOf(id); again != FamilyOf(id) || !slices.Contains(families[:], FamilyOf(id)) {
			t.Errorf("FamilyOf(%q) = %q", id, FamilyOf(id))
		}
		dealt[FamilyOf(id)] = true
	}
	if len(dealt) < 5 {
		t.Errorf("twelve ids share %d families", len(dealt))
	}
}

// TestIconsExist: every icon that a component names is in the sprite.
func TestIconsExist(t *testing.T) {
	named := regexp.MustCompile(`(?:Icon\(|Icon: +|TagIcon\(\w+, |Note\(\w+, )"([^"]*)"`)
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	seen := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllSubmatch(src, -1) {
			seen++
			if !HasIcon(string(m[1])) {
				t.Errorf("%s names the icon %q, which is not in the sprite", file, m[1])
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d icons named: the pattern no longer finds them", seen)
	}
	if HasIcon("none") || render(t, t.Context(), Icon("none")) != "" {
		t.Error("an unknown icon is drawn")
	}
}

func TestLeavesEscape(t *testing.T) {
	evil := `<b>"&'`
	for name, got := range map[string]string{
		"tag":   render(t, t.Context(), Tag(Kind(evil), evil)),
		"badge": render(t, t.Context(), Badge(Family(evil), evil, false)),
		"photo": render(t, t.Context(), Portrait(Face{Photo: evil})),
		"face":  render(t, t.Context(), Portrait(Face{ID: evil, Name: evil})),
	} {
		if regexp.MustCompile(`<b>|="[^"]*"[^ >]`).MatchString(got) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestWords: every text of the components is in every catalogue, and none is there for nothing.
func TestWords(t *testing.T) {
	if err := text.Check(); err != nil {
		t.Error(err)
	}
}

func TestFours(t *testing.T) {
	for code, want := range map[string][]string{
		"K7PM4XRT9HWD": {"K7PM", "4XRT", "9HWD"}, "K7PM-4XRT 9H": {"K7PM", "4XRT", "9H"}, "": nil,
	} {
		if got := fours(code); !slices.Equal(got, want) {
			t.Errorf("fours(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		done, of int
		want     string
	}{{0, 30, "0%"}, {24, 30, "80%"}, {31, 30, "100%"}, {1, 0, "0%"}, {-1, 3, "0%"}} {
		if got := percent(c.done, c.of); got != c.want {
			t.Errorf("percent(%d, %d) = %s, want %s", c.done, c.of, got, c.want)
		}
	}
}

func TestAnchor(t *testing.T) {
	for words, want := range map[string]string{"Pour demain, mercredi": "t-pour-demain-mercredi", "À savoir": "t-savoir", "": "t-"} {
		if got := anchor("t-", words); got != want {
			t.Errorf("anchor(%q) = %q, want %q", words, got, want)
		}
	}
}
