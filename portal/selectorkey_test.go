package portal

import "testing"

func TestSelectorKey(t *testing.T) {
	for css, want := range map[string]string{
		".date": ".date", "h1.title": ".title", "div#main.x": "#main", "#content p": "p", "P": "p",
		"div.meta > span.date": ".date", "a + b": "b", "a~.x": ".x", "meta[property='og:title']": "meta",
		"div[class='a.b c'] .x": ".x", ".a:not(.b)": ".a", "p:first-child": "p", ".x:has(> .y)": ".x", "li:nth-child(2) a": "a",
		"ul > li:nth-of-type(1)": "li", ".a.b": ".a", "time[datetime]": "time",
		".a, .b": "", "*": "", ":not(.a)": "", ".a *": "", `.a\:b`: "", "[itemprop=name]": "", ".bài": "", "svg|a": "",
	} {
		if got := selectorKey(css); got != want {
			t.Errorf("selectorKey(%q) = %q, want %q", css, got, want)
		}
	}
}
