package e2e

import (
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// SignIn signs somebody in by the form.
func (p *Page) SignIn(s *Served, who string) {
	p.t.Helper()
	p.Go(s.URL + "/connexion")
	p.Fill("Identifiant", who)
	p.Fill("Mot de passe", password)
	p.Leave(func() { p.Press(kb.Enter) })
	if p.At() == "/connexion" {
		p.t.Fatalf("%s did not get in: %s", who, p.Text("main"))
	}
}

// Is evaluates a condition in the page.
func (p *Page) Is(condition string) bool {
	p.t.Helper()
	return p.withValue("!!(" + condition + ")")
}

func (p *Page) withValue(expression string) (is bool) {
	p.withScript(func() []string {
		is = ask(p, chromedp.Evaluate[bool](expression))
		return nil
	})
	return is
}

// Read gives the text that an expression makes in the page.
func (p *Page) Read(expression string) string {
	p.t.Helper()
	return p.withScript(func() []string {
		return []string{ask(p, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))}
	})[0]
}

// Until waits until a condition holds in the page.
func (p *Page) Until(condition string) {
	p.t.Helper()
	for begun := time.Now(); !p.Is(condition); time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > patience {
			p.t.Fatalf("%s: it never came that %s; the page says:\n%s", p.Address(), condition, p.Text("body"))
		}
	}
}

// Leave does what leads to another page, and waits until that page is there.
func (p *Page) Leave(step func()) {
	p.t.Helper()
	p.Do(chromedp.Evaluate[chromedp.Void]("window.left = true"))
	step()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		there, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`!window.left && document.readyState === "complete"`))
		if err == nil && there {
			return
		}
		if time.Since(begun) > patience {
			p.t.Fatalf("%s: no other page came (%v); the page says:\n%s", p.Address(), err, p.Text("body"))
		}
	}
}

// At is the path where the tab is.
func (p *Page) At() string { return p.Read("location.pathname") }

// Press types keys.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(keys))
}

// field is the script that finds a field by the beginning of its label.
func field(label string) string {
	return `[...document.querySelectorAll("label")].filter(l => l.control && l.control.type !== "hidden" &&
		l.textContent.trim().startsWith(` + strconv.Quote(label) + `)).map(l => l.control)[0]`
}

// Fill types into the field of a label, in place of what was there.
func (p *Page) Fill(label, value string) {
	p.t.Helper()
	if !p.Is(`(f => f && (f.focus(), f.select && f.select(), true))(` + field(label) + `)`) {
		p.t.Fatalf("%s: no field %q", p.Address(), label)
	}
	p.Press(value)
}

// Click presses what a person reads: of the links, buttons and boxes in sight, the one that says exactly this, else one
// that begins so, else one that has it.
func (p *Page) Click(says string) {
	p.t.Helper()
	at := p.Read(`(() => {
		const want = ` + strconv.Quote(says) + `, says = e => e.innerText.replace(/\s+/g, " ").trim()
		const all = [...document.querySelectorAll("a, button, summary, label")].filter(e => e.getClientRects().length)
		const e = all.find(e => says(e) === want) || all.find(e => says(e).startsWith(want)) || all.find(e => says(e).includes(want))
		if (!e) return ""
		e.scrollIntoView({block: "center"})
		const r = e.getClientRects()[0]
		return (r.x + r.width / 2) + " " + (r.y + r.height / 2)
	})()`)
	x, y, ok := strings.Cut(at, " ")
	if !ok {
		p.t.Fatalf("%s: nothing to press says %q; the page says:\n%s", p.Address(), says, p.Text("body"))
	}
	p.Do(chromedp.MouseClickXY(number(x), number(y)))
}

// Follow presses it and waits for the page it leads to.
func (p *Page) Follow(says string) {
	p.t.Helper()
	p.Leave(func() { p.Click(says) })
}

func number(s string) float64 {
	n, _ := strconv.ParseFloat(s, 64) // what script wrote is a number
	return n
}

// TabTo goes by Tab until what has the focus is said so, and gives the steps it took, one a line.
func (p *Page) TabTo(says string) string {
	p.t.Helper()
	var steps strings.Builder
	for range tabStops {
		p.Press(kb.Tab)
		node := ask(p, focused)
		if node == nil {
			continue
		}
		line := spoken(node)
		steps.WriteString("  Tab: " + line + "\n")
		if strings.Contains(line, says) {
			return steps.String()
		}
	}
	p.t.Fatalf("%s: Tab never comes to %s:\n%s", p.Address(), says, steps.String())
	return ""
}

// Says tells whether one reads the words on the page.
func (p *Page) Says(text string) bool {
	p.t.Helper()
	squeeze := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u202f", " ")), " ") }
	return strings.Contains(squeeze(p.Text("body")), squeeze(text))
}

// Must fails the test, and goes on, where the page lacks words.
func (p *Page) Must(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		if !p.Says(text) {
			p.t.Errorf("%s does not say %q:\n%s", p.Address(), text, p.Text("body"))
		}
	}
}

// MustNot fails the test, and goes on, where the page says them.
func (p *Page) MustNot(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		if p.Says(text) {
			p.t.Errorf("%s says %q", p.Address(), text)
		}
	}
}
