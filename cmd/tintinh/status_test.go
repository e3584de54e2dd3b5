package main

import (
	"encoding/json"
	"maps"
	"testing"
)

// TestStatusUnconfigured: of portals that no configuration names any more,
// articles, runs and verdict are told in one row, under the id of the records.
func TestStatusUnconfigured(t *testing.T) {
	w := newWorkspace(t, "")
	w.run(0, "demo", "--data", "mau")
	out, _ := w.run(0, "status", "--json", "--data", "mau")
	var report struct {
		Portals []struct {
			Portal, Verdict string
			Articles        int
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	got := map[string]int{}
	for _, p := range report.Portals {
		got[p.Portal+" "+p.Verdict] = p.Articles
	}
	if want := map[string]int{"bao-vi-du ok": 14, "dai-mau ok": 6}; !maps.Equal(got, want) {
		t.Errorf("status tells %v, want %v", got, want)
	}
}
