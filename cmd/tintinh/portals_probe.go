package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/crawler/probe"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
)

type probeFlags struct {
	all  bool
	file string
}

func (a *app) portalsProbe() *cobra.Command {
	var f probeFlags
	c := &cobra.Command{
		Use: "probe [ID…]", Short: "Look at what of portals' definitions works on the live sites",
		Long: `Look at what of portals' definitions works on the live sites: robots.txt, home page, sources, the
feeds and sitemaps that a site names, one listing, three articles; about a dozen requests a
portal, as polite as a crawl. Nothing is stored but the report, and no definition is changed:
what the site contradicts or confirms is proposed as edits.

Without ids the configured portals are looked at.`,
		Example: "  tintinh portals probe baotayninh baolongan\n  tintinh portals probe --all -o probe.ndjson",
		RunE: func(cmd *cobra.Command, ids []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			return a.probe(cmd.Context(), cfg, ids, f)
		},
	}
	c.Flags().BoolVar(&f.all, "all", false, "the whole catalogue, guesses included")
	c.Flags().StringVarP(&f.file, "output", "o", "probe.ndjson", "`file` for the reports, one line a portal; - for standard output instead of the table")
	return c
}

func (a *app) probe(ctx context.Context, cfg *Config, ids []string, f probeFlags) error {
	portals := cfg.Catalogue.Portals()
	if !f.all {
		var err error
		if portals, err = choose(cfg, ids); err != nil {
			return err
		}
	} else if len(ids) > 0 {
		return usagef("portals probe: name portals, or say --all, not both")
	}
	reports, err := a.probeAll(ctx, cfg, portals)
	if err != nil {
		return err
	}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	enc.SetEscapeHTML(false)
	for _, r := range reports {
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("write the report on %s: %w", r.Portal, err)
		}
	}
	if f.file == "-" {
		_, err := a.stdout.Write(lines.Bytes())
		return err
	}
	if err := writeWhole(f.file, lines.Bytes()); err != nil {
		return fmt.Errorf("write the reports: %w", err)
	}
	a.story("%d reports: %s", len(reports), f.file)
	if err := printProbes(a.stdout, reports); err != nil {
		return err
	}
	if n := len(portals) - len(reports); n > 0 {
		return fmt.Errorf("stopped before %d of %d portals", n, len(portals))
	}
	return nil
}

// probedTogether is how many portals are looked at at a time where the
// configuration says nothing.
const probedTogether = 8

// probeAll looks at several portals at a time; each has a host of its own.
func (a *app) probeAll(ctx context.Context, cfg *Config, portals []*portal.Portal) ([]*probe.Report, error) {
	run, err := a.visitor(cfg)
	if err != nil {
		return nil, err
	}
	prober := &probe.Prober{Extractor: extract.New(cfg.Catalogue, version()), Now: time.Now}
	var mu sync.Mutex
	var reports []*probe.Report
	var failed error
	next := make(chan *portal.Portal)
	var workers sync.WaitGroup
	for range min(cmp.Or(cfg.Crawl.Workers, probedTogether), len(portals)) {
		workers.Go(func() {
			for p := range next {
				r, err := probeOne(ctx, run, prober, p)
				mu.Lock()
				if r != nil {
					reports = append(reports, r)
				}
				failed = firstError(failed, err)
				mu.Unlock()
			}
		})
	}
	for _, p := range portals {
		if ctx.Err() != nil {
			break // those under way are finished; the table says what is missing
		}
		next <- p
	}
	close(next)
	workers.Wait()
	slices.SortFunc(reports, func(a, b *probe.Report) int { return strings.Compare(a.Portal, b.Portal) })
	return reports, failed
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func probeOne(ctx context.Context, run *crawler.Crawl, prober *probe.Prober, p *portal.Portal) (*probe.Report, error) {
	s, err := run.Session(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("probe %s: %w", p.ID, err)
	}
	defer s.Close()
	r := prober.Probe(s, p)
	if ctx.Err() != nil {
		return nil, nil // cut short: half a report is none
	}
	return r, nil
}

func printProbes(w io.Writer, reports []*probe.Report) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "PORTAL\tVERDICT\tROBOTS\tHOME\tSOURCES\tLINKS\tMATCHING\tARTICLES\tFAMILY\tWHY")
	for _, r := range reports {
		sources, whole := 0, 0
		for _, s := range r.Sources {
			if s.Error == "" {
				sources++
			}
		}
		for _, p := range r.Articles {
			if p.Whole() {
				whole++
			}
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d of %d\t%d\t%d\t%d of %d\t%s\t%s\n", r.Portal, r.Verdict, status(r.Robots), status(r.Home),
			sources, len(r.Sources), r.Links, r.Matching, whole, len(r.Articles), r.Family, printable(shorten(r.Why, 100)))
	}
	for _, r := range reports {
		for _, e := range r.Edits {
			change := "add " + e.New
			switch {
			case e.New == "":
				change = "remove " + e.Old
			case e.Old != "":
				change = e.Old + " → " + e.New
			}
			fmt.Fprintf(t, "%s: %s: %s (%s)\n", r.Portal, e.Key, printable(change), printable(e.Why))
		}
	}
	return t.Flush()
}

func status(a probe.Answer) string {
	if a.Status == 0 {
		return "-"
	}
	return fmt.Sprint(a.Status)
}
