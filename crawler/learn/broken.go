package learn

import (
	"slices"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/portal"
)

// mendable are the fields whose loss is noticed.
func mendable() []question {
	return []question{titleQuestion(), dateQuestion(), bodyQuestion(), leadQuestion(), bylineQuestion(), sectionQuestion()}
}

// works judges what today's selectors of a field give on a page. reading a
// page by the family that it is recognised as is what extraction does, too.
func (l *Learner) works(p *portal.Portal, q question, s *sample) verdict {
	for _, sel := range l.selectors(p, q.field, s) {
		nodes := cascadia.QueryAll(s.doc.Root, sel.Match)
		switch {
		case len(nodes) == 0:
			continue
		case q.labelled(s):
			return q.judge(s, valued(sel, nodes))
		case q.field == portal.Published:
			_, dated := vndate.Find(s.text(valued(sel, nodes)[0]), vndate.Options{Now: s.At})
			return verdictOf(dated)
		}
		return right // nothing speaks against it
	}
	return absent
}

// valued stands for matches whose value is an attribute: a text node of it.
func valued(sel portal.Selector, nodes []*html.Node) []*html.Node {
	var out []*html.Node
	for _, n := range nodes {
		value := attr(n, sel.Attr)
		if sel.Attr == "" && n.Data == "meta" {
			value = attr(n, "content")
		} else if sel.Attr == "" {
			out = append(out, n)
			continue
		}
		e := &html.Node{Type: html.ElementNode, Data: "span"}
		e.AppendChild(&html.Node{Type: html.TextNode, Data: value})
		out = append(out, e)
	}
	return out
}

func (l *Learner) selectors(p *portal.Portal, f portal.Field, s *sample) []portal.Selector {
	var family *portal.Family
	if l.Catalogue != nil {
		family, _ = l.Catalogue.Recognise(portal.ElementsOf(s.doc.Root), s.doc.Text, p.Family)
	}
	return p.Effective(family, time.Time{}).Fields[f]
}

// Shares of captures from which a field counts as working, and as broken.
const (
	working = 0.6
	failing = 0.34
)

// broken finds the capture from which on fields stay silent or say something
// else, and these fields.
func (l *Learner) broken(p *portal.Portal, pages []*sample) (fields []question, split int) {
	type record struct {
		q     question
		good  []int // good[i] = working captures before i
		known []int
	}
	var all []record
	for _, q := range mendable() {
		r := record{q: q, good: []int{0}, known: []int{0}}
		for _, s := range pages {
			g, k := 0, 0
			switch v := l.works(p, q, s); {
			case v == right || v == partial:
				g, k = 1, 1
			case v == wrong || q.labelled(s):
				k = 1
			}
			r.good = append(r.good, r.good[len(r.good)-1]+g)
			r.known = append(r.known, r.known[len(r.known)-1]+k)
		}
		all = append(all, r)
	}
	n, most := len(pages), 0.0
	share := func(list, known []int, from, to int) float64 {
		if known[to]-known[from] == 0 {
			return -1
		}
		return float64(list[to]-list[from]) / float64(known[to]-known[from])
	}
	for at := 0; at <= n-minAfter; at++ {
		var here []question
		drop := 0.0
		for _, r := range all {
			before, after := share(r.good, r.known, 0, at), share(r.good, r.known, at, n)
			if at == 0 {
				before = 1 // there is no old layout among the captures
			}
			// A field that the old layout never gave is not broken.
			if after >= 0 && after <= failing && before >= working && r.known[n]-r.known[at] >= minAfter {
				here = append(here, r.q)
				drop += before - after
			}
		}
		// With no old captures the drop is an assumption: any real one goes before.
		if at == 0 {
			here = slices.DeleteFunc(here, func(q question) bool { return !core(q.field) })
			drop = 0.01 * float64(len(here))
		}
		drop += 0.0001 * float64(at) // of equal splits the one with the most good captures before it
		if len(here) > 0 && drop > most {
			fields, split, most = here, at, drop
		}
	}
	return fields, split
}

func core(f portal.Field) bool {
	return f == portal.Title || f == portal.Published || f == portal.Body
}

// labelled reports whether a page says what the field should be: silence is a
// failure there.
func (q question) labelled(s *sample) bool {
	switch q.field {
	case portal.Title:
		return len(s.says.titles) > 0
	case portal.Published:
		return len(s.says.dates) > 0
	case portal.Body:
		return size(s.says.body) >= 30
	case portal.Lead:
		return len(s.says.leads) > 0
	case portal.Byline:
		return s.says.byline != ""
	case portal.Section:
		return len(s.says.path) > 0
	}
	return false
}
