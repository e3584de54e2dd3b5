package auto

import (
	"bytes"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/metadata"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// TestPages reads own pages of layouts that nothing was fitted to. A case is
// a file: url, page.html, and want.txt with everything that was found.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			root, base, m := parse(t, section(a, "page.html"), strings.TrimSpace(string(section(a, "url"))))
			got := dump(Extract(root, base, m, Options{Now: time.Date(2026, 2, 1, 0, 0, 0, 0, zone)}))
			if *update {
				setSection(a, "want.txt", got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(section(a, "want.txt")), got); d != "" {
				t.Error(d)
			}
		})
	}
}

func section(a *txtar.Archive, name string) []byte {
	for _, f := range a.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func setSection(a *txtar.Archive, name, data string) {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Data = []byte(data)
		}
	}
}

func parse(t testing.TB, page []byte, address string) (*html.Node, *url.URL, *metadata.Page) {
	t.Helper()
	root, err := html.ParseWithOptions(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return root, base, metadata.Read(root, base)
}

// dump writes a result for people to read and compare.
func dump(r *Result) string {
	var b strings.Builder
	line := func(name, value, source string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s", name, value)
			if source != "" {
				fmt.Fprintf(&b, " [%s]", source)
			}
			b.WriteByte('\n')
		}
	}
	line("kind", r.Kind, "")
	if r.Kind != Article {
		return b.String()
	}
	line("title", r.Title, r.TitleSource)
	line("lead", r.LeadText, r.LeadSource)
	if !r.Published.Time.IsZero() {
		line("published", r.Published.Time.Format(time.RFC3339)+" "+r.Published.Precision, r.PublishedSource)
	}
	line("byline", r.Byline, r.BylineSource)
	line("section", strings.Join(r.Section, " > "), "")
	line("tags", strings.Join(r.Tags, ", "), "")
	line("views", r.Views, "")
	for _, l := range bodyLines(r) {
		b.WriteString(l + "\n")
	}
	return b.String()
}
