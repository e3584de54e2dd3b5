package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tintinh/tintinh/cmd/tintinh/demosite"
	"github.com/tintinh/tintinh/extract"
)

// redesigned is the sample paper; from a moment on under another layout, in
// which the text of an article is no longer where the rule looks.
type redesigned struct {
	*httptest.Server
	site *demosite.Site
	mu   sync.Mutex
	on   bool
}

var newClasses = strings.NewReplacer(
	`class="news_content"`, `class="chi-tiet"`, `class="title"`, `class="tieu-de"`, `class="date"`, `class="ngay-gio"`,
	`class="desc"`, `class="tom-tat"`, `class="fr-view info"`, `class="noi-dung"`, `class="views"`, `class="luot"`)

func newRedesigned(t *testing.T) *redesigned {
	site, err := demosite.New()
	if err != nil {
		t.Fatal(err)
	}
	r := &redesigned{site: site}
	paper := site.Portal(0)
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		q.Header.Del("If-None-Match")
		q.Header.Del("If-Modified-Since")
		rec := httptest.NewRecorder()
		paper.ServeHTTP(rec, q)
		body := rec.Body.String()
		r.mu.Lock()
		if r.on {
			body = newClasses.Replace(body)
		}
		r.mu.Unlock()
		for k, v := range rec.Header() {
			if k != "Content-Length" && k != "Etag" && k != "Last-Modified" {
				w.Header()[k] = v
			}
		}
		w.WriteHeader(rec.Code)
		io.WriteString(w, body)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *redesigned) redesign() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = true
}

// config is the sample paper's definition, indented into a configuration.
func (r *redesigned) config(more string) string {
	def := r.site.Definition(0, strings.TrimPrefix(r.URL, "http://")) + more
	return fastRevisits + "notify: {webhook: \"HOOK\", timeout: 5s}\nportals:\n  - " + strings.ReplaceAll(strings.TrimSpace(def), "\n", "\n    ") + "\n"
}

// hooks are the messages that a webhook got.
type hooks struct {
	*httptest.Server
	mu  sync.Mutex
	got []notice
}

func newHooks(t *testing.T) *hooks {
	h := &hooks{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n notice
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s: %v", r.Method, r.Header.Get("Content-Type"), err)
		}
		h.mu.Lock()
		h.got = append(h.got, n)
		h.mu.Unlock()
	}))
	t.Cleanup(h.Close)
	return h
}

// take returns what came since the last call, as "portal: was → verdict".
func (h *hooks) take() (all []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, n := range h.got {
		for _, c := range n.Changes {
			all = append(all, fmt.Sprintf("%s: %s → %s", c.Portal, c.Was, c.Verdict))
		}
	}
	h.got = nil
	return all
}

// content is what a record says, without when and by which rule it was read.
func content(a extract.Article) []any {
	a.Body = append([]extract.Block(nil), a.Body...)
	return []any{a.ID, a.Title, a.Lead, a.PublishedAt.UTC().Format(time.RFC3339), a.Authors, a.Section, a.Text, a.Body}
}

// TestRedesign: the paper changes its layout. The next run names portal, fields
// and selectors, exits 3, and loses no page; when the rule is mended, reextract
// fills the gap and the portal is well again. Somebody is told of both.
func TestRedesign(t *testing.T) {
	r, h := newRedesigned(t), newHooks(t)
	w := newWorkspace(t, "")
	configure := func(more string) { w.write("config.yaml", strings.Replace(r.config(more), "HOOK", h.URL, 1)) }
	configure("")
	w.run(0, "crawl")
	if got := h.take(); got != nil {
		t.Errorf("told of a portal that is well: %q", got)
	}
	before, _ := w.run(0, "export")
	if n := len(records(t, before)); n != 13 {
		t.Fatalf("%d articles on the first day, want 13", n)
	}

	r.redesign()
	r.site.Tick()
	out, stderr := w.run(3, "crawl")
	for _, want := range []string{"bao-vi-du is broken, was ok: ", "field        published_at", "used to be   selector .news_content .date", "field        body", "used to be   selector .news_content .fr-view.info", "last good    " + r.URL, "first bad    " + r.URL, "tintinh reextract --portal bao-vi-du --flagged"} {
		if !strings.Contains(out, want) {
			t.Errorf("the run's end does not say %q", want)
		}
	}
	if !strings.Contains(stderr, "needs attention: bao-vi-du is broken (") {
		t.Errorf("standard error: %s", stderr)
	}
	if t.Failed() {
		t.Logf("the run's end:\n%s", out)
	}
	if got := h.take(); fmt.Sprint(got) != "[bao-vi-du: ok → broken]" {
		t.Errorf("told %q", got)
	}
	out, stderr = w.run(3, "crawl", "--quiet")
	if out != "" || stderr != "" {
		t.Errorf("a quiet run without news says %q, %q", out, stderr)
	}
	if got := h.take(); got != nil {
		t.Errorf("told again: %q", got)
	}
	status, _ := w.run(0, "status")
	if !strings.Contains(status, "broken") || !strings.Contains(status, "published_at,") {
		t.Errorf("status:\n%s", status)
	}
	detail, _ := w.run(0, "status", "bao-vi-du")
	if !strings.Contains(detail, "selector .news_content .fr-view.info") || !strings.Contains(detail, "\nsources\n") {
		t.Errorf("status bao-vi-du:\n%s", detail)
	}

	mended := `
rules:
  - title: ["h1.tieu-de"]
    lead: [".tom-tat"]
    published: [".ngay-gio"]
    body: [".noi-dung"]
    views: [".luot"]
`
	configure(mended)
	out, _ = w.run(0, "reextract", "--flagged")
	if !strings.Contains(out, "health: ok") {
		t.Errorf("reextract:\n%s", out)
	}
	if got := h.take(); fmt.Sprint(got) != "[bao-vi-du: broken → ok]" {
		t.Errorf("told %q", got)
	}
	var s statusReport
	text, _ := w.run(0, "status", "--json")
	if err := json.Unmarshal([]byte(text), &s); err != nil || len(s.Portals) != 1 || s.Portals[0].Verdict != "ok" || s.Portals[0].Flagged != nil {
		t.Errorf("status --json: %v\n%s", err, text)
	}
	w.run(0, "crawl")

	// Another crawler, which never saw the old rule, has the same.
	fresh := newWorkspace(t, strings.Replace(r.config(mended), "HOOK", "", 1))
	fresh.run(0, "crawl")
	ours, _ := w.run(0, "export")
	theirs, _ := fresh.run(0, "export")
	got, want := records(t, ours), records(t, theirs)
	for id, a := range want {
		if b, ok := got[id]; !ok || !reflect.DeepEqual(content(b), content(a)) {
			t.Errorf("%s (there: %v) is not what a fresh crawl has:\n got %v\nwant %v", id, ok, content(b), content(a))
		}
	}
	if len(want) < 13 {
		t.Errorf("%d articles", len(want))
	}
}

// TestNotify: a webhook that fails is tried again, then by the next run, and
// fails no crawl; a program gets the same on its standard input.
func TestNotify(t *testing.T) {
	s := newSite(t)
	s.set("/", scriptShell)
	answers := []int{500, 302, 200}
	var asked atomic.Int64
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://192.0.2.1/")
		w.WriteHeader(answers[min(int(asked.Add(1)), len(answers))-1])
	}))
	defer hook.Close()
	w := newWorkspace(t, "notify:\n  webhook: "+hook.URL+"/secret-token\n  command: [/bin/sh, -c, 'cat > told.json']\nportals:"+s.portalYAML("vidu", ""))
	out, _ := w.run(3, "crawl")
	if !strings.Contains(out, "notify: webhook: POST to "+hook.URL+", attempt 2: it answered 302 Found; the next run tries again") || strings.Contains(out, "secret-token") {
		t.Errorf("the run's end:\n%s", out)
	}
	b, _ := os.ReadFile(filepath.Join(w.dir, "told.json"))
	var n notice
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&n); err != nil || n.Event != "verdicts" || len(n.Changes) != 1 || n.Changes[0].Verdict != "blocked" || n.Changes[0].Was != "ok" || !strings.HasPrefix(n.Text, "vidu is blocked, was ok: challenge") {
		t.Errorf("%v: %s", err, b)
	}
	w.write("told.json", "")
	w.run(3, "crawl")
	if n := asked.Load(); n != 3 {
		t.Errorf("the webhook was asked %d times, want 3", n)
	}
	if b, _ := os.ReadFile(filepath.Join(w.dir, "told.json")); len(b) != 0 {
		t.Errorf("the program was told twice: %s", b)
	}
	out, _ = w.run(0, "status", "--notify-test")
	if out != "notify: webhook: delivered\nnotify: command: delivered\n" {
		t.Errorf("--notify-test: %q", out)
	}
	w.write("config.yaml", "notify: {timeout: 1s, command: [/bin/sh, -c, 'echo no room; sleep 60']}")
	if _, stderr := w.run(1, "status", "--notify-test"); !strings.Contains(stderr, "/bin/sh had not ended after 1s (notify.timeout) and was stopped") {
		t.Errorf("a program that hangs: %q", stderr)
	}
}
