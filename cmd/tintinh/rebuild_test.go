package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tintinh/tintinh/extract"
)

// onlyStore are the fields that a rebuild cannot know exactly: the moments of
// commits, which it takes from the pages.
var onlyStore = cmpopts.IgnoreFields(extract.Article{}, "FirstSeenAt", "ChangedAt")

// TestRebuild: the bolt file is lost, and everything comes again from the raw
// pages: ids, texts, numbers, revisions, what is gone, what duplicates what.
func TestRebuild(t *testing.T) {
	s := newSite(t)
	for n := 1; n <= 9; n++ {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+n), story(n, fmt.Sprintf("Huyện Ví Dụ nạo vét kênh số %d", n), body(n)))
	}
	s.set("/tin-tuc/1/109/bai", story(9, "Đăng lại: Huyện Ví Dụ nạo vét kênh", body(3)))
	w := newWorkspace(t, fastRevisits+"portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	s.set("/tin-tuc/1/105/bai", story(5, "Huyện Ví Dụ nạo vét xong kênh số 5", body(5)))
	w.run(0, "crawl")
	s.set("/tin-tuc/1/107/bai", "")
	s.mu.Lock()
	delete(s.pages, "/tin-tuc/1/107/bai")
	s.mu.Unlock()
	w.run(0, "crawl")
	w.run(0, "crawl")
	_, refused := w.run(1, "db", "rebuild")
	if !strings.Contains(refused, "rename it first") {
		t.Errorf("with a store: %s", refused)
	}
	before, _ := w.run(0, "export", "--revisions")
	file := filepath.Join(w.dir, "data", storeFile)
	if err := os.Rename(file, file+".lost"); err != nil {
		t.Fatal(err)
	}
	out, _ := w.run(0, "db", "rebuild")
	if !strings.Contains(out, "9 articles, 1 later changes, 1 gone") {
		t.Errorf("rebuild:\n%s", out)
	}
	w.run(0, "db", "check")
	after, _ := w.run(0, "export", "--revisions")
	a, b := lines(t, before), lines(t, after)
	if d := cmp.Diff(a, b, onlyStore); d != "" || len(a) != 11 {
		t.Errorf("%d changes before, %d after: %s", len(a), len(b), d)
	}
	for i := range b {
		if d := b[i].FirstSeenAt.Sub(a[i].FirstSeenAt).Abs(); d > 5*time.Second {
			t.Errorf("%s was first seen %s apart", b[i].ID, d)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(w.dir, "data", ".rebuild-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	w.run(0, "crawl") // goes on from there
	if again, _ := w.run(0, "export", "--revisions"); again != after {
		t.Errorf("a crawl over the same pages changed something:\n%s", again)
	}
}

func lines(t *testing.T, ndjson string) (all []*extract.Article) {
	t.Helper()
	for line := range strings.Lines(ndjson) {
		a, err := extract.ParseLine([]byte(strings.TrimSpace(line)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return all
}

// TestRebuildPartly: what cannot be taken in is said, and the rest is there.
func TestRebuildPartly(t *testing.T) {
	s := newSite(t)
	for n := 1; n <= 4; n++ {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+n), story(n, fmt.Sprintf("Bài số %d", n), body(n)))
	}
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	if _, stderr := w.run(1, "db", "rebuild"); !strings.Contains(stderr, "no raw pages") {
		t.Errorf("with nothing: %s", stderr)
	}
	w.run(0, "crawl")
	file := filepath.Join(w.dir, "data", storeFile)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	archives, err := filepath.Glob(filepath.Join(w.dir, "data", rawDir, "*.warc.gz"))
	if err != nil || len(archives) != 1 {
		t.Fatal(archives, err)
	}
	raw, err := os.ReadFile(archives[0])
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)/2] ^= 0xff
	if err := os.WriteFile(archives[0], raw, 0o644); err != nil {
		t.Fatal(err)
	}
	out, _ := w.run(1, "db", "rebuild")
	if !strings.Contains(out, "could not be read") {
		t.Errorf("a damaged archive:\n%s", out)
	}
	w.run(0, "db", "check")
	export, _ := w.run(0, "export")
	if n := len(records(t, export)); n < 2 || n > 4 {
		t.Errorf("%d records out of a damaged archive", n)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	w.write("config.yaml", "portals:"+s.portalYAML("khac", ""))
	if out, _ = w.run(1, "db", "rebuild"); !strings.Contains(out, "pages of portal vidu, which is not configured") {
		t.Errorf("another portal:\n%s", out)
	}
}
