// Package proof shows on a page itself what is read from it: the page without
// its looks, each extracted field marked where it stands, and beside it every
// field with its value, its source, and the candidates that lost.
//
// What comes from the page is rebuilt from a few harmless elements and escaped
// text; nothing of its markup is copied, so that no script runs and nothing is
// loaded, whatever the page holds. The result needs no script of ours either:
// fields are links into the page.
package proof
