package crawler

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store/bolt"
)

// BenchmarkNothingNew is a run over 100 portals whose sources are due and have
// not changed. It reports CPU seconds and the live heap after it.
func BenchmarkNothingNew(b *testing.B) {
	db, err := bolt.Open(b.TempDir()+"/tintinh.db", bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	catalogue, err := portal.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	net := newMemory()
	c := &Crawl{Store: db, Extractor: extract.New(catalogue, "test"), UserAgent: "tintinh/test (+https://vidu.test/)", dial: net.dial}
	for i := range 100 {
		s := newSite()
		var paths []string
		for id := 1; id <= 5; id++ {
			paths = append(paths, s.article(id))
		}
		front := listingHTML("", paths...)
		s.handle("/", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"1"`)
			if r.Header.Get("If-None-Match") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, front)
		})
		host := fmt.Sprintf("bao%d.test", i)
		net.serve(b, host+":80", s)
		p, err := portal.Parse("test.yaml", []byte(strings.NewReplacer("vidu", fmt.Sprintf("bao%d", i), "delay: 1s", "delay: 0s", "every: 1h", "every: 1ms").Replace(definition(""))))
		if err != nil {
			b.Fatal(err)
		}
		c.Portals = append(c.Portals, p)
	}
	if _, err := c.Run(b.Context()); err != nil {
		b.Fatal(err)
	}
	cpu := cpuTime()
	requests := 0
	for b.Loop() {
		time.Sleep(2 * time.Millisecond)
		r, err := c.Run(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range r.Portals {
			requests += p.Requests
		}
	}
	b.ReportMetric((cpuTime()-cpu).Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(requests)/float64(b.N), "requests/op")
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/(1<<20), "heap-MB")
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		for line := range strings.Lines(string(status)) {
			var kb float64
			if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kb); n == 1 {
				b.ReportMetric(kb/1024, "peak-MB")
			}
		}
	}
}

// cpuTime is what this process has used, its servers included.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
