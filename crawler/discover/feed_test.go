package discover

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var ict = time.FixedZone("", 7*3600)

const rssFeed = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Tin mới &amp; nóng</title><link>https://example.vn/</link><ttl>30</ttl><lastBuildDate>Tue, 01 Jul 2025 09:00:00 +0700</lastBuildDate>
<item><title><![CDATA[ Đê biển <b>đã xong</b> ]]></title><link>/tin/1.html?a=1&amp;b=2#bl</link><guid isPermaLink="false">bai-1</guid>
  <pubDate>Tue, 01 Jul 2025 08:30:00 +0700</pubDate><description>Ba km&nbsp;đê</description></item>
<item><title>Giá lúa &amp;amp; giá phân &lt; năm ngoái</title><link> https://example.vn/tin/2.html </link><pubDate>9/7/2018 9:59:00 AM</pubDate></item>
<item><title>Chỉ có mã</title><guid>https://example.vn/tin/3.html</guid><dc:date>2025-07-01T10:00:00+07:00</dc:date></item>
<item><title>Mã lệnh</title><link>javascript:alert(1)</link></item>
<item><title>Không liên kết</title></item>
<item><title>Lặp lại</title><link>https://example.vn/tin/2.html</link></item>
</channel></rss>`

func wantRSS() *Feed {
	return &Feed{
		Format: "rss", Title: "Tin mới & nóng", TTL: 30 * time.Minute,
		Updated: time.Date(2025, 7, 1, 9, 0, 0, 0, ict), UpdatedRaw: "Tue, 01 Jul 2025 09:00:00 +0700",
		Items: []FeedItem{
			{URL: "https://example.vn/tin/1.html?a=1&b=2", GUID: "bai-1", Title: "Đê biển đã xong",
				Published: time.Date(2025, 7, 1, 8, 30, 0, 0, ict), PublishedRaw: "Tue, 01 Jul 2025 08:30:00 +0700"},
			{URL: "https://example.vn/tin/2.html", Title: "Giá lúa & giá phân < năm ngoái", PublishedRaw: "9/7/2018 9:59:00 AM"},
			{URL: "https://example.vn/tin/3.html", GUID: "https://example.vn/tin/3.html", Title: "Chỉ có mã",
				Published: time.Date(2025, 7, 1, 10, 0, 0, 0, ict), PublishedRaw: "2025-07-01T10:00:00+07:00",
				Updated: time.Date(2025, 7, 1, 10, 0, 0, 0, ict), UpdatedRaw: "2025-07-01T10:00:00+07:00"},
		},
		Dropped: map[string]int{DropJavaScript: 1, "no-link": 1, "repeated": 1},
	}
}

func TestParseFeed(t *testing.T) {
	const feedURL = "https://example.vn/rss/tin.rss"
	windows1258, err := charmap.Windows1258.NewEncoder().String(decomposed(strings.Replace(rssFeed, "utf-8", "windows-1258", 1)))
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(rssFeed)
	if err != nil {
		t.Fatal(err)
	}
	broken := wantRSS()
	broken.Items = broken.Items[:2]
	broken.Dropped = nil
	for _, c := range []struct {
		name, body, contentType string
		want                    *Feed
	}{
		{"as it should be", rssFeed, "application/rss+xml; charset=utf-8", wantRSS()},
		{"no content type", rssFeed, "", wantRSS()},
		{"the server errs about the charset", rssFeed, "text/xml; charset=iso-8859-1", wantRSS()},
		{"the document errs about the charset", strings.Replace(rssFeed, "utf-8", "windows-1252", 1), "", wantRSS()},
		{"byte order mark", "\ufeff" + rssFeed, "", wantRSS()},
		{"blank lines and a warning before", "\n\n  \nWarning: x in y.php on line 3\n" + rssFeed, "", wantRSS()},
		{"NUL and control bytes", strings.ReplaceAll(rssFeed, "</item>", "\x00\x01\x1f</item>"), "", wantRSS()},
		{"windows-1258, says the document", windows1258, "text/xml", wantRSS()},
		{"windows-1258, says the server", strings.Replace(windows1258, "windows-1258", "utf-8", 1), "text/xml; charset=windows-1258", wantRSS()},
		{"windows-1258, and the server errs", windows1258, "text/xml; charset=utf-8", wantRSS()},
		{"UTF-16", utf16, "", wantRSS()},
		{"cut short", rssFeed[:strings.Index(rssFeed, "Chỉ có mã")], "", broken},
	} {
		got, err := ParseFeed([]byte(c.body), c.contentType, feedURL)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if (got.Broken != "") != (c.name == "cut short") {
			t.Errorf("%s: broken: %q", c.name, got.Broken)
		}
		got.Broken = ""
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

// decomposed writes tone marks as windows-1258 does, after their letters; the
// fixture's circumflex, breve and horn are letters of that code page.
func decomposed(s string) string {
	return strings.NewReplacer("ớ", "ơ\u0301", "ể", "ê\u0309", "ỉ", "i\u0309", "ã", "a\u0303", "á", "a\u0301", "ó", "o\u0301",
		"ệ", "ê\u0323", "ặ", "ă\u0323", "ạ", "a\u0323", "ế", "ê\u0301").Replace(s)
}

func TestParseFeedFormats(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       *Feed
	}{
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Tin &lt;i>mới&lt;/i></title><updated>2025-07-01T02:00:00Z</updated>
			<entry><title>Lễ hội</title><id>tag:example.vn,2025:1</id><link rel="enclosure" href="/a.mp3"/><link rel="alternate" href="../tin/1.html"/>
			<published>2025-07-01T09:00:00+07:00</published><updated>01/07/2025</updated></entry></feed>`,
			&Feed{Format: "atom", Title: "Tin mới", Updated: time.Date(2025, 7, 1, 2, 0, 0, 0, time.UTC), UpdatedRaw: "2025-07-01T02:00:00Z",
				Items: []FeedItem{{URL: "https://example.vn/tin/1.html", GUID: "tag:example.vn,2025:1", Title: "Lễ hội",
					Published: time.Date(2025, 7, 1, 9, 0, 0, 0, ict), PublishedRaw: "2025-07-01T09:00:00+07:00", UpdatedRaw: "01/07/2025"}}}},
		{"JSON", ` {"version":"https://jsonfeed.org/version/1.1","title":"Tin","items":[{"id":"7","url":"/tin/7.html","title":"Bảy &amp; tám","date_published":"2025-07-01T09:00:00+07:00"}]}`,
			&Feed{Format: "json", Title: "Tin", Items: []FeedItem{{URL: "https://example.vn/tin/7.html", GUID: "7", Title: "Bảy & tám",
				Published: time.Date(2025, 7, 1, 9, 0, 0, 0, ict), PublishedRaw: "2025-07-01T09:00:00+07:00"}}}},
		{"RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Tin</title></channel>
			<item><title>Một</title><link>https://example.vn/tin/1.html</link></item></rdf:RDF>`,
			&Feed{Format: "rss", Title: "Tin", Items: []FeedItem{{URL: "https://example.vn/tin/1.html", Title: "Một"}}}},
		{"empty, but a feed", `<rss version="2.0"><channel><title>Tin</title></channel></rss>`, &Feed{Format: "rss", Title: "Tin"}},
	} {
		got, err := ParseFeed([]byte(c.body), "", "https://example.vn/rss/tin.rss")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

func TestNotAFeed(t *testing.T) {
	for body, want := range map[string]string{
		"":                                 "it is empty",
		" \n \x00":                         "it is empty",
		"<!DOCTYPE html>\n<html><body>404": "it is an HTML page",
		"\n<!-- x\n --> <HTML>":            "it is an HTML page",
		"<html><link rel=alternate type=application/rss+xml>": "it is an HTML page",
		"Bảo trì":                                            "it is neither XML nor JSON",
		`<?xml version="1.0"?><urlset></urlset>`:             "failed to detect feed type",
		`<?xml version="1.0"?><!DOCTYPE html><html/>`:        "failed to detect feed type",
		`<rss><channel>` + strings.Repeat("<a>", maxNesting): "elements are nested deeper than 5000",
		`{"loi": 1`:            "unexpected end of JSON input",
		`{"loi": "hết phiên"}`: "it is JSON of another kind",
	} {
		f, err := ParseFeed([]byte(body), "text/xml", "https://example.vn/rss")
		if !errors.Is(err, ErrNotFeed) || f != nil {
			t.Errorf("%.40q: %v, %v", body, f, err)
			continue
		}
		if !strings.HasPrefix(err.Error(), "read feed https://example.vn/rss: not a feed: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want …%s", body, err, want)
		}
	}
}

func TestFeedLimit(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><ttl>99999999</ttl>`)
	for i := range MaxItems + 3 {
		fmt.Fprintf(&b, "<item><link>/tin/%d.html</link></item>", i)
	}
	f, err := ParseFeed([]byte(b.String()+"</channel></rss>"), "", "https://example.vn/rss")
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Items) != MaxItems || f.Dropped[DropLimit] != 3 || f.TTL != 7*24*time.Hour {
		t.Errorf("%d items, %v, %v", len(f.Items), f.Dropped, f.TTL)
	}
}

func TestParseDate(t *testing.T) {
	at := time.Date(2025, 7, 1, 9, 5, 0, 0, ict)
	for s, want := range map[string]time.Time{
		"Tue, 01 Jul 2025 09:05:00 +0700":     at,
		"tue, 1 jul 2025 09:05 +0700":         at,
		"Sun,  1 Jul 2025  02:05:00 GMT":      at, // a wrong weekday
		"1 Jul 25 09:05:00 ICT":               at,
		"Tue, 01 Jul 2025 09:05:00 GMT+7":     at,
		"Tue, 01 Jul 2025 09:05:00 GMT+07:00": at,
		"Tue, 01 Jul 2025 09:05:00 UTC +7":    at,
		"Tue, 01 Jul 2025 09:05:00 +07:00":    at,
		"2025-07-01T09:05:00+07:00":           at,
		"2025-07-01T02:05:00.000Z":            at,
		"2025-07-01T09:05+07:00":              at,
		"2025-07-01 09:05:00 +0700":           at,
		"":                                    {},
		"2025-07-01":                          {},
		"2025-07-01T09:05:00":                 {},
		"Tue, 01 Jul 2025 09:05:00":           {},
		"Tue, 01 Jul 2025 09:05:00 ABC":       {},
		"9/7/2018 9:59:00 AM":                 {},
		"Thứ Ba, 01/07/2025 09:05":            {},
		"32 Jul 2025 09:05:00 +0700":          {},
		"GMT+7":                               {},
	} {
		if got := parseDate(s); !got.Equal(want) {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
