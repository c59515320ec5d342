// Package e2e looks at Préau as a person does: in a real browser, wide or narrow, light or dark, with script or
// without, by pointer or by keyboard. Its tests are the stories; what is not a test is what they are told with.
//
// One Chromium serves a whole run (see Main); each person of a story has a Window with cookies of its own, and each
// page they look at is a Page. Helpers that look for faults return what they found, and the test decides.
package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long one step in a page may take. Two busy cores are slow; a page that hangs is slower.
const patience = 30 * time.Second

// The browser of this run, started by the first test that asks for a window.
var shared struct {
	once sync.Once
	ctx  context.Context
	err  error
}

// What is left to do when all tests have run, the last asked first.
var end struct {
	sync.Mutex
	stop []func()
}

func atEnd(stop ...func()) {
	end.Lock()
	defer end.Unlock()
	end.stop = append(end.stop, stop...)
}

// Main runs a package's tests and then ends the browser. A package that uses Browser has
//
//	func TestMain(m *testing.M) { e2e.Main(m) }
func Main(m *testing.M) {
	code := m.Run()
	for i := len(end.stop) - 1; i >= 0; i-- {
		end.stop[i]()
	}
	os.Exit(code)
}

// start runs Chromium without a screen. It says nothing to anybody outside: no updates, no synchronisation.
func start() {
	program, err := exec.LookPath("chromium")
	if err != nil {
		shared.err = err
		return
	}
	profile, err := os.MkdirTemp("", "preau-chromium")
	if err != nil {
		shared.err = err
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.UserDataDir(profile),
		chromedp.DisableGPU,
		chromedp.Flag("no-sandbox", os.Getuid() == 0), // its sandbox refuses root
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("lang", "fr-FR"),
		chromedp.Flag("accept-lang", "fr-FR,fr"),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(allocator)
	shared.ctx = ctx
	atEnd(func() { _ = os.RemoveAll(profile) }, stopAllocator, stopBrowser)
	shared.err = chromedp.Do(ctx)
}

// A Window is one person's browser: its cookies are shared by its pages and by no other window.
type Window struct {
	t   testing.TB
	ctx context.Context
}

// Browser gives a new window, closed when the test ends. Without Chromium the test is skipped, unless PREAU_NEED is
// set (as by make test): there a missing browser is a failure.
func Browser(t testing.TB) *Window {
	t.Helper()
	shared.once.Do(start)
	if shared.err != nil {
		Missing(t, fmt.Sprintf("no browser: %v", shared.err))
	}
	ctx, stop := chromedp.NewContext(shared.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open window: %v", err)
	}
	return &Window{t, ctx}
}

// Missing ends a test that lacks something of the machine: by a failure when PREAU_NEED is set, else by a skip.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("PREAU_NEED") != "" {
		t.Fatal(what)
	}
	t.Skip(what + " (make test installs it)")
}
