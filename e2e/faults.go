package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// module gives the path of a file that npm brought beside this package.
func module(t testing.TB, name string) string {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	file := filepath.Join(filepath.Dir(here), "node_modules", name)
	if _, err := os.Stat(file); err != nil {
		Missing(t, fmt.Sprintf("npm ci --prefix e2e was not run: %v", err))
	}
	return file
}

// The rules of WCAG 2.0 to 2.2, levels A and AA, and what axe knows to be good besides.
const axeRules = `["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]`

// Axe gives the violations that axe-core finds, one line each: rule, what it wants, where. None is the law.
func (p *Page) Axe() []string {
	p.t.Helper()
	source, err := os.ReadFile(module(p.t, "axe-core/axe.min.js"))
	if err != nil {
		p.t.Fatal(err)
	}
	// The devtools' own evaluation passes by the page's content security policy, which stays as it is.
	run := `axe.run(document, {runOnly: ` + axeRules + `, resultTypes: ["violations"]}).then(r =>
		r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + v.help + ": " + n.target.join(" "))))`
	return p.withScript(func() []string {
		ask(p, chromedp.Evaluate[chromedp.Void]("if (!window.axe) {"+string(source)+"}"))
		return ask(p, chromedp.Evaluate[[]string](run, chromedp.EvalAwaitPromise))
	})
}

// withScript lets the checkers' scripts run in a page that was loaded without any: the page's own are not loaded
// again by that.
func (p *Page) withScript(look func() []string) []string {
	p.t.Helper()
	disable := func(off bool) chromedp.Action[chromedp.Void] {
		return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
			return err
		})
	}
	if p.look.NoScript {
		p.Do(disable(false))
		defer p.Do(disable(true))
	}
	return look()
}

// The elements that stick out on the right, the innermost first found, but for those inside a part that scrolls.
const stickingOut = `(() => {
	const root = document.documentElement, wide = root.clientWidth
	if (Math.max(root.scrollWidth, document.body.scrollWidth) <= wide) return []
	const scrolls = e => { for (let a = e.parentElement; a && a !== document.body; a = a.parentElement)
		if (/auto|scroll|hidden|clip/.test(getComputedStyle(a).overflowX)) return true
		return false }
	const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > wide + 1 && !scrolls(e))
	const name = e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + [...e.classList].map(c => "." + c).join("")
	return ["the page is " + root.scrollWidth + " wide in " + wide].concat(out.slice(-5).map(name))
})()`

// SidewaysScroll tries the page at a width (320 is the law) and gives what makes it scroll sideways, nothing when it
// does not. The page is then as wide as before.
func (p *Page) SidewaysScroll(width int64) []string {
	p.t.Helper()
	p.Do(chromedp.EmulateViewport(width, p.look.Height))
	defer p.Do(chromedp.EmulateViewport(p.look.Width, p.look.Height))
	return p.withScript(func() []string { return ask(p, chromedp.Evaluate[[]string](stickingOut)) })
}

// Faults gives everything wrong that one loaded page shows by itself: the browser's own complaints, headings, title,
// accessibility, sideways scroll. Validity is asked for many pages at once: see Valid.
func (p *Page) Faults() []string {
	p.t.Helper()
	faults := p.Errors()
	if n := len(p.withScript(func() []string {
		return ask(p, chromedp.Evaluate[[]string](`[...document.querySelectorAll("h1")].map(h => h.textContent)`))
	})); n != 1 {
		faults = append(faults, fmt.Sprintf("%d h1, one is the law", n))
	}
	if title := p.Title(); !strings.HasSuffix(title, " · Préau") || title == " · Préau" {
		faults = append(faults, fmt.Sprintf("the title is %q, not “Sujet · Préau”", title))
	}
	faults = append(faults, p.Axe()...)
	return append(faults, p.SidewaysScroll(320)...)
}
