package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/tintinh/tintinh/extract"
)

func records(t *testing.T, ndjson string) map[string]extract.Article {
	t.Helper()
	all := map[string]extract.Article{}
	for line := range strings.Lines(ndjson) {
		var a extract.Article
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("not a record: %v\n%s", err, line)
		}
		if _, twice := all[a.ID]; twice {
			t.Fatalf("%s stands twice in the export", a.ID)
		}
		all[a.ID] = a
	}
	return all
}

const fastRevisits = "crawl: {revisit: [1ms, 2ms, 3ms, 4ms, 5ms]}\n"

// TestTwoRuns: a second run over unchanged pages stores no record and no
// revision; one edit gives exactly one revision, and the cursor export
// exactly that line.
func TestTwoRuns(t *testing.T) {
	s := newSite(t)
	for n := 1; n <= 8; n++ {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai-so-%d", 100+n, n), story(n, fmt.Sprintf("Huyện Ví Dụ nạo vét kênh số %d", n), body(n)))
	}
	s.set("/news/260/101/x", s.pages["/tin-tuc/1/101/bai-so-1"]) // the same article under another category path
	w := newWorkspace(t, fastRevisits+"portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	first, _ := w.run(0, "export", "--cursor", "mine")
	if got := slices.Sorted(maps.Keys(records(t, first))); len(got) != 8 || got[0] != "vidu:101" {
		t.Fatalf("first export has %v", got)
	}
	w.run(0, "crawl")
	if again, _ := w.run(0, "export", "--cursor", "mine"); again != "" {
		t.Fatalf("unchanged pages were exported again:\n%s", again)
	}
	whole, _ := w.run(0, "export")
	if whole != first {
		t.Errorf("a second run over unchanged pages changed the export")
	}
	s.set("/tin-tuc/1/105/bai-so-5", story(5, "Huyện Ví Dụ nạo vét kênh số 5", body(5)+"\nĐến chiều cùng ngày, đội khảo sát đã bàn giao toàn bộ số liệu cho phòng kỹ thuật."))
	w.run(0, "crawl")
	edited, _ := w.run(0, "export", "--cursor", "mine")
	got := records(t, edited)
	a, ok := got["vidu:105"]
	if len(got) != 1 || !ok {
		t.Fatalf("after one edit the cursor export has %v", slices.Sorted(maps.Keys(got)))
	}
	if a.Revision != 2 || a.Change != extract.ChangeEdited || !slices.Equal(a.ChangedFields, []string{"body"}) || a.Seq != 9 {
		t.Errorf("edit: revision %d, change %s, fields %v, seq %d; want 2, edited, [body], 9", a.Revision, a.Change, a.ChangedFields, a.Seq)
	}
}

// TestOverlap: while one crawl runs, a second exits 75 and names the first.
func TestOverlap(t *testing.T) {
	s := newSite(t)
	s.set("/tin-tuc/1/101/bai", story(1, "Một bài", body(1)))
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	c, end := w.crawling(s)
	_, stderr := w.run(75, "crawl")
	if !strings.Contains(stderr, fmt.Sprintf("pid %d", c.Process.Pid)) {
		t.Errorf("the second run does not name the first (pid %d):\n%s", c.Process.Pid, stderr)
	}
	end()
}

// TestSIGTERM: in-flight work is finished and stored, and the code is 143.
func TestSIGTERM(t *testing.T) {
	s := newSite(t)
	for n := 1; n <= 5; n++ {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+n), story(n, fmt.Sprintf("Bài số %d", n), body(n)))
	}
	s.holdArticles(make(chan struct{}))
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	c := w.command("crawl")
	log, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-s.waiting
	c.Process.Signal(syscall.SIGTERM)
	lines := bufio.NewScanner(log)
	for lines.Scan() && !strings.Contains(lines.Text(), "told to stop") { // the signal has arrived when it says so
	}
	close(s.hold)
	for lines.Scan() {
	}
	c.Wait()
	if code := c.ProcessState.ExitCode(); code != 143 {
		t.Fatalf("exit %d after SIGTERM, want 143", code)
	}
	got, _ := w.run(0, "export")
	if n := len(records(t, got)); n != 1 {
		t.Errorf("%d records after SIGTERM with one page in flight, want 1", n)
	}
	w.run(0, "crawl")
	if got, _ = w.run(0, "export"); len(records(t, got)) != 5 {
		t.Errorf("the next run did not take the rest: %d of 5", len(records(t, got)))
	}
}

// TestKill: kill -9 in the middle, then run again: every article once.
func TestKill(t *testing.T) {
	s := newSite(t)
	const n = 20
	for i := 1; i <= n; i++ {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+i), story(i, fmt.Sprintf("Bài số %d", i), body(i)))
	}
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	s.holdArticles(make(chan struct{}, 1))
	for round := range 5 {
		c := w.command("crawl")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		for range round + 1 { // let some pages through, then kill with one in flight
			<-s.waiting
			s.hold <- struct{}{}
		}
		<-s.waiting
		c.Process.Kill()
		c.Wait()
	}
	close(s.hold)
	w.run(0, "crawl")
	got, _ := w.run(0, "export")
	if ids := records(t, got); len(ids) != n {
		t.Errorf("%d articles after five kills, want %d: %v", len(ids), n, slices.Sorted(maps.Keys(ids)))
	}
	for path, times := range s.asked() {
		if path != "/" && path != "/robots.txt" && times > 1+5 {
			t.Errorf("%s was fetched %d times over five kills", path, times)
		}
	}
}
