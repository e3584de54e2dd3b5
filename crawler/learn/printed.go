package learn

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// titleQuestion looks for the headline: the text that the page's own title,
// and links from other pages, give.
func titleQuestion() question {
	return question{
		field: portal.Title, least: 0.7,
		nodes: func(s *sample) []*html.Node {
			return smallest(s, func(text string) bool { return slices.Contains(s.says.titles, vntext.Shadow(text)) })
		},
		judge: func(s *sample, nodes []*html.Node) verdict {
			if len(s.says.titles) == 0 {
				return absent
			}
			return verdictOf(slices.Contains(s.says.titles, vntext.Shadow(s.meta.StripSite(s.text(nodes[0])))))
		},
		bonus: func(pages []*sample, nodes []*html.Node) float64 {
			return 0.05*vary(pages, nodes) + 0.03*headings(nodes)
		},
	}
}

func verdictOf(ok bool) verdict {
	if ok {
		return right
	}
	return wrong
}

// vary is the share of different texts among the matches: what repeats is
// furniture.
func vary(pages []*sample, nodes []*html.Node) float64 {
	seen, n := map[string]bool{}, 0
	for i, e := range nodes {
		if e != nil {
			seen[pages[i].text(e)] = true
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(len(seen)) / float64(n)
}

func headings(nodes []*html.Node) float64 {
	n := 0
	for _, e := range nodes {
		if e != nil && len(e.Data) == 2 && e.Data[0] == 'h' {
			n++
		}
	}
	return float64(n) / float64(len(nodes))
}

// smallest are the innermost elements of the page whose text is wanted.
func smallest(s *sample, wanted func(string) bool) []*html.Node {
	var out []*html.Node
	for _, n := range s.short {
		if !wanted(s.text(n)) {
			continue
		}
		if len(out) > 0 && holds(out[len(out)-1], n) {
			out[len(out)-1] = n // the same text further in
			continue
		}
		out = append(out, n)
	}
	return out
}

func dateQuestion() question {
	return question{
		field: portal.Published, least: 0.6,
		nodes: func(s *sample) []*html.Node {
			return smallest(s, func(text string) bool { return len(text) < 200 && s.dated(text) == right })
		},
		judge: func(s *sample, nodes []*html.Node) verdict { return s.dated(s.text(nodes[0])) },
		bonus: func(pages []*sample, nodes []*html.Node) float64 {
			return 0.2*vary(pages, nodes) + 0.06*exact(pages, nodes)
		},
	}
}

// dated judges a text as the printed publish time.
func (s *sample) dated(text string) verdict {
	d, ok := vndate.Find(text, vndate.Options{Now: s.At})
	switch {
	case len(s.says.dates) == 0:
		return absent
	case !ok || d.Precision == vndate.Month:
		return wrong
	case !slices.ContainsFunc(s.says.dates, func(l vndate.Date) bool { return sameDay(l, d) }):
		return wrong
	case len(strings.Fields(text)) > 25 || len(vndate.All(text, vndate.Options{Now: s.At})) > 2:
		return partial
	}
	return right
}

// exact is the share of matches that give the time of day.
func exact(pages []*sample, nodes []*html.Node) float64 {
	n := 0
	for i, e := range nodes {
		if e == nil {
			continue
		}
		if d, ok := vndate.Find(pages[i].text(e), vndate.Options{Now: pages[i].At}); ok && (d.Precision == vndate.Minute || d.Precision == vndate.Second) {
			n++
		}
	}
	return float64(n) / float64(len(nodes))
}

// views are counted where a printed count is the only number of its element.
func viewsQuestion() question {
	return question{
		field: portal.Views, least: 0.6,
		nodes: func(s *sample) []*html.Node {
			want, ok := extract.ParseViews(s.says.views)
			return smallest(s, func(text string) bool {
				got, is := extract.ParseViews(text)
				return ok && is && got == want && len(text) < 120
			})
		},
		judge: func(s *sample, nodes []*html.Node) verdict {
			want, ok := extract.ParseViews(s.says.views)
			if !ok {
				return absent
			}
			got, is := extract.ParseViews(s.text(nodes[0]))
			return verdictOf(is && got == want)
		},
		bonus: func(pages []*sample, nodes []*html.Node) float64 { return 0.1 * vary(pages, nodes) },
	}
}
