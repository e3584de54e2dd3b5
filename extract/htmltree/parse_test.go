package htmltree

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestHandedOver(t *testing.T) {
	many := func(n int) string {
		var b strings.Builder
		b.WriteString("<p")
		for i := range n {
			fmt.Fprintf(&b, " a%d=%d", i, i)
		}
		return b.String() + ">Nước lên."
	}
	for _, c := range []struct {
		page string
		want reason
	}{
		{"<p>Nước lên.", nothing},
		{"<p>Nước\x00 lên.", nul},
		{"<template><p>Nước lên.</template>", template},
		{"<table><template>Nước lên.</template>", template},
		{"<table><colgroup><template>", template},
		{"</template><p>Nước lên.", nothing},
		{"<frameset><frame>", frameset},
		{"<plaintext>Nước lên.", plaintext},
		{"<p><math><mi>x</mi></math>", mathml},
		{"<svg><![CDATA[x]]></svg>", cdata},
		{"<p><![CDATA[x]]>", nothing},
		{"<svg><foreignObject><p>Nước lên.", svgHTML},
		{"<svg><desc>Nước lên.</desc></svg>", svgHTML},
		{"<svg><td>", svgHTML},
		{"<svg><title>Đê</title><style>p > a {}</style><a xlink:href=#x></a></svg>", nothing},
		{many(mostAttributes), nothing},
		{many(mostAttributes + 1), manyAttributes},
		{strings.Repeat("<div>", 510) + "Nước lên.", nothing},
		{strings.Repeat("<div>", 511), tooDeep},
		{strings.Repeat("<div>", 510) + "<br>", tooDeep},
		{strings.Repeat("<div>", 509) + "<br>", nothing},
	} {
		if got := compare(t, c.page); got != c.want {
			t.Errorf("%.60q is handed over for %q, want %q", c.page, got, c.want)
		}
		root, native, err := Parse([]byte(c.page))
		want, wantErr := html.Parse(strings.NewReader(c.page))
		if native != (c.want == nothing) || (err == nil) != (wantErr == nil) {
			t.Errorf("Parse(%.60q): native %t, error %v; html.Parse: %v", c.page, native, err, wantErr)
			continue
		}
		if wantErr != nil {
			continue
		}
		if d := difference(root, want); d != "" {
			t.Errorf("Parse(%.60q): %s", c.page, d)
		}
	}
}

// TestOwnMemory changes the page and the nodes: neither may show in others.
func TestOwnMemory(t *testing.T) {
	page := []byte("<p title=dài>Nước lên nhanh.<b class=x><p>Đê vững.</b>")
	root, native, err := Parse(page)
	if err != nil || !native {
		t.Fatal(native, err)
	}
	want, err := html.Parse(strings.NewReader(string(page)))
	if err != nil {
		t.Fatal(err)
	}
	clear(page)
	if d := difference(root, want); d != "" {
		t.Errorf("the tree changed with the page: %s", d)
	}
	var seen []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			n.Attr = append(n.Attr, html.Attribute{Key: "seen"})
			n.Attr[0].Val = n.Data + fmt.Sprint(len(seen))
			seen = append(seen, n)
		}
	}
	for i, n := range seen {
		if got, want := n.Attr[0].Val, n.Data+fmt.Sprint(i); got != want {
			t.Errorf("%s shares its attributes with another: %q, want %q", n.Data, got, want)
		}
	}
}

// TestManyPieces would take hours if each piece of a text were joined at once.
func TestManyPieces(t *testing.T) {
	compare(t, "<body>"+strings.Repeat("lũ</x>", 200_000))
	compare(t, "<body>"+strings.Repeat("<!-- lũ", 100_000))
	compare(t, "<body>"+strings.Repeat("<a b=\"", 100_000))
}
