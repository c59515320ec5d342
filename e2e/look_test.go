package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestPreferences shows each preference changing what one sees.
func TestPreferences(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	page := Browser(t).Open(s.URL+"/", Look{})
	page.SignIn(s, "ines.moreau")
	set := func(labels ...string) {
		t.Helper()
		page.Go(s.URL + "/compte/affichage")
		for _, label := range labels {
			page.Click(label)
		}
		page.Follow("Enregistrer")
		page.Go(s.URL + "/actualites")
	}
	style := func(element, property string) string {
		return page.Read(`getComputedStyle(document.querySelector("` + element + `")).` + property)
	}
	page.Go(s.URL + "/actualites")
	paper, size, spacing := style("html", "backgroundColor"), style("main p", "fontSize"), style("main p", "lineHeight")
	page.Must("Menu de la semaine")
	if !page.Is(`document.querySelector("main img")`) {
		t.Error("no picture before data are saved")
	}
	set("Sombre")
	if got := style("html", "backgroundColor"); got == paper {
		t.Errorf("the dark theme has the paper %s", got)
	}
	page.Wear(Look{Dark: true})
	set("Clair")
	if got := style("html", "backgroundColor"); got != paper {
		t.Errorf("the light theme on a dark device has the paper %s, not %s", got, paper)
	}
	set("Très grande")
	if got := style("main p", "fontSize"); got == size {
		t.Errorf("larger text has %s", got)
	}
	set("Normale", "Lecture aérée")
	if got := style("main p", "lineHeight"); got == spacing {
		t.Errorf("airier reading has %s", got)
	}
	set("Économie de données")
	if page.Is(`[...document.querySelectorAll("main img")].some(i => i.getClientRects().length || i.complete && i.naturalWidth)`) || page.Is(`document.querySelector("link[rel=preload][as=font]")`) {
		t.Error("who saves data loads pictures or the font")
	}
	page.Go(s.URL + "/compte/affichage")
	if !page.Is(`(f => { const o = [...f.options].find(o => o.lang === "en"); o.selected = true; return true })(` + field("Langue") + `)`) {
		t.Fatal("no English")
	}
	page.Follow("Enregistrer")
	page.Go(s.URL + "/")
	page.Must("Hello Inès", "Tuesday")
	if lang := page.Read("document.documentElement.lang"); lang != "en" {
		t.Errorf("the page's language is %q", lang)
	}
}

// TestPrint shows the class with its pictures and a letter on paper: what is for the screen is gone, the rest is there.
func TestPrint(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	page := Browser(t).Open(s.URL+"/", Desktop)
	page.SignIn(s, "helene.vasseur")
	office := s.As("helene.vasseur")
	class := office.first(office.Get("/annuaire/personne/"+personOf(s, "ines.moreau")), `^/annuaire/classe/`)
	page.Go(s.URL + class)
	onPaper(t, page, "Inès Moreau", "Claire Ferrand")
	page.Go(s.URL + "/administration/personnes/" + personOf(s, "ines.moreau"))
	page.Click("Par lettre")
	page.Follow("Faire un code")
	onPaper(t, page, "Inès Moreau", "ines.moreau", "/activation")
}

// onPaper shows the page as a printer gets it.
func onPaper(t *testing.T, page *Page, has ...string) {
	t.Helper()
	print(page)
	defer page.Wear(Desktop)
	page.Must(has...)
	for _, gone := range []string{"header.toit", "footer.pied", "main button", ".nav"} {
		if page.Is(`[...document.querySelectorAll("` + gone + `")].some(e => e.getClientRects().length)`) {
			t.Errorf("%s prints %s", page.Address(), gone)
		}
	}
	if pdf := ask(page, chromedp.PrintToPDF()); len(pdf) < 2000 {
		t.Errorf("%s prints %d bytes", page.Address(), len(pdf))
	}
}

// print shows the page as paper, until it wears another look.
func print(p *Page) {
	media := emulation.SetEmulatedMediaParams{Media: "print"}
	p.Do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, media)
		return err
	}))
}

// personOf is the id of a person of the first school, as the search gives it to the head.
func personOf(s *Served, who string) string {
	v := s.As("helene.vasseur")
	return v.first(v.Get("/administration/personnes?q="+who), `^/administration/personnes/[0-9a-f-]{36}$`)[len("/administration/personnes/"):]
}

// TestZoom looks at pages at 400 %: 320 × 200 pixels. Whatever Tab comes to is in sight and under nothing else.
func TestZoom(t *testing.T) {
	s := Serve(t, "-now", "2026-11-24T10:30")
	page := Browser(t).Open(s.URL+"/", Look{Width: 320, Height: 200})
	page.SignIn(s, "helene.vasseur")
	for _, path := range []string{"/", "/actualites", "/actualites/nouveau", "/annuaire", "/administration/personnes", "/administration/urgence"} {
		page.Go(s.URL + path)
		if out := page.SidewaysScroll(320); len(out) > 0 {
			t.Errorf("%s: %q", path, out)
		}
		stops := 0
		for range 60 {
			page.Press(kb.Tab)
			if page.Is(`document.activeElement === document.body`) {
				break
			}
			stops++
			if hidden := page.Read(obscured); hidden != "" {
				t.Errorf("%s: %s", path, hidden)
			}
		}
		if stops < 10 {
			t.Errorf("%s: %d stops", path, stops)
		}
	}
}

// obscured says which element has the focus and is not to be seen: no point of it is in sight and on top.
const obscured = `(() => {
	const e = document.activeElement, shown = [...(e.labels || []), e]
	for (const x of shown) for (const r of x.getClientRects())
		for (let i = 1; i < 8; i++) for (let j = 1; j < 8; j++) {
			const at = document.elementFromPoint(r.x + r.width * i / 8, r.y + r.height * j / 8)
			if (at && (x.contains(at) || at.contains(x) && at.tagName !== "BODY" && at.tagName !== "MAIN")) return ""
		}
	return e.tagName + " " + (e.id || e.textContent.trim().slice(0, 40)) + " has the focus out of sight"
})()`
