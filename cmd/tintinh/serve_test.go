package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tintinh/tintinh/store/search"
)

// served starts serve, and returns the address it tells and a function that
// ends it and gives its exit code.
func served(t *testing.T, w *workspace, args ...string) (address string, stop func() int) {
	t.Helper()
	c := w.command(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	c.Stderr = nil
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	lines := bufio.NewScanner(stderr)
	for lines.Scan() && address == "" {
		if _, rest, ok := strings.Cut(lines.Text(), "Serving "); ok {
			address, _, _ = strings.Cut(rest, "/ ")
			break
		}
	}
	if address == "" {
		t.Fatal("serve did not say where")
	}
	go io.Copy(io.Discard, stderr)
	return address, func() int {
		c.Process.Signal(syscall.SIGTERM)
		c.Wait()
		return c.ProcessState.ExitCode()
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestServe: what a crawl stored is found; a further crawl brings the view up
// to date while serve runs, and is not kept from the store by it.
func TestServe(t *testing.T) {
	s := newSite(t)
	for n := 1; n <= 4; n++ {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+n), story(n, fmt.Sprintf("Nạo vét kênh số %d", n), body(n)))
	}
	w := newWorkspace(t, fastRevisits+"portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	if _, stderr := w.run(0, "serve", "--update"); !strings.Contains(stderr, "4 changed articles") {
		t.Errorf("update says %q", stderr)
	}
	address, stop := served(t, w, "--every", "0s")
	found := func(words string) int {
		var p struct{ Hits []struct{ ID string } }
		if err := json.Unmarshal([]byte(fetch(t, address+"/api/v1/search?q="+words)), &p); err != nil {
			t.Fatal(err)
		}
		return len(p.Hits)
	}
	if n := found("nao+vet"); n != 4 {
		t.Errorf("%d articles found, want 4", n)
	}
	s.set("/tin-tuc/1/105/bai", story(5, "Nạo vét kênh số 5", body(5)))
	w.run(0, "crawl")
	if n := found("nao+vet"); n != 5 {
		t.Errorf("after another crawl %d articles are found, want 5", n)
	}
	line, _ := w.run(0, "show", "vidu:105", "--json")
	if got := fetch(t, address+"/api/v1/article?id=vidu:105"); got != line {
		t.Errorf("the API gives %s, show gives %s", got, line)
	}
	if page := fetch(t, address+"/portals"); !strings.Contains(page, "/portal?id=vidu") {
		t.Error("health has no row for the portal")
	}
	if page := fetch(t, address+"/proof/page?id=vidu:105"); !strings.Contains(page, `href="#title-1"`) || !strings.Contains(page, "selector .news_content h1.title") {
		t.Errorf("the kept page with its fields:\n%s", page)
	}
	if code := stop(); code != 143 {
		t.Errorf("exit %d after SIGTERM", code)
	}
}

// TestCheckHTML: check writes the page with its fields marked.
func TestCheckHTML(t *testing.T) {
	w := newWorkspace(t, "")
	w.write("page.html", story(1, "Nạo vét kênh số 1", body(1)))
	out, stderr := w.run(0, "check", "--html", "out.html", "--url", "https://baothaibinh.com.vn/tin-tuc/1/101/x", "page.html")
	if !strings.Contains(out, "from selector") || !strings.Contains(stderr, "Written: out.html") {
		t.Errorf("check says %q, %q", out, stderr)
	}
	b, err := os.ReadFile(filepath.Join(w.dir, "out.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Content-Security-Policy", `href="#title-1"`, `id="title-1"`, `href="#body-1"`, "Nạo vét kênh số 1"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if _, stderr := w.run(2, "check", "--html", "no/such/folder/out.html", "page.html"); !strings.Contains(stderr, "--html: ") {
		t.Errorf("a folder that is not there: %q", stderr)
	}
}

// TestServeFollows: without a view to begin with, serve builds it by itself.
func TestServeFollows(t *testing.T) {
	s := newSite(t)
	s.set("/tin-tuc/1/101/bai", story(1, "Nạo vét kênh", body(1)))
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	address, stop := served(t, w, "--every", "10ms")
	for !strings.Contains(fetch(t, address+"/healthz"), `"articles": 1`) { // until the test's own limit
	}
	if code := stop(); code != 143 {
		t.Errorf("exit %d after SIGTERM", code)
	}
}

// TestServeUsage: what is wrong is named.
// TestRebuildSpoilt: what is no view any more is thrown away by --rebuild, and
// only by it.
func TestRebuildSpoilt(t *testing.T) {
	ctx := t.Context()
	file := filepath.Join(t.TempDir(), "search.db")
	view, err := openView(ctx, file, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := view.Close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoilt := range map[string][]byte{
		"no database": bytes.Repeat([]byte("không phải "), 1000),
		"pages":       append(bytes.Clone(good[:4096]), bytes.Repeat([]byte{0xFF}, len(good)-4096)...),
		"cut":         good[:8192],
	} {
		if err := os.WriteFile(file, spoilt, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := openView(ctx, file, false); !errors.Is(err, search.ErrSpoilt) {
			t.Errorf("%s: %v", name, err)
		}
		if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, spoilt) {
			t.Errorf("%s: the file was changed without being asked (%v)", name, err)
		}
		view, err := openView(ctx, file, true)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := view.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestServeUsage(t *testing.T) {
	w := newWorkspace(t, "serve: {listen: 127.0.0.1:99999}\n")
	if _, stderr := w.run(2, "serve"); !strings.Contains(stderr, "99999") || !strings.Contains(stderr, "config.yaml:1") {
		t.Errorf("a bad address: %s", stderr)
	}
	w.run(2, "serve", "--every", "-1s")
}

// TestMetricsFile: every crawl leaves its figures for the node collector, and
// no search view where nobody serves.
func TestMetricsFile(t *testing.T) {
	s := newSite(t)
	s.set("/tin-tuc/1/101/bai", story(1, "Nạo vét kênh", body(1)))
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	b, err := os.ReadFile(filepath.Join(w.dir, "data", "metrics.prom"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\ntintinh_run_articles_new{portal=\"vidu\"} 1\n", "\ntintinh_portal_verdict{portal=\"vidu\",verdict=\"ok\"} 1\n", "\ntintinh_run_end_timestamp_seconds "} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %q in\n%s", want, b)
		}
	}
	if _, err := os.Stat(filepath.Join(w.dir, "data", "search.db")); err == nil {
		t.Error("a search view was made, and nobody asked for one")
	}
}
