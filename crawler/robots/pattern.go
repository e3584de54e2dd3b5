package robots

import "strings"

// A pattern is the path of an Allow or Disallow line, ready to match: the
// pieces of text between its asterisks, in normal form.
type pattern struct {
	pieces   []string // matched in order; the first stands at the start of the path
	query    []string // pieces in the normal form of queries; nil where it is the same
	anchored bool     // a final $: the last piece stands at the end of the path
	octets   int      // length that decides between rules (RFC 9309 section 2.2.2)
}

// compile reads a path as written. Asterisks and the final dollar sign are
// found before percent-decoding, so that %2A and %24 stay plain characters.
func compile(written string) pattern {
	p := pattern{octets: len(encode(written))}
	if p.anchored = strings.HasSuffix(written, "$"); p.anchored {
		written = strings.TrimSuffix(written, "$")
	}
	for piece := range strings.SplitSeq(written, "*") {
		p.pieces = append(p.pieces, normalise(piece))
	}
	if before, query, ok := strings.Cut(written, "?"); ok && hasQueryForm(query) {
		for piece := range strings.SplitSeq(before+"?"+decodeQuery(query), "*") {
			p.query = append(p.query, normalise(piece))
		}
	}
	return p
}

// match reports whether the pattern matches a target.
func (p pattern) match(t target) bool {
	if matchPieces(p.pieces, p.anchored, t.path) {
		return true
	}
	if t.query == "" && p.query == nil {
		return false
	}
	pieces, path := p.query, t.query
	if pieces == nil {
		pieces = p.pieces
	}
	if path == "" {
		path = t.path
	}
	return matchPieces(pieces, p.anchored, path)
}

// matchPieces takes each piece at its first place after the one before. That
// is enough, because what follows an asterisk only gains from more room, and
// it makes one pass over path whatever the number of asterisks.
func matchPieces(pieces []string, anchored bool, path string) bool {
	rest, ok := strings.CutPrefix(path, pieces[0])
	if !ok {
		return false
	}
	if len(pieces) == 1 {
		return !anchored || rest == ""
	}
	last := len(pieces) - 1
	for _, piece := range pieces[1:last] {
		at := strings.Index(rest, piece)
		if at < 0 {
			return false
		}
		rest = rest[at+len(piece):]
	}
	if anchored {
		return strings.HasSuffix(rest, pieces[last])
	}
	return strings.Contains(rest, pieces[last])
}

// A target is what is asked for, in normal form.
type target struct {
	path  string // path and query
	query string // the same in the normal form of queries; empty where it is the same
}

// newTarget reads a raw path with its query; a fragment is no part of it.
func newTarget(pathQuery string) target {
	pathQuery, _, _ = strings.Cut(pathQuery, "#")
	if !strings.HasPrefix(pathQuery, "/") {
		pathQuery = "/" + pathQuery
	}
	t := target{path: normalise(pathQuery)}
	if before, query, ok := strings.Cut(pathQuery, "?"); ok && hasQueryForm(query) {
		t.query = normalise(before + "?" + decodeQuery(query))
	}
	return t
}
