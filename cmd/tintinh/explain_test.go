package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestCheckExplains: check says what crawl made of a URL, also where it may
// not be fetched.
func TestCheckExplains(t *testing.T) {
	s := newSite(t)
	s.robots = "User-agent: *\nDisallow: /tin-tuc/9/\n"
	s.set("/tin-tuc/1/101/bai", story(1, "Một bài", body(1)))
	s.set("/tin-tuc/1/102/bai-khac", story(2, "Bài khác", body(2)))
	s.set("/news/260/101/x", s.pages["/tin-tuc/1/101/bai"])
	s.set("/tin-tuc/9/103/kin", story(3, "Bài kín", body(3)))
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	before, _ := w.run(0, "check", s.URL+"/tin-tuc/1/101/bai")
	if strings.Contains(before, "\ncrawl ") {
		t.Errorf("without a store:\n%s", before)
	}
	w.run(0, "crawl")
	out, _ := w.run(0, "check", "--json", s.URL+"/tin-tuc/1/101/bai")
	var c checked
	if err := json.Unmarshal([]byte(out), &c); err != nil {
		t.Fatal(err)
	}
	if f := c.Frontier; f == nil || f.Would || f.Reason != "looks-over" || len(f.Aliases) != 1 || f.Identity != "vidu:101" {
		t.Errorf("frontier: %+v", f)
	}
	out, _ = w.run(0, "check", s.URL+"/tin-tuc/1/102/bai-khac")
	if !strings.Contains(out, "\ncrawl                not now (looks-over): no look at it is planned any more") {
		t.Errorf("check:\n%s", out)
	}
	_, errs := w.run(1, "check", s.URL+"/tin-tuc/9/103/kin")
	if !strings.Contains(errs, "not now (robots): robots.txt forbids it: Disallow: /tin-tuc/9/") {
		t.Errorf("a page that may not be fetched:\n%s", errs)
	}
}

// TestCheckOfAStranger: a page of no portal can be looked at, with nothing
// configured; only its address may stand in the way.
func TestCheckOfAStranger(t *testing.T) {
	s := newSite(t)
	w := newWorkspace(t, "")
	_, stderr := w.run(1, "check", s.URL+"/bai")
	if !strings.Contains(stderr, "address-refused") || !strings.Contains(stderr, "a definition of this host with allow_private: true would allow it") || strings.Contains(stderr, "no portals") {
		t.Errorf("standard error:\n%s", stderr)
	}
}

// TestCheckOfAnAnswer: what is no page is called so.
func TestCheckOfAnAnswer(t *testing.T) {
	s := newSite(t)
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	out, _ := w.run(0, "check", s.URL+"/tin-tuc/1/101/khong-co")
	if !strings.Contains(out, "\nanswer               404 Not Found: crawl takes no article from it\n") {
		t.Errorf("check:\n%s", out)
	}
	out, _ = w.run(0, "check", "--json", s.URL+"/tin-tuc/1/101/khong-co")
	var c checked
	if err := json.Unmarshal([]byte(out), &c); err != nil || c.Status != 404 || c.Portal != "vidu" {
		t.Errorf("%v, %+v; want status 404 of vidu", err, c)
	}
}
