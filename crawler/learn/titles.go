package learn

import (
	"slices"
	"strings"

	"github.com/tintinh/tintinh/crawler/discover"
	"github.com/tintinh/tintinh/extract/vntext"
)

// linked is what links say of the pages they lead to: headlines, of four
// words or more.
func linked(all []*sample) map[string][]string {
	said := map[string][]string{}
	for _, s := range all {
		links, _ := discover.Links(s.doc.Root, s.doc.URL)
		for _, l := range links {
			if len(strings.Fields(l.Text)) >= 4 && !slices.Contains(said[l.URL], l.Text) {
				said[l.URL] = append(said[l.URL], l.Text)
			}
		}
	}
	return said
}

// nameTitles gives every page its titles: what the page says of itself, less
// what all pages say, and what links to it say.
func nameTitles(all []*sample, said map[string][]string) {
	var stated [][]string
	for _, s := range all {
		var own []string
		for _, t := range s.meta.Titles {
			own = append(own, vntext.Shadow(s.meta.StripSite(t.Text)))
		}
		stated = append(stated, append(own, vntext.Shadow(s.auto.Title)))
	}
	count := map[string]int{}
	for _, own := range stated {
		for _, t := range slices.Compact(slices.Sorted(slices.Values(own))) {
			count[t]++
		}
	}
	before, behind := shared(stated)
	for i, s := range all {
		for _, t := range said[s.URL] {
			s.says.title(vntext.Shadow(t))
		}
		for _, t := range stated[i] {
			if count[t] < 3 || count[t]*5 < len(all) { // what repeats names the site
				s.says.title(t)
				s.says.title(strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(t, before), behind)))
			}
		}
	}
}

func (l *labels) title(t string) {
	if t != "" && !slices.Contains(l.titles, t) {
		l.titles = append(l.titles, t)
	}
}

// shared is what most titles begin and end with: the site's name, where it
// is not known as such.
func shared(stated [][]string) (before, behind string) {
	begin, end := map[string]int{}, map[string]int{}
	n := 0
	for _, own := range stated {
		for _, t := range slices.Compact(slices.Sorted(slices.Values(own))) {
			f := strings.Fields(t)
			n++
			for k := 2; k < len(f) && k <= 10; k++ {
				begin[strings.Join(f[:k], " ")]++
				end[strings.Join(f[len(f)-k:], " ")]++
			}
		}
	}
	return longest(begin, n), longest(end, n)
}

// longest is the longest of the phrases that a third of all titles and at
// least four have.
func longest(phrases map[string]int, n int) string {
	best := ""
	for p, k := range phrases {
		if k >= 4 && k*3 >= n && (len(p) > len(best) || len(p) == len(best) && p < best) {
			best = p
		}
	}
	return best
}
