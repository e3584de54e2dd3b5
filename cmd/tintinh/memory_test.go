package main

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/tintinh/tintinh/crawler"
)

func TestSparingARunThatHasWork(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	events := 0
	take := sparing(func(crawler.Event) { events++ }, func(string) string { return "" })
	for range articlesOfWork - 1 {
		take(crawler.Event{Title: "Khánh thành cầu dân sinh"})
		take(crawler.Event{})
	}
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("after %d articles the percentage is %d", articlesOfWork-1, got)
	}
	take(crawler.Event{Title: "Khánh thành cầu dân sinh"})
	if got := debug.SetGCPercent(100); got != garbage || events != 2*articlesOfWork-1 {
		t.Errorf("after %d articles the percentage is %d, want %d; %d events", articlesOfWork, got, garbage, events)
	}
}

func TestSpareCollector(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	spareCollector(func(string) string { return "50" })
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("with GOGC in the environment the percentage is %d", got)
	}
	startSmall(func(string) string { return "50" })
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("with GOGC in the environment a crawl starts with %d", got)
	}
	startSmall(func(string) string { return "" })
	if got := debug.SetGCPercent(100); got != little {
		t.Errorf("a crawl starts with %d, want %d", got, little)
	}
	spareCollector(func(string) string { return "" })
	if got := debug.SetGCPercent(100); got != garbage {
		t.Errorf("the percentage is %d, want %d", got, garbage)
	}
}

func TestBoundMemory(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(7 << 30))
	boundMemory(func(string) string { return "1GiB" })
	if got := debug.SetMemoryLimit(-1); got != 7<<30 {
		t.Errorf("with GOMEMLIMIT in the environment the limit is %d", got)
	}
	boundMemory(func(string) string { return "" })
	if got, want := debug.SetMemoryLimit(-1), int64(crawlMemory+runtime.GOMAXPROCS(0)*crawlMemoryCore); got != want {
		t.Errorf("the limit is %d, want %d", got, want)
	}
}
