package extract

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// scriptBody is the body that a script holds in a variable, as a tree of its
// own; nil without one. Three forms are read: a string of HTML, with or
// without a second escaping by entities; a string of JSON; the object itself.
// JSON is that of Editor.js: {"blocks": [{"type", "data"}]}.
func scriptBody(script *html.Node, variable string) *html.Node {
	if script.DataAtom != atom.Script || script.FirstChild == nil {
		return nil
	}
	code := script.FirstChild.Data
	for at := 0; ; {
		value, next := assigned(code, at, variable)
		if next < 0 {
			return nil
		}
		if root := markup(value); root != nil {
			return root
		}
		at = next
	}
}

// assigned is the next value that the code gives to a variable, from at on:
// the content of a string, or all that follows an opening brace. next is
// where to go on, -1 where there is none. Attributes of selectors are in
// lower case, so case does not count.
func assigned(code string, at int, variable string) (value string, next int) {
	for at < len(code) {
		i := indexFold(code[at:], variable)
		if i < 0 {
			return "", -1
		}
		before, after := at+i, at+i+len(variable)
		at = after
		if before > 0 && identifier(code[before-1]) {
			continue
		}
		rest := strings.TrimLeft(code[after:], " \t\r\n\"'") // "outputData": in JSON
		if rest == "" || rest[0] != '=' && rest[0] != ':' || strings.HasPrefix(rest, "==") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], " \t\r\n")
		if call, ok := strings.CutPrefix(rest, "JSON.parse("); ok {
			rest = strings.TrimLeft(call, " \t\r\n")
		}
		switch {
		case rest == "":
		case rest[0] == '{':
			return rest, at
		case rest[0] == '"' || rest[0] == '\'' || rest[0] == '`':
			return unquote(rest), at
		}
	}
	return "", -1
}

func identifier(c byte) bool {
	return c == '_' || c == '$' || c == '.' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf
}

// indexFold finds an ASCII word in any case.
func indexFold(s, word string) int {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0]|0x20 && strings.EqualFold(s[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// unquote reads a JavaScript string that begins with its quote. One that
// never ends gives what there is.
func unquote(s string) string {
	quote := s[0]
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		c := s[i]
		if c == quote {
			break
		}
		if c != '\\' || i+1 == len(s) {
			b.WriteByte(c)
			continue
		}
		i++
		switch c = s[i]; c {
		case 'n', 'r', 't', 'v', 'f', 'b':
			b.WriteByte(' ')
		case 'x':
			if n, err := strconv.ParseUint(slice(s, i+1, 2), 16, 8); err == nil {
				b.WriteRune(rune(n))
				i += 2
			}
		case 'u':
			n, size := escaped(s[i:])
			b.WriteRune(n)
			i += size - 1
		case '\n', '\r':
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func slice(s string, from, n int) string {
	return s[min(from, len(s)):min(from+n, len(s))]
}

// escaped reads u1234, u{1f600} and pairs of surrogates, from the u on.
func escaped(s string) (c rune, size int) {
	if strings.HasPrefix(s, "u{") {
		if end := strings.IndexByte(s, '}'); end > 0 {
			n, _ := strconv.ParseUint(s[2:end], 16, 32)
			return rune(n), end + 1
		}
	}
	n, err := strconv.ParseUint(slice(s, 1, 4), 16, 16)
	if err != nil || len(s) < 5 {
		return utf8.RuneError, 1
	}
	if utf16.IsSurrogate(rune(n)) && strings.HasPrefix(s[5:], `\u`) {
		if low, err := strconv.ParseUint(slice(s, 7, 4), 16, 16); err == nil {
			return utf16.DecodeRune(rune(n), rune(low)), 11
		}
	}
	return rune(n), 5
}

// markup makes a tree of a value; nil where it holds no text and no picture.
func markup(value string) *html.Node {
	value = strings.TrimSpace(value)
	if strings.Contains(value, "&lt;") || strings.HasPrefix(value, "{&quot;") {
		value = html.UnescapeString(value)
	}
	if strings.HasPrefix(value, "{") {
		value = editorHTML(value)
	}
	if value == "" {
		return nil
	}
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(value), root)
	if err != nil {
		return nil // nested too deeply
	}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	return root
}

// editorHTML writes the blocks of Editor.js as HTML. Their texts are HTML
// already; addresses and captions stand in attributes and elements.
func editorHTML(value string) string {
	var doc struct {
		Blocks []editorBlock `json:"blocks"`
	}
	if json.NewDecoder(strings.NewReader(value)).Decode(&doc) != nil {
		return ""
	}
	var b strings.Builder
	for i := range doc.Blocks {
		doc.Blocks[i].write(&b)
	}
	return b.String()
}

type editorBlock struct {
	Type string `json:"type"`
	Data struct {
		Text, Caption, URL, HTML, Title, Embed, Style string
		Level                                         int
		Items                                         []editorItem
		Content                                       [][]string
		File                                          struct{ URL, Name string }
	} `json:"data"`
}

// editorItem is a text, or an object with the text and more items.
type editorItem struct {
	Content string
	Items   []editorItem
}

// UnmarshalJSON takes both forms of an item.
func (it *editorItem) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &it.Content)
	}
	type plain editorItem
	return json.Unmarshal(b, (*plain)(it))
}

func (e *editorBlock) write(b *strings.Builder) {
	d := &e.Data
	wrap := func(tag, text string) {
		if text != "" {
			b.WriteString("<" + tag + ">" + text + "</" + tag + ">")
		}
	}
	switch strings.ToLower(e.Type) {
	case "header", "heading":
		wrap("h"+strconv.Itoa(min(max(d.Level, 1), 6)), d.Text)
	case "list", "nestedlist", "checklist":
		b.WriteString("<ul>")
		writeItems(b, d.Items)
		b.WriteString("</ul>")
	case "image", "simpleimage":
		src := d.File.URL
		if src == "" {
			src = d.URL
		}
		b.WriteString(`<figure><img src="` + html.EscapeString(src) + `">`)
		wrap("figcaption", d.Caption)
		b.WriteString("</figure>")
	case "table":
		b.WriteString("<table>")
		for _, row := range d.Content {
			b.WriteString("<tr>")
			for _, cell := range row {
				b.WriteString("<td>" + cell + "</td>")
			}
			b.WriteString("</tr>")
		}
		b.WriteString("</table>")
	case "attaches":
		b.WriteString(`<p><a href="` + html.EscapeString(d.File.URL) + `">` + html.EscapeString(d.Title+d.File.Name) + "</a></p>")
	case "embed":
		b.WriteString(`<iframe src="` + html.EscapeString(d.Embed) + `"></iframe>`)
		wrap("p", d.Caption)
	case "quote":
		wrap("blockquote", d.Text)
		wrap("p", d.Caption)
	case "raw":
		b.WriteString(d.HTML)
	default:
		wrap("p", d.Text)
	}
}

func writeItems(b *strings.Builder, items []editorItem) {
	for _, it := range items {
		b.WriteString("<li>" + it.Content)
		if len(it.Items) > 0 {
			b.WriteString("<ul>")
			writeItems(b, it.Items)
			b.WriteString("</ul>")
		}
		b.WriteString("</li>")
	}
}
