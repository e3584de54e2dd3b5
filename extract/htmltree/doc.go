// Package htmltree builds the tree of a page several times faster than
// golang.org/x/net/html, and gives the same tree.
//
// Nodes and attributes come from slabs of some hundred, and names, texts and
// attribute values are slices of one copy of the page, so a page costs some
// dozen allocations instead of ten thousand. Two things follow. A node, or a
// string taken from one, keeps the copy of the whole page alive: what outlives
// the page must be cloned (strings.Clone). And changing a node never changes
// another one: no two share attributes.
//
// The rules of tree construction are those of x/net/html, including where it
// departs from the WHATWG specification, for it is the judge: tests and a
// fuzz target compare the trees node by node. What is rare and intricate is
// not built here but noticed while parsing, and then x/net/html parses that
// page from the start:
//
//   - NUL bytes
//   - <template>, <frameset>, <plaintext>, <math>
//   - <foreignObject> and <desc> in SVG, CDATA sections, and elements in SVG
//     that have rules of their own in HTML
//   - a tag with more than 64 attributes
//   - elements nested deeper than 512, which x/net/html refuses, too
//
// A tree has at most MostNodes nodes; a page that would have more is refused.
//
// Scripting counts as on, as in html.Parse: the content of <noscript> is text.
//
// It is a leaf: it knows nothing of articles, and has no state.
package htmltree
