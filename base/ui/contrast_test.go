package ui

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tokenPairs are the pairs of the design: what is written or drawn, on what, and the least contrast (WCAG 2.2, 1.4.3 and 1.4.11).
const tokenPairs = `
ink paper 4.5, ink surface 4.5, ink sunk 4.5, ink-2 paper 4.5, ink-2 surface 4.5, ink-2 sunk 4.5,
ink-3 paper 4.5, ink-3 surface 4.5, ink-3 sunk 4.5, edge surface 3, edge paper 3,
on-pine pine 4.5, on-pine pine-deep 4.5, pine paper 4.5, pine surface 4.5, pine pine-tint 4.5, pine sunk 4.5, ink pine-tint 4.5,
tuile paper 4.5, tuile surface 4.5, tuile tuile-tint 4.5, ink tuile-tint 4.5,
soleil-ink soleil-tint 4.5, ink soleil-tint 4.5, soleil-ink surface 4.5, ciel surface 4.5, ciel ciel-tint 4.5, ciel paper 4.5,
danger surface 4.5, danger paper 4.5, danger danger-tint 4.5, roof-ink roof 4.5, roof-2 roof 4.5`

// tokens reads the custom properties of the style sheets: name to its light and dark value.
func tokens(t *testing.T) map[string][2]string {
	t.Helper()
	found := make(map[string][2]string)
	both := regexp.MustCompile(`--([a-z0-9-]+):light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)`)
	for _, m := range both.FindAllStringSubmatch(string(read("css/tokens.css")), -1) {
		found[m[1]] = [2]string{m[2], m[3]}
	}
	if len(found) < 38 {
		t.Fatalf("only %d tokens", len(found))
	}
	return found
}

func TestContrast(t *testing.T) {
	at := tokens(t)
	for pair := range strings.SplitSeq(tokenPairs, ",") {
		checkPair(t, at, pair)
	}
	for _, family := range []string{"bleu", "brique", "rose", "ocre", "vert", "lagon", "prune", "ardoise"} {
		// Initials and badges write the edge on its own tint: 4.5, where the design asks for 3.
		checkPair(t, at, "s-"+family+" t-"+family+" 4.5")
		checkPair(t, at, "s-"+family+" surface 4.5")
		checkPair(t, at, "ink t-"+family+" 4.5")
		checkPair(t, at, "ink-2 t-"+family+" 4.5")
	}
}

func checkPair(t *testing.T, at map[string][2]string, pair string) {
	t.Helper()
	var front, back string
	var least float64
	if _, err := fmt.Sscan(pair, &front, &back, &least); err != nil {
		t.Fatal(err)
	}
	for theme, name := range []string{"light", "dark"} {
		f, b := at[front][theme], at[back][theme]
		if f == "" || b == "" {
			t.Fatalf("%s: no such token", pair)
		}
		if got := contrast(t, f, b); got < least {
			t.Errorf("%s on %s, %s: %.2f, at least %.1f", front, back, name, got, least)
		}
	}
}

// TestFallback: browsers without light-dark() get the same light theme.
func TestFallback(t *testing.T) {
	plain := make(map[string]string)
	css, _, _ := strings.Cut(string(read("css/tokens.css")), "@supports")
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+):(#[0-9a-f]{6})`).FindAllStringSubmatch(css, -1) {
		plain[m[1]] = m[2]
	}
	for name, value := range tokens(t) {
		if plain[name] != value[0] {
			t.Errorf("--%s is %s without light-dark() and %s with it", name, plain[name], value[0])
		}
	}
}

// TestSchoolColours: each of the eight colours keeps the header readable in both themes, and the code and the style sheet agree.
func TestSchoolColours(t *testing.T) {
	at := tokens(t)
	css := string(read("css/looks.css"))
	if len(Colours) != 8 {
		t.Errorf("%d colours, the design has 8", len(Colours))
	}
	for n, c := range Colours {
		roofs := at["roof"]
		if n > 0 {
			m := regexp.MustCompile(`data-couleur=` + c.Name + `\]\{--roof:light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)`).FindStringSubmatch(css)
			if m == nil || !strings.Contains(css, "data-couleur="+c.Name+"]{--roof:"+m[1]+";") {
				t.Errorf("%s: not in the style sheet, or not the same without light-dark()", c.Name)
				continue
			}
			roofs = [2]string{m[1], m[2]}
		}
		if roofs[0] != c.Roof || roof(c.Name) != c.Roof {
			t.Errorf("%s: %s in the code, %s in the style sheet", c.Name, c.Roof, roofs[0])
		}
		for theme := range roofs {
			for _, ink := range []string{"roof-ink", "roof-2"} {
				if got := contrast(t, at[ink][theme], roofs[theme]); got < 4.5 {
					t.Errorf("%s on %s, theme %d: %.2f", ink, c.Name, theme, got)
				}
			}
		}
	}
	if roof("none") != Colours[0].Roof {
		t.Error("an unknown colour is not the first one")
	}
}

// contrast is WCAG's: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	rgb, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(shift int) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}
