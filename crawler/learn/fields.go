package learn

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// leadQuestion looks for what says the same as the page's description, or as
// the lead that stands apart on the page. A description may be cut short.
func leadQuestion() question {
	return question{
		field: portal.Lead, least: 0.6,
		nodes: func(s *sample) []*html.Node {
			return smallest(s, func(text string) bool { return len(text) > 30 && s.leads(text) == right })
		},
		judge: func(s *sample, nodes []*html.Node) verdict { return s.leads(s.text(nodes[0])) },
		bonus: func(pages []*sample, nodes []*html.Node) float64 { return 0.05 * vary(pages, nodes) },
	}
}

// leads judges a text as the lead.
func (s *sample) leads(text string) verdict {
	if len(s.says.leads) == 0 {
		return absent
	}
	w := words(text)
	for _, l := range s.says.leads {
		if overlap(w, l) >= 0.88 || size(l) >= 15 && within(l, w) >= 0.97 && size(w) <= 2*size(l) {
			return right
		}
	}
	return wrong
}

// bylineQuestion looks for the line that signs the article.
func bylineQuestion() question {
	return question{
		field: portal.Byline, least: 0.5,
		nodes: func(s *sample) []*html.Node {
			if s.says.byline == "" {
				return nil
			}
			return smallest(s, func(text string) bool { return vntext.Shadow(text) == s.says.byline })
		},
		judge: func(s *sample, nodes []*html.Node) verdict {
			if s.says.byline == "" {
				return absent
			}
			if len(nodes) > 2 {
				return wrong // paragraphs, one of which happens to sign
			}
			return verdictOf(slices.ContainsFunc(nodes, func(n *html.Node) bool { return vntext.Shadow(s.text(n)) == s.says.byline }))
		},
	}
}

// listQuestion looks for links whose texts are a list: the breadcrumb, the
// tags. Every match of the selector is an item.
func listQuestion(field portal.Field, label func(*sample) []string) question {
	return question{
		field: field, least: 0.6,
		nodes: func(s *sample) []*html.Node {
			want := shadows(label(s))
			return smallest(s, func(text string) bool { return slices.Contains(want, vntext.Shadow(text)) })
		},
		judge: func(s *sample, nodes []*html.Node) verdict {
			want := shadows(label(s))
			if len(want) == 0 {
				return absent
			}
			var got []string
			for _, n := range nodes {
				if n.DataAtom != atom.A && n.DataAtom != atom.Span && n.DataAtom != atom.Li {
					return wrong
				}
				t := vntext.Shadow(strings.Trim(s.text(n), "#›»/> "))
				if t != "" && t != "trang chủ" && t != "home" {
					got = append(got, t)
				}
			}
			return verdictOf(slices.Equal(got, want))
		},
	}
}

func shadows(list []string) []string {
	var out []string
	for _, s := range list {
		if t := vntext.Shadow(s); t != "" {
			out = append(out, t)
		}
	}
	return out
}

func sectionQuestion() question {
	return listQuestion(portal.Section, func(s *sample) []string { return s.says.path })
}

func tagsQuestion() question {
	return listQuestion(portal.Tags, func(s *sample) []string { return s.says.tags })
}
