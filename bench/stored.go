package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/tintinh/tintinh/bench/site"
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/simhash"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
	"github.com/tintinh/tintinh/store/export"
)

// together is how many articles go into one commit.
const together = 100

// measuredArticles are stored while it is measured, and as many are in the
// small store before.
const measuredArticles = 5000

// stored fills a store up to n articles and prints, at each power of ten from
// 10⁴: articles a second, of the processor and of the clock, over the last
// 5,000 (encoded, compressed, compared with all others, committed with fsync),
// what a store of 10⁴ took in turns with it and the ratio, which hardly depends
// on what else the machine does; bytes an article, the time to open the store,
// and records a second of a full export.
func stored(n int) error {
	dir, err := os.MkdirTemp("", "tintinh-store-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "tintinh.db")
	fmt.Println("| articles | stored/CPU s | stored/s | at 10⁴ in turns, /CPU s | ratio | bytes each | open ms | exported/CPU s |")
	fmt.Println("|---|---|---|---|---|---|---|---|")
	for from, to := 0, 10_000; to <= n; from, to = to, to*10 {
		if err := fill(file, from, to-measuredArticles); err != nil {
			return fmt.Errorf("fill the store to %d: %w", to, err)
		}
		if err := inTurns(file, dir, to); err != nil {
			return fmt.Errorf("measure the store at %d: %w", to, err)
		}
	}
	return nil
}

// fill adds the articles [from, to) without syncs, which nothing here counts.
func fill(file string, from, to int) error {
	db, err := bolt.Open(file, bolt.Options{NoSync: true})
	if err != nil {
		return err
	}
	for i := from; i < to; i += together {
		outcomes, err := articles(i, i+together)
		if err != nil {
			return err
		}
		if err := put(context.Background(), db, outcomes); err != nil {
			return err
		}
	}
	return db.Close()
}

// timed is a store with what it took to put articles into it.
type timed struct {
	*bolt.DB
	took, busy time.Duration
}

func (t *timed) put(ctx context.Context, i int) error {
	outcomes, err := articles(i, i+together)
	if err != nil {
		return err
	}
	began, before := time.Now(), processor()
	err = put(ctx, t.DB, outcomes)
	t.took += time.Since(began)
	t.busy += processor() - before
	return err
}

// inTurns brings the store from to-5,000 to to articles, in turns with a small
// one from 5,000 to 10⁴, and exports it.
func inTurns(file, dir string, to int) (err error) {
	ctx := context.Background()
	smallFile := filepath.Join(dir, fmt.Sprintf("small-%d.db", to))
	if err := fill(smallFile, 0, measuredArticles); err != nil {
		return err
	}
	var small, large timed
	if small.DB, err = bolt.Open(smallFile, bolt.Options{}); err != nil {
		return err
	}
	defer small.Close()
	if large.DB, err = bolt.Open(file, bolt.Options{}); err != nil {
		return err
	}
	for i := 0; i < measuredArticles; i += together {
		if err := errors.Join(large.put(ctx, to-measuredArticles+i), small.put(ctx, measuredArticles+i)); err != nil {
			return err
		}
	}
	if err := large.Close(); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	began := time.Now()
	db, err := bolt.Open(file, bolt.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	opened := time.Since(began)
	exported, err := exportAll(ctx, db, to)
	if err != nil {
		return err
	}
	fmt.Printf("| %d | %.0f | %.0f | %.0f | %.2f | %d | %.1f | %.0f |\n", to, measuredArticles/large.busy.Seconds(), measuredArticles/large.took.Seconds(),
		measuredArticles/small.busy.Seconds(), small.busy.Seconds()/large.busy.Seconds(), info.Size()/int64(to), float64(opened.Microseconds())/1000, exported)
	return nil
}

// exportAll is how many records a second of the processor a full export gives.
func exportAll(ctx context.Context, db *bolt.DB, want int) (float64, error) {
	before := processor()
	enc, err := export.NDJSON(io.Discard, nil)
	if err != nil {
		return 0, err
	}
	out, err := export.Run(ctx, db, export.Query{}, enc)
	if err == nil && out.Written != want {
		err = fmt.Errorf("%d of %d records were exported", out.Written, want)
	}
	return float64(want) / (processor() - before).Seconds(), err
}

// processor is the processor time of this process so far.
func processor() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u) // fails for a bad argument alone
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// put commits outcomes as a crawl does: rows, lease, outcomes, release.
func put(ctx context.Context, db *bolt.DB, outcomes []store.Outcome) error {
	rows := make([]store.URL, len(outcomes))
	for i, o := range outcomes {
		rows[i] = o.URL
	}
	if _, err := db.Add(ctx, rows...); err != nil {
		return err
	}
	l, err := db.Lease(ctx, store.Ask{Worker: "bench", TTL: time.Minute, Max: together, Hosts: []string{rows[0].Host}})
	if err != nil {
		return err
	}
	if _, err := db.Done(ctx, l, time.Minute, outcomes...); err != nil {
		return err
	}
	return db.Release(ctx, l)
}

// articles are outcomes of one of 50 hosts, with finished records.
func articles(from, to int) ([]store.Outcome, error) {
	host := fmt.Sprintf("bao-%d.vn", from/together%50)
	var out []store.Outcome
	for i := from; i < to; i++ {
		title, lead, author, paragraphs := site.Text(i)
		url := fmt.Sprintf("https://%s/tin/%d.html", host, i)
		a := &extract.Article{
			Schema: extract.SchemaVersion, ID: fmt.Sprintf("%s:%d", host, i), Portal: host, URL: url, CanonicalURL: url, Title: title, Lead: lead,
			PublishedAt: time.Date(2025, 6, 1, 7, 30, 0, 0, time.UTC).Add(-time.Duration(i) * time.Minute), Authors: []extract.Author{{Name: author}},
			Text: strings.Join(paragraphs, "\n\n"), Lang: "vi",
		}
		for _, p := range paragraphs {
			a.Body = append(a.Body, extract.Block{Type: extract.Paragraph, Text: p})
		}
		shadow := vntext.Shadow(a.Text)
		a.TextHash, a.SimHash = vntext.ShadowHash(shadow), simhash.Hex(simhash.Of(strings.SplitSeq(shadow, " ")))
		row := store.URL{Host: host, Canonical: url, Identity: a.ID, Kind: store.ArticlePage, Due: time.Now().Add(-time.Minute), Status: store.Fetched, ArticleID: a.ID}
		out = append(out, store.Outcome{URL: row, Article: a})
	}
	return out, nil
}
