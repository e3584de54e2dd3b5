package main

import (
	"path/filepath"
	"strings"
	"testing"
)

const scriptShell = `<html><body><script>document.cookie="D1N=0f1e"+"; expires=Fri, 31 Dec 2027";window.location.reload(true);</script></body></html>`

// TestHostPauseOverRuns: a host that answers with a challenge is left alone by
// the next run too, which a dry run explains; the first one names it.
func TestHostPauseOverRuns(t *testing.T) {
	s := newSite(t)
	s.set("/", scriptShell)
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	_, stderr := w.run(3, "crawl")
	if !strings.Contains(stderr, "vidu is blocked (challenge") {
		t.Errorf("the portal and the reason are not named:\n%s", stderr)
	}
	dry, _ := w.run(0, "crawl", "--dry-run")
	if strings.Contains(dry, "\tfetch\t") {
		t.Errorf("a host that rests would be asked:\n%s", dry)
	}
	w.command("crawl").Run()
	if n := s.asked()["/"]; n != 1 {
		t.Errorf("the host was asked %d times in two runs, want once", n)
	}
}

// TestDeadline: a run whose time is up says so, and what is left is taken by
// the next.
func TestDeadline(t *testing.T) {
	s := newSite(t)
	s.set("/tin-tuc/1/101/bai", story(1, "Một bài", body(1)))
	s.holdArticles(make(chan struct{}))
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl", "--max-time", "2s")
	if b := readBeat(t, filepath.Join(w.dir, "data")); b.State != "ended" || b.Reason != "max-time" || b.New != 0 {
		t.Errorf("after the deadline: %+v", b)
	}
	close(s.hold)
	w.run(0, "crawl")
	if out, _ := w.run(0, "export"); len(records(t, out)) != 1 {
		t.Errorf("the next run did not take what was left: %q", out)
	}
}
