package e2e

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { Main(m) }

// A page without fault, which each case of the tests below spoils in one way.
const good = `<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Actualités · Préau</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<script src="/script.js" defer></script>
</head>
<body>
<header><a href="#suite">Aller au contenu</a></header>
<main id="suite">
<h1>Actualités</h1>
<p id="scripted">sans script</p>
<form action="/" method="post">
<label for="titre">Titre</label>
<input id="titre" name="titre" required>
<button>Enregistrer</button>
</form>
</main>
</body>
</html>
`

const style = `:root { color-scheme: light dark; color: #111; background: #fff }
@media (prefers-color-scheme: dark) { :root { color: #eee; background: #111 } a { color: #9cf } }
a, button, input { min-height: 24px; display: inline-block }
.pale { color: #aaa; background: #fff }
.fixed { color: #333 }
.wide { width: 700px }
.scrolls { overflow-x: auto }
`

// serve answers every address with one page, under a policy as strict as the product's.
func serve(t *testing.T, html string) string {
	t.Helper()
	mux := http.NewServeMux()
	file := func(path, kind, text string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind+"; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
			fmt.Fprint(w, text)
		})
	}
	file("/style.css", "text/css", style)
	file("/script.js", "text/javascript", `document.getElementById("scripted").textContent = "avec script"`)
	file("/{$}", "text/html", html)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// spoiled is the good page with one thing changed.
func spoiled(t *testing.T, old, replacement string) string {
	t.Helper()
	if strings.Count(good, old) != 1 {
		t.Fatalf("%q is not once in the good page", old)
	}
	return strings.Replace(good, old, replacement, 1)
}

// TestFaults shows a good page passing and each kind of slip being found, in the words that will help.
func TestFaults(t *testing.T) {
	browser := Browser(t)
	for _, c := range []struct {
		name, html, want string
	}{
		{"nothing", good, ""},
		{"a field without a label", spoiled(t, `<label for="titre">Titre</label>`, ``), "label: Form elements must have labels: #titre"},
		{"grey on white", spoiled(t, `<p id="scripted"`, `<p class="pale" id="scripted"`), "color-contrast"},
		{"a table too wide", spoiled(t, `<form`, `<div class="wide" id="notes">Notes</div><form`), "div#notes.wide"},
		{"a wide table that scrolls by itself", spoiled(t, `<form`, `<div class="scrolls" role="region" aria-label="Notes" tabindex="0"><div class="wide">Notes</div></div><form`), ""},
		{"two h1", spoiled(t, `<form`, `<h1>Encore</h1><form`), "2 h1"},
		{"a bare title", spoiled(t, `Actualités · Préau`, `Préau`), "not “Sujet · Préau”"},
		{"an inline script", spoiled(t, `<form`, `<script>document.title = "x"</script><form`), "Content Security Policy"},
		{"a script that throws", spoiled(t, ` id="scripted"`, ``), "TypeError"},
		{"a missing file", spoiled(t, `<p id`, `<img src="/absent.png" alt=""><p id`), "404"},
	} {
		t.Run(c.name, func(t *testing.T) {
			faults := strings.Join(browser.Open(serve(t, c.html), Look{}).Faults(), "\n")
			if c.want == "" && faults != "" || !strings.Contains(faults, c.want) {
				t.Errorf("found %q, want %q", faults, c.want)
			}
		})
	}
}

// TestThemes shows that a page is seen in the theme that was asked for: a colour that does not follow it fails in one.
func TestThemes(t *testing.T) {
	browser := Browser(t)
	for _, c := range []struct {
		html        string
		light, dark int
	}{
		{good, 0, 0},
		{spoiled(t, `<p id="scripted"`, `<p class="fixed" id="scripted"`), 0, 1},
	} {
		address := serve(t, c.html)
		if faults := browser.Open(address, Look{}).Axe(); len(faults) != c.light {
			t.Errorf("light: %q, want %d", faults, c.light)
		}
		if faults := browser.Open(address, Look{Dark: true}).Axe(); len(faults) != c.dark {
			t.Errorf("dark: %q, want %d", faults, c.dark)
		}
	}
}

func TestValid(t *testing.T) {
	faults := Valid(t, map[string]string{
		"good":       good,
		"unclosed":   spoiled(t, "</main>", ""),
		"twice":      spoiled(t, `name="titre"`, `name="titre" name="titre"`),
		"misplaced":  spoiled(t, `<p id="scripted">sans script</p>`, `<p><div>sans script</div></p>`),
		"accessible": spoiled(t, `<p id="scripted">sans script</p>`, `<p>Élève · 10 h 20</p>`),
	})
	for name, want := range map[string]string{"good": "", "accessible": "", "unclosed": "main", "twice": "Duplicate attribute", "misplaced": "No “p” element in scope"} {
		got := strings.Join(faults[name], "\n")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: found %q, want %q", name, got, want)
		}
	}
}

func TestScript(t *testing.T) {
	browser, address := Browser(t), serve(t, good)
	with, without := browser.Open(address, Look{}), browser.Open(address, Look{NoScript: true})
	if got := with.Text("#scripted"); got != "avec script" {
		t.Errorf("with script: %q", got)
	}
	if faults := without.Faults(); len(faults) > 0 {
		t.Errorf("without script: %q", faults)
	}
	if got := without.Text("#scripted"); got != "sans script" {
		t.Errorf("without script: %q", got)
	}
	if got := with.Source(); got != good {
		t.Errorf("the source is not what was sent: %q", got)
	}
}

const tree = `RootWebArea "Actualités · Préau"
  banner
    link "Aller au contenu"
  main
    heading "Actualités" level=1
    paragraph
      StaticText "avec script"
    form
      LabelText
        StaticText "Titre"
      textbox "Titre" required=true
      button "Enregistrer"
`

func TestTranscripts(t *testing.T) {
	address := serve(t, good)
	for _, look := range []Look{{}, {NoScript: true}} {
		page := Browser(t).Open(address, look)
		if got, want := page.TabOrder(), "link \"Aller au contenu\"\ntextbox \"Titre\" required=true\nbutton \"Enregistrer\"\n"; got != want {
			t.Errorf("%+v: Tab goes\n%s\nwant\n%s", look, got, want)
		}
		want := tree
		if look.NoScript {
			want = strings.Replace(tree, "avec", "sans", 1)
		}
		if got := page.Tree(); got != want {
			t.Errorf("%+v: the tree is\n%s\nwant\n%s", look, got, want)
		}
	}
}

// TestWindows shows that two windows share no cookie, and two pages of a window do.
func TestWindows(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cookie, err := r.Cookie("who"); err == nil {
			fmt.Fprintf(w, "<!DOCTYPE html><p>%s</p>", cookie.Value)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "known"})
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, "<!DOCTYPE html><p>stranger</p>")
	}))
	t.Cleanup(server.Close)
	one, two := Browser(t), Browser(t)
	first := one.Open(server.URL, Look{})
	if got := first.Text("p"); got != "stranger" || first.Status() != http.StatusNotFound {
		t.Errorf("first visit: %q, status %d", got, first.Status())
	}
	if got := one.Open(server.URL, Look{}).Text("p"); got != "known" {
		t.Errorf("another page of the window: %q", got)
	}
	if got := two.Open(server.URL, Look{}).Text("p"); got != "stranger" {
		t.Errorf("another window: %q", got)
	}
	first.Do(chromedp.Reload())
	if got := first.Text("p"); got != "known" || first.Status() != http.StatusOK {
		t.Errorf("again: %q, status %d", got, first.Status())
	}
}

func TestScreenshot(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("PREAU_SHOTS", folder)
	browser, address := Browser(t), serve(t, good)
	for name, look := range map[string]Look{"phone/actualites": {}, "wide": Desktop} {
		path, width := browser.Open(address, look).Screenshot(name), 390
		if look == Desktop {
			width = 1280
		}
		if path != filepath.Join(folder, name+".png") {
			t.Errorf("the picture is in %s", path)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.DecodeConfig(file)
		if err != nil || picture.Width != width {
			t.Errorf("%s: %d wide (%v), want %d", name, picture.Width, err, width)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
