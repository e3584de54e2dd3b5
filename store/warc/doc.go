// Package warc writes and reads WARC/1.1 files (ISO 28500:2017): the raw pages
// of a crawl as they came from the server, in files that other archive tools
// read too.
//
// A file is named PREFIX-YYYYMMDD-hhmmss-NNNNN.warc.gz (UTC) and is a row of
// gzip members, one record each:
//
//	warcinfo                      who wrote the file, and with what
//	response  request  [metadata] one exchange; the last two name the first
//	revisit   request  [metadata] the same for a page that has not changed
//	…
//
// A record is found by file name, offset and length (Ref), so a page is read
// back with one seek. Bodies are kept as received: transfer coding removed,
// content coding kept. A file grows by appending only; what a crash leaves
// half written at its end is moved aside when the directory is opened again.
//
// The package keeps no index and knows no portals: the store has both.
package warc
