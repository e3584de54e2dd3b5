package main

import (
	"context"
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

// stored fills a store up to n articles and prints, at each power of ten from
// 10⁴: articles a second, of the processor and of the clock, over the last
// 5,000 (encoded, compressed, compared with all others, committed with fsync),
// bytes an article, the time to open the store, and records a second of a full
// export.
func stored(n int) error {
	dir, err := os.MkdirTemp("", "tintinh-store-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "tintinh.db")
	fmt.Println("| articles | stored/CPU s | stored/s | bytes each | open ms | exported/CPU s |")
	fmt.Println("|---|---|---|---|---|---|")
	for from, to := 0, 10_000; to <= n; from, to = to, to*10 {
		if err := fill(file, from, to); err != nil {
			return fmt.Errorf("fill the store to %d: %w", to, err)
		}
	}
	return nil
}

// fill adds the articles [from, to), then measures.
func fill(file string, from, to int) error {
	ctx := context.Background()
	db, err := bolt.Open(file, bolt.Options{})
	if err != nil {
		return err
	}
	var took, busy time.Duration
	counted := 0
	for i := from; i < to; i += together {
		outcomes, err := articles(i, i+together)
		if err != nil {
			return err
		}
		began, before := time.Now(), processor()
		if err := put(ctx, db, outcomes); err != nil {
			return err
		}
		if to-i <= 5000 {
			took += time.Since(began)
			busy += processor() - before
			counted += together
		}
	}
	if err := db.Close(); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	began := time.Now()
	if db, err = bolt.Open(file, bolt.Options{}); err != nil {
		return err
	}
	defer db.Close()
	opened := time.Since(began)
	before := processor()
	enc, err := export.NDJSON(io.Discard, nil)
	if err != nil {
		return err
	}
	out, err := export.Run(ctx, db, export.Query{}, enc)
	if err != nil {
		return err
	}
	if out.Written != to {
		return fmt.Errorf("%d of %d records were exported", out.Written, to)
	}
	fmt.Printf("| %d | %.0f | %.0f | %d | %.1f | %.0f |\n", to, float64(counted)/busy.Seconds(), float64(counted)/took.Seconds(), info.Size()/int64(to),
		float64(opened.Microseconds())/1000, float64(to)/(processor()-before).Seconds())
	return nil
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
