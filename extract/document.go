package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/htmltree"
	"github.com/tintinh/tintinh/extract/vntext"
)

// maxDepth is how deep elements may nest when the parser's own limit (512)
// was hit; deeper start tags are dropped, their text stays.
const maxDepth = 256

// ErrTooMany is wrapped by the error of a page that has more elements than a
// tree is built of: 400,000.
var ErrTooMany = htmltree.ErrTooMany

// Document is a parsed page. Nothing changes it after Parse, so links and
// article may be read from it at the same time.
type Document struct {
	Root *html.Node
	URL  *url.URL // where the page was fetched; empty, never nil, where unknown
	Base *url.URL // what relative links refer to: <base href>, else URL

	Text          []byte // the page as valid UTF-8
	Charset       string // what it was decoded from
	CharsetSource string // utf-8-valid bom header meta sniff
	Replaced      int    // bytes that could not be decoded, now U+FFFD
	Flattened     bool   // nesting beyond maxDepth was cut to get a tree at all

	memory *htmltree.Memory // of the tree
	parser *Parser          // that takes it back; nil after Free
}

// Parser parses pages in memory that is used again. The zero value is ready,
// and may be used by many goroutines at once.
type Parser struct {
	free sync.Pool // of *htmltree.Memory
}

// Free gives the memory of the tree back to the parser: Root and its nodes may
// not be used any more. Records, links and all other strings that were read
// from them stay good. A second call does nothing.
func (d *Document) Free() {
	if d.parser == nil {
		return
	}
	d.memory.Free()
	d.parser.free.Put(d.memory)
	d.Root, d.memory, d.parser = nil, nil, nil
}

// Parse decodes body (content-encoding already removed) and builds its tree.
// contentType is the header's value, "" where there is none; pageURL is where
// the page came from, "" where unknown. It fails on a URL that is none and
// on a page that no tree can be built of.
//
// Scripting counts as on, as in a browser: the content of <noscript> is one
// text node, which the article's text never takes, and in which pictures are
// looked for where the visible ones are placeholders.
func Parse(body []byte, contentType, pageURL string) (*Document, error) {
	return new(Parser).Parse(body, contentType, pageURL)
}

// Parse is as the function, for a caller that frees the documents.
func (p *Parser) Parse(body []byte, contentType, pageURL string) (*Document, error) {
	page, err := url.Parse(strings.TrimSpace(pageURL))
	if err != nil {
		return nil, fmt.Errorf("parse page: the page's URL %q is not valid: %w", pageURL, err)
	}
	text := vntext.Decode(body, contentType)
	d := &Document{
		URL: page, Base: page,
		Text: text.Text, Charset: text.Charset, CharsetSource: text.Source, Replaced: text.Replaced,
	}
	if d.memory, _ = p.free.Get().(*htmltree.Memory); d.memory == nil {
		d.memory = new(htmltree.Memory)
	}
	d.parser = p
	d.Root, _, err = d.memory.Parse(d.Text)
	if err != nil && !errors.Is(err, ErrTooMany) {
		d.Flattened = true
		d.Root, _, err = d.memory.Parse(flatten(d.Text))
	}
	if err != nil {
		d.Free()
		return nil, fmt.Errorf("parse page %s: %w", pageURL, err)
	}
	d.Base = page
	if mayHaveBase(d.Text) {
		d.Base = base(d.Root, page)
	}
	return d, nil
}

// flatten rewrites a page so that no element is nested deeper than maxDepth:
// start tags beyond it are dropped, with their end tags.
func flatten(page []byte) []byte {
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(page))
	depth, dropped := 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if z.Err() != io.EOF {
				out.Write(z.Raw())
			}
			return out.Bytes()
		}
		switch kind {
		case html.StartTagToken:
			name, _ := z.TagName()
			switch {
			case void(name):
			case depth >= maxDepth:
				dropped++
				continue
			default:
				depth++
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch {
			case void(name):
			case dropped > 0:
				dropped--
				continue
			case depth > 0:
				depth--
			}
		}
		out.Write(z.Raw())
	}
}

// void reports whether an element has no content and so no end tag.
func void(name []byte) bool {
	switch atom.Lookup(name) {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input,
		atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// mayHaveBase is false for pages in which no tag <base> begins: nearly all, and
// they need not be walked.
func mayHaveBase(page []byte) bool {
	const tag = "<base"
	for _, start := range []string{"<b", "<B"} {
		for rest := page; ; {
			i := bytes.Index(rest, []byte(start))
			if i < 0 {
				break
			}
			rest = rest[i:]
			if len(rest) >= len(tag) && bytes.EqualFold(rest[:len(tag)], []byte(tag)) {
				return true
			}
			rest = rest[len(start):]
		}
	}
	return false
}

// base is the first <base href> of the page, resolved against its URL. It is
// looked for in the whole tree: a premature </html> moves the head's elements
// into the body.
func base(root *html.Node, page *url.URL) *url.URL {
	for n := range root.Descendants() {
		if n.DataAtom != atom.Base || n.Namespace != "" {
			continue
		}
		href := strings.TrimSpace(attr(n, "href"))
		if href == "" {
			continue
		}
		u, err := page.Parse(href)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
			return page
		}
		return u
	}
	return page
}

// attr is the value of an attribute, "" where the element has none.
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}
