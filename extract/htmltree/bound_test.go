package htmltree

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// A page of some KB must not become a tree of GB, whoever builds it.
func TestTreeIsBounded(t *testing.T) {
	var left strings.Builder
	for i := range 400 {
		fmt.Fprintf(&left, "<b id=%d>", i)
	}
	again := "<p>" + left.String() + strings.Repeat("<p>x", 20_000)
	wide := "<p " + strings.Repeat("a=1 ", 50) + ">"
	tests := map[string]struct {
		page string
		want error
	}{
		"formatting that is opened again":                  {again, ErrTooMany},
		"the same, left to x/net/html":                     {again + "\x00", ErrTooMany},
		"elements without end":                             {strings.Repeat("<p>", 3<<20), ErrTooMany},
		"the same, left to x/net/html ":                    {"\x00" + strings.Repeat("<p>", 3<<20), ErrTooMany},
		"many, as a page of news has at most":              {strings.Repeat("<p>Một <b>đoạn</b> <i>văn</i>.</p>\n", 20_000), nil},
		"the same, left to x/net/html  ":                   {"\x00" + strings.Repeat("<p>Một <b>đoạn</b> <i>văn</i>.</p>\n", 20_000), nil},
		"attributes":                                       {strings.Repeat(wide, 1000), nil},
		"a large text":                                     {"<p>" + strings.Repeat("Một câu dài. ", 500_000), nil},
		"formatting that is opened again, within measure":  {"<p>" + left.String()[:220] + strings.Repeat("<p>x", 5_000), nil},
		"formatting of one kind is opened again thrice":    {strings.Repeat("<b>", 400) + strings.Repeat("<p>x", 20_000), nil},
		"nobody closes a link, as on the worst of portals": {strings.Repeat("<a href=/x><font color=red>tin", 200), nil},
	}
	for name, tt := range tests {
		t.Run(strings.TrimSpace(name), func(t *testing.T) {
			if _, _, err := Parse([]byte(tt.page)); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
		})
	}
}
