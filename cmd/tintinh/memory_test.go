package main

import (
	"runtime/debug"
	"testing"
)

func TestSpareCollector(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	spareCollector(func(string) string { return "50" })
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("with GOGC in the environment the percentage is %d", got)
	}
	spareCollector(func(string) string { return "" })
	if got := debug.SetGCPercent(100); got != garbage {
		t.Errorf("the percentage is %d, want %d", got, garbage)
	}
}
