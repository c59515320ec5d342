package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A Look is how a page is looked at. The zero value is a phone held in one hand: 390 × 844, light, with script.
type Look struct {
	Width, Height int64 // in CSS pixels
	Dark          bool
	NoScript      bool
}

// Desktop is a common screen of a school's computer.
var Desktop = Look{Width: 1280, Height: 800}

// A Page is one tab.
type Page struct {
	t    testing.TB
	ctx  context.Context
	look Look

	mu       sync.Mutex
	document network.RequestID // of the page itself, the last one loaded
	status   int64
	errors   []string
}

// Open loads an address in a new tab and waits until it is there, pictures and scripts included.
func (w *Window) Open(url string, look Look) *Page {
	w.t.Helper()
	ctx, closeTab := chromedp.NewContext(w.ctx)
	w.t.Cleanup(closeTab)
	p := &Page{t: w.t, ctx: ctx}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		w.t.Fatalf("open tab: %v", err)
	}
	p.Wear(look)
	p.Go(url)
	return p
}

// Wear looks at the page in another way, from now on.
func (p *Page) Wear(look Look) {
	p.t.Helper()
	if look.Width == 0 {
		look.Width = 390
	}
	if look.Height == 0 {
		look.Height = 844
	}
	p.look = look
	p.Do(p.dress)
}

// Go loads another address in the same tab.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.mu.Lock()
	p.errors = nil
	p.mu.Unlock()
	p.Do(chromedp.Navigate(url))
}

// Do carries out steps, each with the patience of the house; a step that fails ends the test.
func (p *Page) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	for _, step := range steps {
		ask(p, step)
	}
}

// ask runs one action and gives its value.
func ask[T any](p *Page, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatalf("page %v: %v", p.look, err)
	}
	return value
}

// dress gives the tab its size, colours, clock and scripts. Movement is off, so that pictures repeat.
func (p *Page) dress(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
	theme := "light"
	if p.look.Dark {
		theme = "dark"
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: theme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err = chromedp.EmulateViewport(p.look.Width, p.look.Height)(ctx, tab); err != nil {
		return none, err
	}
	if _, err = cdp.Call(ctx, tab, emulation.SetEmulatedMedia, media); err != nil {
		return none, err
	}
	if _, err = cdp.Call(ctx, tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Europe/Paris"}); err != nil {
		return none, err
	}
	_, err = cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: p.look.NoScript})
	return none, err
}

// hear keeps what the browser complains of: scripts that threw, blocked or missing files, refused policies.
func (p *Page) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			p.document, p.status = e.RequestID, int64(e.Response.Status)
		}
	case *runtime.EventExceptionThrown:
		p.errors = append(p.errors, threw(e.ExceptionDetails))
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			p.errors = append(p.errors, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// threw says what a script threw, and where.
func threw(d *runtime.ExceptionDetails) string {
	says := d.Text
	if d.Exception != nil {
		says += " " + d.Exception.Description
	}
	return fmt.Sprintf("%s (%s line %d)", says, d.URL, d.LineNumber+1)
}

// Errors gives what the browser complained of since the address was asked for, its own refusals included.
func (p *Page) Errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.errors...)
}

// Status is the HTTP status of the page as it was last loaded.
func (p *Page) Status() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return int(p.status)
}

// Source gives the page as the server sent it, before any script.
func (p *Page) Source() string {
	p.t.Helper()
	p.mu.Lock()
	id := p.document
	p.mu.Unlock()
	return string(ask(p, func(ctx context.Context, tab *chromedp.Target) ([]byte, error) {
		body, err := cdp.Call(ctx, tab, network.GetResponseBody, network.GetResponseBodyParams{RequestID: id})
		return body.Body, err
	}))
}

// Title is the document's title.
func (p *Page) Title() string { return ask(p, chromedp.Title()) }

// Address is where the tab is now.
func (p *Page) Address() string { return ask(p, chromedp.Location()) }

// Text gives the words that one sees in the first element that a CSS selector finds.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return ask(p, chromedp.Text(chromedp.CSS(selector)))
}

// Screenshot writes the whole page as a PNG, in the folder that PREAU_SHOTS names or in one that goes with the test,
// and gives its path.
func (p *Page) Screenshot(name string) string {
	p.t.Helper()
	folder := os.Getenv("PREAU_SHOTS")
	if folder == "" {
		folder = p.t.TempDir()
	}
	beyond := true
	picture := ask(p, func(ctx context.Context, tab *chromedp.Target) ([]byte, error) {
		shot, err := cdp.Call(ctx, tab, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &beyond})
		return shot.Data, err
	})
	file := filepath.Join(folder, name+".png")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
	return file
}
