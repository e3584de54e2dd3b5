package learn

import (
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/portal"
)

// FuzzPattern: whatever addresses a site has, what is learned of them is a
// pattern that portals take, and matches as many as it says.
func FuzzPattern(f *testing.F) {
	f.Add("/thoi-su/mot-bai-1203.html\n/kinh-te/hai-bai-1377.html\n/a/b-988.html", "/\n/thoi-su-215.html")
	f.Add("/x?id=12&a=b\n/x?id=13\n/x?id=14", "/x")
	f.Add("/a/202601/b-0ef5d8d/\n/a/202602/b-1ef5d8d/", "/a/")
	f.Add("/%C3%A0/%2F.b,9\n/((\\d/[x]-77\n/..;a=1/-1", "?")
	f.Fuzz(func(t *testing.T, articles, others string) {
		list := func(text string) (out []*url.URL) {
			for line := range strings.SplitSeq(text, "\n") {
				if u, err := url.Parse("https://vidu.vn" + line); err == nil && u.Host == "vidu.vn" && len(out) < 40 {
					out = append(out, u)
				}
			}
			return out
		}
		in := list(articles)
		p, ok := learnPattern(in, list(others))
		if !ok {
			return
		}
		re, err := portal.CompilePattern(p.Text)
		if err != nil {
			t.Fatalf("%q: %v", p.Text, err)
		}
		n := 0
		for _, u := range in {
			if newAddress(u).fits(re.Regexp) {
				n++
			}
		}
		if n < p.Matched {
			t.Errorf("%q matches %d of %d, says %d", p.Text, n, len(in), p.Matched)
		}
	})
}

// FuzzLearn: whatever pages say, there is a definition that portals take, or
// an error that says why not.
func FuzzLearn(f *testing.F) {
	l := readLayout(f, "testdata/layouts/the-moi.txtar")
	site, _ := l.build(f, "vidu.vn", 3)
	for _, p := range site.Pages[len(site.Pages)-3:] {
		f.Add(string(p.Body), "moi")
	}
	if src, err := os.ReadFile("../../portal/testdata/families/epi-cms.html"); err == nil {
		f.Add(string(src), "{{x: [")
	}
	c := catalogue(f)
	f.Fuzz(func(t *testing.T, body, extra string) {
		s := Site{Home: "https://vidu.vn/"}
		for i, word := range []string{"mot", "hai", "ba"} {
			page := strings.ReplaceAll(body, "một", word) + "<p title='" + extra + "'>" + extra + word + "</p>"
			s.Pages = append(s.Pages, Page{URL: "https://vidu.vn/tin/" + word + "-" + strings.Repeat(string(rune('1'+i)), 5) + ".html", Body: []byte(page)})
		}
		p, err := (&Learner{Catalogue: c}).Learn(s)
		if errors.Is(err, ErrTooFew) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		src, err := p.YAML()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := portal.Parse("x.yaml", src); err != nil {
			t.Errorf("%v\n%s", err, src)
		}
	})
}
