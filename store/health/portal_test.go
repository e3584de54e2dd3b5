package health

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// paper is a portal as it might be, for simulated histories.
type paper struct {
	perDay  [7]float64         // articles, from Sunday
	fill    map[string]float64 // field → share of articles that have it
	sources map[string]string  // field → what gives it
	size    float64            // typical length of a text, bytes
	spread  float64            // of its logarithm
	every   time.Duration      // between runs
	noise   float64            // share of pages that give no article
	fail    float64            // share of requests that fail
	revisit int                // looks at older articles per new one
	lists   []string           // URLs of sources

	closed func(day time.Time) bool          // nothing is published
	change func(day time.Time, a *look) bool // what a page becomes; false: it gives no article
	run    func(at time.Time, e *Evidence)   // what becomes of a run
}

// look is one page as it is read.
type look struct {
	have  map[string]bool
	from  map[string]string
	size  int
	fresh bool // not a look at an older article
}

// daily is a paper that is like many: ordinary articles every day.
func daily(n float64) *paper {
	return &paper{
		perDay: [7]float64{n * .6, n, n, n, n, n, n * .7},
		fill: map[string]float64{"title": 1, "lead": .97, "published_at": 1, "authors": .85, "source_credit": .1, "section": 1,
			"tags": .4, "body": 1, "images": .8, "audio": .02, "video": .05, "attachments": .01, "view_count": 0},
		sources: map[string]string{"title": "selector h1.title", "lead": "selector .desc", "published_at": "selector .date",
			"authors": "selector .author", "section": "selector .breadcrumb", "tags": "auto tags", "body": "selector .fr-view"},
		size: 2600, spread: .5, every: 3 * time.Hour, noise: .003, fail: .005, revisit: 2, lists: []string{"https://bao.example/", "https://bao.example/rss"},
	}
}

var ruledFields = []string{"title", "lead", "published_at", "authors", "section", "body"}

var filler = strings.Repeat("x", 200_000)

// told is a verdict that a simulated run left.
type told struct {
	at      time.Time
	pages   int // that gave an article or should have, since the start of the failure
	verdict Verdict
	state   *State
}

// live runs a portal from a day on, for some days, and calls each after each run.
func (p *paper) live(r *rand.Rand, s *State, from time.Time, days int, each func(told)) {
	pages, carry := 0, 0.0
	for at := from; at.Before(from.AddDate(0, 0, days)); at = at.Add(p.every) {
		local := at.In(vietnam)
		n := 0
		if p.closed == nil || !p.closed(local) {
			carry += p.perDay[local.Weekday()] * p.every.Hours() / 24 * (.4 + 1.2*r.Float64())
			n = int(carry)
			carry -= float64(n)
		}
		e := p.evidence(r, at, n)
		if p.run != nil {
			p.run(at, e)
		}
		pages += e.Run.Articles + e.Run.NoArticle
		s.Judge(e)
		each(told{at, pages, s.Verdict, s})
	}
}

func (p *paper) evidence(r *rand.Rand, at time.Time, fresh int) *Evidence {
	e := &Evidence{At: at, Run: &store.PortalRun{}, Rules: "1", Ruled: ruledFields, Sources: map[string]Yield{}}
	for _, url := range p.lists {
		e.Run.Fetched++
		if r.Float64() < p.fail {
			p.failed(e, "timeout")
			e.Sources[url] = Yield{Failed: "timeout"}
			continue
		}
		e.Run.Sources++
		e.Sources[url] = Yield{Links: 20 + r.IntN(10)}
	}
	for i := range fresh * (1 + p.revisit) {
		e.Run.Fetched++
		if r.Float64() < p.fail {
			p.failed(e, "timeout")
			continue
		}
		p.page(r, e, Page{fmt.Sprintf("https://bao.example/%d-%d", at.Unix(), i), at.Add(time.Duration(i) * time.Second)}, i < fresh)
	}
	return e
}

func (p *paper) failed(e *Evidence, kind string) {
	if e.Run.Errors == nil {
		e.Run.Errors = map[string]int{}
	}
	e.Run.Errors[kind]++
}

func (p *paper) page(r *rand.Rand, e *Evidence, at Page, fresh bool) {
	l := look{have: map[string]bool{}, from: map[string]string{}, fresh: fresh, size: int(p.size * math.Exp(r.NormFloat64()*p.spread))}
	for _, f := range Fields {
		l.have[f] = r.Float64() < p.fill[f]
		l.from[f] = p.sources[f]
	}
	article := r.Float64() >= p.noise
	if p.change != nil && !p.change(at.At, &l) {
		article = false
	}
	if !article {
		e.Run.NoArticle++
		e.Unread(at)
		return
	}
	e.Run.Articles++
	a := l.article(at)
	var traces []extract.FieldTrace
	for _, f := range Fields {
		if l.have[f] {
			traces = append(traces, extract.FieldTrace{Field: f, Source: l.from[f]})
		}
	}
	e.Read(at, a, traces)
	if fresh {
		e.Run.New++
		e.Took(at, a)
	} else {
		e.Run.Unchanged++
	}
}

func (l look) article(at Page) *extract.Article {
	a := &extract.Article{URL: at.URL}
	if l.have["title"] {
		a.Title = "Tiêu đề"
	}
	if l.have["lead"] {
		a.Lead = "Sapo"
	}
	if l.have["published_at"] {
		a.PublishedAt = at.At
	}
	if l.have["authors"] {
		a.Authors = []extract.Author{{Name: "Nguyễn Thử"}}
	}
	if l.have["source_credit"] {
		a.SourceCredit = "TTXVN"
	}
	if l.have["section"] {
		a.Section = []string{"Thời sự"}
	}
	if l.have["tags"] {
		a.Tags = []string{"thử"}
	}
	if l.have["body"] {
		a.Body, a.Text = []extract.Block{{Type: extract.Paragraph, Text: "x"}}, filler[:min(l.size, len(filler))]
	}
	for field, list := range map[string]*[]extract.Media{"images": &a.Images, "audio": &a.Audio, "video": &a.Video, "attachments": &a.Attachments} {
		if l.have[field] {
			*list = []extract.Media{{URL: "x"}}
		}
	}
	return a
}
