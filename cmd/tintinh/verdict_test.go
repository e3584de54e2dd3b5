package main

import (
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/health"
)

func TestTroubled(t *testing.T) {
	run := &store.Run{Portals: map[string]*store.PortalRun{
		"a": {Verdict: "ok"}, "b": {Verdict: "broken", Why: "no body"}, "c": {Verdict: "silent"}, "d": {Verdict: "blocked", Why: "challenge", Was: "ok"}, "e": {Verdict: "degraded"},
	}}
	err := troubled(run, false)
	if got := err.Error(); got != "needs attention: b is broken (no body); d is blocked (challenge)" || exitCode(err) != exitPortals {
		t.Errorf("%q, exit %d", got, exitCode(err))
	}
	said := func(quiet bool) (code int, text string) {
		var b strings.Builder
		return (&app{stderr: &b, ran: true}).report(troubled(run, quiet)), b.String()
	}
	if code, text := said(true); code != exitPortals || !strings.Contains(text, "d is blocked") {
		t.Errorf("quiet, with news: exit %d, %q", code, text)
	}
	run.Portals["d"].Was = ""
	if code, text := said(true); code != exitPortals || text != "" {
		t.Errorf("quiet, without news: exit %d, %q", code, text)
	}
	if _, text := said(false); !strings.Contains(text, "b is broken") {
		t.Errorf("not quiet: %q", text)
	}
	if err := troubled(&store.Run{Portals: map[string]*store.PortalRun{"a": {Verdict: "degraded"}}}, false); err != nil {
		t.Error(err)
	}
}

// TestStatusTable: cells stand below their heads, and what comes from pages
// cannot colour a terminal.
func TestStatusTable(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.Local)
	rows := []portalStatus{
		{Portal: "báo-a", LastRun: now.Add(-time.Hour), Due: 12, Articles: 3456, Verdict: "ok", Since: now.Add(-72 * time.Hour),
			Fill:  map[string]int{"title": 100, "lead": 88, "published_at": 100, "authors": 40, "body": 100},
			Usual: map[string]int{"title": 100, "lead": 97, "published_at": 100, "authors": 85, "body": 100}},
		{Portal: "b", Verdict: "broken", Since: now.Add(-90 * time.Minute), Why: "title\x1b[31m: gone", Findings: []health.Finding{{Field: "title"}, {Field: "body"}, {Field: "title"}}, Errors: map[string]int{"timeout": 2}},
	}
	var b strings.Builder
	if err := (display{now: now}).table(&b, rows); err != nil {
		t.Fatal(err)
	}
	want := `PORTAL  LAST RUN          DUE  ARTICLES  NEW 24H  TITLE  LEAD  DATE  AUTHORS  BODY  VERDICT  SINCE   FIELD       ERRORS     WHY
báo-a   2026-11-23 11:00   12      3456        0    100    88   100  40 (85)   100  ok       3 days
b       never               0         0        0      -     -     -        -     -  broken   1 h     title,body  timeout 2  ` + printable("title\x1b[31m: gone") + `
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	b.Reset()
	if err := (display{now: now, colours: true}).table(&b, rows); err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer("\x1b[32m", "", "\x1b[1;31m", "", "\x1b[0m", "").Replace(b.String())
	if plain != want || !strings.Contains(b.String(), "\x1b[1;31mbroken\x1b[0m   1 h") {
		t.Errorf("with colours: %q", b.String())
	}
}
