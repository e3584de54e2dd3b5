package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

func readBeat(t *testing.T, dir string) heartbeat {
	t.Helper()
	var b heartbeat
	src, err := os.ReadFile(filepath.Join(dir, heartbeatFile))
	if err == nil {
		err = json.Unmarshal(src, &b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHeartbeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, start := t.TempDir(), time.Now()
		var log sharedLog
		tally := newTally()
		p := startPulse(dir, tally, slog.New(slog.NewTextHandler(&log, nil)), true)
		at := func(state string, more func(*heartbeat)) {
			t.Helper()
			want := heartbeat{PID: os.Getpid(), Version: version(), State: state, Started: start, At: time.Now()}
			if more != nil {
				more(&want)
			}
			got := readBeat(t, dir)
			if got.Goroutines < 2 { // this one and the test's parent
				t.Errorf("%d goroutines", got.Goroutines)
			}
			got.Goroutines = 0
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("heartbeat (-want +got):\n%s", d)
			}
		}
		at("running", nil)
		tally.take(crawler.Event{At: time.Now(), Portal: "a", Change: extract.ChangeNew, Title: "Tin mới"})
		tally.take(crawler.Event{At: time.Now(), Portal: "b", Status: store.Failed})
		time.Sleep((linesEvery - 1) * heartbeatEvery)
		synctest.Wait()
		if log.String() != "" {
			t.Errorf("a line in the log before its time: %s", log.String())
		}
		time.Sleep(heartbeatEvery)
		synctest.Wait()
		at("running", func(b *heartbeat) { b.Done, b.New, b.Errors, b.Newest = 2, 1, 1, start })
		if !strings.Contains(log.String(), "under way") {
			t.Errorf("no line in the log: %s", log.String())
		}
		time.Sleep(time.Second)
		p.end(&store.Run{Reason: "max-time"}, errors.New("đĩa đầy"))
		at("failed", func(b *heartbeat) {
			b.Done, b.New, b.Errors, b.Newest, b.Reason, b.Error = 2, 1, 1, start, "max-time", "đĩa đầy"
		})
		left, err := os.ReadDir(dir)
		if err != nil || len(left) != 1 {
			t.Errorf("%d files are left, want the heartbeat alone (%v)", len(left), err)
		}
	})
}

// A data directory that is gone stops no run, and is told of once.
func TestHeartbeatThatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log sharedLog
		p := startPulse(filepath.Join(t.TempDir(), "khong-co"), newTally(), slog.New(slog.NewTextHandler(&log, nil)), false)
		time.Sleep(5 * heartbeatEvery)
		p.end(&store.Run{}, nil)
		if n := strings.Count(log.String(), "heartbeat cannot be written"); n != 1 {
			t.Errorf("told of %d times, want once:\n%s", n, log.String())
		}
	})
}

// While a run is under way its heartbeat names it; a second run, which gives
// way, leaves that alone; at the end it says how the run ended.
func TestHeartbeatOfARun(t *testing.T) {
	s := newSite(t)
	s.set("/tin-tuc/1/101/bai", story(1, "Một bài", body(1)))
	w := newWorkspace(t, "portals:"+s.portalYAML("vidu", ""))
	c, end := w.crawling(s)
	w.run(75, "crawl")
	if b := readBeat(t, filepath.Join(w.dir, "data")); b.PID != c.Process.Pid || b.State != "running" {
		t.Errorf("while it runs (pid %d): %+v", c.Process.Pid, b)
	}
	end()
	if b := readBeat(t, filepath.Join(w.dir, "data")); b.PID != c.Process.Pid || b.State != "ended" || b.Reason != "done" || b.New != 1 {
		t.Errorf("at the end: %+v", b)
	}
}

func TestTally(t *testing.T) {
	tally := newTally()
	start := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	for i := range 12 {
		tally.take(crawler.Event{At: start.Add(time.Duration(i%10) * time.Second), Portal: fmt.Sprintf("bao-%02d", i%10), Change: extract.ChangeNew, Title: fmt.Sprintf("Bài %d", i)})
	}
	tally.take(crawler.Event{At: start.Add(time.Minute), Portal: "bao-00", Change: extract.ChangeGone, Status: store.Blocked})
	var names []string
	for _, a := range tally.latest(3) {
		names = append(names, a.Portal)
	}
	if d := cmp.Diff([]string{"bao-00", "bao-08", "bao-09"}, names); d != "" {
		t.Errorf("latest (-want +got):\n%s", d)
	}
	want := activity{Portal: "bao-00", Done: 3, New: 2, Edited: 1, Errors: 1, Newest: "Bài 10", At: start.Add(time.Minute)}
	if d := cmp.Diff(want, tally.latest(3)[0]); d != "" {
		t.Errorf("bao-00 (-want +got):\n%s", d)
	}
	if got := tally.total(); got.Done != 13 || got.New != 12 || got.Errors != 1 {
		t.Errorf("all: %+v", got)
	}
}

func TestProgressRows(t *testing.T) {
	a := activity{Portal: "vidu", Done: 30, New: 4, Edited: 1, Errors: 2, Newest: "Tin \x1b[31mđỏ\n"}
	if got, want := totalRow(a, 10*time.Second), "10s  30 done  3.0/s  4 new  1 edited  2 errors"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := portalRow(a), `vidu                    30 done    4 new    2 errors  Tin \u{1b}[31mđỏ\u{a}`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for width, want := range map[int]string{80: "Đường sá", 9: "Đường sá", 8: "Đường …", 3: "Đ…", 0: "Đường sá"} {
		if got := cut("Đường sá", width); got != want {
			t.Errorf("cut to %d: %q, want %q", width, got, want)
		}
	}
}

// sharedLog is a log that is read while it is written.
type sharedLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *sharedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *sharedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
