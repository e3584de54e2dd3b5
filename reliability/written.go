//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// writing is the trial of what the program writes: N are outputs that were
// looked at.
type writing struct {
	*workspace
	env  *env
	site *writtenSite
	o    outcome
	ids  []string
}

// written lets a site write all kinds of texts into every field, and looks at
// all that comes out.
func written(ctx context.Context, e *env) (outcome, error) {
	s, err := newWrittenSite()
	if err != nil {
		return outcome{}, err
	}
	defer s.server.Close()
	space, err := e.newWorkspace("w", s.config())
	if err != nil {
		return outcome{}, err
	}
	w := &writing{workspace: space, env: e, site: s}
	for _, step := range []func(context.Context) error{w.crawls, w.exports, w.commands, w.serves, w.files} {
		if err := step(ctx); err != nil {
			return w.o, err
		}
	}
	w.o.Note = fmt.Sprintf("%d texts in every field of %d articles", len(naughty()), len(w.ids))
	return w.o, nil
}

// look counts an output, and what is wrong with it.
func (w *writing) look(where string, problems ...string) {
	w.o.N++
	for _, p := range problems {
		if p != "" {
			w.o.Failures++
			w.env.Log.Error("what is written", "where", where, "what", p)
			return
		}
	}
}

// ends is run, where the exit code is one of those that say nothing is wrong
// with the program.
func (w *writing) ends(ctx context.Context, args ...string) (ended, error) {
	r, err := w.run(ctx, args...)
	if err == nil && r.code != 0 && r.code != 3 {
		err = fmt.Errorf("%.2000s", r.String())
	}
	return r, err
}

// crawls runs with each form of log, and on a terminal, over two editions.
func (w *writing) crawls(ctx context.Context) error {
	r, err := w.ends(ctx, "crawl", "--log-level", "debug")
	if err != nil {
		return err
	}
	w.look("crawl", steering([]byte(r.stdout+r.stderr)), logLines([]byte(r.stderr)))
	w.site.edition.Store(2)
	time.Sleep(1500 * time.Millisecond) // until all is due again
	if r, err = w.ends(ctx, "crawl", "--log-level", "debug", "--log-format", "json"); err != nil {
		return err
	}
	w.look("crawl, log in JSON", steering([]byte(r.stdout+r.stderr)), logLines([]byte(r.stderr)), jsonLines([]byte(r.stderr)))
	time.Sleep(1500 * time.Millisecond)
	if r, err = w.ends(ctx, "crawl", "--dry-run"); err != nil {
		return err
	}
	w.look("crawl --dry-run", steering([]byte(r.stdout+r.stderr)))
	c := exec.CommandContext(ctx, "script", "-qec", "'"+w.binary+"' crawl", "/dev/null")
	c.Dir, c.Env = w.dir, append(environment(), "TERM=xterm")
	out, err := c.Output()
	if err != nil && c.ProcessState.ExitCode() != 3 {
		return fmt.Errorf("a crawl on a terminal: %w\n%s", err, out)
	}
	w.look("crawl on a terminal", steering(drawn.ReplaceAll(out, nil)))
	return nil
}

// exports looks at every format, and lets three other programs read NDJSON.
func (w *writing) exports(ctx context.Context) error {
	file := filepath.Join(w.dir, "tin.ndjson")
	if _, err := w.must(ctx, "export", "-o", file); err != nil {
		return err
	}
	lines, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(lines) {
		var a struct{ ID string }
		if err := json.Unmarshal(line, &a); err != nil {
			return fmt.Errorf("an exported line: %w", err)
		}
		w.ids = append(w.ids, a.ID)
	}
	if want := len(naughty()); len(w.ids) != want {
		w.look("export", fmt.Sprintf("%d articles, want %d", len(w.ids), want))
	}
	if bytes.Contains(lines, []byte(`"url":"javascript:`)) || bytes.Contains(lines, []byte(`"url":"data:`)) {
		w.look("export", "a link that is none")
	}
	var first []byte
	for _, r := range readers() {
		out, err := exec.CommandContext(ctx, r.args[0], append(r.args[1:], file)...).Output()
		if err != nil {
			w.look("NDJSON", r.name+" cannot read it: "+err.Error())
			continue
		}
		if first == nil {
			first = out
		}
		w.look("NDJSON", differing(r.name, first, out))
	}
	for format, check := range map[string]func([]byte) string{"csv": formulas, "text": steering} {
		r, err := w.must(ctx, "export", "--format", format)
		if err != nil {
			return err
		}
		w.look("export --format "+format, check([]byte(r.stdout)), steering([]byte(r.stderr)))
	}
	return nil
}

func differing(name string, first, out []byte) string {
	if bytes.Equal(first, out) {
		return ""
	}
	return name + " reads something else than the reader before it"
}

// commands runs all that shows what was taken from pages.
func (w *writing) commands(ctx context.Context) error {
	page := filepath.Join(w.dir, "trang.html")
	all := [][]string{{"status"}, {"portals", "probe", "la"}, {"db", "check"}, {"db", "stats"}, {"reextract", "--dry-run"}}
	for i, t := range naughty() {
		id := fmt.Sprintf("la:%d", 100+i)
		all = append(all, []string{"show", id}, []string{"show", id, "--revisions"}, []string{"show", id, "--diff", "1..2"})
		if i%12 == 0 {
			all = append(all, []string{"check", "http://" + w.site.addr + w.site.path(i, t)})
		}
	}
	for _, args := range all {
		r, err := w.run(ctx, args...)
		if err != nil {
			return err
		}
		w.look(strings.Join(args, " "), steering([]byte(r.stdout+r.stderr)), empty(r))
	}
	for i, t := range naughty() {
		if err := os.WriteFile(page, []byte(w.site.article(i, t)), 0o644); err != nil {
			return err
		}
		r, err := w.run(ctx, "check", page, "--url", "http://"+w.site.addr+w.site.path(i, t))
		if err != nil {
			return err
		}
		w.look("check FILE", steering([]byte(r.stdout+r.stderr)), empty(r))
	}
	return nil
}

// empty reports a command that said nothing, or gave up for a reason of its own.
func empty(r ended) string {
	if r.stdout == "" || r.code != 0 && r.code != 3 {
		return fmt.Sprintf("exit %d, %.300q", r.code, r.stderr)
	}
	return ""
}

// serves asks the web page for everything that shows a text.
func (w *writing) serves(ctx context.Context) error {
	if _, err := w.must(ctx, "serve", "--update"); err != nil {
		return err
	}
	c := exec.CommandContext(ctx, w.binary, "serve", "--listen", "127.0.0.1:0", "--every", "0")
	c.Dir, c.Env = w.dir, environment()
	told, err := c.StderrPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	defer func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	}()
	line, err := bufio.NewReader(told).ReadString('\n')
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	at := strings.TrimPrefix(strings.SplitN(line, "/ (", 2)[0], "Serving ")
	paths := []string{"/", "/?q=tin", "/?q=alert", "/portal?id=la", "/portals", "/runs", "/metrics", "/api/v1/search?q=tin", "/healthz"}
	for i, id := range w.ids {
		paths = append(paths, "/article?id="+url.QueryEscape(id), "/history?id="+url.QueryEscape(id)+"&from=1&to=2", "/proof?id="+url.QueryEscape(id), "/proof/page?n=1&lang=vi&id="+url.QueryEscape(id))
		paths = append(paths, "/?q="+url.QueryEscape(naughty()[i][:min(60, len(naughty()[i]))]), "/portal?id="+url.QueryEscape(naughty()[i][:min(60, len(naughty()[i]))]))
	}
	shown := 0
	for _, path := range paths {
		ok, err := w.page(ctx, at+path)
		if err != nil {
			return err
		}
		shown += ok
	}
	if shown < len(w.ids) {
		w.look("serve", fmt.Sprintf("only %d pages show something", shown))
	}
	return nil
}

func (w *writing) page(ctx context.Context, at string) (shown int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	policy, what := resp.Header.Get("Content-Security-Policy"), ""
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
		what = "its headers let a browser run what is in it"
	}
	if resp.StatusCode >= 500 && resp.StatusCode != http.StatusServiceUnavailable { // 503: a search that would take too long, and says so
		what = resp.Status
	}
	kind := resp.Header.Get("Content-Type")
	switch {
	case strings.HasPrefix(kind, "text/html"):
		w.look(at, what, active(b))
	case strings.HasPrefix(kind, "text/plain"):
		w.look(at, what, steering(b))
	default:
		w.look(at, what)
	}
	if resp.StatusCode == http.StatusOK && bytes.Contains(b, []byte("<h1")) {
		shown = 1
	}
	return shown, nil
}

// files looks at names, and at what is for monitors.
func (w *writing) files(context.Context) error {
	for _, name := range []string{"heartbeat.json", "metrics.prom"} {
		b, err := os.ReadFile(w.data(name))
		if err != nil && name == "heartbeat.json" {
			return err
		}
		w.look(name, steering(b))
	}
	what, err := strangers(w.data())
	w.look("file names", what)
	for _, path := range []string{"/tmp/tin-xau", filepath.Join(w.dir, "tin-xau")} {
		if _, serr := os.Lstat(path); serr == nil {
			w.look("file names", path+" is there: a page's text was taken for a command or a path")
		}
	}
	return err
}
