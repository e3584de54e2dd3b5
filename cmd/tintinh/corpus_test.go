package main

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// corpusPage is a real page: its gold name, its URL and its HTML.
type corpusPage struct{ name, url, html string }

// corpusPages reads the pages of a domain. Where the provenance holds a
// shortened URL, the gold record's own is not known here: the page is left out.
func corpusPages(t *testing.T, shared, domain string) []corpusPage {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, "corpus", "provenance.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var pages []corpusPage
	for _, row := range rows[1:] {
		if strings.HasPrefix(row[0], "pages/"+domain+"/") {
			pages = append(pages, corpusPage{strings.TrimPrefix(row[0], "pages/"), row[4], gunzip(t, filepath.Join(shared, "corpus", row[0]+".gz"))})
		}
	}
	return pages
}

func gunzip(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestCorpusCrawl serves the corpus' pages of two families under their own
// paths, crawls them with inline portals, and scores the export.
func TestCorpusCrawl(t *testing.T) {
	shared := sharedDir(t)
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("needs python3 for the scorer, which is not installed")
	}
	portals := map[string]struct{ family, article string }{
		"sotttt.hanoi.gov.vn": {"gov-liferay", `/-/view_content/(?P<id>\d+)-[^/]*\.html$`},
		"baocantho.com.vn":    {"fck-a-id", `-a(?P<id>\d+)\.html$`},
	}
	config, back, gold := "portals:", []string{}, t.TempDir()
	for domain, p := range portals {
		s := newSite(t)
		for _, page := range corpusPages(t, shared, domain) {
			u, err := url.Parse(page.url)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(u.Path, "-...") { // shortened in the provenance; the gold has it whole
				u.Path = "/tap-trung-trien-khai-cac-dot-thanh-tra-kiem-tra-co-trong-tam-trong-diem-nhat-la-cac-linh-vuc-co-ng-a196670.html"
			}
			s.set(u.RequestURI(), page.html)
		}
		config += fmt.Sprintf(`
  - id: %s
    hosts: [%q]
    allow_private: true
    delay: 1ms
    sources: [{kind: listing, url: "%s/"}]
    article: '%s'
    family: %s
`, strings.ReplaceAll(domain, ".", "-"), s.host(), s.URL, p.article, p.family)
		back = append(back, s.URL, "https://"+domain)
		if err := os.Symlink(filepath.Join(shared, "corpus", "gold", domain), filepath.Join(gold, domain)); err != nil {
			t.Fatal(err)
		}
	}
	w := newWorkspace(t, config)
	w.run(0, "crawl")
	out, _ := w.run(0, "export")
	got := w.write("got.ndjson", byEveryURL(t, strings.NewReplacer(back...).Replace(out)))
	score, err := exec.Command(python, filepath.Join(shared, "corpus", "score.py"), "-v", gold, got).CombinedOutput()
	if err != nil {
		t.Fatalf("score.py: %v\n%s", err, score)
	}
	t.Logf("%s", score)
	for name, least := range map[string]float64{"title": 1, "published": 1, "text_f1": 0.97} {
		if v := figure(string(score), name); v < least {
			t.Errorf("%s is %.3f, less than %.3f", name, v, least)
		}
	}
}

// byEveryURL repeats each record under its aliases: a page may be crawled by
// its English address, of which the gold knows the Vietnamese one.
func byEveryURL(t *testing.T, ndjson string) string {
	t.Helper()
	var b strings.Builder
	for _, a := range records(t, ndjson) {
		for _, u := range append([]string{a.URL, a.CanonicalURL}, a.URLAliases...) {
			a.URL = u
			line, err := a.Line()
			if err != nil {
				t.Fatal(err)
			}
			b.Write(append(line, '\n'))
		}
	}
	return b.String()
}

// figure reads one mean from the scorer's last line.
func figure(score, name string) float64 {
	lines := strings.Split(strings.TrimSpace(score), "\n")
	fields := strings.Fields(lines[len(lines)-1])
	for i := 0; i+1 < len(fields); i++ {
		if fields[i] == name {
			var v float64
			fmt.Sscan(fields[i+1], &v)
			return v
		}
	}
	return -1
}
