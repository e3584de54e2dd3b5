// Package learn finds out how a site is to be read: which of its addresses are
// articles and what their id is, where it lists them, which content system it
// runs, and which selectors give title, date, lead, body and the rest.
//
// It compares pages of one template. What varies from page to page is content,
// what repeats is furniture; what a page says of itself (JSON-LD, meta
// elements) and what extract/auto finds without rules are the labels. A
// selector is proposed where it gives the label on nearly all pages and
// something else on nearly none.
//
// Learn proposes a definition for a site that nobody described, Mend new
// selectors for one whose layout changed. Both only propose: nothing is
// written, and every part says on how many pages it rests. The package asks no
// server itself; Gather takes a function that does.
//
//	address.go   addresses → article pattern with its id
//	naming.go    an element → selectors that may mean it on other pages, too
//	field.go     labels and candidates → the selectors of a field
//	body.go      the body's container, and what in it is not the article's
//	learn.go     pages → Proposal
//	mend.go      captures before and after a change → Repair
package learn
