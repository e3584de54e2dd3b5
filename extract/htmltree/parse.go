package htmltree

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// Parse builds the tree of a page in UTF-8, equal to that of html.Parse. The
// page is copied; the tree stays valid whatever becomes of it.
//
// native is false where the page has something that is left to x/net/html (see
// the package's comment), which then has built the tree. The error is
// ErrTooMany, or that of html.Parse: of elements nested deeper than 512.
func Parse(page []byte) (root *html.Node, native bool, err error) {
	return new(Memory).Parse(page)
}

// Parse is as the function, in memory that Free takes back.
func (m *Memory) Parse(page []byte) (root *html.Node, native bool, err error) {
	b := newBuilder(page, m)
	switch b.build(); {
	case b.handed == nothing:
		return b.doc, true, nil
	case b.handed == tooMany, b.handed != tooDeep && explodes(b.page): // of one too deep x/net/html builds no more than we did
		return nil, false, ErrTooMany
	}
	root, err = html.Parse(strings.NewReader(b.page))
	if err != nil {
		return nil, false, fmt.Errorf("build the page's tree: %w", err)
	}
	return root, false, nil
}

// reason is why a page is left to x/net/html.
type reason string

const (
	nothing        reason = ""
	nul            reason = "a NUL byte"
	template       reason = "<template>"
	frameset       reason = "<frameset>"
	plaintext      reason = "<plaintext>"
	mathml         reason = "<math>"
	cdata          reason = "a CDATA section"
	svgHTML        reason = "HTML inside SVG"
	manyAttributes reason = "a tag with very many attributes"
	tooDeep        reason = "elements nested too deep"
	tooMany        reason = "more elements than a page may have"
	broken         reason = "a mistake of this package"
)

// builder is the state of parsing one page.
type builder struct {
	page string
	pos  int
	raw  tag // the element whose text comes next, other for none
	tok  token

	doc     *html.Node
	open    []opened // the stack of open elements
	count   [tags]uint16
	active  []formatting
	mode    mode
	resume  mode // after a text
	head    *html.Node
	form    *html.Node
	quirks  bool
	foster  bool // what is inserted into a table's parts goes before the table
	handed  reason
	memory  *Memory
	nodes   []html.Node
	made    int // nodes, and attributes that were copied, as nodes
	attrs   []html.Attribute
	chunk   int
	pending map[*html.Node][]byte // texts of several pieces
}

func newBuilder(page []byte, m *Memory) *builder {
	b := &builder{
		page:   newlines(page),
		open:   make([]opened, 0, 64),
		memory: m,
		chunk:  min(max(len(page)/256, 16), 256),
	}
	b.doc = b.node(html.DocumentNode, "")
	return b
}

// newlines is the page with every line end as "\n".
func newlines(page []byte) string {
	var out strings.Builder
	out.Grow(len(page))
	for {
		i := bytes.IndexByte(page, '\r')
		if i < 0 {
			break
		}
		out.Write(page[:i])
		page = page[i+1:]
		if len(page) == 0 || page[0] != '\n' {
			out.WriteByte('\n')
		}
	}
	out.Write(page)
	return out.String()
}

// build parses the page, until it ends or is handed over.
func (b *builder) build() {
	defer func() {
		// One page never stops a run: x/net/html can still read it.
		if p := recover(); p != nil {
			b.handed = broken
		}
	}()
	if strings.IndexByte(b.page, 0) >= 0 {
		b.handOver(nul)
	}
	for b.handed == nothing {
		b.next()
		last := b.tok.kind == eof
		b.process()
		if last {
			break
		}
	}
	for n, data := range b.pending {
		n.Data = string(data)
	}
}

// handOver leaves the page to x/net/html.
func (b *builder) handOver(why reason) {
	if b.handed == nothing {
		b.handed = why
	}
}

// process takes the token through the rules until one has consumed it.
func (b *builder) process() {
	for b.handed == nothing && !b.step() {
	}
}

// imply processes a tag that the page does not have.
func (b *builder) imply(k kind, t tag) {
	real := b.tok
	b.tok = token{kind: k, tag: t, atom: elements[t].atom, data: elements[t].name}
	b.process()
	b.tok = real
}
