package portal

import "testing"

func TestSelectorKey(t *testing.T) {
	for css, want := range map[string]string{
		".date": ".date", "h1.title": ".title", "div#main.x": "#main", "#content p": "p", "P": "p",
		"div.meta > span.date": ".date", "a + b": "b", "a~.x": ".x", "meta[property='og:title']": "meta",
		"div[class='a.b c'] .x": ".x", ".a:not(.b)": ".a", "p:first-child": "p", ".x:has(> .y)": ".x", "li:nth-child(2) a": "a",
		"ul > li:nth-of-type(1)": "li", ".a.b": ".a", "time[datetime]": "time",
		"#content [class*='x']": "", ".a > [id^='b'][c]": "[id", ".a > [c][id]": "[id", "[id!='b']": "", "[title='[id=b']": "", ".a:not([id=b])": ".a", ":not([id=b])": "", "[id=a], .b": "", "[id=b]:first-child": "", ".a :first-child": "", ".a :not(.b)": "", "p [title='a b']": "", "#a > p[b]": "p",
		".a, .b": "", "*": "", ":not(.a)": "", ".a *": "", `.a\:b`: "", "[itemprop=name]": "[itemprop", "[data-role='content']": "[data-role", ".bài": "", "svg|a": "",
	} {
		if got := selectorKey(css); got != want {
			t.Errorf("selectorKey(%q) = %q, want %q", css, got, want)
		}
	}
}

func TestAboveKey(t *testing.T) {
	for css, want := range map[string]string{
		"div.tags a": ".tags", "#content > p": "#content", ".a .b li a": ".b", ".a ul > li:nth-child(2) a": ".a", "main article p": "",
		"p": "", ".date": "", ".a + p": "", ".a ~ .b p": "", ".a:not(.b) p": ".a", "div:has(.x) p": "", ".a, .b p": "", `.a\:b p`: "", "div[class='x y'] .k em": ".k",
		".a>p": ".a", ".a\n\tp": ".a",
	} {
		if got := aboveKey(css); got != want {
			t.Errorf("aboveKey(%q) = %q, want %q", css, got, want)
		}
	}
}
