package auto

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tintinh/tintinh/extract/metadata"
)

// FuzzExtract: any bytes give a result that is consistent in itself, twice
// the same, with the tree untouched.
func FuzzExtract(f *testing.F) {
	for _, file := range []string{"english", "table-layout", "gallery", "listing"} {
		a, err := txtar.ParseFile("testdata/" + file + ".txtar")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(section(a, "page.html"))
	}
	f.Add([]byte(`<title>a b</title><h1>a b</h1><p>` + strings.Repeat("một hai, ba bốn. ", 9) + `<br><br><a href=x><div>y</a>`))
	f.Fuzz(func(t *testing.T, page []byte) {
		if len(page) > 1<<16 || !utf8.Valid(page) {
			return
		}
		root, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			return
		}
		before := render(root)
		m := metadata.Read(root, nil)
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, zone)
		r := Extract(root, nil, m, Options{Now: now})
		if render(root) != before {
			t.Fatal("the tree was changed")
		}
		if again := Extract(root, nil, m, Options{Now: now}); dump(again) != dump(r) || again.Kind != r.Kind {
			t.Fatalf("a second reading differs:\n%s\n%s", dump(r), dump(again))
		}
		if r.Kind == "" || r.Confidence < 0 || r.Confidence > 1 {
			t.Fatalf("kind %q, confidence %v", r.Kind, r.Confidence)
		}
		seen := map[*html.Node]bool{}
		for _, n := range r.Body {
			for up := n; up != nil; up = up.Parent {
				if seen[up] {
					t.Fatalf("body node <%s> stands in the body twice", n.Data)
				}
			}
			seen[n] = true
			if r.Drop[n] {
				t.Fatalf("body node <%s> is dropped", n.Data)
			}
		}
		if r.Published.Time.After(now.Add(48 * time.Hour)) {
			t.Fatalf("published %v in the future", r.Published.Time)
		}
	})
}

func render(n *html.Node) string {
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		return err.Error()
	}
	return b.String()
}
