package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract"
)

// TestReextract: a rule mended later is applied to the kept pages, without a
// request; nothing is written by a dry run, and a second run finds nothing.
func TestReextract(t *testing.T) {
	s := newSite(t)
	for n := 1; n <= 12; n++ {
		page := story(n, fmt.Sprintf("Huyện Ví Dụ nạo vét kênh số %d", n), body(n))
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+n), strings.Replace(page, "</footer>", `<div class="nhan"><b>thủy lợi</b><b>Ví Dụ</b></div></footer>`, 1))
	}
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	before, _ := w.run(0, "export", "--cursor", "mine")
	requests := len(s.asked())
	w.write("config.yaml", "portals:"+s.portalYAML("vidu", "    rules: [{tags: ['.nhan b']}]\n"))
	dry, _ := w.run(0, "reextract", "--dry-run")
	if !strings.Contains(dry, "12 pages, 0 the same, 12 differ (0 new)") || !strings.Contains(dry, "tags           differs in 12") {
		t.Errorf("dry run:\n%s", dry)
	}
	if again, _ := w.run(0, "export"); again != before {
		t.Errorf("a dry run changed the store")
	}
	wet, _ := w.run(0, "reextract")
	if !strings.Contains(wet, "12 changes written") {
		t.Errorf("reextract:\n%s", wet)
	}
	out, _ := w.run(0, "export", "--cursor", "mine")
	changed := records(t, out)
	a := changed["vidu:105"]
	if len(changed) != 12 || a.Change != extract.ChangeReextracted || strings.Join(a.Tags, ",") != "thủy lợi,Ví Dụ" || a.Revision != 1 {
		t.Errorf("%d records changed; vidu:105 is %s with tags %v, revision %d", len(changed), a.Change, a.Tags, a.Revision)
	}
	if second, _ := w.run(0, "reextract"); !strings.Contains(second, "12 the same, 0 differ") {
		t.Errorf("a second run:\n%s", second)
	}
	if n := len(s.asked()); n != requests {
		t.Errorf("re-extraction asked the server for something: %d paths, before %d", n, requests)
	}
	os.RemoveAll(filepath.Join(w.dir, "data", rawDir))
	if out, _ := w.run(1, "reextract"); strings.Count(out, "could not be read") != 12 {
		t.Errorf("without the raw pages:\n%s", out)
	}
}

// TestStoreKept: check, backup and compact keep every record, and the copies
// export the same.
func TestStoreKept(t *testing.T) {
	s := newSite(t)
	for n := 1; n <= 30; n++ {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+n), story(n, fmt.Sprintf("Bài số %d", n), body(n)))
	}
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	w.run(1, "db", "check") // there is none yet
	w.run(0, "crawl")
	before, _ := w.run(0, "export")
	if out, _ := w.run(0, "db", "check"); !strings.Contains(out, "ok: 30 articles") {
		t.Errorf("check: %s", out)
	}
	if out, _ := w.run(0, "db", "stats"); !strings.Contains(out, "30 articles") {
		t.Errorf("stats: %s", out)
	}
	w.run(0, "db", "compact")
	if after, _ := w.run(0, "export"); after != before {
		t.Errorf("compact changed the export")
	}
	copied := filepath.Join(w.dir, "copy")
	if err := os.Mkdir(copied, 0o755); err != nil {
		t.Fatal(err)
	}
	w.run(0, "db", "backup", filepath.Join(copied, storeFile))
	if after, _ := w.run(0, "export", "--data", copied); after != before {
		t.Errorf("the backup exports something else")
	}
	_, stderr := w.run(1, "db", "backup", filepath.Join(copied, storeFile))
	if !strings.Contains(stderr, "is there already") {
		t.Errorf("a backup over a file: %s", stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(w.dir, "data", ".*.part")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
