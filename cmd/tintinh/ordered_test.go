package main

import (
	"bufio"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestExtractEndsOnSignal: a list that comes through a pipe may pause for ever;
// SIGTERM ends the command all the same, after what was begun.
func TestExtractEndsOnSignal(t *testing.T) {
	w := newWorkspace(t, "")
	w.write("bai.html", story(1, "Huyện Ví Dụ nạo vét kênh", body(1)))
	w.write("trang.html", "<!DOCTYPE html><html><head><title>Trang chủ</title></head><body><a href='/a'>Tin một</a></body></html>")
	c := w.command("extract", "--list", "-")
	list, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	told, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	var records strings.Builder
	c.Stdout = &records
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	stuck := time.AfterFunc(time.Minute, func() {
		t.Error("it still waits for its list a minute after SIGTERM")
		list.Close()
	})
	defer stuck.Stop()
	list.Write([]byte("bai.html\thttp://vidu.vn/tin-tuc/1/7/bai\ntrang.html\thttp://vidu.vn/\n"))
	lines := bufio.NewScanner(told)
	lines.Scan() // of the second page: both are done
	c.Process.Signal(syscall.SIGTERM)
	for lines.Scan() {
	}
	c.Wait()
	if code := c.ProcessState.ExitCode(); code != 143 {
		t.Errorf("exit %d, want 143", code)
	}
	if n := strings.Count(records.String(), "\n"); n != 1 {
		t.Errorf("%d records, want that of the first page:\n%s", n, records.String())
	}
}
