// Package extract turns the bytes of a page into an Article: what the page
// says, where each field was found, and what is doubtful about it.
//
// Parse decodes and parses a page once; the same tree then serves links and
// article. Extractor.Extract recognises the content system from the page
// (the portal's own statement is only a hint), reads each field by the rule
// that was valid when the page was captured, by what the page says of itself
// (JSON-LD, meta elements), and by looking at the page without any rule, in
// the order of the table in trust.go. A field that nothing gives is absent.
//
// The package is pure: it has no network, no clock and no log, the same bytes
// give the same record, and all of it may be used by many goroutines at once.
// It never changes the tree.
//
//	document.go  bytes → tree
//	extract.go   tree → Result: the order of work
//	rule.go      running a rule's selectors
//	trust.go     which source is believed, per field
//	kind.go      is this page an article at all
//	identity.go  id, canonical URL, aliases
//	body.go      which elements are the body, by rule or by looks
//	walk.go      body elements → pieces; media.go image.go list.go table.go
//	caption.go   captions of pictures; credit.go their credits
//	furniture.go lines and boxes that are no text
//	signoff.go   lines that name authors; byline.go reads one
//	finish.go    pieces → blocks, and what follows from them
//
// fields.go, lead.go, published.go, authors.go and views.go hold one field or
// a few each. What the leaves know stands with them: vntext (text), vndate
// (dates), simhash, metadata (JSON-LD, meta elements), auto (no rule).
package extract
