package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAnswersWhileCrawling: while a run holds the store it answers export,
// status, show and backup completely, with what is committed by then; readers
// that misbehave do not make it fail.
func TestAnswersWhileCrawling(t *testing.T) {
	s := newSite(t)
	for n := 1; n <= 5; n++ {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+n), story(n, fmt.Sprintf("Bài số %d", n), body(n)))
	}
	w := newWorkspace(t, fastRevisits+"portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	whole, _ := w.run(0, "export")

	_, end := w.crawling(s)
	if got, _ := w.run(0, "export"); got != whole {
		t.Errorf("an export while crawling has %d lines, want %d", strings.Count(got, "\n"), strings.Count(whole, "\n"))
	}
	w.run(0, "export", "--cursor", "mine", "-o", "out.ndjson")
	if got, err := os.ReadFile(filepath.Join(w.dir, "out.ndjson")); err != nil || string(got) != whole {
		t.Errorf("export -o while crawling: %d bytes, %v; want %d", len(got), err, len(whole))
	}
	if got, _ := w.run(0, "export", "--cursor", "mine", "--portal", "vidu"); got != "" {
		t.Errorf("the cursor did not move: %s", got)
	}
	if got, _ := w.run(0, "status"); !strings.Contains(got, "vidu") {
		t.Errorf("status while crawling: %s", got)
	}
	if got, _ := w.run(0, "show", "vidu:103"); !strings.Contains(got, "Bài số 3") {
		t.Errorf("show while crawling: %s", got)
	}
	w.run(0, "db", "backup", "copy.db")
	if _, err := os.Stat(filepath.Join(w.dir, "copy.db")); err != nil {
		t.Errorf("backup while crawling: %v", err)
	}
	if _, stderr := w.run(1, "show", "vidu:999"); !strings.Contains(stderr, "not in the store") {
		t.Errorf("an error while crawling: %s", stderr)
	}
	w.run(2, "export", "--format", "xml")
	for range 20 { // readers that send nonsense, or nothing, and go away
		if bad, err := net.Dial("unix", filepath.Join(w.dir, "data", socketFile)); err == nil {
			bad.Write([]byte("GET / HTTP/1.1\r\n\r\n"))
			bad.Close()
		}
	}
	end()
	if got, _ := w.run(0, "export"); got != whole {
		t.Errorf("after the crawl the export differs")
	}
	if _, err := os.Stat(filepath.Join(w.dir, "data", socketFile)); err == nil {
		t.Errorf("the socket outlived the run")
	}
}

// TestSocketOfAnEarlierRun: one that was left is replaced; what cannot be
// removed is told, and the crawl goes on.
func TestSocketOfAnEarlierRun(t *testing.T) {
	s := newSite(t)
	w := newWorkspace(t, fastRevisits+"portals:"+s.portalYAML("vidu", ""))
	path := filepath.Join(w.dir, "data", socketFile)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	left.Close()
	if _, stderr := w.run(0, "crawl"); strings.Contains(stderr, "cannot be answered") {
		t.Errorf("a socket that was left: %s", stderr)
	}
	if err := os.MkdirAll(filepath.Join(path, "đầy"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, stderr := w.run(0, "crawl"); !strings.Contains(stderr, "cannot be answered") || !strings.Contains(stderr, "remove the socket of an earlier run") {
		t.Errorf("a name that is taken: %s", stderr)
	}
}

// TestAskingEndsOnSignal: a run that does not answer holds nobody who was told
// to stop.
func TestAskingEndsOnSignal(t *testing.T) {
	w := newWorkspace(t, "")
	if err := os.Mkdir(filepath.Join(w.dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(w.dir, "data", socketFile))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := w.command("status")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	asked, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer asked.Close()
	asked.Read(make([]byte, 1)) // the question has come
	c.Process.Signal(syscall.SIGTERM)
	stuck := time.AfterFunc(time.Minute, func() {
		t.Error("it still waits for the answer a minute after SIGTERM")
		asked.Close()
	})
	defer stuck.Stop()
	c.Wait()
	if code := c.ProcessState.ExitCode(); code != 143 {
		t.Errorf("exit %d, want 143", code)
	}
}
