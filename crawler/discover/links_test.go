package discover

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/html"
)

func tree(t testing.TB, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func address(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

var noNode = cmpopts.IgnoreFields(Link{}, "Node")

func TestLinks(t *testing.T) {
	root := tree(t, `<body>
		<nav><a href="/thoi-su/">Thời sự</a><a href="/tin/cau-moi-1.html">Cầu mới</a></nav>
		<a href="/tin/cau-moi-1.html"><img alt=" Cầu  mới thông xe "></a>
		<a REL="NoFollow Next" href="tin/lua-mua-2.html?a=1&amp;b=2#binh-luan"><h3>Lúa mùa</h3><p>được giá</p></a>
		<a href="/tin/cau-moi-1.html#anh">Cầu mới thông xe <b>sau hai</b> năm<script>x()</script></a>
		<map><area href="//m.example.vn/ban-do" alt="Bản đồ"></map>
		<a href=" /tim-kiem/Phó Chủ tịch.html
		">Tìm</a>
		<a href="https://EXAMPLE.vn:443/../%7Ea\b?q=%zz">Lạ</a>
		<a href="#dau-trang">Lên đầu</a><a href="">Trang này</a>
		<a href="javascript:void(0)">Mở</a><a href="java&#10;script:alert(1)">Mở</a><a href="vbscript:x">Mở</a>
		<a href="mailto:toasoan@example.vn">Thư</a><a href="tel:0292">Gọi</a><a href="zalo://chat">Zalo</a>
		<a href="data:text/html,a">Dữ liệu</a><a href="ftp://example.vn/a">Tệp</a>
		<a href="http://[::1/">Hỏng</a><a href="https:///">Hỏng</a><a href="http://exa mple.vn/">Hỏng</a>
		<a href="/dai/`+strings.Repeat("a", 2048)+`">Dài</a><a href="data:,`+strings.Repeat("a", 2048)+`">Dài</a>
		<a name="neo">Không có href</a>`)
	got, stats := Links(root, address(t, "https://example.vn/tin-tuc"))
	want := []Link{
		{URL: "https://example.vn/thoi-su/", Text: "Thời sự"},
		{URL: "https://example.vn/tin/cau-moi-1.html", Text: "Cầu mới thông xe sau hai năm"},
		{URL: "https://example.vn/tin/lua-mua-2.html?a=1&b=2", Text: "Lúa mùa được giá", Rel: "nofollow next"},
		{URL: "https://m.example.vn/ban-do", Text: "Bản đồ"},
		{URL: "https://example.vn/tim-kiem/Ph%C3%B3%20Ch%E1%BB%A7%20t%E1%BB%8Bch.html", Text: "Tìm"},
		{URL: "https://example.vn/%7Ea/b?q=%zz", Text: "Lạ"},
		{URL: "https://example.vn/tin-tuc", Text: "Trang này"},
	}
	if d := cmp.Diff(want, got, noNode); d != "" {
		t.Errorf("links, -want +got\n%s", d)
	}
	wantStats := Stats{Seen: 23, Repeated: 2, Dropped: map[string]int{
		DropFragment: 1, DropJavaScript: 3, DropMail: 1, DropPhone: 2, DropData: 2, DropScheme: 1, DropInvalid: 3, DropTooLong: 1,
	}}
	if d := cmp.Diff(wantStats, stats); d != "" {
		t.Errorf("stats, -want +got\n%s", d)
	}
	if inFurniture(got[1].Node) || !inFurniture(got[0].Node) {
		t.Error("the node of a link is its first outside the menu")
	}
}

func TestLinksBase(t *testing.T) {
	for _, c := range []struct{ name, head, want string }{
		{"none", ``, "https://example.vn/muc/a.html"},
		{"relative", `<base href="/static/">`, "https://example.vn/static/a.html"},
		{"absolute", `<base href="https://cdn.example.vn/x/y">`, "https://cdn.example.vn/x/a.html"},
		{"the first usable", `<base target="_blank"><base href="javascript:1"><base href="data:,"><base href="/hai/"><base href="/ba/">`, "https://example.vn/hai/a.html"},
		{"unusable", `<base href="http://[">`, "https://example.vn/muc/a.html"},
	} {
		got, _ := Links(tree(t, c.head+`<a href="a.html">Tin</a>`), address(t, "https://example.vn/muc/"))
		if len(got) != 1 || got[0].URL != c.want {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}

func TestLinksLimit(t *testing.T) {
	var page strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&page, `<a href="/%d.html">Tin số %d</a><a href="/1.html">Lặp lại</a>`, i, i)
	}
	got, stats := Links(tree(t, page.String()), address(t, "https://example.vn/"))
	if len(got) != MaxLinks || got[0].URL != "https://example.vn/0.html" || got[MaxLinks-1].URL != "https://example.vn/1999.html" {
		t.Errorf("%d links, %s … %s", len(got), got[0].URL, got[len(got)-1].URL)
	}
	want := Stats{Seen: 6000, Repeated: 3000, Dropped: map[string]int{DropLimit: 1000}}
	if d := cmp.Diff(want, stats); d != "" {
		t.Error(d)
	}
}

// inFurniture reports whether a node or what it stands in is furniture.
func inFurniture(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && isFurniture(n) {
			return true
		}
	}
	return false
}

func TestInFurniture(t *testing.T) {
	for markup, want := range map[string]bool{
		`<nav><ul><li><a id=x>`:                            true,
		`<header><a id=x>`:                                 true,
		`<footer><div><a id=x>`:                            true,
		`<aside><a id=x>`:                                  true,
		`<div role=navigation><a id=x>`:                    true,
		`<div class="mega-menu"><a id=x>`:                  true,
		`<div class="boxMenu"><a id=x>`:                    true,
		`<ol class=breadcrumb><li><a id=x>`:                true,
		`<div id=sidebar><a id=x>`:                         true,
		`<div class="tin-lien-quan relatedNews"><a id=x>`:  true,
		`<div class="box tin-docnhieu"><a id=x>`:           true,
		`<div class=tags><a id=x>`:                         true,
		`<div id=header><a id=x>`:                          true,
		`<div class="content-sidebar-wrap"><a id=x>`:       false,
		`<body class="has-sidebar"><div><a id=x>`:          false,
		`<article class="post tag-can-tho menu"><a id=x>`:  false,
		`<article><header><h2><a id=x>`:                    false,
		`<li><footer><a id=x>`:                             false,
		`<main><header><a id=x>`:                           false,
		`<div class="entry-footer"><a id=x>`:               false,
		`<div class="box-header"><a id=x>`:                 false,
		`<div class="col-right"><a id=x>`:                  false,
		`<div class="adsense-free loads uploads"><a id=x>`: false,
		`<div class="headline newsmenus"><a id=x>`:         false,
		`<div><a id=x class="menu">`:                       false,
		`<form id=menuForm><div><a id=x>`:                  false,
		`<div role=main class=sidebar><a id=x>`:            false,
		`<section class="news-list"><h3><a href=/a id=x>`:  false,
		`<div class="list-news"><div class=item><a id=x>`:  false,
	} {
		var x *html.Node
		for n := range tree(t, markup).Descendants() {
			if id, _ := attr(n, "id"); id == "x" {
				x = n
			}
		}
		if got := inFurniture(x); got != want {
			t.Errorf("%s: %v", markup, got)
		}
	}
}

func TestFeeds(t *testing.T) {
	root := tree(t, `<head><base href="https://example.vn/vi/">
		<link rel="alternate" type="application/rss+xml" href="rss/tin.rss">
		<link rel="Alternate Home" type=" Application/Atom+XML; charset=utf-8" href="/atom.xml#a">
		<link rel="alternate" type="application/feed+json" href="//example.vn/feed.json">
		<link rel="alternate" type="application/rss+xml" href="/vi/rss/tin.rss">
		<link rel="alternate" type="application/rss+xml" href="javascript:1">
		<link rel="alternate" type="application/rss+xml" href="">
		<link rel="alternate" type="text/html" hreflang="en" href="/en/">
		<link rel="stylesheet" type="application/rss+xml" href="/a.css">`)
	want := []string{"https://example.vn/vi/rss/tin.rss", "https://example.vn/atom.xml", "https://example.vn/feed.json"}
	if d := cmp.Diff(want, Feeds(root, address(t, "https://example.vn/"))); d != "" {
		t.Error(d)
	}
}
