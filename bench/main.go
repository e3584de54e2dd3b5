// Command bench crawls a newspaper on loopback with tintinh and with others,
// and prints what each took. It is a module of its own, so that what it
// compares with stays out of tintinh's go.mod.
//
//	cd bench && go run .                            # all there is
//	cd bench && go run . -only tintinh-raw-none,plain -runs 5
//	cd bench && go run . -store 1000000             # the store and the export instead
//
// The server, which is this process, counts requests: a crawler that did not
// fetch all articles, or fetched them twice, shows. Processor time is that of
// the crawler's process alone. Scrapy is taken from Debian's python3-scrapy,
// Crawlee from npm, into the user's cache directory; what is not there is left
// out, and said so.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/bench/peer"
	"github.com/tintinh/tintinh/bench/site"
)

func main() {
	var (
		articles = flag.Int("articles", 5000, "articles of all hosts")
		hosts    = flag.Int("hosts", 4, "newspapers, each on a port of its own")
		only     = flag.String("only", "", "crawlers to run, by commas; empty = all")
		runs     = flag.Int("runs", 3, "runs of each crawler: the median counts")
		cores    = flag.Int("cores", 1, "GOMAXPROCS of crawlers in Go; 0 = all")
		profile  = flag.String("pprof", "", "file for a processor profile of a crawler of this program")
		binary   = flag.String("binary", "", "tintinh to measure; empty = built from this tree")
		storeTo  = flag.Int("store", 0, "measure the store with up to this many articles instead")
		as       = flag.String("peer", "", "run as this crawler (used by the program itself)")
		out      = flag.String("out", "", "with -peer: where articles go")
	)
	flag.Parse()
	var err error
	switch {
	case *as != "":
		err = runPeer(*as, *out, *profile, flag.Args())
	case *storeTo > 0:
		err = stored(*storeTo)
	default:
		b := bench{articles: *articles, hosts: *hosts, runs: *runs, cores: *cores, binary: *binary}
		if *only != "" {
			b.only = strings.Split(*only, ",")
		}
		err = b.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one comparison.
type bench struct {
	articles, hosts, runs, cores int
	only                         []string
	binary                       string

	sites []*site.Site
	dir   string // for what crawlers write
}

// result is what one crawler did, by its median run.
type result struct {
	name string
	usage
	site.Stats
	missing string // why it did not run
}

func (b *bench) run() error {
	var err error
	if b.dir, err = os.MkdirTemp("", "tintinh-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	for i := range b.hosts {
		s, err := site.Listen(b.articles*i/b.hosts, b.articles*(i+1)/b.hosts)
		if err != nil {
			return err
		}
		b.sites = append(b.sites, s)
	}
	var results []result
	for _, c := range crawlers() {
		if len(b.only) > 0 && !slices.Contains(b.only, c.name) {
			continue
		}
		r, err := b.crawl(c)
		if err != nil {
			return err
		}
		results = append(results, r)
		fmt.Fprintf(os.Stderr, "%s: %.2f s CPU, %d requests %s\n", r.name, r.cpu.Seconds(), r.Requests, r.missing)
	}
	return b.print(results)
}

// crawl runs one crawler several times.
func (b *bench) crawl(c crawler) (result, error) {
	var all []result
	for range b.runs {
		cmd, why, err := c.command(b)
		if err != nil {
			return result{}, fmt.Errorf("prepare %s: %w", c.name, err)
		}
		if why != "" {
			return result{name: c.name, missing: why}, nil
		}
		b.stats()
		u, err := measure(cmd)
		if err != nil {
			return result{}, fmt.Errorf("run %s: %w", c.name, err)
		}
		all = append(all, result{name: c.name, usage: u, Stats: b.stats()})
	}
	slices.SortFunc(all, func(x, y result) int { return int(x.cpu - y.cpu) })
	return all[len(all)/2], nil
}

func (b *bench) stats() site.Stats {
	var sum site.Stats
	for _, s := range b.sites {
		sum = sum.Add(s.Stats())
	}
	return sum
}

func (b *bench) starts() []string {
	var out []string
	for _, s := range b.sites {
		out = append(out, "http://"+s.Addr+"/")
	}
	return out
}

// runPeer is this program as a crawler.
func runPeer(name, out, profile string, starts []string) error {
	run, ok := peer.Runs[name]
	if !ok {
		return fmt.Errorf("no crawler is called %s", name)
	}
	defer profiled(profile)()
	return run.To(out, starts)
}
