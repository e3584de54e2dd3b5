package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestStatusShowsFoundFeeds: a feed that the front page announces is read by
// crawl, and status says where it was found.
func TestStatusShowsFoundFeeds(t *testing.T) {
	s := newSite(t)
	s.set("/tin-tuc/1/101/bai", story(1, "Một bài", body(1)))
	s.set("/", strings.Replace(s.home(), "</head>", `<link rel="alternate" type="application/rss+xml" href="/rss/home.rss"></head>`, 1))
	s.set("/tin-tuc/1/102/bai-khac", story(2, "Bài khác", body(2)))
	s.set("/rss/home.rss", `<rss version="2.0"><channel><title>Báo Ví Dụ</title><item><title>Bài khác</title><link>`+s.URL+`/tin-tuc/1/102/bai-khac</link></item></channel></rss>`)
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	out, _ := w.run(0, "status", "vidu", "--json")
	var r statusReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if f := r.Portals[0].FoundFeeds; len(f) != 1 || f[0].URL != s.URL+"/rss/home.rss" || f[0].On != s.URL+"/" || r.Portals[0].Articles != 2 {
		t.Errorf("status: %s", out)
	}
	out, _ = w.run(0, "status", "vidu")
	if want := s.URL + "/rss/home.rss: ok, "; !strings.Contains(out, want) || !strings.Contains(out, "announced by "+s.URL+"/\n") {
		t.Errorf("status, want %q:\n%s", want, out)
	}
	out, _ = w.run(0, "check", s.URL+"/tin-tuc/1/102/bai-khac")
	if !strings.Contains(out, "from "+s.URL+"/rss/home.rss") {
		t.Errorf("check:\n%s", out)
	}
}
