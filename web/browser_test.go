package web

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a real headless Chromium with one tab, and what went wrong in it.
type browser struct {
	t   testing.TB
	ctx context.Context
	url string

	mu      sync.Mutex
	dialogs []string
	reports []string // console, log and policy messages
	outside []string // requests that did not go to our server
}

// chromium finds Debian's browser, or another of the family.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless_shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("needs a Chromium (Debian: chromium), which is not installed")
	return ""
}

func newBrowser(t testing.TB, url string) *browser {
	t.Helper()
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(chromium(t)), chromedp.Headless, chromedp.DisableGPU, chromedp.NoSandbox, chromedp.WSURLReadTimeout(2*time.Minute))
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	b := &browser{t: t, ctx: ctx, url: url}
	b.do()
	if err := chromedp.Listen(ctx, b.note); err != nil {
		t.Fatal(err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": "vi"}})
	return b
}

// note collects what must not happen.
func (b *browser) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *page.EventJavascriptDialogOpening:
		b.dialogs = append(b.dialogs, e.Message)
		go chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
	case *log.EventEntryAdded:
		b.reports = append(b.reports, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		b.reports = append(b.reports, "console."+string(e.Type))
	case *runtime.EventExceptionThrown:
		b.reports = append(b.reports, e.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, b.url) && !strings.HasPrefix(e.Request.URL, "data:") { // data: the browser's own icons
			b.outside = append(b.outside, e.Request.URL)
		}
	}
}

func call[P, R any](b *browser, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
}

func value[T any](b *browser, action chromedp.Action[T]) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, action)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func (b *browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// follow runs actions of which the last leads to another page, and waits for it.
func (b *browser) follow(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if _, err := chromedp.RunResponse(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.url + path))
}

// texts are the visible texts of what a selector finds.
func (b *browser) texts(selector string) []string {
	b.t.Helper()
	return value(b, chromedp.Evaluate[[]string](`[...document.querySelectorAll(`+"`"+selector+"`"+`)].map(e => (e.innerText || e.textContent).trim())`))
}

func (b *browser) text(selector string) string {
	b.t.Helper()
	return strings.Join(b.texts(selector), " | ")
}

// quiet fails for anything that should not have happened.
func (b *browser) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.dialogs)+len(b.reports)+len(b.outside) > 0 {
		b.t.Errorf("dialogs %q, reports %q, requests to other places %q", b.dialogs, b.reports, b.outside)
	}
}

// shoot writes a picture into the folder TINTINH_SHOTS, for people to look at.
func (b *browser) shoot(name string, width int64, dark bool) {
	b.t.Helper()
	dir := os.Getenv("TINTINH_SHOTS")
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 600})
	png := value(b, chromedp.FullScreenshot(100))
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// TestShots draws every kind of page in light and dark, wide and narrow, and
// lets none be wider than its window.
func TestShots(t *testing.T) {
	srv, _ := newSite(t)
	b := newBrowser(t, srv.URL)
	for name, path := range map[string]string{
		"search": "/?q=hoa+binh", "latest": "/", "filters": "/?q=cầu&portal=bao-song-mau&from=2026-01-01", "article": "/article?id=bao-song-mau:101",
		"radio": "/article?id=dai-mau:7", "history": "/history?id=bao-song-mau:101", "portals": "/portals", "portal": "/portal?id=bao-song-mau",
		"runs": "/runs", "run": "/run?at=" + now.Add(-12*time.Hour).UTC().Format(time.RFC3339), "nothing": "/?q=xyzzy", "english": "/?q=hoa+binh&lang=en",
	} {
		b.open(path)
		for _, width := range []int64{1200, 390} {
			for _, dark := range []bool{false, true} {
				shot := name + map[int64]string{1200: "-wide", 390: "-phone"}[width] + map[bool]string{false: "-light", true: "-dark"}[dark]
				b.shoot(shot, width, dark)
				overflow := value(b, chromedp.Evaluate[float64](`document.documentElement.scrollWidth - innerWidth`))
				if overflow > 0 {
					t.Errorf("%s is %v px wider than the window", shot, overflow)
				}
			}
		}
	}
	b.quiet()
}
