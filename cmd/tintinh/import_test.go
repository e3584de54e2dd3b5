package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is who may import whom: the design's table. A new package is a
// line here, and a reason.
var mayImport = map[string][]string{
	"portal":               {},
	"extract/vntext":       {},
	"extract/vndate":       {},
	"extract/simhash":      {},
	"extract/near":         {"extract/vntext"},                   // which texts are lightly edited copies: measured apart from any store
	"extract/htmltree":     {},                                   // a page's tree, several times faster than x/net/html and the same
	"extract/metadata":     {"extract/vntext", "extract/vndate"}, // JSON-LD, OpenGraph, microdata: read by rules and by auto alike
	"extract/auto":         {"extract/vntext", "extract/vndate", "extract/metadata"},
	"extract/corpus":       {},                                      // real pages, for tests alone
	"extract/proof":        {"portal", "extract", "extract/vntext"}, // a page with what is read from it, for people: check and serve show it
	"extract":              {"portal", "extract/vntext", "extract/vndate", "extract/simhash", "extract/htmltree", "extract/metadata", "extract/auto"},
	"store":                {"extract"},
	"store/conform":        {"store", "extract"},
	"store/bolt":           {"store", "extract", "extract/near"},
	"store/pg":             {"store", "extract", "extract/near"},                                                 // the second engine, for crawls that outgrow one machine
	"store/pg/chaos":       {"store", "store/bolt", "store/pg", "store/pg/pgtest", "extract", "extract/simhash"}, // a program: what a cluster promises, with processes that are killed
	"store/pg/pgtest":      {},                                                                                   // private PostgreSQL servers for tests and the chaos program
	"store/warc":           {},
	"store/health":         {"store", "extract"}, // how a portal does, against its own history: judged apart from how the history came about
	"store/export":         {"store", "extract"},
	"store/search":         {"store", "store/health", "extract", "extract/vntext"},                // the view that serve reads: its own file, a cursor behind
	"web":                  {"extract/proof", "store/search", "store/health", "store", "extract"}, // pages and JSON over the search view
	"crawler/robots":       {},
	"crawler/discover":     {},
	"crawler":              {"portal", "extract", "extract/vndate", "store", "store/health", "store/warc", "crawler/robots", "crawler/discover"},
	"crawler/learn":        {"portal", "extract", "extract/auto", "extract/metadata", "extract/vndate", "extract/vntext", "crawler/discover"}, // definitions and repairs from pages: pure, asks no server
	"crawler/probe":        {"portal", "extract", "crawler", "crawler/discover", "crawler/robots"},                                            // what of a definition works on the live site
	"cmd/tintinh/demosite": {},                                                                                                                // the bundled sample portals of the demo command
	"cmd/tintinh":          {"*"},
	"reliability":          {"reliability/hostile", "reliability/trace", "reliability/powercut", "store", "store/bolt", "store/warc", "extract"}, // a program: what is promised of crashes, faults and hostile servers, tried on the release binary
	"reliability/trace":    {},                                                                                                                   // shows a program's changes of files as they happen, and lets them fail: knows nothing of ours
	"reliability/powercut": {"reliability/trace"},                                                                                                // the disk states that a power cut can leave, from such a log
	"reliability/hostile":  {},                                                                                                                   // servers with one bad habit each, and what a crawl must say of them
}

// onlyIn holds the heavy dependencies that one package alone may import.
var onlyIn = map[string][]string{
	"github.com/gocolly/colly/v2":      {"crawler"},
	"go.etcd.io/bbolt":                 {"store/bolt"},
	"github.com/mmcdole/gofeed":        {"crawler/discover"},
	"github.com/parquet-go/parquet-go": {"store/export"},
	"github.com/jackc/pgx/v5":          {"store/pg", "store/pg/pgtest"},
	"github.com/spf13/cobra":           {"cmd/tintinh"},
	"modernc.org/sqlite":               {"store/search"},
	"github.com/prometheus":            {"web"},
}

const module = "github.com/tintinh/tintinh"

func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}}: {{join .Imports \" \"}}", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		path, imports, _ := strings.Cut(strings.TrimSpace(line), ": ")
		pkg := strings.TrimPrefix(path, module+"/")
		allowed, known := mayImport[pkg]
		if !known {
			t.Errorf("package %s has no line in the import table: give it one, with the reason for the package", pkg)
			continue
		}
		checkImports(t, pkg, strings.Fields(imports), allowed)
	}
}

func checkImports(t *testing.T, pkg string, imports, allowed []string) {
	for _, i := range imports {
		if ours, ok := strings.CutPrefix(i, module+"/"); ok && !slices.Contains(allowed, ours) && !slices.Contains(allowed, "*") {
			t.Errorf("%s imports %s, which the import table does not allow", pkg, ours)
		}
		for heavy, in := range onlyIn {
			if (i == heavy || strings.HasPrefix(i, heavy+"/")) && !slices.Contains(in, pkg) {
				t.Errorf("%s imports %s: only %v may", pkg, i, in)
			}
		}
	}
}
