// Package search is the view of the corpus that serve reads: full-text search,
// articles with their revisions, the figures of runs. It lives in a SQLite file
// of its own, follows the store by a cursor that moves in the same transaction
// as what it covers, and can be thrown away: Rebuild begins again.
//
// # Tables
//
//	doc      key → id, dup, line       article lines (zstd), newest first by key
//	words    rowid = key → tokens      FTS5, index only: no text, no positions
//	rev      id, n → line              changes of articles that changed at all
//	facet    kind, value → label, n    articles per portal, province, section
//	day      portal, day → n           articles by day of publication (Vietnam)
//	run      started → figures         runs, without their portals
//	visit    portal, started → figures a portal's part of a run
//	standing portal → row              what health said last
//	meta     name → value              schema, cursor, when it was updated
//
// # Key
//
// A key is (minutes before the year 2200) << 10 | slot: ascending keys are
// articles newest first, so that FTS5 gives pages of the newest hits without
// sorting, and days are ranges of keys. Articles without a publish time come
// after all others, by the time they were first seen.
//
// # Tokens
//
// Vietnamese writes syllables, and most words have two. For each syllable the
// index holds its folded form (hoa), its form with accents where that differs
// (hòa; the old tone place, see vntext.Shadow), and for each pair of
// neighbours the folded pair (hoa_binh). Pairs stand for phrases: they are far
// rarer than syllables, so that no positions need to be kept or compared. What
// stands in the title is there a second time, marked ^. Filters are tokens
// too (p: portal, n: province, o: province before 2025, s: section, a: audio,
// d: duplicate), so that a filter makes a query cheaper.
//
// # Ranking
//
// Hits come in tiers, newest first within each; a query written with accents
// has five: the phrase as written in the title; the phrase as written; all
// words as written; the phrase in other accents; all words in other accents.
// One written without has three: phrase in the title, phrase, all words. Tiers
// are streamed, never sorted: the first page of a common word costs as much as
// that of a rare one, and a place in the results is (tier, key), which later
// articles do not move.
package search
