package vntext

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/htmlindex"
)

const (
	western    = "windows-1252"
	vietnamese = "windows-1258"
)

// vietnameseLabels are charsets that the WHATWG does not know, and browsers
// with them.
var vietnameseLabels = map[string]string{
	"tcvn": TCVN3, "tcvn3": TCVN3, "tcvn-5712": TCVN3, "tcvn5712": TCVN3, "x-viet-tcvn": TCVN3, "x-viet-tcvn5712": TCVN3,
	"viscii": VISCII, "csviscii": VISCII, "x-viscii": VISCII,
	"utf8mb4": utf8Name, // the name of MySQL
}

// knownLabel is the name of the encoding that a label stands for, "" for
// none. x-user-defined was declared for pages in VNI fonts, and is read as
// the WHATWG reads it in a meta element.
func knownLabel(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\r\n\f"))
	if name, ok := vietnameseLabels[label]; ok {
		return name
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(e)
	switch {
	case err != nil, name == "replacement":
		return ""
	case name == "x-user-defined":
		return western
	}
	return name
}

// metaWindow is how far metaLabel looks. Browsers look at 1024 bytes; portals
// put scripts and styles before the declaration.
const metaWindow = 16 << 10

// metaLabel is the encoding that the page declares about itself, in a meta
// element or else in an XML declaration; "" for none. UTF-16 declared in ASCII
// letters cannot be true, and means UTF-8.
func metaLabel(body []byte) string {
	body = body[:min(len(body), metaWindow)]
	z := html.NewTokenizer(bytes.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return xmlLabel(body)
		case html.StartTagToken, html.SelfClosingTagToken:
			if tag, attributes := z.TagName(); string(tag) != "meta" || !attributes {
				continue
			}
			if name := declared(z); name != "" {
				return notUTF16(name)
			}
		}
	}
}

func notUTF16(name string) string {
	if strings.HasPrefix(name, "utf-16") {
		return utf8Name
	}
	return name
}

// declared reads the attributes of a meta element; of an attribute that is
// repeated the first one counts.
func declared(z *html.Tokenizer) string {
	attributes := map[string]string{}
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, repeated := attributes[string(key)]; !repeated {
			attributes[string(key)] = strings.ToLower(string(value))
		}
	}
	if label, ok := attributes["charset"]; ok {
		return knownLabel(label)
	}
	if attributes["http-equiv"] == "content-type" {
		return knownLabel(charsetIn(attributes["content"]))
	}
	return ""
}

// charsetIn finds charset=… in the value of a Content-Type, in lower case.
func charsetIn(s string) string {
	for {
		_, rest, found := strings.Cut(s, "charset")
		if !found {
			return ""
		}
		s = rest
		rest = strings.TrimLeft(rest, " \t\n\f\r")
		if !strings.HasPrefix(rest, "=") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], " \t\n\f\r")
		if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
			label, _, closed := strings.Cut(rest[1:], rest[:1])
			if !closed {
				return ""
			}
			return label
		}
		if end := strings.IndexAny(rest, "; \t\n\f\r"); end >= 0 {
			rest = rest[:end]
		}
		return rest
	}
}

// xmlLabel reads <?xml version="1.0" encoding="…"?>, as feeds have it.
func xmlLabel(body []byte) string {
	text := string(bytes.TrimLeft(body[:min(len(body), 512)], " \t\r\n"))
	declaration, _, found := strings.Cut(text, "?>")
	if !found || !strings.HasPrefix(declaration, "<?xml") {
		return ""
	}
	_, value, found := strings.Cut(declaration, "encoding")
	value = strings.TrimLeft(value, " \t\r\n=")
	if !found || value == "" || value[0] != '"' && value[0] != '\'' {
		return ""
	}
	label, _, _ := strings.Cut(value[1:], value[:1])
	return notUTF16(knownLabel(label))
}

// sniffSample is how much of a body sniff looks at, in bytes.
const sniffSample = 64 << 10

// sniff reads a body that declares nothing: windows-1258 if its words with
// diacritics are then better Vietnamese, else windows-1252. Pages in TCVN3 or
// VNI come out as the letters that Legacy expects.
func sniff(body []byte) Decoded {
	sample := body[:min(len(body), sniffSample)]
	name := western
	if accented(decodeAs(sample, vietnamese, sourceSniff).Text) > accented(decodeAs(sample, western, sourceSniff).Text) {
		name = vietnamese
	}
	return decodeAs(body, name, sourceSniff)
}

// accented is the share of Vietnamese syllables among the words that are not
// ASCII: those on which encodings differ.
func accented(text []byte) float64 {
	good, all := 0, 0
	words(string(text[:min(len(text), sniffSample)]), func(w string, _ bool) {
		if strings.IndexFunc(w, func(c rune) bool { return c >= utf8.RuneSelf }) < 0 {
			return
		}
		all++
		if isSyllable(w) {
			good++
		}
	})
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}
