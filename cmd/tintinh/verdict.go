package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tintinh/tintinh/store"
)

// Verdicts on a portal, as status shows them.
const (
	verdictOK       = "ok"
	verdictDegraded = "degraded"
	verdictBroken   = "broken"
	verdictBlocked  = "blocked"
)

// standing is a portal's verdict for one run, with the reason in words.
type standing struct {
	Portal, Verdict, Why string
}

// judge looks at one run alone: blocked by the site, broken when pages came
// and no article could be read from any, degraded when some could not or more
// requests failed than succeeded.
func judge(r *store.Run) []standing {
	var all []standing
	for _, id := range slices.Sorted(maps.Keys(r.Portals)) {
		verdict, why := judgePortal(r.Portals[id])
		all = append(all, standing{id, verdict, why})
	}
	return all
}

func judgePortal(p *store.PortalRun) (verdict, why string) {
	failed := 0
	for _, n := range p.Errors {
		failed += n
	}
	read := p.New + p.Edited + p.Back + p.Unchanged
	switch {
	case p.Blocked != "":
		return verdictBlocked, p.Blocked
	case p.Fetched == 0 && p.Skipped["robots-unreachable"] > 0:
		return verdictBroken, "robots.txt could not be reached, so nothing was asked for (RFC 9309): is the host up, and does its name resolve?"
	case p.NoArticle > 0 && read == 0:
		return verdictBroken, fmt.Sprintf("no article could be read from any of %d article pages: the layout may have changed", p.NoArticle)
	case failed > 0 && failed == p.Fetched:
		return verdictBroken, fmt.Sprintf("all %d requests failed: %s", failed, reasons(p.Errors))
	case p.NoArticle > read:
		return verdictDegraded, fmt.Sprintf("%d of %d article pages gave no article", p.NoArticle, p.NoArticle+read)
	case 2*failed > p.Fetched:
		return verdictDegraded, fmt.Sprintf("%d of %d requests failed: %s", failed, p.Fetched, reasons(p.Errors))
	}
	return verdictOK, ""
}

// reasons lists counts by name, most frequent first.
func reasons(counts map[string]int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	s := ""
	for i, n := range names {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%s %d", n, counts[n])
	}
	return s
}
