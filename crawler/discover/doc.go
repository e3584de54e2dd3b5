// Package discover finds where a page, a feed or a sitemap leads: links,
// the article links of a listing's main column and its next page, feeds a
// page announces, entries of feeds and sitemaps, and the page of a day in a
// date archive. It also recognises URLs that lead in circles.
//
// It works on trees and bytes that others fetched, and stores nothing. Which
// links are articles, which hosts are ours and when a URL is due are the
// caller's business. What is left out is counted, never just missing.
package discover
