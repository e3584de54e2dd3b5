package extract

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestParseDeepNesting(t *testing.T) {
	for name, page := range map[string]string{
		"divs":  strings.Repeat("<div>", 3000) + "<p>Nước lên nhanh trong đêm.</p>" + strings.Repeat("</div>", 3000) + "<p>Sáng ra, đê vẫn vững.</p>",
		"bolds": strings.Repeat("<b>", 3000) + "Nước lên nhanh trong đêm. Sáng ra, đê vẫn vững.",
		"fine":  strings.Repeat("<div>", 100) + "Nước lên nhanh trong đêm. Sáng ra, đê vẫn vững.",
	} {
		doc, err := Parse([]byte(page), "text/html; charset=utf-8", "https://vidu.vn/a")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text := nodeText(doc.Root)
		if !strings.Contains(text, "Nước lên nhanh trong đêm.") || !strings.Contains(text, "Sáng ra, đê vẫn vững.") {
			t.Errorf("%s: text is lost: %q", name, text)
		}
		if doc.Flattened != (name != "fine") {
			t.Errorf("%s: Flattened is %t", name, doc.Flattened)
		}
	}
}

func TestParseBase(t *testing.T) {
	for _, c := range []struct{ page, url, base string }{
		{`<base href="https://bao.vn/static/templates/">`, "https://bao.vn/tin/a.html", "https://bao.vn/static/templates/"},
		{`<html></html><head><base href="/mau/">`, "https://bao.vn/tin/a.html", "https://bao.vn/mau/"},
		{`<base href="javascript:alert(1)">`, "https://bao.vn/tin/a.html", "https://bao.vn/tin/a.html"},
		{`<base target="_blank"><base href="/x/">`, "https://bao.vn/a", "https://bao.vn/x/"},
		{`<p>`, "https://bao.vn/a", "https://bao.vn/a"},
	} {
		doc, err := Parse([]byte(c.page), "", c.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Base.String(); got != c.base {
			t.Errorf("base of %q is %s, want %s", c.page, got, c.base)
		}
	}
	if _, err := Parse([]byte("<p>"), "", "http://[::1/"); err == nil || !strings.Contains(err.Error(), "http://[::1/") {
		t.Errorf("a URL that is none: %v", err)
	}
}

// body reads a fragment as the walker does, into blocks.
func body(t *testing.T, fragment string) []Block {
	t.Helper()
	_, b := readFragment(t, fragment)
	var out []Block
	for _, p := range b.pieces {
		out = append(out, p.Block)
	}
	return out
}

// readFragment reads a fragment as the one root of a body.
func readFragment(t *testing.T, fragment string) (*reading, *bodyText) {
	t.Helper()
	doc, err := Parse([]byte("<body><div id=b>"+fragment+"</div>"), "text/html; charset=utf-8", "https://bao.vn/tin/a.html")
	if err != nil {
		t.Fatal(err)
	}
	var root *html.Node
	for n := range doc.Root.Descendants() {
		if attr(n, "id") == "b" {
			root = n
			break
		}
	}
	r := &reading{doc: doc, skip: map[*html.Node]bool{}, matched: map[place][]hit{}, article: &Article{}}
	return r, r.bodyOf([]*html.Node{root}, nil)
}

func bodyOf(doc *Document) []*html.Node {
	for n := range doc.Root.Descendants() {
		if n.Data == "body" {
			return []*html.Node{n}
		}
	}
	return nil
}
