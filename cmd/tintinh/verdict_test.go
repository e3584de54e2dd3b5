package main

import (
	"testing"

	"github.com/tintinh/tintinh/store"
)

func TestJudgePortal(t *testing.T) {
	for _, c := range []struct {
		name string
		run  store.PortalRun
		want string
	}{
		{"nothing was due", store.PortalRun{}, verdictOK},
		{"all well", store.PortalRun{Fetched: 10, New: 8, Sources: 2}, verdictOK},
		{"one noisy page", store.PortalRun{Fetched: 10, New: 7, Sources: 2, NoArticle: 1}, verdictOK},
		{"robots.txt out of reach", store.PortalRun{Discovered: 4, Skipped: map[string]int{"robots-unreachable": 4}}, verdictBroken},
		{"closed by robots.txt", store.PortalRun{Discovered: 4, Skipped: map[string]int{"robots": 4}}, verdictOK},
		{"no page reads as an article", store.PortalRun{Fetched: 10, Sources: 2, NoArticle: 8}, verdictBroken},
		{"half do not", store.PortalRun{Fetched: 10, Sources: 1, New: 4, NoArticle: 5}, verdictDegraded},
		{"every request fails", store.PortalRun{Fetched: 3, Errors: map[string]int{"timeout": 3}}, verdictBroken},
		{"most requests fail", store.PortalRun{Fetched: 5, New: 1, Sources: 1, Errors: map[string]int{"http-500": 3}}, verdictDegraded},
		{"challenged", store.PortalRun{Fetched: 1, Errors: map[string]int{"challenge": 1}, Blocked: "challenge"}, verdictBlocked},
	} {
		if got, why := judgePortal(&c.run); got != c.want {
			t.Errorf("%s: %s (%s), want %s", c.name, got, why, c.want)
		}
	}
}
