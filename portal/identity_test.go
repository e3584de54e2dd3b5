package portal

import (
	"errors"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract/corpus"
)

// site parses a definition written in a test.
func site(t testing.TB, yaml string) *Portal {
	t.Helper()
	p, err := Parse("test.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const example = `
id: vd
hosts: [vidu.vn, www.vidu.vn, tin.vidu.vn]
sources: [{kind: listing, url: "https://vidu.vn/", every: 1h}]
article: '^/tin-tuc/\d+/(?P<id>\d+)(?:/|$)'
deny: ['^/tim-kiem', '[?&]ngay=']
keep_params: [b, a]
page_params: [p_p_id]
`

func TestCanonical(t *testing.T) {
	p := site(t, example)
	for _, c := range []struct{ raw, article, page string }{
		{"https://vidu.vn/tin-tuc/1/2/x", "https://vidu.vn/tin-tuc/1/2/x", ""},
		{"https://vidu.vn", "https://vidu.vn/", ""},
		{" \n\thttps://vidu.vn/a\r\n", "https://vidu.vn/a", ""},
		{"https://vidu.vn/a\n\tb", "https://vidu.vn/ab", ""},
		{"HTTPS://WWW.VIDU.VN/A", "https://vidu.vn/A", ""},
		{"http://m.vidu.vn:80/a", "https://vidu.vn/a", ""},
		{"https://vidu.vn.:443/a", "https://vidu.vn/a", ""},
		{"http://vidu.vn:443/a", "https://vidu.vn/a", ""},
		{"https://tin.vidu.vn/a", "https://vidu.vn/a", ""},
		{"https:\\\\vidu.vn\\a\\b", "https://vidu.vn/a/b", ""},
		{"https://vidu.vn/a/../b/./c", "https://vidu.vn/b/c", ""},
		{"https://vidu.vn/%2e%2E/b/%2e/c", "https://vidu.vn/b/c", ""},
		{"https://vidu.vn//a///b//", "https://vidu.vn/a/b/", ""},
		{"https://vidu.vn/a/", "https://vidu.vn/a/", ""},
		{"https://vidu.vn/a#muc-2", "https://vidu.vn/a", ""},
		{"https://vidu.vn/a?", "https://vidu.vn/a", ""},
		{"https://vidu.vn/%7Ea%2fb%c3%a9", "https://vidu.vn/~a%2Fb%C3%A9", ""},
		{"https://vidu.vn/tiếng", "https://vidu.vn/ti%E1%BA%BFng", ""},
		{"https://vidu.vn/tie\u0302\u0301ng", "https://vidu.vn/ti%E1%BA%BFng", ""},                     // NFD
		{"https://vidu.vn/tie%CC%82%CC%81ng", "https://vidu.vn/ti%E1%BA%BFng", ""},                     // NFD, escaped
		{"https://vidu.vn/%3C%CC%A7", "https://vidu.vn/%3C%CC%A7", ""},                                 // no Ç out of the C of %3C
		{"https://vidu.vn/%e1%ba", "https://vidu.vn/%E1%BA", ""},                                       // windows-1258 stays
		{"https://vidu.vn/100%", "https://vidu.vn/100%25", ""},                                         // a lone %
		{"https://vidu.vn/%%34%31", "https://vidu.vn/%2541", ""},                                       // must not become %41
		{"https://vidu.vn/x;jsessionid=1F.n1/y;v=2", "https://vidu.vn/x/y;v=2", ""},                    // session in the path
		{"https://vidu.vn/a/..;sid=1/b", "https://vidu.vn/b", ""},                                      // hidden dot segment
		{"https://vidu.vn/x;%6Asessionid=1", "https://vidu.vn/x", ""},                                  // spelled otherwise
		{"https://vidu.vn/(S(lit3py55t21z5v55vlm25s55))/tin/x.aspx", "https://vidu.vn/tin/x.aspx", ""}, // ASP.NET without cookies
		{"https://vidu.vn/(X(1)A(b-_9)F(c)S(lit3py55t21z5v55vlm25s55))/x", "https://vidu.vn/x", ""},
		{"https://vidu.vn/%28s%28lit3py55t21z5v55vlm25s55%29%29/x", "https://vidu.vn/x", ""},
		{"https://vidu.vn/tin/(lit3py55t21z5v55vlm25s55)/x", "https://vidu.vn/tin/x", ""},
		{"https://vidu.vn/(S(lit3py55t21z5v55vlm25s55))/", "https://vidu.vn/", ""},
		{"https://vidu.vn/(S(lit3py55t21z5v55vlm25s55))", "https://vidu.vn/", ""},
		{"https://vidu.vn/a(S(x))/(2)/(mới)/(s)", "https://vidu.vn/a(S(x))/(2)/(m%E1%BB%9Bi)/(s)", ""}, // no sessions
		{"https://vidu.vn/x;PHPSESSID=1f/y", "https://vidu.vn/x/y", ""},
		{"https://vidu.vn/x?utm_source=zalo&a=1", "https://vidu.vn/x?a=1", ""},
		{"https://vidu.vn/x?a=1&b=2&c=3", "https://vidu.vn/x?b=2&a=1", "https://vidu.vn/x?a=1&b=2&c=3"},
		{"https://vidu.vn/x?%61=1", "https://vidu.vn/x?a=1", ""},
		{"https://vidu.vn/x?c=1&amp;a=2", "https://vidu.vn/x?a=2", "https://vidu.vn/x?c=1&a=2"},
		{"https://vidu.vn/x?p=2", "https://vidu.vn/x", "https://vidu.vn/x?p=2"},
		{"https://vidu.vn/x?p=2&&fbclid=1&gclid=2&zarsrc=30&gidzl=Q", "https://vidu.vn/x", "https://vidu.vn/x?p=2"},
		{"https://vidu.vn/x?PHPSESSID=1&sid=2&jsessionid=3&p=4", "https://vidu.vn/x", "https://vidu.vn/x?p=4"},
		{"https://vidu.vn/x?p_p_id=101&p_p_state=normal&_101_cur=6&redirect=%2F&q=1", "https://vidu.vn/x", "https://vidu.vn/x?p_p_id=101&q=1"},
		{"https://vidu.vn/x?_2_WAR_media_INSTANCE_Fk_id=1&cid=7", "https://vidu.vn/x", "https://vidu.vn/x?cid=7"},
		{"http://khac.vn:8080/a?x=1&utm_medium=y#z", "http://khac.vn:8080/a?x=1", ""}, // another site
	} {
		if c.page == "" {
			c.page = c.article
		}
		got, err := p.Canonical(c.raw)
		page, perr := p.CanonicalPage(c.raw)
		if err != nil || perr != nil {
			t.Errorf("%q: %v %v", c.raw, err, perr)
			continue
		}
		if got != c.article {
			t.Errorf("Canonical(%q)\n got %q\nwant %q", c.raw, got, c.article)
		}
		if page != c.page {
			t.Errorf("CanonicalPage(%q)\n got %q\nwant %q", c.raw, page, c.page)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	p := site(t, example)
	for _, c := range []struct{ raw, reason string }{
		{"", ReasonInvalid},
		{"/tin-tuc/1/2/x", ReasonInvalid},
		{"//vidu.vn/x", ReasonInvalid},
		{"https://", ReasonInvalid},
		{"https://./", ReasonInvalid},
		{"javascript:void(0)", ReasonScheme},
		{"mailto:toasoan@vidu.vn", ReasonScheme},
		{"ftp://vidu.vn/a", ReasonScheme},
		{"data:text/html,x", ReasonScheme},
		{"https://ai:do@vidu.vn/", ReasonInvalid},
		{"https://vidu.vn@khac.vn/", ReasonInvalid},
		{"https://vidu.vn/a\x00b", ReasonInvalid},
		{"https://vidu.vn/a%00b", ReasonInvalid},
		{"https://vidu.vn/a\x1bb", ReasonInvalid},
		{"https://vidu.vn/\xff", ReasonInvalid},
		{"https://vidu.vn:99999/", ReasonInvalid},
		{"https://vidu.vn/" + strings.Repeat("a", MaxURL), ReasonTooLong},
		{"https://vidu.vn/" + strings.Repeat("ế", 500), ReasonTooLong}, // 1,516 bytes, 4,516 escaped
	} {
		got, err := p.Canonical(c.raw)
		var e *URLError
		if !errors.As(err, &e) || e.Reason != c.reason || got != "" {
			t.Errorf("Canonical(%.40q) = %q, %v; expected reason %s", c.raw, got, err, c.reason)
		}
		if s := p.Scope(c.raw); s != (Scope{Reason: c.reason}) {
			t.Errorf("Scope(%.40q) = %+v; expected reason %s", c.raw, s, c.reason)
		}
	}
}

func TestRecordID(t *testing.T) {
	c := catalogue(t)
	query := site(t, "id: q\nhosts: [q.vn]\narticle: '^/viewer\\.aspx\\?(?:.*&)?mabb=(?P<id>\\d+)'\n")
	slug := site(t, "id: slug\nhosts: ['127.0.0.1:8080', localhost]\nsources: [{kind: feed, url: 'http://127.0.0.1:8080/rss'}]\narticle: '^/bai/(?P<id>[^/]+)$'\n")
	bare := site(t, "id: bare\nhosts: [b.vn]\nkeep_params: [id]\n")
	get := func(id string) *Portal { p, _ := c.Portal(id); return p }
	for _, x := range []struct {
		p                  *Portal
		raw, id, canonical string
	}{
		{get("baothaibinh"), "https://baothaibinh.com.vn/tin-tuc/1/115942/kiem-diem", "baothaibinh:115942", "https://baothaibinh.com.vn/tin-tuc/1/115942/kiem-diem"},
		{get("baothaibinh"), "http://www.baothaibinh.com.vn/news/260/115942/x?zarsrc=30", "baothaibinh:115942", "https://baothaibinh.com.vn/news/260/115942/x"},
		{get("baothaibinh"), "https://m.baothaibinh.com.vn/tin-tuc/0/115942", "baothaibinh:115942", "https://baothaibinh.com.vn/tin-tuc/0/115942"},
		{get("baocantho"), "https://baocantho.com.vn/mot-bai--a196525.html?utm_source=zalo", "baocantho:196525", "https://baocantho.com.vn/mot-bai--a196525.html"},
		{get("baohatinh"), "http://baohatinh.vn/bai-post12.html#binh-luan", "baohatinh:12", "https://baohatinh.vn/bai-post12.html"},
		{get("sotttt-hanoi"), "https://sotttt.hanoi.gov.vn/en/thanh-tra/-/view_content/702282-x.html", "sotttt-hanoi:702282", "https://sotttt.hanoi.gov.vn/en/thanh-tra/-/view_content/702282-x.html"},
		{get("sotttt-hanoi"), "https://sotttt.hanoi.gov.vn/thanh-tra/-/view_content/pop_up/702282-y.html?_101_viewMode=print", "sotttt-hanoi:702282", "https://sotttt.hanoi.gov.vn/thanh-tra/-/view_content/pop_up/702282-y.html"},
		// not an article by the pattern: still a record, keyed by its URL
		{get("baocantho"), "https://baocantho.com.vn/thoi-su/?p=2", "baocantho:13bdd6ab18f40396", "https://baocantho.com.vn/thoi-su/"},
		// the pattern reads a parameter that keep_params does not list: it is kept, and nothing else
		{query, "https://q.vn/viewer.aspx?macm=39&mabb=222&utm_source=x&mamp=1", "q:222", "https://q.vn/viewer.aspx?mabb=222"},
		// ids that are no ids are hashed
		{slug, "http://127.0.0.1:8080/bai/ti%E1%BA%BFng", "slug:d717c2c149afe674", "http://127.0.0.1:8080/bai/ti%E1%BA%BFng"},
		{slug, "http://localhost/bai/so-1", "slug:so-1", "http://127.0.0.1:8080/bai/so-1"},
		{bare, "http://b.vn/x?id=7&u=1", "bare:fa0ef2a884327595", "https://b.vn/x?id=7"},
	} {
		id, canonical, err := x.p.RecordID(x.raw)
		if err != nil || id != x.id || canonical != x.canonical {
			t.Errorf("RecordID(%q)\n got %q %q %v\nwant %q %q", x.raw, id, canonical, err, x.id, x.canonical)
		}
	}
	var e *URLError
	if _, _, err := get("baocantho").RecordID("https://khac.vn/bai-a1.html"); !errors.As(err, &e) || e.Reason != ReasonOffSite {
		t.Errorf("another site has a record id: %v", err)
	}
}

func TestScope(t *testing.T) {
	p := site(t, example)
	spelt := site(t, "id: s\nhosts: [s.vn]\narticle: '^/tin/(?P<id>\\d+)'\ndeny: ['[?&]p_p_lifecycle=1', '^/tin/9\\?c=']\n")
	decoded := site(t, "id: d\nhosts: [d.vn]\narticle: '^/tin-tức/(?P<id>\\d+)$'\ndeny: ['^/tìm-kiếm']\n")
	for _, c := range []struct {
		p    *Portal
		raw  string
		want Scope
	}{
		{p, "https://vidu.vn/tin-tuc/1/22/x?b=1&c=2", Scope{"https://vidu.vn/tin-tuc/1/22/x?b=1", "article", "vd:22", ""}},
		{p, "https://vidu.vn/tin-tuc/1?p=2&utm_source=x", Scope{"https://vidu.vn/tin-tuc/1?p=2", "page", "", ""}},
		{p, "https://khac.vn/tin-tuc/1/22/x", Scope{"https://khac.vn/tin-tuc/1/22/x", "", "", "off-site"}},
		{p, "https://khac.vidu.vn/", Scope{"https://khac.vidu.vn/", "", "", "off-site"}},
		{p, "https://vidu.vn:8443/", Scope{"https://vidu.vn:8443/", "", "", "off-site"}},
		{p, "https://vidu.vn/tim-kiem?q=a", Scope{"https://vidu.vn/tim-kiem?q=a", "", "", "deny"}},
		{p, "https://vidu.vn//tim%2Dkiem", Scope{"https://vidu.vn/tim-kiem", "", "", "deny"}},
		{p, "https://vidu.vn/tin-tuc/1/22/x?ngay=2020-12-29", Scope{"https://vidu.vn/tin-tuc/1/22/x", "", "", "deny"}}, // dropped from the canonical form, but there
		{p, "https://vidu.vn/tin-tuc/1?ngay=2020-12-29", Scope{"https://vidu.vn/tin-tuc/1?ngay=2020-12-29", "", "", "deny"}},
		{p, "https://vidu.vn/a/b/a/b", Scope{"https://vidu.vn/a/b/a/b", "", "", "trap-repeat"}},
		{p, "https://vidu.vn/x/EN/y/en/z/en", Scope{"https://vidu.vn/x/EN/y/en/z/en", "", "", "trap-repeat"}},
		{p, "https://vidu.vn/en/vi/tin", Scope{"https://vidu.vn/en/vi/tin", "page", "", ""}},
		{p, "https://vidu.vn/2020/12/12/x", Scope{"https://vidu.vn/2020/12/12/x", "page", "", ""}},
		{p, "https://vidu.vn/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t", Scope{"https://vidu.vn/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t", "page", "", ""}},
		{p, "https://vidu.vn/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u", Scope{"https://vidu.vn/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u", "", "", "trap-depth"}},
		{spelt, "https://s.vn/tin/8?p_p_lifecycle=1", Scope{"https://s.vn/tin/8", "", "", "deny"}}, // only in the URL as it stands
		{spelt, "https://s.vn/tin//9?c=1", Scope{"https://s.vn/tin/9", "", "", "deny"}},            // only in the page form
		{spelt, "https://s.vn/tin/8?c=1", Scope{"https://s.vn/tin/8", "article", "s:8", ""}},
		{decoded, "https://d.vn/tin-t%E1%BB%A9c/5", Scope{"https://d.vn/tin-t%E1%BB%A9c/5", "article", "d:5", ""}},
		{decoded, "https://d.vn/t%C3%ACm-ki%E1%BA%BFm/x", Scope{"https://d.vn/t%C3%ACm-ki%E1%BA%BFm/x", "", "", "deny"}},
	} {
		if got := c.p.Scope(c.raw); got != c.want {
			t.Errorf("Scope(%q)\n got %+v\nwant %+v", c.raw, got, c.want)
		}
	}
}

// TestScopeCorpus: real URLs. Copies under /en/ and print views share the id
// of the page itself; the language trap is no article.
func TestScopeCorpus(t *testing.T) {
	c := catalogue(t)
	pages := corpus.Pages(t)
	keys := map[string]int{}
	for _, page := range pages {
		p := c.ByURL(page.URL)
		if p == nil {
			continue
		}
		s := p.Scope(page.URL)
		switch {
		case strings.Contains(page.Name, "/trap-"):
			if s.Reason != ReasonTrapRepeat {
				t.Errorf("%s: %+v; expected trap-repeat", page.URL, s)
			}
			if _, ok := p.ArticleID(page.URL); ok {
				t.Errorf("%s: the article pattern matches a trap", page.URL)
			}
		case strings.Contains(page.URL, "/pop_up/"):
			if s.Reason != ReasonDeny {
				t.Errorf("%s: %+v; expected deny", page.URL, s)
			}
		case strings.HasSuffix(page.URL, "..."):
			continue // cut short in the list
		case page.Kind == "article":
			if s.Kind != ScopeArticle {
				t.Errorf("%s: %+v; expected an article", page.URL, s)
			}
			keys[s.Key]++
		case s.Kind != ScopePage:
			t.Errorf("%s: %+v; expected a page", page.URL, s)
		}
	}
	if len(keys) < 80 || keys["sotttt-hanoi:1022374"] != 2 {
		t.Errorf("%d articles, number 1022374 seen %d times; expected more than 80, and twice", len(keys), keys["sotttt-hanoi:1022374"])
	}
	p, _ := c.Portal("sotttt-hanoi")
	paged := p.Scope("https://sotttt.hanoi.gov.vn/vi/thanh-tra?p_p_id=101&p_p_lifecycle=0&p_p_state=normal&_101_delta=10&_101_keywords=&_101_cur=6")
	if want := "https://sotttt.hanoi.gov.vn/vi/thanh-tra?p_p_id=101&_101_delta=10&_101_cur=6"; paged.Canonical != want {
		t.Errorf("paging link %q, expected %q", paged.Canonical, want)
	}
}

func TestWithoutSession(t *testing.T) {
	for raw, want := range map[string]string{
		"https://vidu.vn/(S(lit3py55t21z5v55vlm25s55))/tin/1.aspx?id=2;sid=3": "https://vidu.vn/tin/1.aspx?id=2;sid=3",
		"https://vidu.vn/tin/1;jsessionid=1F2A.n1?id=2":                       "https://vidu.vn/tin/1?id=2",
		"https://vidu.vn/(S(lit3py55t21z5v55vlm25s55))":                       "https://vidu.vn/",
		"https://vidu.vn":           "https://vidu.vn",
		"https://vidu.vn/tin/(2)/x": "https://vidu.vn/tin/(2)/x",
		"":                          "",
	} {
		if got := WithoutSession(raw); got != want {
			t.Errorf("WithoutSession(%q) = %q, want %q", raw, got, want)
		}
	}
}
