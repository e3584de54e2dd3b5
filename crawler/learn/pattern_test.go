package learn

import (
	"net/url"
	"testing"

	"github.com/tintinh/tintinh/portal"
)

func urls(t *testing.T, paths ...string) []*url.URL {
	t.Helper()
	var out []*url.URL
	for _, p := range paths {
		u, err := url.Parse("https://vidu.vn" + p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, u)
	}
	return out
}

// TestLearnPattern: the forms of addresses that the country's sites have. Each
// pattern is learned from a few articles and pages, and holds for others.
func TestLearnPattern(t *testing.T) {
	for name, c := range map[string]struct {
		articles, pages []string
		want            string
		later           map[string]string // path → id, "-" = no article
	}{
		"post": {
			[]string{"/tin-mot-ngay-moi-post912345.html", "/tin-hai-dau-nam-post912399.html", "/ba-viec-lon-post99120.html", "/bon-mua-post913000.html"},
			[]string{"/", "/thoi-su/", "/kinh-te/", "/bau-cu-event12.html"},
			`-post(?P<id>\d+)\.html$`,
			map[string]string{"/x-post1.html": "1", "/x-event3.html": "-", "/thoi-su/": "-"},
		},
		"section above, its own number": {
			[]string{"/thoi-su/mot-bai-hay-1203.html", "/kinh-te/hai-bai-dai-1377.html", "/van-hoa/ba-bai-moi-988.html", "/thoi-su/bon-bai-cu-1400.html"},
			[]string{"/", "/thoi-su-215.html", "/kinh-te-216.html", "/van-hoa-217.html"},
			`^/[^/?]+/[^/?]+-(?P<id>\d{2,})\.html$`,
			map[string]string{"/xa-hoi/nam-bai-15000.html": "15000", "/xa-hoi-218.html": "-"},
		},
		"month and hex": {
			[]string{"/thoi-su/202601/mot-bai-0ef5d8d/", "/kinh-te/nong-nghiep/202602/hai-bai-ea65435/", "/van-hoa/202602/ba-bai-f362256/", "/xa-hoi/202512/bon-bai-2887253/"},
			[]string{"/", "/thoi-su/", "/kinh-te/nong-nghiep/", "/video/"},
			`-(?P<id>[0-9a-f]{7})/?$`,
			map[string]string{"/a/202701/x-52f6361/": "52f6361", "/thoi-su/": "-"},
		},
		"bare number": {
			[]string{"/tin-tuc/206/140540/mot-bai", "/tin-tuc/0/102296/hai-bai", "/tin-tuc/12/154962/ba-bai", "/tin-tuc/260/154999/bon-bai"},
			[]string{"/", "/tin-tuc/1", "/tin-tuc/2", "/lien-he"},
			`^/[^/?]+/\d+/(?P<id>\d{5,})(?:/|$)`,
			map[string]string{"/tin-tuc/1/160000/nam-bai": "160000", "/tin-tuc/3": "-"},
		},
		"query": {
			[]string{"/viewer.aspx?macm=39&mabb=222823", "/viewer.aspx?macm=2&mabb=222830", "/viewer.aspx?macm=39&mabb=222901", "/viewer.aspx?macm=5&mabb=223000"},
			[]string{"/", "/list.aspx?macm=39", "/viewer.aspx?macm=5"},
			`^/viewer\.aspx\?(?:[^#]*&)?mabb=(?P<id>\d+)`,
			map[string]string{"/viewer.aspx?mabb=230000&macm=1": "230000", "/viewer.aspx?macm=1": "-"},
		},
		"letters and digits": {
			[]string{"/thoi-su/mot-bai-hay-51YnYvXDR.html", "/kinh-te/hai-bai-dai-9aKq2mZpT.html", "/thoi-su/ba-bai-moi-Xy7Lw0QbN.html", "/van-hoa/bon-bai-cu-4HtRe8WsA.html"},
			[]string{"/", "/thoi-su.html", "/kinh-te.html"},
			`-(?P<id>[A-Za-z0-9]{9})\.html$`,
			map[string]string{"/xa-hoi/nam-bai-Zz1Zz2Zz3.html": "Zz1Zz2Zz3", "/thoi-su.html": "-"},
		},
		"slug only": {
			[]string{"/tin-bai/thoi-su/mot-bai-that-la-hay", "/tin-bai/kinh-te/hai-bai-cung-rat-dai", "/tin-bai/xa-hoi/ba-bai-nua-moi-viet", "/tin-bai/thoi-su/bon-bai-cu"},
			[]string{"/", "/tin-tuc/thoi-su", "/tin-tuc/kinh-te", "/tin-tuc/xa-hoi", "/lien-he"},
			`^/tin-bai/[^/?]+/[^/?]+$`,
			map[string]string{"/tin-bai/the-thao/nam-bai-khac": "", "/tin-tuc/the-thao": "-"},
		},
		"slug beside sections": {
			[]string{"/vi/mot-bai-that-la-hay-va-dai", "/vi/hai-bai-cung-rat-dai-dong", "/vi/ba-bai-nua-moi-viet-xong", "/vi/nam-chu-la-it-nhat-day"},
			[]string{"/", "/vi/dau-tu-cong", "/vi/kinh-te", "/vi/thoi-su", "/vi/tin-trong-tinh"},
			`^/vi/(?:[^/?-]+-){3,}[^/?]+$`,
			map[string]string{"/vi/mot-bai-khac-nua-dai": "", "/vi/dau-tu-cong": "-"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, ok := learnPattern(urls(t, c.articles...), urls(t, c.pages...))
			if !ok || p.Text != c.want || p.Others != 0 || p.Matched != len(c.articles) {
				t.Errorf("learned %+v, expected %s", p, c.want)
			}
			re, err := portal.CompilePattern(p.Text)
			if err != nil {
				t.Fatal(err)
			}
			for path, want := range c.later {
				id, ok := re.Match(path)
				if !ok {
					id = "-"
				}
				if id != want {
					t.Errorf("%s gives %q, expected %q", path, id, want)
				}
			}
		})
	}
}
