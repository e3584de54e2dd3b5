package learn

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// redesign is a change of a site's templates.
type redesign struct {
	layout string
	change []string // pairs of what is replaced in the article's template
	as     string   // or another site's template altogether
	mended []portal.Field
	open   []portal.Field // broken, and nothing can be proposed with good conscience
}

func redesigns() map[string]redesign {
	title, date, body, lead := portal.Title, portal.Published, portal.Body, portal.Lead
	return map[string]redesign{
		"the title's class is renamed":  {layout: "the-moi", change: []string{"xt-head", "xt-headline"}, mended: []portal.Field{title}},
		"the title is another heading":  {layout: "chu-so", change: []string{`<h1 class="d-ttl">{{.Title}}</h1>`, `<div class="d-top"><h2 class="art-title">{{.Title}}</h2></div>`}, mended: []portal.Field{title}},
		"the date moves below the text": {layout: "thang-hex", change: []string{`<p class="bai-gio">{{date .At "15:04, 02/01/2006"}} (GMT+7)</p>`, "", `<div class="tin-cu">`, `<footer class="dang-luc">Đăng lúc {{date .At "15:04 ngày 02/01/2006"}}</footer><div class="tin-cu">`}, mended: []portal.Field{date}},
		"the date's class goes to the clock": {layout: "chu-so", change: []string{
			`<div class="m-nav">`, `<span class="d-pub">{{date .Now "02/01/2006"}} lúc {{date .Now "15:04"}}</span><div class="m-nav">`,
			`<span class="d-pub">{{date .At "02/01/2006"}} lúc {{date .At "15:04"}}</span>`, `<em class="d-when">{{date .At "02/01/2006"}} {{date .At "15:04"}}</em>`,
		}, mended: []portal.Field{date}},
		"the container of the body is new": {layout: "cong-xa", change: []string{"ctt-noi-dung", "bai-viet-chi-tiet"}, mended: []portal.Field{body}},
		"body's class goes to a side box": {layout: "the-moi", change: []string{
			`<section class="xt-page">`, `<div class="xt-text"><p>Mời bạn đọc tải ứng dụng để nhận tin mỗi sáng.</p></div><section class="xt-page">`,
			`<div class="xt-text">{{range`, `<div class="xt-story">{{range`,
		}, mended: []portal.Field{body}},
		"lead and body":                 {layout: "so-tran", change: []string{"tn-nd", "ct-body", "tn-sp", "ct-sapo"}, mended: []portal.Field{lead, body}},
		"everything is renamed":         {layout: "hai-mau", change: []string{"p-name", "n1", "p-time", "n2", "p-lead", "n3", "p-cont", "n4", "lf-name", "m1", "lf-time", "m2", "lf-lead", "m3", "lf-cont", "m4"}, mended: []portal.Field{title, date, body, lead}},
		"another system altogether":     {layout: "anh-nhieu", as: "khoi-hien-dai", mended: []portal.Field{title, date, body, lead}},
		"ids go, classes come":          {layout: "khoi-hien-dai", change: []string{`id="post-title" `, "", `id="post-date" class="text-sm"`, `class="entry-date"`, `id="post-body" class="prose"`, `class="entry-prose"`, "text-3xl font-bold", "entry-name"}, mended: []portal.Field{title, date, body, lead}},
		"the date is no longer printed": {layout: "cong-xa", change: []string{`<span>Ngày đăng: {{date .At "02/01/2006 15:04:05"}}</span> `, ""}, open: []portal.Field{date}},
		"every third page gives another date": {layout: "thang-hex", change: []string{
			`<p class="bai-gio">{{date .At "15:04, 02/01/2006"}} (GMT+7)</p>`, `<p class="ngay">{{if .Third}}{{date .Now "15:04, 02/01/2006"}}{{else}}{{date .At "15:04, 02/01/2006"}}{{end}}</p>`,
		}, open: []portal.Field{date}},
		"new articles have no date any more": {layout: "thang-hex", change: []string{
			`<p class="bai-gio">{{date .At "15:04, 02/01/2006"}} (GMT+7)</p>`, `{{if lt .N 25}}<p class="ngay">{{date .At "15:04, 02/01/2006"}}</p>{{end}}`,
		}, open: []portal.Field{date}},
		"only the day of another is printed": {layout: "thang-hex", change: []string{`<p class="bai-gio">{{date .At "15:04, 02/01/2006"}} (GMT+7)</p>`, `<p class="cap-nhat">Trang cập nhật {{date .Now "15:04, 02/01/2006"}}</p>`}, open: []portal.Field{date}},
	}
}

// captures are a site's articles before and after a redesign. A third of the
// articles is captured twice.
func (d redesign) captures(t *testing.T) (p *portal.Portal, all []Page, stories []*story) {
	t.Helper()
	const host = "127.0.0.1:8099"
	old := readLayout(t, "testdata/layouts/"+d.layout+".txtar")
	p = old.byHand(t, host)
	redone := old
	if d.as != "" {
		redone.article = readLayout(t, "testdata/layouts/"+d.as+".txtar").article
	} else {
		redone.article = parseTemplate(t, "article.html", strings.NewReplacer(d.change...).Replace(redone.source))
		if redone.source == strings.NewReplacer(d.change...).Replace(redone.source) {
			t.Fatal("the change changes nothing")
		}
	}
	before, stories := old.build(t, host, 36)
	after, _ := redone.build(t, host, 36)
	for i, page := range before.Pages[4 : 4+24] {
		page.At = page.At.Add(time.Duration(i) * time.Hour)
		all = append(all, page)
	}
	for i, page := range after.Pages[4+12:] {
		page.At = page.At.Add(5*24*time.Hour + time.Duration(i)*time.Hour)
		all = append(all, page)
	}
	return p, all, stories
}

// TestMend: the right selectors are proposed for what a redesign broke, and
// none where the pages do not say what is right.
func TestMend(t *testing.T) {
	for name, d := range redesigns() {
		t.Run(name, func(t *testing.T) {
			p, captures, stories := d.captures(t)
			r, err := (&Learner{}).Mend(p, captures)
			if err != nil {
				t.Fatal(err)
			}
			mended, open := slices.Sorted(maps.Keys(r.Mended)), slices.Sorted(maps.Keys(r.Open))
			slices.Sort(d.mended)
			if diff := cmp.Diff(d.mended, mended); diff != "" && len(d.mended)+len(mended) > 0 {
				t.Errorf("mended %v\n%s%+v\n%s", r.Mended, diff, r.Open, r.New)
			}
			if diff := cmp.Diff(d.open, open); diff != "" && len(d.open)+len(open) > 0 {
				t.Errorf("open %+v\n%s", r.Open, diff)
			}
			if r.Before != 24 || r.After != 24 || r.Since.Format(time.DateOnly) != "2026-11-25" {
				t.Errorf("changed on %s, %d before and %d after", r.Since, r.Before, r.After)
			}
			for _, c := range r.Changes {
				if c.Before {
					t.Errorf("an old capture is read differently: %+v", c)
				}
			}
			if r.New != nil {
				checkMended(t, p, r.New, captures, stories)
			}
		})
	}
}

// checkMended reads all captures with the new definition.
func checkMended(t *testing.T, p *portal.Portal, src []byte, captures []Page, stories []*story) {
	t.Helper()
	mended, err := portal.Parse("mended.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	if mended.ID != p.ID {
		t.Errorf("id %s", mended.ID)
	}
	byURL := map[string]*story{}
	for _, s := range stories {
		byURL[s.URL] = s
	}
	x := extract.New(nil, "test")
	for _, c := range captures {
		doc, err := extract.Parse(c.Body, c.ContentType, c.URL)
		if err != nil {
			t.Fatal(err)
		}
		a := x.Extract(doc, extract.Page{URL: c.URL, Body: c.Body, FetchedAt: c.At, Portal: mended}).Article
		s := byURL[c.URL]
		switch {
		case a == nil:
			t.Fatalf("%s at %s gives no article\n%s", c.URL, c.At, src)
		case a.Title != s.Title || a.PublishedAt.Format("20060102") != s.At.Format("20060102"):
			t.Fatalf("%s at %s: %q %s, expected %q %s\n%s", c.URL, c.At, a.Title, a.PublishedAt, s.Title, s.At, src)
		}
		for _, para := range s.Paras {
			if !strings.Contains(a.Text, vntext.Clean(para)) {
				t.Fatalf("%s at %s lacks %q\n%s", c.URL, c.At, para, src)
			}
		}
	}
}

// TestMendUnproven: where neither the pages nor earlier captures say which of
// the printed dates is the publish time, none is proposed.
func TestMendUnproven(t *testing.T) {
	d := redesign{layout: "cong-xa", change: []string{`<span>Ngày đăng: {{date .At "02/01/2006 15:04:05"}}</span> `, `<em>Ngày đăng: {{date .At "02/01/2006 15:04:05"}}</em> `}}
	p, captures, _ := d.captures(t)
	r, err := (&Learner{}).Mend(p, slices.Clone(captures))
	if err != nil || len(r.Mended[portal.Published].Selectors) != 1 {
		t.Errorf("with known articles: %+v, %v", r, err)
	}
	apart := append(slices.Clone(captures[:12]), captures[36:]...)
	r, err = (&Learner{}).Mend(p, apart)
	if err != nil || len(r.Mended) != 0 || !strings.Contains(r.Open[portal.Published], "neither the pages") {
		t.Errorf("without: %+v, %v", r, err)
	}
}

// TestMendNothing: where nothing broke, nothing is proposed.
func TestMendNothing(t *testing.T) {
	p, captures, _ := redesigns()["the title's class is renamed"].captures(t)
	if _, err := (&Learner{}).Mend(p, captures[:24]); !errors.Is(err, ErrNotBroken) {
		t.Errorf("got %v", err)
	}
	if _, err := (&Learner{}).Mend(p, captures[:2]); !errors.Is(err, ErrTooFew) {
		t.Errorf("got %v", err)
	}
}
