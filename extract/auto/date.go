package auto

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/metadata"
	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/extract/vntext"
)

// readPublished takes the publish time by trust: JSON-LD, meta, the text
// beside the title, the URL, the only date that the page marks as one of
// publication, the day of the WebPage. A less trusted source that agrees and is more precise wins over
// a bare day; a machine's time that is the printed one marked as UTC gives way
// to the printed one. The page's clock and dates of other boxes are never
// looked at.
func (p *page) readPublished(r *Result) {
	stated, source, ok := p.statedDate()
	printed, at := p.printedDate()
	if at >= 0 {
		r.Printed = printed
	}
	switch {
	case !ok && at >= 0:
		r.Published, r.PublishedSource = printed, p.dateSource(at)
	case ok && at >= 0 && (finer(printed, stated) && sameDay(printed.Time, stated.Time) || shifted(stated, printed)):
		r.Published, r.PublishedSource = printed, p.dateSource(at)
	case ok:
		r.Published, r.PublishedSource = stated, source
	default:
		if p.base != nil {
			if d, found := vndate.FromURL(p.base.Path); found && d.Precision != "month" && p.credible(d) {
				r.Published, r.PublishedSource = d, "url"
				return
			}
		}
		if d, i := p.markedDate(); i >= 0 {
			r.Published, r.PublishedSource = d, p.dateSource(i)
			p.dateAfar = true
			return
		}
		p.readPageDate(r)
	}
}

// readPageDate takes the day that the page states for itself, not for an
// article.
func (p *page) readPageDate(r *Result) {
	if len(p.meta.Published) == 0 {
		return
	}
	v := p.meta.Published[0]
	if d, ok := vndate.Parse(v.Text, p.dates()); ok && v.Source == metadata.PageDate {
		r.Published, r.PublishedSource = d, v.Source
		p.dateAfar = true
	}
}

func (p *page) dateSource(i int) string {
	return "auto " + p.elems[p.blocks[i].elem].node.Data
}

func (p *page) dates() vndate.Options { return vndate.Options{Now: p.opts.Now} }

func (p *page) credible(d vndate.Date) bool {
	return p.opts.Now.IsZero() || d.Time.Before(p.opts.Now.Add(24*time.Hour))
}

// statedDate is the first machine date that can be read.
func (p *page) statedDate() (vndate.Date, string, bool) {
	for _, v := range p.meta.Published {
		if v.Source == metadata.PageDate {
			continue // behind what is printed
		}
		if d, ok := vndate.Parse(v.Text, p.dates()); ok && !d.Time.IsZero() {
			return d, v.Source, true
		}
	}
	return vndate.Date{}, "", false
}

// printedDate reads the date beside the title: first below it down to the
// text, then right above, then under the text. It returns the block.
func (p *page) printedDate() (vndate.Date, int) {
	first, last := p.ends()
	if p.title >= 0 {
		if d, ok := p.dateInTitle(); ok {
			return d, p.title
		}
		if d, i := p.dateIn(p.title+1, min(max(first, p.title+12), p.title+40), 1); i >= 0 {
			return d, i
		}
		if d, i := p.dateIn(p.title-1, max(p.title-8, -1), -1); i >= 0 {
			return d, i
		}
	} else if d, i := p.dateIn(first-1, max(first-12, -1), -1); i >= 0 {
		return d, i
	}
	if last >= 0 {
		return p.dateIn(last+1, min(last+6, len(p.blocks)), 1)
	}
	return vndate.Date{}, -1
}

// dateInTitle reads a date that stands inside the heading, before or behind
// the title that the page states: "Thông báo nghỉ lễ <small>02/09/2022</small>".
func (p *page) dateInTitle() (vndate.Date, bool) {
	b := &p.blocks[p.title]
	stated := p.stated().Text
	if b.digits < 4 || stated == "" {
		return vndate.Date{}, false
	}
	before, behind, found := strings.Cut(b.text(), stated)
	if !found {
		return vndate.Date{}, false
	}
	d, ok := vndate.Find(before, p.dates())
	if !ok {
		d, ok = vndate.Find(behind, p.dates())
	}
	return d, ok && d.Precision != vndate.Month
}

// markedDate reads the date that the page marks as that of publication away
// from the title: in an element named for dates, or behind a word for
// publishing. It is taken only where all such places name one day, for others
// may be those of other articles.
func (p *page) markedDate() (vndate.Date, int) {
	var only vndate.Date
	at := -1
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.digits < 4 && !b.is(dating) || b.words > 14 || b.is(hidden|teaser|clock|media) || b.is(furniture) && !b.is(signing) {
			continue
		}
		text := b.text()
		if updateLabel(text) || !(b.is(dating) && !b.is(furniture)) && !publishLabel(text) {
			continue
		}
		d, ok := p.readDate(i, text)
		switch {
		case !ok || d.Precision == vndate.Month:
		case at < 0:
			only, at = d, i
		case !sameDay(only.Time, d.Time):
			return vndate.Date{}, -1
		}
	}
	return only, at
}

// dateIn reads the first date line from block i to before end. A block named
// for dates close by comes before one that only holds one.
func (p *page) dateIn(i, end, step int) (vndate.Date, int) {
	var other vndate.Date
	at := -1
	for ; i != end && i >= 0 && i < len(p.blocks); i += step {
		b := &p.blocks[i]
		if b.digits < 4 && !b.is(dating) && !b.ago() || b.is(hidden|clock|media) || b.is(teaser) && !p.linkedDate(i) || b.is(furniture) && !b.is(dating) || b.words > 30 || b.prose() && !b.is(dating) {
			continue
		}
		text := b.text()
		if updateLabel(text) && at >= 0 {
			continue
		}
		d, ok := p.readDate(i, text)
		if !ok {
			continue
		}
		if b.is(dating) && !updateLabel(text) && (at < 0 || (i-at)*step < 4) {
			return d, i
		}
		if at < 0 && (b.words <= 12 || b.is(viewing)) {
			other, at = d, i
		}
	}
	return other, at
}

// ago tells a line that says how long ago the article came out: "3 giờ trước".
func (b *block) ago() bool {
	const longest = 5 // words
	return b.words > 1 && b.words <= longest && (strings.HasSuffix(b.text(), "trước") || strings.HasSuffix(b.text(), " ago"))
}

// printsAgo reports whether the page prints a time beside the title that only
// the fetch time could tell, and that time is not known.
func (p *page) printsAgo() bool {
	if !p.opts.Now.IsZero() {
		return false
	}
	at := *p
	at.opts.Now = time.Date(2020, 1, 1, 0, 0, 0, 0, zone) // any day will do: what is asked is whether there is a time
	_, i := at.printedDate()
	return i >= 0
}

// linkedDate tells the line of a date that is a link, right below the title:
// where author, date and tags are items of a list and all of them links, they
// look like a list of articles.
func (p *page) linkedDate(i int) bool {
	const near, longest = 4, 6
	b := &p.blocks[i]
	return p.title >= 0 && i > p.title && i-p.title <= near && b.links() && b.words <= longest
}

// readDate reads a line; the machine's form on a <time> wins where it is the
// more precise or nothing else can be read.
func (p *page) readDate(i int, text string) (vndate.Date, bool) {
	d, ok := vndate.Find(text, p.dates())
	if apart := p.blocks[i].apart(); apart != text {
		if e, found := vndate.Find(apart, p.dates()); found && (!ok || finer(e, d) && sameDay(e.Time, d.Time)) {
			d, ok = e, true
		}
	}
	for n := p.blocks[i].first; n != nil; n = n.NextSibling {
		if t := firstTime(n); t != "" {
			if m, read := vndate.Parse(t, p.dates()); read && (!ok || finer(m, d) && m.Time.Sub(d.Time).Abs() < 48*time.Hour) {
				return m, true
			}
			break
		}
		if n == p.blocks[i].last {
			break
		}
	}
	return d, ok
}

// firstTime is the datetime of the first <time> in a subtree, or the title of
// the first <abbr> that microformats (hAtom) name for publication.
func firstTime(n *html.Node) string {
	if n.DataAtom == atom.Time || n.DataAtom == atom.Abbr {
		var datetime, title, class string
		for _, a := range n.Attr {
			switch a.Key {
			case "datetime":
				datetime = a.Val
			case "title":
				title = a.Val
			case "class":
				class = a.Val
			}
		}
		if n.DataAtom == atom.Time && datetime != "" {
			return datetime
		}
		if n.DataAtom == atom.Abbr && strings.Contains(class, "published") {
			return title
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if t := firstTime(c); t != "" {
			return t
		}
	}
	return ""
}

// updateLabels begin a line with the time of a change, in search form;
// publishLabels stand in one with the time of publication.
var (
	updateLabels  = [...]string{"cap nhat", "updated", "last updated", "modified", "last modified", "aktualisiert", "zuletzt", "letzte anderung", "mis a jour", "actualizado", "atualizado", "aggiornato", "aktualizacja"}
	publishLabels = [...]string{"ngay dang", "dang luc", "dang ngay", "xuat ban", "published", "veroffentlicht", "erstellt am", "erschienen am", "publie le", "publicado", "pubblicato", "opublikowano"}
)

// publishLabel tells "Ngày đăng: …" and its like in other languages.
func publishLabel(text string) bool {
	folded := vntext.Fold(text)
	return slices.ContainsFunc(publishLabels[:], func(l string) bool { return strings.Contains(folded, l) })
}

// updateLabel tells "Cập nhật: …": the time of a change, taken only where no
// other time is printed.
func updateLabel(text string) bool {
	folded := vntext.Fold(text)
	return slices.ContainsFunc(updateLabels[:], func(l string) bool { return strings.HasPrefix(folded, l) })
}

func precision(s string) int {
	switch s {
	case "second":
		return 3
	case "minute":
		return 2
	case "day":
		return 1
	}
	return 0
}

func finer(a, b vndate.Date) bool { return precision(a.Precision) > precision(b.Precision) }

var zone = time.FixedZone("", 7*3600)

func sameDay(a, b time.Time) bool {
	return a.In(zone).Format(time.DateOnly) == b.In(zone).Format(time.DateOnly)
}

// shifted reports whether a machine's time is the printed local time marked
// as UTC: seven hours later, to the minute.
func shifted(machine, printed vndate.Date) bool {
	return precision(printed.Precision) >= 2 && machine.Time.Sub(printed.Time).Truncate(time.Minute) == 7*time.Hour
}

// dropInfo takes lines of dates and view counts out of the text: short lines
// beside the title that hold little else.
func (p *page) dropInfo() {
	first := p.firstProse()
	for i := p.from; i < first; i++ {
		b := &p.blocks[i]
		if !b.is(kept) || b.words > 14 || b.digits < 4 || b.is(cell|listItem) {
			continue
		}
		text := b.text()
		if d, ok := vndate.Find(text, p.dates()); ok && 2*len(d.Raw) > len(text) || countsViews(text) {
			b.marks &^= kept
		}
	}
}
