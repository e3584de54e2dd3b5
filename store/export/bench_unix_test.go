//go:build unix

package export

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// BenchmarkExport writes a store of 20,000 records in each form. Its figures
// per core count the seconds that all cores worked. TINTINH_BENCH_LINES names
// an NDJSON file whose records are stored instead of made-up ones of 4.7 KB.
func BenchmarkExport(b *testing.B) {
	const n = 20_000
	path := filepath.Join(b.TempDir(), "bench.db")
	size := stock(b, path, n)
	s, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d records of %d bytes, %d bytes each in the file", n, size/n, info.Size()/n)
	some := []string{"id", "url", "published_at", "title", "text"}
	for _, c := range []struct {
		name, format string
		fields       []string
		q            Query
	}{
		{name: "ndjson", format: "ndjson"},
		{name: "ndjson, no duplicates", format: "ndjson", q: Query{NoDuplicates: true}},
		{name: "ndjson, fields", format: "ndjson", fields: some},
		{name: "csv", format: "csv"},
		{name: "text", format: "text"},
		{name: "parquet", format: "parquet"},
	} {
		b.Run(c.name, func(b *testing.B) {
			written, before := 0, cpu(b)
			for b.Loop() {
				enc, err := New(c.format, io.Discard, c.fields)
				if err != nil {
					b.Fatal(err)
				}
				stats, err := Run(context.Background(), s, c.q, enc)
				if err != nil {
					b.Fatal(err)
				}
				written += stats.Written + stats.Duplicates
			}
			b.ReportMetric(float64(written)/(cpu(b)-before).Seconds(), "records/core-s")
			b.ReportMetric(float64(written)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// cpu is the time that this process has worked.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// stock fills a store with n records and returns the length of their lines.
func stock(t testing.TB, path string, n int) (size int) {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	models := models(t)
	const batch = 500
	var outcomes []store.Outcome
	for i := range n {
		a := *models[i%len(models)]
		a.ID, a.Portal = fmt.Sprintf("vidu:%07d", i), "vidu"
		a.URL = fmt.Sprintf("https://vidu.example/tin-tuc/%d", i)
		a.CanonicalURL = a.URL
		line, err := a.Line()
		if err != nil {
			t.Fatal(err)
		}
		size += len(line)
		u := store.URL{Host: "vidu.example", Canonical: a.URL, Kind: store.ArticlePage}
		if outcomes = append(outcomes, store.Outcome{URL: u, Article: &a}); len(outcomes) == batch || i == n-1 {
			commit(t, s, outcomes)
			outcomes = nil
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return size
}

func commit(t testing.TB, s store.Store, outcomes []store.Outcome) {
	t.Helper()
	ctx := context.Background()
	u := outcomes[0].URL
	u.Due = time.Now()
	if _, err := s.Add(ctx, u); err != nil {
		t.Fatal(err)
	}
	l, err := s.Lease(ctx, store.Ask{Worker: "w", TTL: time.Hour, Max: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Done(ctx, l, time.Hour, outcomes...); err != nil {
		t.Fatal(err)
	}
	if err := s.Release(ctx, l); err != nil {
		t.Fatal(err)
	}
}

// models are the records of TINTINH_BENCH_LINES, or one made up.
func models(t testing.TB) (all []*extract.Article) {
	t.Helper()
	name := os.Getenv("TINTINH_BENCH_LINES")
	if name == "" {
		a := article("vidu", 1, at(10, 8))
		a.Text = strings.Repeat("Sáng nay, bà con xã ven sông ra đồng gặt lúa sớm, trạm bơm đầu kênh chạy thử máy mới. ", 18)
		a.Body = []extract.Block{{Type: extract.Paragraph, Text: a.Text}}
		return []*extract.Article{a}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Buffer(nil, 64<<20); lines.Scan(); {
		a, err := extract.ParseLine(lines.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	if len(all) == 0 || lines.Err() != nil {
		t.Fatalf("%s: %d records, %v", name, len(all), lines.Err())
	}
	return all
}
