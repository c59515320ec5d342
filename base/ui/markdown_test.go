package ui

import (
	"strings"
	"testing"
)

func TestMarkdown(t *testing.T) {
	for src, want := range map[string]string{
		"# Titre\n\n## Partie":            "<h2>Titre</h2>\n<h3>Partie</h3>",
		"Départ : 8 h 30 !":               "Départ\u00a0: 8\u00a0h\u00a030\u202f!",
		"un ! *deux ?*\ntrois ;":          "un\u202f! <em>deux\u202f?</em>\ntrois\u202f;",
		"`a : b`":                         "<code>a : b</code>",
		"[ici](https://example.org/a?b)":  `<a href="https://example.org/a?b" rel="nofollow noreferrer">ici</a>`,
		"[là](/actualites/3)":             `<a href="/actualites/3">là</a>`,
		"[x](javascript:alert(1))":        "<p>x</p>",
		"<script>alert(1)</script>":       "",
		"<b style=\"x\">gras</b>":         "gras",
		"![toit](/photo/3)":               `<img src="/photo/3" alt="toit"`,
		"![x](https://elsewhere.org/pix)": "",
		"![x](//elsewhere.org/pix)":       "",
		"| a | b |\n|---|:-:|\n| 1 | 2 |": "<td>1</td>",
		"~~non~~ https://example.org":     "<del>non</del> <a href=\"https://example.org\"",
	} {
		got := render(t, t.Context(), Markdown(src))
		if !strings.Contains(got, want) {
			t.Errorf("Markdown(%q) = %q, want %q in it", src, got, want)
		}
		for _, not := range []string{"<script", "javascript:", "elsewhere.org", "style=", "<b"} {
			if strings.Contains(got, not) && !strings.Contains(src, "`") {
				t.Errorf("Markdown(%q) = %q holds %s", src, got, not)
			}
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"# a", "<img src=x onerror=y>", "[a](javascript:b)", "« a » : b ! `c`\\", "| a |\n|-|\n", "0 \xc2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		got := strings.ToLower(render(t, t.Context(), Markdown(src)))
		for _, not := range []string{"<script", "<style", "<iframe", "<form"} {
			if strings.Contains(got, not) {
				t.Errorf("Markdown(%q) = %q", src, got)
			}
		}
	})
}
