package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/crawler/probe"
)

// strange is an article of a site that no family describes; the prefix of its
// class names is its layout.
func strange(n int, prefix string) string {
	var paras strings.Builder
	for p := range strings.SplitSeq(body(n), "\n") {
		fmt.Fprintf(&paras, "<p>%s</p>", p)
	}
	return fmt.Sprintf(`<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>%[1]s - Báo Lạ</title><meta property="og:site_name" content="Báo Lạ"><meta property="og:title" content="%[1]s"></head><body>
<ul class="menu"><li><a href="/kinh-te">Kinh tế</a></li><li><a href="/xa-hoi">Xã hội</a></li></ul><div class="dong-ho">Hôm nay 23/11/2026</div>
<div class="trang"><h1 class="%[2]s-tua">%[1]s</h1><div class="%[2]s-luc">%02[3]d/%02[4]d/2026 08:%02[5]d</div><div class="%[2]s-chu">%[6]s</div></div>
<div class="lien-quan"><a href="/xa-hoi/bai-viet-rat-khac-so-mot-b9001.html">Một bài viết rất khác, số một</a></div></body></html>`,
		strangeTitle(n), prefix, n%27+1, n%10+1, n%60, paras.String())
}

func strangeTitle(n int) string {
	return fmt.Sprintf("Đội khảo sát số %d đo lại tuyến kênh của huyện Ví Dụ", n)
}

func (s *site) setStrange(from, to int, prefix string) {
	for n := from; n <= to; n++ {
		s.set(fmt.Sprintf("/xa-hoi/doi-khao-sat-do-lai-tuyen-kenh-b%d.html", 500+7*n), strange(n, prefix))
	}
}

// TestUnknownSite goes the way of the tutorial: a site that nobody described is
// learned, probed and crawled; its layout changes; the definition is mended, and
// no record is lost.
func TestUnknownSite(t *testing.T) {
	s := newSite(t)
	s.setStrange(1, 12, "cu")
	list := s.home()
	s.set("/kinh-te", list)
	s.set("/xa-hoi", list)
	w := newWorkspace(t, "crawl: {delay: 1ms, revisit: [1ms, 2ms, 3ms]}\n")
	_, story := w.run(0, "portals", "learn", s.URL+"/", "--allow-private", "--delay", "1ms", "-o", "portals")
	if !strings.Contains(story, "12 articles: 12 are read") {
		t.Errorf("learn says %q", story)
	}
	id := "127-0-0-1-" + s.host()[strings.LastIndexByte(s.host(), ':')+1:]
	file := filepath.Join(w.dir, "portals", id+".yaml")
	learned, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(learned), `-b(?P<id>\d+)\.html$`) || !strings.Contains(string(learned), "h1.cu-tua") {
		t.Fatalf("%v\n%s", err, learned)
	}
	gold, err := os.ReadFile(filepath.Join(w.dir, "portals", id+".gold.ndjson"))
	if err != nil || len(records(t, string(gold))) != 12 {
		t.Errorf("%v\n%s", err, gold)
	}
	w.run(0, "portals", "validate", "portals/"+id+".yaml")
	w.run(2, "portals", "learn", s.URL+"/", "--allow-private", "--delay", "1ms", "-o", "portals") // nothing is overwritten

	// An hour between two looks at the home page is too long for a test.
	learned = []byte(strings.NewReplacer("every: 1h", "every: 1ms", "every: 2h", "every: 1ms").Replace(string(learned)))
	if err := os.WriteFile(file, learned, 0o644); err != nil {
		t.Fatal(err)
	}
	w.write("config.yaml", "crawl: {delay: 1ms, revisit: [1ms, 2ms, 3ms]}\nportals: [./portals/"+id+".yaml]\n")
	line, _ := w.run(0, "portals", "probe", id, "-o", "-")
	var r probe.Report
	if err := json.Unmarshal([]byte(line), &r); err != nil || r.Verdict != probe.Works || len(r.Articles) != 3 {
		t.Errorf("%v\n%s", err, line)
	}
	w.run(0, "crawl")
	s.setStrange(7, 20, "moi")
	if _, stderr := w.run(3, "crawl"); !strings.Contains(stderr, "title: selector h1.cu-tua gives it on 0 of 14 pages") {
		t.Errorf("the crawl after the redesign says %q", stderr)
	}

	mended, story := w.run(0, "portals", "mend", id)
	if !strings.Contains(story, "title: h1.cu-tua → h1.moi-tua") || !strings.Contains(story, "Nothing was written") || !strings.Contains(mended, "until: ") {
		t.Errorf("mend says %s\n%s", story, mended)
	}
	if now, _ := os.ReadFile(file); string(now) != string(learned) {
		t.Error("the definition was changed unasked")
	}
	w.run(0, "portals", "mend", id, "--apply")
	if now, _ := os.ReadFile(file); string(now) != mended {
		t.Errorf("written\n%s\nproposed\n%s", now, mended)
	}
	w.run(0, "portals", "validate")
	w.run(0, "portals", "validate", "portals/"+id+".yaml")
	if out, _ := w.run(0, "reextract", "--portal", id); !strings.Contains(out, "health: ok") {
		t.Errorf("reextract says %q", out)
	}
	out, _ := w.run(0, "export", "--portal", id)
	all := records(t, out)
	if len(all) != 20 {
		t.Errorf("%d records", len(all))
	}
	for n := 1; n <= 20; n++ {
		a := all[fmt.Sprintf("%s:%d", id, 500+7*n)]
		if a.Title != strangeTitle(n) || a.PublishedAt.Format("02/01/2006 15:04") != fmt.Sprintf("%02d/%02d/2026 08:%02d", n%27+1, n%10+1, n%60) || a.Extractor == nil || a.Extractor.Fields["body"] == "auto" {
			t.Errorf("%d: %q %s %+v", n, a.Title, a.PublishedAt, a.Extractor)
		}
	}
	_, story = w.run(0, "portals", "mend", id)
	if !strings.Contains(story, "nothing is broken") {
		t.Errorf("mend of what works says %q", story)
	}
}
