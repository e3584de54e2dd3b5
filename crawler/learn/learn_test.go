package learn

import (
	"net/url"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

func catalogue(t testing.TB) *portal.Catalogue {
	t.Helper()
	c, err := portal.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// score is how a learned definition does on pages that it has not seen.
type score struct{ pages, same, title, date, body, auto int }

// TestLearnCountry: sites that no family describes are learned from two dozen
// pages and read forty others; what comes out is held against what was written
// and against a definition by hand.
func TestLearnCountry(t *testing.T) {
	var sum score
	for _, l := range layouts(t) {
		t.Run(l.name, func(t *testing.T) {
			const host = "127.0.0.1:8099"
			site, stories := l.build(t, host, 60)
			seen := site
			seen.Pages = site.Pages[:4+20]
			p, err := (&Learner{Catalogue: catalogue(t)}).Learn(seen)
			if err != nil {
				t.Fatal(err)
			}
			src, err := p.YAML()
			if err != nil {
				t.Fatal(err)
			}
			learned, err := portal.Parse(p.ID+".yaml", src)
			if err != nil {
				t.Fatalf("%v\n%s", err, src)
			}
			hand := l.byHand(t, host)
			checkAddresses(t, learned, hand, site)
			got := read(t, learned, hand, site.Pages[4+20:], stories[20:])
			if got.title*10 < got.pages*9 || got.date*10 < got.pages*9 || got.body*10 < got.pages*9 || got.same*10 < got.pages*9 || got.same < got.auto {
				t.Errorf("%+v\n%s", got, src)
			}
			t.Logf("%+v", got)
			sum.pages += got.pages
			sum.same += got.same
			sum.auto += got.auto
		})
	}
	t.Logf("records as by hand: %d of %d; without rules: %d", sum.same, sum.pages, sum.auto)
	if sum.same <= sum.auto {
		t.Errorf("learned definitions read %d of %d pages as those by hand do, reading without rules %d", sum.same, sum.pages, sum.auto)
	}
}

// checkAddresses: the learned pattern takes what the pattern by hand takes,
// with the same id.
func checkAddresses(t *testing.T, learned, hand *portal.Portal, site Site) {
	t.Helper()
	for _, page := range site.Pages {
		a, b := learned.Scope(page.URL), hand.Scope(page.URL)
		_, keyA, _ := strings.Cut(a.Key, ":")
		_, keyB, _ := strings.Cut(b.Key, ":")
		if a.Kind != b.Kind || keyA != keyB {
			u, _ := url.Parse(page.URL)
			t.Errorf("%s is %s %s; by hand %s %s (%s)", u.RequestURI(), a.Kind, keyA, b.Kind, keyB, learned.Article)
			return
		}
	}
}

func read(t *testing.T, learned, hand *portal.Portal, pages []Page, stories []*story) score {
	t.Helper()
	x := extract.New(nil, "test")
	plain := &extract.Extractor{AutoOnly: true}
	s := score{}
	for i, page := range pages {
		doc, err := extract.Parse(page.Body, page.ContentType, page.URL)
		if err != nil {
			t.Fatal(err)
		}
		in := extract.Page{URL: page.URL, Body: page.Body, ContentType: page.ContentType, FetchedAt: page.At, Portal: learned}
		a := x.Extract(doc, in).Article
		in.Portal = hand
		b := x.Extract(doc, in).Article
		c := plain.Extract(doc, in).Article
		if b == nil {
			t.Fatalf("%s: the definition by hand gives no article", page.URL)
		}
		s.pages++
		if a == nil {
			t.Logf("%s gives no article", page.URL)
			continue
		}
		st := stories[i]
		if a.Title == st.Title {
			s.title++
		}
		if a.PublishedAt.Equal(b.PublishedAt) && a.PublishedAt.Format("20060102") == st.At.Format("20060102") {
			s.date++
		}
		whole := true
		for _, p := range st.Paras {
			whole = whole && strings.Contains(a.Text, vntext.Clean(p))
		}
		if whole {
			s.body++
		}
		if same(a, b) {
			s.same++
		} else if s.same+1 == s.pages {
			t.Logf("%s\nlearned %q\n%s\nby hand %q\n%s", page.URL, a.Title, a.Text, b.Title, b.Text)
		}
		if c != nil && same(c, b) {
			s.auto++
		}
	}
	return s
}

// same compares what a reader of the record sees first.
func same(a, b *extract.Article) bool {
	return a.Title == b.Title && a.PublishedAt.Equal(b.PublishedAt) && a.Text == b.Text && a.Lead == b.Lead
}
