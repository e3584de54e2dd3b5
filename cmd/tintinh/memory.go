package main

import (
	"runtime"
	"runtime/debug"
	"sync/atomic"

	"github.com/tintinh/tintinh/crawler"
)

// garbage is how much memory, in percent of what is in use, may be filled
// before it is collected. The program keeps some MB in use and makes half a MB
// of garbage a page: at Go's 100 a sixth of the processor time goes into
// collecting it. With 16 hosts in flight the peak is 46 MB at 200, 53 MB at 300
// and 59 MB at 400; a crawl is to stay below 64.
const garbage = 300

// spareCollector sets that, unless the environment (GOGC) says otherwise.
func spareCollector(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
}

// little is that percentage while a crawl has found no work: with 100 portals a
// run that finds nothing new makes 20 MB of garbage and needs five.
const little = 40

// startSmall sets that, unless the environment (GOGC) says otherwise.
func startSmall(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(little)
	}
}

// articlesOfWork are read by a run before its collector is spared: most runs of
// a cron find next to nothing, and are to be small rather than fast.
const articlesOfWork = 25

// sparing hands events on, and spares the collector once a run has work.
func sparing(take func(crawler.Event), getenv func(string) string) func(crawler.Event) {
	var articles atomic.Int64
	return func(e crawler.Event) {
		if e.Title != "" && articles.Add(1) == articlesOfWork {
			spareCollector(getenv)
		}
		take(e)
	}
}

// Memory that a crawl is to stay below: pages are read one a core. Hostile
// pages fill it with garbage that is not worth keeping.
const (
	crawlMemory     = 96 << 20
	crawlMemoryCore = 32 << 20
)

// boundMemory collects garbage earlier when a crawl comes near that, unless
// the environment (GOMEMLIMIT) says otherwise.
func boundMemory(getenv func(string) string) {
	if getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(crawlMemory + crawlMemoryCore*int64(runtime.GOMAXPROCS(0)))
	}
}
