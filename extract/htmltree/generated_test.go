package htmltree

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// pieces are what pages are put together from at random: every tag that the
// rules mention, and what is intricate in texts, comments and attributes.
func pieces() []string {
	out := []string{
		"Nước lên.", "đê", " ", "\n", "\t", "\r\n", "\r", "&amp;", "&nbsp;", "&#272;&ecirc;", "&ocirc", "&notit;", "&", "&#", "&#x;", "&#128;", "&#13;", "&#10;", "&#0;", "&semi;",
		"<", "</", "</>", "<!", "<!>", "<?xml version='1.0'?>", "<!-- a -->", "<!-->", "<!--->", "<!-- a --!>", "<!-- a -- b", "-->", "<!--a&amp;b-->", "</ a>", "<![CDATA[x]]>", "]]>",
		"<!DOCTYPE html>", "<!doctype HTML>", "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">", "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">",
		"<a href='?a=1&b=2&copy=3&amp;d&semi;e&lt'>", "<b class=a>", "<b class=b id=a>", "<B ID=a CLASS=b>", "<font color=red>", "<p a=/>", "<p a=1 A=2/>", "<p =x==y>", "<p / a / b=>", "<p a = \"Đ\r\n\" b='>'>", "<p a=\"", "<p a=\"\">", "<br/>", "<svg/>", "<path/>", "<g>", "</g>", "<circle r=1 />",
		"<svg viewBox='0 0 1 1' xlink:href='#a' xml:lang=vi>", "<linearGradient>", "</lineargradient>", "<foreignobject>", "<desc>", "<use xlink:href=#x>", "<x-tin>", "</x-tin>", "<abbr>", "</abbr>", "<input type=hidden>", "<input type=HIDDEN value=a>",
		"<html lang=vi>", "<body class=a id=b>", "<script>if (a<b) '</p>'</script>", "<script><!-- <script> </script> --></script>", "<script><!--", "<style>p > a {}</style>", "<title>a&amp;<b></title>", "<textarea>\n", "<textarea>\n\n</textarea>", "<noscript><p></noscript>", "<iframe></iframe>", "</SCRIPT >", "</title/>",
		"<pre>\n", "<pre>\r", "<listing>&#10;", "<" + strings.Repeat("div><", 30) + "div>",
	}
	for t := tagA; t < tags; t++ {
		name := elements[t].name
		out = append(out, "<"+name+">", "<"+name+">", "</"+name+">")
	}
	return out
}

// without drops the pieces that are handed over, so that long pages are not.
func without(pieces []string, words ...string) []string {
	var out []string
next:
	for _, p := range pieces {
		for _, w := range words {
			if strings.Contains(p, w) {
				continue next
			}
		}
		out = append(out, p)
	}
	return out
}

func plain() []string {
	return without(pieces(), "template", "frameset", "plaintext", "math", "foreignobject", "desc", "CDATA")
}

func TestGenerated(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 11))
	all, some := pieces(), plain()
	tables := append(without(some, "svg"), "<table>", "<tr>", "<td>", "</table>", "</td>", "</tr>", "<tbody>", "<table>", "<b>", "</b>", "<a>", "</a>", "<p>", "</p>", "<li>", "<i>", "</i>")
	formats := []string{"lũ", "<p>", "</p>", "<div>", "</div>", "<table>", "<td>", "</table>", "<br>"}
	for _, name := range []string{"a", "b", "i", "em", "u", "s", "font", "nobr", "small", "x-tin"} {
		formats = append(formats, "<"+name+">", "<"+name+">", "</"+name+">", "</"+name+">")
	}
	native := 0
	const n = 6000
	for i := range n {
		from := [][]string{all, some, formats, tables, formats}[i%5]
		var b strings.Builder
		for range 1 + r.IntN(60) {
			b.WriteString(from[r.IntN(len(from))])
		}
		if compare(t, b.String()) == nothing {
			native++
		}
		if t.Failed() {
			t.Logf("page: %q", b.String())
			break
		}
	}
	if native < n/2 {
		t.Errorf("only %d of %d pages were built here", native, n)
	}
}
