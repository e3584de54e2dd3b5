//go:build linux

package main

import (
	"context"

	"github.com/tintinh/tintinh/reliability/hostile"
)

// webTrials are the promises about what comes from the web.
func webTrials() []trial {
	return []trial{
		{Key: "R12", Promise: "a hostile web, all at once: the crawl ends, in 256 MiB, names every refusal, and stores what is healthy", Run: hostileWeb},
	}
}

// hostileWeb crawls servers with one bad habit each, all at once. N are the
// habits.
func hostileWeb(ctx context.Context, e *env) (outcome, error) {
	o, err := (&hostile.Crawl{Binary: e.Binary, Dir: e.Dir, Log: e.Log}).Run(ctx)
	return outcome{N: o.Rows, Failures: o.Failures, Note: o.String()}, err
}
