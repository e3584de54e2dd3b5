package auto

import (
	"fmt"
	"strings"

	"github.com/tintinh/tintinh/extract/vntext"
)

// evidence is what speaks for and against an article, in points.
type evidence struct {
	points  float64
	reasons []string
}

func (e *evidence) add(points float64, reason string) {
	e.points += points
	if reason != "" {
		e.reasons = append(e.reasons, reason)
	}
}

// judge decides on the kind of page.
func (p *page) judge(r *Result) {
	words, listed, links := p.amounts()
	switch {
	case p.missing(words):
		r.Kind, r.Confidence, r.Reason = Other, 0.9, "the page says that nothing was found"
		return
	case p.searches():
		r.Kind, r.Confidence, r.Reason = Search, 0.9, "its address or title is that of a search"
		return
	}
	e := p.weigh(r, words, listed, links)
	if p.cut {
		e.add(0, fmt.Sprintf("only the first %d elements of the page were looked at", maxElems))
	}
	why := strings.Join(e.reasons, ", ")
	if e.points >= 3 && words >= 4 && !(p.atRoot() && words < 400) {
		r.Kind, r.Confidence, r.Reason = Article, confidence(e.points-3), why
		return
	}
	r.Reason = why
	r.Confidence = confidence(3 - e.points)
	switch {
	case p.atRoot():
		r.Kind = Home
	case p.homeTitle() && listed+links > 200:
		r.Kind = Home
	case listed > 60 || links > 120:
		r.Kind = Listing
	default:
		r.Kind = Other
	}
}

func confidence(margin float64) float64 { return min(0.99, 0.55+0.12*max(0, margin)) }

// amounts counts words: kept text, teasers, and links outside menus.
func (p *page) amounts() (text, listed, links int) {
	for i := range p.blocks {
		b := &p.blocks[i]
		switch {
		case b.is(hidden):
		case b.is(kept):
			text += b.words
		case b.is(teaser):
			listed += b.words
		case b.links() && b.words > 3:
			links += b.words
		}
	}
	return text, listed, links
}

// weigh gathers the evidence for an article.
func (p *page) weigh(r *Result, words, listed, links int) *evidence {
	e := &evidence{}
	switch {
	case words >= 400 && words > listed+links:
		e.add(3, fmt.Sprintf("%d words of text, most of the page", words))
	case words >= 400:
		e.add(2.5, fmt.Sprintf("%d words of text", words))
	case words >= 150:
		e.add(2, fmt.Sprintf("%d words of text", words))
	case words >= 60:
		e.add(1.2, fmt.Sprintf("%d words of text", words))
	case words >= 15:
		e.add(0.5, fmt.Sprintf("only %d words of text", words))
	default:
		e.add(-0.5, fmt.Sprintf("only %d words of text", words))
	}
	if p.title >= 0 {
		b := &p.blocks[p.title]
		switch {
		case b.links() && !p.linksHere(p.title):
			e.add(0.3, "")
		case p.siteTitle():
			e.add(-1, "the title is the site's or the section's name")
		default:
			e.add(2, "the title is printed as a heading")
		}
	} else if p.from > 0 && p.headedRun() {
		e.add(1, "a heading stands above the text")
	} else {
		e.add(-0.5, "no heading prints the title")
	}
	p.weighMetadata(e)
	if r.Published.Time.IsZero() && p.printsAgo() {
		e.add(1, "a publish time beside the title, told by the fetch time")
	} else if r.Published.Time.IsZero() || p.dateAfar {
		e.add(-1, "no publish time")
		if listed > 100 || links > 200 {
			e.add(-1, "")
		}
	} else if strings.HasPrefix(r.PublishedSource, "auto ") {
		e.add(1, "a publish time beside the title")
	}
	if listed > 3*words && listed > 150 {
		e.add(-2, fmt.Sprintf("%d words of teasers", listed))
	} else if links > 4*words && links > 300 && words < 150 {
		e.add(-1.5, fmt.Sprintf("%d words of links", links))
	}
	p.weighAddress(e)
	return e
}

// headedRun reports whether an h1 that is no link stands above the text.
func (p *page) headedRun() bool {
	for i := p.from; i >= 0 && i > p.from-15; i-- {
		if b := &p.blocks[i]; b.heading() == 1 && b.words > 3 && !b.links() && !b.is(hidden|furniture) && !p.meta.NamesSite(b.text()) {
			return true
		}
	}
	return false
}

func (p *page) weighMetadata(e *evidence) {
	m := p.meta
	if m.OGType == "article" || strings.HasSuffix(m.OGType, "article") {
		e.add(0.8, "og:type says article")
	}
	if m.ArticleDated() {
		e.add(1, "metadata states a publish time")
		if m.OGType == "article" {
			e.add(0.5, "")
		}
	}
	if m.ArticleBody != nil {
		e.add(0.7, "an element is marked as the article's body")
	}
	if m.Listed > 2 {
		e.add(-2, fmt.Sprintf("metadata lists %d articles", m.Listed))
	}
}

// weighAddress judges the URL: an id or a long slug names an article, one
// short word a section.
func (p *page) weighAddress(e *evidence) {
	if p.base == nil {
		return
	}
	path := strings.Trim(p.base.Path, "/")
	last := path[strings.LastIndexByte(path, '/')+1:]
	last, _, _ = strings.Cut(last, ".")
	hyphens := strings.Count(last, "-") + strings.Count(last, "_")
	digits := 0
	for _, c := range path {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	switch {
	case hyphens >= 4 || digits >= 5:
		e.add(0.7, "")
	case path != "" && hyphens < 3 && digits == 0:
		e.add(-1, "the address is that of a section")
	}
}

// siteTitle reports whether the heading names the site or the section rather
// than an article.
func (p *page) siteTitle() bool {
	text := p.blocks[p.title].text()
	if p.meta.NamesSite(text) {
		return true
	}
	if p.meta.ArticleDated() {
		return false // sections are not published; some trails end with the article itself
	}
	shadow := vntext.Shadow(text)
	for _, l := range p.meta.Sections {
		for _, s := range l.Items {
			if vntext.Shadow(s) == shadow {
				return true
			}
		}
	}
	return false
}
