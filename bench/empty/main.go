// Command empty measures what cron pays when there is nothing new: runs of the
// real binary over many portals whose sources are due and unchanged, and runs
// before anything is due, with a store that knows many URLs. The servers are
// this process; they count.
//
//	cd bench && go run ./empty                      # 100 portals
//	cd bench && go run ./empty -known 1000000       # and a million URLs known before
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/tintinh/tintinh/bench/site"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

func main() {
	m := measurement{}
	flag.IntVar(&m.portals, "portals", 100, "portals, each a server of its own")
	flag.IntVar(&m.known, "known", 0, "URLs that the store knows before, all of them looked at for the last time")
	flag.IntVar(&m.runs, "runs", 5, "runs of each kind")
	flag.StringVar(&m.binary, "binary", "", "tintinh to measure; empty = built from this tree")
	flag.StringVar(&m.dir, "dir", "", "keep the data directory here, and use what is there")
	flag.Parse()
	if err := m.measure(); err != nil {
		fmt.Fprintln(os.Stderr, "empty:", err)
		os.Exit(1)
	}
}

type measurement struct {
	portals, known, runs int
	binary, dir          string
	sites                []*site.Site
	first                *firstRequest
}

func (m *measurement) measure() error {
	if m.dir == "" {
		dir, err := os.MkdirTemp("", "tintinh-empty-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		m.dir = dir
	} else if err := os.MkdirAll(m.dir, 0o755); err != nil {
		return err
	}
	if err := m.build(); err != nil {
		return err
	}
	if err := m.serve(); err != nil {
		return err
	}
	if err := m.fill(); err != nil {
		return fmt.Errorf("fill the store: %w", err)
	}
	if err := m.configure("due.yaml", "1s"); err != nil {
		return err
	}
	if err := m.configure("idle.yaml", "24h"); err != nil {
		return err
	}
	fmt.Println("| run | requests | CPU s | wall s | start to first request ms | peak RSS MB | of it not file cache MB |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for _, kind := range []struct{ name, config string }{{"everything is new", "due.yaml"}, {"sources due, nothing new", "due.yaml"}, {"sources read for the day", "idle.yaml"}, {"nothing due", "idle.yaml"}} {
		runs := m.runs
		if kind.name == "everything is new" || kind.name == "sources read for the day" {
			runs = 1
		}
		for range runs {
			if err := m.one(kind.name, kind.config); err != nil {
				return fmt.Errorf("%s: %w", kind.name, err)
			}
			time.Sleep(1100 * time.Millisecond)
		}
	}
	return nil
}

func (m *measurement) build() error {
	if m.binary != "" {
		return nil
	}
	m.binary = filepath.Join(m.dir, "tintinh")
	build := exec.Command("go", "build", "-trimpath", "-o", m.binary, "./cmd/tintinh")
	build.Dir = ".."
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build tintinh (run this in bench/): %w\n%s", err, out)
	}
	return nil
}

// serve starts the newspapers, each behind an address that notes when the
// first request of a run came.
func (m *measurement) serve() error {
	m.first = &firstRequest{}
	for i := range m.portals {
		s, err := site.Listen(3*i, 3*i+3)
		if err != nil {
			return err
		}
		if s.Addr, err = m.first.before(s); err != nil {
			return err
		}
		m.sites = append(m.sites, s)
	}
	return nil
}

// fill puts known URLs of the portals into the store.
func (m *measurement) fill() error {
	if m.known == 0 {
		return nil
	}
	db, err := bolt.Open(filepath.Join(m.dir, "data", "tintinh.db"), bolt.Options{NoSync: true})
	if err != nil {
		return err
	}
	defer db.Close()
	each := m.known / len(m.sites)
	for _, s := range m.sites {
		rows := make([]store.URL, each)
		for n := range rows {
			url := fmt.Sprintf("http://%s/thoi-su/250601/mot-bai-cua-nam-truoc-%d.html", s.Addr, 1_000_000+n)
			rows[n] = store.URL{Host: s.Addr, Canonical: url, Identity: fmt.Sprintf("bao-%s:%d", s.Addr, 1_000_000+n), Kind: store.ArticlePage, Status: store.Fetched, FetchedAt: time.Now(), Visits: 6}
			if n%10 == 0 { // one in ten has looks left
				rows[n].Due = time.Now().Add(240*time.Hour + time.Duration(n)*time.Second)
			}
		}
		if _, err := db.Add(context.Background(), rows...); err != nil {
			return err
		}
	}
	return nil
}

// configure writes a configuration with sources read at an interval.
func (m *measurement) configure(name, every string) error {
	var c strings.Builder
	fmt.Fprintf(&c, "data: data\ncrawl: {revisit: [24h]}\nlog: {level: error}\nportals:\n")
	for i, s := range m.sites {
		fmt.Fprintf(&c, "  - id: bao-%d\n    outlet: Báo Tỉnh %d\n    hosts: [\"%s\"]\n    allow_private: true\n", i, i, s.Addr)
		fmt.Fprintf(&c, "    article: '^/[a-z-]+/\\d{6}/[a-z0-9-]+-(?P<id>\\d+)\\.html$'\n    sources: [{kind: listing, url: \"http://%s/\", every: %s}]\n", s.Addr, every)
		c.WriteString("    rules:\n      - title: [\"h1.detail-title\"]\n        published: [\"div.meta .date\"]\n        body: [\"#content\"]\n")
	}
	return os.WriteFile(filepath.Join(m.dir, name), []byte(c.String()), 0o644)
}

func (m *measurement) one(name, config string) error {
	var before, after site.Stats
	for _, s := range m.sites {
		before = before.Add(s.Stats())
	}
	m.first.forget()
	cmd := exec.Command(m.binary, "crawl", "--config", filepath.Join(m.dir, config))
	u, err := measure(cmd)
	if err != nil {
		return err
	}
	for _, s := range m.sites {
		after = after.Add(s.Stats())
	}
	first := "–"
	if at := m.first.time(); !at.IsZero() {
		first = fmt.Sprintf("%.0f", at.Sub(u.began).Seconds()*1000)
	}
	fmt.Printf("| %s | %d | %.2f | %.2f | %s | %.1f | %.1f |\n", name, after.Requests-before.Requests, u.cpu.Seconds(), u.wall.Seconds(), first, float64(u.peak)/(1<<20), float64(u.anon)/(1<<20))
	return nil
}
